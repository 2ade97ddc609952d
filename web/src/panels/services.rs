//! The tab *Services*: who reaches what stands behind them.

use leptos::prelude::*;

use crate::components::lesson::Lesson;
use crate::components::services::Services;
use crate::state::Playground;
use crate::ui::{Panel, Part, Tab, TabPlace, Ui};

/// The tab.
pub const PANEL: Panel = Panel {
    tab: Tab::SERVICES,
    name: "Services",
    key: None,
    focus: "",
    place: TabPlace::Above,
    part: Part::Later,
    beside: None,
};

/// The lists of Services and Ingress objects, and the sources of the chosen one.
pub fn view(page: Playground, ui: Ui) -> AnyView {
    view! {
        <Lesson page ui/>
        <div class="services" data-testid="services"><Services page ui/></div>
    }
    .into_any()
}

/// Nothing stands beside the name.
pub fn badge(_: Playground, _: Ui) -> AnyView {
    ().into_any()
}
