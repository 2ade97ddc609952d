//! What can be done about a problem: a button for each fix; and on request, what each would change.

use std::collections::HashSet;

use leptos::prelude::*;
use netpol_core::view::{FixView, ProblemView};

use crate::base::browser::{focus, frame};
use crate::base::markup::{capital, word};
use crate::later::Later;
use crate::panels::matrix::strip::AnyPort;
use crate::panels::why::repairs::effect::effects;
use crate::state::{Playground, Ui};
use crate::widgets::marked::Marked;

/// The problems of which it is shown what their fixes would change. A list that is made anew finds it here.
pub(super) type Open = RwSignal<HashSet<String>>;

/// The fixes of a problem. Where some may change verdicts, a button tells which cells before one is applied.
#[component]
pub(super) fn Fixes(page: Playground, ui: Ui, open: Open, of: ProblemView) -> impl IntoView {
    let name = name(&of);
    let all = of.fixes;
    let own = name.clone();
    let is_open = Memo::new(move |_| open.read().contains(&own));
    let turn = move |_| {
        open.update(|all| {
            if !all.remove(&name) {
                all.insert(name.clone());
            }
        });
    };
    let buttons = all.iter().map(|it| view! { <Fix ui it=it.clone()/> }).collect_view();
    let trials: Vec<FixView> = all.into_iter().filter(|it| it.class != "safe").collect();
    let ask = (!trials.is_empty()).then(|| {
        view! {
            <button
                type="button"
                class="link fix-asks"
                aria-expanded=move || word(is_open.get())
                on:click=turn.clone()
            >
                "What changes?"
            </button>
        }
    });
    let tried = move || {
        let trials = trials.clone();
        is_open
            .get()
            .then(|| view! { <AnyPort page/> <Later page ui view=move |page, ui| effects(page, ui, trials.clone())/> })
    };
    view! {
        <div class="fix-row">
            <span class="fixes">{buttons}</span>
            {ask}
        </div>
        {tried}
    }
}

/// What tells a problem from others, wherever it stands: an edit before it moves it.
fn name(it: &ProblemView) -> String {
    [it.code, &it.object, &it.field, &it.message].join("\n")
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
