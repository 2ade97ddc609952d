//! The tabs of the page. A tab is one file here, with its `PANEL`, and one word in the list below. Where the tabs of each place are drawn is in [`places`].

pub mod lesson;
pub mod places;

use crate::state::Panels;

macro_rules! panels {
    ($($room:ident),+ $(,)?) => {
        $(pub mod $room;)+

        /// All tabs, in the order of their strips.
        pub static PANELS: Panels = &[$(&$room::PANEL),+];
    };
}

panels![matrix, services, problems, why];
