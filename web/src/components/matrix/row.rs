//! One source and its cells.

use leptos::prelude::*;

use super::Grid;
use super::axis::{Item, short_pair};
use super::paint::{Drawn, Painter, State};
use crate::dom::{El, el};

/// The row of a source, wherever it stands at the moment. Its cells are painted by hand: a value for each, compared
/// with the one before, so that only what changed touches the document.
pub(super) fn row(grid: Grid, item: &Item) -> El {
    let Grid { page, rows, columns, shown_columns, view, cursor, chosen, hovered, opened, .. } = grid;
    let host = el("div").class("mx-cells").attr("role", "presentation");
    let painter = StoredValue::new_local((Painter::new(item.id.clone()), host.element().clone()));

    let id = item.id.clone();
    // Position among the rows, and index in the analysis.
    let place = Memo::new(move |_| {
        let rows = rows.read();
        let at = rows.position(&id)?;
        Some((at, rows.items.get(at)?.index))
    });
    let at = move || place.get().map_or(0, |(at, _)| at);
    let here = move |it: Option<(usize, usize)>| {
        let (row, column) = it?;
        (place.get()?.0 == row).then_some(column)
    };
    let chosen_column = Memo::new(move |_| here(chosen.get()));
    let cursor_column = Memo::new(move |_| here(cursor.position()));
    let is_hot = move || here(chosen.get()).or(here(hovered.get())).is_some();

    let (group, name) = (item.group.clone(), item.name.clone());
    let label = Memo::new(move |_| short_pair(&group, &name, view.row_letters()));
    let cells = Memo::new(move |_| {
        let Some((_, index)) = place.get() else { return Vec::new() };
        let axis = columns.get();
        let shown = shown_columns.get();
        let items: Vec<(usize, &Item)> =
            shown.into_iter().filter_map(|at| Some((at, axis.items.get(at)?))).collect();
        let asked = items.iter().map(|(_, it)| it.index).collect();
        let answers = page.analysis.read().cells(index, asked, page.probe());
        let drawn = items.into_iter().zip(answers).filter_map(|((column, item), cell)| {
            let left = axis.start(column) as i32;
            Some(Drawn { column, left, index: item.index, to: item.id.clone(), cell: cell? })
        });
        drawn.collect::<Vec<Drawn>>()
    });
    Effect::new(move |_| {
        let Some((_, index)) = place.get() else { return };
        let (cells, chosen, cursor, opened) =
            (cells.read(), chosen_column.get(), cursor_column.get(), opened.read());
        let state = |drawn: &Drawn| State {
            chosen: chosen == Some(drawn.column),
            tab_stop: cursor == Some(drawn.column),
            opened: opened.contains(&(index, drawn.index)),
        };
        painter.update_value(|(painter, host)| painter.paint(host, &cells, state));
    });
    let name = el("div")
        .class("mx-name")
        .class_if("hot", is_hot)
        .attr("role", "rowheader")
        .attr("aria-colindex", "1")
        .attr("title", &format!("{}\n{}", item.id, item.details))
        .child(el("span").class("mx-space").text_with(move || format!("{}/", label.read().0)))
        .child(el("span").class("mx-own").text_with(move || label.read().1.clone()));
    el("div")
        .class("mx-row")
        .class_if("front", move || chosen_column.get().or(cursor_column.get()).is_some())
        .attr("role", "row")
        .attr_with("aria-rowindex", move || Some((at() + 2).to_string()))
        .style_with("transform", move || format!("translateY({}px)", rows.read().start(at()) as i32))
        .child(name)
        .child(host)
}
