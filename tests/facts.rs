//! What more facts, fewer policies and another order of rules may do to the answers, with all tiers in play.

use std::net::IpAddr;

use netpol_tests::adapter::Core;
use netpol_tests::answers::{compared, definite_or_same, never_less, unchanged};
use netpol_tests::generator::{self, Manifests, Yaml, map, of_all_kinds, scalar};
use netpol_tests::random::Random;
use netpol_tests::runs::{given, run_on};
use netpol_tests::spec::Spec;

const ADDRESSES: [&str; 2] = ["podIP", "podIPs"];

fn kind_is(document: &Yaml, kind: &str) -> bool {
    document.get("kind") == Some(&scalar(kind))
}

/// Those of IPv4 alone: facts may change the family of a flow (M-44), and with it what blocks see.
fn of_one_family(manifests: &Manifests) -> Manifests {
    let has_addresses = |it: &Yaml| ["Pod", "Node", "Service"].iter().any(|kind| kind_is(it, kind));
    let is_ipv6 = |it: &Yaml| {
        let text = it.write(&mut None);
        text.contains("fd00") || text.contains("IPv6")
    };
    manifests.without(|it| has_addresses(it) && is_ipv6(it))
}

fn is_baseline(document: &Yaml) -> bool {
    let tier = document.get("spec").and_then(|it| it.get("tier"));
    kind_is(document, "BaselineAdminNetworkPolicy") || tier == Some(&scalar("Baseline"))
}

/// The rules of each admin policy in one direction, to change them.
fn change_rules(manifests: &mut Manifests, change: &mut dyn FnMut(&mut Vec<Yaml>)) {
    for document in manifests.documents.iter_mut().filter(|it| generator::is_admin_policy(it)) {
        let Some(spec) = document.get_mut("spec") else { continue };
        for direction in ["ingress", "egress"] {
            if let Some(rules) = spec.get_mut(direction).and_then(Yaml::list_mut) {
                change(rules);
            }
        }
    }
}

/// P-5: "permuting admin rules may".
#[test]
fn the_order_of_admin_rules_can_decide() {
    let changes = |seed: u64| {
        let manifests = of_all_kinds(&mut Random::new(seed));
        let mut turned = manifests.clone();
        change_rules(&mut turned, &mut |rules| rules.reverse());
        unchanged(&manifests.plain(), &turned.plain(), |_, _| false).is_err()
    };
    let found = (1..200).find(|&seed| changes(seed));
    assert!(found.is_some(), "the order of rules never mattered");
}

/// The other half of P-4: the order of documents is not that of priorities, and peers and ports are alternatives.
#[test]
fn the_order_of_admin_policies_peers_and_ports_is_irrelevant() {
    run_on(of_all_kinds, 300, |manifests, random| {
        let mut shuffled = manifests.clone();
        random.shuffle(&mut shuffled.documents);
        change_rules(&mut shuffled, &mut |rules| {
            for rule in rules {
                for key in ["from", "to", "ports", "protocols"] {
                    if let Some(items) = rule.get_mut(key).and_then(Yaml::list_mut) {
                        random.shuffle(items);
                    }
                }
            }
        });
        unchanged(&manifests.plain(), &shuffled.plain(), |_, _| false)
    });
}

/// P-6.
#[test]
fn without_a_baseline_nothing_more_is_denied() {
    run_on(of_all_kinds, 300, |manifests, _| {
        let (before, after) = (manifests.plain(), manifests.without(is_baseline).plain());
        // The only selector that tells the pods of a StatefulSet apart may go with it.
        let ids = |text: &str| Core::read(text, &given()).ids();
        if ids(&before) != ids(&after) {
            return Ok(());
        }
        unchanged(&before, &after, never_less)
    });
}

/// P-9, for addresses of pods, where pods are assumed to be.
#[test]
fn an_address_of_a_pod_decides_and_never_reverses() {
    run_on(of_all_kinds, 300, |manifests, _| {
        let manifests = &of_one_family(manifests);
        let mut known = manifests.clone();
        for (nth, document) in known.documents.iter_mut().enumerate().filter(|it| kind_is(it.1, "Pod")) {
            let in_host = document.get("spec").is_some_and(|it| it.get("hostNetwork").is_some());
            let mut status = match document.get("status") {
                Some(it @ Yaml::Map(_)) => it.clone(),
                Some(Yaml::Scalar(_) | Yaml::List(_)) | None => map([]),
            };
            if in_host || ADDRESSES.iter().any(|it| status.get(it).is_some()) {
                continue;
            }
            status.set("podIP", scalar(format!("10.244.7.{}", nth + 1)));
            document.set("status", status);
        }
        unchanged(&manifests.plain(), &known.plain(), definite_or_same)
    });
}

/// P-9, for Node objects of the nodes whose address some pod already shows.
#[test]
fn node_objects_decide_and_never_reverse() {
    run_on(of_all_kinds, 300, |manifests, random| {
        let without = of_one_family(manifests).without(|it| kind_is(it, "Node"));
        let text = without.plain();
        let pods = Spec::read(&text).cluster.pods;
        let mut known = without.clone();
        for nth in 1..3 {
            let address = IpAddr::from([192, 168, 1, nth]);
            if pods.iter().any(|it| it.node_addresses.contains(&address)) {
                known.documents.push(generator::node(random, usize::from(nth), false));
            }
        }
        unchanged(&text, &known.plain(), definite_or_same)
    });
}

/// P-9, for where pods are and for what names stand for.
#[test]
fn a_pod_range_and_names_decide_and_never_reverse() {
    run_on(of_all_kinds, 300, |manifests, _| {
        let text = of_one_family(manifests).plain();
        let (mut no_ranges, mut no_names) = (given(), given());
        no_ranges.facts.pod_cidrs.clear();
        no_names.facts.dns.clear();
        let less = [no_ranges, no_names];
        for less in less {
            let (before, after) = ((text.as_str(), &less), (text.as_str(), &given()));
            compared(before, after, definite_or_same)?;
        }
        Ok(())
    });
}
