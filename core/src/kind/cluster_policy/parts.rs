//! The parts of a cluster-wide policy.

use super::{ClusterPeerKind, ClusterPolicy, NamespaceMatch, PodsOf};
use crate::kind::policy_parts::{Cutter, PartKind};

impl ClusterPolicy {
    pub(in crate::kind) fn cut(&mut self, cutter: &mut Cutter) {
        self.subject.cut(cutter, None, "spec.subject");
        let ports_key = self.kind.ports_key();
        for (list, peers_key, rules) in
            [("ingress", "from", &mut self.ingress), ("egress", "to", &mut self.egress)]
        {
            let describe = |at, it: &super::ClusterRule| (format!("spec.{list}[{at}]"), it.span);
            cutter.entries((rules, 1), (PartKind::Rule, None), describe, |cutter, own, path, it| {
                let describe = |at, it: &super::ClusterPeer| (format!("{path}.{peers_key}[{at}]"), it.span);
                let peers = (&mut it.peers, 2);
                cutter.entries(peers, (PartKind::Peer, own), describe, |cutter, own, path, it| match &mut it
                    .kind
                {
                    ClusterPeerKind::Pods(it) => it.cut(cutter, own, path),
                    ClusterPeerKind::Nodes(it) => cutter.terms(own, &format!("{path}.nodes"), it),
                    ClusterPeerKind::Networks(_) | ClusterPeerKind::DomainNames(_) => {}
                });
                if let Some(all) = &mut it.ports {
                    let describe =
                        |at, it: &super::ClusterPort| (format!("{path}.{ports_key}[{at}]"), it.span);
                    cutter.entries((all, 2), (PartKind::Port, own), describe, |_, _, _, _| {});
                }
            });
        }
    }
}

impl PodsOf {
    fn cut(&mut self, cutter: &mut Cutter, parent: Option<usize>, path: &str) {
        if let NamespaceMatch::Labels(it) = &mut self.namespaces {
            cutter.terms(parent, path, it);
        }
        if let Some(it) = &mut self.pods {
            cutter.terms(parent, &format!("{path}.podSelector"), it);
        }
    }
}
