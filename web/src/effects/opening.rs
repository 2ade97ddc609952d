//! What the page opens with: the link, else the draft, else the first scenario.
//!
//! Only another part of the program reads links and drafts ([`find`]); the first one knows whether there is any
//! ([`plain`]).

use crate::effects::{pause, storage, url};
use crate::model::embed::{self, framed};
use crate::model::practice::task_of;
use crate::model::scenario;
use crate::model::share::{self, ShareError, ShareState, View};
use crate::state::{BRING_BACK, Opening, Playground, Tab, Ui};

/// The first scenario, for users who come without a link and have no draft here. A frame may wait for its host.
pub fn plain() -> Option<Opening> {
    let is_plain = !framed()
        && embed::task().is_none()
        && !url::has_link()
        && !storage::has_draft()
        && !pause::is_asked();
    is_plain.then(|| Opening { state: scenario::first(), displaced: None, error: None, pause: None })
}

/// Says what the user should know of it.
pub(super) fn report(opening: Opening, page: Playground, ui: Ui) {
    let Opening { state, displaced, error, pause: _ } = opening;
    if state.view != View::default() || task_of(&state.scenario).is_some() {
        ui.show(&state.view);
    }
    if !framed() && embed::query("view").as_deref() == Some(Tab::TERMINAL.0) {
        ui.open_tab(Tab::TERMINAL);
    }
    let is_displaced = displaced.is_some();
    // Work of an earlier visit that is not shown.
    if let Some(aside) = displaced.or_else(storage::aside) {
        page.put_aside(aside);
    }
    if is_displaced {
        ui.say_with("This is what the link holds. Your own draft is kept.", BRING_BACK, move || {
            ui.take_back()
        });
    }
    if let Some(error) = error {
        ui.complain(share::message(error));
    }
}

/// Looks at the address and the storage; in a frame only at the address, and not at all where the host will tell.
pub(crate) fn find() -> Opening {
    if framed() {
        let link = url::read();
        let waits = embed::query("embed").as_deref() == Some(embed::BY_MESSAGE);
        // A scenario in the place of what a damaged link holds would be taken for it.
        let blank = waits || link.as_ref().is_some_and(Result::is_err);
        let blank = blank || embed::task().is_some();
        return with_pause(choose(link, blank.then(share::blank)));
    }
    with_pause(choose(url::read(), storage::draft()))
}

fn with_pause(it: Opening) -> Opening {
    Opening { pause: pause::at_opening(&it.state), ..it }
}

fn choose(link: Option<Result<ShareState, ShareError>>, draft: Option<ShareState>) -> Opening {
    let error = link.as_ref().and_then(|it| it.as_ref().err().copied());
    match link {
        Some(Ok(state)) => {
            let displaced = draft.filter(|it| share::is_work(it) && it.files != state.files);
            Opening { state, displaced, error, pause: None }
        }
        _ => Opening { state: draft.unwrap_or_else(scenario::first), displaced: None, error, pause: None },
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
