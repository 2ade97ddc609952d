use super::*;
use crate::Options;
use crate::api::Analysis;
use crate::source::SourceFile;
use crate::testing::short;

fn text(text: &str) -> Analysis {
    analyze_files(&[SourceFile::new("a.yaml", text)])
}

fn analyze_files(files: &[SourceFile]) -> Analysis {
    crate::api::analyze(files, &Options::default())
}

fn titles(analysis: &Analysis) -> Vec<String> {
    analysis.bundles(&Asked::Probe(Probe::Any)).into_iter().map(|it| it.title).collect()
}

fn cell(analysis: &Analysis, from: &str, to: &str) -> FoldedCell {
    let any = Asked::Probe(Probe::Any);
    let rows = analysis.bundles(&any);
    let row = |it: &str| rows.iter().find(|row| row.title.starts_with(it)).unwrap();
    analysis.folded_cell(row(from), row(to), &any).unwrap()
}

#[test]
fn pods_of_a_workload_share_a_row_and_single_pods_one_that_nothing_tells_apart() {
    let analysis = short(
        "
pod x/web-11-a owner=ReplicaSet/web-11 pod-template-hash=11
pod x/web-22-b owner=ReplicaSet/web-22 pod-template-hash=22
pod x/db-0 owner=StatefulSet/db
pod x/job-1
pod x/job-2
pod x/other
pod y/a
pod y/b
pod y/c
pod y/d",
    );
    assert_eq!(
        titles(&analysis),
        ["x/web ×2", "x/db", "x/job-1, job-2, other ×3", "y/a, b, … ×4", "internet"]
    );
}

#[test]
fn names_of_several_have_what_they_begin_with() {
    let analysis = short("pod x/web-1\npod x/web-12\npod x/web-2\npod y/aä\npod y/aö");
    assert_eq!(titles(&analysis), ["x/web-* ×3", "y/aä, aö ×2", "internet"]);
}

#[test]
fn rows_that_would_be_called_the_same_have_their_names() {
    let policy = "np x/p {podSelector: {matchLabels: {app: a}}}";
    let analysis = short(&format!(
        "pod x/web-1 app=a\npod x/web-2 app=a\npod x/web-3 app=b\npod x/web-4 app=b\npod y/web-5\npod y/web-6\n{policy}"
    ));
    assert_eq!(titles(&analysis), ["x/web-1, web-2 ×2", "x/web-3, web-4 ×2", "y/web-* ×2", "internet"]);
}

#[test]
fn a_workload_of_too_many_kinds_has_a_row_for_each() {
    let pod = |at: usize| {
        format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: w-{at}, labels: {{n: a{at}}}, ownerReferences: [{{apiVersion: apps/v1, kind: StatefulSet, name: w, uid: u, controller: true}}]}}}}\n---\n{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: p{at}}}, spec: {{podSelector: {{matchLabels: {{n: a{at}}}}}}}}}\n---\n"
        )
    };
    let of = |n: usize| text(&(0..n).map(pod).collect::<String>());
    assert_eq!(titles(&of(MOST_PARTS)).len(), 2);
    assert_eq!(titles(&of(MOST_PARTS + 1)).len(), MOST_PARTS + 2);
}

const ROLLOUT: &str = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress: [{from: [{podSelector: {matchLabels: {track: stable}}}], ports: [{port: http}]}]
";

fn rollout(ports: [u16; 2]) -> Analysis {
    let pod = |set: &str, name: &str, labels: &str, port: u16| {
        format!(
            "---\n{{apiVersion: v1, kind: Pod, metadata: {{name: {name}, labels: {{{labels}}}, ownerReferences: [{{apiVersion: apps/v1, kind: StatefulSet, name: {set}, uid: u, controller: true}}]}}, spec: {{containers: [{{name: c, image: i, ports: [{{name: http, containerPort: {port}}}]}}]}}}}\n"
        )
    };
    let web = ["a", "b", "c"].map(|it| pod("web", it, "app: web, track: stable, nth: '1'", 80)).concat();
    let canary = pod("web", "d", "app: web, track: canary", 80);
    let api = pod("api", "e", "app: api", ports[0]) + &pod("api", "f", "app: api", ports[1]);
    text(&format!("{ROLLOUT}{web}{canary}{api}"))
}

#[test]
fn a_cell_says_for_how_many_replicas_it_is_and_what_tells_them_apart() {
    let analysis = rollout([80, 80]);
    let found = cell(&analysis, "default/web", "default/api");
    assert_eq!(
        (found.cell.sign, &*found.cell.share, &*found.cell.ports),
        (crate::view::CellSign::Some, "3 of 4", "")
    );
    assert_eq!(
        found.cell.label,
        "default/web ×4 to default/api ×2: from 3 of 4 pods TCP 80 allowed, everything else denied; from 1 of 4 pods (d) all ports denied"
    );
    let whose: Vec<String> = found.outcomes.iter().map(Outcome::whose).collect();
    assert_eq!(whose, ["from 3 of 4 pods", "from 1 of 4 pods"]);
    assert_eq!(
        analysis.labels_of(&found.outcomes),
        [["nth=1", "track=stable"].as_slice(), &["track=canary"]]
    );
    // The other way nothing is asked.
    let back = cell(&analysis, "default/api", "default/web");
    assert!(back.outcomes.is_empty() && back.cell.share.is_empty());
    assert!(back.cell.label.ends_with("all ports allowed; the same for all 8 pairs"), "{}", back.cell.label);
    let itself = cell(&analysis, "default/api", "default/api");
    assert!(itself.cell.label.ends_with("; the same between any two of the 2"), "{}", itself.cell.label);
}

#[test]
fn what_depends_on_both_ends_counts_pairs() {
    let found = cell(&rollout([80, 81]), "default/web", "default/api");
    assert_eq!(found.cell.share, "6 of 8");
    let whose: Vec<String> = found.outcomes.iter().map(Outcome::whose).collect();
    assert_eq!(whose, ["3 of 8 pairs", "3 of 8 pairs", "2 of 8 pairs"]);
}

#[test]
fn shares_of_many_are_short_and_never_all() {
    for (count, all, expected) in [
        (3, 4, "3 of 4"),
        (60, 61, "60/61"),
        (999, 1000, "99%"),
        (1, 1000, "1%"),
        (u64::MAX - 1, u64::MAX, "99%"),
    ] {
        assert_eq!(cell::share(count, all), expected);
    }
}

#[test]
fn the_own_node_is_a_note_of_the_cell() {
    let pod = |set: &str, node: &str, more: &str| {
        format!(
            "---\n{{apiVersion: v1, kind: Pod, metadata: {{name: {set}-{node}, labels: {{app: {set}}}, ownerReferences: [{{apiVersion: apps/v1, kind: DaemonSet, name: {set}, uid: u, controller: true}}]}}, spec: {{nodeName: {node}{more}}}}}\n"
        )
    };
    let nodes = ["n1", "n2", "n3"];
    let web: String = nodes.iter().map(|it| pod("web", it, "")).collect();
    let agents: String = nodes.iter().map(|it| pod("log", it, ", hostNetwork: true")).collect();
    let policy = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {}, ingress: []}}\n";
    let found = cell(&text(&format!("{policy}{web}{agents}")), "default/log", "default/web");
    assert_eq!(found.cell.sign, crate::view::CellSign::None);
    assert_eq!(
        found.cell.label,
        "default/log ×3 to default/web ×3: all ports denied; the same for all 6 pairs; and from its own node all ports allowed"
    );
    assert_eq!(found.own_node.unwrap().own_node(), "from its own node");
}
