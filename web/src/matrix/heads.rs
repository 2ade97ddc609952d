//! Heads of rows and columns: choosing one lists all its peers in *Why?*. All of it comes with the second part, and works
//! on what the sheet has drawn.
//!
//! The arrows lead from the first cells to the heads, along them, and back into the cells; Enter chooses. The one stop of
//! Tab stays with the cells.

use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use leptos::prelude::*;
use netpol_core::view::Heading;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FocusOptions, HtmlElement, KeyboardEvent};

use super::{Axes, Grid, cell_of, dom};
use crate::base::browser::{effect, frame};
use crate::base::early;
use crate::later::late;
use crate::model::head;
use crate::model::share::CellRef;
use crate::state::Tab;

late! {
    /// Listens to the heads of a matrix. There is nothing to see of it.
    pub(super) fn heads(grid: Grid) {
        grid.watch_heads();
    }
}

/// A head by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct At {
    heading: Heading,
    position: usize,
}

/// Where a key leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    Head(At),
    /// Row and column.
    Cell(usize, usize),
}

/// From a cell to a head.
fn out((row, column): (usize, usize), key: &str) -> Option<At> {
    match key {
        "ArrowLeft" if column == 0 => Some(At { heading: Heading::Row, position: row }),
        "ArrowUp" if row == 0 => Some(At { heading: Heading::Column, position: column }),
        _ => None,
    }
}

/// From a head to another, or into the cells. `last`: the last row and the last column.
fn moved(at: At, key: &str, last: (usize, usize)) -> Option<To> {
    let At { heading, position } = at;
    let (back, on, into, most) = match heading {
        Heading::Row => ("ArrowUp", "ArrowDown", "ArrowRight", last.0),
        Heading::Column => ("ArrowLeft", "ArrowRight", "ArrowDown", last.1),
    };
    let head = |position: usize| Some(To::Head(At { heading, position: position.min(most) }));
    match key {
        _ if key == back => head(position.saturating_sub(1)),
        _ if key == on => head(position + 1),
        _ if key == into => Some(match heading {
            Heading::Row => To::Cell(position, 0),
            Heading::Column => To::Cell(0, position),
        }),
        "Home" => head(0),
        "End" => head(most),
        _ => None,
    }
}

/// The element of a head that an event happened in, its id, and what it heads.
fn head_of(event: &Event) -> Option<(Element, String, Heading)> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    // The button that folds is in the head, and does something else.
    if target.closest(".mx-fold").ok()?.is_some() {
        return None;
    }
    let head = target.closest(".mx-name, .mx-column").ok()??;
    let (id, heading) = named(&head)?;
    Some((head, id, heading))
}

fn named(head: &Element) -> Option<(String, Heading)> {
    match head.get_attribute("data-id") {
        Some(id) => Some((id, Heading::Column)),
        None => Some((head.query_selector(".mx-fold").ok()??.get_attribute("value")?, Heading::Row)),
    }
}

/// Gives the focus to a head, which no Tab reaches.
fn take_focus(head: Element) {
    dom::set(&head, "tabindex", "-1");
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    // A head that is gone needs no focus.
    let _ = head.unchecked_into::<HtmlElement>().focus_with_options(&options);
}

impl Grid {
    fn watch_heads(self) {
        effect(move || {
            // They go with it, and with this effect.
            let Some(host) = self.host.get() else { return };
            let listen = |name: &'static str, work: Box<dyn FnMut(&Event)>| {
                let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
                StoredValue::new_local(EventListener::new_with_options(&host, name, options, work));
            };
            listen("click", Box::new(move |event| self.click_head(event)));
            listen("keydown", Box::new(move |event| self.key_at_head(event)));
            early::hand_over_heads();
        });
        effect(move || {
            let chosen = self.page.selection();
            self.axes.track();
            self.frame.track();
            // Once they are drawn.
            frame(move || self.mark_heads(chosen.as_ref().and_then(head::of)));
        });
    }

    fn click_head(self, event: &Event) {
        if let Some((head, id, heading)) = head_of(event) {
            take_focus(head);
            self.choose_head(&id, heading);
        }
    }

    /// Folds or unfolds the pods of a head; the head that stands there then has the focus.
    fn fold_head(self, id: &str, heading: Heading) {
        self.fold(id);
        let id = id.to_owned();
        // Once the other rows are known.
        frame(move || {
            let axes = self.axes.get_untracked();
            if let Some(at) = self.place(&axes, &id, heading) {
                self.focus_head(&axes, at);
            }
        });
    }

    fn choose_head(self, id: &str, heading: Heading) {
        self.page.select(head::cell(id, heading));
        self.ui.tabs.open(Tab::WHY);
    }

    fn key_at_head(self, event: &Event) {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        if event.alt_key() || event.ctrl_key() || event.meta_key() {
            return;
        }
        let axes = self.axes.get_untracked();
        let key = event.key();
        let to = match (head_of(event), cell_of(event)) {
            (Some((_, id, heading)), _) if key == "Enter" || key == " " => {
                event.prevent_default();
                event.stop_propagation();
                return self.choose_head(&id, heading);
            }
            (Some((_, id, heading)), _) if key == "f" => {
                event.prevent_default();
                event.stop_propagation();
                return self.fold_head(&id, heading);
            }
            (Some((_, id, heading)), _) => {
                let last = axes.rows.len().checked_sub(1).zip(axes.columns.len().checked_sub(1));
                let at = self.place(&axes, &id, heading);
                at.zip(last).and_then(|(at, last)| moved(at, &key, last))
            }
            (None, Some((_, cell))) => {
                let at = axes.position(self.page, &cell);
                at.and_then(|at| out(at, &key)).map(To::Head)
            }
            (None, None) => None,
        };
        let Some(to) = to else { return };
        event.prevent_default();
        // The cells have their own keys.
        event.stop_propagation();
        match to {
            To::Head(at) => self.focus_head(&axes, at),
            To::Cell(row, column) => {
                if let (Some(from), Some(to)) = (axes.item(&axes.rows, row), axes.item(&axes.columns, column))
                {
                    let (from, to) = from.ends(&to);
                    self.set_cursor(&CellRef { from: from.id.clone(), to: to.id.clone() });
                }
                self.reveal(row, column);
                self.focus();
            }
        }
    }

    fn place(self, axes: &Axes, id: &str, heading: Heading) -> Option<At> {
        let index = self.page.analysis.read_untracked().analysis.endpoint_index(id)?;
        let axis = match heading {
            Heading::Row => &axes.rows,
            Heading::Column => &axes.columns,
        };
        Some(At { heading, position: axis.position(index)? })
    }

    fn focus_head(self, axes: &Axes, at: At) {
        let axis = match at.heading {
            Heading::Row => &axes.rows,
            Heading::Column => &axes.columns,
        };
        let Some(id) = axes.item(axis, at.position).map(|it| it.first.id.clone()) else { return };
        match at.heading {
            Heading::Row => self.reveal(at.position, 0),
            Heading::Column => self.reveal(0, at.position),
        }
        let at = at.heading;
        let focus = move || {
            let head =
                self.drawn_heads().into_iter().find(|it| named(it).as_ref() == Some(&(id.clone(), at)));
            if let Some(it) = head {
                take_focus(it);
            }
        };
        // The next key may come before the next frame. And it may be new: once more when it is painted.
        focus();
        frame(focus);
    }

    fn drawn_heads(self) -> Vec<Element> {
        let host = self.host.try_get_untracked().flatten();
        let found = host.and_then(|it| it.query_selector_all(".mx-name, .mx-column").ok());
        let all = found.into_iter().flat_map(|all| (0..all.length()).filter_map(move |at| all.item(at)));
        all.filter_map(|it| it.dyn_into().ok()).collect()
    }

    fn mark_heads(self, chosen: Option<(&str, Heading)>) {
        for it in self.drawn_heads() {
            let is_chosen = chosen.is_some() && named(&it).as_ref().map(|it| (it.0.as_str(), it.1)) == chosen;
            if is_chosen {
                dom::set(&it, "aria-current", "true");
            } else {
                let _cannot_fail = it.remove_attribute("aria-current");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_lead_from_cells_to_heads_and_back() {
        let row = |position| At { heading: Heading::Row, position };
        let column = |position| At { heading: Heading::Column, position };
        assert_eq!(out((2, 0), "ArrowLeft"), Some(row(2)));
        assert_eq!(out((0, 3), "ArrowUp"), Some(column(3)));
        assert_eq!([out((2, 1), "ArrowLeft"), out((1, 3), "ArrowUp"), out((0, 0), "ArrowDown")], [None; 3]);
        let last = (4, 6);
        for (at, key, expected) in [
            (row(2), "ArrowRight", Some(To::Cell(2, 0))),
            (row(2), "ArrowDown", Some(To::Head(row(3)))),
            (row(4), "ArrowDown", Some(To::Head(row(4)))),
            (row(0), "ArrowUp", Some(To::Head(row(0)))),
            (row(2), "ArrowLeft", None),
            (column(2), "ArrowDown", Some(To::Cell(0, 2))),
            (column(2), "End", Some(To::Head(column(6)))),
            (column(2), "ArrowLeft", Some(To::Head(column(1)))),
            (column(2), "x", None),
        ] {
            assert_eq!(moved(at, key, last), expected, "{at:?} {key}");
        }
    }
}
