//! The settings: every knob of the evaluation with what it decides. Turning one evaluates at once.
//!
//! What is typed is only kept here while it is wrong; the state holds values that mean something.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::{Event, HtmlInputElement};

use super::problem_list::marked;
use crate::dom::{El, button, el};
use crate::reactive::{Memo, Signal, watch};
use crate::state::Playground;
use netpol_core::settings::{self, GROUPS, Knob, Shape};

/// Fills the dialog.
pub fn settings(body: El, page: Playground) -> El {
    let intro = el("p")
        .text("They are part of the link and of the draft. Whoever opens the link sees the same answers.");
    let changed = Memo::new(move || settings::changed(&page.settings()));
    let status = move || match changed.get() {
        0 => "Everything stands as usual.".to_owned(),
        1 => "1 setting is changed.".to_owned(),
        n => format!("{n} settings are changed."),
    };
    let reset = button("")
        .flag("disabled", move || changed.get() == 0)
        .on_click(move || page.set_settings(String::new()))
        .text("Reset to defaults");
    let foot = el("div").class("settings-foot").child(el("span").attr("role", "status").text_with(status));
    let groups = GROUPS.iter().map(|it| {
        let head = el("h3").text(it.title);
        let section = el("section").child(head).child(el("p").text(it.says));
        section.children(it.knobs.iter().map(|it| knob(page, it)))
    });
    let list = el("div").class("settings").attr("data-testid", "settings").child(intro).children(groups);
    body.class("dialog settings-dialog").child(list).child(foot.child(reset))
}

/// One knob: its name, what it decides, its values, and the case behind it.
fn knob(page: Playground, knob: &'static Knob) -> El {
    // What stands in the state; fields show it whenever it changes elsewhere.
    let value = Memo::new(move || settings::value(&page.settings(), knob));
    let error = Signal::new(String::new());
    let (title, says, case) =
        (format!("{}-title", knob.key), format!("{}-says", knob.key), format!("{}-error", knob.key));
    let name = match knob.shape {
        Shape::Choice(_) => el("span"),
        Shape::Line(_) | Shape::Lines(_) => el("label").attr("for", knob.key),
    };
    let name = name.class("knob-title").attr("id", &title).text(knob.title);
    let back = move || {
        value.read().is_some().then(|| {
            button("link")
                .attr("aria-label", &format!("Reset {}", knob.title))
                .on_click(move || {
                    error.set(String::new());
                    page.set_settings(settings::without(&page.settings(), knob));
                })
                .text("reset")
        })
    };
    let head = el("div").class("knob-head").child(name).part(back);
    let describe = |it: El| it.attr("aria-describedby", &format!("{says} {case}"));
    let control = match knob.shape {
        Shape::Choice(choices) => {
            let group = describe(
                el("div").class("choices").attr("role", "radiogroup").attr("aria-labelledby", &title),
            );
            group.children(choices.iter().map(|&(key, label)| choice(page, knob, value, key, label)))
        }
        Shape::Line(example) => {
            let it = field(page, knob, value, error, el("input").attr("type", "text"), example);
            describe(it)
        }
        Shape::Lines(example) => {
            let it = field(page, knob, value, error, el("textarea"), example);
            describe(it.attr_with("rows", move || {
                let lines = value.read().as_deref().unwrap_or(knob.usual).lines().count();
                Some((lines + 1).clamp(2, 6).to_string())
            }))
        }
    };
    let contested = knob.contested.map(|(tag, text)| {
        let tag =
            el("span").class("tag").attr("title", "A case that implementations answer differently").text(tag);
        marked(el("p").class("case").child(tag), text)
    });
    let wrong = el("p").class("field-error").attr("id", &case).attr("role", "status");
    el("div")
        .class("knob")
        .class_if("turned", move || value.read().is_some())
        .attr("data-knob", knob.key)
        .child(head)
        .child(marked(el("p").class("says").attr("id", &says), knob.says))
        .child(control)
        .child(wrong.text_with(move || error.get()))
        .children(contested)
}

/// One value of a choice.
fn choice(
    page: Playground,
    knob: &'static Knob,
    value: Memo<Option<String>>,
    key: &'static str,
    label: &str,
) -> El {
    let radio = el("input").attr("type", "radio").attr("name", knob.key).attr("value", key);
    let input: HtmlInputElement = radio.as_a();
    let shown = input.clone();
    watch(move || {
        shown.set_checked(value.read().as_deref().unwrap_or(knob.usual) == key);
    });
    let turn = move |_: Event| {
        if input.checked()
            && let Ok(it) = settings::with(&page.settings(), knob, key)
        {
            page.set_settings(it);
        }
    };
    let usual = (key == knob.usual).then(|| el("small").text("default"));
    el("label").child(radio.on("change", turn)).child(el("span").text(label)).children(usual)
}

/// A field for text. A mistake is told when the field is left, or at once where one is told already; the evaluation
/// keeps the last value that meant something.
fn field(
    page: Playground,
    knob: &'static Knob,
    value: Memo<Option<String>>,
    error: Signal<String>,
    field: El,
    example: &str,
) -> El {
    // Text areas have all that is used of it here.
    let input: HtmlInputElement = field.as_a();
    let shown = input.clone();
    // The last text that came from here: what the user types is not tidied under the caret.
    let own = Rc::new(RefCell::new(None::<Option<String>>));
    let last = Rc::clone(&own);
    watch(move || {
        let value = value.get();
        if last.take().as_ref() != Some(&value) {
            shown.set_value(value.as_deref().unwrap_or(knob.usual));
            error.set(String::new());
        }
    });
    let read = move |finished: bool| match settings::with(&page.settings(), knob, &input.value()) {
        Ok(it) => {
            error.set(String::new());
            own.replace(Some(settings::value(&it, knob)));
            page.set_settings(it);
        }
        Err(it) if finished || !error.read_untracked().is_empty() => error.set(it),
        Err(_) => (),
    };
    let typed = read.clone();
    field
        .attr("id", knob.key)
        .attr("placeholder", example)
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "off")
        .aria("aria-invalid", move || !error.read().is_empty())
        .on("input", move |_: Event| typed(false))
        .on("change", move |_: Event| read(true))
}
