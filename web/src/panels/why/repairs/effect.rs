//! What a fix of a finding changes, found by trying it before it is applied: told as repairs tell it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use netpol_core::api::page::tried_fix;
use netpol_core::view::{EffectView, FixView};

use super::card::Others;
use crate::base::browser::{focus, frame};
use crate::base::markup::{capital, shown};
use crate::engine::in_slices;
use crate::later::late;
use crate::state::{Playground, Ui};
use crate::widgets::marked::Marked;

late! {
    in repairs;
    /// What each fix changes, and the buttons that apply them.
    pub fn effects(page: Playground, ui: Ui, fixes: Vec<FixView>) {
        let all = fixes.into_iter().map(|fix| view! { <Effect page ui fix/> }).collect_view();
        view! { <ul class="fix-effects" aria-label="What each would change">{all}</ul> }
    }
}

#[component]
fn Effect(page: Playground, ui: Ui, fix: FixView) -> impl IntoView {
    let found = RwSignal::new(None::<Option<EffectView>>);
    let analyzed = page.settled.get_untracked();
    let tried = fix.clone();
    let revision = analyzed.revision;
    let is_current = move || {
        let now = page.settled.try_get_untracked();
        found.try_with_untracked(|_| ()).is_some() && now.is_some_and(|it| it.revision == revision)
    };
    spawn_local(async move {
        let trying = tried_fix(Arc::clone(&analyzed.analysis), tried);
        if let Some(it) = in_slices(trying, |_| is_current()).await {
            found.try_set(Some(it));
        }
    });
    let said = move || match found.get() {
        None => shown("trying it…"),
        Some(None) => shown("what it changes cannot be told before it is applied"),
        Some(Some(it)) => shown(&it.words),
    };
    let cells = move || {
        let it = found.get()??;
        let unnamed = it.changed.saturating_sub(it.changes.len() as u64);
        Some(view! { <Others label="Cells that change" others=it.changes unnamed/> })
    };
    let title = capital(&fix.title);
    let apply = move |_| {
        match found.get_untracked().flatten() {
            Some(it) => ui.repair(&fix, &capital(&it.words)),
            None => ui.fix(&fix),
        }
        // The button goes with its problem.
        frame(|| focus(".under-editor .tab[tabindex='0']"));
    };
    view! {
        <li>
            <p class="repair-effect">
                <Marked text=title.clone()/>
                ": "
                <b role="status">{said}</b>
            </p>
            {cells}
            <button type="button" class="small" aria-label=shown(&format!("Apply: {title}")) on:click=apply>
                "Apply"
            </button>
        </li>
    }
}
