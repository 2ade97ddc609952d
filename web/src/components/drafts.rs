//! The drafts of this browser: open, name, delete, and all of them as one file.

use std::rc::Rc;

use js_sys::Reflect;

use wasm_bindgen::JsCast;
use web_sys::{Event, File, HtmlInputElement, KeyboardEvent};

use crate::dom::{El, button, el};
use crate::drafts::{Draft, UNNAMED};
use crate::effects::page::{call, construct, hear, object, string};
use crate::effects::storage::refused;
use crate::effects::{archive, drafts, url};
use crate::reactive::Signal;
use crate::scenario::Scenario;
use crate::share;
use crate::ui::Ui;

/// The rows of the list: a key of the storage each. One that is deleted stays, to be brought back.
type Rows = Signal<Vec<String>>;

/// Fills the dialog.
pub fn drafts(body: El, ui: Ui) -> El {
    let rows: Rows = Signal::new(drafts::all().into_iter().map(|it| it.0).collect());
    // Another page of this browser wrote one.
    hear("storage", move |event| {
        if string(&event, "key").is_some_and(|it| drafts::is_key(&it)) {
            show_all(rows);
        }
    });
    let intro = el("p").text(&format!(
        "What you write is kept in this browser, nowhere else. Name what you want to keep: of drafts without a name the \
         last {UNNAMED} stay."
    ));
    let trouble = refused().map(|it| el("p").class("field-error").attr("role", "alert").text(it.message()));
    let nothing = move || rows.read().is_empty().then(|| el("p").class("dim").text("There is none yet."));
    let list = el("ul").class("draft-list").keyed(
        move || (0..rows.read().len() as u64).collect(),
        move |at| {
            let key = rows.read_untracked().get(at as usize).cloned().unwrap_or_default();
            row(ui, key)
        },
    );
    let export = button("").on_click(move || archive::save(ui)).text("Export all");
    let chosen = el("input").attr("type", "file").attr("accept", ".json,application/json").attr("hidden", "");
    let input: HtmlInputElement = chosen.as_a();
    let picker = input.clone();
    let import = button("").on_click(move || drop(call(&picker, "click", &[]))).text("Import…");
    let said = Signal::new(String::new());
    let chosen = chosen.on("change", move |_: Event| {
        let file = Reflect::get(&input, &"files".into()).and_then(|it| Reflect::get(&it, &0.into()));
        if let Some(file) = file.ok().filter(|it| it.is_object()) {
            archive::load(&file.unchecked_into::<File>(), move |outcome| {
                said.set(outcome);
                show_all(rows);
            });
        }
        // The same file can be chosen again.
        input.set_value("");
    });
    let foot = el("div").class("drafts-foot");
    let status = el("span").class("grow").attr("role", "status").text_with(move || said.get());
    body.class("dialog drafts-dialog")
        .child(intro)
        .children(trouble)
        .part(nothing)
        .child(list)
        .child(foot.child(status).child(chosen).child(import).child(export))
}

/// Adds what is new, behind what is there: nothing moves under the pointer.
fn show_all(rows: Rows) {
    let mut shown = rows.get_untracked();
    for (key, _) in drafts::all() {
        if !shown.contains(&key) {
            shown.push(key);
        }
    }
    rows.set(shown);
}

fn row(ui: Ui, key: String) -> El {
    let deleted = Signal::new(None::<Draft>);
    let key: Rc<str> = Rc::from(key);
    el("li").attr("data-testid", "draft").parts(move || match deleted.get() {
        Some(draft) => vec![gone(Rc::clone(&key), draft, deleted)],
        None => there(ui, Rc::clone(&key), deleted)
            .unwrap_or_else(|| vec![el("span").class("draft-gone").text("Deleted on another page.")]),
    })
}

fn gone(key: Rc<str>, draft: Draft, deleted: Signal<Option<Draft>>) -> El {
    let text = match draft.name.as_str() {
        "" => "Deleted.".to_owned(),
        name => format!("Deleted “{name}”."),
    };
    let undo = move || {
        // There was room for it a moment ago; where there is none any more, it stays deleted.
        if drafts::put(Some(key.to_string()), &draft).is_ok() {
            deleted.set(None);
        }
    };
    el("div")
        .class("draft-gone")
        .child(el("span").text(&text))
        .child(button("link").on_click(undo).text("Undo"))
}

fn there(ui: Ui, key: Rc<str>, deleted: Signal<Option<Draft>>) -> Option<Vec<El>> {
    let draft = drafts::find(&key)?;
    let state = share::decode(&draft.state).ok();
    let is_own = drafts::own().as_deref() == Some(&*key);
    let called = match draft.name.as_str() {
        "" => "Draft without a name".to_owned(),
        name => name.to_owned(),
    };

    let name = el("input")
        .class("draft-name")
        .attr("type", "text")
        .attr("maxlength", "80")
        .attr("placeholder", "Without a name")
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .attr("aria-label", &format!("Name of the draft “{called}”"));
    let input: HtmlInputElement = name.as_a();
    input.set_value(&draft.name);
    let (renamed, field) = (Rc::clone(&key), input.clone());
    let name = name
        .on("change", move |_: Event| {
            if let Err(error) = drafts::rename(&renamed, &field.value()) {
                ui.complain(error.message());
            }
        })
        .on("keydown", move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                // Leaving the field is what renames.
                call(&input, "blur", &[]);
            }
        });

    let mut facts = vec![when(draft.changed)];
    if let Some(it) = &state {
        let names: Vec<&str> = it.files.iter().map(|it| it.name.as_str()).collect();
        facts.insert(0, names.join(", "));
        if let Some(it) = Scenario::by_slug(&it.scenario) {
            facts.push(format!("began as “{}”", it.title));
        }
    }
    let facts = el("small").text(&facts.join(" · "));

    let opened = Rc::clone(&key);
    let open = move || match drafts::open(&opened) {
        Some(state) => {
            url::open(ui, state);
            ui.dialog.set(None);
        }
        None => ui.complain("This draft cannot be read."),
    };
    let open = match is_own {
        true => el("span").class("tag").text("on this page"),
        false => button("").attr("aria-label", &format!("Open {called}")).on_click(open).text("Open"),
    };
    let delete = button("ghost").attr("aria-label", &format!("Delete {called}")).on_click(move || {
        // As it is now: its name may be another than when the row was made.
        let draft = drafts::find(&key);
        drafts::delete(&key);
        deleted.set(draft);
    });
    let text = el("div").class("draft-text").child(name).child(facts);
    Some(vec![text, open, delete.text("Delete")])
}

/// Day and time, as the user writes them.
fn when(seconds: u64) -> String {
    let style = object(&[("dateStyle", "medium".into()), ("timeStyle", "short".into())]);
    let date = construct("Date", &[(seconds as f64 * 1000.0).into()]);
    let text = date.and_then(|it| call(&it, "toLocaleString", &["default".into(), style]));
    text.and_then(|it| it.as_string()).unwrap_or_default()
}
