//! The bar between two panes: dragged, or moved with the arrow keys.

use leptos::prelude::*;
use web_sys::{Element, KeyboardEvent, PointerEvent};

use crate::dom::{El, el};
use crate::preferences::Preferences;

/// What lies on its sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Editor and results.
    Columns,
    /// Matrix and explanation.
    Rows,
}

/// The bar. Its pane's share is a percentage of its parent, kept in tenths.
pub fn splitter(way: Way, preferences: RwSignal<Preferences>) -> El {
    let dragging = RwSignal::new(false);
    let share = move |it: &Preferences| if way == Way::Columns { it.columns } else { it.rows };
    let set = move |share: i32| {
        let share = share.clamp(180, 820);
        preferences.update(|it| match way {
            Way::Columns => it.columns = share,
            Way::Rows => it.rows = share,
        });
    };
    let (class, orientation, label) = match way {
        Way::Columns => ("splitter columns", "vertical", "Width of the editor"),
        Way::Rows => ("splitter rows", "horizontal", "Height of the matrix"),
    };
    let bar = el("div");
    let element: Element = bar.as_a();
    let moved = element.clone();
    let on_move = move |event: PointerEvent| {
        let Some(parent) = moved.parent_element().filter(|_| dragging.get_untracked()) else { return };
        let area = parent.get_bounding_client_rect();
        let (at, length) = match way {
            Way::Columns => (event.client_x() - area.left() as i32, area.width() as i32),
            Way::Rows => (event.client_y() - area.top() as i32, area.height() as i32),
        };
        set(at * 1000 / length.max(1));
    };
    let on_key = move |event: KeyboardEvent| {
        let step = match (way, event.key().as_str()) {
            (Way::Columns, "ArrowLeft") | (Way::Rows, "ArrowUp") => -20,
            (Way::Columns, "ArrowRight") | (Way::Rows, "ArrowDown") => 20,
            (_, "Home") => -1000,
            (_, "End") => 1000,
            _ => return,
        };
        event.prevent_default();
        set(share(&preferences.get_untracked()) + step);
    };
    let on_down = move |event: PointerEvent| {
        event.prevent_default();
        dragging.set(true);
        // Without capture the drag ends at the bar's edge; nothing worse.
        let _ = element.set_pointer_capture(event.pointer_id());
    };
    bar.class(class)
        .class_if("dragging", move || dragging.get())
        .attr("role", "separator")
        .attr("tabindex", "0")
        .attr("aria-orientation", orientation)
        .attr("aria-label", label)
        .attr("aria-valuemin", "18")
        .attr("aria-valuemax", "82")
        .attr_with("aria-valuenow", move || Some(((share(&preferences.get()) + 5) / 10).to_string()))
        .on("pointerdown", on_down)
        .on("pointermove", on_move)
        .on("pointerup", move |_: PointerEvent| dragging.set(false))
        .on("pointercancel", move |_: PointerEvent| dragging.set(false))
        .on("dblclick", move |_: web_sys::Event| set(share(&Preferences::default())))
        .on("keydown", on_key)
}
