//! The bar between two panes: dragged, or moved with the arrow keys.

use leptos::html;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

use crate::model::preferences::Preferences;

/// What lies on its sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Editor and results.
    Columns,
    /// Matrix and explanation.
    Rows,
}

impl Way {
    /// The share of the pane before the bar, in tenths of a percent of both.
    fn share(self, preferences: &Preferences) -> i32 {
        match self {
            Way::Columns => preferences.columns,
            Way::Rows => preferences.rows,
        }
    }
}

/// The bar.
#[component]
pub fn Splitter(way: Way, preferences: RwSignal<Preferences>) -> impl IntoView {
    let bar = NodeRef::<html::Div>::new();
    let dragging = RwSignal::new(false);
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
    let on_move = move |event: PointerEvent| {
        let parent = bar.get_untracked().and_then(|it| it.parent_element());
        let Some(parent) = parent.filter(|_| dragging.get_untracked()) else { return };
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
        set(way.share(&preferences.get_untracked()) + step);
    };
    let on_down = move |event: PointerEvent| {
        event.prevent_default();
        dragging.set(true);
        // Without capture the drag ends at the bar's edge; nothing worse.
        let _ = bar.get_untracked().map(|it| it.set_pointer_capture(event.pointer_id()));
    };
    view! {
        <div
            class=class
            class:dragging=move || dragging.get()
            role="separator"
            tabindex="0"
            aria-orientation=orientation
            aria-label=label
            aria-valuemin="18"
            aria-valuemax="82"
            aria-valuenow=move || ((way.share(&preferences.read()) + 5) / 10).to_string()
            node_ref=bar
            on:pointerdown=on_down
            on:pointermove=on_move
            on:pointerup=move |_| dragging.set(false)
            on:pointercancel=move |_| dragging.set(false)
            on:dblclick=move |_| set(way.share(&Preferences::default()))
            on:keydown=on_key
        ></div>
    }
}
