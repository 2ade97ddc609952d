//! What grades: parts of the program that are asked for when an answer is first looked at.

use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use leptos::task::spawn_local;
use netpol_core::api::page::{Loaded, Trying};
use netpol_core::practice::Judge;

use super::Practice;
use crate::engine::{Arrival, in_slices};
use crate::later;

impl Practice {
    /// Judges something of a task in short tasks, one at a time, and calls with what came of it as long as the task is
    /// open. Where it cannot be judged, says so of `what`.
    pub(super) fn judge<T: 'static>(
        self,
        task: &'static str,
        what: &'static str,
        begin: impl FnOnce(Loaded, Judge) -> Trying<T> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.is_checking.get_untracked() {
            return;
        }
        self.is_checking.set(true);
        self.with_parts(move |parts| {
            spawn_local(async move {
                let goes_on = |_| self.is_checking.try_get_untracked().is_some();
                let found = match parts {
                    Some((loaded, judge)) => in_slices(begin(loaded, judge), goes_on)
                        .await
                        .flatten()
                        .ok_or("the evaluator failed."),
                    None => Err("a part of the page did not come. Try it again."),
                };
                if self.is_checking.try_set(false).is_some() {
                    // The page is gone.
                    return;
                }
                match found {
                    Ok(it) if untrack(|| self.ui.task()).as_deref() == Some(task) => then(it),
                    Ok(_) => (),
                    Err(why) => {
                        self.ui.complain(format!("The {what} could not be checked, because {why}"));
                    }
                }
            });
        });
    }

    /// Calls with what evaluates and what judges lines, once both have come; with nothing where one of them does not come.
    pub(super) fn with_parts(self, work: impl FnOnce(Option<(Loaded, Judge)>) + 'static) {
        let page = self.page;
        let own = page.own;
        page.ask_for_kinds();
        page.ask_for_expecting();
        let parts = move || {
            let has_kinds = own.kinds.get_untracked().here().is_some();
            let judge = own.expecting.get_untracked().here().map(|it| it.judge);
            page.loaded().filter(|_| has_kinds).zip(judge)
        };
        if let Some(here) = parts() {
            return untrack(|| work(Some(here)));
        }
        let has_come = move || {
            !matches!(own.kinds.get(), Arrival::Expected) && !matches!(own.expecting.get(), Arrival::Expected)
        };
        // The step or the column that asks may be gone before they come.
        if let Some(place) = self.owner.with_value(WeakOwner::upgrade) {
            place.with(|| later::once(Signal::derive(has_come), move || work(parts())));
        }
    }
}
