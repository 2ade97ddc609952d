//! What a fix of a finding changes, found by trying it before it is applied: told as repairs tell it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use netpol_core::api::page::tried_fix;
use netpol_core::view::{EffectView, FixView};

use super::card::Others;
use super::list::PAUSE;
use crate::base::browser::{after, effect, focus, frame};
use crate::base::markup::{capital, shown};
use crate::engine::{Analyzed, in_slices};
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

/// What a trial found, and of what.
#[derive(Clone)]
struct Tried {
    analyzed: Analyzed,
    effect: Option<EffectView>,
}

#[component]
fn Effect(page: Playground, ui: Ui, fix: FixView) -> impl IntoView {
    let found = RwSignal::new(None::<Tried>);
    let tried = fix.clone();
    // The row stays while the problems are the same, and the cells that its fix changes need not be: an edit behind all
    // problems has it tried anew.
    effect(move || {
        let analyzed = page.settled.get();
        // While the user types, what was found before stays.
        let is_first = found.with_untracked(Option::is_none);
        let fix = tried.clone();
        let begin = move || {
            if is_current(page, &analyzed, found) && is_offered(page, &fix) {
                spawn_local(attempt(page, analyzed, fix, found));
            }
        };
        if is_first { begin() } else { after(PAUSE, begin) }
    });
    let is_old = move || found.read().as_ref().is_some_and(|it| it.analyzed != *page.settled.read());
    let now = move || found.get().filter(|_| !is_old());
    let said = move || match found.get().map(|it| it.effect) {
        None => shown("trying it…"),
        Some(None) => shown("what it changes cannot be told before it is applied"),
        Some(Some(it)) => shown(&it.words),
    };
    let cells = move || {
        let it = found.get()?.effect?;
        let unnamed = it.changed.saturating_sub(it.changes.len() as u64);
        Some(view! { <Others label="Cells that change" others=it.changes unnamed/> })
    };
    let title = capital(&fix.title);
    let apply = move |_| {
        // What was found of another text is not said of this one.
        match untrack(now).and_then(|it| it.effect) {
            Some(it) => ui.repair(&fix, &capital(&it.words)),
            None => ui.fix(&fix),
        }
        // The button goes with its problem.
        frame(|| focus(".under-editor .tab[tabindex='0']"));
    };
    view! {
        <li class:old=is_old>
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

/// Tries a fix, and tells what it found as long as that is asked for.
async fn attempt(page: Playground, analyzed: Analyzed, fix: FixView, found: RwSignal<Option<Tried>>) {
    let trying = tried_fix(Arc::clone(&analyzed.analysis), fix);
    let goes_on = |_| is_current(page, &analyzed, found);
    if let Some(effect) = in_slices(trying, goes_on).await
        && goes_on((0, 0))
    {
        found.try_set(Some(Tried { analyzed, effect }));
    }
}

/// Whether these are still the files, and the row is there.
fn is_current(page: Playground, analyzed: &Analyzed, found: RwSignal<Option<Tried>>) -> bool {
    found.try_with_untracked(|_| ()).is_some()
        && page.settled.try_get_untracked().is_some_and(|it| it == *analyzed)
}

/// Whether the fix is one of these files: the row may be about to go.
fn is_offered(page: Playground, fix: &FixView) -> bool {
    page.problems.read_untracked().iter().any(|it| it.fixes.contains(fix))
}
