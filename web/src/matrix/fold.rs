//! Rows and columns that stand for several: which, and what is written about them. Pure, but for the button.

use crate::state::{Folding, Playground, Ui};
use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::view::{Bundle, EndpointKind, EndpointView, FoldView};

use super::axis::{Axis, Place};
use super::filter::{self, Words};
use crate::base::markup::word;

/// So many names stand in the title of a row that stands for several.
const NAMES: usize = 12;

/// The button that folds all, or unfolds it; there while something can be folded.
#[component]
pub fn FoldToggle(page: Playground, ui: Ui) -> impl IntoView {
    let is_on = move |it: &Folding| it.is_on(page.endpoints.read().len());
    let turn = move |_| {
        let on = untrack(|| is_on(&ui.folding.read()));
        ui.folding.set(Folding { all: Some(!on), others: Vec::new() });
    };
    view! {
        <button
            type="button"
            class="toggle"
            title="One row and one column for each workload, and for pods that no policy tells apart"
            aria-pressed=move || word(is_on(&ui.folding.read()))
            hidden=move || !any_of_several(&page.folds.read())
            on:click=turn
        >
            "Fold replicas"
        </button>
    }
}

/// Whether there is something to fold.
pub(super) fn any_of_several(folds: &[FoldView]) -> bool {
    folds.iter().any(|it| 1 < it.members.len())
}

/// Which endpoints may stand in one row, and which do.
#[derive(Default)]
pub struct Folds {
    pub(super) list: Arc<Vec<FoldView>>,
    /// By endpoint: its place in the list.
    of: Vec<Option<usize>>,
    /// By place in the list: whether it is one row.
    closed: Vec<bool>,
}

impl Folds {
    pub fn new(endpoints: &[EndpointView], list: Arc<Vec<FoldView>>, folding: &Folding) -> Folds {
        let mut of = vec![None; endpoints.len()];
        let mut closed = Vec::new();
        for (at, fold) in list.iter().enumerate() {
            for &it in &fold.members {
                if let Some(it) = of.get_mut(it as usize) {
                    *it = Some(at);
                }
            }
            closed.push(folding.folds(name(endpoints, &fold.members), endpoints.len()));
        }
        Folds { list, of, closed }
    }

    /// The fold of an endpoint.
    fn of(&self, index: usize) -> Option<usize> {
        *self.of.get(index)?
    }

    /// The fold of an endpoint, if it is one row.
    pub(super) fn closed(&self, index: usize) -> Option<usize> {
        self.of(index).filter(|it| self.closed.get(*it) == Some(&true))
    }

    /// Whether words let an endpoint through: by what is said of it, or by the name of its workload.
    pub(super) fn allow(&self, endpoints: &[EndpointView], words: &Words, index: usize) -> bool {
        let fold = self.of(index).and_then(|it| self.list.get(it));
        endpoints.get(index).is_some_and(|it| words.allow(it, fold.map_or("", filter::name)))
    }

    /// The row of an endpoint, which stands for those of its fold that are shown, or for itself.
    fn bundle(
        &self,
        endpoints: &[EndpointView],
        index: u32,
        is_shown: impl Fn(u32) -> bool,
    ) -> Option<Bundle> {
        match self.closed(index as usize).and_then(|it| self.list.get(it)) {
            Some(fold) => Bundle::of_fold(endpoints, fold, is_shown),
            None => Bundle::single(endpoints, index),
        }
    }

    /// What a row is called.
    pub(super) fn short_name<'a>(&'a self, endpoints: &'a [EndpointView], it: &Place) -> Option<&'a str> {
        let fold = self.closed(it.index as usize).and_then(|it| self.list.get(it));
        match fold.filter(|fold| 1 < it.count || fold.members.len() == 1) {
            Some(fold) => Some(&fold.name),
            None => Some(&endpoints.get(it.index as usize)?.name),
        }
    }

    /// What an endpoint's fold is called: its first member, whether that is shown or not.
    pub(super) fn name<'a>(&self, endpoints: &'a [EndpointView], index: u32) -> Option<&'a str> {
        Some(name(endpoints, &self.list.get(self.of(index as usize)?)?.members))
    }
}

fn name<'a>(endpoints: &'a [EndpointView], members: &[u32]) -> &'a str {
    members.first().and_then(|it| endpoints.get(*it as usize)).map_or("", |it| &it.id)
}

/// One endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// Index in the analysis.
    pub index: u32,
    /// `namespace/name`.
    pub id: String,
}

/// One row or column, with all that is written about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// The endpoint, or the first of several.
    pub first: End,
    /// Those that may speak for all.
    others: Vec<End>,
    /// Whom it stands for.
    pub bundle: Arc<Bundle>,
    /// The short name.
    pub name: String,
    /// The namespace, or `outside`.
    pub group: String,
    /// The accessible name.
    pub label: String,
    /// The tooltip.
    pub title: String,
    /// Whether it was made up.
    pub is_stand_in: bool,
    /// Whether a policy that takes no part may select it, or one of several.
    pub is_missing_a_policy: bool,
    /// Whether it can be folded or unfolded here: a fold, or the first row of what could be one.
    pub leads: bool,
}

impl Item {
    /// What stands at a position.
    pub(super) fn at(
        endpoints: &[EndpointView],
        folds: &Folds,
        axis: &Axis,
        position: usize,
    ) -> Option<Item> {
        let place = axis.places.get(position)?;
        let view = |it: u32| endpoints.get(it as usize);
        let it = view(place.index)?;
        let fold = folds.of(place.index as usize).and_then(|it| folds.list.get(it));
        // Those that the filter lets through.
        let is_shown = |it: u32| axis.position(it).is_some();
        let mut shown = fold.into_iter().flat_map(|it| &it.members).copied().filter(|it| is_shown(*it));
        let leads = shown.next() == Some(place.index) && shown.next().is_some();
        let bundle = folds.bundle(endpoints, place.index, is_shown)?;
        // As cells and headings call it.
        let is_outside = it.kind == EndpointKind::External;
        let mut label = if is_outside { it.name.clone() } else { it.id.clone() };
        let mut title = format!("{label}\n{}", it.details);
        let mut is_missing_a_policy = it.is_missing_a_policy;
        let closed = folds.closed(place.index as usize).is_some();
        if fold.is_some_and(|it| closed && !bundle.is_folded && it.members.len() == 1) {
            label = format!("{}: {}", bundle.title, it.name);
        }
        if let Some(fold) = fold.filter(|_| bundle.is_folded) {
            let members = bundle.members();
            let views = || members.iter().filter_map(|it| view(*it));
            is_missing_a_policy = views().any(|it| it.is_missing_a_policy);
            let names: Vec<&str> = views().take(NAMES).map(|it| &*it.name).collect();
            let alike = if fold.is_workload { "" } else { " that no policy tells apart" };
            let more = if names.len() < members.len() { ", …" } else { "" };
            label = format!("{}{alike}: {}{more}", bundle.title, names.join(", "));
            title.clone_from(&label);
        }
        if it.is_stand_in {
            label.push_str(", a stand-in");
        }
        if is_missing_a_policy {
            label.push_str(", without a policy that may select it");
        }
        let end = |index: u32| view(index).map(|it| End { index, id: it.id.clone() });
        Some(Item {
            first: end(place.index)?,
            others: bundle.ends().filter_map(end).collect(),
            name: folds.short_name(endpoints, place)?.to_owned(),
            group: it.group.clone(),
            label,
            title,
            is_stand_in: it.is_stand_in,
            is_missing_a_policy,
            leads,
            bundle: Arc::new(bundle),
        })
    }

    /// Who speaks to whom in a cell, as [`Bundle::cell`] has it.
    pub(super) fn ends<'a>(&'a self, to: &'a Item) -> (&'a End, &'a End) {
        match self.bundle.cell(&to.bundle) {
            Some((from, column)) => (self.end(from), to.end(column)),
            None => (&self.first, &to.first),
        }
    }

    fn end(&self, index: u32) -> &End {
        self.others.iter().find(|it| it.index == index).unwrap_or(&self.first)
    }

    /// What follows its name.
    pub(super) fn count(&self) -> String {
        if self.bundle.is_folded { count_text(self.bundle.pods) } else { String::new() }
    }
}

/// A cell of rows that stand for several, as the matrix shows it.
pub struct FoldedAt {
    /// The row and the column.
    pub ends: [Arc<Bundle>; 2],
    /// What their folds are called, each by its first member; `None` for an end that stands for itself.
    pub folds: [Option<String>; 2],
}

/// The rows that a cell is in, where one of them stands for several.
pub fn folded_at(page: Playground, ui: Ui, (from, to): (u32, u32)) -> Option<FoldedAt> {
    let endpoints = page.endpoints.get();
    let folds = Folds::new(&endpoints, page.folds.get(), &ui.folding.read());
    let filter = super::Filter::of(page, ui);
    let bundle = |words: &super::filter::Words, it: u32| {
        let is_shown = |it: u32| folds.allow(&endpoints, words, it as usize);
        Some(Arc::new(folds.bundle(&endpoints, it, is_shown)?))
    };
    let ends = [bundle(&filter.sources, from)?, bundle(&filter.destinations, to)?];
    let name = |(bundle, it): (&Arc<Bundle>, u32)| {
        folds.name(&endpoints, it).filter(|_| bundle.is_folded).map(str::to_owned)
    };
    let names = [(&ends[0], from), (&ends[1], to)].map(name);
    names.iter().any(Option::is_some).then_some(FoldedAt { ends, folds: names })
}

/// What follows the name of a row that stands for so many pods.
pub(super) fn count_text(count: u32) -> String {
    format!(" ×{count}")
}

#[cfg(test)]
mod tests;
