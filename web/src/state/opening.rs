//! What the page opens with, as it was found before the page is on screen.

use crate::model::files::Files;
use crate::model::share::{ShareError, ShareState, View};
use crate::state::Pause;

/// What the page opens with.
pub struct Opening {
    /// What the page shows.
    pub state: ShareState,
    /// The draft, which a link has just taken the place of.
    pub displaced: Option<ShareState>,
    /// What is wrong with the link.
    pub error: Option<ShareError>,
    /// Why it is not evaluated at once.
    pub pause: Option<Pause>,
}

impl Opening {
    /// Whether the first part draws its matrix as it should be: settings, filters, slices and pauses are the second part's.
    pub fn is_simple(&self) -> bool {
        let ShareState { settings, view, .. } = &self.state;
        let is_evaluated = self.pause.is_none();
        is_evaluated
            && settings.is_empty()
            && *view == View::default()
            && !Files::new(&self.state).source().in_slices
    }
}
