//! The outline: all objects of the files beside their text, with a search.

mod rows;

use std::sync::Arc;

use crate::state::{Playground, Ui};
use leptos::html;
use leptos::prelude::*;
use leptos_use_resize_observer::use_resize_observer;
use netpol_core::Analysis;
use netpol_core::view::{OutlineEntry, OutlineGroup, OutlineView, Place};
use web_sys::{Event, HtmlInputElement, KeyboardEvent, MouseEvent};

use crate::base::browser::frame;
use crate::base::markup::shown;
use crate::later::{Later, late};
use crate::model::embed::framed;
use crate::widgets::head_row::HeadRow;
use crate::widgets::icons::{Glyph, Icon};
use rows::{Row, Rows, Window, id_of, matches};

late! {
    /// Where it stands: left of the text, or over it where there is no room.
    pub fn place(page: Playground, ui: Ui) {
        view! { <Place page ui/> }
    }
}

#[component]
fn Place(page: Playground, ui: Ui) -> impl IntoView {
    // The files of a frame are few, and its keys are those of the page around it.
    let is_open = move || ui.outline.get() && !framed();
    move || {
        let draw = || {
            let text = RwSignal::new(String::new());
            view! { <Later page ui view=move |page, ui| outline(page, ui, text)><Coming ui text/></Later> }
        };
        is_open().then(draw)
    }
}

/// Its search, until its part of the program is here: what is typed after its key is meant for it, and not for the text.
#[component]
fn Coming(ui: Ui, text: RwSignal<String>) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    field.on_load(move |it| take_focus(it, text));
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            ui.close_outline();
        }
    };
    view! {
        <aside class="outline" aria-label="Outline" aria-busy="true" on:keydown=on_key>
            <div class="outline-head">
                <label class="filter">
                    <Glyph icon=Icon::Search/>
                    <input
                        type="search"
                        id="outline-search"
                        aria-label="Find an object by its name, kind or namespace"
                        placeholder="Find an object"
                        spellcheck="false"
                        autocomplete="off"
                        autocapitalize="off"
                        node_ref=field
                        on:input=move |event| text.set(event_target_value(&event))
                    />
                </label>
            </div>
        </aside>
    }
}

/// Gives the search the focus, behind what was typed into it already.
fn take_focus(field: HtmlInputElement, text: RwSignal<String>) {
    // On a touch screen the keyboard would cover the list.
    if matches("(pointer: coarse)") {
        return;
    }
    let take = move |field: &HtmlInputElement| {
        // Without the focus it is still there to be clicked.
        let _ = field.focus();
        let end = text.try_get_untracked().map_or(0, |it| it.encode_utf16().count() as u32);
        let _ = field.set_selection_range(end, end);
    };
    // A key may come before the next frame.
    if field.is_connected() { take(&field) } else { frame(move || take(&field)) }
}

late! {
    in outline;
    /// The outline itself.
    fn outline(page: Playground, ui: Ui, text: RwSignal<String>) {
        view! { <Outline page ui text/> }
    }
}

#[component]
fn Outline(page: Playground, ui: Ui, text: RwSignal<String>) -> impl IntoView {
    let all = Memo::new(move |_| {
        let (found, settled) = (page.found.read(), page.settled.read());
        // Where the objects are is known before it is known what is wrong with them.
        let all = match found.as_ref().filter(|it| it.is_of(&settled)) {
            Some(it) => it.ask(|it, found| it.outline_of(found)),
            None => settled.ask(Analysis::outline_as_read),
        };
        Arc::new(all.unwrap_or_default())
    });
    let found = Memo::new(move |_| all.read().search(&text.read()));
    let rows = Memo::new(move |_| Arc::new(Rows::new(&found.read())));
    // Which of what was found Enter opens: what is most likely meant, until the arrows move it.
    let moved = RwSignal::new(None::<usize>);
    let active = Memo::new(move |_| {
        let rows = rows.read();
        let best = || found.read().best.and_then(|it| rows.option_of(it));
        moved
            .get()
            .map(|it| it.min(rows.count().saturating_sub(1)))
            .or_else(best)
            .filter(|it| *it < rows.count())
    });
    let list = NodeRef::<html::Div>::new();
    let seen = RwSignal::new(Window::unmeasured());
    let measure = move || {
        if let Some(it) = list.try_get_untracked().flatten() {
            seen.set(Window::of(&it));
        }
    };
    use_resize_observer(list, move |_, _| measure());
    let reveal = move || {
        let (Some(list), Some(at)) = (list.get_untracked(), active.get_untracked()) else { return };
        seen.get_untracked().reveal(&list, rows.read_untracked().row_of(at));
        measure();
    };
    let field = NodeRef::<html::Input>::new();
    field.on_load(move |it| take_focus(it, text));
    let open = move |option: usize| {
        let entry = rows.read_untracked().entry_of(option);
        let place = entry.and_then(|it| all.read_untracked().entries.get(it as usize).and_then(destination));
        let Some(place) = place else { return };
        moved.set(Some(option));
        if lies_over() {
            ui.outline.set(false);
        }
        ui.go_to(place);
    };
    let on_key = move |event: KeyboardEvent| {
        let last = rows.read_untracked().count().saturating_sub(1);
        let now = active.get_untracked();
        let page = seen.get_untracked().rows_in_view();
        let next = match (event.key().as_str(), now) {
            ("Escape", _) => {
                event.prevent_default();
                event.stop_propagation();
                return ui.close_outline();
            }
            ("Enter", Some(at)) => {
                event.prevent_default();
                return open(at);
            }
            ("ArrowDown" | "PageDown", None) => 0,
            ("ArrowUp" | "PageUp", None) => last,
            ("ArrowDown", Some(at)) => at + 1,
            ("ArrowUp", Some(at)) => at.saturating_sub(1),
            ("PageDown", Some(at)) => at + page,
            ("PageUp", Some(at)) => at.saturating_sub(page),
            ("Home", _) if event.ctrl_key() || event.meta_key() => 0,
            ("End", _) if event.ctrl_key() || event.meta_key() => last,
            _ => return,
        };
        event.prevent_default();
        moved.set(Some(next.min(last)));
        reveal();
    };
    let on_click = move |event: MouseEvent| {
        if let Some(it) = rows::clicked(&event) {
            open(it);
        }
    };
    let on_input = move |event: Event| {
        text.set(event_target_value(&event));
        moved.set(None);
        if let Some(it) = list.get_untracked() {
            it.set_scroll_top(0);
        }
        measure();
        reveal();
    };
    let drawn = move || {
        let (all, rows, text, active) = (all.get(), rows.get(), text.get(), active.get());
        let (first, some) = seen.get().visible(&rows);
        let row = |(at, row): (usize, &Row)| rows::row(&all, row, at, rows.count(), &text, active);
        (first..).zip(some).map(row).collect_view()
    };
    view! {
        <aside class="outline" aria-label="Outline" data-testid="outline" on:keydown=on_key>
            <HeadRow
                class="outline-head"
                label="Close the outline"
                title="Close (Esc)"
                close=Callback::new(move |()| ui.close_outline())
            >
                <label class="filter">
                    <Glyph icon=Icon::Search/>
                    <input
                        type="search"
                        id="outline-search"
                        role="combobox"
                        aria-label="Find an object by its name, kind or namespace"
                        aria-expanded="true"
                        aria-autocomplete="list"
                        aria-controls="outline-list"
                        aria-activedescendant=move || active.get().map(id_of)
                        placeholder="Find an object"
                        spellcheck="false"
                        autocomplete="off"
                        autocapitalize="off"
                        prop:value=text
                        node_ref=field
                        on:input=on_input
                    />
                    <kbd class="desk-only" aria-hidden="true">"Ctrl P"</kbd>
                </label>
            </HeadRow>
            <Show when=move || rows.read().count() == 0>
                <p class="outline-nothing">"No object has this name, kind or namespace."</p>
            </Show>
            <div
                class="outline-list"
                id="outline-list"
                role="listbox"
                aria-label="Objects of the files"
                node_ref=list
                on:scroll=move |_| measure()
                on:click=on_click
            >
                <div
                    class="outline-sheet"
                    role="presentation"
                    style:height=move || format!("{}px", seen.get().height_of(&rows.read()))
                >
                    {drawn}
                </div>
            </div>
            <p class="outline-foot">
                <span role="status">{move || shown(&said(&all.read(), found.read().count, &text.read()))}</span>
                <Show when=move || active.get().is_some()>
                    <span aria-hidden="true">" · " <kbd>"⏎"</kbd> " opens it"</span>
                </Show>
            </p>
            <Folding page ui all/>
        </aside>
    }
}

/// How many there are, and of a search how many it found.
fn said(all: &OutlineView, found: usize, text: &str) -> String {
    match (text.trim().is_empty(), found) {
        (true, 1) => "1 object".to_owned(),
        (true, _) => format!("{} objects", all.count),
        (false, n) => format!("{n} of {} objects", all.count.max(n)),
    }
}

/// Of an object its first line; of a problem all of it.
fn destination(it: &OutlineEntry) -> Option<Place> {
    let place = it.place?;
    let is_problem = it.group == OutlineGroup::Problems;
    Some(if is_problem { place } else { Place { to: place.from, to_line: place.from_line, ..place } })
}

/// Whether it covers the text. `web/style/outline.css` has the same width.
fn lies_over() -> bool {
    matches("(max-width: 1100px)")
}

/// Folds all objects of the file that is shown, and opens all folds.
#[component]
fn Folding(page: Playground, ui: Ui, all: Memo<Arc<OutlineView>>) -> impl IntoView {
    let fold = move |_| {
        let file = page.files_now().active as u32;
        let all = all.read_untracked();
        // A policy that takes no part, and what has an error, stays open.
        let mut here: Vec<Place> = all
            .entries
            .iter()
            .filter(|it| it.group != OutlineGroup::Problems)
            .filter_map(|it| it.place.filter(|it| it.file == file))
            .collect();
        here.sort_unstable();
        here.dedup();
        ui.fold(here.iter().flat_map(|it| [it.from, it.to]).collect());
    };
    view! {
        <p class="outline-folds">
            <button type="button" class="link" title="Each object becomes one line of the text" on:click=fold>
                "Fold all objects"
            </button>
            <button type="button" class="link" on:click=move |_| ui.fold(Vec::new())>"Open all"</button>
        </p>
    }
}
