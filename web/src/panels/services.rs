//! The tab *Services*: who reaches what stands behind them.

pub mod lists;
pub mod sources;

use crate::state::{Panel, Part, Playground, Tab, TabPlace, Ui};
use leptos::prelude::*;

use crate::later::{ahead, late};
use crate::model::share::CellRef;
use crate::panels::lesson::Lesson;
use lists::Services;

/// The tab.
pub const PANEL: Panel = Panel {
    tab: Tab::SERVICES,
    name: "Services",
    key: None,
    focus: "",
    place: TabPlace::Above,
    part: Part::Own { view, ahead: ahead!(services) },
    badge: None,
    beside: None,
};

late! {
    in services;
    /// The lists of Services and Ingress objects, and the sources of the chosen one.
    fn view(page: Playground, ui: Ui) {
        view! {
            <Lesson page ui/>
            <div class="services" data-testid="services"><Services page ui/></div>
        }
        .into_any()
    }
}

/// Chooses the connection of a source to a Service.
fn choose(page: Playground, from: String, service: String) {
    page.select(CellRef { from, to: service });
}
