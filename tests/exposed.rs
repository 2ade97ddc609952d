//! Exposure, as netpol-analyzer tells it: what each workload lets in from any pod and out to any pod, also one that is not
//! in the input.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use netpol_core::internals::policy::Direction;
use netpol_core::options::{AnyNamespace, AnyPod};
use netpol_tests::adapter::{Core, Given};

use crate::ranges::{self, owners};
use crate::suites::{AssertedWorkload, Outcome, Vector};

/// Cases that are answered otherwise: the case, the workload and the peer as the tool writes them, our answer, and why.
type Deviation = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// A pod that is not there declares no port, and only the pods of the input can say what a name stands for (M-53).
const NAMED: &str = "the tool prints names of ports of pods that are not there";

/// "Rules add up": a pod that two selectors take may use the ports of both.
const RULE_BY_RULE: &str = "the tool prints for each selector the ports of its own rule";

/// Whatever pod it is, a policy may deny it: nothing is certain for all.
const REST: &str = "the tool's entire cluster are the pods that no other line and no policy speaks of";

/// The deny of `0.0.0.0/0` comes first, and a network holds the addresses of pods, too.
const NETWORKS: &str = "the tool takes networks for addresses outside the cluster only";

const DEVIATIONS: &[Deviation] = &[
    ("exposure_test_egress_to_entire_cluster_with_named_ports", A, ENTIRE_CLUSTER, "", NAMED),
    ("exposure_test_with_anp_11_with_named_port", A, ENTIRE_CLUSTER, "", NAMED),
    (
        "exposure_test_with_different_rules_4",
        A,
        "hello-world/[pod with {{Key:role,Operator:NotIn,Values:[w x y z],}}]",
        "TCP 8080,9090",
        RULE_BY_RULE,
    ),
    (
        "exposure_test_with_different_rules_4",
        A,
        "hello-world/[pod with {{Key:role,Operator:NotIn,Values:[x y],}}]",
        "TCP 8080,9090",
        RULE_BY_RULE,
    ),
    (
        "exposure_test_with_different_rules_5",
        A,
        "hello-world/[pod with {{Key:role,Operator:In,Values:[w x y z],}}]",
        "TCP 8080,9090",
        RULE_BY_RULE,
    ),
    (
        "exposure_test_with_different_rules_3_with_matching_pod",
        A,
        "hello-world/[pod with {{Key:app,Operator:DoesNotExist,Values:[],}}]",
        "TCP 8080,9090",
        RULE_BY_RULE,
    ),
    (
        "exposure_test_with_different_rules_3_with_matching_pod",
        A,
        "hello-world/[pod with {{Key:app,Operator:NotIn,Values:[x],}}]",
        "TCP 8080,9090",
        RULE_BY_RULE,
    ),
    ("exposure_test_with_anp_10_with_real_pod", A, ENTIRE_CLUSTER, "", REST),
    ("exposure_test_with_anp_16", A, ENTIRE_CLUSTER, "", REST),
    ("exposure_test_with_anp_13", A, "new-ns/[pod with {app=new-app}]", "", NETWORKS),
    ("exposure_test_with_anp_9", A, ENTIRE_CLUSTER, "", REST),
];

/// The workload that most cases are about.
const A: &str = "hello-world/workload-a[Deployment]";

/// What ids of cases begin with.
const SUITE: &str = "npa-exposure-";

/// All of them, to be crossed out as they are met.
pub fn deviations() -> BTreeSet<(&'static str, &'static str, &'static str)> {
    DEVIATIONS.iter().map(|it| (it.0, it.1, it.2)).collect()
}

/// A line of the tool: a workload, and what it allows in one direction to or from a peer.
#[derive(Debug)]
struct Line {
    workload: String,
    direction: Direction,
    peer: String,
    ports: String,
}

const ENTIRE_CLUSTER: &str = "entire-cluster";
const INTERNET: &str = "0.0.0.0-255.255.255.255[External]";

pub fn check(
    vector: &Vector,
    read: &dyn Fn(Given) -> Core,
    unused: &RefCell<BTreeSet<(&'static str, &'static str, &'static str)>>,
) -> Outcome {
    let mut outcome = Outcome::default();
    let (mut lines, open) = parse(&vector.expected_text);
    let peers: BTreeSet<String> = lines.iter().map(|it| it.peer.clone()).collect();
    let pods: BTreeMap<&String, Vec<AnyPod>> = peers.iter().map(|it| (it, pods(it))).collect();
    let any_pods = pods.values().flatten().cloned().chain([AnyPod::anywhere()]).collect();
    // Pods that are made up are no workloads of the tool.
    let knobs = vec![("stand-ins".to_owned(), "off".to_owned())];
    let core = read(Given { any_pods, knobs, ..ranges::given(vector) });
    let owners = owners(&core);
    // Where the tool says nothing about all pods, nothing is allowed to all.
    for workload in owners.keys() {
        for direction in Direction::BOTH {
            let of = |it: &Line| it.workload == *workload && it.direction == direction;
            for peer in [ENTIRE_CLUSTER, INTERNET] {
                if !lines.iter().any(|it| of(it) && it.peer == peer) {
                    let (workload, peer) = (workload.clone(), peer.to_owned());
                    lines.push(Line { workload, direction, peer, ports: String::new() });
                }
            }
        }
    }
    for line in &lines {
        let Some(rows) = owners.get(&line.workload) else {
            outcome.wrong.push(format!("no {} among {:?}", line.workload, owners.keys()));
            continue;
        };
        let ends: Vec<u32> = match line.peer.as_str() {
            INTERNET => outside(&core),
            ENTIRE_CLUSTER => core.index(&AnyPod::anywhere().id()).into_iter().collect(),
            _ => pods[&line.peer].iter().filter_map(|it| core.index(&it.id())).collect(),
        };
        assert!(!ends.is_empty(), "{line:?}");
        let mut wrong = BTreeSet::new();
        for (&row, &end) in rows.iter().flat_map(|row| ends.iter().map(move |end| (row, end))) {
            outcome.cells += 1;
            let found = side(&core, line.direction, row, end);
            let is_wanted = expected(&line.ports).is_some_and(|it| it == ranges::ports(&found));
            if !is_wanted {
                wrong.insert(found);
            }
        }
        let deviation = DEVIATIONS.iter().find(|it| {
            Some(it.0) == vector.id.strip_prefix(SUITE) && it.1 == line.workload && it.2 == line.peer
        });
        match deviation {
            Some(it) if wrong.len() == 1 && wrong.contains(it.3) => {
                unused.borrow_mut().remove(&(it.0, it.1, it.2));
            }
            Some(_) | None => outcome.wrong.extend(wrong.into_iter().map(|it| format!("{line:?}: {it}"))),
        }
    }
    check_isolation(vector, &core, &owners, &open, &mut outcome);
    if let Some(it) = &vector.asserted {
        for (name, workload) in [("workload-a", &it.a), ("workload-b", &it.b)] {
            asserted(&core, name, workload, &mut outcome);
        }
    }
    outcome
}

/// "W is not protected on Egress": no policy selects it for that direction.
fn check_isolation(
    vector: &Vector,
    core: &Core,
    owners: &BTreeMap<String, Vec<u32>>,
    open: &BTreeSet<(String, Direction)>,
    outcome: &mut Outcome,
) {
    // The list ends the text; where it is cut off, its last lines are not there.
    if !vector.expected_text.contains("Workloads not protected") {
        return;
    }
    let model = core.analysis.model();
    for (workload, rows) in owners {
        for direction in Direction::BOTH {
            for &row in rows {
                outcome.cells += 1;
                let applying = model.reach.applying(direction, model.cluster.at(row).unwrap());
                let is_open = open.contains(&(workload.clone(), direction));
                if applying.is_empty() != is_open {
                    outcome
                        .wrong
                        .push(format!("{workload} {direction:?}: {applying:?}, not protected: {is_open}"));
                }
            }
        }
    }
}

fn asserted(core: &Core, name: &str, it: &AssertedWorkload, outcome: &mut Outcome) {
    let model = core.analysis.model();
    // Cases of one workload assert nothing about the second.
    let Some(row) = core.index(&format!("hello-world/{name}")) else { return };
    let any = core.index(&AnyPod::anywhere().id()).expect("it is always asked about");
    for (direction, protected, exposures) in [
        (Direction::Egress, it.egress_protected, &it.egress),
        (Direction::Ingress, it.ingress_protected, &it.ingress),
    ] {
        outcome.cells += 1;
        let applying = model.reach.applying(direction, model.cluster.at(row).unwrap());
        if applying.is_empty() == protected {
            outcome.wrong.push(format!("{name} {direction:?}: {applying:?}, protected: {protected}"));
        }
        for exposure in exposures.iter().filter(|it| it.entire_cluster) {
            let found = side(core, direction, row, any);
            if expected(&exposure.conn) != Some(ranges::ports(&found)) {
                outcome.wrong.push(format!("{name} {direction:?}: {found}, asserted {}", exposure.conn));
            }
        }
    }
}

/// What a workload by itself allows for certain.
fn side(core: &Core, direction: Direction, row: u32, end: u32) -> String {
    let (from, to) = if direction == Direction::Egress { (row, end) } else { (end, row) };
    let sides = core.analysis.model().sides(from, to).expect("both ends are there");
    sides.get(direction).0.to_string()
}

fn outside(core: &Core) -> Vec<u32> {
    let rows = core.analysis.endpoints().iter().enumerate();
    rows.filter(|it| it.1.id.starts_with("ip:")).map(|it| it.0 as u32).collect()
}

/// The ports of a line; `None` where it names some, which a pod that is not there does not have.
fn expected(text: &str) -> Option<Vec<(String, u16, u16)>> {
    let text = match text.trim() {
        "All Connections" => "all",
        "No Connections" => "",
        it => it,
    };
    let is_number = |it: &str| it.trim().bytes().all(|it| it.is_ascii_digit() || it == b'-');
    let numbers = text.split(',').map(|it| it.rsplit_once(' ').map_or(it, |it| it.1));
    (text == "all" || numbers.into_iter().all(is_number)).then(|| ranges::ports(text))
}

/// The lines about exposure, and the workloads that no policy selects.
fn parse(text: &str) -> (Vec<Line>, BTreeSet<(String, Direction)>) {
    let (mut lines, mut open) = (Vec::new(), BTreeSet::new());
    let text = text.split_once("Exposure Analysis Result:").map_or("", |it| it.1);
    for line in text.lines() {
        if let Some((workload, rest)) = line.split_once(" is not protected on ") {
            let direction = if rest == "Egress" { Direction::Egress } else { Direction::Ingress };
            open.insert((workload.to_owned(), direction));
        }
        let parts: Vec<&str> = line.split('\t').map(str::trim).collect();
        let [workload, arrow, rest] = parts.as_slice() else { continue };
        let direction = if *arrow == "=>" { Direction::Egress } else { Direction::Ingress };
        let (peer, ports) = rest.split_once(" : ").unwrap();
        let (workload, peer, ports) = ((*workload).to_owned(), peer.trim().to_owned(), ports.to_owned());
        lines.push(Line { workload, direction, peer, ports });
    }
    (lines, open)
}

/// Labels by key; without a value, the key is absent.
type Labels = Vec<(String, Option<String>)>;

/// Pods that a peer stands for, `[namespace with {…}]/[pod with {…}]`: for each selector the labels that satisfy it in
/// the first way and in the last.
fn pods(peer: &str) -> Vec<AnyPod> {
    let Some((namespace, pod)) = peer.split_once("/[") else { return Vec::new() };
    let pod = pod.trim_end_matches(']');
    let namespaces: Vec<AnyNamespace> = match namespace {
        "[all namespaces]" => vec![AnyNamespace::Any(Vec::new())],
        it => match it.strip_prefix("[namespace with ") {
            Some(it) => ways(it.trim_end_matches(']')).into_iter().map(AnyNamespace::Any).collect(),
            None => vec![AnyNamespace::Named(it.to_owned())],
        },
    };
    let labels = pod.strip_prefix("pod with ").map_or_else(|| vec![Labels::new()], ways);
    let all = namespaces.iter().flat_map(|namespace| {
        labels.iter().map(|it| AnyPod { namespace: namespace.clone(), labels: it.clone() })
    });
    all.collect()
}

/// `{app=x,{Key:role,Operator:NotIn,Values:[a b],}}`.
fn ways(text: &str) -> Vec<Labels> {
    let text = text.strip_prefix('{').and_then(|it| it.strip_suffix('}')).unwrap_or(text);
    let (mut first, mut last) = (Labels::new(), Labels::new());
    let mut rest = text;
    while !rest.is_empty() {
        rest = rest.trim_start_matches(',');
        if let Some(expression) = rest.strip_prefix("{Key:") {
            let (expression, more) = expression.split_once(",}").expect("the end of an expression");
            rest = more;
            let (key, expression) = expression.split_once(",Operator:").unwrap();
            let (operator, values) = expression.split_once(",Values:[").unwrap();
            let values: Vec<&str> = values.trim_end_matches(']').split_whitespace().collect();
            let mut add = |one: Option<&str>, other: Option<&str>| {
                first.push((key.to_owned(), one.map(str::to_owned)));
                last.push((key.to_owned(), other.map(str::to_owned)));
            };
            match operator {
                "In" => add(values.first().copied(), values.last().copied()),
                "NotIn" => add(None, Some("another-value")),
                "Exists" => add(Some("any-value"), Some("another-value")),
                "DoesNotExist" => add(None, None),
                other => panic!("{other}"),
            }
        } else {
            let (pair, more) = rest.split_once(',').unwrap_or((rest, ""));
            rest = more;
            if let Some((key, value)) = pair.split_once('=') {
                first.push((key.to_owned(), Some(value.to_owned())));
                last.push((key.to_owned(), Some(value.to_owned())));
            }
        }
    }
    if first == last { vec![first] } else { vec![first, last] }
}
