//! What edits of the files change: they are read and evaluated as they would be, and compared with what they are now.

use crate::compare::{Comparison, Totals, compare_in_steps};
use crate::model::Model;
use crate::pause::Pause;
use crate::source::SourceFile;

/// What edits change.
#[derive(Debug)]
pub(crate) struct Effect {
    /// The pairs that change.
    pub(crate) comparison: Comparison,
    /// The input as it would be.
    pub(crate) after: Model,
}

impl Effect {
    /// The effect of edits after which the input is this one.
    pub(super) async fn new(before: &Model, after: Model, pause: &Pause) -> Effect {
        let comparison = compare_in_steps(before, &after, pause).await;
        Effect { comparison, after }
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
    let after = model.with_files(files, pause).await;
    pause.here().await;
    if after.read.unread || after.left_out.is_some() || model.left_out.is_some() {
        return None;
    }
    Some(Effect::new(model, after, pause).await)
}
