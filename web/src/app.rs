//! The whole page: state, effects, panes.

use leptos::prelude::*;

use crate::components::dialogs::Dialogs;
use crate::components::explanation::Why;
use crate::components::file_tabs::FileTabs;
use crate::components::header::Header;
use crate::components::phone_bar::PhoneBar;
use crate::components::result_pane::ResultPane;
use crate::components::split::{Splitter, Way};
use crate::components::toasts::Toasts;
use crate::editor::Editor;
use crate::effects;
use crate::opening;
use crate::state::Playground;
use crate::ui::{Pane, Ui};

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let opening = opening::find();
    let page = Playground::new(opening.state.clone());
    let ui = Ui::new(page);
    let preferences = RwSignal::new(effects::storage::preferences());
    provide_context(page);
    provide_context(ui);
    provide_context(preferences);
    opening.report(page, ui);
    effects::run(page, ui, preferences);

    let pane = move || match ui.pane.get() {
        Pane::Edit => "edit",
        Pane::Matrix => "matrix",
        Pane::Why => "why",
    };
    view! {
        <div
            class="page"
            data-pane=pane
            style:--columns=move || format!("{}%", preferences.read().columns)
            style:--rows=move || format!("{}%", preferences.read().rows)
        >
            <Header />
            <main>
                <section class="edit" aria-label="Files">
                    <FileTabs />
                    <Editor />
                </section>
                <Splitter way=Way::Columns preferences />
                <div class="results">
                    <section class="result" aria-label="Results">
                        <ResultPane />
                    </section>
                    <Splitter way=Way::Rows preferences />
                    <Why />
                </div>
            </main>
            <PhoneBar />
            <Dialogs />
            <Toasts />
        </div>
    }
}
