//! What an explanation claims, held against the verdict: its parts add up to the outcome, and the lines it cites
//! are those that decide. "The test for a reason: delete the cited lines, and the verdict flips."

use netpol_core::Probe;
use netpol_core::internals::eval::Reason;
use netpol_core::internals::explain::{Explanation, NotAsked, RuleTrial, Side, TierEnd, TierTrace};
use netpol_core::internals::ids::PolicyId;
use netpol_core::internals::policy::{Action, PerDirection, RuleRef, Tier};
use netpol_core::internals::tri::Tri;
use netpol_core::protocol::Protocol;
use netpol_core::view::{Fragment, MarkKind, StepView};
use netpol_tests::adapter::Core;
use netpol_tests::generator::{Manifests, OUTSIDE, Yaml, of_all_kinds, scalar};
use netpol_tests::random::Random;
use netpol_tests::runs::{given, run, run_all, run_on};

const PROBES: [Probe; 5] = [
    Probe::Any,
    Probe::Port(Protocol::Tcp, 80),
    Probe::Port(Protocol::Tcp, 8080),
    Probe::Port(Protocol::Udp, 53),
    Probe::Port(Protocol::Sctp, 9000),
];

/// Calls `check` for every pair, with one probe each.
fn every_pair(
    core: &Core,
    random: &mut Random,
    mut check: impl FnMut(u32, u32, Probe, &Explanation) -> Result<(), String>,
) -> Result<(), String> {
    let count = core.ids().len() as u32;
    for from in 0..count {
        for to in 0..count {
            let probe = PROBES[random.range(0..PROBES.len())];
            let it = core.analysis.explain(from, to, probe).unwrap();
            check(from, to, probe, &it).map_err(|message| {
                let ids = core.ids();
                format!(
                    "{} -> {} {}: {message}\n{it:#?}",
                    ids[from as usize],
                    ids[to as usize],
                    probe.label()
                )
            })?;
        }
    }
    Ok(())
}

/// How a tier may end: allowed, denied, handed on.
type Ends = [bool; 3];

/// The ends of an outer tier: a policy stops at its first rule that matches for certain; policies of one priority
/// come in any order, so each of them may be the first.
fn outer(core: &Core, trace: &TierTrace) -> Ends {
    let priority = |it: PolicyId| core.analysis.policies().policies.at(it).priority;
    let mut ends = [false; 3];
    for level in trace.policies.chunk_by(|a, b| priority(a.0) == priority(b.0)) {
        let mut goes_on = true;
        for &(policy, selected) in level {
            for it in trace.trials.iter().filter(|it| it.rule.policy == policy && it.matches.possible()) {
                match it.action {
                    Action::Accept => ends[0] = true,
                    Action::Deny => ends[1] = true,
                    Action::Pass => ends[2] = true,
                }
                if it.matches == Tri::Yes {
                    goes_on &= selected == Tri::Unknown;
                    break;
                }
            }
        }
        if !goes_on {
            return ends;
        }
    }
    ends[2] = true;
    ends
}

/// The ends of the tier of NetworkPolicy.
fn network_policies(side: &Side) -> Ends {
    let selects =
        |it: PolicyId| side.isolating.iter().find(|(policy, _)| *policy == it).map_or(Tri::No, |it| it.1);
    let trials = || side.matches.iter().chain(&side.misses);
    let best = trials().map(|it| it.matches.and(selects(it.rule.policy))).max().unwrap_or(Tri::No);
    match side.isolating.iter().map(|it| it.1).max().unwrap_or(Tri::No) {
        Tri::No => [false, false, true],
        Tri::Yes => [best.possible(), best != Tri::Yes, false],
        // Each of them may be the only one that selects.
        Tri::Unknown => {
            let allows =
                |policy: PolicyId, it: &RuleTrial| it.rule.policy == policy && it.matches == Tri::Yes;
            let all =
                side.isolating.iter().all(|(policy, _)| side.matches.iter().any(|it| allows(*policy, it)));
            [best.possible(), !all, true]
        }
    }
}

/// The outcome of one side from what it says about policies and rules alone.
fn recomputed(core: &Core, side: &Side) -> Tri {
    if matches!(side.reason, Reason::OwnNode | Reason::HostNetwork | Reason::NotApplicable) {
        return Tri::Yes;
    }
    let tier = |tier| {
        let trace = side.outer.iter().find(|it| it.tier == tier);
        trace.map_or([false, false, true], |it| outer(core, it))
    };
    let (mut allow, mut deny, mut open) = (false, false, true);
    for [accepts, denies, on] in [tier(Tier::Admin), network_policies(side), tier(Tier::Baseline)] {
        if open {
            allow |= accepts;
            deny |= denies;
            open = on;
        }
    }
    let by_rules = match (allow || open, deny) {
        (true, true) => Tri::Unknown,
        (allow, _) => allow.into(),
    };
    if side.reason == Reason::PerhapsOwnNode { by_rules.or(Tri::Unknown) } else { by_rules }
}

fn adds_up(core: &Core, side: &Side) -> Result<(), String> {
    if recomputed(core, side) != side.allowed {
        return Err(format!("its rules make it {:?}", recomputed(core, side)));
    }
    let tier = |it: RuleRef| core.analysis.policies().policies.at(it.policy).tier;
    side.outer.iter().try_for_each(|it| tier_adds_up(side, it, side.reason.rule().map(tier)))?;
    let decider = side.reason.rule().filter(|it| tier(*it) == Tier::NetworkPolicy);
    if decider.is_some() && side.matches.first().map(|it| it.rule) != decider {
        return Err("the decider is not the first match".to_owned());
    }
    let rules = |it: PolicyId| core.analysis.policies().rules(it, side.direction).len();
    let all: usize = side.isolating.iter().map(|it| rules(it.0)).sum();
    if side.matches.len() + side.misses.len() != all {
        return Err("not every rule was tried".to_owned());
    }
    let sound = side.matches.iter().all(|it| it.matches.possible())
        && side.misses.iter().all(|it| !it.matches.possible());
    if sound { Ok(()) } else { Err("matches and misses are mixed up".to_owned()) }
}

/// A tier is told as its decider is, and one that is not asked decides nothing.
fn tier_adds_up(side: &Side, trace: &TierTrace, decider: Option<Tier>) -> Result<(), String> {
    let here = decider == Some(trace.tier);
    let fits = match (&trace.end, side.reason) {
        (TierEnd::Decided(it), Reason::Rule(by)) if here => *it == by,
        (TierEnd::Undecided(_), Reason::Unknown(_)) if here => true,
        (TierEnd::Tied(all), Reason::Tied(by)) if here => all.contains(&by),
        (TierEnd::NotReached(why), _) => {
            !here
                && match why {
                    NotAsked::Decided(it) => side.reason == Reason::Rule(*it) || side.otherwise.is_some(),
                    NotAsked::Isolated => side.isolating.iter().any(|it| it.1 == Tri::Yes),
                    NotAsked::OtherDirection => !side.only_other_direction.is_empty(),
                    NotAsked::Exempt => side.allowed == Tri::Yes,
                }
        }
        _ => !here,
    };
    if fits { Ok(()) } else { Err(format!("{:?} tells {:?}", trace.tier, trace.end)) }
}

///
#[test]
fn policies_and_rules_of_an_explanation_add_up_to_its_verdict() {
    run(250, adds_up_everywhere);
}

#[test]
fn tiers_of_an_explanation_add_up_to_its_verdict() {
    run_on(of_all_kinds, 400, adds_up_everywhere);
}

fn adds_up_everywhere(manifests: &Manifests, random: &mut Random) -> Result<(), (String, String)> {
    let text = manifests.plain();
    let core = Core::read(&text, &given());
    let result = every_pair(&core, random, |_, _, _, it| {
        let Some(PerDirection { egress, ingress }) = &it.sides else { return Ok(()) };
        let piece = &it.pieces[it.chosen];
        if (egress.allowed, ingress.allowed) != (piece.by_direction.egress, piece.by_direction.ingress)
            || piece.allowed != egress.allowed.and(ingress.allowed)
        {
            return Err("sides and piece differ".to_owned());
        }
        adds_up(&core, egress)?;
        adds_up(&core, ingress)
    });
    result.map_err(|it| (text, it))
}

/// What a sentence says, without its links.
fn words(text: &[Fragment]) -> String {
    let part = |it: &Fragment| match it {
        Fragment::Text(it) | Fragment::Code(it) | Fragment::Link(it, _) => it.clone(),
    };
    text.iter().map(part).collect()
}

/// A sentence that ends in nothing promises a name and has none.
fn is_whole(text: &str) -> bool {
    const OPEN: [&str; 12] =
        ["by", "in", "of", "is", "whether", "wanted", "with", "to", "from", "and", "by name,", "asked,"];
    let text = text.trim_end_matches(['.', ' ']);
    let open = |it: &&str| text.strip_suffix(*it).is_some_and(|rest| rest.ends_with(' ') || rest.is_empty());
    let doubled = text.contains("  ") || text.contains("``") || text.contains(" ,") || text.contains(", ,");
    !text.is_empty() && !text.ends_with([',', ':', ';']) && !OPEN.iter().any(open) && !doubled
}

fn steps_are_whole(steps: &[StepView]) -> Result<(), String> {
    for it in steps {
        let text = words(&it.text);
        // What introduces its children may end in a colon.
        if !is_whole(text.trim_end_matches(':')) {
            return Err(format!("`{text}` ends in nothing"));
        }
        steps_are_whole(&it.children)?;
    }
    Ok(())
}

#[test]
fn no_sentence_ends_in_nothing() {
    run_all(50, |manifests, random| {
        let text = manifests.plain();
        let mut given = given();
        given.facts.own_node_egress_exempt = random.chance(50);
        given.facts.host_network_as_pod = random.chance(30);
        if random.chance(30) {
            given.facts.pod_cidrs.clear();
        }
        let core = Core::read(&text, &given);
        let result = every_pair(&core, random, |from, to, probe, _| {
            let view = core.analysis.explanation(from, to, probe).unwrap();
            let lines = view.advice.iter().chain(view.sides.iter().map(|it| &it.summary)).map(|it| words(it));
            let notes = view.notes.iter().map(|it| it.text.clone());
            if let Some(it) = lines.chain(notes).chain([view.sentence.clone()]).find(|it| !is_whole(it)) {
                return Err(format!("`{it}` ends in nothing"));
            }
            view.sides.iter().try_for_each(|it| steps_are_whole(&it.steps))
        });
        result.map_err(|it| (text, it))
    });
}

#[test]
fn marks_and_places_lie_inside_the_file_and_cover_whole_things() {
    run(150, |manifests, random| {
        let text = manifests.styled(random.bits());
        let core = Core::read(&text, &given());
        let units: Vec<u16> = text.encode_utf16().collect();
        let lines = text.lines().count() as u32;
        let result = every_pair(&core, random, |from, to, probe, it| {
            let view = core.analysis.explanation(from, to, probe).unwrap();
            for mark in &view.marks {
                let place = mark.place;
                // A selector that is not written has no width.
                let inside = place.from <= place.to && place.to as usize <= units.len();
                if !inside || place.from_line > place.to_line || place.to_line > lines {
                    return Err(format!("{mark:?} lies outside"));
                }
                let marked = String::from_utf16_lossy(&units[place.from as usize..place.to as usize]);
                let line = text.lines().nth(place.from_line as usize - 1).unwrap_or_default();
                if !line.contains(marked.lines().next().unwrap_or_default().trim_end()) {
                    return Err(format!("{mark:?} is {marked:?}, which is not in line {line:?}"));
                }
            }
            let denied = it
                .sides
                .iter()
                .flat_map(|it| [&it.egress, &it.ingress])
                .any(|it| it.reason == Reason::Isolated);
            let isolating = view.marks.iter().any(|it| it.kind == MarkKind::Isolate);
            if denied && !isolating { Err("what isolates is not marked".to_owned()) } else { Ok(()) }
        });
        result.map_err(|it| (text.clone(), it))
    });
}

/// Writes out the types that the API would infer, so that a rule can go without its policy's isolation.
fn explicit(manifests: &Manifests) -> Manifests {
    let mut manifests = manifests.clone();
    for at in manifests.policies() {
        let policy = &mut manifests.documents[at];
        if !matches!(policy.get("spec"), Some(Yaml::Map(_))) {
            policy.set("spec", Yaml::Map(Vec::new()));
        }
        let spec = policy.get_mut("spec").unwrap();
        let filled = |it: Option<&Yaml>| matches!(it, Some(Yaml::List(items)) if !items.is_empty());
        if !filled(spec.get("policyTypes")) {
            let mut types = vec![scalar("Ingress")];
            types.extend(filled(spec.get("egress")).then(|| scalar("Egress")));
            spec.set("policyTypes", Yaml::List(types));
        }
    }
    manifests
}

/// The text without some lines, counted from 1.
fn without_lines(text: &str, from: u32, to: u32) -> String {
    let kept = text.lines().zip(1u32..).filter(|(_, line)| !(from..=to).contains(line));
    kept.flat_map(|(line, _)| [line, "\n"]).collect()
}

/// Addresses outside the cluster are cut as the blocks demand; other ends are the same before and after.
fn is_stable(id: &str) -> bool {
    id.strip_prefix("ip:").is_none_or(|it| OUTSIDE.contains(&it))
}

/// The side of the same flow in another text. The pods of a StatefulSet are rows of their own only as long as
/// some selector tells them apart; `None` where one of the ends is no longer there.
fn again(core: &Core, ids: &(String, String), port: Probe, side: &Side) -> Option<Side> {
    let sides = core.analysis.explain(core.index(&ids.0)?, core.index(&ids.1)?, port)?.sides?;
    Some(sides.get(side.direction).clone())
}

/// Where exactly one rule allows, its marked lines are taken out of the text, and nothing allows any more.
#[test]
fn without_the_lines_of_the_only_rule_that_allows_nothing_does() {
    let tried = std::cell::Cell::new(0);
    run(60, |manifests, random| {
        let text = explicit(manifests).plain();
        let core = Core::read(&text, &given());
        let result = every_pair(&core, random, |from, to, probe, it| {
            let ids = (core.ids()[from as usize].clone(), core.ids()[to as usize].clone());
            let Some(sides) = it.sides.as_ref().filter(|_| is_stable(&ids.0) && is_stable(&ids.1)) else {
                return Ok(());
            };
            let sample = it.pieces[it.chosen].sample;
            let port = Probe::Port(sample.0, sample.1);
            for side in [&sides.egress, &sides.ingress] {
                if !matches!(side.reason, Reason::Rule(_)) || side.matches.len() != 1 {
                    continue;
                }
                let marks = core.analysis.explanation(from, to, probe).unwrap().marks;
                let rule = core.analysis.policies().rule(side.matches[0].rule).unwrap().location;
                let line = core.analysis.line_column(rule).unwrap().1.line;
                let Some(mark) =
                    marks.iter().find(|it| it.kind == MarkKind::Allow && it.place.from_line == line)
                else {
                    return Err("the rule that allows is not marked".to_owned());
                };
                let shorter = without_lines(&text, mark.place.from_line, mark.place.to_line);
                let after = Core::read(&shorter, &given());
                if after.analysis.is_incomplete() {
                    return Err(format!("what is left is no policy:\n{shorter}"));
                }
                if again(&after, &ids, port, side).is_some_and(|it| it.allowed == Tri::Yes) {
                    return Err(format!(
                        "still allowed without lines {} to {}",
                        mark.place.from_line, mark.place.to_line
                    ));
                }
                tried.set(tried.get() + 1);
            }
            Ok(())
        });
        result.map_err(|it| (text.clone(), it))
    });
    assert!(tried.get() > 50 || std::env::var_os("NETPOL_RUNS").is_some(), "only {} were tried", tried.get());
}

/// A denial cites what isolates: without those policies there is nothing to deny.
#[test]
fn without_the_policies_that_isolate_everything_is_allowed() {
    run(60, |manifests, random| {
        let text = manifests.plain();
        let core = Core::read(&text, &given());
        let result = every_pair(&core, random, |from, to, _, it| {
            let ids = (core.ids()[from as usize].clone(), core.ids()[to as usize].clone());
            let Some(sides) = it.sides.as_ref().filter(|_| is_stable(&ids.0) && is_stable(&ids.1)) else {
                return Ok(());
            };
            for side in [&sides.egress, &sides.ingress] {
                if side.reason != Reason::Isolated {
                    continue;
                }
                let policies = core.analysis.policies();
                let documents: Vec<usize> = side
                    .isolating
                    .iter()
                    .map(|it| policies.policies.at(it.0).origin.document as usize)
                    .collect();
                let mut open = manifests.clone();
                let kept = open.documents.iter().enumerate().filter(|it| !documents.contains(&it.0));
                open.documents = kept.map(|it| it.1.clone()).collect();
                let Some(after) = again(&Core::read(&open.plain(), &given()), &ids, Probe::Any, side) else {
                    continue;
                };
                if after.allowed != Tri::Yes || after.reason != Reason::NotIsolated {
                    return Err(format!(
                        "without them it is {:?} because of {:?}",
                        after.allowed, after.reason
                    ));
                }
            }
            Ok(())
        });
        result.map_err(|it| (text.clone(), it))
    });
}
