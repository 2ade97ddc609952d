//! NetworkPolicy manifests to [`Policies`].

use rustc_hash::FxHashMap;

use super::{Atom, Peers, PerDirection, Policies, Policy, PortSet, Ports, Rule, Scope, Selector};
use crate::cluster::Cluster;
use crate::ids::{AtomId, NamespaceId};
use crate::manifest::{self, Manifest, NetworkPolicy, PeerKind, PortMatch};

/// Compiles every policy among the manifests. The cluster must have been made from the same list.
pub fn compile(manifests: &[Manifest], cluster: &mut Cluster) -> Policies {
    let mut compiler = Compiler { cluster, policies: Policies::default(), atoms: FxHashMap::default() };
    for (index, it) in manifests.iter().enumerate() {
        match it {
            Manifest::NetworkPolicy(policy) => compiler.network_policy(index, policy),
            Manifest::Namespace(_)
            | Manifest::Pod(_)
            | Manifest::Workload(_)
            | Manifest::ClusterPolicy(_)
            | Manifest::Service(_)
            | Manifest::Endpoints(_)
            | Manifest::Ingress(_)
            | Manifest::Node(_) => {}
        }
    }
    compiler.policies
}

struct Compiler<'c> {
    cluster: &'c mut Cluster,
    policies: Policies,
    atoms: FxHashMap<Atom, AtomId>,
}

impl Compiler<'_> {
    fn network_policy(&mut self, manifest: usize, policy: &NetworkPolicy) {
        let meta = &policy.meta;
        // The cluster mentions the namespace of every policy it was made from.
        let Some(namespace) = self.cluster.namespace(&meta.namespace) else { return };
        let selector = Selector::new(&policy.pod_selector, &mut self.cluster.strings);
        let subject = self.atom(Atom::Pods { scope: Scope::Own(namespace), selector });
        let mut rules = |listed: bool, rules: &[manifest::Rule]| {
            listed.then(|| rules.iter().map(|it| self.rule(namespace, policy, it)).collect())
        };
        let rules = PerDirection {
            egress: rules(policy.policy_types.egress, &policy.egress),
            ingress: rules(policy.policy_types.ingress, &policy.ingress),
        };
        self.policies.policies.push(Policy {
            kind: "NetworkPolicy",
            id: format!("{}/{}", meta.namespace, meta.name.value),
            namespace,
            manifest,
            origin: meta.origin,
            location: meta.origin.locate(meta.span),
            subject,
            rules,
        });
    }

    fn rule(&mut self, own: NamespaceId, policy: &NetworkPolicy, rule: &manifest::Rule) -> Rule {
        let peers = match &rule.peers {
            manifest::Peers::Any => Peers::Any,
            manifest::Peers::Only(it) => Peers::Only(it.iter().map(|it| self.peer(own, &it.kind)).collect()),
        };
        Rule { location: policy.meta.origin.locate(rule.span), peers, ports: self.ports(&rule.ports) }
    }

    fn peer(&mut self, own: NamespaceId, kind: &PeerKind) -> AtomId {
        let strings = &mut self.cluster.strings;
        let atom = match kind {
            PeerKind::Pods { namespaces, pods } => Atom::Pods {
                scope: namespaces
                    .as_ref()
                    .map_or(Scope::Own(own), |it| Scope::Matching(Selector::new(it, strings))),
                selector: pods.as_ref().map_or_else(Selector::everything, |it| Selector::new(it, strings)),
            },
            PeerKind::Block(it) => {
                Atom::Block { cidr: it.cidr.value, except: it.except.iter().map(|it| it.value).collect() }
            }
        };
        self.atom(atom)
    }

    fn ports(&mut self, ports: &manifest::Ports) -> Ports {
        let manifest::Ports::Only(entries) = ports else {
            return Ports { numbers: PortSet::all(), names: Vec::new() };
        };
        let mut res = Ports { numbers: PortSet::empty(), names: Vec::new() };
        for it in entries {
            match &it.port {
                PortMatch::Any => res.numbers = res.numbers.union(&PortSet::protocol(it.protocol)),
                PortMatch::Range(first, last) => {
                    res.numbers = res.numbers.union(&PortSet::range(it.protocol, *first, *last));
                }
                PortMatch::Named(name) => {
                    res.names.push((it.protocol, self.cluster.strings.intern(name)));
                }
            }
        }
        res
    }

    fn atom(&mut self, atom: Atom) -> AtomId {
        if let Some(&it) = self.atoms.get(&atom) {
            return it;
        }
        let id = self.policies.atoms.push(atom.clone());
        self.atoms.insert(atom, id);
        id
    }
}
