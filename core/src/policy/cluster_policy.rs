//! Cluster-wide policies to [`Policy`].

use super::compile::Compiler;
use super::{
    Action, Atom, DomainNames, Networks, Nodes, Peers, PerDirection, Pods, Policy, PortSet, Ports,
    Requirement, Rule, Scope, Selector, Tier,
};
use crate::cluster::LabelValue;
use crate::ids::{AtomId, NamespaceId, Symbol};
use crate::kind::{
    self, ClusterPeerKind, ClusterPolicy, ClusterPort, ClusterRule, NamespaceMatch, Operator, PodsOf,
    PolicyKind, Usable,
};
use crate::protocol::Protocol;
use crate::source::Spanned;

impl Compiler<'_> {
    /// One policy; of those that compare labels with the subject's namespace, one for each such namespace.
    pub(super) fn cluster_policy(&mut self, manifest: usize, policy: &ClusterPolicy) {
        let NamespaceMatch::Labels(namespaces) = &policy.subject.namespaces else { return };
        let namespaces = self.selector(namespaces);
        let rules = || policy.ingress.iter().chain(&policy.egress);
        if !rules().any(|it| it.peers.iter().any(|it| relative(&it.kind))) {
            return self.cluster_policy_of(manifest, policy, Scope::Matching(namespaces), None);
        }
        let all: Vec<NamespaceId> = self.cluster.namespaces.ids().collect();
        for it in all {
            if namespaces.test(&self.cluster.namespaces.at(it).labels).possible() {
                self.cluster_policy_of(manifest, policy, Scope::Own(it), Some(it));
            }
        }
    }

    fn cluster_policy_of(
        &mut self,
        manifest: usize,
        policy: &ClusterPolicy,
        scope: Scope,
        subject_namespace: Option<NamespaceId>,
    ) {
        let selector = self.pods_selector(&policy.subject);
        let is_in_doubt = policy.meta.is_in_doubt;
        let subject = self.atom(Atom::Pods(Pods { scope, selector, host_network: false, is_in_doubt }));
        let mut rules = |rules: &[ClusterRule]| {
            // "Being a subject changes nothing for unmatched traffic".
            (!rules.is_empty())
                .then(|| rules.iter().map(|it| self.cluster_rule(subject_namespace, policy, it)).collect())
        };
        let rules = PerDirection { egress: rules(&policy.egress), ingress: rules(&policy.ingress) };
        let meta = &policy.meta;
        self.policies.push(Policy {
            kind: PolicyKind::Cluster(policy.kind),
            id: meta.name.value.clone(),
            tier: match policy.tier {
                kind::Tier::Admin => Tier::Admin,
                kind::Tier::Baseline => Tier::Baseline,
            },
            priority: policy.priority,
            namespace: None,
            manifest,
            origin: meta.origin,
            location: meta.origin.locate(meta.span),
            subject,
            rules,
        });
    }

    fn cluster_rule(&mut self, own: Option<NamespaceId>, policy: &ClusterPolicy, rule: &ClusterRule) -> Rule {
        let everything = Ports { numbers: PortSet::all(), names: Vec::new() };
        let (action, peers, ports) = match (rule.usable, rule.action) {
            (Usable::Yes, action) => {
                let peers = rule.peers.iter().map(|it| self.cluster_peer(own, &it.kind)).collect();
                let ports = rule.ports.as_ref().map_or(everything, |it| self.cluster_ports(it));
                (action, Peers::Only(peers), ports)
            }
            // "An Allow/Accept rule then matches nothing; a Deny or Pass rule becomes deny everything".
            (Usable::FailClosed, Action::Deny | Action::Pass) => (Action::Deny, Peers::Any, everything),
            (Usable::FailClosed, Action::Accept) | (Usable::Never, _) => {
                (rule.action, Peers::Only(Vec::new()), everything)
            }
        };
        let location = policy.meta.origin.locate(rule.span);
        Rule { location, name: rule.name.clone(), action, usable: rule.usable, peers, ports }
    }

    fn cluster_peer(&mut self, own: Option<NamespaceId>, kind: &ClusterPeerKind) -> AtomId {
        let atom = match kind {
            ClusterPeerKind::Pods(it) => {
                let scope = match &it.namespaces {
                    NamespaceMatch::Labels(it) => Scope::Matching(self.selector(it)),
                    NamespaceMatch::Same(keys) => {
                        Scope::AnyOf(self.same_labels(own, keys).into_iter().collect())
                    }
                    NamespaceMatch::NotSame(keys) => Scope::AnyOf(self.other_labels(own, keys)),
                };
                let selector = self.pods_selector(it);
                Atom::Pods(Pods { scope, selector, host_network: false, is_in_doubt: false })
            }
            ClusterPeerKind::Networks(it) => {
                Atom::Networks(Networks { networks: it.iter().map(|it| it.value).collect() })
            }
            ClusterPeerKind::Nodes(it) => Atom::Nodes(Nodes { selector: self.selector(it) }),
            ClusterPeerKind::DomainNames(it) => {
                Atom::DomainNames(DomainNames { names: it.iter().map(|it| it.value.clone()).collect() })
            }
        };
        self.atom(atom)
    }

    fn cluster_ports(&mut self, entries: &[ClusterPort]) -> Ports {
        self.ports(entries.iter().map(|it| {
            // A name brings its own protocol: "the flow's port and protocol must equal those".
            let protocols = it.protocol.as_ref().map_or(&Protocol::ALL[..], std::slice::from_ref);
            (protocols, &it.port)
        }))
    }

    fn pods_selector(&mut self, it: &PodsOf) -> Selector {
        it.pods.as_ref().map_or_else(Selector::everything, |it| self.selector(it))
    }

    /// Namespaces with the values that the subject's has; `None` when it lacks one of the labels, or none is
    /// asked for.
    fn same_labels(&mut self, own: Option<NamespaceId>, keys: &[Spanned<String>]) -> Option<Selector> {
        let values = self.values(own, keys);
        let equals =
            |&(key, value): &(Symbol, Option<Symbol>)| Some(requirement(key, Operator::Equals, vec![value?]));
        let requirements: Vec<Requirement> = values.iter().map(equals).collect::<Option<_>>()?;
        (!requirements.is_empty()).then_some(Selector { requirements })
    }

    /// Namespaces that have all the labels, at least one of them with another value.
    fn other_labels(&mut self, own: Option<NamespaceId>, keys: &[Spanned<String>]) -> Vec<Selector> {
        let values = self.values(own, keys);
        let with_other = |&(key, value): &(Symbol, Option<Symbol>)| {
            let present = values.iter().map(|it| requirement(it.0, Operator::Exists, Vec::new()));
            let other = value.map(|it| requirement(key, Operator::NotIn, vec![it]));
            Selector { requirements: present.chain(other).collect() }
        };
        values.iter().map(with_other).collect()
    }

    fn values(
        &mut self,
        own: Option<NamespaceId>,
        keys: &[Spanned<String>],
    ) -> Vec<(Symbol, Option<Symbol>)> {
        let mut value = |key: &Spanned<String>| {
            let key = self.cluster.strings.intern(&key.value);
            let labels = own.map(|it| &self.cluster.namespaces.at(it).labels);
            let value = labels.and_then(|it| it.get(key)).and_then(|it| match it {
                LabelValue::Known(it) => Some(it),
                LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything => None,
            });
            (key, value)
        };
        keys.iter().map(&mut value).collect()
    }
}

fn relative(it: &ClusterPeerKind) -> bool {
    matches!(
        it,
        ClusterPeerKind::Pods(PodsOf {
            namespaces: NamespaceMatch::Same(_) | NamespaceMatch::NotSame(_),
            ..
        })
    )
}

fn requirement(key: Symbol, operator: Operator, values: Vec<Symbol>) -> Requirement {
    Requirement { key, operator, values }
}
