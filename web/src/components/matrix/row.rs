//! One source and its cells.

use leptos::html;
use leptos::prelude::*;

use super::Grid;
use super::axis::{Item, short_pair};
use super::paint::{Drawn, Painter};

/// A row at a position. Its cells are painted by hand: a value for each, compared with the one before, so that only
/// what changed touches the document.
pub(super) fn row(grid: Grid, at: usize, item: Item) -> impl IntoView {
    let Grid { page, rows, columns, shown_columns, view, cursor, chosen, hovered, opened, .. } = grid;
    let host = NodeRef::<html::Div>::new();
    let painter = StoredValue::new_local(Painter::new(item.id.clone()));
    let index = item.index;

    let here = move |it: Option<(usize, usize)>| it.filter(|(row, _)| *row == at).map(|(_, column)| column);
    let chosen_column = Memo::new(move |_| here(chosen.get()));
    let cursor_column = Memo::new(move |_| here(cursor.position()));
    let is_hot = move || [chosen.get(), hovered.get()].into_iter().flatten().any(|(row, _)| row == at);

    let (group, name) = (item.group.clone(), item.name.clone());
    let label = Memo::new(move |_| short_pair(&group, &name, view.row_letters()));
    let cells = Memo::new(move |_| {
        let axis = columns.get();
        let shown = shown_columns.get();
        let items: Vec<(usize, &Item)> =
            shown.into_iter().filter_map(|at| Some((at, axis.items.get(at)?))).collect();
        let asked = items.iter().map(|(_, it)| it.index).collect();
        let answers = page.analysis.read().cells(index, asked, page.probe());
        items
            .into_iter()
            .zip(answers)
            .filter_map(|((column, item), cell)| {
                let left = axis.start(column) as i32;
                Some(Drawn { column, left, index: item.index, to: item.id.clone(), cell: cell? })
            })
            .collect::<Vec<Drawn>>()
    });
    Effect::new(move |_| {
        let Some(host) = host.get() else { return };
        let (cells, chosen, cursor, opened) =
            (cells.read(), chosen_column.get(), cursor_column.get(), opened.read());
        painter.update_value(|it| {
            it.paint(&host, &cells, |drawn| super::paint::State {
                chosen: chosen == Some(drawn.column),
                tab_stop: cursor == Some(drawn.column),
                opened: opened.contains(&(index, drawn.index)),
            });
        });
    });
    view! {
        <div
            class="mx-row"
            class:front=move || chosen_column.get().is_some() || cursor_column.get().is_some()
            role="row"
            aria-rowindex=at + 2
            style:transform=move || format!("translateY({}px)", rows.read().start(at))
        >
            <div
                class="mx-name"
                class:hot=is_hot
                role="rowheader"
                aria-colindex="1"
                title=format!("{}\n{}", item.id, item.details)
            >
                <span class="mx-space">{move || format!("{}/", label.read().0)}</span>
                <span class="mx-own">{move || label.read().1.clone()}</span>
            </div>
            <div class="mx-cells" role="presentation" node_ref=host></div>
        </div>
    }
}
