//! Whether rules let pods ask the DNS of the cluster, for rules about that.
//!
//! Where the input has no DNS pods, they are taken to be those that most clusters have: `k8s-app: kube-dns` in
//! `kube-system`, at port 53. What the input does not decide counts as allowed.

use super::Facts;
use crate::cluster::{LabelSet, LabelValue, NAME_LABEL, PodBody};
use crate::edit::Yaml;
use crate::eval::ClassKind;
use crate::hash::HashMap;
use crate::ids::{AtomId, EndpointId, GroupId, PolicyId};
use crate::kind::Operator;
use crate::model::Model;
use crate::options::{IpBlockPods, Options};
use crate::policy::atom::unknown_address;
use crate::policy::{Action, Atom, Direction, Peers, PortSet, Requirement, Rule, Scope, Selector, Usable};
use crate::protocol::Protocol;
use crate::tri::Tri;

/// Where clusters have their DNS.
const NAMESPACES: [&str; 2] = ["kube-system", "openshift-dns"];
/// A label of its pods, which all clusters but those of OpenShift keep for historical reasons.
const LABEL: (&str, &str) = ("k8s-app", "kube-dns");
/// The label of those of OpenShift.
const OPENSHIFT_LABEL: &str = "dns.operator.openshift.io/daemonset-dns";

/// Over which protocols DNS can be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(super) udp: bool,
    pub(super) tcp: bool,
}

impl Asked {
    pub(super) fn over(self, it: Protocol) -> bool {
        match it {
            Protocol::Udp => self.udp,
            Protocol::Tcp => self.tcp,
            Protocol::Sctp => false,
        }
    }

    fn or(self, other: Asked) -> Asked {
        Asked { udp: self.udp || other.udp, tcp: self.tcp || other.tcp }
    }
}

/// What the rules about DNS share.
#[derive(Debug)]
pub(crate) struct Dns {
    /// What each policy lets its pods do.
    policies: Vec<Asked>,
    /// Subjects of egress: what all policies of a group together let its pods do, and the pods.
    pub(super) groups: Vec<(GroupId, Asked, Vec<EndpointId>)>,
}

impl Dns {
    pub(super) fn of(model: &Model) -> Dns {
        let server = Server::of(model);
        let of_policy = |rules: Option<&Vec<Rule>>| {
            let rules = rules.into_iter().flatten();
            rules.fold(Asked::default(), |all, it| all.or(server.asked(it)))
        };
        let all = model.policies.policies.iter();
        let policies: Vec<Asked> =
            all.map(|it| of_policy(it.rules.get(Direction::Egress).as_ref())).collect();
        let mut members: HashMap<GroupId, usize> = HashMap::default();
        let mut groups: Vec<(GroupId, Asked, Vec<EndpointId>)> = Vec::new();
        for class in model.reach.classes.classes.iter().filter(|it| it.kind == ClassKind::Pod) {
            let Some(first) = class.members.first() else { continue };
            let group = model.reach.group_id(Direction::Egress, *first);
            let at = *members.entry(group).or_insert_with(|| {
                let applying = model.reach.applying(Direction::Egress, *first).iter();
                let each = applying.map(|it| policies.get(it.0.0 as usize).copied().unwrap_or_default());
                groups.push((group, each.fold(Asked::default(), Asked::or), Vec::new()));
                groups.len() - 1
            });
            if let Some(it) = groups.get_mut(at) {
                it.2.extend(class.members.iter().copied().filter(|it| !is_server(model, *it)));
            }
        }
        Dns { policies, groups }
    }

    /// How many pods can ask, over UDP as names are asked.
    fn askers(&self, model: &Model) -> usize {
        let is_free = |it: &[EndpointId]| {
            it.first().is_none_or(|it| model.reach.applying(Direction::Egress, *it).is_empty())
        };
        let can_ask = self.groups.iter().filter(|(_, asked, members)| asked.udp || is_free(members));
        can_ask.map(|it| it.2.len()).sum()
    }

    /// What a policy by itself lets its pods do.
    pub(super) fn policy(&self, it: PolicyId) -> Asked {
        self.policies.get(it.0 as usize).copied().unwrap_or_default()
    }
}

/// How many pods can ask the DNS of the cluster before an edit, and after it. No cell shows that where the DNS pods are not in
/// the input.
pub(crate) fn askers(before: &Model, after: &Model) -> (usize, usize) {
    let of = |model| Dns::of(model).askers(model);
    (of(before), of(after))
}

/// The pods that answer, as rules see them.
struct Server<'m> {
    model: &'m Model,
    /// The first pod of the input that is one.
    real: Option<&'m PodBody>,
}

fn is_server(model: &Model, it: EndpointId) -> bool {
    model.cluster.endpoints.at(it).pod().is_some_and(|it| is_dns(model, it))
}

fn is_dns(model: &Model, it: &PodBody) -> bool {
    let namespace = &model.cluster.namespaces.at(it.namespace).name;
    let is_labelled = |(key, value): (_, LabelValue)| match model.text(key) {
        OPENSHIFT_LABEL => true,
        key => key == LABEL.0 && matches!(value, LabelValue::Known(it) if model.text(it) == LABEL.1),
    };
    NAMESPACES.contains(&namespace.as_str()) && it.labels.iter().any(is_labelled)
}

impl<'m> Server<'m> {
    fn of(model: &'m Model) -> Server<'m> {
        let pods = NAMESPACES.iter().filter_map(|it| model.cluster.namespace(it));
        let mut pods = pods.flat_map(|it| model.cluster.pods_of(it).map(|it| it.1));
        Server { model, real: pods.find(|it| is_dns(model, it)) }
    }

    fn asked(&self, rule: &Rule) -> Asked {
        let over = |it| self.may_be_asked(rule, it);
        Asked { udp: over(Protocol::Udp), tcp: over(Protocol::Tcp) }
    }

    fn may_be_asked(&self, rule: &Rule, over: Protocol) -> bool {
        let numbers = &rule.ports.numbers;
        let own = self.real.into_iter().flat_map(|it| &it.ports);
        let own = own.filter(|it| it.protocol == over && it.name.starts_with("dns")).map(|it| it.number);
        let by_number = [53].into_iter().chain(own).any(|it| numbers.contains(over, it));
        let by_name =
            rule.ports.names.iter().any(|it| it.0 == over && self.model.text(it.1).starts_with("dns"));
        let may = rule.action == Action::Accept && rule.usable == Usable::Yes && (by_number || by_name);
        // Who names the port means a server of names, also one that stands elsewhere.
        let is_named = by_name || !PortSet::protocol(over).difference(numbers).is_empty();
        may && match &rule.peers {
            Peers::Any => true,
            Peers::Only(all) => all.iter().any(|it| self.is_meant(*it, is_named)),
        }
    }

    fn is_meant(&self, atom: AtomId, is_named: bool) -> bool {
        match self.model.policies.atoms.at(atom) {
            Atom::Pods(it) => {
                let in_namespace = match &it.scope {
                    Scope::Own(it) => {
                        NAMESPACES.contains(&self.model.cluster.namespaces.at(*it).name.as_str()).into()
                    }
                    Scope::Matching(it) => self.namespace(it),
                    Scope::AnyOf(all) => all.iter().map(|it| self.namespace(it)).max().unwrap_or(Tri::No),
                };
                in_namespace.and(self.pod(&it.selector, is_named)).possible()
            }
            Atom::Block(it) => is_named || self.is_in(&it.cidr, &it.except),
            Atom::Networks(it) => is_named || it.networks.iter().any(|it| self.is_in(it, &[])),
            Atom::Nodes(_) | Atom::DomainNames(_) => is_named,
        }
    }

    fn is_in(&self, cidr: &ipnet::IpNet, except: &[ipnet::IpNet]) -> bool {
        let Options { ip_block_pods, pod_cidrs, .. } = &self.model.options;
        let addresses = self.real.map(|it| it.addresses.as_slice()).unwrap_or_default();
        *ip_block_pods != IpBlockPods::Never
            && if addresses.is_empty() {
                unknown_address(cidr, except, pod_cidrs).possible()
            } else {
                addresses.iter().any(|it| cidr.contains(it) && !except.iter().any(|net| net.contains(it)))
            }
    }

    /// Whether the namespace of the servers has these labels. Those that no manifest shows are not known.
    fn namespace(&self, selector: &Selector) -> Tri {
        let test = |name: &str| {
            let declared = self.model.cluster.namespace(name).map(|it| self.model.cluster.namespaces.at(it));
            match declared.filter(|it| it.location.is_some()) {
                Some(it) => selector.test(&it.labels),
                None => self.compare(selector, &[(NAME_LABEL, name)], Tri::Unknown),
            }
        };
        NAMESPACES.iter().map(|it| test(it)).max().unwrap_or(Tri::No)
    }

    fn pod(&self, selector: &Selector, is_named: bool) -> Tri {
        if let Some(it) = self.real {
            let labels: &LabelSet = &it.labels;
            return selector.test(labels);
        }
        self.compare(selector, &[LABEL], if is_named { Tri::Unknown } else { Tri::No })
    }

    /// `other`: whether a requirement of a label that is not among those may be met.
    fn compare(&self, selector: &Selector, labels: &[(&str, &str)], other: Tri) -> Tri {
        let one = |it: &Requirement| {
            let key = self.model.text(it.key);
            let value = labels.iter().find(|it| it.0 == key).map(|it| it.1);
            let listed = |value: &str| it.values.iter().any(|it| self.model.text(*it) == value);
            match (it.operator, value) {
                (Operator::Exists, Some(_)) => Tri::Yes,
                (Operator::DoesNotExist, Some(_)) => Tri::No,
                (Operator::Equals | Operator::In, Some(it)) => listed(it).into(),
                (Operator::NotIn, Some(it)) => (!listed(it)).into(),
                (Operator::NotIn | Operator::DoesNotExist, None) => Tri::Yes,
                (Operator::Exists | Operator::Equals | Operator::In, None) => other,
            }
        };
        selector.requirements.iter().map(one).fold(Tri::Yes, Tri::and)
    }
}

/// A rule that lets pods ask the DNS of the cluster, to be written.
pub(super) fn rule(facts: &Facts<'_>) -> Yaml {
    let server = Server::of(facts.model);
    let real = server.real.map(|it| {
        let namespace = facts.model.cluster.namespaces.at(it.namespace).name.clone();
        let has = |key: &str| it.labels.iter().any(|it| facts.model.text(it.0) == key);
        let port = it.ports.iter().find(|it| it.name.starts_with("dns")).map_or(53, |it| it.number);
        (namespace, !has(LABEL.0) && has(OPENSHIFT_LABEL), port)
    });
    let (namespace, is_openshift, port) = real.unwrap_or_else(|| (NAMESPACES[0].to_owned(), false, 53));
    let label = if is_openshift { (OPENSHIFT_LABEL, "default") } else { LABEL };
    let labels = |key: &str, value: &str| Yaml::map([("matchLabels", Yaml::map([(key, Yaml::text(value))]))]);
    let peer = Yaml::map([
        ("namespaceSelector", labels(NAME_LABEL, &namespace)),
        ("podSelector", labels(label.0, label.1)),
    ]);
    let ports = [Protocol::Udp, Protocol::Tcp].map(|it| entry(it, port));
    Yaml::map([("to", Yaml::list([peer])), ("ports", Yaml::list(ports))])
}

/// An entry of `ports`, to be written.
pub(super) fn entry(protocol: Protocol, port: u16) -> Yaml {
    Yaml::map([("protocol", Yaml::text(protocol.as_str())), ("port", Yaml::Number(port.into()))])
}
