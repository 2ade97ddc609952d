use super::super::tree::{Tree, documents};
use super::{HiddenCluster, Variation};

const CLUSTER: &str = "
{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {team: red}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: a, labels: {app: web, tier: front, statefulset.kubernetes.io/pod-name: web}}, spec: {containers: [{name: m, image: i, ports: [{containerPort: 80, name: http}]}]}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: api, namespace: b}, spec: {template: {metadata: {labels: {app: api}}, spec: {containers: []}}}}
";

fn hidden(variation: Variation, is_closed: bool) -> String {
    let objects = Tree::objects(CLUSTER);
    let all = HiddenCluster::all(&objects, is_closed);
    let hidden = all.iter().find(|it| it.variation == variation);
    hidden.map(|it| documents(&it.objects(&objects))).unwrap_or_default()
}

#[test]
fn each_variation_changes_something() {
    let shown = hidden(Variation::Shown, false);
    for it in Variation::ALL.into_iter().skip(1) {
        assert_ne!(hidden(it, false), shown, "{it:?}");
    }
}

#[test]
fn a_closed_task_has_no_new_namespaces() {
    for it in [Variation::PlainNamespace, Variation::LabelledNamespaces] {
        assert_eq!(hidden(it, true), "");
        assert!(hidden(it, false).matches("kind: Namespace").count() == 2);
    }
}

#[test]
fn labels_that_follow_from_the_name_change_with_it() {
    let renamed = hidden(Variation::NewNames, false);
    assert!(renamed.contains("statefulset.kubernetes.io/pod-name: renamed-1"), "{renamed}");
    assert!(renamed.contains("app: web"), "{renamed}");
}

#[test]
fn what_workloads_make_counts_as_a_pod() {
    let elsewhere = hidden(Variation::SameLabelsElsewhere, false);
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
        let objects = Tree::objects(&hidden(it, false));
        let mut keys: Vec<_> = objects.iter().map(super::super::side::key).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), objects.len(), "{it:?}");
    }
}
