//! One end of a flow: its egress, or its ingress.

use super::decider::{decider, not_asked, otherwise};
use super::explanation::cases;
use super::policy::{policies, policy, rule};
use super::trial::{requirement, requirements, trial};
use super::{
    DeciderReport, LabelReport, Matched, NotAskedReport, OtherwiseReport, Outcome, PolicyReport,
    RequirementReport, RuleReport, TrialReport,
};
use crate::explain::{Explanation, NearSelection, Side, SubjectTest, TierEnd, TierTrace};
use crate::kind::Operator;
use crate::model::Model;
use crate::policy::RuleRef;
use crate::view::{Certainty, Fragment, SideView, StepView};

/// One end of a flow.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct SideReport {
    /// Whether this is the egress of the source or the ingress of the destination.
    #[cfg_attr(feature = "js", tsify(type = "'egress' | 'ingress'"))]
    pub direction: &'static str,
    /// Id of the end that is judged.
    pub subject: String,
    /// Id of the other end.
    pub peer: String,
    /// Whether this end allows it.
    pub outcome: Outcome,
    /// How certain that is, for this end alone.
    #[cfg_attr(feature = "js", tsify(type = "'defined' | 'implementation-defined' | 'input-dependent'"))]
    pub certainty: Certainty,
    /// The contested cases that decide it.
    pub contested: Vec<&'static str>,
    /// What decided.
    pub decider: DeciderReport,
    /// Where it is open whether the peer is the subject's own node: what holds if it is not.
    pub otherwise: Option<OtherwiseReport>,
    /// Admin and Baseline, where a cluster-wide policy applies to the subject.
    pub tiers: Vec<TierReport>,
    /// The NetworkPolicies that isolate the subject.
    pub isolating: Vec<PolicyReport>,
    /// Why these are not asked, where something decides before them.
    pub not_asked: Option<NotAskedReport>,
    /// Policies of which it is unknown whether they select the subject.
    pub unsure: Vec<UnsureReport>,
    /// Policies that select it, but not for this direction.
    pub only_other_direction: Vec<PolicyReport>,
    /// Unless a NetworkPolicy rule matched: NetworkPolicies whose `podSelector` fails by one requirement.
    pub near: Vec<NearReport>,
    /// Likewise: NetworkPolicies that ask for the subject's labels, and stand in another namespace, where they select no
    /// pod.
    pub elsewhere: Vec<PolicyReport>,
    /// Rules that match, the decider first.
    pub matches: Vec<TrialReport>,
    /// Rules that do not, the nearest miss first.
    pub misses: Vec<TrialReport>,
    /// "Leaving shop/web" or "Entering shop/api".
    pub title: String,
    /// One line: which policies isolate, or that none does.
    pub summary: Vec<Fragment>,
    /// What matched, or the isolating policies with their nearest misses, best first.
    pub steps: Vec<StepView>,
    /// How many further misses are not among the steps.
    pub more: usize,
}

/// What became of a flow in a tier around NetworkPolicy.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct TierReport {
    /// `Admin`, `Baseline`.
    pub tier: &'static str,
    /// How the walk through it ended.
    #[cfg_attr(
        feature = "js",
        tsify(type = "'decided' | 'passed' | 'no-match' | 'undecided' | 'tied' | 'not-reached'")
    )]
    pub outcome: &'static str,
    /// What decided before, where it is not reached.
    pub why: Option<NotAskedReport>,
    /// The rules that made it so.
    pub by: Vec<RuleReport>,
    /// The policies that apply to the subject.
    pub policies: Vec<PolicyReport>,
    /// Their rules.
    pub rules: Vec<TrialReport>,
}

/// A policy of which it is unknown whether it selects the subject: requirement by requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct UnsureReport {
    /// Which.
    pub policy: Option<PolicyReport>,
    /// The subject's namespace; empty for a policy of one namespace.
    pub namespace_selector: Vec<RequirementReport>,
    /// The subject's labels.
    pub pod_selector: Vec<RequirementReport>,
}

/// A NetworkPolicy that would select the subject but for one requirement of its `podSelector`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct NearReport {
    /// Which.
    pub policy: Option<PolicyReport>,
    /// The position of the requirement in its `podSelector`.
    pub requirement: usize,
    /// The label it asks for.
    pub key: Option<String>,
    /// `In`, `NotIn`, `Exists`, `DoesNotExist`; `matchLabels` ask with `In`.
    #[cfg_attr(feature = "js", tsify(type = "'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | null"))]
    pub operator: Option<&'static str>,
    /// The values it asks for.
    pub values: Vec<String>,
    /// What the test says.
    pub result: Matched,
    /// The value that the subject has.
    pub actual: Option<LabelReport>,
    /// The value that its workload has itself, and the template of its pods has not.
    pub on_workload: Option<LabelReport>,
}

pub(super) fn report(model: &Model, explanation: &Explanation, side: &Side, view: SideView) -> SideReport {
    let id = |it| model.id(it).unwrap_or_default().to_owned();
    let trial = |it| trial(model, explanation, it);
    SideReport {
        direction: side.direction.as_str(),
        subject: id(side.subject),
        peer: id(side.peer),
        outcome: side.allowed.into(),
        certainty: side.certainty,
        contested: cases(&side.contested),
        decider: decider(model, side.reason),
        otherwise: side.otherwise.map(|it| otherwise(model, it)),
        tiers: side.outer.iter().map(|it| tier(model, explanation, side, it)).collect(),
        isolating: policies(model, side.isolating.iter().map(|it| it.0)),
        not_asked: side.not_asked.map(|it| not_asked(model, side, it)),
        unsure: side.unsure.iter().map(|it| unsure(model, it)).collect(),
        only_other_direction: policies(model, side.only_other_direction.iter().copied()),
        near: side.near.iter().map(|it| near(model, it)).collect(),
        elsewhere: policies(model, side.elsewhere.iter().copied()),
        matches: side.matches.iter().map(trial).collect(),
        misses: side.misses.iter().map(trial).collect(),
        title: view.title,
        summary: view.summary,
        steps: view.steps,
        more: view.more,
    }
}

fn tier(model: &Model, explanation: &Explanation, side: &Side, it: &TierTrace) -> TierReport {
    let (outcome, cited): (_, &[RuleRef]) = match &it.end {
        TierEnd::NotReached(_) => ("not-reached", &[]),
        TierEnd::NoMatch => ("no-match", &[]),
        TierEnd::Decided(it) => ("decided", std::slice::from_ref(it)),
        TierEnd::Passed(it) => ("passed", std::slice::from_ref(it)),
        TierEnd::Undecided(it) => ("undecided", std::slice::from_ref(it)),
        TierEnd::Tied(all) => ("tied", all),
    };
    let why = if let TierEnd::NotReached(it) = &it.end { Some(not_asked(model, side, *it)) } else { None };
    TierReport {
        tier: it.tier.as_str(),
        outcome,
        why,
        by: cited.iter().map(|it| rule(model, *it)).collect(),
        policies: policies(model, it.policies.iter().map(|it| it.0)),
        rules: it.trials.iter().map(|it| trial(model, explanation, it)).collect(),
    }
}

fn unsure(model: &Model, it: &SubjectTest) -> UnsureReport {
    UnsureReport {
        policy: policy(model, it.policy),
        namespace_selector: requirements(model, &it.namespace),
        pod_selector: requirements(model, &it.pod),
    }
}

fn near(model: &Model, it: &NearSelection) -> NearReport {
    let written = model.requirement(it);
    let operator = written.map(|it| match it.operator {
        Operator::Equals | Operator::In => "In",
        Operator::NotIn => "NotIn",
        Operator::Exists => "Exists",
        Operator::DoesNotExist => "DoesNotExist",
    });
    let RequirementReport { result, actual, on_workload } = requirement(model, it.test);
    NearReport {
        policy: policy(model, it.policy),
        requirement: it.requirement,
        key: written.map(|it| it.key.clone()),
        operator,
        values: written.map_or_else(Vec::new, |it| it.values.clone()),
        result,
        actual,
        on_workload,
    }
}
