//! The files as tabs: show, add, rename, remove.

use std::cell::Cell;
use std::rc::Rc;

use netpol_core::diagnostic::Severity;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::icons::{Icon, glyph};
use super::menu::{choice, menu};
use crate::dom::{El, button, el};
use crate::effects::page::frame;
use crate::embed::framed;
use crate::later::filled;
use crate::reactive::{Memo, Signal, document};
use crate::state::{Playground, stem};
use crate::ui::Ui;

/// The names of the files, one a line: changes when one of them does, and not when a text does.
pub(super) fn names(page: Playground) -> Memo<String> {
    Memo::new(move || {
        let mut all = String::new();
        for it in page.files().list.iter() {
            all.push_str(&it.name);
            all.push('\n');
        }
        all
    })
}

/// The line of tabs over the editor.
pub fn file_tabs(page: Playground, ui: Ui) -> El {
    filled(el("div").class("tabs files"), page, ui, |it| it.file_tabs)
}

pub(crate) fn fill(line: El, page: Playground, ui: Ui) {
    let renaming = Signal::new(None::<usize>);
    // The files of a frame are its host's: they can be changed there, but not added, renamed or removed.
    let framed = framed();

    let names = names(page);
    let remove = move || {
        let at = page.files_now().active;
        if let Some(removed) = page.remove_file(at) {
            ui.say_with(format!("Removed {}.", removed.name), "Undo", move || {
                page.put_back(at, removed.clone());
            });
        }
    };
    let add = move || {
        page.add_file("new.yaml", "");
        renaming.set(Some(page.files_now().active));
    };
    let tabs = move || {
        let _made_of = names.get();
        let renamed = renaming.get();
        let tab = |(at, it): (usize, &netpol_core::SourceFile)| match renamed == Some(at) && !framed {
            true => name_field(page, ui, at, &it.name, renaming),
            false => tab(page, at, &it.name, renaming),
        };
        page.files_now().list.iter().enumerate().map(tab).collect()
    };
    let choices = move || {
        vec![
            choice("Rename this file", move || renaming.set(Some(page.files_now().active))),
            choice("Remove this file", remove),
        ]
    };
    let line = line
        .child(el("div").class("tab-list").attr("role", "tablist").attr("aria-label", "Files").parts(tabs));
    if framed {
        return;
    }
    line.child(
        button("ghost square")
            .attr("aria-label", "Add a file")
            .attr("title", "Add a file")
            .on_click(add)
            .child(glyph(Icon::Add)),
    )
    .child(el("span").class("grow"))
    .child(menu(vec![glyph(Icon::More)], || "This file".to_owned(), "ghost square", choices));
}

fn tab(page: Playground, at: usize, name: &str, renaming: Signal<Option<usize>>) -> El {
    let active = move || page.active() == at;
    let rename_or_show = move |_: Event| {
        if page.files_now().active == at { renaming.set(Some(at)) } else { page.show_file(at) }
    };
    button("tab")
        .attr("role", "tab")
        .attr("id", &format!("file-{at}"))
        .aria("aria-selected", active)
        .attr_with("tabindex", move || Some(if active() { "0" } else { "-1" }.to_owned()))
        .attr("title", "Double-click or F2 renames")
        .on_click(move || page.show_file(at))
        .on("dblclick", rename_or_show)
        .on("keydown", move |event: KeyboardEvent| on_key(page, &event, at, renaming))
        .text(name)
        .part(move || problems(page, at))
}

/// How many errors and warnings a file has.
fn problems(page: Playground, at: usize) -> Option<El> {
    let (mut count, mut class) = (0, "count");
    for it in page.problems.read().iter() {
        // As in the list of problems, the same mistake in several places counts once.
        let counts = it.severity != Severity::Info && it.repeats.is_none();
        if counts && it.place.is_some_and(|it| it.file as usize == at) {
            count += 1;
            if it.severity == Severity::Error {
                class = "count error";
            }
        }
    }
    (0 < count)
        .then(|| el("small").class(class).attr("title", "Problems in this file").text(&count.to_string()))
}

/// Arrows move between the tabs, F2 renames.
fn on_key(page: Playground, event: &KeyboardEvent, at: usize, renaming: Signal<Option<usize>>) {
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
    frame(move || {
        let tab = document().get_element_by_id(&format!("file-{next}"));
        if let Some(it) = tab {
            // A tab that is gone needs no focus.
            let _ = it.unchecked_into::<HtmlElement>().focus();
        }
    });
}

/// The name of a file while it is being changed: Enter and leaving keep it, Escape does not.
fn name_field(page: Playground, ui: Ui, at: usize, name: &str, renaming: Signal<Option<usize>>) -> El {
    let field = el("input")
        .class("tab-name")
        .attr("type", "text")
        .attr("aria-label", "Name of the file")
        .attr("spellcheck", "false");
    let input: HtmlInputElement = field.as_a();
    input.set_value(name);
    let stem = stem(name).encode_utf16().count() as u32;
    let shown = input.clone();
    frame(move || {
        // Selecting is a convenience.
        let _ = shown.focus();
        let _ = shown.set_selection_range(0, stem);
    });
    // Leaving the field follows Enter and Escape when it is taken away.
    let done = Rc::new(Cell::new(false));
    let end = move |keep: bool| {
        if done.replace(true) {
            return;
        }
        if keep && let Err(error) = page.rename_file(at, &input.value()) {
            ui.complain(error);
        }
        renaming.set(None);
    };
    let left = end.clone();
    field.on("blur", move |_: Event| left(true)).on("keydown", move |event: KeyboardEvent| {
        match event.key().as_str() {
            "Enter" => end(true),
            "Escape" => end(false),
            _ => (),
        }
    })
}
