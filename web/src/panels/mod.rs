//! The tabs of the page. A tab is one file here, with its `PANEL`, its `view` and its `badge`, and one word in the list
//! below. Where the tabs of each place are drawn is in [`places`].

pub mod places;

use crate::ui::{Draw, Panels, Tab};

/// What the second part of the program knows of a tab.
pub struct LatePanel {
    /// Which tab.
    pub tab: Tab,
    /// Draws what it holds.
    pub view: Draw,
    /// Draws what stands beside its name, such as a count.
    pub badge: Draw,
}

macro_rules! panels {
    ($($room:ident),+ $(,)?) => {
        $(pub mod $room;)+

        /// All tabs, in the order of their strips.
        pub static PANELS: Panels = &[$(&$room::PANEL),+];

        /// What the second part of the program knows of them. Only its table names this, so that what the tabs draw does
        /// not become part of the first.
        pub(crate) static LATER: &[LatePanel] = &[
            $(LatePanel { tab: $room::PANEL.tab, view: $room::view, badge: $room::badge }),+
        ];
    };
}

panels![matrix, services, problems, why];
