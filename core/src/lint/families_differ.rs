//! L-29: dual-stack pods that are not reached alike by IPv4 and by IPv6 (M-44).
//!
//! A flow has one address family; a block speaks of one, and its sibling is easily forgotten. Deliberately not here: how
//! a flow is judged.

use std::collections::BTreeMap;

use super::{Facts, Lint, Meta, Spot};
use crate::cluster::PodBody;
use crate::diagnostic::{About, Diagnostic, Severity};
use crate::eval::{Cell, Verdict};
use crate::ids::EndpointId;
use crate::model::Model;
use crate::options::Options;
use crate::policy::PortSet;
use crate::protocol::Family;
use crate::words;

pub(super) struct FamiliesDiffer;

/// A destination, and the sources for which the families differ in the same way.
pub(super) struct Finding {
    spot: Spot,
    sources: Vec<EndpointId>,
    by_v4: Reached,
    by_v6: Reached,
}

/// What is reached by one address family.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Reached {
    Nothing,
    Some(PortSet),
    Everything,
    Undecided,
    NoCommonFamily,
}

impl Lint for FamiliesDiffer {
    const META: Meta = Meta {
        about: About::new(
            "L-29",
            "families-differ",
            Severity::Warning,
            "Pods with IPv4 and IPv6 addresses are not reached alike by both: a block speaks of one family, and its sibling is easily forgotten.",
        ),
        fixes: &[],
        on_request: true,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}, status: {podIPs: [{ip: 10.0.0.7}, {ip: 'fd00::7'}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: api, namespace: shop, labels: {app: api}}, status: {podIPs: [{ip: 10.0.0.8}, {ip: 'fd00::8'}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - {from: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 80}]}
";
    const QUIET: &'static str = "\
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}, status: {podIPs: [{ip: 10.0.0.7}, {ip: 'fd00::7'}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: api, namespace: shop, labels: {app: api}}, status: {podIPs: [{ip: 10.0.0.8}, {ip: 'fd00::8'}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - {from: [{ipBlock: {cidr: 0.0.0.0/0}}, {ipBlock: {cidr: '::/0'}}], ports: [{port: 80}]}
";
    type Finding = Finding;

    fn find(Facts { model, .. }: &Facts<'_>) -> Vec<Finding> {
        let of = |family| model.again(&Options { family: Some(family), ..model.options.clone() });
        let (v4, v6) = (of(Family::V4), of(Family::V6));
        let dual = |it: &(EndpointId, &PodBody)| it.1.is_dual_stack();
        let dual: Vec<(EndpointId, &PodBody)> = v4.cluster.pods().filter(dual).collect();
        let mut found = Vec::new();
        for &(to, pod) in &dual {
            // What differs, with the sources for which it does.
            let mut differences: BTreeMap<(Reached, Reached), Vec<EndpointId>> = BTreeMap::new();
            for &(from, _) in dual.iter().filter(|it| it.0 != to) {
                let reached = |it: &Model| it.reachability(from.0, to.0).map(Reached::of);
                let (Some(one), Some(other)) = (reached(&v4), reached(&v6)) else { continue };
                if one != other {
                    differences.entry((one, other)).or_default().push(from);
                }
            }
            let kind = pod.workload.map_or("Pod", |it| it.as_str());
            found.extend(differences.into_iter().map(|((by_v4, by_v6), sources)| {
                let object = format!("{kind} {}", v4.id(to).unwrap_or_default());
                Finding { spot: Spot { object, location: pod.location }, sources, by_v4, by_v6 }
            }));
        }
        found
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let first = it.sources.first().and_then(|&it| facts.model.id(it)).unwrap_or_default();
        let sources = words::and_more(&[first], it.sources.len());
        let message = format!("from {sources}: {} by IPv4, {} by IPv6", it.by_v4.words(), it.by_v6.words());
        Diagnostic {
            help: "a block covers one address family: add a block of the other family beside it".to_owned(),
            ..Self::META.at(&it.spot, message)
        }
    }
}

impl Reached {
    fn of(cell: Cell) -> Reached {
        match cell.verdict {
            Verdict::All => Reached::Everything,
            Verdict::Unknown | Verdict::NotComputed => Reached::Undecided,
            Verdict::None => Reached::Nothing,
            Verdict::Unreachable => Reached::NoCommonFamily,
            Verdict::Some | Verdict::SelfPod | Verdict::Void => Reached::Some(cell.allowed),
        }
    }

    fn words(&self) -> String {
        match self {
            Reached::Nothing => "nothing".to_owned(),
            Reached::Some(ports) => ports.to_string(),
            Reached::Everything => "every port".to_owned(),
            Reached::Undecided => "not decidable".to_owned(),
            Reached::NoCommonFamily => "no common address family".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PODS: &str = "\
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}, status: {podIPs: [{ip: 10.0.0.7}, {ip: 'fd00::7'}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: api, namespace: shop, labels: {app: api}}, status: {podIPs: [{ip: 10.0.0.8}, {ip: 'fd00::8'}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: old, namespace: shop}, status: {podIP: 10.0.0.9}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
";

    fn found(rules: &str) -> Vec<String> {
        let analysis = crate::testing::text(&format!("{PODS}{rules}"));
        let all = analysis.lints(|it| it == &FamiliesDiffer::META);
        all.iter().map(|it| format!("{}: {}", it.object, it.message)).collect()
    }

    #[test]
    fn a_block_of_one_family_closes_the_other() {
        assert_eq!(
            found("  - {from: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 80}]}\n"),
            ["Pod shop/api: from shop/web: TCP 80 by IPv4, nothing by IPv6"],
            "the pod with one address has nothing to compare"
        );
        let both = "  - from: [{ipBlock: {cidr: 0.0.0.0/0}}, {ipBlock: {cidr: '::/0'}}]\n";
        assert_eq!(found(both), [] as [&str; 0]);
        assert_eq!(found("  - from: [{podSelector: {}}]\n"), [] as [&str; 0]);
    }
}
