//! Questions that are answered with one of several words: a group of radio buttons for each.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::practice::Predict;

use crate::base::markup::shown;
use crate::panels::practice::question::Question;
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
        let verdict = Signal::derive(move || it.verdict(question, mark.read().as_deref()));
        let sign = move || match verdict.get() {
            Some(true) => " ✓ right",
            Some(false) => " ✗ wrong",
            None => "",
        };
        let text = asked.questions.get(question).cloned().unwrap_or_default();
        // A command is typed as it stands, a sentence is prose.
        let is_command = text.starts_with("kubectl ");
        let text =
            if is_command { view! { <code>{shown(&text)}</code> }.into_any() } else { prose::line(&text) };
        let text = view! { {text} " " <span class="verdict">{sign}</span> }.into_any();
        let predict = Arc::clone(&asked);
        let choose = Callback::new(move |word: String| it.mark(&predict, question, Some(&word)));
        let is_wrong = Signal::derive(move || verdict.get() == Some(false));
        let words = asked.words.clone();
        view! { <Question at=question text words mark is_closed=Signal::stored(false) is_wrong choose/> }
    };
    let all = (0..asked.questions.len()).map(one).collect_view();
    view! { <div class="questions" data-testid="marks">{all}</div> }
}
