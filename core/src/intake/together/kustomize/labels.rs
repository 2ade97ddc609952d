//! Where a kustomization writes its labels.

use super::super::role::Role;
use super::super::tree::{Field, Item};
use super::Kustomization;
use crate::source::Location;

/// What a set of labels is written into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// `metadata.labels` alone.
    Objects,
    /// Those of templates too.
    Templates,
    /// And every selector: what `commonLabels` does.
    Selectors,
}

/// Kinds whose selector is made where they have none. A Job has none of its own.
const SELECTING: &[&str] = &["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"];
const WITH_TEMPLATE: &[&str] =
    &["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job", "ReplicationController"];

/// Writes labels into an object; tells where the peers stand that got them.
pub(super) fn write(item: &mut Item, labels: &[Field], reach: Reach) -> Vec<Item> {
    let Some(at) = labels.first().map(|it| it.at) else { return Vec::new() };
    let put = |it: &mut Item| {
        for label in labels {
            it.set(&label.key, label.at, label.value.clone());
        }
    };
    item.change(&["metadata", "labels"], at, put);
    let kind = item.str_at(&["kind"]).unwrap_or_default().to_owned();
    if reach == Reach::Objects {
        return Vec::new();
    }
    if WITH_TEMPLATE.contains(&kind.as_str()) {
        item.change(&["spec", "template", "metadata", "labels"], at, put);
    } else if kind == CRON_JOB {
        item.change(&["spec", "jobTemplate", "metadata", "labels"], at, put);
        item.change(&["spec", "jobTemplate", "spec", "template", "metadata", "labels"], at, put);
    }
    if reach == Reach::Templates {
        return Vec::new();
    }
    if SELECTING.contains(&kind.as_str()) {
        item.change(&["spec", "selector", "matchLabels"], at, put);
    } else if kind == SERVICE || kind == REPLICATION_CONTROLLER {
        item.change(&["spec", "selector"], at, put);
    } else if kind == JOB || kind == BUDGET {
        if item.at(&["spec", "selector", "matchLabels"]).is_some() {
            item.change(&["spec", "selector", "matchLabels"], at, put);
        }
    } else if kind == POLICY {
        return policy(item, at, put);
    }
    Vec::new()
}

const CRON_JOB: &str = "CronJob";
const SERVICE: &str = "Service";
const REPLICATION_CONTROLLER: &str = "ReplicationController";
const JOB: &str = "Job";
const BUDGET: &str = "PodDisruptionBudget";
const POLICY: &str = "NetworkPolicy";

/// "spec/podSelector/matchLabels, create: false": a selector that has no labels, such as `{}`, gets none.
fn policy(item: &mut Item, at: Location, put: impl Fn(&mut Item)) -> Vec<Item> {
    let mut peers = Vec::new();
    if item.at(&["spec", "podSelector", "matchLabels"]).is_some() {
        item.change(&["spec", "podSelector", "matchLabels"], at, &put);
    }
    for (direction, key) in [("ingress", "from"), ("egress", "to")] {
        let Some(Item::List(rules)) = item.get_mut("spec").and_then(|it| it.get_mut(direction)) else {
            continue;
        };
        for rule in rules {
            let Some(Item::List(found)) = rule.get_mut(key) else { continue };
            for peer in found.iter_mut().filter(|it| it.at(&["podSelector", "matchLabels"]).is_some()) {
                peers.push(peer.clone());
                peer.change(&["podSelector", "matchLabels"], at, &put);
            }
        }
    }
    peers
}

/// The labels of the pods that an object is or makes.
pub(super) fn of_pods(item: &Item) -> Option<&Item> {
    if Role::of(item) != Role::Pods {
        return None;
    }
    let template =
        item.at(&["spec", "jobTemplate", "spec", "template"]).or_else(|| item.at(&["spec", "template"]));
    template.unwrap_or(item).at(&["metadata", "labels"])
}

/// Whether labels have every pair of a selector's `matchLabels`.
pub(super) fn matches(selector: &Item, labels: &Item) -> bool {
    selector.fields().iter().all(|it| labels.get(&it.key).is_some_and(|label| label.same(&it.value)))
}

/// The sets of labels that it writes, and the key that each stands under.
pub(super) fn sets(of: &Kustomization) -> Vec<(Item, Reach, &'static str)> {
    let mut res = Vec::new();
    for it in of.item.get("labels").map(Item::items).unwrap_or_default() {
        let is_on = |key: &str| matches!(it.get(key), Some(Item::Scalar(it)) if it.data == super::super::tree::Data::Bool(true));
        let reach = match (is_on("includeSelectors"), is_on("includeTemplates")) {
            (true, _) => Reach::Selectors,
            (false, true) => Reach::Templates,
            (false, false) => Reach::Objects,
        };
        if let Some(pairs) = it.get("pairs") {
            res.push((pairs.clone(), reach, "labels with includeSelectors"));
        }
    }
    if let Some(pairs) = of.item.get("commonLabels") {
        res.push((pairs.clone(), Reach::Selectors, "commonLabels"));
    }
    res
}
