//! The names above the columns.

use leptos::prelude::*;

use super::Grid;
use crate::dom::{El, el};

/// Letters that a column's head has room for.
const COLUMN_LETTERS: usize = 15;

/// The namespaces, each over its columns.
pub(super) fn group_heads(grid: Grid) -> El {
    let Grid { columns, view, .. } = grid;
    let shown = Memo::new(move |_| {
        let axis = columns.get();
        let (from, to) = view.columns();
        let visible = axis.groups.iter().filter(|it| it.start < to && from < it.end);
        let group = |it: &super::axis::Group| {
            let (left, width) = axis.extent(it);
            (it.name.clone(), left as i32, width as i32 - 3)
        };
        visible.map(group).collect::<Vec<_>>()
    });
    let head = |(name, left, width): &(String, i32, i32)| {
        el("div")
            .class("mx-group")
            .attr("title", name)
            .style("left", &format!("{left}px"))
            .style("width", &format!("{width}px"))
            .child(el("span").text(name))
    };
    el("div")
        .class("mx-groups")
        .attr("aria-hidden", "true")
        .parts(move || shown.read().iter().map(head).collect())
}

/// The short names, written upwards, at the end of the top row.
pub(super) fn column_heads(grid: Grid, top: El) -> El {
    let Grid { columns, shown_columns, chosen, hovered, .. } = grid;
    let shown = Memo::new(move |_| {
        let axis = columns.get();
        let head = |at: usize| {
            let it = axis.items.get(at)?;
            Some((at, axis.start(at) as i32, it.id.clone(), it.name.clone(), it.details.clone()))
        };
        shown_columns.get().into_iter().filter_map(head).collect::<Vec<_>>()
    });
    let hot = Memo::new(move |_| [chosen.get().map(|it| it.1), hovered.get().map(|it| it.1)]);
    let head = move |(at, left, id, name, details): &(usize, i32, String, String, String)| {
        let at = *at;
        el("div")
            .class("mx-column")
            .class_if("hot", move || hot.get().contains(&Some(at)))
            .attr("role", "columnheader")
            .attr("aria-colindex", &(at + 2).to_string())
            .attr("aria-label", id)
            .attr("title", &format!("{id}\n{details}"))
            .style("left", &format!("{left}px"))
            .child(el("span").text(&super::axis::short(name, COLUMN_LETTERS)))
    };
    top.parts(move || shown.read().iter().map(head).collect())
}
