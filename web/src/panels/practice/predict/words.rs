//! Questions that are answered with one of several words: a group of radio buttons for each.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::practice::Predict;

use crate::base::markup::shown;
use crate::panels::practice::{Practice, prose};

/// The questions.
#[component]
pub fn Choices(it: Practice, asked: Arc<Predict>) -> impl IntoView {
    let marks = {
        let asked = Arc::clone(&asked);
        Memo::new(move |_| it.marks(&asked))
    };
    let one = |question: usize| {
        let mark = Memo::new(move |_| marks.read().get(question).cloned().flatten());
        let text = asked.questions.get(question).cloned().unwrap_or_default();
        let words = asked.words.iter().map(|word| {
            let asked = Arc::clone(&asked);
            let (own, chosen) = (word.clone(), word.clone());
            view! {
                <label>
                    <input
                        type="radio"
                        name=format!("question-{question}")
                        prop:checked=move || mark.read().as_deref() == Some(own.as_str())
                        on:change=move |_| it.mark(&asked, question, Some(&chosen))
                    />
                    " " {shown(word)}
                </label>
            }
        });
        let sign = move || match it.verdict(question, mark.read().as_deref()) {
            Some(true) => " ✓ right",
            Some(false) => " ✗ wrong",
            None => "",
        };
        // A command is typed as it stands, a sentence is prose.
        let is_command = text.starts_with("kubectl ");
        let text =
            if is_command { view! { <code>{shown(&text)}</code> }.into_any() } else { prose::line(&text) };
        view! {
            <fieldset class="question" class:is-wrong=move || it.verdict(question, mark.read().as_deref()) == Some(false)>
                <legend>{text} <span class="verdict">{sign}</span></legend>
                <div class="words">{words.collect_view()}</div>
            </fieldset>
        }
    };
    let all = (0..asked.questions.len()).map(one).collect_view();
    view! { <div class="questions" data-testid="marks">{all}</div> }
}
