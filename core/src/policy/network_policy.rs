//! NetworkPolicy to [`Policy`].

use super::compile::Compiler;
use super::{
    Action, Atom, Block, Peers, PerDirection, Pods, Policy, PortSet, Ports, Rule, Scope, Selector, Tier,
    Usable,
};
use crate::ids::{AtomId, NamespaceId};
use crate::kind::{self, NetworkPolicy, PeerKind, PolicyKind};

impl Compiler<'_> {
    /// One policy.
    pub(super) fn network_policy(&mut self, manifest: usize, policy: &NetworkPolicy) {
        let meta = &policy.meta;
        // The cluster mentions the namespace of every policy it was made from.
        let Some(namespace) = self.cluster.namespace(&meta.namespace) else { return };
        let selector = self.selector(&policy.pod_selector);
        let subject = self.atom(Atom::Pods(Pods {
            scope: Scope::Own(namespace),
            selector,
            host_network: true,
            is_in_doubt: meta.is_in_doubt,
        }));
        let mut rules = |listed: bool, rules: &[kind::Rule]| {
            listed.then(|| rules.iter().map(|it| self.rule(namespace, policy, it)).collect())
        };
        let rules = PerDirection {
            egress: rules(policy.policy_types.egress, &policy.egress),
            ingress: rules(policy.policy_types.ingress, &policy.ingress),
        };
        self.policies.push(Policy {
            kind: PolicyKind::NetworkPolicy,
            id: format!("{}/{}", meta.namespace, meta.name.value),
            tier: Tier::NetworkPolicy,
            priority: 0,
            namespace: Some(namespace),
            manifest,
            origin: meta.origin,
            location: meta.origin.locate(meta.span),
            subject,
            rules,
        });
    }

    fn rule(&mut self, own: NamespaceId, policy: &NetworkPolicy, rule: &kind::Rule) -> Rule {
        let peers = match &rule.peers {
            kind::Peers::Any => Peers::Any,
            kind::Peers::Only(it) => Peers::Only(it.iter().map(|it| self.peer(own, &it.kind)).collect()),
        };
        let ports = match &rule.ports {
            kind::Ports::Any => Ports { numbers: PortSet::all(), names: Vec::new() },
            kind::Ports::Only(entries) => {
                self.ports(entries.iter().map(|it| (std::slice::from_ref(&it.protocol), &it.port)))
            }
        };
        Rule {
            location: policy.meta.origin.locate(rule.span),
            name: String::new(),
            action: Action::Accept,
            usable: Usable::Yes,
            peers,
            ports,
        }
    }

    fn peer(&mut self, own: NamespaceId, kind: &PeerKind) -> AtomId {
        let atom = match kind {
            PeerKind::Pods { namespaces, pods } => Atom::Pods(Pods {
                scope: namespaces.as_ref().map_or(Scope::Own(own), |it| Scope::Matching(self.selector(it))),
                selector: pods.as_ref().map_or_else(Selector::everything, |it| self.selector(it)),
                host_network: true,
                is_in_doubt: false,
            }),
            PeerKind::Block(it) => Atom::Block(Block {
                cidr: it.cidr.value,
                except: it.except.iter().map(|it| it.value).collect(),
            }),
        };
        self.atom(atom)
    }
}
