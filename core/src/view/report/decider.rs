//! What decided, and why others are not asked.

use super::policy::{policies, rule};
use super::{Outcome, PolicyReport, RuleReport};
use crate::eval::Reason;
use crate::explain::{NotAsked, Side};
use crate::model::Model;
use crate::policy::{RuleRef, Tier};
use crate::tri::Tri;

/// What decided a side.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")
)]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub enum DeciderReport {
    /// The ends have no address family in common.
    Unreachable,
    /// The subject is outside the cluster, where no policy applies.
    NotApplicable,
    /// Policies are not asked about such traffic.
    Exempt {
        /// `host network`, `own node`.
        why: &'static str,
    },
    /// A rule of the Admin tier.
    AdminRule {
        /// Which.
        rule: RuleReport,
    },
    /// A rule of a NetworkPolicy.
    NpAllow {
        /// Which.
        rule: RuleReport,
    },
    /// NetworkPolicies isolate the subject, and none of their rules matches.
    NpIsolation,
    /// A rule of the Baseline tier.
    BaselineRule {
        /// Which.
        rule: RuleReport,
    },
    /// No policy says anything.
    DefaultAllow,
    /// The rules of the subject are not evaluated: that takes more counted steps than the limit.
    NotComputed,
    /// The input does not decide.
    Undetermined {
        /// The rule of which it is open whether it matches, or comes first.
        #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
        #[cfg_attr(feature = "js", tsify(optional))]
        rule: Option<RuleReport>,
    },
}

/// Why policies of a tier are not asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")
)]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub enum NotAskedReport {
    /// No policy is asked about such traffic.
    Exempt,
    /// A rule of the Admin tier decided before.
    AdminRule {
        /// Which.
        rule: RuleReport,
    },
    /// NetworkPolicies isolate the subject.
    Isolated {
        /// Which.
        policies: Vec<PolicyReport>,
    },
    /// NetworkPolicies select the subject for the other direction.
    OtherDirection {
        /// Which.
        policies: Vec<PolicyReport>,
    },
}

/// What decides if something is not as it may be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct OtherwiseReport {
    /// The outcome then.
    pub outcome: Outcome,
    /// What decides it.
    pub decider: DeciderReport,
}

pub(super) fn decider(model: &Model, reason: Reason) -> DeciderReport {
    let tier = |it: RuleRef| model.policies.policies.get(it.policy).map(|it| it.tier);
    match reason {
        Reason::Unreachable => DeciderReport::Unreachable,
        Reason::NotApplicable => DeciderReport::NotApplicable,
        Reason::HostNetwork => DeciderReport::Exempt { why: "host network" },
        Reason::OwnNode => DeciderReport::Exempt { why: "own node" },
        Reason::NotIsolated | Reason::EitherWay => DeciderReport::DefaultAllow,
        Reason::Rule(it) => {
            let rule = rule(model, it);
            match tier(it) {
                Some(Tier::Admin) => DeciderReport::AdminRule { rule },
                Some(Tier::Baseline) => DeciderReport::BaselineRule { rule },
                Some(Tier::NetworkPolicy) | None => DeciderReport::NpAllow { rule },
            }
        }
        Reason::Isolated => DeciderReport::NpIsolation,
        Reason::LeftOut => DeciderReport::NotComputed,
        Reason::Unknown(it) | Reason::Tied(it) => DeciderReport::Undetermined { rule: Some(rule(model, it)) },
        Reason::PerhapsOwnNode | Reason::UnknownIsolation => DeciderReport::Undetermined { rule: None },
    }
}

pub(super) fn otherwise(model: &Model, it: (Tri, Reason)) -> OtherwiseReport {
    OtherwiseReport { outcome: it.0.into(), decider: decider(model, it.1) }
}

pub(super) fn not_asked(model: &Model, side: &Side, why: NotAsked) -> NotAskedReport {
    match why {
        NotAsked::Exempt => NotAskedReport::Exempt,
        // No other tier with an order stands before another.
        NotAsked::Decided(it) => NotAskedReport::AdminRule { rule: rule(model, it) },
        NotAsked::Isolated => {
            let certain = side.isolating.iter().filter(|it| it.1 == Tri::Yes);
            NotAskedReport::Isolated { policies: policies(model, certain.map(|it| it.0)) }
        }
        NotAsked::OtherDirection => {
            let others = side.only_other_direction.iter().copied();
            NotAskedReport::OtherDirection { policies: policies(model, others) }
        }
    }
}
