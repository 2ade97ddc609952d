//! Caveats below an explanation, and the mark of an answer that not every network plugin gives.

use netpol_core::settings::GROUPS;
use netpol_core::view::NoteView;

use super::problem_list::marked;
use crate::dom::{El, button, el};
use crate::effects::page::{call, frame};
use crate::reactive::document;
use crate::ui::{Dialog, Ui};

/// One caveat; where a setting changes it, with the way to that setting.
pub fn note(ui: Ui, it: &NoteView) -> El {
    let case = (!it.case.is_empty()).then(|| {
        let says = "A case that implementations answer differently";
        el("span").class("tag").attr("title", says).text(it.case)
    });
    let mut knobs = GROUPS.iter().flat_map(|it| it.knobs);
    let knob = knobs.find(|knob| knob.key == it.knob).map(|knob| {
        button("link")
            .attr("aria-haspopup", "dialog")
            .on_click(move || open(ui, knob.key))
            .text(&format!("Setting: {}", knob.title))
    });
    let said = el("span").class("note-foot").children(case).children(knob);
    let line = marked(el("p").class("note").attr("data-code", it.code), &it.text);
    if it.case.is_empty() && it.knob.is_empty() { line } else { line.text(" ").child(said) }
}

/// Opens the settings at one of them.
fn open(ui: Ui, knob: &'static str) {
    ui.dialog.set(Some(Dialog::Settings));
    // The dialog itself is shown in the next frame, and puts the focus on its first field.
    frame(move || {
        frame(move || {
            let find = |inside: &str| {
                document().query_selector(&format!("[data-knob={knob}]{inside}")).ok().flatten()
            };
            if let (Some(knob), Some(field)) =
                (find(""), find(" :is(input:checked, input[type=text], textarea)"))
            {
                call(&field, "focus", &[]);
                call(&knob, "scrollIntoView", &[]);
            }
        });
    });
}

/// The mark beside a verdict: only where it is not the same for all.
pub fn differs(certainty: &str, words: &str) -> Option<El> {
    let says = "Kubernetes leaves this open; the notes below tell what differs";
    let mark =
        || el("span").class("differs").attr("data-certainty", certainty).attr("title", says).text(words);
    (!words.is_empty()).then(mark)
}
