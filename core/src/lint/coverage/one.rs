//! What covers one rule, for the reader whose caret is in it: the search of the lints, in the list of that rule alone.

use super::subjects::Subjects;
use super::{CoveredRule, EACH, How, Search};
use crate::lint::deleted;
use crate::model::Model;
use crate::policy::RuleRef;

/// The rule without which one changes nothing either, whatever pods there are. Where its whole policy says the same as
/// another one, the same rule of that.
pub(crate) fn of_rule(model: &Model, rule: RuleRef) -> Option<CoveredRule> {
    let search = Search::new(model);
    let policy = model.policies.policies.get(rule.policy).filter(|it| search.counts(it))?;
    let repeated = search.repeated_policies();
    if let Some((_, by)) = repeated.iter().find(|it| it.0 == rule.policy) {
        let own = model.policies.rule(rule).and_then(|it| search.said(it));
        let rules = model.policies.rules(*by, rule.direction);
        let index = rules.iter().position(|it| search.said(it) == own)? as u32;
        return Some(CoveredRule { rule, by: RuleRef { policy: *by, index, ..rule }, how: How::Repeated });
    }
    let mut left = EACH;
    let found = if policy.tier.mode().is_ordered() {
        search.unreachable(rule.policy, rule.direction, &mut left)
    } else {
        let subjects = Subjects::new(&search, &repeated.iter().map(|it| it.0).collect());
        search.covered(rule.policy, rule.direction, &subjects, &mut left)
    };
    found.into_iter().find(|it| it.rule == rule)
}

impl CoveredRule {
    /// "ingress rule 1 of NetworkPolicy x/all allows all that it allows"
    pub(crate) fn words(&self, model: &Model) -> String {
        let by = deleted::named(model, self.rule, self.by);
        match self.how {
            How::Repeated => format!("says the same as {by}"),
            How::Covered => format!("{by} allows all that it allows"),
            How::Wide => format!("{by} allows everything"),
            How::Unreachable => format!("{by} decides about all that it matches"),
        }
    }

    /// The same behind what the rule does not do: "it says the same as ingress rule 1".
    pub(crate) fn because(&self, model: &Model) -> String {
        let words = self.words(model);
        if self.how == How::Repeated { format!("it {words}") } else { words }
    }
}
