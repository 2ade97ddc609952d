//! The drafts of this browser: open, name, delete, and all of them as one file.

use js_sys::Date;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use web_sys::{HtmlInputElement, KeyboardEvent};

use crate::base::browser::on_window;
use crate::base::markup::{Shown, shown};
use crate::base::values::object;
use crate::effects::{archive, drafts, url};
use crate::later::late;
use crate::model::drafts::{Draft, UNNAMED};
use crate::model::scenario::Scenario;
use crate::state::Ui;
use crate::widgets::keyed::keyed;

/// The rows of the list: a key of the storage each. One that is deleted stays, to be brought back.
type Rows = RwSignal<Vec<String>>;

late! {
    in drafts;
    /// What the dialog holds.
    pub fn content(ui: Ui) {
        view! { <Drafts ui/> }
    }
}

/// What the dialog holds.
#[component]
fn Drafts(ui: Ui) -> impl IntoView {
    // The list shows the page as it is.
    if let Some(write) = ui.session().write_draft.borrow().as_ref() {
        write(false);
    }
    let rows: Rows = RwSignal::new(drafts::all().into_iter().map(|it| it.0).collect());
    // Another page of this browser wrote one.
    on_window(ev::storage, move |event| {
        if event.key().is_some_and(|it| drafts::is_key(&it)) {
            show_all(rows);
        }
    });
    let intro = format!(
        "What you write is kept in this browser, nowhere else. Name what you want to keep: of drafts without a name, the \
         last {UNNAMED} stay."
    );
    let unkept = ui.session().unkept.get();
    let trouble = unkept.map(|it| view! { <p class="field-error" role="alert">{it}</p> });
    let picker = NodeRef::<html::Input>::new();
    let pick = move |_| {
        if let Some(it) = picker.get_untracked() {
            it.click();
        }
    };
    let said = RwSignal::new(Shown::default());
    let picked = move |_| {
        let Some(input) = picker.get_untracked() else { return };
        if let Some(file) = input.files().and_then(|it| it.get(0)) {
            archive::load(&file, move |outcome| {
                said.set(shown(&outcome));
                show_all(rows);
            });
        }
        // The same file can be chosen again.
        input.set_value("");
    };
    view! {
        <p>{shown(&intro)}</p>
        {trouble}
        <Show when=move || rows.read().is_empty()>
            <p class="dim">"No drafts yet."</p>
        </Show>
        <ul class="draft-list">
            {keyed(move || rows.get(), move |id| view! { <Row ui id/> }.into_any())}
        </ul>
        <div class="drafts-foot">
            <span class="grow" role="status">{move || said.get()}</span>
            <input type="file" accept=".json,application/json" hidden node_ref=picker on:change=picked/>
            <button type="button" on:click=pick>"Import…"</button>
            <button type="button" on:click=move |_| archive::save(ui)>"Export all"</button>
        </div>
    }
}

/// Adds what is new, after what is there: nothing moves under the pointer.
fn show_all(rows: Rows) {
    // The dialog may have been closed while a file was read.
    let Some(mut shown) = rows.try_get_untracked() else { return };
    for (key, _) in drafts::all() {
        if !shown.contains(&key) {
            shown.push(key);
        }
    }
    rows.set(shown);
}

/// A draft, or what was one until it was deleted.
#[component]
fn Row(ui: Ui, id: String) -> impl IntoView {
    let deleted = RwSignal::new(None::<Draft>);
    let row = move || match (deleted.get(), drafts::find(&id)) {
        (Some(draft), _) => view! { <Gone id=id.clone() draft deleted/> }.into_any(),
        (None, Some(draft)) => view! { <There ui id=id.clone() draft deleted/> }.into_any(),
        (None, None) => view! { <span class="draft-gone">"Deleted on another page."</span> }.into_any(),
    };
    view! { <li data-testid="draft">{row}</li> }
}

/// A draft that was deleted a moment ago.
#[component]
fn Gone(id: String, draft: Draft, deleted: RwSignal<Option<Draft>>) -> impl IntoView {
    let text = match draft.name.as_str() {
        "" => shown("Deleted."),
        name => shown(&format!("Deleted “{name}”.")),
    };
    let undo = move |_| {
        // There was room for it a moment ago; where there is none any more, it stays deleted.
        if drafts::put(Some(id.clone()), &draft).is_ok() {
            deleted.set(None);
        }
    };
    view! {
        <div class="draft-gone">
            <span>{text}</span>
            <button type="button" class="link" on:click=undo>"Undo"</button>
        </div>
    }
}

/// A draft: its name, what it holds, and what can be done with it.
#[component]
fn There(ui: Ui, id: String, draft: Draft, deleted: RwSignal<Option<Draft>>) -> impl IntoView {
    let is_own = drafts::own(ui).as_deref() == Some(id.as_str());
    let name = RwSignal::new(draft.name);
    let called = move |before: &str, after: &str| {
        let name = name.read();
        let name = if name.is_empty() { "Draft without a name" } else { &name };
        shown(&format!("{before}{name}{after}"))
    };
    let mut facts = vec![when(draft.changed)];
    if !draft.files.is_empty() {
        facts.insert(0, draft.files);
    }
    if let Some(it) = Scenario::by_slug(&draft.scenario) {
        facts.push(format!("began as “{}”", it.title));
    }
    let renamed = id.clone();
    let rename = move |event| match drafts::rename(&renamed, &event_target_value(&event)) {
        Ok(()) => name.set(drafts::find(&renamed).map(|it| it.name).unwrap_or_default()),
        Err(error) => ui.complain(error.message()),
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            // Leaving the field is what renames.
            let _ = event_target::<HtmlInputElement>(&event).blur();
        }
    };
    let opened = id.clone();
    let open = move |_| match drafts::open(&opened) {
        Some(state) => {
            url::open(ui, state);
            ui.dialog.set(None);
        }
        None => ui.complain("This draft cannot be read."),
    };
    let delete = move |_| {
        // As it is now: its name may be another than when the row was made.
        let draft = drafts::find(&id);
        drafts::delete(&id);
        deleted.set(draft);
    };
    let open = match is_own {
        true => view! { <span class="tag">"on this page"</span> }.into_any(),
        false => view! {
            <button type="button" aria-label=move || called("Open ", "") on:click=open>"Open"</button>
        }
        .into_any(),
    };
    view! {
        <div class="draft-text">
            <input
                class="draft-name"
                type="text"
                maxlength="80"
                placeholder="Without a name"
                spellcheck="false"
                autocomplete="off"
                aria-label=move || called("Name of the draft “", "”")
                prop:value=name
                on:change=rename
                on:keydown=on_key
            />
            <small>{shown(&facts.join(" · "))}</small>
        </div>
        {open}
        <button type="button" class="ghost" aria-label=move || called("Delete ", "") on:click=delete>
            "Delete"
        </button>
    }
}

/// Day and time, as the user writes them.
fn when(seconds: u64) -> String {
    let date = Date::new(&(seconds as f64 * 1000.0).into());
    let style = object(&[("dateStyle", "medium".into()), ("timeStyle", "short".into())]);
    date.to_locale_string("default", &style).into()
}
