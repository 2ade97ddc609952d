//! The vectors of the suites, and the list of those that are not run as they are.

use std::collections::BTreeSet;

use netpol_tests::adapter::{Core, Given};
use netpol_tests::paths;
use serde::Deserialize;

/// One line of a suite.
#[derive(Debug, Deserialize)]
pub struct Vector {
    pub id: String,
    #[serde(default)]
    pub marks: Vec<String>,
    pub manifests: String,
    #[serde(default)]
    pub expect: Vec<Expect>,
    #[serde(default)]
    pub expect_ranges: Vec<ExpectRange>,
    #[serde(default)]
    pub peers: Vec<String>,
    #[serde(default)]
    pub expect_ingress_controller: Vec<Published>,
    #[serde(default)]
    pub cells: Vec<Explained>,
    #[serde(default)]
    pub system_default_allow_all: Vec<(String, String)>,
    /// What the tool prints.
    #[serde(default)]
    pub expected_text: String,
    /// What its author asserts about two workloads.
    pub asserted: Option<Asserted>,
    pub valid: Option<bool>,
    pub error_field: Option<String>,
}

/// One flow.
#[derive(Debug, Deserialize)]
pub struct Expect {
    pub from: String,
    pub to: String,
    pub port: u16,
    pub protocol: String,
    pub allowed: bool,
    /// What one direction says by itself.
    pub ingress: Option<bool>,
    pub egress: Option<bool>,
    #[serde(default)]
    pub mark: String,
}

/// All ports of a pair.
#[derive(Debug, Deserialize)]
pub struct ExpectRange {
    pub from: String,
    pub to: String,
    pub allowed_ports: String,
}

/// What an ingress controller makes reachable from outside.
#[derive(Debug, Deserialize)]
pub struct Published {
    pub to: String,
    pub allowed_ports: String,
}

/// Some ports of a pair, with the reasons.
#[derive(Debug, Deserialize)]
pub struct Explained {
    pub from: String,
    pub to: String,
    pub conns: String,
    pub ingress: Option<ExplainedSide>,
    pub egress: Option<ExplainedSide>,
}

/// One direction of it.
#[derive(Debug, Deserialize)]
pub struct ExplainedSide {
    pub why: Vec<String>,
}

/// What an author of an exposure asserts.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asserted {
    #[serde(rename = "wlA")]
    pub a: AssertedWorkload,
    #[serde(rename = "wlB")]
    pub b: AssertedWorkload,
}

/// The same of one workload.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssertedWorkload {
    pub egress: Vec<AssertedExposure>,
    pub egress_protected: bool,
    pub ingress: Vec<AssertedExposure>,
    pub ingress_protected: bool,
}

/// Pods that it is exposed to.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssertedExposure {
    pub conn: String,
    pub entire_cluster: bool,
}

/// What is done to a vector before it is run.
#[derive(Clone, Copy, Debug)]
enum Change {
    /// Fields that are unknown or missing refuse no policy.
    Lenient,
    /// The API server is older than 1.36.
    OlderServer,
    /// One text stands for another.
    Replace(&'static str, &'static str),
    /// A pod's own node is like any other.
    NoOwnNode,
    /// Something more is in the cluster.
    Add(&'static str),
}

/// The definitions of v1alpha1 require `pods.namespaceSelector` and `pods.podSelector`, so that a server refuses
/// these policies; the tool takes a missing selector for an empty one.
const REQUIRED: &str = "a required selector is missing";

/// The recorded pods show `hostIP`, and what comes from there is let in (M-62).
const OWN_NODE: &str = "the tool does not know that a pod's own node always reaches it";

/// The tool knows no `nodes` peers. To core any address may be a node's as long as there are no Node objects.
const NODES: &str = "the tool takes no address for a node's";
const NODE: Change = Change::Add("apiVersion: v1\nkind: Node\nmetadata: {name: other}\n");

/// The ingress controller as a pod without labels in a namespace of its own.
const CONTROLLER_POD: Change = Change::Add(
    "apiVersion: v1\nkind: Pod\nmetadata: {name: ingress-controller, namespace: ingress-controller-ns}\n\
     spec: {containers: [{name: c}]}\n",
);

/// The vectors that are not run as they are: a suite, a mark or an id, what is done, and why. Nothing else departs
/// from the suites but what [`Outcome::left_out`] counts. Each change is needed: without it some answer differs,
/// which is tested as well.
const CHANGES: [(&str, Change, &str); 26] = [
    ("npa-anp_test_8", Change::Lenient, REQUIRED),
    ("npa-anp_test_8_swapping_rules", Change::Lenient, REQUIRED),
    ("npa-anp_test_9", Change::Lenient, REQUIRED),
    ("npa-anp_test_10", Change::Lenient, REQUIRED),
    ("npa-anp_test_11_swapping_rules", Change::Lenient, REQUIRED),
    ("npa-anp_test_12", Change::Lenient, REQUIRED),
    ("npa-anp_test_12_swapping_rules", Change::Lenient, REQUIRED),
    ("npa-example_pods_w_same_owner_and_labels_gap_anp_good", Change::Lenient, REQUIRED),
    ("npa-explain-exposure_test_with_anp_15_explain_exposure_output", Change::Lenient, REQUIRED),
    ("npa-exposure-exposure_test_with_anp_12", Change::Lenient, REQUIRED),
    ("npa-exposure-exposure_test_with_anp_13", Change::Lenient, REQUIRED),
    ("npa-exposure-exposure_test_with_anp_15", Change::Lenient, REQUIRED),
    ("npa-exposure-exposure_test_with_anp_16", Change::Lenient, REQUIRED),
    (
        "old-api-v0.1.1-sameLabels",
        Change::Lenient,
        "the shape of release 0.1.1 is unknown to later ones (A-14)",
    ),
    (
        "cnp-crdtest-invalid-ingress-action",
        Change::Lenient,
        "the suite has unknown fields pruned; a strict server says nothing but that they are unknown",
    ),
    ("npa-eval-01", Change::OlderServer, "`192.168.242.213/24` has host bits, refused since 1.36 (V-52)"),
    (
        "invalid-endPort-65537",
        Change::Replace("endPort: 65537", "endPort: 65535"),
        "there are no ports above",
    ),
    (
        "netpol-analyzer",
        Change::Replace("use_common_labels_same_values", "use-common-labels-same-values"),
        "no object may be called so (V-02)",
    ),
    (
        "netpol-analyzer",
        Change::Replace("ownerReferences:\n    - name:", "ownerReferences:\n    - kind: Pod\n      name:"),
        "an owner has a kind; the tool takes the pod's own where there is none",
    ),
    ("netpol-analyzer", Change::NoOwnNode, OWN_NODE),
    ("netpol-analyzer-explain", Change::NoOwnNode, OWN_NODE),
    ("netpol-analyzer-exposure", Change::NoOwnNode, OWN_NODE),
    ("nodes-peer-ignored", NODE, NODES),
    ("npa-explain-anp_and_banp_using_networks_and_nodes_test", NODE, NODES),
    ("netpol-analyzer-explain", CONTROLLER_POD, "the tool makes up this pod"),
    (
        "npa-explain-k8s_ingress_test_new",
        Change::Replace("number: 8080", "number: 5000"),
        "\"the numerical port number on the Service\" is 5000; the tool takes that of the pod, too",
    ),
];

/// What came of one vector.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many answers were compared.
    pub cells: usize,
    /// How many were not: a pod and itself, what OpenShift's Routes publish, networks besides the primary one.
    pub left_out: usize,
    /// Those that differ.
    pub wrong: Vec<String>,
}

/// Runs `check` on every vector of a suite, as [`CHANGES`] has it. `check` reads manifests as it is told.
pub fn run(suite: &str, check: impl Fn(&Vector, &dyn Fn(Given) -> Core) -> Outcome) {
    let (mut cells, mut left_out, mut wrong) = (0, 0, Vec::new());
    let (mut used, mut needed) = (BTreeSet::new(), BTreeSet::new());
    let vectors = vectors(suite);
    for vector in &vectors {
        let changes: Vec<usize> = (0..CHANGES.len()).filter(|&it| applies(it, suite, vector)).collect();
        let outcome = |without: Option<usize>| {
            let changes: Vec<Change> =
                changes.iter().filter(|it| Some(**it) != without).map(|&it| CHANGES[it].1).collect();
            check(vector, &|given| read(&vector.manifests, given, &changes))
        };
        let it = outcome(None);
        cells += it.cells;
        left_out += it.left_out;
        wrong.extend(it.wrong.into_iter().map(|it| format!("{}: {it}", vector.id)));
        for &change in &changes {
            used.insert(change);
            if !needed.contains(&change) && !outcome(Some(change)).wrong.is_empty() {
                needed.insert(change);
            }
        }
    }
    println!("{suite}: {} cases, {cells} cells ({left_out} left out, {} changes)", vectors.len(), used.len());
    for it in used {
        println!("  {}: {:?}: {}", CHANGES[it].0, CHANGES[it].1, CHANGES[it].2);
        if !needed.contains(&it) {
            wrong.push(format!("{}: this change is not needed", CHANGES[it].0));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), first_few(&wrong));
}

/// Whether a change concerns a vector.
fn applies(change: usize, suite: &str, vector: &Vector) -> bool {
    let (whom, change, _) = CHANGES[change];
    let has_text = if let Change::Replace(old, _) = change { vector.manifests.contains(old) } else { true };
    has_text && (whom == suite || whom == vector.id || vector.marks.iter().any(|it| it == whom))
}

fn read(manifests: &str, given: Given, changes: &[Change]) -> Core {
    let (mut text, mut given) = (manifests.to_owned(), given);
    for change in changes {
        match *change {
            Change::Lenient => given.lenient = true,
            Change::OlderServer => given.facts.kube_minor = 35,
            Change::NoOwnNode => given.facts.own_node_ingress_exempt = false,
            Change::Replace(old, new) => text = text.replace(old, new),
            Change::Add(more) => text = format!("{text}\n---\n{more}"),
        }
    }
    Core::read(&text, &given)
}

/// The vectors of a suite.
pub fn vectors(suite: &str) -> Vec<Vector> {
    lines(suite).lines().map(|it| serde_json::from_str(it).unwrap()).collect()
}

/// The text of a suite; empty where it is not here.
pub fn lines(suite: &str) -> String {
    std::fs::read_to_string(paths::conformance(&format!("{suite}.jsonl"))).unwrap_or_else(|_| {
        println!("{suite}: skipped, the vectors are not here");
        String::new()
    })
}

/// Cells that ask a pod about itself: suites count them as the policies would, a node's network does not.
pub const LOOPBACK: &str = "loopback";

/// As much as can be read.
pub fn first_few(wrong: &[String]) -> String {
    wrong.iter().take(40).map(|it| format!("  {it}\n")).collect()
}
