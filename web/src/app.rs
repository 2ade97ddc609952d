//! The whole page: state, effects, panes.
//!
//! It opens at once with the first scenario. A link or a draft is read by a part of the program of its own, so a page that
//! opens with one waits for that; and where its matrix depends on more, for the later part.

use leptos::prelude::*;
use web_sys::Element;

use crate::components::file_tabs::FileTabs;
use crate::components::header::Header;
use crate::components::phone_bar::PhoneBar;
use crate::components::split::{Splitter, Way};
use crate::editor::Editor;
use crate::effects::page::{after, frame};
use crate::effects::{Start, storage, theme};
use crate::embed::framed;
use crate::later::{self, Arrival, Later, Room, when_here};
use crate::opening::Opening;
use crate::panels::PANELS;
use crate::panels::places::{Above, Below, UnderEditor};
use crate::preferences::per_cent;
use crate::state::Playground;
use crate::ui::{Pane, Ui};

/// Opens the page in an element, in the place of what is painted there first.
pub fn open(host: Element) {
    let arrival = RwSignal::new(Arrival::at_start());
    let shell = host.query_selector("#shell").ok().flatten();
    let place = Place { host, shell, arrival };
    if let Some(it) = Opening::plain() {
        return place.show_first(it);
    }
    let message = place.shell.as_ref().and_then(|it| it.query_selector("[data-message]").ok()?);
    if let Some(it) = message {
        later::awaited(it, arrival);
    }
    if framed() {
        return place.show_with(|it| (it.opening)());
    }
    // The answer comes in a task of its own, which belongs to nobody.
    let owner = Owner::current().unwrap_or_default();
    later::read(move |find| {
        owner.with(|| match find.map(|it| it()) {
            Some(it) if it.is_simple() => place.show_first(it),
            Some(it) => place.show_with(|_| it),
            None => place.show_with(|it| (it.opening)()),
        });
    });
}

/// Where the page goes, and what brings the later part.
struct Place {
    host: Element,
    /// What stands there until then.
    shell: Option<Element>,
    arrival: RwSignal<Arrival>,
}

impl Place {
    fn show(&self, opening: Opening) {
        if let Some(it) = &self.shell {
            it.remove();
        }
        let arrival = self.arrival;
        let mut page = view! { <App opening arrival/> }.into_view().build();
        page.mount(&self.host, None);
        // It lives as long as its owner: as the document.
        StoredValue::new_local(page);
    }

    /// The first matrix comes first: the rest is asked for in a task after the frame that shows it.
    fn show_first(self, opening: Opening) {
        self.show(opening);
        frame(move || {
            after(0, move || later::load(self.arrival));
        });
    }

    /// Likewise, once the later part is here.
    fn show_with(self, opening: impl FnOnce(&'static Later) -> Opening + 'static) {
        later::load(self.arrival);
        when_here(self.arrival, move |it| self.show(opening(it)));
    }
}

/// All that is on the page.
#[component]
fn App(opening: Opening, arrival: RwSignal<Arrival>) -> impl IntoView {
    let page = Playground::new(opening.state.clone(), arrival);
    let ui = Ui::new(page, PANELS);
    let preferences = RwSignal::new(storage::preferences());
    theme::run(preferences);
    let start = Start { opened: untrack(|| page.snapshot()), opening, page, ui, preferences };
    when_here(arrival, move |it| (it.effects)(start));

    let pane = move || match ui.pane.get() {
        Pane::Edit => "edit",
        Pane::Matrix => "matrix",
        Pane::Why => "why",
    };
    view! {
        <div
            class="page"
            data-pane=pane
            style=("--columns", move || format!("{}%", per_cent(preferences.read().columns)))
            style=("--rows", move || format!("{}%", per_cent(preferences.read().rows)))
        >
            <Header page ui preferences/>
            <main>
                <section class="edit" aria-label="Files">
                    <FileTabs page ui/>
                    <Editor page ui preferences/>
                    <UnderEditor page ui/>
                </section>
                <Splitter way=Way::Columns preferences/>
                <div class="results">
                    <Above page ui/>
                    <Splitter way=Way::Rows preferences/>
                    <Below page ui/>
                </div>
            </main>
            <PhoneBar page ui/>
            <Room page ui of=|it| it.overlays/>
        </div>
    }
}
