//! A line of an explanation with its evidence: pointing at it lights up its YAML, its number leads there.

use leptos::prelude::*;
use netpol_core::view::{Fragment, Place, Sign, StepView};

use crate::ui::Ui;

/// Lines, one below the other.
#[component]
pub fn Steps(steps: Vec<StepView>) -> impl IntoView {
    (!steps.is_empty()).then(|| view! { <ul class="steps">{steps.into_iter().map(step).collect_view()}</ul> })
}

fn step(step: StepView) -> AnyView {
    let ui = expect_context::<Ui>();
    let StepView { sign, text, place, children } = step;
    let (sign_class, word) = match sign {
        Sign::Yes => ("yes", "holds: "),
        Sign::No => ("no", "fails: "),
        Sign::Unknown => ("unknown", "unknown: "),
        Sign::Plain => ("plain", ""),
    };
    let point = move |it: Option<Place>| {
        if ui.pointed.get_untracked() != it {
            ui.pointed.set(it);
        }
    };
    // One attribute: a line that takes the place of another keeps its element, and would lose classes of its own.
    let class = move || {
        let placed = if place.is_some() { " placed" } else { "" };
        let pointed = if place.is_some() && ui.pointed.get() == place { " pointed" } else { "" };
        format!("{sign_class}{placed}{pointed}")
    };
    let go = move |_| {
        if let Some(it) = place {
            ui.go_to(it);
        }
    };
    view! {
        <li class=class>
            <div
                class="step-line"
                on:pointerenter=move |_| point(place)
                on:pointerleave=move |_| point(None)
                on:focusin=move |_| point(place)
                on:focusout=move |_| point(None)
                on:click=go
            >
                <span class="sr">{word}</span>
                <span class="step-text"><Fragments text /></span>
                {place.map(|it| view! {
                    <button type="button" class="line-number" aria-label=format!("Go to line {}", it.from_line)>
                        {it.from_line}
                    </button>
                })}
            </div>
            <Steps steps=children />
        </li>
    }
    .into_any()
}

/// Running text, code, and links into the editor.
#[component]
pub fn Fragments(text: Vec<Fragment>) -> impl IntoView {
    let ui = expect_context::<Ui>();
    let fragment = move |it: Fragment| match it {
        Fragment::Text(it) => it.into_any(),
        Fragment::Code(it) => view! { <code>{it}</code> }.into_any(),
        Fragment::Link(name, place) => view! {
            <button
                type="button"
                class="link"
                on:click=move |event| {
                    event.stop_propagation();
                    ui.go_to(place);
                }
            >
                {name}
            </button>
        }
        .into_any(),
    };
    text.into_iter().map(fragment).collect_view()
}
