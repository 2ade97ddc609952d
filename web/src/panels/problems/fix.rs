//! What can be done about a problem: a button for each fix; and on request, what each would change.

use leptos::prelude::*;
use netpol_core::view::FixView;

use crate::base::browser::{focus, frame};
use crate::base::markup::{capital, word};
use crate::later::Later;
use crate::panels::why::repairs::effect::effects;
use crate::state::{Playground, Ui};
use crate::widgets::marked::Marked;

/// The fixes of a problem. Where some may change verdicts, a button tells which cells before one is applied.
#[component]
pub(super) fn Fixes(page: Playground, ui: Ui, all: Vec<FixView>) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let buttons = all.iter().map(|it| view! { <Fix ui it=it.clone()/> }).collect_view();
    let trials: Vec<FixView> = all.into_iter().filter(|it| it.class != "safe").collect();
    let ask = (!trials.is_empty()).then(|| {
        view! {
            <button
                type="button"
                class="link fix-asks"
                aria-expanded=move || word(is_open.get())
                on:click=move |_| is_open.update(|it| *it = !*it)
            >
                "What changes?"
            </button>
        }
    });
    let tried = move || {
        let trials = trials.clone();
        is_open
            .get()
            .then(|| view! { <Later page ui view=move |page, ui| effects(page, ui, trials.clone())/> })
    };
    view! {
        <div class="fix-row">
            <span class="fixes">{buttons}</span>
            {ask}
        </div>
        {tried}
    }
}

/// The button of a fix.
#[component]
fn Fix(ui: Ui, it: FixView) -> impl IntoView {
    let title = if it.class == "safe" { "No verdict changes" } else { "Verdicts may change" };
    let text = capital(&it.title);
    let fix = move |_| {
        ui.fix(&it);
        // The button goes with its problem.
        frame(|| focus(".under-editor .tab[tabindex='0']"));
    };
    view! { <button type="button" class="link" title=title on:click=fix><Marked text/></button> }
}
