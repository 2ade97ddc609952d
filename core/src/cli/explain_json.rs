//! One cell explained, for programs: everything that the explanation holds.

use netpol_core::api::End;
use netpol_core::cluster::{Family, LabelValue};
use netpol_core::eval::Reason;
use netpol_core::explain::{
    Assumption, BlockTest, Contested, Explanation, NearSelection, NotAsked, PeerTest, PeerTrial, PortTrial,
    RequirementTest, RuleTrial, Side, SubjectTest, TierEnd, TierTrace,
};
use netpol_core::ids::PolicyId;
use netpol_core::kind::{ClusterPolicy, Operator};
use netpol_core::policy::{Action, RuleRef};
use netpol_core::tri::Tri;
use netpol_core::view::{ExplanationView, NoteView};
use netpol_core::{Analysis, Probe};
use serde_json::{Value, json};

use crate::problems;

/// The explanation as one JSON object.
pub(crate) fn text(analysis: &Analysis, from: End, to: End, probe: Probe) -> String {
    let (Some(it), Some(view)) = (analysis.explain(from, to, probe), analysis.explanation(from, to, probe))
    else {
        return String::new();
    };
    let mut value = value(analysis, &it, &view);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("problems".into(), problems::json(analysis, analysis.diagnostics()));
        fields.insert("incomplete".into(), analysis.is_incomplete().into());
    }
    format!("{value:#}\n")
}

/// The explanation of one flow.
pub(crate) fn value(analysis: &Analysis, it: &Explanation, view: &ExplanationView) -> Value {
    let pieces = it.pieces.iter().map(|it| {
        json!({
            "ports": it.ports.to_string(),
            "outcome": outcome(it.allowed),
            "egress": outcome(it.by_direction.egress),
            "ingress": outcome(it.by_direction.ingress),
            "certainty": it.certainty.as_str(),
            "contested": contested(&it.contested),
        })
    });
    let sides = it.sides.iter().flat_map(|it| [&it.egress, &it.ingress]);
    let notes = view.notes.iter().map(note);
    json!({
        "from": view.from,
        "to": view.to,
        "family": it.family.map(Family::as_str),
        "port": it.probe.label(),
        "verdict": view.sign.as_str(),
        "certainty": view.certainty.as_str(),
        "contested": contested(&it.contested),
        "sentence": view.sentence,
        "pieces": pieces.collect::<Value>(),
        "chosen": it.chosen,
        "sides": sides.map(|side| side_json(analysis, it, side)).collect::<Value>(),
        "advice": view.advice.iter().map(|it| json!(crate::explain::fragments(it))).collect::<Value>(),
        "notes": notes.collect::<Value>(),
    })
}

/// `{code, text, case, flag}`: the contested case, and the flag that changes it, if there are any.
pub(crate) fn note(it: &NoteView) -> Value {
    let case = Some(it.case).filter(|it| !it.is_empty());
    json!({ "code": it.code, "text": it.text, "case": case, "flag": flag(it) })
}

/// The flag of the setting that a note names.
pub(crate) fn flag(it: &NoteView) -> Option<String> {
    Some(it.knob).filter(|it| !it.is_empty()).map(|it| format!("--{it}"))
}

/// The cases that decide, by their ids.
fn contested(it: &[Contested]) -> Value {
    it.iter().map(|it| it.case()).collect::<Value>()
}

fn outcome(it: Tri) -> &'static str {
    match it {
        Tri::Yes => "allowed",
        Tri::No => "denied",
        Tri::Unknown => "unknown",
    }
}

fn matched(it: Tri) -> &'static str {
    match it {
        Tri::Yes => "matched",
        Tri::No => "missed",
        Tri::Unknown => "unknown",
    }
}

fn side_json(analysis: &Analysis, explanation: &Explanation, side: &Side) -> Value {
    let isolating = side.isolating.iter().map(|it| policy(analysis, it.0));
    let others = side.only_other_direction.iter().map(|it| policy(analysis, *it));
    let trial = |it: &RuleTrial| rule_trial(analysis, explanation, it);
    json!({
        "direction": side.direction.as_str(),
        "subject": analysis.id(side.subject),
        "peer": analysis.id(side.peer),
        "outcome": outcome(side.allowed),
        "certainty": side.certainty.as_str(),
        "contested": contested(&side.contested),
        "decider": decider(analysis, side.reason),
        // Where the decider is whether the peer is the subject's own node: what decides if it is not.
        "otherwise": side.otherwise.map(|it| json!({ "outcome": outcome(it.0), "decider": decider(analysis, it.1) })),
        "tiers": side.outer.iter().map(|it| tier(analysis, explanation, side, it)).collect::<Value>(),
        "isolating": isolating.collect::<Value>(),
        // Why the tier of NetworkPolicy is not asked, although some isolate the subject.
        "notAsked": side.not_asked.map(|it| not_asked(analysis, side, it)),
        "unsure": side.unsure.iter().map(|it| unsure(analysis, it)).collect::<Value>(),
        "onlyOtherDirection": others.collect::<Value>(),
        "near": side.near.iter().map(|it| near(analysis, it)).collect::<Value>(),
        "matches": side.matches.iter().map(trial).collect::<Value>(),
        "misses": side.misses.iter().map(trial).collect::<Value>(),
    })
}

/// One step of the trace, for the tiers around NetworkPolicy.
fn tier(analysis: &Analysis, explanation: &Explanation, side: &Side, it: &TierTrace) -> Value {
    let policies = it.policies.iter().map(|it| policy(analysis, it.0));
    let rules = it.trials.iter().map(|it| rule_trial(analysis, explanation, it));
    let (end, cited): (_, &[RuleRef]) = match &it.end {
        TierEnd::NotReached(_) => ("not-reached", &[]),
        TierEnd::NoMatch => ("no-match", &[]),
        TierEnd::Decided(it) => ("decided", std::slice::from_ref(it)),
        TierEnd::Passed(it) => ("passed", std::slice::from_ref(it)),
        TierEnd::Undecided(it) => ("undecided", std::slice::from_ref(it)),
        TierEnd::Tied(all) => ("tied", all),
    };
    let why = if let TierEnd::NotReached(it) = &it.end { Some(not_asked(analysis, side, *it)) } else { None };
    json!({
        "tier": it.tier.as_str(),
        "outcome": end,
        "why": why,
        "by": cited.iter().map(|it| rule_ref(analysis, *it)).collect::<Value>(),
        "policies": policies.collect::<Value>(),
        "rules": rules.collect::<Value>(),
    })
}

/// Why a tier is not asked.
fn not_asked(analysis: &Analysis, side: &Side, why: NotAsked) -> Value {
    let policies =
        |those: &mut dyn Iterator<Item = PolicyId>| those.map(|it| policy(analysis, it)).collect::<Value>();
    match why {
        NotAsked::Exempt => json!({ "kind": "exempt" }),
        NotAsked::Decided(it) => decider(analysis, Reason::Rule(it)),
        NotAsked::Isolated => {
            let certain = side.isolating.iter().filter(|it| it.1 == Tri::Yes);
            json!({ "kind": "isolated", "policies": policies(&mut certain.map(|it| it.0)) })
        }
        NotAsked::OtherDirection => {
            let all = policies(&mut side.only_other_direction.iter().copied());
            json!({ "kind": "other-direction", "policies": all })
        }
    }
}

/// A policy of which it is unknown whether it selects the subject.
fn unsure(analysis: &Analysis, it: &SubjectTest) -> Value {
    let tests = |it: &[RequirementTest]| it.iter().map(|it| requirement(analysis, *it)).collect::<Value>();
    json!({
        "policy": policy(analysis, it.policy),
        "namespaceSelector": tests(&it.namespace),
        "podSelector": tests(&it.pod),
    })
}

/// A policy that would select the subject but for one requirement.
fn near(analysis: &Analysis, it: &NearSelection) -> Value {
    let written = analysis.requirement(it);
    let operator = written.map(|it| match it.operator {
        Operator::Equals | Operator::In => "In",
        Operator::NotIn => "NotIn",
        Operator::Exists => "Exists",
        Operator::DoesNotExist => "DoesNotExist",
    });
    let values = written.map_or(&[][..], |it| &it.values);
    let mut test = requirement(analysis, it.test);
    if let Some(fields) = test.as_object_mut() {
        fields.insert("policy".into(), policy(analysis, it.policy));
        fields.insert("requirement".into(), it.requirement.into());
        fields.insert("key".into(), written.map(|it| it.key.as_str()).into());
        fields.insert("operator".into(), operator.into());
        fields.insert("values".into(), values.into());
    }
    test
}

/// One of the deciders of X-03.
fn decider(analysis: &Analysis, reason: Reason) -> Value {
    let rule = |kind: &str, it| json!({ "kind": kind, "rule": rule_ref(analysis, it) });
    let tier = |it: RuleRef| analysis.policies().policies.get(it.policy).map(|it| it.tier);
    match reason {
        Reason::Unreachable => json!({ "kind": "unreachable" }),
        Reason::NotApplicable => json!({ "kind": "not-applicable" }),
        Reason::HostNetwork => json!({ "kind": "exempt", "why": "host network" }),
        Reason::OwnNode => json!({ "kind": "exempt", "why": "own node" }),
        Reason::NotIsolated | Reason::EitherWay => json!({ "kind": "default-allow" }),
        Reason::Rule(it) => match tier(it).filter(|it| it.mode().is_ordered()) {
            Some(tier) => rule(&format!("{}-rule", tier.as_str().to_lowercase()), it),
            None => rule("np-allow", it),
        },
        Reason::Isolated => json!({ "kind": "np-isolation" }),
        Reason::Unknown(it) | Reason::Tied(it) => rule("undetermined", it),
        Reason::PerhapsOwnNode | Reason::UnknownIsolation => json!({ "kind": "undetermined" }),
    }
}

fn policy(analysis: &Analysis, id: PolicyId) -> Value {
    let Some(it) = analysis.policies().policies.get(id) else { return Value::Null };
    let place = analysis.line_column(it.location);
    let (namespace, name) = it.id.split_once('/').unwrap_or(("", &it.id));
    let outer = it.tier.mode().is_ordered();
    let priority = Some(it.priority).filter(|&it| outer && it != ClusterPolicy::LAST);
    json!({
        "kind": it.kind,
        "tier": it.tier.as_str(),
        "priority": priority,
        "namespace": namespace,
        "name": name,
        "file": place.map(|it| it.0),
        "document": it.origin.document,
        "line": place.map(|it| it.1.line),
    })
}

fn rule_ref(analysis: &Analysis, it: RuleRef) -> Value {
    let rule = analysis.policies().rule(it);
    let place = rule.and_then(|it| analysis.line_column(it.location));
    let action = rule.map_or("Accept", |it| match it.action {
        Action::Accept => "Accept",
        Action::Deny => "Deny",
        Action::Pass => "Pass",
    });
    json!({
        "policy": policy(analysis, it.policy),
        "direction": it.direction.as_str(),
        "index": it.index,
        "name": rule.map(|it| it.name.as_str()).filter(|it| !it.is_empty()),
        "action": action,
        "path": it.path(),
        "line": place.map(|it| it.1.line),
    })
}

fn rule_trial(analysis: &Analysis, explanation: &Explanation, it: &RuleTrial) -> Value {
    let peers = it.peers.as_ref().map(|it| it.iter().map(|it| peer_trial(analysis, it)).collect::<Value>());
    let ports =
        it.ports.as_ref().map(|it| it.iter().map(|it| port_trial(explanation, *it)).collect::<Value>());
    json!({
        "rule": rule_ref(analysis, it.rule),
        "result": matched(it.matches),
        // null: "no from/to list: every peer", "no ports list: every port".
        "peers": peers,
        "nearestPeer": it.peers.as_ref().map(|_| it.nearest_peer),
        "ports": ports,
        "nearestPort": it.ports.as_ref().map(|_| it.nearest_port),
    })
}

fn peer_trial(analysis: &Analysis, it: &PeerTrial) -> Value {
    let requirements =
        |it: &[RequirementTest]| it.iter().map(|it| requirement(analysis, *it)).collect::<Value>();
    let how = match &it.how {
        PeerTest::Pods { namespace, pod } => json!({
            "kind": "pods",
            "ownNamespace": namespace.as_ref().err(),
            "namespaceSelector": namespace.as_ref().ok().map(|it| requirements(it)),
            "podSelector": requirements(pod),
        }),
        PeerTest::NoPod => json!({ "kind": "pods", "failed": "peer-kind" }),
        PeerTest::Nodes(node) => {
            let found = node.as_ref().and_then(|it| analysis.node_name(it.0));
            json!({ "kind": "nodes", "node": found, "failed": (it.matches == Tri::No).then_some("address") })
        }
        PeerTest::DomainNames => {
            json!({ "kind": "domainNames", "failed": (it.matches == Tri::No).then_some("address") })
        }
        PeerTest::Networks(at, test) => json!({
            "kind": "networks",
            "network": at,
            "failed": (it.matches == Tri::No)
                .then_some(if *test == BlockTest::OtherFamily { "family" } else { "address" }),
            "assumed": assumed(*test),
        }),
        PeerTest::Block(BlockTest::Excepted(net)) => {
            json!({ "kind": "ipBlock", "failed": "address-excepted", "except": net.to_string() })
        }
        PeerTest::Block(test) => json!({ "kind": "ipBlock", "failed": match test {
            BlockTest::Outside => Some("address"),
            BlockTest::Assumed(_) if it.matches == Tri::No => Some("address"),
            BlockTest::OtherFamily => Some("family"),
            BlockTest::NotForPods => Some("peer-kind"),
            BlockTest::Inside | BlockTest::Excepted(_) | BlockTest::Assumed(_) => None,
        }, "assumed": assumed(*test) }),
    };
    json!({ "result": matched(it.matches), "how": how })
}

/// What was assumed about an address that is not in the input, where that decided.
fn assumed(it: BlockTest) -> Option<&'static str> {
    let BlockTest::Assumed(it) = it else { return None };
    it.map(|it| match it {
        Assumption::PodCidr => "pod-cidr",
        Assumption::NodeCidr => "node-cidr",
    })
}

fn requirement(analysis: &Analysis, it: RequirementTest) -> Value {
    let value = |it: Option<LabelValue>| match it {
        Some(LabelValue::Known(it)) => json!(analysis.text(it)),
        Some(LabelValue::Unknown) => json!({ "unknown": true }),
        Some(LabelValue::PerhapsAbsent) => json!({ "unknown": true, "perhapsAbsent": true }),
        None => Value::Null,
    };
    json!({
        "result": matched(it.holds),
        "actual": value(it.actual),
        // What the workload of a stand-in has itself, and its template has not.
        "onWorkload": value(it.on_workload),
    })
}

fn port_trial(explanation: &Explanation, it: PortTrial) -> Value {
    let flow = explanation.pieces.get(explanation.chosen).map(|it| it.sample);
    let port = flow.map(|it| Probe::Port(it.0, it.1).label());
    let (failed, resolved) = match it {
        PortTrial::Match(resolved) => (None, resolved),
        PortTrial::Protocol => (Some("protocol"), None),
        PortTrial::Number(_) => (Some("port-number"), None),
        PortTrial::NameWithoutPod => (Some("peer-kind"), None),
        PortTrial::NameUnknown => (Some("port-name-unknown"), None),
        PortTrial::NameProtocol(_) => (Some("port-name-protocol"), None),
        PortTrial::NameNumber(number) => (Some("port-name-number"), Some(number)),
    };
    let result = if failed.is_none() { "matched" } else { "missed" };
    json!({ "result": result, "failed": failed, "flow": port, "resolved": resolved })
}
