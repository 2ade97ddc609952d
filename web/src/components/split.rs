//! The bar between two panes: dragged, or moved with the arrow keys.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use leptos::web_sys::Element;
use wasm_bindgen::JsCast;

use crate::preferences::Preferences;

/// What lies on its sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Editor and results.
    Columns,
    /// Matrix and explanation.
    Rows,
}

/// The bar. Its pane's share is a percentage of its parent.
#[component]
pub fn Splitter(way: Way, preferences: RwSignal<Preferences>) -> impl IntoView {
    let (dragging, set_dragging) = signal(false);
    let share = move || match way {
        Way::Columns => preferences.read().columns,
        Way::Rows => preferences.read().rows,
    };
    let set = move |share: f64| {
        let share = share.clamp(18.0, 82.0);
        preferences.update(|it| match way {
            Way::Columns => it.columns = share,
            Way::Rows => it.rows = share,
        });
    };
    let on_move = move |event: PointerEvent| {
        let bar = event.current_target().and_then(|it| it.dyn_into::<Element>().ok());
        let Some(parent) = bar.and_then(|it| it.parent_element()) else { return };
        if dragging.get_untracked() {
            let area = parent.get_bounding_client_rect();
            set(match way {
                Way::Columns => (f64::from(event.client_x()) - area.left()) / area.width() * 100.0,
                Way::Rows => (f64::from(event.client_y()) - area.top()) / area.height() * 100.0,
            });
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let step = match (way, event.key().as_str()) {
            (Way::Columns, "ArrowLeft") | (Way::Rows, "ArrowUp") => -2.0,
            (Way::Columns, "ArrowRight") | (Way::Rows, "ArrowDown") => 2.0,
            (_, "Home") => -100.0,
            (_, "End") => 100.0,
            _ => return,
        };
        event.prevent_default();
        set(untrack(share) + step);
    };
    let (class, orientation, label) = match way {
        Way::Columns => ("splitter columns", "vertical", "Width of the editor"),
        Way::Rows => ("splitter rows", "horizontal", "Height of the matrix"),
    };
    let start = Preferences::default();
    let usual = if way == Way::Columns { start.columns } else { start.rows };
    view! {
        <div
            class=class
            class:dragging=dragging
            role="separator"
            tabindex="0"
            aria-orientation=orientation
            aria-label=label
            aria-valuemin="18"
            aria-valuemax="82"
            aria-valuenow=move || share().round() as i32
            on:pointerdown=move |event: PointerEvent| {
                event.prevent_default();
                set_dragging.set(true);
                if let Some(it) = event.current_target().and_then(|it| it.dyn_into::<Element>().ok()) {
                    // Without capture the drag ends at the bar's edge; nothing worse.
                    let _ = it.set_pointer_capture(event.pointer_id());
                }
            }
            on:pointermove=on_move
            on:pointerup=move |_| set_dragging.set(false)
            on:pointercancel=move |_| set_dragging.set(false)
            on:dblclick=move |_| set(usual)
            on:keydown=on_key
        ></div>
    }
}
