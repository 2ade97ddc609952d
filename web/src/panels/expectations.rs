//! The tab *Expectations*: what the files say should be, and whether it is so; and below it what the manifests themselves
//! ask for.

pub mod list;
pub mod needs;
pub mod write;

use crate::state::{Panel, Part, Playground, Tab, TabPlace, Ui};
use leptos::prelude::*;
use netpol_core::api::ExpectedState;

use crate::base::markup::shown;
use crate::later::{ahead, late};
use list::List;
use needs::WouldBreak;

/// The tab.
pub const PANEL: Panel = Panel {
    tab: Tab("expectations"),
    name: "Expectations",
    key: Some("Digit6"),
    focus: "#lists",
    place: TabPlace::Below,
    part: Part::Own { view, ahead: ahead!(expectations) },
    badge: Some(badge),
    beside: None,
};

late! {
    in expectations;
    /// The list, and what would break.
    fn view(page: Playground, ui: Ui) {
        view! {
            <List page ui/>
            <WouldBreak page ui/>
        }
        .into_any()
    }
}

late! {
    /// How many did not pass; with none of these, how many there are.
    fn badge(page: Playground, _ui: Ui) {
        view! { <Count page/> }
    }
}

#[component]
fn Count(page: Playground) -> impl IntoView {
    let said = Memo::new(move |_| {
        let expected = page.expected.read();
        let it = expected.as_ref()?;
        let told = it.totals.parts().into_iter().find(|it| it.0 != ExpectedState::Passed);
        let told = told.map(|(state, count)| format!("{count} {}", state.words()));
        let all = it.count();
        told.map(|text| (text, "count error")).or((all > 0).then(|| (all.to_string(), "count passed")))
    });
    move || said.get().map(|(text, class)| view! { <small class=class>{shown(&text)}</small> })
}
