//! `netpol-core` against the executable specification on random clusters.
//!
//! `NETPOL_RUNS` sets how many clusters, `NETPOL_SEED` where to begin. A failure prints the seed and the smallest
//! input that still fails; it belongs into `tests/cases`.

use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};

use netpol_tests::adapter::{Answer, Core, Given, ports_hold};
use netpol_tests::generator::{self, Manifests, OUTSIDE, PORTS};
use netpol_tests::random::Random;
use netpol_tests::runs::{given, run_on};
use netpol_tests::services;
use netpol_tests::shrink::shrink;
use netpol_tests::spec::{End, Flow, Spec, Truth};

const PROTOCOLS: [&str; 3] = ["TCP", "UDP", "SCTP"];

/// Every pair and port of one text, for both readings of pods in their host's network; `Err` is the first difference.
fn compare(text: &str) -> Result<usize, String> {
    let as_pod = || compare_given(text, &Given { host_network_as_pod: true, ..given() });
    let more = if text.contains("hostNetwork") { as_pod()? } else { 0 };
    Ok(compare_given(text, &given())? + more)
}

fn compare_given(text: &str, given: &Given) -> Result<usize, String> {
    let spec =
        Spec { dns: given.dns.clone(), host_network_as_pod: given.host_network_as_pod, ..Spec::read(text) };
    let core = Core::read(text, given);
    let mut ends: Vec<(String, End<'_>)> =
        spec.cluster.pods.iter().map(|it| (it.id.clone(), End::Pod(it))).collect();
    ends.extend(OUTSIDE.iter().map(|it| (format!("ip:{it}"), spec.end_at(it.parse::<IpAddr>().unwrap()))));
    let ids = core.ids();
    let hosts = ids.iter().filter_map(|it| Some((it.clone(), End::Name(it.strip_prefix("host:")?, None))));
    ends.extend(hosts);
    let addresses: Vec<IpAddr> = OUTSIDE.iter().filter_map(|it| it.parse().ok()).collect();
    let mut checked = services::compare(&core, &spec, &addresses)?;
    let mut nth = 0;
    for (from_id, from) in &ends {
        for (to_id, to) in &ends {
            let (Some(row), Some(column)) = (core.index(from_id), core.index(to_id)) else {
                return Err(format!("core has no {from_id} or no {to_id}, only {:?}", core.ids()));
            };
            let itself = match (from, to) {
                (End::Pod(one), End::Pod(two)) => one.id == two.id && !one.many,
                (End::Pod(_), _) | (_, End::Pod(_)) => false,
                _ => continue,
            };
            let allowed = core.ports(row, column);
            nth += 1;
            for (at, protocol) in PROTOCOLS.into_iter().enumerate() {
                // Every other port, and the rest with the next pair.
                for port in PORTS.into_iter().chain([54]).skip((nth + at) % 2).step_by(2) {
                    let expected = spec.allows(&Flow { from: *from, to: *to, protocol, port });
                    let expected = if itself { Answer::Itself } else { Answer::Port(expected) };
                    let found = core.verdict(row, column, protocol, port);
                    let flow = format!("{from_id} -> {to_id} {protocol} {port}");
                    if found != expected {
                        return Err(format!("{flow}: core says {found:?}, the specification {expected:?}"));
                    }
                    // P-7: the cell for all ports agrees with the one for this port.
                    let held = ports_hold(&allowed, protocol, port);
                    if !itself && held != (expected == Answer::Port(Truth::Yes)) {
                        return Err(format!("{flow}: {found:?}, but the cell's ports are `{allowed}`"));
                    }
                    checked += 1;
                }
            }
            summary_agrees(&core, row, column, &allowed, itself)
                .map_err(|it| format!("{from_id} -> {to_id}: {it}"))?;
        }
    }
    Ok(checked)
}

/// The sign of the cell for all ports says what its list of ports says.
fn summary_agrees(core: &Core, row: u32, column: u32, allowed: &str, itself: bool) -> Result<(), String> {
    let sign = core.whole(row, column);
    let fits = match sign {
        Answer::All => allowed == "all",
        Answer::Some => !allowed.is_empty() && allowed != "all",
        Answer::None => allowed.is_empty(),
        Answer::Itself => itself,
        Answer::Port(Truth::Unknown) => allowed != "all",
        Answer::Port(Truth::Yes | Truth::No) | Answer::Void => false,
    };
    if fits { Ok(()) } else { Err(format!("{sign:?} with ports `{allowed}`")) }
}

/// Smallest text with a difference, and which.
fn smallest(text: &str) -> (String, String) {
    let difference = |it: &str| match catch_unwind(AssertUnwindSafe(|| compare(it))) {
        Ok(Ok(_)) => None,
        Ok(Err(message)) => Some(message),
        Err(_) => Some("panic".to_owned()),
    };
    let first = difference(text).unwrap_or_default();
    // No error but those that the whole has: the server stores what fails closed.
    let errors = |it: &str| -> Vec<String> {
        let errors = Core::read(it, &given()).problems().into_iter().filter(|it| it.severity == "error");
        errors.map(|it| it.message).collect()
    };
    let accepted = errors(text);
    let sound = |it: &str| errors(it).iter().all(|it| accepted.contains(it));
    let spec_reads = |it: &str| {
        catch_unwind(AssertUnwindSafe(|| Spec::read(it))).is_ok() && (first == "panic" || sound(it))
    };
    let smaller = shrink(text, &|it| {
        spec_reads(it) && difference(it).is_some_and(|it| (it == "panic") == (first == "panic"))
    });
    let message = difference(&smaller).unwrap_or_default();
    (smaller, message)
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
        match catch_unwind(AssertUnwindSafe(|| compare(&text))) {
            Ok(Ok(more)) => {
                counter.set(counter.get() + more);
                Ok(())
            }
            Ok(Err(_)) | Err(_) => {
                // The plain style shrinks better; a difference in the other one alone is one of reading YAML.
                let plain = manifests.plain();
                let fails = !matches!(catch_unwind(AssertUnwindSafe(|| compare(&plain))), Ok(Ok(_)));
                Err(smallest(if fails { &plain } else { &text }))
            }
        }
    });
    println!("{} flows compared", counter.get());
}
