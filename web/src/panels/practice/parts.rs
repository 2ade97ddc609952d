//! What grades: parts of the program that are asked for when an answer is first looked at.

use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use netpol_core::api::page::Loaded;
use netpol_core::practice::Judge;

use super::Practice;
use crate::engine::Arrival;
use crate::later;

impl Practice {
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
