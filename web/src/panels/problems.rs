//! The tab *Problems*: what is wrong with the files.

pub mod fix;
pub mod list;

use crate::state::{Panel, Part, Playground, Tab, TabPlace, Ui};
use leptos::prelude::*;
use netpol_core::diagnostic::Severity;

use crate::later::{ahead, late};
use list::ProblemList;

/// The tab.
pub const PANEL: Panel = Panel {
    tab: Tab::PROBLEMS,
    name: "Problems",
    key: None,
    focus: "#under-editor .problem:enabled",
    place: TabPlace::UnderEditor,
    part: Part::Own { view, ahead: ahead!(problems) },
    badge: Some(badge),
    beside: None,
};

late! {
    in problems;
    /// All problems, the worst first.
    fn view(page: Playground, ui: Ui) {
        view! { <div class="problems" data-testid="problems"><ProblemList page ui/></div> }.into_any()
    }
}

late! {
    /// How many errors and warnings there are, in the colour of the worst, as on the tabs of the files and under the
    /// matrix. The list tells the same mistake in several places once, with how many more there are.
    fn badge(page: Playground, _ui: Ui) {
        let count = move || {
            let problems = page.problems.read();
            let counts = problems.iter().filter(|it| it.severity != Severity::Info);
            let class = match problems.iter().map(|it| it.severity).min()? {
                Severity::Error => "count error",
                Severity::Warning => "count warning",
                Severity::Info => return None,
            };
            Some(view! { <small class=class>{counts.count()}</small> })
        };
        count.into_any()
    }
}
