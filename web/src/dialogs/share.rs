//! The dialog that `Share` opens: the link, what it holds, and the ways to hand it on.

mod contents;

use js_sys::Array;
use leptos::html;
use leptos::prelude::*;
use netpol_core::api::page::Loaded;
use wasm_bindgen::prelude::*;

use crate::base::browser::{effect, frame, when};
use crate::base::markup::{Shown, shown};
use crate::base::modules::load_module;
use crate::effects::{clipboard, url};
use crate::engine::Arrival;
use crate::later::{Again, late};
use crate::model::scenario::Scenario;
use crate::model::share::{self, ShareState};
use crate::state::{Playground, Ui};

/// From here on some programs cut addresses.
const LONG: usize = 2_000;

const LARGE: &str = "There is no link to these files: they have more than 8 MB, and a link holds 4 MiB. Hand on the files themselves.";

const BY_HAND: &str = "The browser does not let this page write to the clipboard. The text is selected: copy it with Ctrl+C, or ⌘C.";

#[wasm_bindgen]
extern "C" {
    /// `web/qr/src/index.js`.
    type Qr;

    #[wasm_bindgen(method, catch)]
    fn draw(this: &Qr, text: &str) -> Result<JsValue, JsValue>;
}

/// What the field shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Address,
    Markdown,
}

late! {
    in share;
    /// What the dialog holds.
    pub fn content(page: Playground, ui: Ui, refused: bool) {
        view! { <ShareDialog page ui refused/> }
    }
}

/// What the dialog holds, once it can tell what in the files may be secret. `refused` says that the link was to be copied
/// and the browser did not let it.
#[component]
fn ShareDialog(page: Playground, ui: Ui, refused: bool) -> impl IntoView {
    // Nothing changes while a dialog is open.
    let mut state = untrack(|| ui.snapshot());
    // Nothing in them is looked at where there is no link.
    let is_large = share::is_large(&state);
    // What was pinned goes along; what was only opened is offered.
    let pinned = state.baseline.is_some();
    if !pinned {
        state.baseline = untrack(|| page.baseline(&state));
    }
    let parts = {
        let state = state.clone();
        move || page.loaded().and_then(|it| Some((it, contents::parts(&state, it, pinned)?)))
    };
    if !is_large && untrack(&parts).is_none() {
        page.ask_for_forms();
    }
    move || {
        if is_large {
            return view! { <p>{LARGE}</p> }.into_any();
        }
        let forms = page.forms.get();
        match (untrack(&parts), forms) {
            (Some((loaded, parts)), _) => {
                view! { <Link refused loaded state=state.clone() parts/> <Making ui/> }.into_any()
            }
            (None, Arrival::Failed) => view! {
                <p role="alert">
                    "The part of this page that reads these files could not be loaded: it cannot tell what in them may be secret. "
                    <Again again=move || page.ask_for_forms()/>
                </p>
            }
            .into_any(),
            (None, Arrival::Expected | Arrival::Here(_)) => view! { <p>"Loading…"</p> }.into_any(),
        }
    }
}

/// The way to the form that makes a task of what is open.
#[component]
fn Making(ui: Ui) -> impl IntoView {
    let open = move |_| {
        ui.dialog.set(None);
        ui.catalogue.set(false);
        ui.authoring.set(true);
    };
    view! {
        <p>
            "For others to solve: "
            <button type="button" on:click=open>"Make a task of this…"</button>
        </p>
    }
}

/// The link to a state of which the parts are known.
#[component]
fn Link(refused: bool, loaded: Loaded, state: ShareState, parts: Vec<contents::Part>) -> impl IntoView {
    let title = StoredValue::new(title(&state));
    let offered = parts.iter().enumerate().filter(|it| it.1.offered).map(|it| it.0);
    let left_out = RwSignal::new(offered.collect::<Vec<usize>>());
    let holds = files(&state);
    let choices: Vec<_> = parts.iter().enumerate().map(|(at, it)| choice(at, it, left_out)).collect();
    let link = Memo::new(move |_| {
        let mut state = state.clone();
        for it in left_out.read().iter().filter_map(|it| parts.get(*it)) {
            (it.leave_out)(&mut state, loaded);
        }
        share::encode(&state).map(|it| url::address(&it)).map_err(share::message)
    });
    let form = RwSignal::new(Form::Address);
    let text = Memo::new(move |_| match (link.get(), form.get()) {
        (Ok(link), Form::Address) => link,
        (Ok(link), Form::Markdown) => format!("[{}]({link})", escaped(&title.read_value())),
        (Err(_), _) => String::new(),
    });

    let area = NodeRef::<html::Textarea>::new();
    let said = RwSignal::new("");
    let select = move || {
        // The dialog may be closed by now.
        if let Some(area) = area.try_get_untracked().flatten() {
            // A browser that cannot focus it can still be asked to copy what is selected.
            let _ = area.focus();
            area.select();
        }
    };
    let copy = move |_| {
        clipboard::copy(&text.read_untracked(), move |done| match done {
            true => said.set("Copied."),
            false => {
                select();
                said.set(BY_HAND);
            }
        });
    };
    if refused {
        said.set(BY_HAND);
        // After the frame that opens the dialog.
        frame(move || frame(select));
    }
    effect(move || {
        // What was said was said of another text.
        text.read();
        let _ = left_out.read();
        if !refused {
            said.set("");
        }
    });

    let none = move || link.read().is_err();
    let call = move || match form.get() {
        Form::Address => "Copy link",
        Form::Markdown => "Copy Markdown",
    };
    let send = move |_| {
        if let Ok(link) = &*link.read_untracked() {
            clipboard::hand_over(&title.read_value(), link);
        }
    };
    let hand_over = clipboard::can_hand_over()
        .then(|| view! { <button type="button" disabled=none on:click=send>"Send with…"</button> });
    let size = move || match &*link.read() {
        Ok(it) => shown(&size(it)),
        Err(it) => shown(it),
    };
    view! {
        <div class="share-top">
            <div class="share-way">
                <div class="share-forms" role="radiogroup" aria-label="Form">
                    {one_form(form, Form::Address, "Address")}
                    {one_form(form, Form::Markdown, "Markdown")}
                </div>
                <textarea
                    class="link-field"
                    readonly=""
                    rows="4"
                    aria-label="Link to this page"
                    aria-describedby="share-size"
                    prop:value=text
                    node_ref=area
                ></textarea>
                <p id="share-size">{size}</p>
                <div class="share-actions">
                    <button type="button" class="primary" autofocus="" disabled=none on:click=copy>{call}</button>
                    {hand_over}
                    <span class="share-said" role="status">{move || said.get()}</span>
                </div>
            </div>
            <Code link/>
        </div>
        <fieldset class="share-holds">
            <legend>"It holds"</legend>
            <p>{holds}</p>
            {choices}
        </fieldset>
        <p>"The text after the “#” is never sent to a server: the link itself holds everything."</p>
    }
}

/// What a link to this is called.
fn title(state: &ShareState) -> String {
    let scenario = Scenario::by_slug(&state.scenario).map(|it| it.title);
    format!("{} – Netpol Playground", scenario.unwrap_or("Network policies"))
}

/// A text inside of Markdown's brackets.
fn escaped(text: &str) -> String {
    text.chars().flat_map(|it| "\\[]*_`<".contains(it).then_some('\\').into_iter().chain([it])).collect()
}

fn size(link: &str) -> String {
    let n = link.len();
    let long = if LONG < n { " Some programs cut addresses as long as this one." } else { "" };
    format!("{} characters.{long}", grouped(n))
}

/// `12,345`.
fn grouped(n: usize) -> String {
    match n {
        0..1000 => n.to_string(),
        _ => format!("{},{:03}", grouped(n / 1000), n % 1000),
    }
}

fn files(state: &ShareState) -> Shown {
    let names: Vec<&str> = state.files.iter().map(|it| it.name.as_str()).collect();
    let bytes: usize = state.files.iter().map(|it| it.text.len()).sum();
    let what = match names.len() {
        1 => "The file".to_owned(),
        n => format!("{n} files:"),
    };
    shown(&format!("{what} {} ({} bytes)", names.join(", "), grouped(bytes)))
}

/// Something that can be left out.
fn choice(at: usize, it: &contents::Part, left_out: RwSignal<Vec<usize>>) -> impl IntoView + use<> {
    let change = move |event| {
        left_out.update(|all| {
            all.retain(|it| *it != at);
            if !event_target_checked(&event) {
                all.push(at);
            }
        });
    };
    view! {
        <label class="share-part" class:warns=it.warns>
            <input type="checkbox" checked=!it.offered on:change=change/>
            <span>{shown(&it.label)}</span>
        </label>
    }
}

/// Address or Markdown.
fn one_form(form: RwSignal<Form>, it: Form, label: &'static str) -> impl IntoView {
    let checked = it == Form::Address;
    view! {
        <label>
            <input type="radio" name="share-form" checked=checked on:change=move |_| form.set(it)/>
            <span>{label}</span>
        </label>
    }
}

/// The address as a QR code, as soon as the program that draws it is here.
#[component]
fn Code(link: Memo<Result<String, String>>) -> impl IntoView {
    let module = RwSignal::new_local(None::<JsValue>);
    let missing = RwSignal::new(false);
    when(&load_module("qr"), move |it| match it {
        Some(it) => module.set(Some(it)),
        None => missing.set(true),
    });
    let drawn = move || {
        let Ok(link) = &*link.read() else { return Err("No QR code without a link.") };
        if missing.get() {
            return Err("The QR code could not be loaded.");
        }
        match module.get().map(|it| draw(&it, link)) {
            None => Err("The QR code is loading…"),
            Some(None) => {
                Err("This link is too long for a QR code. Leave something out, or send it as text.")
            }
            Some(Some(it)) => Ok(it),
        }
    };
    let code = move || match drawn() {
        Err(text) => view! { <p>{text}</p> }.into_any(),
        Ok((size, path)) => view! {
            <svg viewBox=format!("0 0 {size} {size}") role="img" aria-label="QR code of the link">
                <path d=path/>
            </svg>
        }
        .into_any(),
    };
    view! { <div class="share-code">{code}</div> }
}

/// Modules on each side, and the dark ones as a path.
fn draw(module: &JsValue, text: &str) -> Option<(u32, String)> {
    let drawing: Array = module.unchecked_ref::<Qr>().draw(text).ok()?.dyn_into().ok()?;
    Some((drawing.get(0).as_f64()? as u32, drawing.get(1).as_string()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_plain_text_in_markdown() {
        assert_eq!(escaped("a [b] *c* `d` <e> \\"), "a \\[b\\] \\*c\\* \\`d\\` \\<e> \\\\");
    }

    #[test]
    fn long_links_are_said_to_be_long() {
        assert_eq!(size(&"x".repeat(1234)), "1,234 characters.");
        assert!(size(&"x".repeat(1_234_567)).starts_with("1,234,567 characters. Some"));
    }
}
