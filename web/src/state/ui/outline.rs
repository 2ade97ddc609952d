//! The outline: open or not, and what it asks of the editor.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{Pane, Ui};
use crate::base::browser::{TEXT, focus, frame};

/// Objects of the file that is shown that the editor is asked to fold. The number makes a second request another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoldRequest {
    /// Begin and end of each, in UTF-16 units. None: all folds are to be opened.
    pub places: Arc<[u32]>,
    /// Counts the requests.
    pub number: u64,
}

impl Ui {
    /// Opens the outline, and notes what has the focus.
    pub fn open_outline(self) {
        if !self.outline.get_untracked() {
            let focused = document().active_element().map(JsCast::unchecked_into::<HtmlElement>);
            self.session().came_from.replace(focused);
        }
        self.pane.set(Pane::Edit);
        self.outline.set(true);
    }

    /// Closes the outline, and gives the focus back to what had it before.
    pub fn close_outline(self) {
        self.outline.set(false);
        let before = self.session().came_from.take();
        frame(move || {
            match before.filter(|it| it.is_connected() && Some(it) != document().body().as_ref()) {
                // An element that cannot be focused is left alone.
                Some(it) => {
                    let _ = it.focus();
                }
                None => focus(TEXT),
            }
        });
    }

    /// Asks the editor to fold objects of the file that is shown, or to open all folds.
    pub fn fold(self, places: Vec<u32>) {
        let number = self.folds.with_untracked(|it| it.as_ref().map_or(0, |it| it.number)) + 1;
        self.folds.set(Some(FoldRequest { places: places.into(), number }));
    }
}
