//! What the page opens with, as it was found before the page is on screen.

use crate::model::files::Files;
use crate::model::share::{ShareError, ShareState, View};

/// What the page opens with.
pub struct Opening {
    /// What the page shows.
    pub state: ShareState,
    /// The draft, which a link has just taken the place of.
    pub displaced: Option<ShareState>,
    /// What is wrong with the link.
    pub error: Option<ShareError>,
}

impl Opening {
    /// Whether the first part draws its matrix as it should be: settings, filters and slices are the second part's.
    pub fn is_simple(&self) -> bool {
        let ShareState { settings, view, .. } = &self.state;
        settings.is_empty() && *view == View::default() && !Files::new(&self.state).source().in_slices
    }
}
