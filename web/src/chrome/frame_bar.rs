//! The one line over the panes of a frame: which pane, and the way to the whole page.

use leptos::html;
use leptos::prelude::*;

use crate::base::markup::word;
use crate::effects::url;
use crate::model::share;
use crate::state::{Pane, Tab, TabPlace, Ui};

/// What the header of a page in a frame holds.
#[component]
pub fn FrameBar(ui: Ui) -> impl IntoView {
    // Where the files stand beside the results all the time, the pane of the files has no button (frame.css), and what
    // is shown beside them is the matrix.
    let panes = NodeRef::<html::Div>::new();
    let has_files = move || {
        let button = panes.get_untracked().and_then(|it| it.query_selector("[data-to=edit]").ok().flatten());
        button.is_none_or(|it| it.client_width() != 0)
    };
    let is_shown = move |pane: Pane| match ui.pane.get() {
        Pane::Edit if !has_files() => pane == Pane::Matrix,
        now @ (Pane::Edit | Pane::Matrix | Pane::Why | Pane::Task) => now == pane,
    };
    let is_terminal = move || ui.tabs.at(TabPlace::Below) == Some(Tab::TERMINAL);
    let pane = |pane: Pane| {
        // Many frames can only be read: nothing speaks of editing.
        let label = if pane == Pane::Edit { "YAML" } else { pane.label() };
        let choose = move |_| {
            ui.pane.set(pane);
            if pane == Pane::Matrix {
                // There are no tabs here: this is the way back from the problems.
                ui.show_chosen();
            }
            if pane == Pane::Why {
                ui.tabs.open(Tab::WHY);
            }
        };
        let is_shown = move || is_shown(pane) && !(pane == Pane::Why && is_terminal());
        view! {
            <button
                type="button"
                data-to=pane.key()
                aria-pressed=move || word(is_shown())
                on:click=choose
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="frame-panes" role="group" aria-label="Panes" node_ref=panes>
            {Pane::ALL.map(pane).collect_view()}
            // Only where the host asks for it: frame.css.
            <button
                type="button"
                data-to=Tab::TERMINAL.0
                aria-pressed=move || word(ui.pane.get() == Pane::Why && is_terminal())
                on:click=move |_| ui.open_tab(Tab::TERMINAL)
            >
                "Terminal"
            </button>
        </div>
        <span class="grow"></span>
        <WholePage ui/>
    }
}

/// A link to the page with all that the frame shows. It is written just before it is used: to write it with every
/// keystroke would be too early.
#[component]
fn WholePage(ui: Ui) -> impl IntoView {
    let link = NodeRef::<html::A>::new();
    let write = move || match ui.link() {
        Ok(it) => {
            if let Some(link) = link.get_untracked() {
                link.set_href(&address(&it));
            }
        }
        Err(error) => ui.complain(share::message(error)),
    };
    view! {
        <a
            class="frame-link"
            target="_blank"
            rel="noopener"
            href=address("")
            aria-label="Open in the playground, in another tab"
            node_ref=link
            on:pointerdown=move |_| write()
            on:focus=move |_| write()
            on:click=move |_| write()
        >
            <span>"Open" <span class="frame-wide">" in the playground"</span></span>
            <span aria-hidden="true">"↗"</span>
        </a>
    }
}

/// The page itself, without what makes a frame of it.
fn address(fragment: &str) -> String {
    let whole = url::address(fragment);
    let (base, fragment) = whole.split_once('#').unwrap_or((&whole, ""));
    format!("{}#{fragment}", base.split('?').next().unwrap_or_default())
}
