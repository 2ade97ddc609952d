//! Edits that delete entries of lists and whole objects, and words for rules, which several rules of this room share.

use super::coverage::CoveredRule;
use crate::diagnostic::{Edit, Fix, FixClass};
use crate::ids::PolicyId;
use crate::model::Model;
use crate::order::sort_by_key;
use crate::policy::{Direction, RuleRef};
use crate::source::Location;

/// Deletes some rules of one list; `None` where the text does not allow it, or none would be left.
pub(super) fn rules(model: &Model, title: String, class: FixClass, those: &[RuleRef]) -> Option<Fix> {
    let first = those.first()?;
    if model.policies.rules(first.policy, first.direction).len() <= those.len() {
        return None;
    }
    let mut edits: Vec<Edit> = Vec::new();
    for it in those {
        let location = model.places.list_entry(model.policies.rule(*it)?.location)?;
        edits.push(Edit { location, text: String::new() });
    }
    sort_by_key(&mut edits, |it| it.location.span.start);
    let apart = edits.windows(2).all(|it| match it {
        [one, other] => one.location.span.end <= other.location.span.start,
        _ => true,
    });
    apart.then_some(Fix { title, edits, class })
}

/// Deletes a policy.
pub(super) fn policy(model: &Model, id: PolicyId) -> Option<Fix> {
    let it = model.policies.policies.get(id)?;
    let lead = model.places.lead(it.location)?;
    let location = if lead.is_empty() {
        model.places.whole_document(it.location)?
    } else {
        model.places.list_entry(it.location)?
    };
    let edits = vec![Edit { location, text: String::new() }];
    Some(Fix { title: format!("delete {} {}", it.kind.as_str(), it.id), edits, class: FixClass::Safe })
}

/// Deletes a rule that changes nothing.
pub(super) fn covered(model: &Model, it: &CoveredRule) -> Option<Fix> {
    rules(model, format!("delete {}", it.rule.words()), FixClass::Safe, &[it.rule])
}

/// A rule as another one speaks of it: with its policy, where that is another one.
pub(super) fn named(model: &Model, from: RuleRef, it: RuleRef) -> String {
    let Some(policy) = model.policies.policies.get(it.policy).filter(|_| it.policy != from.policy) else {
        return it.words();
    };
    format!("{} of {} {}", it.words(), policy.kind.as_str(), policy.id)
}

/// The other place that a finding speaks of.
pub(super) fn related(model: &Model, it: RuleRef, what: &str) -> Vec<(Location, String)> {
    model.policies.rule(it).map(|rule| (rule.location, what.to_owned())).into_iter().collect()
}

/// The list that the rules of a direction stand in, as a path.
pub(super) fn list(it: Direction) -> String {
    format!("spec.{}", it.as_str())
}
