//! Rows and columns that say the same, as one. Pure, but for the button.

use crate::state::{Folding, Playground, Ui};
use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::view::{EndpointKind, EndpointView, FoldView, Line};

use super::axis::Axis;
use crate::base::markup::word;

/// The group of what is outside the cluster.
const OUTSIDE: &str = "outside";

/// What several nodes in one row are called: each of them is a pod's own, so none speaks for all.
const NODES: &str = "nodes";

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
            title="Rows and columns that no policy can tell apart become one"
            aria-pressed=move || word(is_on(&ui.folding.read()))
            hidden=move || page.folds.read().is_empty()
            on:click=turn
        >
            "Fold equal rows"
        </button>
    }
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
    /// The second of several.
    second: Option<End>,
    /// One of several on another node than the first.
    elsewhere: Option<End>,
    /// By their indices.
    line: Line,
    /// For how many it stands.
    pub count: usize,
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
    /// Whether a policy that takes no part may select it.
    pub is_missing_a_policy: bool,
    /// Its place among the folds.
    pub fold: Option<usize>,
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
        let end = |index: u32| view(index).map(|it| End { index, id: it.id.clone() });
        let fold = folds.of(place.index as usize);
        let members = fold.and_then(|it| folds.list.get(it)).map_or(&[][..], |it| &it.members);
        // Those that the filter lets through.
        let mut shown = members.iter().copied().filter(|it| axis.position(*it).is_some());
        let leads = shown.next() == Some(place.index);
        let leads = leads && shown.clone().next().is_some();
        let others = shown.filter(|_| 1 < place.count);
        let line = Line::new(endpoints, std::iter::once(place.index).chain(others.clone()))?;
        // As cells and headings call it.
        let is_outside = it.kind == EndpointKind::External;
        let mut label = if is_outside { it.name.clone() } else { it.id.clone() };
        let mut title = format!("{label}\n{}", it.details);
        if line.second.is_some() {
            let names = others.take(NAMES - 1).filter_map(|it| Some(&*view(it)?.name));
            let names: Vec<&str> = names.collect();
            let more = if names.len() + 1 < place.count { ", …" } else { "" };
            label = format!(
                "{label} and {} that no policy tells apart from it: {}{more}",
                place.count - 1,
                names.join(", ")
            );
            title.clone_from(&label);
        }
        if it.is_stand_in {
            label.push_str(", a stand-in");
        }
        if it.is_missing_a_policy {
            label.push_str(", without a policy that may select it");
        }
        Some(Item {
            first: end(line.first)?,
            second: line.second.and_then(end),
            elsewhere: line.elsewhere.and_then(end),
            line,
            count: place.count,
            name: if line.second.is_some() && it.group == OUTSIDE {
                NODES.to_owned()
            } else {
                it.name.clone()
            },
            group: it.group.clone(),
            label,
            title,
            is_stand_in: it.is_stand_in,
            is_missing_a_policy: it.is_missing_a_policy,
            fold,
            leads,
        })
    }

    /// Who speaks to whom in a cell, as [`Line::cell`] has it.
    pub(super) fn ends<'a>(&'a self, to: &'a Item) -> (&'a End, &'a End) {
        let (from, column) = self.line.cell(&to.line);
        (self.end(from), to.end(column))
    }

    fn end(&self, index: u32) -> &End {
        let others = [&self.second, &self.elsewhere];
        others.into_iter().flatten().find(|it| it.index == index).unwrap_or(&self.first)
    }

    /// Whether it stands for addresses of nodes.
    fn is_node(&self) -> bool {
        self.line.node.is_some() && self.group == OUTSIDE
    }

    /// What is to be said of a cell that stands for several.
    pub(super) fn likewise(&self, to: &Item) -> String {
        let (most, all) = (self.count.max(to.count), self.count * to.count);
        if all == 1 {
            String::new()
        } else if self.fold == to.fold {
            format!("; the same between any two of the {most}")
        } else if self.is_node() && to.group != OUTSIDE || to.is_node() && self.group != OUTSIDE {
            format!("; the same for all {all} pairs except a pod and its own node")
        } else {
            format!("; the same for all {all} pairs")
        }
    }
}

/// What follows the name of a row that stands for so many.
pub(super) fn count_text(count: usize) -> String {
    if count == 1 { String::new() } else { format!(" ×{count}") }
}

#[cfg(test)]
mod tests {
    use super::super::Axes;
    use super::super::filter::Filter;
    use super::super::testing::endpoint;
    use super::*;

    #[test]
    fn a_head_says_that_a_pod_was_made_up() {
        let made = EndpointView { is_stand_in: true, ..endpoint("shop", "app=web", "") };
        let axes = Axes::new([made].into(), Folds::default(), &Filter::new(""));
        let item = axes.item(&axes.rows, 0).unwrap();
        assert_eq!((item.label.as_str(), item.is_stand_in), ("shop/app=web, a stand-in", true));
    }

    fn axes(folding: &Folding, filter: &str) -> Axes {
        let names = ["web-1", "db", "web-2", "web-3"];
        let endpoints: Vec<EndpointView> = names.iter().map(|it| endpoint("shop", it, "")).collect();
        let list = Arc::new(vec![FoldView { members: vec![0, 2, 3] }]);
        let folds = Folds::new(&endpoints, list, folding);
        Axes::new(endpoints.into(), folds, &Filter::new(filter))
    }

    #[test]
    fn a_cell_of_folded_pods_and_nodes_is_not_that_of_a_pod_and_its_own_node() {
        let on = |group: &str, name: &str, node: u32| EndpointView {
            node: Some(node),
            ..endpoint(group, name, "")
        };
        let endpoints =
            [on("shop", "web-1", 0), on("shop", "web-2", 1), on(OUTSIDE, "n0", 0), on(OUTSIDE, "n1", 1)];
        let list = Arc::new(vec![FoldView { members: vec![0, 1] }, FoldView { members: vec![2, 3] }]);
        for (folding, expected) in [
            (folded(), vec![("shop/web-1", "outside/n1")]),
            (
                Folding { all: Some(true), others: vec!["outside/n0".to_owned()] },
                vec![("shop/web-2", "outside/n0"), ("shop/web-1", "outside/n1")],
            ),
        ] {
            let folds = Folds::new(&endpoints, list.clone(), &folding);
            let axes = Axes::new(endpoints.clone().into(), folds, &Filter::new(""));
            let pods = axes.item(&axes.rows, 0).unwrap();
            let nodes = (1..axes.columns.len()).filter_map(|at| axes.item(&axes.columns, at));
            let ids = |it: &Item| {
                let (from, to) = pods.ends(it);
                (from.id.clone(), to.id.clone())
            };
            let found: Vec<(String, String)> = nodes.map(|it| ids(&it)).collect();
            let found: Vec<(&str, &str)> = found.iter().map(|it| (&*it.0, &*it.1)).collect();
            assert_eq!(found, expected);
            let nodes = axes.item(&axes.columns, 1).unwrap();
            assert!(pods.likewise(&nodes).ends_with("pairs except a pod and its own node"));
        }
    }

    #[test]
    fn a_row_that_was_unfolded_stands_for_itself() {
        let on = |group: &str, name: &str, node: u32| EndpointView {
            node: Some(node),
            ..endpoint(group, name, "")
        };
        let nodes = ["n0", "n1", "n2"].iter().zip(0..).map(|(name, node)| on(OUTSIDE, name, node));
        let endpoints: Vec<EndpointView> = std::iter::once(on("shop", "web", 0)).chain(nodes).collect();
        let list = Arc::new(vec![FoldView { members: vec![1, 2, 3] }]);
        let folds = Folds::new(&endpoints, list, &Folding::default());
        let axes = Axes::new(endpoints.into(), folds, &Filter::new(""));
        let pod = axes.item(&axes.rows, 0).unwrap();
        let own_node = axes.item(&axes.columns, 1).unwrap();
        assert!(own_node.leads, "it can be folded again");
        assert_eq!(pod.ends(&own_node).1.id, "outside/n0");
    }

    fn folded() -> Folding {
        Folding { all: Some(true), others: Vec::new() }
    }

    fn heads(axes: &Axes, axis: &Axis) -> Vec<String> {
        let item = |at| axes.item(axis, at).map(|it| format!("{}{}", it.name, count_text(it.count)));
        (0..axis.len()).filter_map(item).collect()
    }

    #[test]
    fn the_first_that_passes_the_filter_stands_for_all_that_do() {
        let all = axes(&folded(), "");
        assert_eq!(heads(&all, &all.rows), ["web-1 ×3", "db"]);
        assert_eq!([0, 1, 2, 3].map(|it| all.rows.position(it)), [Some(0), Some(1), Some(0), Some(0)]);
        assert_eq!(heads(&axes(&folded(), "-2"), &axes(&folded(), "-2").rows), ["web-2"]);
        let some = axes(&folded(), "web -> shop/web-3");
        assert_eq!(
            (heads(&some, &some.rows), heads(&some, &some.columns)),
            (vec!["web-1 ×3".to_owned()], vec!["web-3".to_owned()])
        );
        let open = axes(&Folding::default(), "");
        assert_eq!(heads(&open, &open.rows), ["web-1", "db", "web-2", "web-3"]);
        let mut turned = folded();
        turned.turn("shop/web-1");
        assert_eq!(heads(&axes(&turned, ""), &open.rows).len(), 4);
    }

    #[test]
    fn a_fold_and_itself_are_two_of_its_members() {
        for (filter, expected, likewise) in [
            ("web", ("shop/web-1", "shop/web-2"), "; the same between any two of the 3"),
            ("web -> web-1", ("shop/web-2", "shop/web-1"), "; the same between any two of the 3"),
            ("web-1", ("shop/web-1", "shop/web-1"), ""),
            ("web -> db", ("shop/web-1", "shop/db"), "; the same for all 3 pairs"),
        ] {
            let axes = axes(&folded(), filter);
            let (from, to) = (axes.item(&axes.rows, 0).unwrap(), axes.item(&axes.columns, 0).unwrap());
            let (first, second) = from.ends(&to);
            assert_eq!(((&*first.id, &*second.id), &*from.likewise(&to)), (expected, likewise), "{filter}");
        }
    }

    #[test]
    fn the_name_of_a_fold_names_what_is_in_it_and_one_row_folds_by_itself() {
        let all = axes(&folded(), "");
        let first = all.item(&all.rows, 0).unwrap();
        assert_eq!(first.label, "shop/web-1 and 2 that no policy tells apart from it: web-2, web-3");
        let open = axes(&Folding::default(), "");
        let leads: Vec<bool> = (0..4).filter_map(|it| Some(open.item(&open.rows, it)?.leads)).collect();
        assert_eq!(leads, [true, false, false, false]);
        assert_eq!(open.folds.name(&open.endpoints, 3), Some("shop/web-1"));
        assert_eq!(open.folds.name(&open.endpoints, 1), None);
    }
}
