//! The names above the columns.

use leptos::prelude::*;

use super::Grid;

/// Letters that a column's head has room for.
const COLUMN_LETTERS: usize = 15;

/// The namespaces, each over its columns.
pub(super) fn group_heads(grid: Grid) -> impl IntoView {
    let Grid { columns, view, .. } = grid;
    let shown = move || {
        let axis = columns.get();
        let (from, to) = view.columns();
        let visible = axis.groups.iter().filter(|it| it.start < to && from < it.end);
        visible
            .map(|it| {
                let (left, width) = axis.extent(it);
                (it.name.clone(), left, width)
            })
            .collect::<Vec<_>>()
    };
    view! {
        <div class="mx-groups" aria-hidden="true">
            <For each=shown key=|(name, left, width)| (name.clone(), *left as i64, *width as i64) let:group>
                <div class="mx-group" title=group.0.clone() style:left=format!("{}px", group.1) style:width=format!("{}px", group.2 - 3.0)>
                    <span>{group.0.clone()}</span>
                </div>
            </For>
        </div>
    }
}

/// The short names, written upwards.
pub(super) fn column_heads(grid: Grid) -> impl IntoView {
    let Grid { columns, shown_columns, chosen, hovered, .. } = grid;
    let shown = move || {
        let axis = columns.get();
        let item = |at: usize| Some((at, axis.start(at), axis.items.get(at)?.clone()));
        shown_columns.get().into_iter().filter_map(item).collect::<Vec<_>>()
    };
    view! {
        <For each=shown key=|(at, left, item)| (*at, *left as i64, item.clone()) let:entry>
            {
                let (at, left, item) = entry;
                let is_hot = move || [chosen.get(), hovered.get()].into_iter().flatten().any(|(_, column)| column == at);
                view! {
                    <div
                        class="mx-column"
                        class:hot=is_hot
                        role="columnheader"
                        aria-colindex=at + 2
                        aria-label=item.id.clone()
                        title=format!("{}\n{}", item.id, item.details)
                        style:left=format!("{left}px")
                    >
                        <span>{super::axis::short(&item.name, COLUMN_LETTERS)}</span>
                    </div>
                }
            }
        </For>
    }
}
