//! Recorded answers of other projects' suites, read from `../shared/conformance` or `$NETPOL_CONFORMANCE`.
//!
//! The data is not part of this repository. Without it the tests print "skipped" and pass.

mod crd_rules;

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use netpol_tests::adapter::{Answer, Core, Given};
use netpol_tests::paths;
use netpol_tests::spec::{End, Flow, Spec, Truth};
use serde::Deserialize;

/// Inputs of netpol-analyzer that an API server refuses are read as they were meant:
/// names with `_` (V-02: core leaves such a policy out), and owners without a kind (the tool takes the pod's own).
fn repaired(manifests: &str) -> String {
    let line = |it: &str| match it.split_once("name: ") {
        Some((before, name)) if name.contains('_') && before == "  " => {
            format!("  name: {}\n", name.replace('_', "-"))
        }
        _ => format!("{it}\n"),
    };
    let text: String = manifests.lines().map(line).collect();
    text.replace("ownerReferences:\n    - name:", "ownerReferences:\n    - kind: Pod\n      name:")
}

#[derive(Debug, Deserialize)]
struct Vector {
    id: String,
    #[serde(default)]
    marks: Vec<String>,
    manifests: String,
    #[serde(default)]
    expect: Vec<Expect>,
    #[serde(default)]
    expect_ranges: Vec<ExpectRange>,
    #[serde(default)]
    peers: Vec<String>,
    valid: Option<bool>,
    error_field: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Expect {
    from: String,
    to: String,
    port: u16,
    protocol: String,
    allowed: bool,
    #[serde(default)]
    mark: String,
}

#[derive(Debug, Deserialize)]
struct ExpectRange {
    from: String,
    to: String,
    allowed_ports: String,
}

/// The vectors of a suite that speak of no policies but Kubernetes' own NetworkPolicy.
fn suite(name: &str) -> Vec<Vector> {
    let of_others = ["AdminNetworkPolicy", "ClusterNetworkPolicy"];
    let is_ours = |it: &Vector| !of_others.iter().any(|kind| it.manifests.contains(kind));
    all_vectors(name).into_iter().filter(is_ours).collect()
}

fn all_vectors(name: &str) -> Vec<Vector> {
    lines(name).lines().map(|it| serde_json::from_str::<Vector>(it).unwrap()).collect()
}

/// The text of a suite; empty where it is not here.
fn lines(name: &str) -> String {
    let folder = std::env::var_os("NETPOL_CONFORMANCE").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| paths::root().join("../shared/conformance"));
    std::fs::read_to_string(folder.join(format!("{name}.jsonl"))).unwrap_or_else(|_| {
        println!("{name}: skipped, the vectors are not here");
        String::new()
    })
}

/// Cells that ask a pod about itself: suites count them as the policies would, a node's network does not.
const LOOPBACK: &str = "loopback";

/// Runs a suite of single flows.
fn check_flows(name: &str) {
    let (mut cells, mut loopback, mut wrong) = (0, 0, Vec::new());
    let vectors = suite(name);
    for vector in &vectors {
        let addresses = vector.expect.iter().flat_map(|it| [&it.from, &it.to]);
        let addresses: BTreeSet<IpAddr> =
            addresses.filter_map(|it| it.strip_prefix("ip:")?.parse().ok()).collect();
        let given = Given { externals: addresses.into_iter().collect(), ..Given::default() };
        let core = Core::read(&vector.manifests, &given);
        for it in &vector.expect {
            if it.mark == LOOPBACK {
                loopback += 1;
                continue;
            }
            let found = match (core.index(&it.from), core.index(&it.to)) {
                (Some(from), Some(to)) => core.verdict(from, to, &it.protocol, it.port),
                _ => Answer::Void,
            };
            cells += 1;
            if found != Answer::Port(Truth::from(it.allowed)) {
                wrong.push(format!(
                    "{}: {} -> {} {} {}: {found:?}, expected allowed = {}",
                    vector.id, it.from, it.to, it.protocol, it.port, it.allowed
                ));
            }
        }
    }
    println!("{name}: {} cases, {cells} cells ({loopback} loopback cells left out)", vectors.len());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), first_few(&wrong));
}

/// The specification gives the recorded answers about tiers, too: so it may judge core.
#[test]
fn the_specification_agrees_about_tiers() {
    let (mut cells, mut wrong) = (0, Vec::new());
    for name in ["network-policy-api-anp", "network-policy-api-cnp", "kube-network-policies"] {
        for vector in all_vectors(name) {
            // What a name stands for is not in the manifests.
            if vector.marks.iter().any(|it| it == "domainNames" || it.starts_with("invalid-")) {
                continue;
            }
            let spec = Spec::read(&vector.manifests);
            let end = |name: &str| match name.strip_prefix("ip:") {
                Some(it) => End::Outside(it.parse().unwrap()),
                None => End::Pod(spec.cluster.pods.iter().find(|it| it.id == name).unwrap()),
            };
            for it in vector.expect.iter().filter(|it| it.mark != LOOPBACK) {
                let protocol = ["UDP", "SCTP"].into_iter().find(|one| *one == it.protocol).unwrap_or("TCP");
                let flow = Flow { from: end(&it.from), to: end(&it.to), protocol, port: it.port };
                let found = spec.allows(&flow);
                cells += 1;
                if found != Truth::from(it.allowed) {
                    wrong.push(format!(
                        "{}: {} -> {} {protocol} {}: {found:?}, expected allowed = {}",
                        vector.id, it.from, it.to, it.port, it.allowed
                    ));
                }
            }
        }
    }
    println!("specification: {cells} cells");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), first_few(&wrong));
}

fn first_few(wrong: &[String]) -> String {
    wrong.iter().take(40).map(|it| format!("  {it}\n")).collect()
}

#[test]
fn kubernetes_e2e() {
    check_flows("kubernetes-e2e");
}

#[test]
fn cyclonus() {
    check_flows("cyclonus");
}

#[test]
fn recipes() {
    check_flows("recipes");
}

#[test]
fn suites_of_network_plugins() {
    check_flows("cni-suites");
}

#[test]
fn policy_assistant() {
    check_flows("policy-assistant");
}

#[test]
fn kubernetes_validation() {
    let vectors = suite("k8s-validation");
    let mut wrong = Vec::new();
    for vector in &vectors {
        let problems = Core::read(&vector.manifests, &Given::default()).problems();
        let errors: Vec<_> = problems.iter().filter(|it| it.severity == "error").collect();
        let fields: BTreeSet<&str> = errors.iter().map(|it| it.field.as_str()).collect();
        // Some vectors name several paths, with commas between.
        let expected: BTreeSet<&str> = vector.error_field.iter().flat_map(|it| it.split(", ")).collect();
        if errors.is_empty() != (vector.valid == Some(true)) || fields != expected {
            wrong.push(format!("{}: expected {expected:?}, found {errors:?}", vector.id));
        }
    }
    println!("k8s-validation: {} cases", vectors.len());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), first_few(&wrong));
}

#[test]
fn definitions_of_cluster_policies() {
    let text = lines("anp-crd-rules");
    let (manifests, wrong) = crd_rules::check(&text);
    println!("anp-crd-rules: {} rules, {manifests} manifests", text.lines().count());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), first_few(&wrong));
}

/// Ports as sorted ranges by protocol, of both notations: `TCP 80,8000-8100; UDP 53` and `TCP 1-79,UDP 53`.
fn ports(text: &str) -> Vec<(String, u16, u16)> {
    let text = if text == "all" { "SCTP 1-65535,TCP 1-65535,UDP 1-65535" } else { text };
    let mut protocol = "";
    let mut ranges = Vec::new();
    for part in text.split([',', ';']).map(str::trim).filter(|it| !it.is_empty()) {
        let range = match part.split_once(' ') {
            Some((name, range)) => {
                protocol = name;
                range
            }
            None => part,
        };
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        ranges.push((protocol.to_owned(), first.parse().unwrap(), last.parse().unwrap()));
    }
    ranges.sort();
    ranges
}

/// First and last address of `ip:FIRST-LAST`.
fn addresses(text: &str) -> Option<(u32, u32)> {
    let (first, last) = text.strip_prefix("ip:")?.split_once('-')?;
    let number = |it: &str| it.parse::<Ipv4Addr>().ok().map(u32::from);
    Some((number(first)?, number(last)?))
}

/// IPv4 ranges with the ports that a peer may use from or to them.
type Space = Vec<((u32, u32), String)>;

/// Rows and columns by the name of their top owner, as netpol-analyzer names them.
fn owners(core: &Core) -> BTreeMap<String, Vec<u32>> {
    let mut owners: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (at, it) in core.analysis.endpoints().iter().enumerate() {
        let name = match &it.owner {
            _ if it.id.starts_with("ip:") => continue,
            Some((kind, name)) if kind != "Node" => format!("{}/{name}[{kind}]", it.group),
            Some(_) | None => format!("{}/{}[{}]", it.group, it.name, it.kind_name),
        };
        owners.entry(name).or_default().push(at as u32);
    }
    owners
}

/// Where the address ranges and ports that core found differ from what is expected.
fn space_differs(found: &[(u32, u32, String)], expected: &Space) -> Option<String> {
    for (first, last, allowed) in found {
        let mut at = u64::from(*first);
        let mut inside: Vec<_> = expected.iter().filter(|it| it.0.0 <= *last && *first <= it.0.1).collect();
        inside.sort();
        for ((from, to), wanted) in inside {
            let hole = at < u64::from(*from).max(u64::from(*first));
            if hole && !ports(allowed).is_empty() || ports(allowed) != ports(wanted) {
                return Some(format!(
                    "{}-{}: {allowed}, expected {wanted} for {}-{}",
                    Ipv4Addr::from(*first),
                    Ipv4Addr::from(*last),
                    Ipv4Addr::from(*from),
                    Ipv4Addr::from(*to)
                ));
            }
            at = u64::from(*to) + 1;
        }
        if at <= u64::from(*last) && !ports(allowed).is_empty() {
            return Some(format!(
                "{}-{}: {allowed}, expected none",
                Ipv4Addr::from(*first),
                Ipv4Addr::from(*last)
            ));
        }
    }
    None
}

#[test]
fn netpol_analyzer() {
    let vectors = suite("netpol-analyzer");
    let (mut cells, mut wrong) = (0, Vec::new());
    for vector in &vectors {
        let blocks_never_match_pods = vector.marks.iter().any(|it| it == "ipblock-external-only");
        // This tool knows no host network; the API leaves open what policies do to such pods.
        let given = Given { blocks_never_match_pods, host_network_as_pod: true, ..Given::default() };
        let core = Core::read(&repaired(&vector.manifests), &given);
        let owners = owners(&core);
        let mut fail = |it: String| wrong.push(format!("{}: {it}", vector.id));
        let mut expected: BTreeMap<(&str, &str), &str> = BTreeMap::new();
        let mut spaces: BTreeMap<(&str, bool), Space> = BTreeMap::new();
        for it in &vector.expect_ranges {
            match (addresses(&it.from), addresses(&it.to)) {
                (Some(from), _) => {
                    spaces.entry((&it.to, true)).or_default().push((from, it.allowed_ports.clone()))
                }
                (_, Some(to)) => {
                    spaces.entry((&it.from, false)).or_default().push((to, it.allowed_ports.clone()))
                }
                (None, None) => drop(expected.insert((&it.from, &it.to), &it.allowed_ports)),
            }
        }
        for one in &vector.peers {
            let Some(rows) = owners.get(one) else {
                fail(format!("no {one} among {:?}", owners.keys()));
                continue;
            };
            for other in vector.peers.iter().filter(|it| *it != one) {
                let wanted = expected.get(&(one.as_str(), other.as_str())).copied().unwrap_or_default();
                for (from, to) in rows
                    .iter()
                    .flat_map(|&from| owners.get(other).into_iter().flatten().map(move |&to| (from, to)))
                {
                    cells += 1;
                    let found = core.ports(from, to);
                    if ports(&found) != ports(wanted) {
                        fail(format!("{one} -> {other}: {found}, expected {wanted}"));
                    }
                }
            }
            for inward in [true, false] {
                let space = spaces.get(&(one.as_str(), inward)).cloned().unwrap_or_default();
                for &pod in rows {
                    let found = found_space(&core, pod, inward);
                    cells += found.len();
                    if let Some(it) = space_differs(&found, &space) {
                        fail(format!("{one} {}: {it}", if inward { "from outside" } else { "to outside" }));
                    }
                }
            }
        }
    }
    println!("netpol-analyzer: {} cases, {cells} cells", vectors.len());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), first_few(&wrong));
}

/// IPv4 ranges outside the cluster and the ports allowed between them and a pod.
fn found_space(core: &Core, pod: u32, inward: bool) -> Vec<(u32, u32, String)> {
    let mut found = Vec::new();
    for (at, it) in core.analysis.endpoints().iter().enumerate().filter(|it| it.1.id.starts_with("ip:")) {
        let (from, to) = if inward { (at as u32, pod) } else { (pod, at as u32) };
        let allowed = core.ports(from, to);
        for range in &it.ranges {
            if let (IpAddr::V4(first), IpAddr::V4(last)) = *range {
                found.push((u32::from(first), u32::from(last), allowed.clone()));
            }
        }
    }
    found.sort();
    found
}
