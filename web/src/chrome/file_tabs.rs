//! The files as tabs: show, add, rename, remove.

use crate::state::{Playground, UNDO, Ui};
use leptos::html;
use leptos::prelude::*;
use netpol_core::diagnostic::Severity;
use web_sys::KeyboardEvent;

use crate::base::browser::{TEXT, effect, focus, frame};
use crate::base::markup::{shown, word};
use crate::effects::drop;
use crate::later::{Later, late};
use crate::model::embed::framed;
use crate::model::files::stem;
use crate::widgets::icons::{Glyph, Icon};
use crate::widgets::menu::{Choice, Menu};

/// The line of tabs over the editor.
#[component]
pub fn FileTabs(page: Playground, ui: Ui) -> impl IntoView {
    view! { <div class="tabs files"><Later page ui view=strip/></div> }
}

late! {
    /// The tabs.
    fn strip(page: Playground, ui: Ui) {
        view! { <Strip page ui/> }
    }
}

#[component]
fn Strip(page: Playground, ui: Ui) -> impl IntoView {
    let renaming = RwSignal::new(None::<usize>);
    // The files of a frame are its host's: they can be changed there, but not added, renamed or removed.
    let framed = framed();

    let names = page.file_names;
    let remove = move || {
        let at = page.files_now().active;
        if let Some(removed) = page.remove_file(at) {
            ui.say_with(format!("Removed {}.", removed.name), UNDO, move || {
                page.put_back(at, removed.clone());
                focus_tab(page.files_now().active);
            });
        }
    };
    let add = move |_| {
        page.add_file("new.yaml", "");
        renaming.set(Some(page.files_now().active));
    };
    let tabs = move || {
        let _made_of = names.get();
        let renamed = renaming.get();
        let tab = |(at, it): (usize, &netpol_core::SourceFile)| match renamed == Some(at) && !framed {
            true => view! { <NameField page ui at name=it.name.clone() renaming/> }.into_any(),
            false => view! { <Tab page ui at name=it.name.clone() renaming/> }.into_any(),
        };
        page.files_now().list.iter().enumerate().map(tab).collect_view()
    };
    let picker = NodeRef::<html::Input>::new();
    let pick = move || {
        if let Some(it) = picker.get_untracked() {
            it.click();
        }
    };
    let picked = move |_| {
        let Some(input) = picker.get_untracked() else { return };
        if let Some(list) = input.files() {
            drop::read(page, ui, (0..list.length()).filter_map(|at| list.get(at)).collect());
        }
        // The same file can be chosen again.
        input.set_value("");
    };
    let choices = move || {
        view! {
            <Choice text="Open files from disk…" call=pick/>
            <Choice text="Rename this file" call=move || renaming.set(Some(page.files_now().active))/>
            <Choice text="Remove this file" call=remove/>
        }
    };
    let more = (!framed).then(|| {
        view! {
            <button type="button" class="ghost square" aria-label="Add a file" title="Add a file" on:click=add>
                <Glyph icon=Icon::Add/>
            </button>
            <input type="file" multiple accept=".yaml,.yml,.json,.txt,.md,.diff,.sh" hidden node_ref=picker on:change=picked/>
            <span class="grow"></span>
            <button
                type="button"
                class="toggle"
                aria-pressed=move || word(ui.outline.get())
                title="All objects of the files, with a search (Ctrl P)"
                on:click=move |_| if ui.outline.get_untracked() { ui.close_outline() } else { ui.open_outline() }
            >
                "Outline"
            </button>
            <Menu name=shown("This file") class="ghost square" choices>
                <Glyph icon=Icon::More/>
            </Menu>
        }
    });
    view! {
        <div class="tab-list" role="tablist" aria-label="Files">{tabs}</div>
        {more}
    }
}

#[component]
fn Tab(
    page: Playground,
    ui: Ui,
    at: usize,
    name: String,
    renaming: RwSignal<Option<usize>>,
) -> impl IntoView {
    let active = move || page.active() == at;
    // A file that comes is shown, and so is its tab.
    effect(move || {
        if active() {
            show_tab(at);
        }
    });
    let called = name.clone();
    let lock = move || {
        let sign = || view! { <Glyph icon=Icon::Lock/> <span class="sr">" locked"</span> };
        ui.is_locked(&called).then(sign)
    };
    let rename_or_show = move |_| {
        if page.files_now().active == at { renaming.set(Some(at)) } else { page.show_file(at) }
    };
    view! {
        <button
            type="button"
            class="tab"
            role="tab"
            id=format!("file-{at}")
            aria-selected=move || word(active())
            tabindex=move || if active() { "0" } else { "-1" }
            title="Double-click or F2 renames"
            on:click=move |_| page.show_file(at)
            on:dblclick=rename_or_show
            on:keydown=move |event: KeyboardEvent| on_key(page, &event, at, renaming)
        >
            {shown(&name)}
            {lock}
            {move || problems(page, at)}
        </button>
    }
}

/// How many errors and warnings a file has.
fn problems(page: Playground, at: usize) -> Option<impl IntoView> {
    let (mut count, mut class) = (0, "count");
    for it in page.problems.read().iter() {
        let counts = it.severity != Severity::Info;
        if counts && it.place.is_some_and(|it| it.file as usize == at) {
            count += 1;
            if it.severity == Severity::Error {
                class = "count error";
            }
        }
    }
    (0 < count).then(|| view! { <small class=class title="Problems in this file">{count}</small> })
}

/// Arrows move between the tabs, F2 renames.
fn on_key(page: Playground, event: &KeyboardEvent, at: usize, renaming: RwSignal<Option<usize>>) {
    let last = page.files_now().list.len().saturating_sub(1);
    let next = match event.key().as_str() {
        "ArrowLeft" => at.checked_sub(1).unwrap_or(last),
        "ArrowRight" => {
            if at < last {
                at + 1
            } else {
                0
            }
        }
        "Home" => 0,
        "End" => last,
        "F2" => {
            event.prevent_default();
            return renaming.set(Some(at));
        }
        _ => return,
    };
    event.prevent_default();
    page.show_file(next);
    focus_tab(next);
}

/// Moves the focus to the tab of a file, once it is drawn, and all of the tab into view.
fn focus_tab(at: usize) {
    frame(move || {
        let id = format!("file-{at}");
        focus(&format!("#{id}"));
        if let Some(it) = document().get_element_by_id(&id) {
            it.scroll_into_view_with_bool(false);
        }
    });
}

/// Moves the strip so that all of a tab is in view, and nothing else: the page may stand in a frame.
fn show_tab(at: usize) {
    frame(move || {
        let tab = document().get_element_by_id(&format!("file-{at}"));
        let Some((tab, strip)) = tab.and_then(|it| Some((it.clone(), it.parent_element()?))) else { return };
        let (inner, outer) = (tab.get_bounding_client_rect(), strip.get_bounding_client_rect());
        let over = (inner.right() - outer.right()).max(0.0) + (inner.left() - outer.left()).min(0.0);
        if over != 0.0 {
            strip.set_scroll_left(strip.scroll_left() + over as i32);
        }
    });
}

/// How a name ceases to be changed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Enter,
    Escape,
    Leaving,
}

/// The name of a file while it is being changed: Enter and leaving keep it, Escape does not. After Enter, a name that
/// cannot be is still there to be mended.
#[component]
fn NameField(
    page: Playground,
    ui: Ui,
    at: usize,
    name: String,
    renaming: RwSignal<Option<usize>>,
) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let stem = stem(&name).encode_utf16().count() as u32;
    frame(move || {
        if let Some(it) = field.try_get_untracked().flatten() {
            // Selecting is a convenience.
            let _ = it.focus();
            let _ = it.set_selection_range(0, stem);
        }
    });
    // Leaving the field follows Enter and Escape when it is taken away.
    let done = StoredValue::new(false);
    let is_wrong = RwSignal::new(false);
    let is_new = page.files_now().list.get(at).is_some_and(|it| it.text.is_empty());
    let end = move |by: End| {
        if done.try_get_value().unwrap_or(true) {
            return;
        }
        let name = field.get_untracked().filter(|_| by != End::Escape).map(|it| it.value());
        if let Some(Err(error)) = name.map(|it| page.rename_file(at, &it)) {
            ui.complain(error);
            if by == End::Enter {
                return is_wrong.set(true);
            }
        }
        done.set_value(true);
        renaming.set(None);
        if by != End::Leaving {
            focus_tab(at);
        }
        if by == End::Enter && is_new {
            frame(|| focus(TEXT));
        }
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            // The editor gets the focus, and not the key.
            event.prevent_default();
            end(End::Enter);
        }
        "Escape" => end(End::Escape),
        _ => (),
    };
    view! {
        <input
            class="tab-name"
            type="text"
            aria-label="Name of the file"
            aria-invalid=move || word(is_wrong.get())
            spellcheck="false"
            prop:value=name
            node_ref=field
            on:input=move |_| is_wrong.set(false)
            on:blur=move |_| end(End::Leaving)
            on:keydown=on_key
        />
    }
}
