//! The parts of a NetworkPolicy.

use super::NetworkPolicy;
use crate::kind::policy_parts::{Cutter, PartKind};
use crate::kind::{PeerKind, Peers, Ports};

impl NetworkPolicy {
    pub(in crate::kind) fn cut(&mut self, cutter: &mut Cutter) {
        cutter.terms(None, "spec.podSelector", &mut self.pod_selector);
        let types = self.policy_types;
        let lists = [
            ("ingress", "from", &mut self.ingress, types.ingress),
            ("egress", "to", &mut self.egress, types.egress),
        ];
        for (list, peers_key, rules, is_listed) in lists {
            // What its types leave out is nothing to begin with.
            if !is_listed {
                continue;
            }
            let describe = |at, it: &super::Rule| (format!("spec.{list}[{at}]"), it.span);
            cutter.entries((rules, 1), (PartKind::Rule, None), describe, |cutter, own, path, it| {
                if let Peers::Only(all) = &mut it.peers {
                    let describe = |at, it: &super::Peer| (format!("{path}.{peers_key}[{at}]"), it.span);
                    cutter.entries((all, 2), (PartKind::Peer, own), describe, |cutter, own, path, it| {
                        if let PeerKind::Pods { namespaces, pods } = &mut it.kind {
                            for (key, it) in [("namespaceSelector", namespaces), ("podSelector", pods)] {
                                if let Some(it) = it {
                                    cutter.terms(own, &format!("{path}.{key}"), it);
                                }
                            }
                        }
                    });
                }
                if let Ports::Only(all) = &mut it.ports {
                    let describe = |at, it: &super::PortEntry| (format!("{path}.ports[{at}]"), it.span);
                    cutter.entries((all, 2), (PartKind::Port, own), describe, |_, _, _, _| {});
                }
            });
        }
    }
}
