//! A question that is answered with one of a few words: a group of radio buttons.

use leptos::prelude::*;

use crate::base::markup::shown;

/// The question. What is told of its answer is its children.
#[component]
pub fn Question(
    /// Tells it from the others.
    at: usize,
    /// What is asked.
    text: AnyView,
    words: Vec<String>,
    /// The word that is chosen.
    #[prop(into)]
    mark: Signal<Option<String>>,
    /// Whether its answer counts no more.
    #[prop(into)]
    is_closed: Signal<bool>,
    /// Whether its answer is known to be wrong.
    #[prop(into)]
    is_wrong: Signal<bool>,
    choose: Callback<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let group = shown(&format!("question-{at}"));
    let words = words.into_iter().map(|word| {
        let (own, chosen, text) = (word.clone(), word.clone(), shown(&word));
        view! {
            <label>
                <input
                    type="radio"
                    name=group.clone()
                    value=text.clone()
                    disabled=move || is_closed.get()
                    prop:checked=move || mark.read().as_deref() == Some(own.as_str())
                    on:change=move |_| choose.run(chosen.clone())
                />
                {text}
            </label>
        }
    });
    view! {
        <fieldset class="question" class:is-wrong=move || is_wrong.get()>
            <legend>{text}</legend>
            <div class="words">{words.collect_view()}</div>
            {children.map(|it| it())}
        </fieldset>
    }
}
