//! What the page opens with: the link, else the draft, else the first scenario.

use crate::effects::{storage, url};
use crate::scenario;
use crate::share::{ShareError, ShareState};
use crate::state::Playground;
use crate::ui::Ui;

/// What was found, before anything is on screen.
pub struct Opening {
    /// What the page shows.
    pub state: ShareState,
    /// Work of an earlier visit that is not shown.
    aside: Option<ShareState>,
    /// Whether that work is the draft, which a link has just taken the place of.
    displaced: bool,
    /// What is wrong with the link.
    error: Option<ShareError>,
}

/// Looks at the address and the storage.
pub fn find() -> Opening {
    choose(url::read(), storage::draft(), storage::aside())
}

fn choose(
    link: Option<Result<ShareState, ShareError>>,
    draft: Option<ShareState>,
    aside: Option<ShareState>,
) -> Opening {
    let error = link.as_ref().and_then(|it| it.as_ref().err().copied());
    match link {
        Some(Ok(state)) => {
            let draft = draft.filter(|it| it.is_work() && it.files != state.files);
            let displaced = draft.is_some();
            Opening { aside: draft.or(aside), state, displaced, error }
        }
        _ => Opening { state: draft.unwrap_or_else(scenario::first), aside, displaced: false, error },
    }
}

impl Opening {
    /// Says what the user should know of it.
    pub fn report(&self, page: Playground, ui: Ui) {
        if let Some(aside) = &self.aside {
            page.put_aside(aside.clone());
        }
        if self.displaced {
            ui.say_with(
                "This is what the link holds. Your own draft is put aside.",
                "Bring it back",
                move || ui.take_back(),
            );
        }
        if let Some(error) = self.error {
            ui.complain(error.message());
        }
    }
}

#[cfg(test)]
mod tests {
    use netpol_core::SourceFile;

    use super::*;

    fn state(text: &str) -> ShareState {
        ShareState { files: vec![SourceFile::new("a.yaml", text)], ..ShareState::default() }
    }

    #[test]
    fn a_link_is_shown_and_the_draft_kept() {
        let it = choose(Some(Ok(state("link"))), Some(state("draft")), Some(state("older")));
        assert_eq!((it.state, it.aside, it.displaced), (state("link"), Some(state("draft")), true));
    }

    #[test]
    fn a_link_to_the_draft_itself_displaces_nothing() {
        let it = choose(Some(Ok(state("same"))), Some(state("same")), None);
        assert_eq!((it.aside, it.displaced), (None, false));
    }

    #[test]
    fn a_bad_link_leaves_the_draft_on_the_page() {
        let it = choose(Some(Err(ShareError::Damaged)), Some(state("draft")), None);
        assert_eq!((it.state, it.error), (state("draft"), Some(ShareError::Damaged)));
    }
}
