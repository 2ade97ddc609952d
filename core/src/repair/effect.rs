//! What edits of the files change: they are read and evaluated as they would be, and compared with what they are now.

use crate::compare::{Comparison, Totals, compare_in_steps};
use crate::model::Model;
use crate::options::Options;
use crate::pause::Pause;
use crate::source::SourceFile;
use crate::stand_ins;

/// What edits change.
#[derive(Debug)]
pub(crate) struct Effect {
    /// The pairs that change.
    pub(crate) comparison: Comparison,
    /// The input as it would be.
    pub(crate) after: Model,
    /// The input as it is, with what was made up for how it would be too; `None` where that is the same.
    before: Option<Model>,
}

impl Effect {
    /// The effect of edits after which the input is this one.
    pub(super) async fn new(before: &Model, after: Model, pause: &Pause) -> Effect {
        let comparison = compare_in_steps(before, &after, pause).await;
        Effect { comparison, after, before: None }
    }

    /// The input as it is, which is `model` unless more was made up for it.
    pub(crate) fn before<'m>(&'m self, model: &'m Model) -> &'m Model {
        self.before.as_ref().unwrap_or(model)
    }

    /// How many pairs change.
    pub(crate) fn pairs(&self) -> u64 {
        let Totals { newly_allowed, newly_denied, both, undecided, .. } = self.comparison.totals;
        newly_allowed + newly_denied + both + undecided
    }
}

/// What becomes of the answers with other files; `None` where that cannot be told: a part of them is not evaluated, or
/// needs more of the program than is here.
pub(crate) async fn of_files(model: &Model, files: &[SourceFile], pause: &Pause) -> Option<Effect> {
    let after = model.with_files(files, &model.options, pause).await;
    pause.here().await;
    if after.read.unread || after.left_out.is_some() || model.left_out.is_some() {
        return None;
    }
    let Some(made) = stand_ins::common([model.stand_ins.as_ref(), after.stand_ins.as_ref()]) else {
        return Some(Effect::new(model, after, pause).await);
    };
    // What is made up for one is there in the other too, as a file of its own.
    let options = Options { stand_ins: false, ..model.options.clone() };
    let with = |files: &[SourceFile]| {
        let made = SourceFile::new("stand-ins", made.as_str());
        files.iter().cloned().chain([made]).collect::<Vec<SourceFile>>()
    };
    let before = model.with_files(&with(&model.places.files()), &options, pause).await;
    let after = model.with_files(&with(files), &options, pause).await;
    pause.here().await;
    if before.left_out.is_some() || after.left_out.is_some() {
        return None;
    }
    let effect = Effect::new(&before, after, pause).await;
    Some(Effect { before: Some(before), ..effect })
}
