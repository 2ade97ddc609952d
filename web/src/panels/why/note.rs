//! Caveats below an explanation, and the mark of an answer that not every network plugin gives.

use leptos::prelude::*;
use netpol_core::settings::GROUPS;
use netpol_core::view::NoteView;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::base::browser::frame;
use crate::base::markup::shown;
use crate::state::{Dialog, Ui};
use crate::widgets::marked::Marked;
use crate::widgets::rule::Rule;

/// One caveat; where a setting changes it, with the way to that setting.
#[component]
pub fn Note(ui: Ui, it: NoteView) -> impl IntoView {
    let case = (!it.case.is_empty()).then(|| {
        view! { <Rule tag=it.case title="Implementations answer this case differently"/> }
    });
    let mut knobs = GROUPS.iter().flat_map(|it| it.knobs);
    let knob = knobs.find(|knob| knob.key == it.knob).map(|knob| {
        view! {
            <button type="button" class="link" aria-haspopup="dialog" on:click=move |_| open(ui, knob.key)>
                "Setting: " {shown(knob.title)}
            </button>
        }
    });
    let foot = (!it.case.is_empty() || !it.knob.is_empty()).then(|| {
        view! { " " <span class="note-foot">{case} {knob}</span> }
    });
    view! { <p class="note" data-code=it.code><Marked text=it.text/>{foot}</p> }
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
                // A field that cannot take the focus is in view all the same.
                let _ = field.unchecked_into::<HtmlElement>().focus();
                knob.scroll_into_view();
            }
        });
    });
}

/// The mark beside a verdict: only where it is not the same for all.
#[component]
pub fn Differs(certainty: &'static str, words: &'static str) -> impl IntoView {
    let title = "Kubernetes leaves this open; the notes below say what differs";
    let mark = || view! { <span class="differs" data-certainty=certainty title=title>{words}</span> };
    (!words.is_empty()).then(mark)
}
