//! What the page's effects on the outside world start with.

use leptos::html;
use leptos::prelude::*;

use super::{Opening, Playground, Ui};
use crate::model::preferences::Preferences;
use crate::model::share::ShareState;

/// What they start with.
pub struct Start {
    /// What the page opened with.
    pub opening: Opening,
    /// What was on the page when it opened.
    pub opened: ShareState,
    /// The page.
    pub page: Playground,
    /// What is open in it.
    pub ui: Ui,
    /// What the user prefers.
    pub preferences: RwSignal<Preferences>,
    /// The element that holds the whole page.
    pub root: NodeRef<html::Div>,
}
