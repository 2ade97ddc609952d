//! What several rules of this room ask about cluster-wide policies: which rules come before one, whether a rule is for
//! the system's namespace, and whether it is for the servers of DNS.

use super::Facts;
use crate::cluster::{LabelSet, LabelValue};
use crate::edit::Yaml;
use crate::ids::{AtomId, EndpointId, PolicyId, Symbol};
use crate::kind::{ClusterPolicyKind, NAME_LABEL, Operator, PolicyKind};
use crate::policy::{
    Atom, Direction, Networks, Peers, Pods, Policy, Rule, RuleRef, Scope, Selector, Usable, parts,
};
use crate::protocol::Protocol;
use crate::tri::Tri;

/// The namespace of what the cluster itself runs.
pub(super) const SYSTEM: &str = "kube-system";

/// So many subjects are held against each other in one run of a rule.
const MOST: usize = 200_000;

/// The rules of cluster-wide policies, in the order in which they decide.
pub(super) struct Ordered<'f, 'm> {
    facts: &'f Facts<'m>,
    policies: Vec<(PolicyId, &'m Policy)>,
    left: usize,
}

impl<'f, 'm> Ordered<'f, 'm> {
    pub(super) fn new(facts: &'f Facts<'m>) -> Ordered<'f, 'm> {
        let policies = facts.whole_policies().filter(|it| it.1.tier.mode().is_ordered()).collect();
        Ordered { facts, policies, left: MOST }
    }

    /// Every rule that can be used, in the order of the policies.
    pub(super) fn rules(&self) -> Vec<(RuleRef, &'m Policy, &'m Rule)> {
        let all = self.facts.rules().filter(|it| it.1.tier.mode().is_ordered());
        all.filter(|it| it.2.usable == Usable::Yes).collect()
    }

    /// The rules that decide before one, for all pods that it is for: those above it, and those of policies with a
    /// stronger priority that select as many pods. `None` where there are too many.
    pub(super) fn before(&mut self, it: RuleRef) -> Option<Vec<(RuleRef, &'m Rule)>> {
        let model = self.facts.model;
        let own = model.policies.policies.at(it.policy);
        let mut res = Vec::new();
        for &(id, policy) in &self.policies {
            let is_before = policy.tier == own.tier && policy.priority < own.priority;
            if !is_before && id != it.policy {
                continue;
            }
            self.left = self.left.saturating_sub(1);
            if self.left == 0 {
                return None;
            }
            if id != it.policy && !model.policies.covers(&model.cluster, policy.subject, own.subject) {
                continue;
            }
            let most = if id == it.policy { it.index } else { u32::MAX };
            let rules = (0u32..).zip(model.policies.rules(id, it.direction)).take_while(|it| it.0 < most);
            let rules = rules.filter(|it| it.1.usable == Usable::Yes);
            let reference = |index| RuleRef { policy: id, direction: it.direction, index };
            res.extend(rules.map(|(index, rule)| (reference(index), rule)));
            self.left = self.left.saturating_sub(res.len());
        }
        Some(res)
    }

    /// The rules behind one that are asked about pods which it is for: below it, and of weaker policies.
    pub(super) fn behind(&mut self, it: RuleRef) -> Option<Vec<&'m Rule>> {
        let model = self.facts.model;
        let own = model.policies.policies.at(it.policy);
        let mut res = Vec::new();
        for &(id, policy) in &self.policies {
            let is_behind = (policy.tier, policy.priority) >= (own.tier, own.priority);
            if !is_behind {
                continue;
            }
            self.left = self.left.saturating_sub(1);
            if self.left == 0 {
                return None;
            }
            let least = if id == it.policy { it.index as usize + 1 } else { 0 };
            res.extend(model.policies.rules(id, it.direction).iter().skip(least));
        }
        Some(res)
    }
}

/// The question of a policy or a peer, where it is one about pods.
pub(super) fn pods<'m>(facts: &Facts<'m>, atom: AtomId) -> Option<&'m Pods> {
    match facts.model.policies.atoms.at(atom) {
        Atom::Pods(it) => Some(it),
        Atom::Block(_) | Atom::Networks(_) | Atom::Nodes(_) | Atom::DomainNames(_) => None,
    }
}

/// The questions of the peers of a rule.
pub(super) fn peers(it: &Rule) -> &[AtomId] {
    match &it.peers {
        Peers::Any => &[],
        Peers::Only(all) => all,
    }
}

/// Whether a rule has a peer that is not narrowed to some pods or addresses: all of them, or all but some.
pub(super) fn is_broad(facts: &Facts<'_>, it: &Rule) -> bool {
    let leaves_out = |it: &Selector| {
        it.requirements.iter().all(|it| matches!(it.operator, Operator::NotIn | Operator::DoesNotExist))
    };
    let is_one = |it: &AtomId| match facts.model.policies.atoms.at(*it) {
        Atom::Pods(it) => {
            leaves_out(&it.selector) && matches!(&it.scope, Scope::Matching(it) if leaves_out(it))
        }
        Atom::Networks(it) => has_family(it),
        Atom::Block(_) | Atom::Nodes(_) | Atom::DomainNames(_) => false,
    };
    it.peers == Peers::Any || peers(it).iter().any(is_one)
}

/// Whether networks hold all addresses of a family.
pub(super) fn has_family(it: &Networks) -> bool {
    it.networks.iter().any(|it| it.prefix_len() == 0)
}

/// The labels of the system's namespace.
fn system_labels(facts: &Facts<'_>) -> LabelSet {
    let cluster = &facts.model.cluster;
    if let Some(id) = cluster.namespace(SYSTEM) {
        return cluster.namespaces.at(id).labels.clone();
    }
    labels(facts, &[(NAME_LABEL, SYSTEM)])
}

/// Labels of an object that is not in the input.
fn labels(facts: &Facts<'_>, pairs: &[(&str, &str)]) -> LabelSet {
    let strings = &facts.model.cluster.strings;
    // No selector asks for a value that was never seen; it is another one than all that are asked for.
    let value = |it| LabelValue::Known(strings.find(it).unwrap_or(Symbol(u32::MAX)));
    LabelSet::new(pairs.iter().filter_map(|(key, it)| Some((strings.find(key)?, value(it)))).collect())
}

fn takes(scope: &Scope, namespace: &LabelSet) -> bool {
    match scope {
        Scope::Own(_) => false,
        Scope::Matching(it) => it.test(namespace) == Tri::Yes,
        Scope::AnyOf(all) => all.iter().any(|it| it.test(namespace) == Tri::Yes),
    }
}

/// Whether a question about pods is for the namespace of the system, and for its servers of DNS or pods that are there.
pub(super) fn is_for_system(facts: &Facts<'_>, it: &Pods) -> bool {
    let cluster = &facts.model.cluster;
    if !takes(&it.scope, &system_labels(facts)) {
        return false;
    }
    let fits = || it.selector.test(&labels(facts, &[("k8s-app", "kube-dns")])) == Tri::Yes;
    let is_there = || {
        let own = cluster.namespace(SYSTEM).into_iter().flat_map(|it| cluster.pods_of(it));
        own.into_iter().take(1_000).any(|(_, pod)| it.selector.test(&pod.labels) == Tri::Yes)
    };
    it.selector.requirements.is_empty() || fits() || is_there()
}

/// The servers of DNS: those of the input, else what most clusters have.
pub(super) struct Dns {
    namespace: String,
    namespace_labels: LabelSet,
    /// One of them; `None`: none is in the input.
    pod: Option<EndpointId>,
    labels: LabelSet,
    pairs: Vec<(String, String)>,
    /// The port over UDP and over TCP.
    ports: [(Protocol, u16); 2],
}

impl Dns {
    pub(super) fn of(facts: &Facts<'_>) -> Dns {
        Dns::real(facts).unwrap_or_else(|| Dns {
            namespace: SYSTEM.to_owned(),
            namespace_labels: system_labels(facts),
            pod: None,
            labels: labels(facts, &[("k8s-app", "kube-dns")]),
            pairs: vec![("k8s-app".to_owned(), "kube-dns".to_owned())],
            ports: [(Protocol::Udp, 53), (Protocol::Tcp, 53)],
        })
    }

    fn real(facts: &Facts<'_>) -> Option<Dns> {
        let cluster = &facts.model.cluster;
        let found = [SYSTEM, "openshift-dns"].iter().find_map(|name| {
            let mut all = cluster.pods_of(cluster.namespace(name)?).take(1_000);
            let is_server = |it: &crate::cluster::PodBody| {
                it.ports.iter().any(|it| it.number == 53 || it.number == 5353)
                    || facts.has_label(it, "k8s-app", "kube-dns")
            };
            let (id, pod) = all.find(|it| !it.1.is_stand_in && !it.1.host_network && is_server(it.1))?;
            Some((*name, id, pod))
        });
        let (name, id, pod) = found?;
        let pairs = pod.labels.iter().filter_map(|(key, value)| match value {
            LabelValue::Known(value) => {
                Some((facts.model.text(key).to_owned(), facts.model.text(value).to_owned()))
            }
            LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything => None,
        });
        let mut pairs: Vec<(String, String)> = pairs.collect();
        // One label is what people write.
        let best = pairs
            .iter()
            .position(|it| it.0 == "k8s-app")
            .or_else(|| pairs.iter().position(|it| it.0 == "app"));
        if let Some(best) = best {
            pairs = vec![pairs.swap_remove(best)];
        }
        let port = |protocol| {
            let mut own = pod.ports.iter().filter(|it| it.protocol == protocol);
            let port = own.find(|it| it.number == 53 || it.number == 5353);
            (protocol, port.map_or(53, |it| it.number))
        };
        Some(Dns {
            namespace: (*name).to_owned(),
            namespace_labels: cluster.namespaces.at(pod.namespace).labels.clone(),
            pod: Some(id),
            labels: pod.labels.clone(),
            pairs,
            ports: [port(Protocol::Udp), port(Protocol::Tcp)],
        })
    }

    /// Over which of UDP and TCP a rule is for the servers.
    pub(super) fn reached_by(&self, facts: &Facts<'_>, it: &Rule) -> Vec<Protocol> {
        let is_peer = it.peers == Peers::Any || peers(it).iter().any(|it| self.is_peer(facts, *it));
        let body = self.pod.and_then(|it| facts.model.cluster.endpoints.get(it)).and_then(|it| it.pod());
        let named = |own: &(Protocol, u16)| {
            it.ports.names.iter().filter(|it| it.0 == own.0).any(|(protocol, name)| {
                let name = facts.model.text(*name);
                match body {
                    Some(pod) => pod.declared(*protocol, name).any(|it| it.number == own.1),
                    None => name == if *protocol == Protocol::Udp { "dns" } else { "dns-tcp" },
                }
            })
        };
        let ports = self.ports.iter().filter(|own| it.ports.numbers.contains(own.0, own.1) || named(own));
        ports.filter(|_| is_peer).map(|it| it.0).collect()
    }

    fn is_peer(&self, facts: &Facts<'_>, atom: AtomId) -> bool {
        match facts.model.policies.atoms.at(atom) {
            Atom::Pods(it) => {
                takes(&it.scope, &self.namespace_labels) && it.selector.test(&self.labels) == Tri::Yes
            }
            Atom::Networks(it) => {
                let body =
                    self.pod.and_then(|it| facts.model.cluster.endpoints.get(it)).and_then(|it| it.pod());
                let addresses = body.map_or(&[][..], |it| &it.addresses);
                let holds_pod = addresses.iter().any(|at| it.networks.iter().any(|net| net.contains(at)));
                let cidrs = &facts.model.options.pod_cidrs;
                let holds_all = addresses.is_empty()
                    && !cidrs.is_empty()
                    && cidrs.iter().all(|at| it.networks.iter().any(|net| net.contains(at)));
                has_family(it) || holds_pod || holds_all
            }
            Atom::Block(_) | Atom::Nodes(_) | Atom::DomainNames(_) => false,
        }
    }

    /// "kube-system/dns", or what they are called where none is in the input.
    pub(super) fn title(&self, facts: &Facts<'_>) -> String {
        self.pod
            .map_or_else(|| "the DNS pods of kube-system".to_owned(), |it| facts.model.title(it).to_owned())
    }

    /// A rule of a cluster-wide policy that allows DNS.
    pub(super) fn allowed(&self, kind: PolicyKind) -> Option<Yaml> {
        let pairs = self.pairs.iter().map(|it| (it.0.as_str(), Yaml::text(it.1.as_str())));
        let pods = Yaml::map([
            ("namespaceSelector", parts::namespace(&self.namespace)),
            ("podSelector", Yaml::map([("matchLabels", Yaml::map(pairs))])),
        ]);
        let ports = self.ports.map(|(protocol, number)| {
            let number = Yaml::Number(i64::from(number));
            match is_first_generation(kind) {
                true => Yaml::map([(
                    "portNumber",
                    Yaml::map([("protocol", Yaml::text(protocol.as_str())), ("port", number)]),
                )]),
                false => Yaml::map([(
                    protocol.as_str().to_ascii_lowercase(),
                    Yaml::map([("destinationPort", Yaml::map([("number", number)]))]),
                )]),
            }
        });
        let (action, key) =
            if is_first_generation(kind) { ("Allow", "ports") } else { ("Accept", "protocols") };
        let is_known = !self.pairs.is_empty();
        is_known.then(|| {
            Yaml::map([
                ("name", Yaml::text("dns")),
                ("action", Yaml::text(action)),
                ("to", Yaml::list([Yaml::map([("pods", pods)])])),
                (key, Yaml::list(ports)),
            ])
        })
    }
}

/// Whether a kind is one of v1alpha1, with its words.
pub(super) fn is_first_generation(kind: PolicyKind) -> bool {
    match kind {
        PolicyKind::Cluster(ClusterPolicyKind::Admin | ClusterPolicyKind::BaselineAdmin) => true,
        PolicyKind::Cluster(ClusterPolicyKind::Cluster) | PolicyKind::NetworkPolicy => false,
    }
}

/// `spec.egress`.
pub(super) fn list(direction: Direction) -> String {
    format!("spec.{}", direction.as_str())
}

impl Facts<'_> {
    /// Whether a pod certainly has a label.
    pub(super) fn has_label(&self, pod: &crate::cluster::PodBody, key: &str, value: &str) -> bool {
        let strings = &self.model.cluster.strings;
        let pair = strings.find(key).zip(strings.find(value));
        pair.is_some_and(|(key, value)| pod.labels.get(key) == Some(LabelValue::Known(value)))
    }

    /// Whether NetworkPolicies isolate all pods that a policy selects, so that no later stage is asked about them.
    pub(super) fn all_isolated(&self, subject: AtomId, direction: Direction) -> bool {
        let reach = &self.model.reach;
        let classes = reach.answering(subject).iter().filter_map(|it| self.first_of(it.0));
        let is_isolated = |it: EndpointId| {
            let mut applying = reach.applying(direction, it).iter();
            applying
                .any(|it| it.1 == Tri::Yes && self.model.policies.policies.at(it.0).tier.mode().isolates())
        };
        let mut any = false;
        let all = classes.into_iter().all(|it| {
            any = true;
            is_isolated(it)
        });
        any && all
    }

    /// Whether NetworkPolicies isolate some pod that a policy selects.
    pub(super) fn some_isolated(&self, subject: AtomId, direction: Direction) -> bool {
        let reach = &self.model.reach;
        let mut classes = reach.answering(subject).iter().filter_map(|it| self.first_of(it.0));
        classes.any(|it| {
            let mut applying = reach.applying(direction, it).iter();
            applying.any(|it| self.model.policies.policies.at(it.0).tier.mode().isolates())
        })
    }
}
