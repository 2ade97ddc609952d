//! What must hold of every cluster, without a look at the specification: one change of the input, and what it may
//! change in the answers; and that the page's other views tell the same story as the matrix.

use netpol_core::Probe;
use netpol_core::internals::kind::{Manifest, NetworkPolicy};
use netpol_core::protocol::Protocol;
use netpol_core::view::{CellSign, Sign};
use netpol_tests::adapter::{Answer, Core};
use netpol_tests::answers::{never_less, unchanged};
use netpol_tests::generator::{self, Manifests, Yaml, map, scalar};
use netpol_tests::random::Random;
use netpol_tests::runs::{given, run_all, run_on};
use netpol_tests::spec::Truth;

/// P-1.
#[test]
fn a_policy_that_applies_to_nothing_changes_nothing() {
    run_all(200, |manifests, random| {
        let mut more = manifests.clone();
        let mut policy = generator::policy(random, 99);
        let none = map([("matchLabels", map([("app", scalar("none"))]))]);
        policy.set("spec", map([("podSelector", none), ("ingress", Yaml::List(vec![map([])]))]));
        more.documents.push(policy);
        unchanged(&manifests.plain(), &more.plain(), |_, _| false)
    });
}

/// P-2.
#[test]
fn one_more_rule_never_denies_when_the_types_are_explicit() {
    run_all(200, |manifests, random| {
        let mut explicit = manifests.clone();
        for at in explicit.policies() {
            let spec = spec_of(&mut explicit.documents[at]);
            let types = random.pick(&["Ingress", "Egress"]);
            spec.set("policyTypes", Yaml::List(vec![scalar(types)]));
        }
        let mut more = explicit.clone();
        for at in more.policies() {
            let (direction, peers) = if random.chance(50) { ("ingress", "from") } else { ("egress", "to") };
            let rule = generator::rule(random, peers);
            let spec = spec_of(&mut more.documents[at]);
            match spec.get_mut(direction).and_then(Yaml::list_mut) {
                Some(rules) => rules.push(rule),
                None => spec.set(direction, Yaml::List(vec![rule])),
            }
        }
        let (before, after) = (explicit.plain(), more.plain());
        // The first selector that tells the pods of a StatefulSet apart makes more rows.
        let by_ordinal = |it: &str| it.contains("pod-index") || it.contains("kubernetes.io/pod-name");
        if by_ordinal(&before) != by_ordinal(&after) {
            return Ok(());
        }
        unchanged(&before, &after, never_less)
    });
}

/// P-3.
#[test]
fn two_rules_in_one_policy_are_two_policies() {
    run_all(200, |manifests, _| {
        let mut explicit = manifests.clone();
        let mut split = Manifests { documents: Vec::new() };
        for document in &mut explicit.documents {
            if document.get("kind") != Some(&scalar("NetworkPolicy")) {
                split.documents.push(document.clone());
                continue;
            }
            let spec = spec_of(document);
            spec.set("policyTypes", Yaml::List(vec![scalar("Ingress"), scalar("Egress")]));
            let rules = spec.get_mut("ingress").and_then(Yaml::list_mut).cloned().unwrap_or_default();
            for nth in 0..rules.len().max(1) {
                let mut part = document.clone();
                let name = format!("part-{}-{nth}", split.documents.len());
                part.get_mut("metadata").unwrap().set("name", scalar(name));
                let own = rules.get(nth).cloned().into_iter().collect();
                spec_of(&mut part).set("ingress", Yaml::List(own));
                split.documents.push(part);
            }
        }
        // Where it is not known whether the policy selects a pod, that the two halves do so together is not seen.
        unchanged(&explicit.plain(), &split.plain(), |_, after| after == Answer::Port(Truth::Unknown))
    });
}

/// P-4.
#[test]
fn the_order_of_policies_rules_peers_and_ports_is_irrelevant() {
    run_all(200, |manifests, random| {
        let mut shuffled = manifests.clone();
        random.shuffle(&mut shuffled.documents);
        for at in shuffled.policies() {
            shuffle(&mut shuffled.documents[at], random);
        }
        unchanged(&manifests.plain(), &shuffled.plain(), |_, _| false)
    });
}

fn shuffle(node: &mut Yaml, random: &mut Random) {
    match node {
        Yaml::Scalar(_) => {}
        Yaml::List(items) => {
            random.shuffle(items);
            items.iter_mut().for_each(|it| shuffle(it, random));
        }
        Yaml::Map(pairs) => {
            random.shuffle(pairs);
            pairs.iter_mut().for_each(|it| shuffle(&mut it.1, random));
        }
    }
}

fn spec_of(policy: &mut Yaml) -> &mut Yaml {
    if !matches!(policy.get("spec"), Some(Yaml::Map(_))) {
        policy.set("spec", map([]));
    }
    policy.get_mut("spec").unwrap()
}

/// P-8: what *Why?* says is what the cell says, for each port and for all of them.
#[test]
fn explanation_and_cell_agree() {
    run_all(100, |manifests, random| {
        let text = manifests.plain();
        let core = Core::read(&text, &given());
        let count = core.ids().len() as u32;
        for from in 0..count {
            for to in 0..count {
                let port = [80, 8080, 53, 9000][random.range(0..4)];
                let probe = Probe::Port(Protocol::ALL[random.range(0..3)], port);
                for probe in [Probe::Any, probe] {
                    agrees(&core, from, to, probe).map_err(|it| (text.clone(), it))?;
                }
            }
        }
        Ok(())
    });
}

fn agrees(core: &Core, from: u32, to: u32, probe: Probe) -> Result<(), String> {
    let cell = core.analysis.cell(from, to, probe).unwrap();
    let why = core.analysis.explanation(from, to, probe).unwrap();
    let told = |it: &str| Err(format!("{} {}: {it}\n{cell:?}\n{why:#?}", cell.label, probe.label()));
    if why.sign != cell.sign {
        return told("other sign");
    }
    if matches!(cell.sign, CellSign::SelfPod | CellSign::Unreachable | CellSign::Void) {
        return if why.sides.is_empty() { Ok(()) } else { told("sides of nothing") };
    }
    if why.sides.len() != 2 || why.pieces.get(why.chosen).is_none() {
        return told("sides or pieces are missing");
    }
    // Each piece is what its own port says.
    for piece in &why.pieces {
        let single = core.analysis.cell(from, to, piece.probe).unwrap();
        if single.sign != piece.sign {
            return told("a piece differs from its port");
        }
    }
    let signs: Vec<Sign> = why.sides.iter().map(|it| it.sign).collect();
    let both = match (signs.contains(&Sign::No), signs.contains(&Sign::Unknown)) {
        (true, _) => CellSign::Denied,
        (false, true) => CellSign::Unknown,
        (false, false) => CellSign::Allowed,
    };
    if both == why.pieces[why.chosen].sign { Ok(()) } else { told("the sides do not make up the piece") }
}

/// "How many ordered pairs of endpoints lose connections when the policy's rules go and its isolation stays."
#[test]
fn a_policy_opens_what_closes_without_its_rules() {
    run_all(150, |manifests, _| {
        let text = manifests.plain();
        let core = Core::read(&text, &given());
        let lenses = core.analysis.lenses(0);
        // Those of cluster-wide policies have no namespace before their name.
        let lenses: Vec<_> = lenses.iter().filter(|it| it.policy.contains('/')).collect();
        for (nth, at) in manifests.policies().into_iter().enumerate() {
            let mut closed = manifests.clone();
            // The rules move to a namespace without pods, so that their blocks still cut the address space.
            let mut elsewhere = closed.documents[at].clone();
            elsewhere.get_mut("metadata").unwrap().set("namespace", scalar("nowhere"));
            closed.documents.push(elsewhere);
            let types = types(&closed.documents[at]);
            let spec = spec_of(&mut closed.documents[at]);
            spec.set("policyTypes", Yaml::List(types));
            spec.set("ingress", Yaml::List(Vec::new()));
            spec.set("egress", Yaml::List(Vec::new()));
            let without = Core::read(&closed.plain(), &given());
            if core.ids() != without.ids() {
                return Err((text.clone(), "other endpoints".to_owned()));
            }
            let count = core.ids().len() as u32;
            let pairs = (0..count).flat_map(|from| (0..count).map(move |to| (from, to)));
            let lost: Vec<_> =
                pairs.filter(|&(from, to)| core.ports(from, to) != without.ports(from, to)).collect();
            if lenses[nth].opens != lost.len() {
                let ids = core.ids();
                let lost: Vec<String> = lost
                    .iter()
                    .map(|it| format!("{} -> {}", ids[it.0 as usize], ids[it.1 as usize]))
                    .collect();
                return Err((text.clone(), format!("{:?}, but what closes is {lost:#?}", lenses[nth])));
            }
        }
        Ok(())
    });
}

/// The cells of a rule are those that it alone would open, were there no other rules for its pods and direction.
#[test]
fn a_rule_opens_what_it_opens_alone() {
    run_all(60, |manifests, random| {
        let text = manifests.plain();
        let core = Core::read(&text, &given());
        let count = core.ids().len() as u32;
        let policies = manifests.policies();
        for (nth, it) in core.analysis.manifests().iter().filter_map(policy).enumerate() {
            for (key, rules) in [("ingress", &it.ingress), ("egress", &it.egress)] {
                let governs = if key == "ingress" { it.policy_types.ingress } else { it.policy_types.egress };
                if rules.is_empty() || !governs {
                    continue;
                }
                let which = random.range(0..rules.len());
                let start = it.meta.origin.locate(rules[which].span).span.start;
                let shown = core.analysis.rule_at(0, start).unwrap();
                let alone = only(manifests, &policies, Some((policies[nth], which)), key);
                let none = only(manifests, &policies, None, key);
                let (alone, none) = (Core::read(&alone, &given()), Core::read(&none, &given()));
                let pairs = (0..count).flat_map(|from| (0..count).map(move |to| (from, to)));
                let opened: Vec<_> =
                    pairs.filter(|&(from, to)| alone.ports(from, to) != none.ports(from, to)).collect();
                if shown.cells != opened {
                    return Err((text.clone(), format!("{shown:?}, but alone it opens {opened:?}")));
                }
            }
        }
        Ok(())
    });
}

fn policy(it: &Manifest) -> Option<&NetworkPolicy> {
    if let Manifest::NetworkPolicy(it) = it { Some(it) } else { None }
}

/// The manifests with the same isolation and, in one direction, only one rule or none.
fn only(manifests: &Manifests, policies: &[usize], rule: Option<(usize, usize)>, key: &str) -> String {
    let mut changed = manifests.clone();
    for &at in policies {
        let mut elsewhere = changed.documents[at].clone();
        elsewhere.get_mut("metadata").unwrap().set("namespace", scalar("nowhere"));
        changed.documents.push(elsewhere);
        let types = types(&changed.documents[at]);
        let spec = spec_of(&mut changed.documents[at]);
        spec.set("policyTypes", Yaml::List(types));
        let rules = spec.get_mut(key).and_then(Yaml::list_mut).cloned().unwrap_or_default();
        let kept = rule.filter(|it| it.0 == at).and_then(|it| rules.get(it.1).cloned());
        spec.set(key, Yaml::List(kept.into_iter().collect()));
    }
    changed.plain()
}

/// The directions that a policy isolates, spelt out.
fn types(policy: &Yaml) -> Vec<Yaml> {
    let spec = policy.get("spec");
    let list = |key: &str| match spec.and_then(|it| it.get(key)) {
        Some(Yaml::List(items)) => items.clone(),
        Some(Yaml::Map(_) | Yaml::Scalar(_)) | None => Vec::new(),
    };
    match list("policyTypes") {
        types if !types.is_empty() => types,
        _ if list("egress").is_empty() => vec![scalar("Ingress")],
        _ => vec![scalar("Ingress"), scalar("Egress")],
    }
}

/// "Classes … folds rows and columns that no policy can tell apart": the answer does not tell which of them it is.
#[test]
fn members_of_a_fold_are_interchangeable() {
    run_on(generator::of_all_kinds, 400, |manifests, _| {
        let text = manifests.plain();
        let core = Core::read(&text, &given());
        let (analysis, ids) = (&core.analysis, core.ids());
        let cell = |from, to| analysis.model().reachability(from, to);
        let endpoints = analysis.endpoints();
        // A pod and the row of its own node are another matter.
        let own_node = |one: u32, other: u32| {
            let [one, other] = [one, other].map(|it| &endpoints[it as usize]);
            one.node.is_some()
                && one.node == other.node
                && (one.group == "outside" || other.group == "outside")
        };
        for line in analysis.lines(true) {
            // One that stands for itself.
            let Some((&first, rest)) = line.members.split_first() else { continue };
            let second = rest[0];
            for &other in rest {
                for third in (0..ids.len() as u32).filter(|it| !line.members.contains(it)) {
                    if own_node(first, third) || own_node(other, third) {
                        continue;
                    }
                    if cell(first, third) != cell(other, third) || cell(third, first) != cell(third, other) {
                        let [a, b, c] = [first, other, third].map(|it| &ids[it as usize]);
                        return Err((text, format!("{a} and {b} differ towards {c}")));
                    }
                }
                for &one in line.members.iter().filter(|it| **it != other) {
                    if cell(one, other) != cell(first, second) || cell(other, one) != cell(first, second) {
                        return Err((text, format!("members differ among each other: {:?}", line.members)));
                    }
                }
            }
        }
        Ok(())
    });
}
