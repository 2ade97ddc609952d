//! NetworkPolicy to [`Policy`].

use super::compile::Compiler;
use super::{
    Action, Atom, Block, Peers, PerDirection, Pods, Policy, PortSet, Ports, Rule, Scope, Selector, Tier,
    Usable,
};
use crate::ids::{AtomId, NamespaceId};
use crate::kind::{self, NetworkPolicy, PeerKind, PolicyKind};
use crate::pause::Pause;

impl Compiler<'_> {
    /// One policy.
    pub(super) async fn network_policy(&mut self, manifest: usize, policy: &NetworkPolicy, pause: &Pause) {
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
        let types = policy.policy_types;
        let rules = PerDirection {
            egress: self.rules(types.egress, &policy.egress, (namespace, policy), pause).await,
            ingress: self.rules(types.ingress, &policy.ingress, (namespace, policy), pause).await,
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

    async fn rules(
        &mut self,
        listed: bool,
        rules: &[kind::Rule],
        (own, policy): (NamespaceId, &NetworkPolicy),
        pause: &Pause,
    ) -> Option<Vec<Rule>> {
        let mut res = Vec::new();
        for it in rules.iter().filter(|_| listed) {
            res.push(self.rule(own, policy, it, pause).await);
        }
        listed.then_some(res)
    }

    async fn rule(
        &mut self,
        own: NamespaceId,
        policy: &NetworkPolicy,
        rule: &kind::Rule,
        pause: &Pause,
    ) -> Rule {
        // A peer takes as long as reading so many bytes.
        const PEER: usize = 8;
        let peers = match &rule.peers {
            kind::Peers::Any => Peers::Any,
            kind::Peers::Only(peers) => {
                let mut atoms = Vec::with_capacity(peers.len());
                for it in peers {
                    atoms.push(self.peer(own, &it.kind));
                    pause.after(PEER).await;
                }
                Peers::Only(atoms)
            }
        };
        let ports = match &rule.ports {
            kind::Ports::Any => Ports { numbers: PortSet::all(), names: Vec::new() },
            kind::Ports::Only(entries) => {
                self.ports(entries.iter().map(|it| (std::slice::from_ref(&it.protocol), &it.port)))
            }
        };
        pause.after(PEER).await;
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
