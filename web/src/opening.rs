//! What the page opens with: the link, else the draft, else the first scenario.
//!
//! Only a later part reads links and drafts (`find`); the first one knows whether there is any ([`Opening::plain`]).

use crate::effects::{storage, url};
use crate::embed::{self, framed};
use crate::scenario;
use crate::share::{self, ShareError, ShareState, View};
use crate::state::{Files, Playground};
use crate::ui::Ui;

/// What was found, before the page is on screen.
pub struct Opening {
    /// What the page shows.
    pub state: ShareState,
    /// The draft, which a link has just taken the place of.
    displaced: Option<ShareState>,
    /// What is wrong with the link.
    error: Option<ShareError>,
}

impl Opening {
    /// The first scenario, for who comes without a link and has no draft here. A frame may wait for its host.
    pub fn plain() -> Option<Opening> {
        let is_plain = !framed() && !url::has_link() && !storage::has_draft();
        is_plain.then(|| Opening { state: scenario::first(), displaced: None, error: None })
    }

    /// Whether the first part draws its matrix as it should be: settings, filters and slices are the later part's.
    pub(crate) fn is_simple(&self) -> bool {
        let ShareState { settings, view, .. } = &self.state;
        settings.is_empty() && *view == View::default() && !Files::new(&self.state).source().in_slices
    }

    /// What is wrong with the link.
    pub fn error(&self) -> Option<ShareError> {
        self.error
    }

    /// Says what the user should know of it.
    pub fn report(self, page: Playground, ui: Ui) {
        if self.state.view != View::default() {
            ui.show(&self.state.view);
        }
        let displaced = self.displaced.is_some();
        // Work of an earlier visit that is not shown.
        if let Some(aside) = self.displaced.or_else(storage::aside) {
            page.put_aside(aside);
        }
        if displaced {
            ui.say_with(
                "This is what the link holds. Your own draft is put aside.",
                "Bring it back",
                move || ui.take_back(),
            );
        }
        if let Some(error) = self.error {
            ui.complain(share::message(error));
        }
    }
}

/// Looks at the address and the storage; in a frame only at the address, and not at all where the host will tell.
pub(crate) fn find() -> Opening {
    if framed() {
        let link = url::read();
        let waits = embed::query("embed").as_deref() == Some(embed::BY_MESSAGE);
        // A scenario in the place of what a damaged link holds would be taken for it.
        let blank = waits || link.as_ref().is_some_and(Result::is_err);
        return choose(link, blank.then(share::blank));
    }
    choose(url::read(), storage::draft())
}

fn choose(link: Option<Result<ShareState, ShareError>>, draft: Option<ShareState>) -> Opening {
    let error = link.as_ref().and_then(|it| it.as_ref().err().copied());
    match link {
        Some(Ok(state)) => {
            let displaced = draft.filter(|it| share::is_work(it) && it.files != state.files);
            Opening { state, displaced, error }
        }
        _ => Opening { state: draft.unwrap_or_else(scenario::first), displaced: None, error },
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
        let it = choose(Some(Ok(state("link"))), Some(state("draft")));
        assert_eq!((it.state, it.displaced), (state("link"), Some(state("draft"))));
    }

    #[test]
    fn a_link_to_the_draft_itself_displaces_nothing() {
        let it = choose(Some(Ok(state("same"))), Some(state("same")));
        assert_eq!(it.displaced, None);
    }

    #[test]
    fn what_the_first_part_would_draw_otherwise_waits() {
        let simple = |state| choose(Some(Ok(state)), None).is_simple();
        assert!(simple(state("kind: Pod")));
        assert!(!simple(ShareState { settings: "service-hairpin off".to_owned(), ..state("") }));
        let view = View { filter: "shop".to_owned(), ..View::default() };
        assert!(!simple(ShareState { view, ..state("") }));
        assert!(!simple(state(&"#".repeat(100_000))));
    }

    #[test]
    fn a_bad_link_leaves_the_draft_on_the_page() {
        let it = choose(Some(Err(ShareError::CutOff)), Some(state("draft")));
        assert_eq!((it.state, it.error), (state("draft"), Some(ShareError::CutOff)));
    }
}
