//! L-79: selectors for single pods of a StatefulSet.

use super::asks::{Ask, Of};
use super::{Facts, Lint, Meta, terms};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use std::collections::BTreeMap;

use crate::cluster::LabelValue;
use crate::hash::HashMap;
use crate::ids::{EndpointId, NamespaceId};
use crate::kind::{Operator, Requirement};
use crate::policy::{Atom, Pods, Scope, Selector, parts};
use crate::tri::Tri;
use crate::words;

pub(super) struct MissedOrdinals;

/// A StatefulSet whose pods a policy selects one by one.
pub(super) struct Finding {
    /// The selectors with the positions of their requirements.
    asks: Vec<(u32, usize)>,
    /// `data/db`
    set: String,
    /// `db`
    stem: String,
    left_out: Vec<u32>,
    /// Those that are asked for and are not there.
    absent: Vec<u32>,
    pods: Vec<EndpointId>,
}

impl Lint for MissedOrdinals {
    const META: Meta = Meta {
        about: About::new(
            "L-79",
            "missed-ordinals",
            Severity::Info,
            "A policy selects pods of a StatefulSet by their ordinals, and not all of them. Pods that scaling adds are left out as well.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: data}
spec:
  replicas: 3
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: main, image: db}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: data}
spec:
  podSelector:
    matchExpressions:
    - {key: statefulset.kubernetes.io/pod-name, operator: In, values: [db-0, db-1]}
  policyTypes: [Ingress]
";
    const QUIET: &'static str = "\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: data}
spec:
  replicas: 3
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: main, image: db}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: data}
spec:
  podSelector:
    matchExpressions:
    - {key: statefulset.kubernetes.io/pod-name, operator: In, values: [db-0, db-1, db-2]}
  policyTypes: [Ingress]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let by_ordinal =
            |ask: &Ask<'_>| ask.pods.and_then(|it| it.requirements.iter().position(asks_ordinal));
        let asks: Vec<(u32, &Ask<'_>, usize)> =
            facts.asks().enumerate().filter_map(|(at, it)| Some((at, it, by_ordinal(it)?))).collect();
        if asks.is_empty() {
            return Vec::new();
        }
        let sets = sets(facts);
        let mut left = STEPS;
        let of_policy = asks.chunk_by(|a, b| a.1.policy == b.1.policy);
        of_policy.flat_map(|it| missed(facts, it, &sets, &mut left)).collect()
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let (at, nth) = it.asks.first().copied().unwrap_or_default();
        let ask = facts.asks().at(at);
        let span = ask.requirement(Of::Pods, nth).map_or(ask.span, |it| it.span);
        let (set, told) = (&it.set, |those: &[u32]| {
            let names: Vec<String> =
                those.iter().take(3).map(|ordinal| format!("{}-{ordinal}", it.stem)).collect();
            words::and_more(&names, those.len())
        });
        let message = match (it.left_out.as_slice(), it.absent.as_slice()) {
            (left_out, []) => format!(
                "pods of StatefulSet {set} are selected one by one: {} and those that scaling adds are left out",
                told(left_out)
            ),
            ([], absent) => format!("StatefulSet {set} has no pod {}", told(absent)),
            (left_out, absent) => format!(
                "pods of StatefulSet {set} are selected one by one: {} and those that scaling adds are left out, and there is no {}",
                told(left_out),
                told(absent)
            ),
        };
        Diagnostic {
            field: ask.path(Of::Pods),
            help: "select the labels that all pods of the StatefulSet get from its template".to_owned(),
            ..Self::META.at(&ask.spot(facts.model, span), message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let fix = || {
            let mut edits = Vec::new();
            for (at, nth) in &it.asks {
                edits.extend(by_template(facts, facts.asks().at(*at), *nth, it)?);
            }
            terms::effect(format!("select all pods of StatefulSet {}", it.set), edits)
        };
        fix().into_iter().collect()
    }
}

const POD_NAME: &str = "statefulset.kubernetes.io/pod-name";
/// Labels that tell the pods of one StatefulSet apart.
pub(super) const KEYS: [&str; 2] = [POD_NAME, "apps.kubernetes.io/pod-index"];
/// So many pods are held against selectors at most.
const STEPS: usize = 500_000;

fn asks_ordinal(it: &Requirement) -> bool {
    let wants = match it.operator {
        Operator::Equals | Operator::In => true,
        Operator::NotIn | Operator::Exists | Operator::DoesNotExist => false,
    };
    wants && KEYS.contains(&it.key.as_str())
}

/// The pods of a StatefulSet by their ordinals.
struct Set<'m> {
    namespace: NamespaceId,
    stem: &'m str,
    pods: BTreeMap<u32, EndpointId>,
}

/// All StatefulSets of which pods are in the input, or stand for them.
fn sets<'m>(facts: &Facts<'m>) -> Vec<Set<'m>> {
    let model = facts.model;
    let Some(key) = model.cluster.strings.find(POD_NAME) else { return Vec::new() };
    let mut res: Vec<Set<'m>> = Vec::new();
    let mut known: HashMap<(NamespaceId, &str), usize> = HashMap::default();
    for (id, pod) in model.cluster.pods().filter(|it| !it.1.is_stand_in) {
        let Some(LabelValue::Known(name)) = pod.labels.get(key) else { continue };
        let Some((stem, ordinal)) = ordinal(model.text(name)) else { continue };
        let at = *known.entry((pod.namespace, stem)).or_insert(res.len());
        if at == res.len() {
            res.push(Set { namespace: pod.namespace, stem, pods: BTreeMap::new() });
        }
        if let Some(it) = res.get_mut(at) {
            it.pods.insert(ordinal, id);
        }
    }
    res
}

/// `db` and 3 of `db-3`.
fn ordinal(name: &str) -> Option<(&str, u32)> {
    let (stem, ordinal) = name.rsplit_once('-')?;
    Some((stem, ordinal.parse().ok()?))
}

/// The StatefulSets of which the selectors of a policy take some pods and not all, or one that is not there.
fn missed(
    facts: &Facts<'_>,
    asks: &[(u32, &Ask<'_>, usize)],
    sets: &[Set<'_>],
    left: &mut usize,
) -> Vec<Finding> {
    let model = facts.model;
    let mut res = Vec::new();
    for set in sets {
        let mut taken: Vec<u32> = Vec::new();
        let mut absent: Vec<u32> = Vec::new();
        let mut those: Vec<(u32, usize)> = Vec::new();
        for (at, ask, nth) in asks {
            let Atom::Pods(Pods { scope, selector, .. }) = model.policies.atoms.at(ask.atom) else {
                continue;
            };
            *left = left.saturating_sub(set.pods.len() + 1);
            if *left == 0 {
                return Vec::new();
            }
            if !is_in(facts, scope, set.namespace) {
                continue;
            }
            let takes = |id: &EndpointId| {
                let pod = model.cluster.endpoints.at(*id).pod();
                pod.is_some_and(|it| selector.test(&it.labels) == Tri::Yes)
            };
            let before = taken.len() + absent.len();
            taken.extend(set.pods.iter().filter(|it| takes(it.1)).map(|it| *it.0));
            let requirement = ask.requirement(Of::Pods, *nth).filter(|it| it.key == POD_NAME);
            let named = requirement
                .map(|it| it.values.as_slice())
                .unwrap_or_default()
                .iter()
                .filter_map(|it| ordinal(it));
            absent
                .extend(named.filter(|it| it.0 == set.stem && !set.pods.contains_key(&it.1)).map(|it| it.1));
            if taken.len() + absent.len() > before {
                those.push((*at, *nth));
            }
        }
        crate::order::sort_dedup(&mut absent);
        crate::order::sort_dedup(&mut taken);
        let left_out: Vec<u32> = set
            .pods
            .keys()
            .filter(|it| !taken.is_empty() && taken.binary_search(it).is_err())
            .copied()
            .collect();
        if !left_out.is_empty() || !absent.is_empty() {
            let name = format!("{}/{}", model.cluster.namespaces.at(set.namespace).name, set.stem);
            let pods = set.pods.values().copied().collect();
            res.push(Finding { asks: those, set: name, stem: set.stem.to_owned(), left_out, absent, pods });
        }
    }
    res
}

fn is_in(facts: &Facts<'_>, scope: &Scope, it: NamespaceId) -> bool {
    match scope {
        Scope::Own(own) => *own == it,
        Scope::Matching(selector) => selector.test(&facts.model.cluster.namespaces.at(it).labels) == Tri::Yes,
        Scope::AnyOf(_) => false,
    }
}

/// Takes the ordinal out of a selector, and asks for the labels of the template where nothing else does.
fn by_template(
    facts: &Facts<'_>,
    ask: &Ask<'_>,
    nth: usize,
    it: &Finding,
) -> Option<Vec<crate::diagnostic::Edit>> {
    let model = facts.model;
    let Atom::Pods(Pods { selector, .. }) = model.policies.atoms.at(ask.atom) else { return None };
    let pods: Vec<_> = it.pods.iter().filter_map(|it| model.cluster.endpoints.at(*it).pod()).collect();
    let others = selector.requirements.iter().enumerate().filter(|it| it.0 != nth);
    let rest = Selector { requirements: others.map(|it| it.1.clone()).collect() };
    let written = facts.written(ask.object())?;
    if !rest.requirements.is_empty() && pods.iter().all(|it| rest.test(&it.labels) == Tri::Yes) {
        return terms::without(&written, ask, (Of::Pods, &[nth]));
    }
    let first = pods.first()?;
    let is_common = |key, value| pods.iter().all(|it| it.labels.get(key) == Some(value));
    let mut common: Vec<(&str, &str)> = Vec::new();
    for (key, value) in first.labels.iter() {
        let LabelValue::Known(text) = value else { continue };
        let is_added = KEYS.contains(&model.text(key)) || super::rollout_label::is_made_up(model.text(key));
        if !is_added && is_common(key, value) {
            common.push((model.text(key), model.text(text)));
        }
    }
    crate::order::sort_by_key(&mut common, |it| it.0);
    (!common.is_empty()).then_some(())?;
    Some(vec![written.set(&ask.path(Of::Pods), &parts::labels(common))?])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{first_fixed, found_in_short};

    fn policy(selector: &str) -> String {
        format!(
            "statefulset x/db replicas=3 app=db\nnp x/p {{podSelector: {selector}, policyTypes: [Ingress]}}"
        )
    }

    #[test]
    fn those_left_out_are_named() {
        let text = policy("{matchLabels: {statefulset.kubernetes.io/pod-name: db-0}}");
        let wanted = "NetworkPolicy x/p spec.podSelector: pods of StatefulSet x/db are selected one by one: db-1, db-2 and those that scaling adds are left out";
        assert_eq!(found_in_short(&MissedOrdinals::META, &text), [wanted]);
        let by_index = policy("{matchLabels: {app: db, apps.kubernetes.io/pod-index: '2'}}");
        assert!(found_in_short(&MissedOrdinals::META, &by_index)[0].contains("db-0, db-1 and those"));
        let absent = policy(
            "{matchExpressions: [{key: statefulset.kubernetes.io/pod-name, operator: In, values: [db-0, db-1, db-2, db-3]}]}",
        );
        assert_eq!(
            found_in_short(&MissedOrdinals::META, &absent),
            ["NetworkPolicy x/p spec.podSelector: StatefulSet x/db has no pod db-3"]
        );
    }

    #[test]
    fn all_of_them_in_several_peers_are_all() {
        let peer = |it: u32| {
            format!("{{podSelector: {{matchLabels: {{statefulset.kubernetes.io/pod-name: db-{it}}}}}}}")
        };
        let peers = |count: u32| {
            let all: Vec<String> = (0..count).map(peer).collect();
            format!(
                "statefulset x/db replicas=3 app=db\nnp x/p {{podSelector: {{}}, ingress: [{{from: [{}]}}]}}",
                all.join(", ")
            )
        };
        assert_eq!(found_in_short(&MissedOrdinals::META, &peers(3)), [] as [&str; 0]);
        assert_eq!(found_in_short(&MissedOrdinals::META, &peers(2)).len(), 1);
        let other = policy("{matchLabels: {statefulset.kubernetes.io/pod-name: cache-0}}");
        assert_eq!(found_in_short(&MissedOrdinals::META, &other), [] as [&str; 0]);
    }

    #[test]
    fn the_labels_of_the_template_take_their_place() {
        let after = first_fixed(&MissedOrdinals::META, MissedOrdinals::FIRES);
        assert!(
            after[0]
                .1
                .ends_with("  podSelector:\n    matchLabels:\n      app: db\n  policyTypes: [Ingress]\n"),
            "{}",
            after[0].1
        );
        let beside = MissedOrdinals::FIRES
            .replace("    matchExpressions:", "    matchLabels: {app: db}\n    matchExpressions:");
        let after = first_fixed(&MissedOrdinals::META, &beside);
        assert!(
            after[0].1.ends_with("  podSelector:\n    matchLabels: {app: db}\n  policyTypes: [Ingress]\n"),
            "{}",
            after[0].1
        );
    }
}
