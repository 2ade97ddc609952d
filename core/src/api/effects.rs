//! What edits of the files change, found out by evaluating the input with them.
//!
//! Enters: fixes. Leaves: [`EffectView`]s, and reports with them. Of many fixes the first ones are tried, and a report says
//! of how many nothing is known. Deliberately not here: the words, which are in `view`.

use std::collections::hash_map::Entry;

use super::Analysis;
use crate::diagnostic::{Diagnostic, Fix, FixClass};
use crate::hash::HashMap;
use crate::model::Model;
use crate::pause::{Pause, at_once};
use crate::repair;
use crate::source::SourceFile;
use crate::threads;
use crate::view::report::ProblemsReport;
use crate::view::{EditView, EffectView, FixView};

/// So many fixes are tried for one report: each is an evaluation of the whole input.
const TRIED: usize = 64;
/// With more pods fewer are.
const PODS: usize = 16_000;
/// Models of so many pods together are held at once, beside the first.
const HELD: usize = 40_000;

impl Analysis {
    /// What a fix of one of its problems changes, which is found out by another evaluation of the input; `None` where that cannot
    /// be told.
    pub fn effect_of(&self, fix: &Fix) -> Option<EffectView> {
        at_once_of(&self.model, &FixView::new(&self.model, fix)?)
    }

    /// [`Analysis::problems_report`] with what each fix changes: the cells, found by evaluating the input with it. Of those that
    /// may change a verdict the first `most` are tried, or as many as take little; the report says of how many nothing is
    /// known: of those that are not tried, and of those of which it cannot be told. Fixes with the same edits are tried once.
    pub fn problems_report_with_effects(
        &self,
        problems: &[Diagnostic],
        most: Option<usize>,
    ) -> ProblemsReport {
        let mut report = self.problems_report(problems);
        let pods = self.model.cluster.pod_count().max(1);
        let most = most.unwrap_or_else(|| {
            // All together take no more steps than one evaluation may.
            let steps = self.model.reach.steps().max(1);
            let affordable = usize::try_from(self.model.options.limit_work / steps).unwrap_or(TRIED);
            (PODS / pods).clamp(4, TRIED).min(affordable)
        });
        let may_change = |it: &FixView| it.class != FixClass::Safe.as_str();
        // The same edits have the same number; `None`: they are not tried.
        let mut numbers = HashMap::default();
        let mut tried: Vec<&FixView> = Vec::new();
        let mut numbered: Vec<Option<usize>> = Vec::new();
        for fix in report.problems.iter().flat_map(|it| &it.fixes) {
            let has_room = may_change(fix) && tried.len() < most;
            numbered.push(match numbers.entry(texts(&fix.edits)) {
                Entry::Occupied(it) => Some(*it.get()),
                Entry::Vacant(it) if has_room => {
                    tried.push(fix);
                    Some(*it.insert(tried.len() - 1))
                }
                Entry::Vacant(_) => None,
            });
        }
        let found = threads::one_by_one(HELD / pods, &tried, |fix| at_once_of(&self.model, fix));
        let fixes = report.problems.iter_mut().flat_map(|it| &mut it.fixes);
        for (fix, number) in fixes.zip(numbered) {
            let effect = match number {
                _ if !may_change(fix) => Some(EffectView::none()),
                Some(it) => found.get(it).cloned().flatten(),
                None => None,
            };
            report.untried += u64::from(effect.is_none());
            *fix = fix.clone().with_effect(effect);
        }
        report
    }
}

/// Edits, such that they can be looked up.
fn texts(edits: &[EditView]) -> Vec<(u32, u32, u32, &str)> {
    edits.iter().map(|it| (it.place.file, it.place.from, it.place.to, it.text.as_str())).collect()
}

/// [`of_fix`] in one piece. A function of its own: where the compiler looks for what threads may share, an `async` closure on
/// the way leads it in circles.
fn at_once_of(model: &Model, fix: &FixView) -> Option<EffectView> {
    at_once(async |pause| of_fix(model, fix, &pause).await)
}

/// What becomes of the answers where a fix is applied; `None` where that cannot be told. It is an evaluation of the input.
pub(super) async fn of_fix(model: &Model, fix: &FixView, pause: &Pause) -> Option<EffectView> {
    let files = with_edits(&model.places.files(), &fix.edits);
    let effect = repair::of_files(model, &files, pause).await?;
    Some(EffectView::new(model, &effect))
}

fn with_edits(files: &[SourceFile], edits: &[EditView]) -> Vec<SourceFile> {
    let file = |(at, it): (u32, &SourceFile)| {
        let mut own: Vec<&EditView> = edits.iter().filter(|it| it.place.file == at).collect();
        crate::order::sort_by_key(&mut own, |it| it.place.from);
        if own.is_empty() {
            return it.clone();
        }
        SourceFile::new(it.name.clone(), EditView::edited(&it.text, own))
    };
    (0..).zip(files).map(file).collect()
}

#[cfg(test)]
mod tests;
