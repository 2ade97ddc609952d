//! What can be done with a prediction.

use std::sync::Arc;

use leptos::prelude::*;

use crate::panels::practice::acts::{Actions, Revealed};
use crate::panels::practice::{Open, Practice};

/// *Check* and its neighbours.
#[component]
pub fn PredictActions(it: Practice, open: Open) -> impl IntoView {
    let of = open.clone();
    let revealed = Revealed {
        button: "Answers",
        group: "The answers",
        asks: "Show the answers?",
        each: vec!["Show them".to_owned()],
        show: Arc::new(move |_| it.check_marks(of.clone(), true)),
    };
    let asked = open.task.predict.clone();
    let is_solved = move || asked.as_ref().is_some_and(|asked| it.is_all_right(asked));
    let is_solved = Memo::new(move |_| is_solved());
    view! { <Actions it open is_solved=move || is_solved.get() revealed/> }
}
