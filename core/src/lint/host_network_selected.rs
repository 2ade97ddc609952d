//! L-46: a policy for pods in the network of their nodes, or a peer that only such pods are.
//!
//! Most network plugins neither enforce policies for such pods nor match them by labels (M-64).

use super::{Facts, Lint, Meta, Spot, added};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::ids::{EndpointId, PolicyId};
use crate::kind::PolicyKind;
use crate::policy::{Atom, Direction, Peers, RuleRef};

pub(super) struct HostNetworkSelected;

/// What such pods are meant by.
pub(super) enum Finding {
    /// A policy selects them, and perhaps others.
    Policy(PolicyId, Vec<EndpointId>),
    /// A peer of a rule.
    Peer(RuleRef, usize, Vec<EndpointId>),
}

impl Lint for HostNetworkSelected {
    const META: Meta = Meta {
        about: About::new(
            "L-46",
            "host-network-selected",
            Severity::Warning,
            "A policy selects pods in the network of their node, or all pods that a peer matches are such. Most network plugins take these pods for the node: no policy is enforced for them, and no selector matches them.",
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
    - podSelector: {matchLabels: {app: agent}}
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: agent, namespace: ops, labels: {app: agent}}
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
    - podSelector: {matchLabels: {app: agent}}
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let policies = &facts.model.policies;
        let mut res = Vec::new();
        for (id, policy) in facts.whole_policies().filter(|it| it.1.kind == PolicyKind::NetworkPolicy) {
            let hosts = facts.hosts_of(policy.subject);
            // A policy for all pods of a namespace is about the others.
            let is_meant =
                added::is_for_some(facts, id) || facts.model.reach.answering(policy.subject).is_empty();
            if !hosts.is_empty() && is_meant {
                res.push(Finding::Policy(id, hosts));
            }
            for direction in Direction::BOTH {
                for (index, rule) in (0u32..).zip(policies.rules(id, direction)) {
                    let Peers::Only(atoms) = &rule.peers else { continue };
                    let rule = RuleRef { policy: id, direction, index };
                    for (peer, atom) in atoms.iter().enumerate() {
                        if !matches!(policies.atoms.at(*atom), Atom::Pods(_))
                            || !facts.model.reach.answering(*atom).is_empty()
                        {
                            continue;
                        }
                        let hosts = facts.hosts_of(*atom);
                        if !hosts.is_empty() {
                            res.push(Finding::Peer(rule, peer, hosts));
                        }
                    }
                }
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let policies = &facts.model.policies;
        match it {
            Finding::Policy(id, hosts) => {
                let policy = policies.policies.at(*id);
                let field = "spec.podSelector".to_owned();
                let whole = Spot::of_policy(policy);
                let location = facts.place(policy, &field).unwrap_or(whole.location);
                let message = format!(
                    "selects {}, in the network of the node: most network plugins do not enforce it there",
                    facts.model.titles(hosts)
                );
                Diagnostic {
                    field,
                    help: "take `hostNetwork` away from the pods, or filter at the node".to_owned(),
                    ..Self::META.at(&Spot { location, ..whole }, message)
                }
            }
            Finding::Peer(rule, peer, hosts) => {
                let (field, spot) = peer_spot(facts, *rule, *peer);
                let message = format!(
                    "matches only {}, in the network of the node: most network plugins see the node there",
                    facts.model.titles(hosts)
                );
                Diagnostic {
                    field,
                    help: "write an `ipBlock` with the addresses of the nodes, or take `hostNetwork` away from the pods".to_owned(),
                    ..Self::META.at(&spot, message)
                }
            }
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let Finding::Peer(rule, peer, hosts) = it else { return Vec::new() };
        let policy = facts.model.policies.policies.at(rule.policy);
        let list = list(*rule);
        let edits = facts.with_blocks(policy, (&list, *peer), hosts, true);
        let title = "write the addresses of the nodes".to_owned();
        edits.map(|edits| Fix { title, edits, class: FixClass::Effect }).into_iter().collect()
    }
}

/// `spec.ingress[0].from`.
pub(super) fn list(rule: RuleRef) -> String {
    format!("{}.{}", rule.path(), rule.direction.peers_key())
}

/// The path of a peer, and its place.
pub(super) fn peer_spot(facts: &Facts<'_>, rule: RuleRef, peer: usize) -> (String, Spot) {
    let policy = facts.model.policies.policies.at(rule.policy);
    let field = format!("{}[{peer}]", list(rule));
    let whole = Spot::of_rule(&facts.model.policies, rule);
    let location = facts.place(policy, &field).unwrap_or(whole.location);
    (field, Spot { location, ..whole })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short, mended};

    #[test]
    fn the_addresses_of_the_nodes_take_the_place_of_the_peer() {
        assert_eq!(
            found_fields(&HostNetworkSelected::META, HostNetworkSelected::FIRES),
            [
                "18 spec.ingress[0].from[0]: matches only ops/agent, in the network of the node: most network plugins see the node there"
            ]
        );
        assert_eq!(
            mended(&HostNetworkSelected::META, HostNetworkSelected::FIRES),
            [
                "effect: write the addresses of the nodes\n+    - ipBlock:\n+        cidr: 192.168.0.1/32\n-    - podSelector: {matchLabels: {app: agent}}"
            ]
        );
    }

    #[test]
    fn a_policy_for_all_pods_is_about_the_others() {
        let count = |pods: &str, selector: &str| {
            found_in_short(
                &HostNetworkSelected::META,
                &format!("{pods}\nnp x/p {{podSelector: {selector}, policyTypes: [Ingress]}}"),
            )
            .len()
        };
        assert_eq!(count("pod x/a app=a hostnet\npod x/b", "{}"), 0);
        assert_eq!(count("pod x/a app=a hostnet", "{}"), 1);
        assert_eq!(count("pod x/a app=a hostnet\npod x/b", "{matchLabels: {app: a}}"), 1);
        assert_eq!(count("pod x/a app=a\npod x/b", "{matchLabels: {app: a}}"), 0);
    }
}
