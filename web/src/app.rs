//! The whole page: state, effects, panes.

use crate::components::explanation::why;
use crate::components::file_tabs::file_tabs;
use crate::components::header::header;
use crate::components::phone_bar::phone_bar;
use crate::components::result_pane::result_pane;
use crate::components::split::{Way, splitter};
use crate::dom::{El, el};
use crate::editor::editor;
use crate::effects::page::{after, frame};
use crate::effects::{Start, storage, theme};
use crate::later::{self, when_here};
use crate::opening;
use crate::preferences::per_cent;
use crate::reactive::{Signal, untrack};
use crate::state::Playground;
use crate::ui::{Pane, Ui};

/// The whole page.
pub fn app() -> El {
    let opening = opening::find();
    let page = Playground::new(opening.state.clone());
    let ui = Ui::new(page);
    let preferences = Signal::new(storage::preferences());
    theme::run(preferences);
    let start = Start { opened: untrack(|| page.snapshot()), opening, page, ui, preferences };
    when_here(page, move |it| (it.effects)(start));
    // The first matrix comes first: the rest is asked for in a task after the frame that shows it.
    frame(move || {
        after(0, move || later::load(page));
    });

    let pane = move || match ui.pane.get() {
        Pane::Edit => "edit",
        Pane::Matrix => "matrix",
        Pane::Why => "why",
    };
    let edit = el("section")
        .class("edit")
        .attr("aria-label", "Files")
        .child(file_tabs(page, ui))
        .child(editor(page, ui, preferences));
    let result = el("section").class("result").attr("aria-label", "Results").children(result_pane(page, ui));
    let results =
        el("div").class("results").child(result).child(splitter(Way::Rows, preferences)).child(why(page, ui));
    let whole = el("div")
        .class("page")
        .attr_with("data-pane", move || Some(pane().to_owned()))
        .style_with("--columns", move || format!("{}%", per_cent(preferences.read().columns)))
        .style_with("--rows", move || format!("{}%", per_cent(preferences.read().rows)))
        .child(header(page, ui, preferences))
        .child(el("main").child(edit).child(splitter(Way::Columns, preferences)).child(results))
        .child(phone_bar(ui));
    later::filled(whole, page, ui, |it| it.overlays)
}
