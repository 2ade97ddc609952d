//! L-101: a peer that matches pods in the network of their nodes beside ordinary ones.
//!
//! As peers these are their node, so they are admitted in name only (M-64). Where only such pods match, it is
//! [`host_network_selected`](super::host_network_selected).

use super::{Facts, Lint, Meta, host_network_selected};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::ids::EndpointId;
use crate::kind::PolicyKind;
use crate::policy::Peers;
use crate::policy::{Atom, Pods, RuleRef, Scope};
use crate::tri::Tri;

pub(super) struct HostNetworkPeers;

/// A peer, and the pods that it matches in name only.
pub(super) struct Finding {
    rule: RuleRef,
    peer: usize,
    hosts: Vec<EndpointId>,
}

impl Lint for HostNetworkPeers {
    const META: Meta = Meta {
        about: About::new(
            "L-101",
            "host-network-peers",
            Severity::Info,
            "Some of the pods that a peer matches are in the network of their node. As peers they are the node, which no selector matches, so the rule does not hold for them.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: agent, namespace: ops, labels: {app: agent}}
spec: {hostNetwork: true, nodeName: n1}
status: {podIP: 192.168.0.1, hostIP: 192.168.0.1}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: ops, labels: {app: web}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: ops}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - podSelector: {}
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: agent, namespace: ops, labels: {app: agent}}
spec: {hostNetwork: true, nodeName: n1}
status: {podIP: 192.168.0.1, hostIP: 192.168.0.1}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: ops, labels: {app: web}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: ops}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - podSelector: {}
    - ipBlock: {cidr: 192.168.0.0/24}
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut res = Vec::new();
        for (rule, _, it) in facts.rules().filter(|it| it.1.kind == PolicyKind::NetworkPolicy) {
            let Peers::Only(atoms) = &it.peers else { continue };
            for (peer, atom) in atoms.iter().enumerate() {
                let Atom::Pods(pods) = facts.model.policies.atoms.at(*atom) else { continue };
                let has_others = || facts.model.reach.answering(*atom).iter().any(|it| it.1 == Tri::Yes);
                if !is_by_pods(pods) || !has_others() {
                    continue;
                }
                let hosts = facts.hosts_of(*atom);
                if !hosts.is_empty() && !facts.admits_blocks_of(rule, &hosts) {
                    res.push(Finding { rule, peer, hosts });
                }
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let (field, spot) = host_network_selected::peer_spot(facts, it.rule, it.peer);
        let message = format!(
            "does not hold for {}, which are in the network of their node",
            facts.model.titles(&it.hosts)
        );
        let message = if it.hosts.len() == 1 {
            message.replace("which are in the network of their node", "which is in the network of its node")
        } else {
            message
        };
        Diagnostic {
            field,
            help: "add an `ipBlock` with the addresses of the nodes; node-local DNS has 169.254.20.10/32"
                .to_owned(),
            ..Self::META.at(&spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let policy = facts.model.policies.policies.at(it.rule.policy);
        let list = host_network_selected::list(it.rule);
        let edits = facts.with_blocks(policy, (&list, it.peer), &it.hosts, false);
        let title = "add the addresses of the nodes".to_owned();
        edits.map(|edits| Fix { title, edits, class: FixClass::Effect }).into_iter().collect()
    }
}

/// Whether it asks for pods by their labels, or is `podSelector: {}` alone: who names whole namespaces thinks of what
/// runs there, and not of each pod.
fn is_by_pods(it: &Pods) -> bool {
    !it.selector.requirements.is_empty() || matches!(it.scope, Scope::Own(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short, mended};

    #[test]
    fn the_addresses_of_the_nodes_are_added() {
        assert_eq!(
            found_fields(&HostNetworkPeers::META, HostNetworkPeers::FIRES),
            ["18 spec.ingress[0].from[0]: does not hold for ops/agent, which is in the network of its node"]
        );
        assert_eq!(
            mended(&HostNetworkPeers::META, HostNetworkPeers::FIRES),
            ["effect: add the addresses of the nodes\n+    - ipBlock:\n+        cidr: 192.168.0.1/32"]
        );
    }

    #[test]
    fn whole_namespaces_and_ordinary_pods_are_fine() {
        let count = |pods: &str, peer: &str| {
            found_in_short(
                &HostNetworkPeers::META,
                &format!(
                    "pod x/a app=a\n{pods}\nnp x/p {{podSelector: {{}}, ingress: [{{from: [{peer}]}}]}}"
                ),
            )
            .len()
        };
        assert_eq!(count("pod x/h app=a hostnet", "{podSelector: {}}"), 1);
        assert_eq!(count("pod x/h app=a hostnet", "{namespaceSelector: {}}"), 0);
        assert_eq!(
            count("pod x/h app=a hostnet", "{namespaceSelector: {}, podSelector: {matchLabels: {app: a}}}"),
            1
        );
        assert_eq!(
            count("pod x/h app=h hostnet", "{podSelector: {matchLabels: {app: h}}}"),
            0,
            "only such: another rule"
        );
        assert_eq!(count("pod x/h app=a", "{podSelector: {}}"), 0);
        assert_eq!(count("pod y/h app=a hostnet", "{podSelector: {}}"), 0);
    }
}
