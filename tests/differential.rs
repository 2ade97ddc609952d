//! `netpol-core` against the executable specification on random clusters.
//!
//! `NETPOL_RUNS` sets how many clusters, `NETPOL_SEED` where to begin. A failure prints the seed and the smallest
//! input that still fails; it belongs into `tests/cases`.

use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};

use netpol_tests::adapter::{Answer, Core, Given, ports_hold};
use netpol_tests::generator::{self, Manifests, PORTS};
use netpol_tests::random::Random;
use netpol_tests::runs::run_on;
use netpol_tests::services;
use netpol_tests::shrink::shrink;
use netpol_tests::spec::{End, Flow, Spec, Truth};

const PROTOCOLS: [&str; 3] = ["TCP", "UDP", "SCTP"];

/// Every pair and port of one text, for both readings of pods in their host's network; `Err` is the first difference.
fn compare(text: &str, given: &Given) -> Result<usize, String> {
    let mut other = given.clone();
    other.facts.host_network_as_pod = !given.facts.host_network_as_pod;
    let more = if text.contains("hostNetwork") { compare_given(text, &other)? } else { 0 };
    Ok(compare_given(text, given)? + more)
}

fn compare_given(text: &str, given: &Given) -> Result<usize, String> {
    let spec = Spec::given(text, given.facts.clone());
    let core = Core::read(text, given);
    let mut ends: Vec<(String, End<'_>)> =
        spec.cluster.pods.iter().map(|it| (it.id.clone(), End::Pod(it))).collect();
    // "The addresses that R-52 takes for a pod or a Service are left out of external space."
    let (inside, outside): (Vec<IpAddr>, Vec<IpAddr>) =
        given.externals.iter().partition(|it| spec.is_inside(**it));
    ends.extend(outside.iter().map(|it| (format!("ip:{it}"), End::Address(*it))));
    let ids = core.ids();
    let hosts = ids.iter().filter_map(|it| it.strip_prefix("host:"));
    let hosts = hosts.filter(|it| is_one_end(&spec, it));
    ends.extend(hosts.map(|it| (format!("host:{it}"), host(it))));
    let mut checked = services::compare(&core, &spec, &outside)?;
    let mut nth = 0;
    for (from_id, from) in &ends {
        for (to_id, to) in &ends {
            let (Some(row), Some(column)) = (core.index(from_id), core.index(to_id)) else {
                return Err(format!("core has no {from_id} or no {to_id}, only {:?}", core.ids()));
            };
            if !matches!(from, End::Pod(_)) && !matches!(to, End::Pod(_)) {
                continue;
            }
            let allowed = core.ports(row, column);
            nth += 1;
            let mut last = Answer::Void;
            for (at, protocol) in PROTOCOLS.into_iter().enumerate() {
                // Every other port, and the rest with the next pair.
                for port in PORTS.into_iter().chain([54]).skip((nth + at) % 2).step_by(2) {
                    let flow = Flow { from: *from, to: *to, protocol, port };
                    let expected = Answer::from(spec.answer(&flow));
                    last = expected;
                    let found = core.verdict(row, column, protocol, port);
                    let flow = format!("{from_id} -> {to_id} {protocol} {port}");
                    if found != expected {
                        return Err(format!("{flow}: core says {found:?}, the specification {expected:?}"));
                    }
                    // P-7: the cell for all ports agrees with the one for this port.
                    let held = ports_hold(&allowed, protocol, port);
                    if matches!(expected, Answer::Port(it) if held != (it == Truth::Yes)) {
                        return Err(format!("{flow}: {found:?}, but the cell's ports are `{allowed}`"));
                    }
                    checked += 1;
                }
            }
            summary_agrees(&core, row, column, &allowed, last)
                .map_err(|it| format!("{from_id} -> {to_id}: {it}"))?;
        }
    }
    match inside.iter().find(|it| core.index(&format!("ip:{it}")).is_some()) {
        Some(it) => Err(format!("core has a row for {it}, which is no address outside")),
        None => Ok(checked),
    }
}

/// A name, or one of its addresses: `www.example.org@203.0.113.9`.
fn host(id: &str) -> End<'_> {
    let at = id.split_once('@').and_then(|(name, address)| Some((name, address.parse().ok()?)));
    at.map_or(End::Name(id), |(name, address)| End::NameAt(name, address))
}

/// A name of the cluster itself is no end outside, nor is one that stands for a Service's address one cell.
fn is_one_end(spec: &Spec, name: &str) -> bool {
    let record = spec.facts.dns.iter().find(|it| it.0 == name);
    let mut addresses = record.iter().flat_map(|it| &it.1);
    let is_service = |it: &IpAddr| spec.cluster.services.iter().any(|service| service.addresses.contains(it));
    !name.ends_with("cluster.local") && !addresses.any(is_service)
}

/// The sign of the cell for all ports says what its list of ports says.
fn summary_agrees(core: &Core, row: u32, column: u32, allowed: &str, one: Answer) -> Result<(), String> {
    let sign = core.whole(row, column);
    let fits = match sign {
        Answer::All => allowed == "all",
        Answer::Some => !allowed.is_empty() && allowed != "all",
        Answer::None => allowed.is_empty(),
        Answer::Itself | Answer::Unreachable => sign == one,
        Answer::Port(Truth::Unknown) => allowed != "all",
        Answer::Port(Truth::Yes | Truth::No) | Answer::Partial | Answer::NoEndpoint | Answer::Void => false,
    };
    if fits { Ok(()) } else { Err(format!("{sign:?} with ports `{allowed}`")) }
}

/// Smallest text with a difference, and which.
fn smallest(text: &str, given: &Given) -> (String, String) {
    let difference = |it: &str| match catch_unwind(AssertUnwindSafe(|| compare(it, given))) {
        Ok(Ok(_)) => None,
        Ok(Err(message)) => Some(message),
        Err(_) => Some("panic".to_owned()),
    };
    let first = difference(text).unwrap_or_default();
    // No error but those that the whole has: the server stores what fails closed.
    let errors = |it: &str| -> Vec<String> {
        let errors = Core::read(it, given).problems().into_iter().filter(|it| it.severity == "error");
        errors.map(|it| it.message).collect()
    };
    let accepted = errors(text);
    let sound = |it: &str| errors(it).iter().all(|it| accepted.contains(it));
    let spec_reads = |it: &str| {
        catch_unwind(AssertUnwindSafe(|| Spec::read(it))).is_ok() && (first == "panic" || sound(it))
    };
    let smaller =
        shrink(text, &|it| spec_reads(it) && difference(it).is_some_and(|it| sort(&it) == sort(&first)));
    let message = difference(&smaller).unwrap_or_default();
    (smaller, message)
}

/// What is wrong, without the flow that shows it and the backends of a Service.
fn sort(difference: &str) -> &str {
    let (_, what) = difference.split_once("core ").unwrap_or(("", difference));
    what.split(['[', '1', '2']).next().unwrap_or_default()
}

#[test]
fn core_answers_as_the_specification_does() {
    check(generator::manifests, 2_000);
}

#[test]
fn so_it_does_about_nodes_and_tiers() {
    check(generator::of_all_kinds, 3_000);
}

fn check(generate: fn(&mut Random) -> Manifests, runs: u64) {
    let counter = std::cell::Cell::new(0);
    run_on(generate, runs, |manifests, random| {
        let text = manifests.styled(random.bits());
        let given = generator::given(random);
        match catch_unwind(AssertUnwindSafe(|| compare(&text, &given))) {
            Ok(Ok(more)) => {
                counter.set(counter.get() + more);
                Ok(())
            }
            Ok(Err(_)) | Err(_) => {
                // The plain style shrinks better; a difference in the other one alone is one of reading YAML.
                let plain = manifests.plain();
                let fails = !matches!(catch_unwind(AssertUnwindSafe(|| compare(&plain, &given))), Ok(Ok(_)));
                let (text, message) = smallest(if fails { &plain } else { &text }, &given);
                Err((text, format!("{message}\n{given:?}")))
            }
        }
    });
    println!("{} flows compared", counter.get());
}
