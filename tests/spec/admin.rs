//! Cluster-wide policies as they are written, both generations brought into one form.

use ipnet::IpNet;
use serde::Deserialize;
use serde_yaml::Value;

use super::Direction;
use super::objects::{AdminPeerFields, AdminPortFields, AdminRuleFields, AdminSpec, PodsFields, Selector};

/// AdminNetworkPolicy, BaselineAdminNetworkPolicy or ClusterNetworkPolicy.
#[derive(Clone, Debug)]
pub struct AdminPolicy {
    /// `Admin` or `Baseline`.
    pub tier: String,
    /// 0 comes first. The BaselineAdminNetworkPolicy has none and comes last.
    pub priority: u32,
    pub subject: PodsOf,
    ingress: Vec<AdminRule>,
    egress: Vec<AdminRule>,
}

#[derive(Clone, Debug)]
pub struct AdminRule {
    pub action: Action,
    pub peers: Vec<AdminPeer>,
    pub ports: Vec<AdminPort>,
    intelligible: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// v1alpha1 calls it Allow.
    Accept,
    Deny,
    Pass,
}

/// Pods by labels; `None` is no restriction.
#[derive(Clone, Debug)]
pub struct PodsOf {
    pub namespaces: Option<Selector>,
    pub pods: Option<Selector>,
}

#[derive(Clone, Debug)]
pub enum AdminPeer {
    Pods(PodsOf),
    Nodes(Selector),
    Networks(Vec<IpNet>),
    DomainNames(Vec<String>),
    /// "none of its fields are set".
    Unintelligible,
}

#[derive(Clone, Debug)]
pub enum AdminPort {
    /// Protocol, first and last port.
    Range(String, u16, u16),
    /// The name of a container port.
    Named(String),
    Unintelligible,
}

impl AdminPolicy {
    /// `None` for what takes no part: an object that the API server does not take, or whose subject nobody can
    /// make out.
    pub fn read(kind: &str, name: &str, spec: Value) -> Option<AdminPolicy> {
        let spec = AdminSpec::deserialize(spec).unwrap();
        let subject = match (spec.subject.namespaces, spec.subject.pods) {
            (Some(namespaces), None) => PodsOf { namespaces: Some(namespaces), pods: None },
            (None, Some(pods)) => pods_of(pods),
            _ => return None,
        };
        let (tier, priority) = match kind {
            "AdminNetworkPolicy" => ("Admin".to_owned(), spec.priority?),
            // "There can only be one": its name is `default`.
            "BaselineAdminNetworkPolicy" if name == "default" => ("Baseline".to_owned(), u32::MAX),
            "ClusterNetworkPolicy" => (spec.tier?, spec.priority?),
            _ => return None,
        };
        let rules = |rules: Vec<AdminRuleFields>| rules.into_iter().map(rule).collect();
        subject.is_intelligible().then_some(AdminPolicy {
            tier,
            priority,
            ingress: rules(spec.ingress),
            egress: rules(spec.egress),
            subject,
        })
    }

    /// The rules of a direction.
    pub(super) fn rules(&self, direction: Direction) -> &[AdminRule] {
        if direction == Direction::Ingress { &self.ingress } else { &self.egress }
    }
}

fn rule(rule: AdminRuleFields) -> AdminRule {
    let peers: Vec<AdminPeer> = rule.peers.into_iter().map(peer).collect();
    let ports: Vec<AdminPort> = rule.ports.into_iter().map(port).collect();
    let intelligible = peers.iter().all(AdminPeer::is_intelligible)
        && !ports.iter().any(|it| matches!(it, AdminPort::Unintelligible));
    let action = match rule.action.as_str() {
        "Allow" | "Accept" => Action::Accept,
        "Deny" => Action::Deny,
        "Pass" if intelligible => Action::Pass,
        "Pass" => Action::Deny,
        other => panic!("no such action: {other}"),
    };
    AdminRule { action, peers, ports, intelligible }
}

fn pods_of(pods: PodsFields) -> PodsOf {
    PodsOf { namespaces: pods.namespace_selector, pods: pods.pod_selector }
}

fn peer(peer: AdminPeerFields) -> AdminPeer {
    let AdminPeerFields { namespaces, pods, nodes, networks, domain_names } = peer;
    if let Some(namespaces) = namespaces {
        AdminPeer::Pods(PodsOf { namespaces: Some(namespaces), pods: None })
    } else if let Some(pods) = pods {
        AdminPeer::Pods(pods_of(pods))
    } else if let Some(nodes) = nodes {
        AdminPeer::Nodes(nodes)
    } else if !networks.is_empty() {
        AdminPeer::Networks(networks)
    } else if !domain_names.is_empty() {
        AdminPeer::DomainNames(domain_names)
    } else {
        AdminPeer::Unintelligible
    }
}

fn port(port: AdminPortFields) -> AdminPort {
    let range = |protocol: Option<String>, first: u16, last: u16| match protocol {
        _ if first > last => AdminPort::Unintelligible,
        // "If not specified, this field defaults to TCP." A Go client that does not specify it writes "".
        None => AdminPort::Range("TCP".to_owned(), first, last),
        Some(it) if it.is_empty() => AdminPort::Range("TCP".to_owned(), first, last),
        Some(it) if ["TCP", "UDP", "SCTP"].contains(&it.as_str()) => AdminPort::Range(it, first, last),
        Some(_) => AdminPort::Unintelligible,
    };
    if let Some(it) = port.port_number {
        return range(it.protocol, it.port, it.port);
    }
    if let Some(it) = port.port_range {
        return range(it.protocol, it.start, it.end);
    }
    if let Some(name) = port.named_port.or(port.destination_named_port) {
        return AdminPort::Named(name);
    }
    for (protocol, fields) in [("TCP", port.tcp), ("UDP", port.udp), ("SCTP", port.sctp)] {
        let Some(destination) = fields.and_then(|it| it.destination_port) else { continue };
        let protocol = Some(protocol.to_owned());
        return match (destination.number, destination.range) {
            (Some(number), _) => range(protocol, number, number),
            (None, Some(it)) => range(protocol, it.start, it.end),
            (None, None) => AdminPort::Unintelligible,
        };
    }
    AdminPort::Unintelligible
}

impl AdminRule {
    /// "If a consumer observes none of its fields are set, they should assume an unknown option has been specified
    /// and fail closed." So it is with what the server stores and no label selector or port can be.
    pub(super) fn is_intelligible(&self) -> bool {
        self.intelligible
    }

    /// Domain names where they are not supported.
    pub(super) fn names_in_vain(&self) -> bool {
        self.action != Action::Accept && self.peers.iter().any(|it| matches!(it, AdminPeer::DomainNames(_)))
    }
}

impl AdminPeer {
    fn is_intelligible(&self) -> bool {
        match self {
            AdminPeer::Pods(it) => it.is_intelligible(),
            AdminPeer::Nodes(it) => it.is_intelligible(),
            AdminPeer::Networks(_) | AdminPeer::DomainNames(_) => true,
            AdminPeer::Unintelligible => false,
        }
    }
}

impl PodsOf {
    fn is_intelligible(&self) -> bool {
        self.namespaces.iter().chain(&self.pods).all(Selector::is_intelligible)
    }
}

impl Selector {
    /// "values is an array of string values. If the operator is In or NotIn, the values array must be non-empty. If
    /// the operator is Exists or DoesNotExist, the values array must be empty."
    fn is_intelligible(&self) -> bool {
        self.match_expressions.iter().all(|it| match it.operator.as_str() {
            "In" | "NotIn" => !it.values.is_empty(),
            "Exists" | "DoesNotExist" => it.values.is_empty(),
            _ => false,
        })
    }
}
