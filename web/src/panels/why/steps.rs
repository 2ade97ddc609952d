//! A line of an explanation with its evidence: pointing at it lights up its YAML, its number leads there.

use leptos::prelude::*;
use netpol_core::view::{Fragment, Place, Sign, StepView};
use web_sys::{KeyboardEvent, MouseEvent};

use crate::base::markup::shown;
use crate::state::Ui;

/// Lines, one below the other.
#[component]
pub fn Steps(ui: Ui, steps: Vec<StepView>) -> AnyView {
    if steps.is_empty() {
        return ().into_any();
    }
    let line = |step: StepView| view! { <Step ui step/> };
    view! { <ul class="steps">{steps.into_iter().map(line).collect_view()}</ul> }.into_any()
}

#[component]
fn Step(ui: Ui, step: StepView) -> impl IntoView {
    let StepView { sign, text, place, children, .. } = step;
    let (class, word) = match sign {
        Sign::Yes => ("yes", "holds: "),
        Sign::No => ("no", "fails: "),
        Sign::Unknown => ("unknown", "unknown: "),
        Sign::Plain => ("plain", ""),
    };
    let Some(place) = place else {
        return view! {
            <li class=class>
                <div class="step-line">
                    <span class="sr">{word}</span>
                    <span class="step-text"><Fragments ui text/></span>
                </div>
                <Steps ui steps=children/>
            </li>
        }
        .into_any();
    };
    let point = move |it: Option<Place>| {
        if ui.pointed.get_untracked() != it {
            ui.pointed.set(it);
        }
    };
    let number = place.from_line;
    view! {
        <li class=format!("{class} placed") class:pointed=move || ui.pointed.get() == Some(place)>
            <div
                class="step-line"
                on:pointerenter=move |_| point(Some(place))
                on:pointerleave=move |_| point(None)
                on:focusin=move |_| point(Some(place))
                on:focusout=move |_| point(None)
                on:click=move |_| ui.go_to(place)
            >
                <span class="sr">{word}</span>
                <span class="step-text"><Fragments ui text/></span>
                <button type="button" class="line-number" aria-label=shown(&format!("Go to line {number}"))>{number}</button>
            </div>
            <Steps ui steps=children/>
        </li>
    }
    .into_any()
}

/// Running text, code, and links into the editor.
#[component]
pub fn Fragments(ui: Ui, text: Vec<Fragment>) -> impl IntoView {
    let one = |it| match it {
        Fragment::Text(it) => shown(&it).into_any(),
        Fragment::Code(it) => view! { <code>{shown(&it)}</code> }.into_any(),
        Fragment::Link(name, place) => {
            let go = move |event: MouseEvent| {
                event.stop_propagation();
                ui.go_to(place);
            };
            let on_key = move |event: KeyboardEvent| {
                if matches!(event.key().as_str(), "Enter" | " ") {
                    event.prevent_default();
                    ui.go_to(place);
                }
            };
            // A button would be a box: after a long name the text would go on in a line of its own.
            view! {
                <span class="link" role="button" tabindex="0" on:click=go on:keydown=on_key>{shown(&name)}</span>
            }
            .into_any()
        }
    };
    text.into_iter().map(one).collect_view()
}
