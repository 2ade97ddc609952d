//! The files as tabs: show, add, rename, remove.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::HtmlElement;
use netpol_core::diagnostic::Severity;
use wasm_bindgen::JsCast;

use super::icons::{Glyph, Icon};
use super::menu::Menu;
use crate::state::Playground;
use crate::ui::Ui;

/// The line of tabs over the editor.
#[component]
pub fn FileTabs() -> impl IntoView {
    let page = expect_context::<Playground>();
    let ui = expect_context::<Ui>();
    let (renaming, set_renaming) = signal(None::<usize>);

    let names = Memo::new(move |_| page.files().list.iter().map(|it| it.name.clone()).collect::<Vec<_>>());
    let active = Memo::new(move |_| page.active());
    // Errors and warnings of each file.
    let troubled = Memo::new(move |_| {
        let bad = |it: &&netpol_core::view::ProblemView| it.severity != Severity::Info;
        let file = |it: &netpol_core::view::ProblemView| Some((it.place?.file, it.severity));
        page.problems.read().iter().filter(bad).filter_map(file).collect::<Vec<_>>()
    });
    let remove = move || {
        let at = page.files_now().active;
        if let Some(removed) = page.remove_file(at) {
            ui.say_with(format!("Removed {}.", removed.name), "Undo", move || {
                page.put_back(at, removed.clone())
            });
        }
    };
    let add = move |_| {
        page.add_file("new.yaml", "");
        set_renaming.set(Some(page.files_now().active));
    };
    let tab = move |(at, name): (usize, String)| {
        let label = name.clone();
        let problems = move || {
            let here = troubled
                .read()
                .iter()
                .filter(|(file, _)| *file as usize == at)
                .map(|it| it.1)
                .collect::<Vec<_>>();
            let class = if here.contains(&Severity::Error) { "count error" } else { "count" };
            (!here.is_empty())
                .then(|| view! { <small class=class title="Problems in this file">{here.len()}</small> })
        };
        let rename_or_show = move |_| {
            if active.get_untracked() == at { set_renaming.set(Some(at)) } else { page.show_file(at) }
        };
        view! {
            <Show
                when=move || renaming.get() == Some(at)
                fallback=move || {
                    view! {
                        <button
                            type="button"
                            class="tab"
                            role="tab"
                            id=format!("file-{at}")
                            aria-selected=move || (active.get() == at).to_string()
                            tabindex=move || if active.get() == at { "0" } else { "-1" }
                            title="Double-click or F2 renames"
                            on:click=move |_| page.show_file(at)
                            on:dblclick=rename_or_show
                            on:keydown=move |event| on_key(page, &event, at, set_renaming)
                        >
                            {label.clone()}
                            {problems}
                        </button>
                    }
                }
            >
                <NameField page ui at name=name.clone() done=move || set_renaming.set(None) />
            </Show>
        }
    };
    let entries = move || names.get().into_iter().enumerate().collect::<Vec<_>>();
    view! {
        <div class="tabs files">
            <div class="tab-list" role="tablist" aria-label="Files">
                <For
                    each=entries
                    key=|it| it.clone()
                    children=tab
                />
            </div>
            <button type="button" class="ghost square" aria-label="Add a file" title="Add a file" on:click=add>
                <Glyph icon=Icon::Add />
            </button>
            <span class="grow"></span>
            <Menu
                class="ghost square"
                label=move || view! { <Glyph icon=Icon::More /> }
                name=Signal::stored("This file".to_owned())
            >
                <button
                    type="button"
                    role="menuitem"
                    on:click=move |_| set_renaming.set(Some(active.get_untracked()))
                >
                    "Rename this file"
                </button>
                <button type="button" role="menuitem" on:click=move |_| remove()>
                    "Remove this file"
                </button>
            </Menu>
        </div>
    }
}

/// Arrows move between the tabs, F2 renames.
fn on_key(page: Playground, event: &KeyboardEvent, at: usize, set_renaming: WriteSignal<Option<usize>>) {
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
            return set_renaming.set(Some(at));
        }
        _ => return,
    };
    event.prevent_default();
    page.show_file(next);
    request_animation_frame(move || {
        let tab = document().get_element_by_id(&format!("file-{next}"));
        if let Some(it) = tab.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            // A tab that is gone needs no focus.
            let _ = it.focus();
        }
    });
}

/// The name of a file while it is being changed: Enter and leaving keep it, Escape does not.
#[component]
fn NameField(
    page: Playground,
    ui: Ui,
    at: usize,
    name: String,
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    field.on_load(move |it| {
        request_animation_frame(move || {
            let stem = it.value().rfind('.').unwrap_or(it.value().len()) as u32;
            // Selecting is a convenience.
            let _ = it.focus();
            let _ = it.set_selection_range(0, stem);
        });
    });
    let keep = move || {
        let Some(it) = field.get_untracked() else { return };
        match page.rename_file(at, &it.value()) {
            Ok(()) => done(),
            Err(error) => {
                ui.complain(error);
                done();
            }
        }
    };
    view! {
        <input
            class="tab-name"
            type="text"
            aria-label="Name of the file"
            node_ref=field
            prop:value=name
            spellcheck="false"
            on:blur=move |_| keep()
            on:keydown=move |event| match event.key().as_str() {
                "Enter" => keep(),
                "Escape" => done(),
                _ => (),
            }
        />
    }
}
