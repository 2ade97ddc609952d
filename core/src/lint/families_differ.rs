//! L-29: dual-stack pods that are not reached alike by IPv4 and by IPv6 (M-44).
//!
//! A flow has one address family; a block speaks of one, and its sibling is easily forgotten. Deliberately not here: how
//! a flow is judged.

use std::collections::BTreeMap;

use super::{Facts, Lint, Meta, Spot};
use crate::cluster::PodBody;
use crate::diagnostic::{About, Diagnostic, Severity};
use crate::eval::{Asks, Cell, Pair, Verdict};
use crate::ids::{ClassId, EndpointId, NodeId};
use crate::model::Model;
use crate::policy::PortSet;
use crate::protocol::Family;
use crate::words;

pub(super) struct FamiliesDiffer;

/// A destination, and the sources for which the families differ in the same way: the first, and how many.
pub(super) struct Finding {
    spot: Spot,
    sources: (EndpointId, usize),
    by_v4: Reached,
    by_v6: Reached,
}

/// Pods that verdicts do not tell apart.
type Alike = (ClassId, Option<NodeId>);

/// What is reached by one address family.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
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
        let dual = |it: &(EndpointId, &PodBody)| it.1.is_dual_stack();
        let dual: Vec<(EndpointId, &PodBody)> = model.cluster.pods().filter(dual).collect();
        let alike = |(id, pod): (EndpointId, &PodBody)| -> Alike {
            let node = || model.cluster.node_of(pod);
            let asks = model.reach.asks_for_nodes() != Asks::No;
            (*model.reach.classes.of.at(id), asks.then(node).flatten())
        };
        let mut kinds: BTreeMap<Alike, Vec<EndpointId>> = BTreeMap::new();
        for &it in &dual {
            kinds.entry(alike(it)).or_default().push(it.0);
        }
        let mut of_kinds: BTreeMap<Alike, BTreeMap<(Reached, Reached), Vec<EndpointId>>> = BTreeMap::new();
        let mut found = Vec::new();
        for &(to, pod) in &dual {
            let kind = alike((to, pod));
            let differences = of_kinds.entry(kind).or_insert_with(|| differences(model, &kinds, kind));
            let title = pod.workload.map_or("Pod", |it| it.as_str());
            for ((by_v4, by_v6), all) in differences {
                // A pod reaches itself by both.
                let count = all.len() - usize::from(all.binary_search(&to).is_ok());
                let Some(&first) = all.iter().find(|it| **it != to) else { continue };
                let object = format!("{title} {}", model.id(to).unwrap_or_default());
                let spot = Spot { object, location: pod.location };
                let (by_v4, by_v6) = (by_v4.clone(), by_v6.clone());
                found.push(Finding { spot, sources: (first, count), by_v4, by_v6 });
            }
        }
        found
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let first = facts.model.id(it.sources.0).unwrap_or_default();
        let sources = words::and_more(&[first], it.sources.1);
        let message = format!("from {sources}: {} by IPv4, {} by IPv6", it.by_v4.words(), it.by_v6.words());
        Diagnostic {
            help: "a block covers one address family: add a block of the other family beside it".to_owned(),
            ..Self::META.at(&it.spot, message)
        }
    }
}

/// What differs for destinations of one kind, with the sources for which it does, in their order. Asked once for a pair of
/// kinds: pods of one differ in nothing that a verdict depends on.
fn differences(
    model: &Model,
    kinds: &BTreeMap<Alike, Vec<EndpointId>>,
    to: Alike,
) -> BTreeMap<(Reached, Reached), Vec<EndpointId>> {
    let mut res: BTreeMap<(Reached, Reached), Vec<EndpointId>> = BTreeMap::new();
    for sources in kinds.values() {
        let targets = kinds.get(&to).map(Vec::as_slice).unwrap_or_default();
        let pair = sources.iter().find_map(|from| Some((*from, *targets.iter().find(|it| *it != from)?)));
        let Some((source, target)) = pair else { continue };
        let reached = |it| {
            let pair = Pair { asked: [Some(it); 2], ..Pair::new(source, target) };
            Reached::of(model.reach.cell(model.inputs(), pair))
        };
        let (by_v4, by_v6) = (reached(Family::V4), reached(Family::V6));
        if by_v4 != by_v6 {
            res.entry((by_v4, by_v6)).or_default().extend(sources);
        }
    }
    for all in res.values_mut() {
        all.sort_unstable();
    }
    res
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
    use crate::options::Options;

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

    /// The definition: every pair of pods under both settings of the family.
    fn by_definition(model: &Model) -> Vec<String> {
        let of = |family| model.again(&Options { family: Some(family), ..model.options.clone() });
        let (v4, v6) = (of(Family::V4), of(Family::V6));
        let dual = || v4.cluster.pods().filter(|it| it.1.is_dual_stack()).map(|it| it.0);
        let mut res = Vec::new();
        for to in dual() {
            let mut differences: BTreeMap<(Reached, Reached), Vec<EndpointId>> = BTreeMap::new();
            for from in dual().filter(|it| *it != to) {
                let reached = |it: &Model| it.reachability(from.0, to.0).map(Reached::of);
                let (Some(one), Some(other)) = (reached(&v4), reached(&v6)) else { continue };
                if one != other {
                    differences.entry((one, other)).or_default().push(from);
                }
            }
            res.extend(differences.into_iter().map(|((by_v4, by_v6), sources)| {
                let sources = words::and_more(&[v4.id(sources[0]).unwrap()], sources.len());
                let (to, by_v4, by_v6) = (v4.title(to), by_v4.words(), by_v6.words());
                format!("{to}: from {sources}: {by_v4} by IPv4, {by_v6} by IPv6")
            }));
        }
        res
    }

    #[test]
    fn kinds_of_pods_differ_as_their_pods_do() {
        let mut pods = String::new();
        for nth in 1..9 {
            let (app, host) = (nth % 3, if nth % 4 == 0 { "true" } else { "false" });
            pods += &format!(
                "{{apiVersion: v1, kind: Pod, metadata: {{name: p{nth}, namespace: shop, labels: {{app: a{app}}}}}, spec: {{nodeName: n{}, hostNetwork: {host}}}, status: {{hostIP: 10.9.0.{}, podIPs: [{{ip: 10.0.0.{nth}}}, {{ip: 'fd00::{nth}'}}]}}}}\n---\n",
                nth % 2,
                nth % 2
            );
        }
        let policy = |app: usize, rules: &str| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n{app}, namespace: shop}}\nspec:\n  podSelector: {{matchLabels: {{app: a{app}}}}}\n{rules}---\n"
            )
        };
        let one =
            policy(1, "  ingress:\n  - {from: [{ipBlock: {cidr: 10.0.0.0/30}}], ports: [{port: 80}]}\n");
        let two =
            policy(2, "  policyTypes: [Egress]\n  egress:\n  - {to: [{ipBlock: {cidr: 'fd00::/125'}}]}\n");
        let any = policy(0, "  ingress:\n  - from: [{podSelector: {matchLabels: {app: a1}}}]\n");
        let mut differing = 0;
        for text in [&one, &two, &any, &format!("{one}{two}{any}")] {
            let analysis = crate::testing::text(&format!("{pods}{text}"));
            let all = analysis.lints(|it| it == &FamiliesDiffer::META);
            let title = |it: &str| it.split_once(' ').map_or_else(String::new, |it| it.1.to_owned());
            let all: Vec<String> =
                all.iter().map(|it| format!("{}: {}", title(&it.object), it.message)).collect();
            let mut expected = by_definition(analysis.model());
            let mut found = all;
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "{text}");
            differing += found.len();
        }
        assert!(differing > 10, "{differing}");
    }
}
