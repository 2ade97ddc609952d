//! One cell explained, for programs: everything that the explanation holds.

use netpol_core::analysis::End;
use netpol_core::cluster::{Family, LabelValue};
use netpol_core::eval::Reason;
use netpol_core::explain::{
    BlockTest, Explanation, PeerTest, PeerTrial, PortTrial, RequirementTest, RuleTrial, Side, TierEnd,
    TierTrace,
};
use netpol_core::ids::PolicyId;
use netpol_core::manifest::ClusterPolicy;
use netpol_core::policy::{Action, RuleRef, Tier};
use netpol_core::tri::Tri;
use netpol_core::view::ExplanationView;
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
        })
    });
    let sides = it.sides.iter().flat_map(|it| [&it.egress, &it.ingress]);
    let notes = view.notes.iter().map(|it| json!({ "code": it.code, "text": it.text }));
    json!({
        "from": view.from,
        "to": view.to,
        "family": it.family.map(Family::as_str),
        "port": it.probe.label(),
        "verdict": view.sign.as_str(),
        "sentence": view.sentence,
        "pieces": pieces.collect::<Value>(),
        "chosen": it.chosen,
        "sides": sides.map(|side| side_json(analysis, it, side)).collect::<Value>(),
        "advice": view.advice.iter().map(|it| json!(crate::explain::fragments(it))).collect::<Value>(),
        "notes": notes.collect::<Value>(),
    })
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
        "decider": decider(analysis, side.reason),
        "tiers": side.outer.iter().map(|it| tier(analysis, explanation, it)).collect::<Value>(),
        "isolating": isolating.collect::<Value>(),
        "onlyOtherDirection": others.collect::<Value>(),
        "matches": side.matches.iter().map(trial).collect::<Value>(),
        "misses": side.misses.iter().map(trial).collect::<Value>(),
    })
}

/// One step of the trace, for the tiers around NetworkPolicy.
fn tier(analysis: &Analysis, explanation: &Explanation, it: &TierTrace) -> Value {
    let policies = it.policies.iter().map(|it| policy(analysis, it.0));
    let rules = it.trials.iter().map(|it| rule_trial(analysis, explanation, it));
    let (end, cited): (_, &[RuleRef]) = match &it.end {
        TierEnd::NotReached => ("not-reached", &[]),
        TierEnd::NoMatch => ("no-match", &[]),
        TierEnd::Decided(it) => ("decided", std::slice::from_ref(it)),
        TierEnd::Passed(it) => ("passed", std::slice::from_ref(it)),
        TierEnd::Undecided(it) => ("undecided", std::slice::from_ref(it)),
        TierEnd::Tied(all) => ("tied", all),
    };
    json!({
        "tier": it.tier.as_str(),
        "outcome": end,
        "by": cited.iter().map(|it| rule_ref(analysis, *it)).collect::<Value>(),
        "policies": policies.collect::<Value>(),
        "rules": rules.collect::<Value>(),
    })
}

/// One of the deciders of X-03.
fn decider(analysis: &Analysis, reason: Reason) -> Value {
    let rule = |kind, it| json!({ "kind": kind, "rule": rule_ref(analysis, it) });
    let tier = |it: RuleRef| analysis.policies().policies.get(it.policy).map(|it| it.tier);
    match reason {
        Reason::Unreachable => json!({ "kind": "unreachable" }),
        Reason::NotApplicable => json!({ "kind": "not-applicable" }),
        Reason::HostNetwork => json!({ "kind": "exempt", "why": "host network" }),
        Reason::OwnNode => json!({ "kind": "exempt", "why": "own node" }),
        Reason::NotIsolated | Reason::EitherWay => json!({ "kind": "default-allow" }),
        Reason::Rule(it) => match tier(it) {
            Some(Tier::Admin) => rule("admin-rule", it),
            Some(Tier::Baseline) => rule("baseline-rule", it),
            Some(Tier::NetworkPolicy) | None => rule("np-allow", it),
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
    let outer = it.tier != Tier::NetworkPolicy;
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
            "assumedPodCidr": matches!(test, BlockTest::Assumed(true)),
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
        }, "assumedPodCidr": matches!(test, BlockTest::Assumed(true)) }),
    };
    json!({ "result": matched(it.matches), "how": how })
}

fn requirement(analysis: &Analysis, it: RequirementTest) -> Value {
    let actual = match it.actual {
        Some(LabelValue::Known(it)) => json!(analysis.text(it)),
        Some(LabelValue::Unknown) => json!({ "unknown": true }),
        Some(LabelValue::PerhapsAbsent) => json!({ "unknown": true, "perhapsAbsent": true }),
        None => Value::Null,
    };
    json!({ "result": matched(it.holds), "actual": actual })
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
