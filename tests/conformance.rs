//! Recorded answers of other projects' suites, read from `../shared/conformance` or `$NETPOL_CONFORMANCE`.
//!
//! The data is not part of this repository. Without it the tests print "skipped" and pass.

mod changed;
mod crd_rules;
mod explained;
mod exposed;
mod ranges;
mod suites;

use std::collections::BTreeSet;
use std::net::IpAddr;

use netpol_tests::adapter::{Answer, Given};
use netpol_tests::spec::{End, Flow, Spec, Truth};

use suites::{LOOPBACK, Outcome, first_few};

/// Runs a suite of single flows, and of pairs of pods with all their ports.
fn check_flows(name: &str) {
    suites::run(name, |vector, read| {
        let mut outcome = Outcome::default();
        let flows = vector.expect.iter().flat_map(|it| [&it.from, &it.to]);
        let pairs = vector.expect_ranges.iter().flat_map(|it| [&it.from, &it.to]);
        let addresses: BTreeSet<IpAddr> =
            flows.chain(pairs).filter_map(|it| it.strip_prefix("ip:")?.parse().ok()).collect();
        let core = read(Given { externals: addresses.into_iter().collect(), ..Given::default() });
        let pair = |from: &str, to: &str| Some((core.index(from)?, core.index(to)?));
        for it in &vector.expect {
            if it.mark == LOOPBACK {
                outcome.left_out += 1;
                continue;
            }
            outcome.cells += 1;
            let what = format!("{} -> {} {} {}", it.from, it.to, it.protocol, it.port);
            let Some((from, to)) = pair(&it.from, &it.to) else {
                outcome.wrong.push(format!("{what}: no such cell"));
                continue;
            };
            let found = core.verdict(from, to, &it.protocol, it.port);
            if found != Answer::Port(Truth::from(it.allowed)) {
                outcome.wrong.push(format!("{what}: {found:?}, expected allowed = {}", it.allowed));
            }
            let sides = core.sides(from, to, &it.protocol, it.port);
            for (found, expected) in sides.into_iter().zip([it.ingress, it.egress]) {
                if expected.is_some_and(|it| Truth::from(it) != found) {
                    outcome.wrong.push(format!("{what}: {sides:?}, expected {:?}", (it.ingress, it.egress)));
                }
            }
        }
        for it in &vector.expect_ranges {
            outcome.cells += 1;
            let found = pair(&it.from, &it.to).map(|(from, to)| core.ports(from, to)).unwrap_or_default();
            if ranges::ports(&found) != ranges::ports(&it.allowed_ports) {
                outcome
                    .wrong
                    .push(format!("{} -> {}: {found}, expected {}", it.from, it.to, it.allowed_ports));
            }
        }
        outcome
    });
}

/// The specification gives the recorded answers about tiers, too: so it may judge core.
#[test]
fn the_specification_agrees_about_tiers() {
    let (mut cells, mut wrong) = (0, Vec::new());
    let suites = [
        "network-policy-api-anp",
        "network-policy-api-cnp",
        "kube-network-policies",
        "policy-assistant",
        "netpol-analyzer-eval",
    ];
    for name in suites {
        for vector in suites::vectors(name) {
            // What a name stands for is not in the manifests; shapes of old releases are not specified.
            let left_out = ["domainNames", "invalid-", "old-api-"];
            if vector.marks.iter().any(|mark| left_out.iter().any(|it| mark.starts_with(it))) {
                continue;
            }
            let spec = Spec::read(&vector.manifests);
            let end = |name: &str| match name.strip_prefix("ip:") {
                Some(it) => End::Address(it.parse().unwrap()),
                None => End::Pod(spec.cluster.pods.iter().find(|it| it.id == name).unwrap()),
            };
            for it in vector.expect.iter().filter(|it| it.mark != LOOPBACK) {
                let protocol = ["UDP", "SCTP"].into_iter().find(|one| *one == it.protocol).unwrap_or("TCP");
                let flow = Flow { from: end(&it.from), to: end(&it.to), protocol, port: it.port };
                let found = Answer::from(spec.answer(&flow));
                cells += 1;
                if found != Answer::Port(Truth::from(it.allowed)) {
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
fn admin_network_policies() {
    check_flows("network-policy-api-anp");
}

#[test]
fn cluster_network_policies() {
    check_flows("network-policy-api-cnp");
}

#[test]
fn kube_network_policies() {
    check_flows("kube-network-policies");
}

#[test]
fn netpol_analyzer_eval() {
    check_flows("netpol-analyzer-eval");
}

#[test]
fn netpol_analyzer() {
    suites::run("netpol-analyzer", |vector, read| ranges::check(vector, &read(ranges::given(vector))));
}

#[test]
fn netpol_analyzer_explain() {
    suites::run("netpol-analyzer-explain", |vector, read| {
        explained::check(vector, &read(ranges::given(vector)))
    });
}

#[test]
fn netpol_analyzer_exposure() {
    let unused = std::cell::RefCell::new(exposed::deviations());
    let any = std::cell::Cell::new(false);
    suites::run("netpol-analyzer-exposure", |vector, read| {
        any.set(true);
        exposed::check(vector, read, &unused)
    });
    let unused = unused.into_inner();
    assert!(!any.get() || unused.is_empty(), "these deviations are none: {unused:?}");
}

#[test]
fn kubernetes_validation() {
    suites::run("k8s-validation", |vector, read| {
        let problems = read(Given::default()).problems();
        let errors: Vec<_> = problems.iter().filter(|it| it.severity == "error").collect();
        // Some vectors name several paths, with commas between; one does not say which item.
        let expected: BTreeSet<&str> = vector.error_field.iter().flat_map(|it| it.split(", ")).collect();
        let any_item = expected.iter().any(|it| it.contains("[*]"));
        let shown = |field: &str| if any_item { field.replace("[0]", "[*]") } else { field.to_owned() };
        let fields: BTreeSet<String> = errors.iter().map(|it| shown(&it.field)).collect();
        let mut outcome = Outcome { cells: 1, ..Outcome::default() };
        if errors.is_empty() != (vector.valid == Some(true))
            || !fields.iter().map(String::as_str).eq(expected.iter().copied())
        {
            outcome.wrong.push(format!("expected {expected:?}, found {errors:?}"));
        }
        outcome
    });
}

#[test]
fn definitions_of_cluster_policies() {
    let text = suites::lines("anp-crd-rules");
    let (manifests, wrong) = crd_rules::check(&text);
    println!("anp-crd-rules: {} rules, {manifests} manifests", text.lines().count());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), first_few(&wrong));
}
