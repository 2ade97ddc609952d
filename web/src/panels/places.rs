//! The places of the tabs: pictures above, lists below, what belongs to the text under the editor.

use crate::state::{Panel, Part, Playground, Tab, TabPlace, Ui};
use leptos::prelude::*;

use crate::base::browser::focus;
use crate::base::markup::word;
use crate::editor::code_mirror::LEAVE;
use crate::engine::Arrival;
use crate::later::{Later, Missing, late};
use crate::panels::matrix::banner::Incomplete;
use crate::panels::pause;
use crate::widgets::icons::{Glyph, Icon};
use crate::widgets::tabs::{Item, Tabs};

/// The right side, at the top.
#[component]
pub fn Above(page: Playground, ui: Ui) -> impl IntoView {
    let place = TabPlace::Above;
    view! {
        <section class="result" aria-label="Results">
            <div class="tabs">
                <Strip page ui place label="Results" controls="results"/>
                <span class="grow"></span>
                <Beside page ui place/>
            </div>
            <div class="banners">
                <Missing page/>
                <Later page ui view=pause::banner/>
            </div>
            <div
                class="tab-panel"
                id="results"
                role="tabpanel"
                aria-busy=move || word(page.is_behind())
                aria-label=move || ui.tabs.panel_at(place).map(|it| it.name)
            >
                <Content page ui place/>
            </div>
        </section>
    }
}

/// The right side, below the pictures. One list by itself needs no strip.
#[component]
pub fn Below(page: Playground, ui: Ui) -> impl IntoView {
    let place = TabPlace::Below;
    let has_strip = 1 < ui.tabs.panels(place).count();
    let strip = has_strip.then(|| {
        view! { <div class="tabs lists-strip"><Strip page ui place label="Lists" controls="lists"/></div> }
    });
    view! {
        {strip}
        <section
            class="why"
            id="lists"
            role=has_strip.then_some("tabpanel")
            data-testid=move || ui.tabs.at(place).map(|it| it.0)
            aria-label=move || ui.tabs.panel_at(place).map(|it| it.name)
            tabindex="-1"
        >
            <Content page ui place/>
        </section>
    }
}

/// The foot of the editor: only the strip, until one of its tabs is opened.
#[component]
pub fn UnderEditor(page: Playground, ui: Ui) -> impl IntoView {
    let place = TabPlace::UnderEditor;
    let open = Memo::new(move |_| ui.tabs.at(place).is_some());
    let close = move || {
        view! {
            <button
                type="button"
                class="ghost square"
                aria-label="Close the list under the editor"
                on:click=move |_| {
                    // Before this button goes, and the focus with it.
                    focus(".under-editor .tab[tabindex='0']");
                    ui.tabs.close_under_editor();
                }
            >
                <Glyph icon=Icon::Close/>
            </button>
        }
    };
    let panel = move || {
        open.get().then(|| {
            view! {
                <div
                    class="tab-panel"
                    id="under-editor"
                    role="tabpanel"
                    aria-label=move || ui.tabs.panel_at(place).map(|it| it.name)
                >
                    <Content page ui place/>
                </div>
            }
        })
    };
    view! {
        <div class="under-editor" class:open=move || open.get()>
            <div class="tabs">
                <Strip page ui place label="About the files" controls="under-editor"/>
                <span class="grow"></span>
                <Later page ui view=leave/>
                {move || open.get().then(close)}
            </div>
            {panel}
        </div>
    }
}

late! {
    /// What the keyboard needs while it is in the editor.
    fn leave(_page: Playground, _ui: Ui) {
        view! { <span class="leave" id=LEAVE>"Esc, then Tab leaves the editor"</span> }
    }
}

/// The tabs of a place.
#[component]
fn Strip(
    page: Playground,
    ui: Ui,
    place: TabPlace,
    label: &'static str,
    controls: &'static str,
) -> impl IntoView {
    let items = ui.tabs.panels(place).map(|it| Item {
        of: it.tab,
        name: it.name,
        badge: ViewFn::from(move || it.badge.map(|view| view! { <Later page ui view/> })),
        near: it.part.ahead(),
    });
    let open = move |tab: Tab| {
        let is_open = untrack(|| ui.tabs.at(place)) == Some(tab);
        match place {
            TabPlace::UnderEditor if is_open => ui.tabs.close_under_editor(),
            TabPlace::Above | TabPlace::Below | TabPlace::UnderEditor => {
                ui.tabs.open(tab);
            }
        }
    };
    let now = Signal::derive(move || ui.tabs.at(place));
    view! { <Tabs label controls items=items.collect() now open/> }
}

/// What stands beside the names of a place's tabs, where the strip itself is not in view.
#[component]
pub fn Badges(page: Playground, ui: Ui, place: TabPlace) -> impl IntoView {
    let badge = |it: &'static Panel| it.badge.map(|view| view! { <Later page ui view/> });
    ui.tabs.panels(place).map(badge).collect_view()
}

/// What the open tab of a place holds.
#[component]
fn Content(page: Playground, ui: Ui, place: TabPlace) -> impl IntoView {
    let now = Memo::new(move |_| ui.tabs.at(place));
    let is_unknown = Memo::new(move |_| page.pause().is_some() || page.is_unread());
    move || {
        let panel = now.get().and_then(|_| ui.tabs.panel_at(place))?;
        // The matrix has its own words: a line stands over it.
        if is_unknown.get() && panel.tab != Tab::MATRIX {
            return Some(view! { <Later page ui view=pause::instead/> }.into_any());
        }
        // The matrix says it at its foot, and *Why?* of each object that it speaks of.
        let is_marked = place != TabPlace::UnderEditor && ![Tab::MATRIX, Tab::WHY].contains(&panel.tab);
        let mark = is_marked.then(|| view! { <Later page ui view=without/> });
        let drawn = match panel.part {
            Part::First(view) => untrack(|| view(page, ui)),
            Part::Later(view) | Part::Own { view, .. } => {
                let loads = move || !matches!(page.arrival.get(), Arrival::Failed);
                let loading = move || loads().then(|| view! { <p class="nothing">"Loading…"</p> });
                view! { <Later page ui view>{loading}</Later> }.into_any()
            }
        };
        Some(match place {
            TabPlace::Above => view! { {drawn} {mark} }.into_any(),
            TabPlace::Below | TabPlace::UnderEditor => view! { {mark} {drawn} }.into_any(),
        })
    }
}

late! {
    /// What the lists are without, as the foot of the matrix has it.
    fn without(page: Playground, ui: Ui) {
        view! { <p class="without"><Incomplete page ui testid="without"/></p> }
    }
}

/// What stands at the end of the strip while a tab is open.
#[component]
fn Beside(page: Playground, ui: Ui, place: TabPlace) -> impl IntoView {
    let now = Memo::new(move |_| ui.tabs.at(place));
    move || {
        let panel = now.get().and_then(|_| ui.tabs.panel_at(place))?;
        panel.beside.map(|draw| untrack(|| draw(page, ui)))
    }
}
