//! Policies and rules that a report refers to.

use crate::ids::PolicyId;
use crate::kind::ClusterPolicy;
use crate::model::Model;
use crate::policy::{Action, Direction, RuleRef};

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct PolicyReport {
    /// `NetworkPolicy`, `ClusterNetworkPolicy`, …
    pub kind: &'static str,
    /// `Admin`, `NetworkPolicy`, `Baseline`.
    pub tier: &'static str,
    /// Its place among the policies of its tier; lower numbers first. `null` in the tier of NetworkPolicy.
    pub priority: Option<u32>,
    /// Its namespace; empty for a policy of the whole cluster.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The name of its file.
    pub file: Option<String>,
    /// Its document in the file, from 0.
    pub document: u32,
    /// The line it begins at, from 1.
    pub line: Option<u32>,
}

/// A rule of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct RuleReport {
    /// Its policy.
    pub policy: Option<PolicyReport>,
    /// Which direction it speaks of.
    #[cfg_attr(feature = "js", tsify(type = "'egress' | 'ingress'"))]
    pub direction: &'static str,
    /// Its position in the policy, from 0.
    pub index: u32,
    /// Its own name, if it has one.
    pub name: Option<String>,
    /// What becomes of what it matches.
    #[cfg_attr(feature = "js", tsify(type = "'Accept' | 'Deny' | 'Pass'"))]
    pub action: &'static str,
    /// Its path in the API's notation: `spec.ingress[0]`.
    pub path: String,
    /// The line it begins at, from 1.
    pub line: Option<u32>,
}

pub(super) fn policy(model: &Model, id: PolicyId) -> Option<PolicyReport> {
    let it = model.policies.policies.get(id)?;
    let at = model.line_column(it.location);
    let (namespace, name) = it.id.split_once('/').unwrap_or(("", &it.id));
    let is_ordered = it.tier.mode().is_ordered() && it.priority != ClusterPolicy::LAST;
    Some(PolicyReport {
        kind: it.kind.as_str(),
        tier: it.tier.as_str(),
        priority: is_ordered.then_some(it.priority),
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        file: at.map(|it| it.0.to_owned()),
        document: it.origin.document,
        line: at.map(|it| it.1.line),
    })
}

pub(super) fn policies(model: &Model, those: impl Iterator<Item = PolicyId>) -> Vec<PolicyReport> {
    those.filter_map(|it| policy(model, it)).collect()
}

pub(super) fn rule(model: &Model, it: RuleRef) -> RuleReport {
    let rule = model.policies.rule(it);
    let at = rule.and_then(|it| model.line_column(it.location));
    let action = rule.map_or("Accept", |it| match it.action {
        Action::Accept => "Accept",
        Action::Deny => "Deny",
        Action::Pass => "Pass",
    });
    RuleReport {
        policy: policy(model, it.policy),
        direction: Direction::as_str(it.direction),
        index: it.index,
        name: rule.map(|it| it.name.clone()).filter(|it| !it.is_empty()),
        action,
        path: it.path(),
        line: at.map(|it| it.1.line),
    }
}
