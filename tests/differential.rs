//! `netpol-core` against the executable specification on random clusters, and properties of both.
//!
//! `NETPOL_RUNS` sets how many clusters, `NETPOL_SEED` where to begin. A failure prints the seed and the smallest
//! input that still fails; it belongs into `tests/cases`.

use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};

use netpol_tests::adapter::{Answer, Core, Given, ports_hold};
use netpol_tests::generator::{self, Manifests, Node, OUTSIDE, PORTS, map, scalar};
use netpol_tests::paths::number;
use netpol_tests::random::Random;
use netpol_tests::shrink::shrink;
use netpol_tests::spec::{End, Flow, Spec, Truth};

const PROTOCOLS: [&str; 3] = ["TCP", "UDP", "SCTP"];

fn given() -> Given {
    Given { externals: OUTSIDE.iter().map(|it| it.parse().unwrap()).collect(), ..Given::default() }
}

/// Runs `check` on random clusters; on failure, shrinks the text and tells.
fn run(runs: u64, check: impl Fn(&Manifests, &mut Random) -> Result<(), (String, String)>) {
    let first = number("NETPOL_SEED", 1);
    for seed in first..first + number("NETPOL_RUNS", runs) {
        let mut random = Random::new(seed.wrapping_mul(0x5851_f42d_4c95_7f2d));
        let manifests = generator::manifests(&mut random);
        if let Err((text, message)) = check(&manifests, &mut random) {
            panic!("NETPOL_SEED={seed} NETPOL_RUNS=1\n{message}\n\n{text}");
        }
    }
}

/// Every pair and port of one text; `Err` is the first difference.
fn compare(text: &str) -> Result<usize, String> {
    let spec = Spec::read(text);
    let core = Core::read(text, &given());
    let mut ends: Vec<(String, End<'_>)> =
        spec.cluster.pods.iter().map(|it| (it.id.clone(), End::Pod(it))).collect();
    ends.extend(OUTSIDE.iter().map(|it| (format!("ip:{it}"), End::Outside(it.parse::<IpAddr>().unwrap()))));
    let mut checked = 0;
    for (from_id, from) in &ends {
        for (to_id, to) in &ends {
            let (Some(row), Some(column)) = (core.index(from_id), core.index(to_id)) else {
                return Err(format!("core has no {from_id} or no {to_id}, only {:?}", core.ids()));
            };
            let itself = match (from, to) {
                (End::Outside(_), End::Outside(_)) => continue,
                (End::Pod(one), End::Pod(two)) => one.id == two.id && !one.many,
                (End::Pod(_), End::Outside(_)) | (End::Outside(_), End::Pod(_)) => false,
            };
            let allowed = core.ports(row, column);
            for protocol in PROTOCOLS {
                for port in PORTS.into_iter().chain([54]) {
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
    let sound = |it: &str| Core::read(it, &given()).problems().iter().all(|it| it.severity != "error");
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
    let counter = std::cell::Cell::new(0);
    run(2_000, |manifests, random| {
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

/// All answers of a text, by pair and port, as the property tests compare them.
fn answers(text: &str) -> Vec<(String, Answer)> {
    let core = Core::read(text, &given());
    // The other addresses are cut as the blocks of the input demand.
    let is_stable = |it: &String| !it.starts_with("ip:") || OUTSIDE.contains(&&it[3..]);
    let ids: Vec<String> = core.ids().into_iter().filter(is_stable).collect();
    let mut answers = Vec::new();
    for from in &ids {
        for to in &ids {
            let (row, column) = (core.index(from).unwrap(), core.index(to).unwrap());
            for (protocol, port) in [("TCP", 80), ("TCP", 8080), ("TCP", 81), ("UDP", 53), ("SCTP", 9000)] {
                let answer = core.verdict(row, column, protocol, port);
                answers.push((format!("{from} -> {to} {protocol} {port}"), answer));
            }
        }
    }
    answers.sort_by(|one, two| one.0.cmp(&two.0));
    answers
}

/// `after` says the same as `before`, but for what `may_change`.
fn unchanged(
    before: &str,
    after: &str,
    may_change: fn(Answer, Answer) -> bool,
) -> Result<(), (String, String)> {
    let (one, two) = (answers(before), answers(after));
    let names = |it: &[(String, Answer)]| it.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
    if names(&one) != names(&two) {
        return Err((format!("{before}=======\n{after}"), "other endpoints".to_owned()));
    }
    match one.iter().zip(&two).find(|(one, two)| one.1 != two.1 && !may_change(one.1, two.1)) {
        None => Ok(()),
        Some((one, two)) => {
            let message = format!("{}: {:?} became {:?}", one.0, one.1, two.1);
            Err((format!("{before}=======\n{after}"), message))
        }
    }
}

/// P-1.
#[test]
fn a_policy_that_applies_to_nothing_changes_nothing() {
    run(300, |manifests, random| {
        let mut more = manifests.clone();
        let mut policy = generator::policy(random, 99);
        let nobody = map([("matchLabels", map([("app", scalar("nobody"))]))]);
        policy.set("spec", map([("podSelector", nobody), ("ingress", Node::List(vec![map([])]))]));
        more.documents.push(policy);
        unchanged(&manifests.plain(), &more.plain(), |_, _| false)
    });
}

/// P-2.
#[test]
fn one_more_rule_never_denies_when_the_types_are_explicit() {
    run(300, |manifests, random| {
        let mut explicit = manifests.clone();
        for at in explicit.policies() {
            let spec = spec_of(&mut explicit.documents[at]);
            let types = random.pick(&["Ingress", "Egress"]);
            spec.set("policyTypes", Node::List(vec![scalar(types)]));
        }
        let mut more = explicit.clone();
        for at in more.policies() {
            let (direction, peers) = if random.chance(50) { ("ingress", "from") } else { ("egress", "to") };
            let rule = generator::rule(random, peers);
            let spec = spec_of(&mut more.documents[at]);
            match spec.get_mut(direction).and_then(Node::list_mut) {
                Some(rules) => rules.push(rule),
                None => spec.set(direction, Node::List(vec![rule])),
            }
        }
        let never_less = |before, after| match (before, after) {
            (Answer::Port(before), Answer::Port(after)) => before <= after,
            _ => false,
        };
        unchanged(&explicit.plain(), &more.plain(), never_less)
    });
}

/// P-3.
#[test]
fn two_rules_in_one_policy_are_two_policies() {
    run(300, |manifests, _| {
        let mut explicit = manifests.clone();
        let mut split = Manifests { documents: Vec::new() };
        for document in &mut explicit.documents {
            if document.get("kind") != Some(&scalar("NetworkPolicy")) {
                split.documents.push(document.clone());
                continue;
            }
            let spec = spec_of(document);
            spec.set("policyTypes", Node::List(vec![scalar("Ingress"), scalar("Egress")]));
            let rules = spec.get_mut("ingress").and_then(Node::list_mut).cloned().unwrap_or_default();
            for nth in 0..rules.len().max(1) {
                let mut part = document.clone();
                let name = format!("part-{}-{nth}", split.documents.len());
                part.get_mut("metadata").unwrap().set("name", scalar(name));
                let own = rules.get(nth).cloned().into_iter().collect();
                spec_of(&mut part).set("ingress", Node::List(own));
                split.documents.push(part);
            }
        }
        unchanged(&explicit.plain(), &split.plain(), |_, _| false)
    });
}

/// P-4.
#[test]
fn the_order_of_policies_rules_peers_and_ports_is_irrelevant() {
    run(300, |manifests, random| {
        let mut shuffled = manifests.clone();
        random.shuffle(&mut shuffled.documents);
        for at in shuffled.policies() {
            shuffle(&mut shuffled.documents[at], random);
        }
        unchanged(&manifests.plain(), &shuffled.plain(), |_, _| false)
    });
}

fn shuffle(node: &mut Node, random: &mut Random) {
    match node {
        Node::Scalar(_) => {}
        Node::List(items) => {
            random.shuffle(items);
            items.iter_mut().for_each(|it| shuffle(it, random));
        }
        Node::Map(pairs) => {
            random.shuffle(pairs);
            pairs.iter_mut().for_each(|it| shuffle(&mut it.1, random));
        }
    }
}

fn spec_of(policy: &mut Node) -> &mut Node {
    if !matches!(policy.get("spec"), Some(Node::Map(_))) {
        policy.set("spec", map([]));
    }
    policy.get_mut("spec").unwrap()
}
