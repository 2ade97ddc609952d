//! Which rows and columns are shown: words that must occur in name, namespace or labels, and on demand only those of which
//! something differs from the baseline.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::view::{EndpointView, FoldView};

use crate::state::{Playground, Ui};

/// Words that all have to occur.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    words: Vec<String>,
    /// The ids of sources and of destinations, in ascending order, and which of the two counts.
    only: Option<(Arc<[Vec<String>; 2]>, usize)>,
}

impl Words {
    fn new(text: &str) -> Words {
        Words { words: text.split_whitespace().map(str::to_ascii_lowercase).collect(), only: None }
    }

    /// Whether an endpoint has all of them, or what its row is called has.
    pub fn allow(&self, endpoint: &EndpointView, row: &str) -> bool {
        if let Some((all, side)) = &self.only {
            let is_in = |it: &Vec<String>| it.binary_search(&endpoint.id).is_ok();
            if !all.get(*side).is_some_and(is_in) {
                return false;
            }
        }
        if self.words.is_empty() {
            return true;
        }
        let text =
            format!("{} {} {row} {}", endpoint.id, endpoint.name, endpoint.details).to_ascii_lowercase();
        self.words.iter().all(|it| text.contains(it))
    }

    /// Whether there is an endpoint that they let through.
    pub fn allow_any(&self, endpoints: &[EndpointView], folds: &[FoldView]) -> bool {
        let of = |fold: &FoldView, it: &u32| {
            endpoints.get(*it as usize).is_some_and(|it| self.allow(it, name(fold)))
        };
        endpoints.iter().any(|it| self.allow(it, ""))
            || folds.iter().any(|fold| fold.members.iter().any(|it| of(fold, it)))
    }
}

/// What its pods can be found by, beside what is said of each: the name of several pods without a workload is made of
/// theirs, and would find one by the name of another.
pub(super) fn name(fold: &FoldView) -> &str {
    if fold.is_workload { &fold.name } else { "" }
}

/// What the filter field says: `shop` for both sides, `web -> db` for one each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// For the rows.
    pub sources: Words,
    /// For the columns.
    pub destinations: Words,
}

impl Filter {
    /// What the page asks for.
    pub fn of(page: Playground, ui: Ui) -> Filter {
        let filter = Filter::new(&ui.filter.read());
        if ui.only_changed.get() { filter.only(&page.changed_ends.get()) } else { filter }
    }

    /// Only some sources and some destinations, by their ids in ascending order.
    fn only(mut self, ends: &Arc<[Vec<String>; 2]>) -> Filter {
        self.sources.only = Some((Arc::clone(ends), 0));
        self.destinations.only = Some((Arc::clone(ends), 1));
        self
    }

    /// As typed. `→`, `->` and `>` part the sides.
    pub fn new(text: &str) -> Filter {
        let text = text.replace("->", ">").replace('→', ">");
        match text.split_once('>') {
            Some((from, to)) => Filter { sources: Words::new(from), destinations: Words::new(to) },
            None => Filter { sources: Words::new(&text), destinations: Words::new(&text) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::endpoint;
    use super::*;

    #[test]
    fn words_are_sought_in_names_and_labels_on_the_side_they_stand_on() {
        let web = endpoint("shop", "web", "Pod\ntier=front");
        for (text, row, column) in [
            ("", true, true),
            ("SHOP", true, true),
            ("tier=front web", true, true),
            ("db", false, false),
            ("web -> db", true, false),
            ("→ web", true, true),
            ("db > ", false, true),
        ] {
            let filter = Filter::new(text);
            assert_eq!(
                (filter.sources.allow(&web, ""), filter.destinations.allow(&web, "")),
                (row, column),
                "{text}"
            );
        }
        let single = FoldView { name: "web, api".to_owned(), members: vec![0, 1], ..FoldView::default() };
        assert_eq!(name(&single), "", "one pod is not found by the name of another");
        let ends =
            Arc::new([vec!["shop/api".to_owned(), "shop/web".to_owned()], vec!["shop/api".to_owned()]]);
        let only = Filter::new("web").only(&ends);
        assert!(only.sources.allow(&web, "") && !only.destinations.allow(&web, ""), "only what changed");
        assert!(!Filter::new("db").only(&ends).sources.allow(&web, ""));
        assert!(Filter::new("nightly").sources.allow(&web, "nightly [CronJob]"), "a pod by its workload");
    }
}
