//! L-35: a selector for labels that a workload has, and its pods have not.

use super::asks::{Ask, Of};
use super::{Facts, Lint, Meta, near, terms};
use crate::cluster::{LabelValue, PodBody};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::hash::HashMap;
use crate::ids::{EndpointId, Symbol};
use crate::kind::WorkloadKind;
use crate::policy::atom::RequirementTest;
use crate::policy::{Atom, Pods, Scope};
use crate::source::Location;
use crate::tri::Tri;
use crate::words;

pub(super) struct WorkloadLabels;

/// A selector, the requirement that its pods do not meet, and the workloads that do.
pub(super) struct Finding {
    ask: u32,
    nth: usize,
    workloads: Vec<EndpointId>,
}

impl Lint for WorkloadLabels {
    const META: Meta = Meta {
        about: About::new(
            "L-35",
            "workload-labels",
            Severity::Warning,
            "A selector asks for a label that a workload itself has and its pod template has not. Pods get their labels from the template alone, so these are not selected.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: shop
  labels: {app: api, tier: back}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata:
      labels:
        app: api
    spec: {containers: [{name: main, image: api}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {tier: back}}
  policyTypes: [Ingress]
";
    const QUIET: &'static str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: shop
  labels: {app: api, tier: back}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata:
      labels:
        app: api
        tier: back
    spec: {containers: [{name: main, image: api}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {tier: back}}
  policyTypes: [Ingress]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let cluster = &facts.model.cluster;
        let mut by_key: HashMap<Symbol, Vec<EndpointId>> = HashMap::default();
        for (id, it) in cluster.pods() {
            let own = it.workload_labels.as_deref().into_iter().flat_map(|it| it.iter());
            for (key, _) in own.filter(|(key, value)| it.labels.get(*key) != Some(*value)) {
                by_key.entry(key).or_default().push(id);
            }
        }
        if by_key.is_empty() {
            return Vec::new();
        }
        let mut left = STEPS;
        let asks = facts.asks().enumerate();
        asks.filter_map(|(at, ask)| missed(facts, (at, ask), &by_key, &mut left)).collect()
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let (model, ask) = (facts.model, facts.asks().at(it.ask));
        let requirement = ask.requirement(Of::Pods, it.nth);
        let span = requirement.map_or(ask.span, |it| it.span);
        Diagnostic {
            field: ask.path(Of::Pods),
            help: "write the label under `template.metadata.labels`: pods get no labels from the workload itself".to_owned(),
            related: it.workloads.iter().take(3).filter_map(|it| Some((place(facts, *it)?, "the workload".to_owned()))).collect(),
            ..Self::META.at(&ask.spot(model, span), near::on_workload(model, &it.workloads, requirement))
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        // With more workloads somebody should look at each of them.
        const MOST: usize = 5;
        let ask = facts.asks().at(it.ask);
        let fix = || {
            let mut edits = Vec::new();
            for id in it.workloads.iter().filter(|_| it.workloads.len() <= MOST) {
                edits.push(labelled(facts, ask, *id)?);
            }
            let key = &ask.requirement(Of::Pods, it.nth)?.key;
            (!edits.is_empty()).then_some(())?;
            terms::effect(
                format!("add the label {key} to the pod {}", words::noun(edits.len(), "template")),
                edits,
            )
        };
        fix().into_iter().collect()
    }
}

/// So many workloads are held against selectors at most.
const STEPS: usize = 200_000;

/// The workloads that a selector misses for what their templates lack.
fn missed(
    facts: &Facts<'_>,
    (at, ask): (u32, &Ask<'_>),
    by_key: &HashMap<Symbol, Vec<EndpointId>>,
    left: &mut usize,
) -> Option<Finding> {
    let model = facts.model;
    let Atom::Pods(Pods { scope, selector, .. }) = model.policies.atoms.at(ask.atom) else { return None };
    let mut nth = None;
    let mut workloads: Vec<EndpointId> = Vec::new();
    let mut candidates: Vec<EndpointId> =
        selector.requirements.iter().filter_map(|it| by_key.get(&it.key)).flatten().copied().collect();
    *left =
        left.checked_sub(candidates.len().saturating_mul(selector.requirements.len())).unwrap_or_default();
    if *left == 0 {
        return None;
    }
    crate::order::sort_dedup(&mut candidates);
    for id in candidates {
        let Some(pod) = model.cluster.endpoints.at(id).pod() else { continue };
        let tests = selector.compare::<Vec<RequirementTest>>(&pod.labels, pod.workload_labels.as_deref()).1;
        let first = tests.iter().position(|it| it.on_workload.is_some());
        let fits = tests.iter().all(|it| it.holds == Tri::Yes || it.on_workload.is_some());
        if fits && first.is_some() && is_in(facts, scope, pod) {
            nth = nth.or(first);
            // The pods of a StatefulSet have one place.
            let is_known = |it: &EndpointId| place(facts, *it) == place(facts, id);
            if !workloads.last().is_some_and(is_known) {
                workloads.push(id);
            }
        }
    }
    nth.map(|nth| Finding { ask: at, nth, workloads })
}

fn is_in(facts: &Facts<'_>, scope: &Scope, pod: &PodBody) -> bool {
    match scope {
        Scope::Own(it) => *it == pod.namespace,
        Scope::Matching(it) => it.test(&facts.model.cluster.namespaces.at(pod.namespace).labels) == Tri::Yes,
        Scope::AnyOf(_) => false,
    }
}

fn place(facts: &Facts<'_>, it: EndpointId) -> Option<Location> {
    facts.model.cluster.endpoints.at(it).pod().map(|it| it.location)
}

/// Writes the labels that are asked for into the template of a workload.
fn labelled(facts: &Facts<'_>, ask: &Ask<'_>, it: EndpointId) -> Option<crate::diagnostic::Edit> {
    let model = facts.model;
    let Atom::Pods(Pods { selector, .. }) = model.policies.atoms.at(ask.atom) else { return None };
    let pod = model.cluster.endpoints.at(it).pod()?;
    let tests = selector.compare::<Vec<RequirementTest>>(&pod.labels, pod.workload_labels.as_deref()).1;
    let missing: Vec<(Symbol, Symbol)> = tests
        .iter()
        .zip(&selector.requirements)
        .filter_map(|(test, it)| match test.on_workload {
            // A label with another value may be what the workload selects its pods by.
            Some(LabelValue::Known(value)) if test.actual.is_none() => Some((it.key, value)),
            Some(
                LabelValue::Known(_) | LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything,
            )
            | None => None,
        })
        .collect();
    let [(key, value)] = missing[..] else { return None };
    let (key, value) = (model.text(key), Yaml::text(model.text(value)));
    let written = facts.written(pod.location)?;
    let template = match pod.workload? {
        WorkloadKind::CronJob => "spec.jobTemplate.spec.template",
        WorkloadKind::Deployment
        | WorkloadKind::ReplicaSet
        | WorkloadKind::StatefulSet
        | WorkloadKind::DaemonSet
        | WorkloadKind::Job
        | WorkloadKind::ReplicationController
        | WorkloadKind::DeploymentConfig
        | WorkloadKind::Rollout => "spec.template",
    };
    let (metadata, labels) = (format!("{template}.metadata"), format!("{template}.metadata.labels"));
    let pair = Yaml::map([(key, value.clone())]);
    if written.at(&labels).is_some() {
        written.insert(&labels, key, &value)
    } else if written.at(&metadata).is_some() {
        written.insert(&metadata, "labels", &pair)
    } else {
        written.insert(template, "metadata", &Yaml::map([("labels", pair)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{changed_lines, first_fixed, found_in_short};

    #[test]
    fn the_workload_is_named() {
        let text = "deployment x/web own:tier=back app=web\npod x/api tier=api\nnp x/p {podSelector: {matchLabels: {tier: back}}}";
        let wanted = "NetworkPolicy x/p spec.podSelector: Deployment x/web has the label that tier=back asks for, and its pod template has not";
        assert_eq!(found_in_short(&WorkloadLabels::META, text), [wanted]);
        assert_eq!(changed_lines(&WorkloadLabels::META, WorkloadLabels::FIRES), ["        tier: back"]);
        let after = first_fixed(&WorkloadLabels::META, WorkloadLabels::FIRES);
        assert!(
            after[0].1.contains("      labels:\n        tier: back\n        app: api\n"),
            "{}",
            after[0].1
        );
    }

    #[test]
    fn labels_that_would_not_do_are_not_told() {
        for text in [
            "deployment x/web own:tier=front app=web\nnp x/p {podSelector: {matchLabels: {tier: back}}}",
            "deployment x/web own:tier=back app=web\nnp y/p {podSelector: {matchLabels: {tier: back}}}",
            "deployment x/web own:tier=back app=web\nnp x/p {podSelector: {matchLabels: {tier: back, app: api}}}",
            "deployment x/web own:tier=back tier=back\nnp x/p {podSelector: {matchLabels: {tier: back}}}",
            "deployment x/web own:tier=back app=web\nnp x/p {podSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [back]}]}}",
        ] {
            assert_eq!(found_in_short(&WorkloadLabels::META, text), [] as [&str; 0], "{text}");
        }
    }
}
