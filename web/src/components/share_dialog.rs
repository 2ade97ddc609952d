//! The dialog behind `Share`: the link, what it holds, and the ways to hand it on.

mod contents;

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlInputElement, HtmlTextAreaElement};

use crate::dom::{El, button, el, svg};
use crate::editor::load_part;
use crate::effects::page::{frame, when};
use crate::effects::{clipboard, url};
use crate::reactive::{Memo, Signal, untrack, watch};
use crate::scenario::Scenario;
use crate::share::{self, ShareState};
use crate::ui::Ui;

/// From here on some programs cut addresses.
const LONG: usize = 2_000;

/// What the field shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Address,
    Markdown,
}

/// Fills the dialog. `refused` says that the link was to be copied and the browser did not let it.
pub fn share_dialog(body: El, ui: Ui, refused: bool) -> El {
    // Nothing changes while a dialog is open.
    let state = untrack(|| ui.snapshot());
    let title = title(&state);
    let parts = contents::parts(&state);
    let left_out = Signal::new(Vec::<usize>::new());
    let link = {
        let (state, parts) = (state.clone(), parts.clone());
        Memo::new(move || {
            let mut state = state.clone();
            for it in left_out.read().iter().filter_map(|it| parts.get(*it)) {
                (it.leave_out)(&mut state);
            }
            share::encode(&state).map(|it| url::address(&it)).map_err(share::message)
        })
    };
    let form = Signal::new(Form::Address);
    let text = {
        let title = title.clone();
        Memo::new(move || match (link.get(), form.get()) {
            (Ok(link), Form::Address) => link,
            (Ok(link), Form::Markdown) => format!("[{}]({link})", escaped(&title)),
            (Err(_), _) => String::new(),
        })
    };

    let field = el("textarea")
        .class("link-field")
        .attr("readonly", "")
        .attr("rows", "4")
        .attr("aria-label", "Link to this page")
        .attr("aria-describedby", "share-size");
    let area: HtmlTextAreaElement = field.as_a();
    let field = {
        let area = area.clone();
        watch(move || area.set_value(&text.read()));
        field
    };
    let said = Signal::new(String::new());
    let select = move || {
        // A browser that cannot focus it can still be asked to copy what is selected.
        let _ = area.focus();
        area.select();
    };
    let by_hand = "The browser does not let this page write to the clipboard. The text is selected: copy it with Ctrl+C, or ⌘C.";
    let copy = {
        let select = select.clone();
        move || {
            let select = select.clone();
            clipboard::copy(&text.read_untracked(), move |done| match done {
                true => said.set("Copied.".to_owned()),
                false => {
                    select();
                    said.set(by_hand.to_owned());
                }
            });
        }
    };
    if refused {
        said.set(by_hand.to_owned());
        // After the frame that opens the dialog.
        frame(move || frame(select));
    }
    watch(move || {
        // What was said was said of another text.
        text.read();
        let _ = left_out.read();
        if !refused {
            said.set(String::new());
        }
    });

    let none = move || link.read().is_err();
    let copy =
        button("primary").attr("autofocus", "").flag("disabled", none).on_click(copy).text_with(move || {
            match form.get() {
                Form::Address => "Copy link".to_owned(),
                Form::Markdown => "Copy Markdown".to_owned(),
            }
        });
    let hand_over = clipboard::can_hand_over().then(|| {
        let title = title.clone();
        button("")
            .flag("disabled", none)
            .on_click(move || {
                if let Ok(link) = &*link.read_untracked() {
                    clipboard::hand_over(&title, link);
                }
            })
            .text("Send with…")
    });
    let actions = el("div")
        .class("share-actions")
        .child(copy)
        .children(hand_over)
        .child(el("span").class("share-said").attr("role", "status").text_with(move || said.get()));
    let size = el("p").attr("id", "share-size").text_with(move || match &*link.read() {
        Ok(it) => size(it),
        Err(it) => it.clone(),
    });
    let way = el("div").class("share-way").child(forms(form)).child(field).child(size).child(actions);
    let holds = el("fieldset").class("share-holds").child(el("legend").text("It holds")).child(files(&state));
    let holds = holds.children(parts.iter().enumerate().map(|(at, it)| choice(at, &it.label, left_out)));
    body.class("dialog share-dialog")
        .attr("data-testid", "share")
        .child(el("div").class("share-top").child(way).child(code(link)))
        .child(holds)
        .child(
            el("p").text(
                "What stands behind the “#” is never sent to a server: the link itself holds everything.",
            ),
        )
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

fn files(state: &ShareState) -> El {
    let names: Vec<&str> = state.files.iter().map(|it| it.name.as_str()).collect();
    let bytes: usize = state.files.iter().map(|it| it.text.len()).sum();
    let what = match names.len() {
        1 => "The file".to_owned(),
        n => format!("{n} files:"),
    };
    el("p").text(&format!("{what} {} ({} bytes)", names.join(", "), grouped(bytes)))
}

/// Something that can be left out.
fn choice(at: usize, label: &str, left_out: Signal<Vec<usize>>) -> El {
    let input = el("input").attr("type", "checkbox").attr("checked", "");
    let it: HtmlInputElement = input.as_a();
    let input = input.on("change", move |_: Event| {
        left_out.update(|all| {
            all.retain(|it| *it != at);
            if !it.checked() {
                all.push(at);
            }
        });
    });
    el("label").class("share-part").child(input).child(el("span").text(label))
}

/// Address or Markdown.
fn forms(form: Signal<Form>) -> El {
    let one = |it: Form, label: &str| {
        let input = el("input").attr("type", "radio").attr("name", "share-form");
        let input = if it == Form::Address { input.attr("checked", "") } else { input };
        let input = input.on("change", move |_: Event| form.set(it));
        el("label").child(input).child(el("span").text(label))
    };
    el("div")
        .class("share-forms")
        .attr("role", "radiogroup")
        .attr("aria-label", "Form")
        .child(one(Form::Address, "Address"))
        .child(one(Form::Markdown, "Markdown"))
}

/// The address as a QR code, as soon as the program that draws it is here.
fn code(link: Memo<Result<String, String>>) -> El {
    let module = Signal::new(None::<JsValue>);
    let missing = Signal::new(false);
    when(&load_part("qr"), move |it| match it {
        Some(it) => module.set(Some(it)),
        None => missing.set(true),
    });
    let drawn = move || -> El {
        let text = |it: &str| el("p").text(it);
        let Ok(link) = &*link.read() else { return text("No QR code without a link.") };
        if missing.get() {
            return text("The QR code could not be loaded.");
        }
        match module.get().map(|it| draw(&it, link)) {
            None => text("The QR code comes…"),
            Some(None) => {
                text("This link is too long for a QR code. Leave something out, or send it as text.")
            }
            Some(Some((size, path))) => {
                let view = format!("0 0 {size} {size}");
                let drawing = svg("svg").attr("viewBox", &view).attr("role", "img");
                drawing.attr("aria-label", "QR code of the link").child(svg("path").attr("d", &path))
            }
        }
    };
    el("div").class("share-code").part(move || Some(drawn()))
}

/// Modules on each side, and the dark ones as a path.
fn draw(module: &JsValue, text: &str) -> Option<(u32, String)> {
    let call: Function = Reflect::get(module, &"draw".into()).ok()?.dyn_into().ok()?;
    let drawing: Array = call.call1(module, &text.into()).ok()?.dyn_into().ok()?;
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
