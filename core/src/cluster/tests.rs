use expect_test::{Expect, expect};

use super::{Cluster, LabelValue};
use crate::ids::Id;
use crate::kind;
use crate::testing::yaml;
use crate::{Options, SourceFile};

#[track_caller]
fn cluster(lines: &str) -> Cluster {
    let read = kind::read(&[SourceFile::new("short.yaml", yaml(lines))], &Options::default());
    assert!(!read.incomplete, "{:#?}", read.diagnostics);
    Cluster::new(read.manifests, &Options::default())
}

#[test]
fn more_pods_than_a_number_holds_are_as_many_as_it_holds() {
    let workload = |name: &str, replicas: u32| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}, namespace: x}}\nspec:\n  replicas: {replicas}\n  \
             template:\n    metadata: {{labels: {{app: a}}}}\n    spec: {{containers: [{{name: a, image: a}}]}}\n---\n"
        )
    };
    let most = i32::MAX.unsigned_abs();
    let of = |text: String| {
        let read = kind::read(&[SourceFile::new("a.yaml", text)], &Options::default());
        let cluster = Cluster::new(read.manifests, &Options::default());
        Cluster::replicas_of(cluster.pods().map(|it| it.1))
    };
    assert_eq!(of(workload("a", 2) + &workload("b", 3)), 5);
    assert_eq!(of(workload("a", most) + &workload("b", most) + &workload("c", most)), u32::MAX);
}

/// ` key=value`, or what is known of it.
pub(super) fn label(cluster: &Cluster, (key, value): (crate::ids::Symbol, LabelValue)) -> String {
    let key = cluster.strings.text(key);
    match value {
        LabelValue::Known(value) => format!(" {key}={}", cluster.strings.text(value)),
        LabelValue::Unknown => format!(" {key}=?"),
        LabelValue::PerhapsAbsent => format!(" {key}=? or not"),
        LabelValue::Anything => format!(" {key}=anything"),
    }
}

fn labels(cluster: &Cluster, labels: &super::LabelSet) -> String {
    let mut res: Vec<String> = labels.iter().map(|it| label(cluster, it)).collect();
    res.sort();
    res.concat()
}

/// Rows: id, kind, count, labels.
#[track_caller]
fn check(lines: &str, expected: Expect) {
    let cluster = cluster(lines);
    let mut res = String::new();
    for it in cluster.endpoints.iter() {
        let pod = it.pod().unwrap();
        let kind = pod.workload.map_or("Pod", |it| it.as_str());
        let stopped = if pod.running { "" } else { " not running" };
        let count = format!("×{}{stopped}", pod.replicas);
        res += &format!("{}: {kind} {count}{}\n", it.id, labels(&cluster, &pod.labels));
    }
    expected.assert_eq(&res);
    let unique: std::collections::BTreeSet<_> = cluster.endpoints.iter().map(|it| &it.id).collect();
    assert_eq!(unique.len(), cluster.endpoints.len(), "ids are unique");
    for (at, it) in cluster.endpoints.enumerate() {
        assert_eq!(cluster.endpoint(&it.id), Some(at), "ids lead back");
    }
}

#[track_caller]
fn check_namespaces(lines: &str, expected: Expect) {
    let cluster = cluster(lines);
    let mut res = String::new();
    for it in cluster.namespaces.iter() {
        let implicit = if it.location.is_some() { "" } else { " (implicit)" };
        res += &format!("{}{implicit}:{}\n", it.name, labels(&cluster, &it.labels));
    }
    expected.assert_eq(&res);
}

#[test]
fn every_namespace_carries_its_name_even_against_its_manifest() {
    check_namespaces(
        "ns y kubernetes.io/metadata.name=z team=blue\nns z",
        expect![[r#"
            y: kubernetes.io/metadata.name=y team=blue
            z: kubernetes.io/metadata.name=z
        "#]],
    );
}

#[test]
fn a_namespace_exists_as_soon_as_something_lives_in_it() {
    check_namespaces(
        "pod shop/a\ndeployment jobs/b\nnp locked/p {}\nns shop team=blue\npod c",
        expect![[r#"
            shop: kubernetes.io/metadata.name=shop team=blue
            jobs (implicit): kubernetes.io/metadata.name=jobs
            default (implicit): kubernetes.io/metadata.name=default
            locked (implicit): kubernetes.io/metadata.name=locked
        "#]],
    );
}

#[test]
fn finished_pods_are_left_out_and_counted() {
    let lines = "pod x/a phase=Succeeded\npod x/b phase=Failed\npod x/c phase=Pending\npod x/d phase=Running\npod x/e";
    check(
        lines,
        expect![[r#"
            x/c: Pod ×1
            x/d: Pod ×1
            x/e: Pod ×1
        "#]],
    );
    assert_eq!(cluster(lines).finished_pods, 2);
}

#[test]
fn an_address_of_a_finished_pod_is_the_running_ones() {
    let cluster = cluster("pod x/done phase=Succeeded ip=10.0.0.7\npod x/new ip=10.0.0.7");
    let owners: Vec<_> = cluster.pods().map(|(id, pod)| (id.index(), pod.addresses[0].to_string())).collect();
    assert_eq!(owners, [(0, "10.0.0.7".to_owned())]);
}

#[test]
fn rows_are_grouped_by_namespace_in_reading_order() {
    check(
        "pod b/2\npod a/1\ndeployment b/1\npod a/0",
        expect![[r#"
            b/2: Pod ×1
            b/1: Deployment ×1 pod-template-hash=?
            a/1: Pod ×1
            a/0: Pod ×1
        "#]],
    );
}

#[test]
fn a_workload_is_one_stand_in_with_the_labels_of_its_template() {
    check(
        "deployment x/one own:app=other app=web\ndeployment x/two replicas=2 app=web\ndaemonset x/agent\ncronjob x/nightly parallelism=3",
        expect![[r#"
            x/one: Deployment ×1 app=web pod-template-hash=?
            x/two: Deployment ×2 app=web pod-template-hash=?
            x/agent: DaemonSet ×2 controller-revision-hash=? pod-template-generation=?
            x/nightly: CronJob ×3 batch.kubernetes.io/controller-uid=? batch.kubernetes.io/job-name=? controller-uid=? job-name=?
        "#]],
    );
}

#[test]
fn what_is_scaled_to_zero_still_has_a_row() {
    check(
        "deployment x/a replicas=0\njob x/b parallelism=0\nstatefulset x/c replicas=0",
        expect![[r#"
            x/a: Deployment ×1 not running pod-template-hash=?
            x/b: Job ×1 not running batch.kubernetes.io/controller-uid=? batch.kubernetes.io/job-name=b controller-uid=? job-name=b
            x/c: StatefulSet ×1 not running apps.kubernetes.io/pod-index=? controller-revision-hash=? statefulset.kubernetes.io/pod-name=?
        "#]],
    );
}

#[test]
fn a_workload_without_a_template_has_no_row() {
    let text = "{apiVersion: v1, kind: ReplicationController, metadata: {name: a}, spec: {selector: {a: b}}}";
    let read = kind::read(&[SourceFile::new("a.yaml", text)], &Options::default());
    assert!(Cluster::new(read.manifests, &Options::default()).endpoints.len() == 0);
}

#[test]
fn each_kind_adds_the_labels_of_its_controller() {
    check(
        "replicaset x/rs\nrc x/rc\nstatefulset x/sts\njob x/j\njob x/i indexed",
        expect![[r#"
            x/rs: ReplicaSet ×1
            x/rc: ReplicationController ×1
            x/sts: StatefulSet ×1 apps.kubernetes.io/pod-index=? controller-revision-hash=? statefulset.kubernetes.io/pod-name=?
            x/j: Job ×1 batch.kubernetes.io/controller-uid=? batch.kubernetes.io/job-name=j controller-uid=? job-name=j
            x/i: Job ×1 batch.kubernetes.io/controller-uid=? batch.kubernetes.io/job-completion-index=? batch.kubernetes.io/job-name=i controller-uid=? job-name=i
        "#]],
    );
}

#[test]
fn controllers_replace_what_the_template_says() {
    check(
        "deployment x/d pod-template-hash=a app=d\nstatefulset x/s apps.kubernetes.io/pod-index=7 statefulset.kubernetes.io/pod-name=a controller-revision-hash=a\ndaemonset x/ds pod-template-generation=1\njob x/j job-name=other batch.kubernetes.io/controller-uid=u\ncronjob x/c job-name=other",
        expect![[r#"
            x/d: Deployment ×1 app=d pod-template-hash=?
            x/s: StatefulSet ×1 apps.kubernetes.io/pod-index=? controller-revision-hash=? statefulset.kubernetes.io/pod-name=?
            x/ds: DaemonSet ×2 controller-revision-hash=? pod-template-generation=?
            x/j: Job ×1 batch.kubernetes.io/controller-uid=? batch.kubernetes.io/job-name=j controller-uid=? job-name=j
            x/c: CronJob ×1 batch.kubernetes.io/controller-uid=? batch.kubernetes.io/job-name=? controller-uid=? job-name=?
        "#]],
    );
    check(
        "statefulset x/s replicas=2 apps.kubernetes.io/pod-index=7 statefulset.kubernetes.io/pod-name=a\nnp x/p {podSelector: {matchLabels: {apps.kubernetes.io/pod-index: '1'}}}",
        expect![[r#"
            x/s-0: StatefulSet ×1 apps.kubernetes.io/pod-index=0 controller-revision-hash=? statefulset.kubernetes.io/pod-name=s-0
            x/s-1: StatefulSet ×1 apps.kubernetes.io/pod-index=1 controller-revision-hash=? statefulset.kubernetes.io/pod-name=s-1
        "#]],
    );
}

#[test]
fn a_job_with_a_selector_of_its_own_gets_no_labels() {
    let template = "template: {metadata: {labels: {app: a}}, spec: {}}";
    let job = |spec: &str| format!("{{manualSelector: true, {spec}{template}}}");
    let text = [
        format!("{{apiVersion: batch/v1, kind: Job, metadata: {{name: j}}, spec: {}}}", job("")),
        format!(
            "{{apiVersion: batch/v1, kind: Job, metadata: {{name: i}}, spec: {}}}",
            job("completionMode: Indexed, completions: 1, ")
        ),
        format!(
            "{{apiVersion: batch/v1, kind: CronJob, metadata: {{name: c}}, spec: {{jobTemplate: {{spec: {}}}}}}}",
            job("")
        ),
    ];
    let read = kind::read(&[SourceFile::new("a.yaml", text.join("\n---\n"))], &Options::default());
    let cluster = Cluster::new(read.manifests, &Options::default());
    let all: Vec<String> = cluster.pods().map(|it| labels(&cluster, &it.1.labels)).collect();
    assert_eq!(all, [" app=a", " app=a batch.kubernetes.io/job-completion-index=?", " app=a"]);
}

#[test]
fn a_label_that_the_template_spells_out_is_known() {
    check(
        "replicaset x/web-5d6 pod-template-hash=5d6 app=web",
        expect![[r#"
            x/web-5d6: ReplicaSet ×1 app=web pod-template-hash=5d6
        "#]],
    );
}

#[test]
fn a_stateful_set_is_taken_apart_when_a_selector_tells_its_pods_apart() {
    for key in ["statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"] {
        let asked = |peer: &str| {
            format!("statefulset x/db replicas=2 start=5 app=db\ndeployment x/web replicas=2\nnp x/p {peer}")
        };
        let selector = format!("{{matchExpressions: [{{key: {key}, operator: Exists}}]}}");
        for spec in [
            format!("{{podSelector: {selector}}}"),
            format!("{{ingress: [{{from: [{{podSelector: {selector}}}]}}]}}"),
            format!("{{egress: [{{to: [{{podSelector: {selector}, namespaceSelector: {{}}}}]}}]}}"),
        ] {
            check(
                &asked(&spec),
                expect![[r#"
                    x/db-5: StatefulSet ×1 app=db apps.kubernetes.io/pod-index=5 controller-revision-hash=? statefulset.kubernetes.io/pod-name=db-5
                    x/db-6: StatefulSet ×1 app=db apps.kubernetes.io/pod-index=6 controller-revision-hash=? statefulset.kubernetes.io/pod-name=db-6
                    x/web: Deployment ×2 pod-template-hash=?
                "#]],
            );
        }
    }
}

#[test]
fn a_huge_stateful_set_stays_in_one_piece() {
    let policy =
        "np x/p {podSelector: {matchLabels: {statefulset.kubernetes.io/pod-name: db-1}}}\nstatefulset x/db";
    assert_eq!(cluster(&format!("{policy} replicas=1000")).endpoints.len(), 1000);
    assert_eq!(cluster(&format!("{policy} replicas=1001")).endpoints.len(), 1);
}

#[test]
fn pods_represent_the_workload_that_owns_them() {
    check(
        "statefulset x/db replicas=2\npod x/db-0 owner=StatefulSet/db app=db\npod x/db-1 owner=StatefulSet/db app=db\nstatefulset x/other",
        expect![[r#"
            x/db-0: Pod ×1 app=db
            x/db-1: Pod ×1 app=db
            x/other: StatefulSet ×1 apps.kubernetes.io/pod-index=? controller-revision-hash=? statefulset.kubernetes.io/pod-name=?
        "#]],
    );
}

#[test]
fn a_chain_of_owners_is_followed_to_its_end() {
    let hash = "pod-template-hash=5d6";
    for (lines, why) in [
        (
            format!(
                "deployment x/web\nreplicaset x/web-5d6 owner=Deployment/web {hash}\npod x/web-5d6-a owner=ReplicaSet/web-5d6 {hash}"
            ),
            "kubectl get deploy,rs,pods",
        ),
        (
            format!("pod x/web-5d6-a owner=ReplicaSet/web-5d6 {hash}\ndeployment x/web"),
            "kubectl get pods,deploy: without what is in between, and in any order",
        ),
        (format!("replicaset x/web-5d6\npod x/web-5d6-a owner=ReplicaSet/web-5d6 {hash}"), "rs,pods"),
    ] {
        let cluster = cluster(&lines);
        let ids: Vec<_> = cluster.endpoints.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(ids, ["x/web-5d6-a"], "{why}");
    }
}

#[test]
fn a_replica_set_of_a_deployment_that_is_there_has_no_row() {
    check(
        "deployment x/web replicas=3\nreplicaset x/web-5d6 owner=Deployment/web replicas=3\nreplicaset x/web-old owner=Deployment/web replicas=0\nreplicaset x/alone owner=Deployment/gone",
        expect![[r#"
            x/web: Deployment ×3 pod-template-hash=?
            x/alone: ReplicaSet ×1
        "#]],
    );
}

#[test]
fn a_similar_name_is_no_owner() {
    check(
        "deployment x/web\npod x/web-5d6-a owner=ReplicaSet/web-5d6 pod-template-hash=other\npod x/web-1 owner=Rollout/web\ndeployment y/web\npod y/p owner=Node/web",
        expect![[r#"
            x/web: Deployment ×1 pod-template-hash=?
            x/web-5d6-a: Pod ×1 pod-template-hash=other
            x/web-1: Pod ×1
            y/web: Deployment ×1 pod-template-hash=?
            y/p: Pod ×1
        "#]],
    );
}

#[test]
fn an_owner_of_another_group_is_another_object() {
    check(
        "job x/train\npod x/train-0 owner=Job.batch.example.com//train\nreplicaset x/r owner=Deployment.example.com//d\ndeployment x/d",
        expect![[r#"
            x/train: Job ×1 batch.kubernetes.io/controller-uid=? batch.kubernetes.io/job-name=train controller-uid=? job-name=train
            x/train-0: Pod ×1
            x/r: ReplicaSet ×1
            x/d: Deployment ×1 pod-template-hash=?
        "#]],
    );
}

/// An object of batch/v1 whose `metadata` begins with this.
fn batch(kind: &str, metadata: &str) -> String {
    format!(
        "{{apiVersion: batch/v1, kind: {kind}, metadata: {{{metadata}}}, spec: {{template: {{spec: {{}}}}}}}}\n---\n"
    )
}

fn ids(text: &str) -> Vec<String> {
    let read = kind::read(&[SourceFile::new("a.yaml", text)], &Options::default());
    Cluster::new(read.manifests, &Options::default()).endpoints.iter().map(|it| it.id.clone()).collect()
}

#[test]
fn a_name_that_was_given_again_is_another_owner() {
    let pod = |reference: &str| {
        format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: p, ownerReferences: [{{{reference}, controller: true}}]}}}}\n"
        )
    };
    for (job, reference, expected) in [
        ("name: j, uid: one", "apiVersion: batch/v1, kind: Job, name: j, uid: one", &["default/p"][..]),
        (
            "name: j, uid: two",
            "apiVersion: batch/v1, kind: Job, name: j, uid: one",
            &["default/j", "default/p"],
        ),
        ("name: j", "apiVersion: batch/v1, kind: Job, name: j, uid: one", &["default/p"]),
        ("name: j, uid: two", "apiVersion: batch/v1, kind: Job, name: j", &["default/p"]),
        // Not as the server wants it: there is no telling the group.
        ("name: j", "kind: Job, name: j", &["default/p"]),
    ] {
        assert_eq!(ids(&format!("{}{}", batch("Job", job), pod(reference))), expected, "{job}; {reference}");
    }
}

#[test]
fn owners_live_in_the_namespace_of_what_they_own() {
    check(
        "job x/once\npod y/once-1 owner=Job/once",
        expect![[r#"
            x/once: Job ×1 batch.kubernetes.io/controller-uid=? batch.kubernetes.io/job-name=once controller-uid=? job-name=once
            y/once-1: Pod ×1
        "#]],
    );
}

#[test]
fn a_running_job_represents_its_cron_job_with_or_without_the_job_in_between() {
    for lines in [
        "cronjob x/backup\njob x/backup-2900 owner=CronJob/backup\npod x/backup-2900-a owner=Job/backup-2900",
        "cronjob x/backup\npod x/backup-2900-a owner=Job/backup-2900",
    ] {
        check(
            lines,
            expect![[r#"
                x/backup-2900-a: Pod ×1
            "#]],
        );
    }
    check(
        "cronjob x/backup\njob x/backup-2900 owner=CronJob/backup",
        expect![[r#"
            x/backup: CronJob ×1 batch.kubernetes.io/controller-uid=? batch.kubernetes.io/job-name=? controller-uid=? job-name=?
        "#]],
    );
}

#[test]
fn finished_pods_represent_nothing() {
    check(
        "cronjob x/backup\njob x/backup-29 owner=CronJob/backup\npod x/backup-29-a owner=Job/backup-29 phase=Succeeded\njob x/once\npod x/once-a owner=Job/once phase=Failed",
        expect![[r#"
            x/backup: CronJob ×1 batch.kubernetes.io/controller-uid=? batch.kubernetes.io/job-name=? controller-uid=? job-name=?
            x/once: Job ×1 batch.kubernetes.io/controller-uid=? batch.kubernetes.io/job-name=once controller-uid=? job-name=once
        "#]],
    );
    check(
        "cronjob x/backup\npod x/backup-29-a owner=Job/backup-29 phase=Succeeded\ndeployment x/web\nreplicaset x/web-5d6 owner=Deployment/web\npod x/web-5d6-a owner=ReplicaSet/web-5d6 pod-template-hash=5d6 phase=Failed",
        expect![[r#"
            x/backup: CronJob ×1 batch.kubernetes.io/controller-uid=? batch.kubernetes.io/job-name=? controller-uid=? job-name=?
            x/web: Deployment ×1 pod-template-hash=?
        "#]],
    );
}

#[test]
fn a_pod_keeps_its_name_and_workloads_of_the_same_name_get_their_kind() {
    check(
        "deployment x/web\npod x/web\nstatefulset x/web\npod y/web",
        expect![[r#"
            x/web [Deployment]: Deployment ×1 pod-template-hash=?
            x/web: Pod ×1
            x/web [StatefulSet]: StatefulSet ×1 apps.kubernetes.io/pod-index=? controller-revision-hash=? statefulset.kubernetes.io/pod-name=?
            y/web: Pod ×1
        "#]],
    );
}

#[test]
fn one_workload_in_two_versions_of_its_api_is_one_row() {
    let old = yaml("deployment x/web").replace("apps/v1", "extensions/v1beta1");
    let text = format!("{}---\n{old}", yaml("deployment x/web"));
    let read = kind::read(&[SourceFile::new("a.yaml", text)], &Options::default());
    let cluster = Cluster::new(read.manifests, &Options::default());
    let ids: Vec<_> = cluster.endpoints.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["x/web"]);
}
