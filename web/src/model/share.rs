//! Links and drafts: what the page uses of `netpol_core::link`, and its words for what is wrong with one.

use netpol_core::SourceFile;

use crate::model::{files, practice};
pub use netpol_core::link::{
    Baseline, CellRef, Excess, LinkError as ShareError, LinkState as ShareState, MAX_LINK, Selection, View,
    decode, encode, fragment, pack, unpack,
};

/// What to tell the user.
pub fn message(error: ShareError) -> String {
    match error {
        ShareError::TooLong(len) => {
            format!("These files are too large for a link ({} kB). Save them as files instead.", len / 1000)
        }
        ShareError::NotALink => "The part of the address after # is not a link made by this page.".to_owned(),
        ShareError::Newer(_) => {
            "This link was made by a newer version of the page. Reload, and try again.".to_owned()
        }
        ShareError::Character(it) => {
            format!(
                "This link is damaged: a link cannot contain “{}”. Ask the sender for it again.",
                it.escape_debug()
            )
        }
        ShareError::CutOff => {
            "This link is damaged: its end is missing. Ask the sender for it again.".to_owned()
        }
        ShareError::Altered => {
            "This link is damaged: a part of it is missing or altered. Ask the sender for it again."
                .to_owned()
        }
        ShareError::TooLarge => "This link holds more than this page can open.".to_owned(),
        ShareError::More(it) => format!("More than {} is too much for a link. Use files instead.", it.most()),
    }
}

/// Whether there is too much text for a draft. The page then works with it as long as it is open.
pub fn is_large(state: &ShareState) -> bool {
    files::LARGE < files::size(&state.files)
}

/// Whether losing it would lose work of the user: it says something, and no scenario says the same. What is written for a
/// task is kept with the task.
pub fn is_work(state: &ShareState) -> bool {
    if practice::task_of(&state.scenario).is_some() {
        return false;
    }
    let blank = state.files.iter().all(|it| it.text.trim().is_empty());
    !blank && !crate::model::scenario::has(&state.files)
}

/// The two empty files of a page before anything is written.
pub fn blank() -> ShareState {
    let files = ["policies.yaml", "cluster.yaml"].map(|it| SourceFile::new(it, "")).to_vec();
    ShareState { files, ..ShareState::default() }
}
