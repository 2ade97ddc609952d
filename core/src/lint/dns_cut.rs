//! L-37: pods that may connect to something, but not to the DNS that tells them where it is.

use super::network_policies::{self, Np, fix_one};
use super::{Facts, Lint, Meta, Spot, dns};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::hash::HashMap;
use crate::ids::{EndpointId, PolicyId};
use crate::order::sort;
use crate::policy::Direction;
use crate::tri::Tri;

pub(super) struct DnsCut;

/// A policy that isolates its pods for egress and allows something.
pub(super) struct Finding {
    policy: PolicyId,
    spot: Spot,
    /// Those of the input that no other policy lets ask; empty where the input has no pods for it.
    pods: Vec<EndpointId>,
    /// Whether they can ask over TCP, which is not enough.
    over_tcp: bool,
}

impl Lint for DnsCut {
    const META: Meta = Meta {
        about: About::new(
            "L-37",
            "dns-cut",
            Severity::Warning,
            "Pods may connect to something, but no rule lets them ask the DNS of the cluster: names are not resolved, so almost everything fails.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Egress]
  egress:
  - to: [{podSelector: {matchLabels: {app: db}}}]
    ports: [{port: 5432}]
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Egress]
  egress:
  - to: [{podSelector: {matchLabels: {app: db}}}]
    ports: [{port: 5432}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: dns, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
    ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let model = facts.model;
        if model.left_out.is_some() {
            return Vec::new();
        }
        // What lets nothing out means to.
        let opens = |it: &Np<'_>| it.isolates(Direction::Egress) && !it.rules(Direction::Egress).is_empty();
        let candidates: Vec<Np<'_>> = network_policies::all(model).filter(opens).collect();
        let mut at: HashMap<PolicyId, usize> = HashMap::default();
        let mut res: Vec<Finding> = Vec::new();
        let finding = |np: Np<'_>| Finding {
            policy: np.id,
            spot: np.at_key(facts, "spec.egress"),
            pods: Vec::new(),
            over_tcp: facts.dns().policy(np.id).tcp,
        };
        let by_id: HashMap<PolicyId, Np<'_>> = candidates.iter().map(|it| (it.id, *it)).collect();
        for (_, asked, members) in &facts.dns().groups {
            let Some(first) = members.first().filter(|_| !asked.udp) else { continue };
            let applying = model.reach.applying(Direction::Egress, *first).iter();
            let mut certain = applying.filter(|it| it.1 == Tri::Yes);
            let Some(np) = certain.find_map(|it| by_id.get(&it.0)) else { continue };
            if members.iter().any(|it| model.missing_for(*it).next().is_some()) {
                continue;
            }
            let nth = *at.entry(np.id).or_insert_with(|| {
                res.push(finding(*np));
                res.len() - 1
            });
            if let Some(it) = res.get_mut(nth) {
                it.over_tcp |= asked.tcp;
                it.pods.extend(members);
            }
        }
        for np in &candidates {
            if !at.contains_key(&np.id) && has_no_pods(facts, *np) && !is_helped(facts, *np) {
                res.push(finding(*np));
            }
        }
        for it in &mut res {
            sort(&mut it.pods);
        }
        crate::order::sort_by_key(&mut res, |it| it.policy);
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let is_real =
            |it: &&EndpointId| facts.model.cluster.endpoints.at(**it).pod().is_some_and(|it| !it.is_stand_in);
        let real: Vec<EndpointId> = it.pods.iter().filter(is_real).copied().collect();
        let who = if real.is_empty() { "its pods".to_owned() } else { facts.model.titles(&real) };
        let what = if it.over_tcp {
            "the rules allow DNS over TCP 53 only, and names are asked over UDP 53"
        } else {
            "no rule allows UDP 53 to the DNS of the cluster"
        };
        Diagnostic {
            field: "spec.egress".to_owned(),
            help: "allow UDP and TCP 53 to the DNS pods: `k8s-app: kube-dns` in kube-system".to_owned(),
            ..Self::META.at(&it.spot, format!("{who} cannot look up names: {what}"))
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let written = Np::of(facts.model, it.policy).and_then(|it| it.written(facts));
        let edit = written.and_then(|it| it.append("spec.egress", &dns::rule(facts)));
        fix_one("allow UDP and TCP 53 to the DNS pods", FixClass::Effect, edit).into_iter().collect()
    }
}

/// Whether the input has no pod in the namespace of a policy.
fn has_no_pods(facts: &Facts<'_>, np: Np<'_>) -> bool {
    let cluster = &facts.model.cluster;
    np.policy.namespace.is_none_or(|it| cluster.pods_of(it).next().is_none())
}

/// Whether a policy lets its pods ask, or another one that selects them all.
fn is_helped(facts: &Facts<'_>, np: Np<'_>) -> bool {
    // More policies than these are not held against each other.
    const MOST: usize = 50;
    let policies = &facts.model.policies;
    let asks = policies.policies.enumerate().filter(|it| facts.dns().policy(it.0).udp);
    let near = asks.filter(|it| it.1.namespace.is_none() || it.1.namespace == np.policy.namespace);
    let mut near = near.take(MOST + 1).enumerate();
    near.any(|(nth, (_, it))| {
        nth == MOST
            || it.namespace.is_none()
            || policies.covers(&facts.model.cluster, it.subject, np.policy.subject)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn pods_without_dns_are_told_where_their_egress_begins() {
        let text = DnsCut::FIRES;
        assert_eq!(
            found(&DnsCut::META, text),
            ["11: shop/api cannot look up names: no rule allows UDP 53 to the DNS of the cluster"]
        );
        let [after] = fixed(&DnsCut::META, text).try_into().unwrap();
        let rule = "  - to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
      podSelector:
        matchLabels:
          k8s-app: kube-dns
    ports:
    - protocol: UDP
      port: 53
    - protocol: TCP
      port: 53
";
        assert_eq!(after, format!("{text}{rule}"));
    }

    #[test]
    fn without_pods_the_policies_alone_count() {
        let (_, alone) = DnsCut::FIRES.split_once("---\n").unwrap();
        assert_eq!(
            found(&DnsCut::META, alone),
            ["7: its pods cannot look up names: no rule allows UDP 53 to the DNS of the cluster"]
        );
        fixed(&DnsCut::META, alone);
        quiet(&DnsCut::META, DnsCut::QUIET.split_once("---\n").unwrap().1);
    }

    #[test]
    fn tcp_alone_is_not_enough() {
        let text = DnsCut::FIRES.replace("5432}]", "5432}]\n  - ports: [{port: 53}]");
        assert_eq!(
            found(&DnsCut::META, &text),
            [
                "11: shop/api cannot look up names: the rules allow DNS over TCP 53 only, and names are asked over UDP 53"
            ]
        );
        fixed(&DnsCut::META, &text);
    }

    #[test]
    fn whatever_may_be_the_dns_is_enough() {
        for rule in [
            "{}",
            "ports: [{port: 53, protocol: UDP}]",
            "ports: [{protocol: UDP}]",
            "to: [{namespaceSelector: {}}]",
            "to: [{namespaceSelector: {matchLabels: {name: kube-system}}}]\n    ports: [{port: 53, protocol: UDP}]",
            "to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]\n    ports: [{port: 53, protocol: UDP}]",
            "to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: coredns}}}, {ipBlock: {cidr: 169.254.20.10/32}}]\n    ports: [{port: 53, protocol: UDP}]",
            "to: [{namespaceSelector: {}, podSelector: {matchLabels: {app.kubernetes.io/name: coredns}}}]\n    ports: [{port: 53, protocol: UDP}]",
            "to: [{ipBlock: {cidr: 0.0.0.0/0}}]",
        ] {
            quiet(&DnsCut::META, &DnsCut::FIRES.replace("  - to", &format!("  - {rule}\n  - to")));
        }
    }

    #[test]
    fn what_cannot_be_the_dns_is_not() {
        for rule in [
            "to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}]",
            "to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: coredns}}}]\n    ports: [{port: 53, protocol: UDP}]",
            "to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]",
            "to: [{ipBlock: {cidr: 203.0.113.7/32}}]",
            "ports: [{port: 443}]",
        ] {
            let text = DnsCut::FIRES.replace("  - to", &format!("  - {rule}\n  - to"));
            assert_eq!(found(&DnsCut::META, &text).len(), 1, "{rule}");
        }
    }

    #[test]
    fn who_closes_egress_whole_means_it() {
        let closed = DnsCut::FIRES.split("  egress").next().unwrap();
        quiet(&DnsCut::META, closed);
        let server = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: dns, namespace: kube-system, labels: {k8s-app: kube-dns}}\n";
        let own = DnsCut::FIRES
            .replace("namespace: shop", "namespace: kube-system")
            .replace("labels: {app: api}", "labels: {app: api, k8s-app: kube-dns}");
        quiet(&DnsCut::META, &own);
        assert_eq!(found(&DnsCut::META, &format!("{}{server}", DnsCut::FIRES)).len(), 1);
        quiet(&DnsCut::META, &format!("{}{server}", DnsCut::QUIET));
    }
}
