//! The tab *Exposure*: what an engineer asks of a whole cluster, in sentences with counts.

pub mod facts;

use crate::state::{Panel, Part, Playground, Tab, TabPlace, Ui};
use leptos::prelude::*;

use crate::later::{ahead, late};
use facts::Exposure;

/// The tab. It has no count beside its name: that would take an audit after each keystroke.
pub const PANEL: Panel = Panel {
    tab: Tab("exposure"),
    name: "Exposure",
    key: Some("Digit5"),
    focus: "#lists",
    place: TabPlace::Below,
    part: Part::Own { view, ahead: ahead!(exposure) },
    badge: None,
    beside: None,
};

late! {
    in exposure;
    /// The facts, and what the chosen one counts.
    fn view(page: Playground, ui: Ui) {
        view! { <Exposure page ui/> }.into_any()
    }
}
