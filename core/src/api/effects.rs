//! What edits of the files change, found out by evaluating the input with them.
//!
//! Enters: fixes. Leaves: [`EffectView`]s, and reports with them. Of many fixes the first ones are tried, and a report says
//! of how many nothing is known. Deliberately not here: the words, which are in `view`.

use super::Analysis;
use crate::diagnostic::{Diagnostic, Fix, FixClass};
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

impl Analysis {
    /// What a fix of one of its problems changes, which is found out by another evaluation of the input; `None` where that cannot
    /// be told.
    pub fn effect_of(&self, fix: &Fix) -> Option<EffectView> {
        at_once_of(&self.model, &FixView::new(&self.model, fix)?)
    }

    /// [`Analysis::problems_report`] with what each fix changes: the cells, found by evaluating the input with it. Of those that
    /// may change a verdict the first `most` are tried, or as many as take little; the report says of how many nothing is
    /// known. Fixes with the same edits are tried once.
    pub fn problems_report_with_effects(
        &self,
        problems: &[Diagnostic],
        most: Option<usize>,
    ) -> ProblemsReport {
        let mut report = self.problems_report(problems);
        let most = most.unwrap_or_else(|| (PODS / self.model.cluster.pod_count().max(1)).clamp(4, TRIED));
        let may_change = |it: &&FixView| it.class != FixClass::Safe.as_str();
        let mut tried: Vec<FixView> = Vec::new();
        for fix in report.problems.iter().flat_map(|it| &it.fixes).filter(may_change) {
            if tried.len() < most && tried.iter().all(|it| it.edits != fix.edits) {
                tried.push(fix.clone());
            }
        }
        let found = threads::one_by_one(&tried, |fix| at_once_of(&self.model, fix));
        for fix in report.problems.iter_mut().flat_map(|it| &mut it.fixes) {
            if !may_change(&&*fix) {
                *fix = fix.clone().with_effect(Some(EffectView::none()));
                continue;
            }
            match tried.iter().position(|it| it.edits == fix.edits) {
                Some(at) => *fix = fix.clone().with_effect(found.get(at).cloned().flatten()),
                None => report.untried += 1,
            }
        }
        report
    }
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
