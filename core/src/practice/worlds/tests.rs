use super::super::tree::{Tree, documents};
use super::{HiddenCluster, Variation};

const CLUSTER: &str = "
{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {team: red}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: a, labels: {app: web, tier: front, statefulset.kubernetes.io/pod-name: web}}, spec: {containers: [{name: m, image: i, ports: [{containerPort: 80, name: http}]}]}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: api, namespace: b}, spec: {template: {metadata: {labels: {app: api}}, spec: {containers: []}}}}
";

fn world(variation: Variation, is_closed: bool) -> String {
    let objects = Tree::objects(CLUSTER);
    let all = HiddenCluster::all(&objects, is_closed);
    let world = all.iter().find(|it| it.variation == variation);
    world.map(|it| documents(&it.objects(&objects))).unwrap_or_default()
}

#[test]
fn each_variation_changes_something() {
    let shown = world(Variation::Shown, false);
    for it in Variation::ALL.into_iter().skip(1) {
        assert_ne!(world(it, false), shown, "{it:?}");
    }
}

#[test]
fn a_closed_task_has_no_new_namespaces() {
    for it in [Variation::PlainNamespace, Variation::LabelledNamespaces] {
        assert_eq!(world(it, true), "");
        assert!(world(it, false).matches("kind: Namespace").count() == 2);
    }
}

#[test]
fn labels_that_follow_from_the_name_change_with_it() {
    let renamed = world(Variation::NewNames, false);
    assert!(renamed.contains("statefulset.kubernetes.io/pod-name: renamed-1"), "{renamed}");
    assert!(renamed.contains("app: web"), "{renamed}");
}

#[test]
fn what_workloads_make_counts_as_a_pod() {
    let elsewhere = world(Variation::SameLabelsElsewhere, false);
    let pods: Vec<Tree> = Tree::objects(&elsewhere).into_iter().skip(3).collect();
    let shown: Vec<_> = pods
        .iter()
        .map(|it| (it.text_at(&["metadata", "namespace"]), it.text_at(&["metadata", "labels", "app"])))
        .collect();
    assert_eq!(shown, [("a", "api"), ("b", "web")]);
}

#[test]
fn every_object_has_a_name_of_its_own() {
    for it in Variation::ALL {
        let objects = Tree::objects(&world(it, false));
        let mut keys: Vec<_> = objects.iter().map(super::super::side::key).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), objects.len(), "{it:?}");
    }
}
