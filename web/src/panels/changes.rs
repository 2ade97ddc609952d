//! The tab *Changes*: what differs from the baseline, by what brings it about.

pub mod found;
pub mod group;
pub mod list;

use crate::state::{Panel, Part, Playground, Tab, TabPlace, Ui};
use leptos::prelude::*;
use netpol_core::api::Change;

use crate::base::markup::shown;
use crate::later::{ahead, late};
use list::List;

/// The tab.
pub const PANEL: Panel = Panel {
    tab: Tab::CHANGES,
    name: "Changes",
    key: Some("Digit4"),
    focus: "#lists",
    place: TabPlace::Below,
    part: Part::Own { view, ahead: ahead!(changes) },
    badge: Some(badge),
    beside: None,
};

late! {
    in changes;
    /// The list.
    fn view(page: Playground, ui: Ui) {
        view! { <List page ui/> }.into_any()
    }
}

late! {
    /// How many connections are newly allowed and newly denied.
    fn badge(page: Playground, _ui: Ui) {
        view! { <Count page/> }
    }
}

/// The sign of a change; the words beside it say the same.
#[component]
pub fn Sign(change: Change) -> impl IntoView {
    view! { <i class="change-sign" data-change=change.as_str() aria-hidden="true">{change.sign()}</i> }
}

#[component]
fn Count(page: Playground) -> impl IntoView {
    let totals = Memo::new(move |_| page.compared.read().as_ref()?.ask(|it| it.totals()));
    move || {
        let it = totals.get()?;
        let others = it.both + it.undecided;
        let counts = [(it.newly_allowed, "+"), (it.newly_denied, "−"), (others, "±")];
        let some = counts.iter().filter(|it| it.0 != 0).map(|it| format!("{}{}", it.1, it.0));
        let text = some.collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then(|| view! { <span class="count changed">{shown(&text)}</span> })
    }
}
