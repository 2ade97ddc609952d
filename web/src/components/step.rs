//! A line of an explanation with its evidence: pointing at it lights up its YAML, its number leads there.

use netpol_core::view::{Fragment, Place, Sign, StepView};
use web_sys::Event;

use crate::dom::{El, button, el};
use crate::ui::Ui;

/// Lines, one below the other.
pub fn steps(ui: Ui, steps: &[StepView]) -> Option<El> {
    let list = || el("ul").class("steps").children(steps.iter().map(|it| step(ui, it)));
    (!steps.is_empty()).then(list)
}

fn step(ui: Ui, step: &StepView) -> El {
    let StepView { sign, text, place, children } = step;
    let place = *place;
    let (class, word) = match sign {
        Sign::Yes => ("yes", "holds: "),
        Sign::No => ("no", "fails: "),
        Sign::Unknown => ("unknown", "unknown: "),
        Sign::Plain => ("plain", ""),
    };
    let line = el("div").class("step-line").child(el("span").class("sr").text(word)).child(fragments(
        ui,
        el("span").class("step-text"),
        text,
    ));
    let item = el("li").child(line.clone()).children(steps(ui, children));
    let Some(place) = place else { return item.class(class) };

    let number = place.from_line.to_string();
    let point = move |it: Option<Place>| {
        move |_: Event| {
            if ui.pointed.get_untracked() != it {
                ui.pointed.set(it);
            }
        }
    };
    let number = button("line-number").attr("aria-label", &format!("Go to line {number}")).text(&number);
    line.child(number)
        .on("pointerenter", point(Some(place)))
        .on("pointerleave", point(None))
        .on("focusin", point(Some(place)))
        .on("focusout", point(None))
        .on_click(move || ui.go_to(place));
    item.class(&format!("{class} placed")).class_if("pointed", move || ui.pointed.get() == Some(place))
}

/// Running text, code, and links into the editor, at the end of an element.
pub fn fragments(ui: Ui, into: El, text: &[Fragment]) -> El {
    text.iter().fold(into, |into, it| match it {
        Fragment::Text(it) => into.text(it),
        Fragment::Code(it) => into.child(el("code").text(it)),
        Fragment::Link(name, place) => {
            let place = *place;
            into.child(button("link").text(name).on("click", move |event: Event| {
                event.stop_propagation();
                ui.go_to(place);
            }))
        }
    })
}
