//! The cells of one row in the document: made, moved and changed one by one, and only where something differs.

use leptos::prelude::document;
use leptos::web_sys::{Element, HtmlElement};
use netpol_core::view::{CellSign, CellView};
use wasm_bindgen::JsCast;

/// A cell and where it goes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drawn {
    /// Position of its column.
    pub(super) column: usize,
    /// Pixels from the first column.
    pub(super) left: i32,
    /// Index of the destination.
    pub(super) index: u32,
    /// Id of the destination.
    pub(super) to: String,
    pub(super) cell: CellView,
}

/// What a cell shows besides its verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    pub(super) chosen: bool,
    pub(super) tab_stop: bool,
    pub(super) opened: bool,
}

struct Painted {
    element: HtmlElement,
    drawn: Drawn,
    state: State,
}

pub(super) struct Painter {
    from: String,
    cells: Vec<Painted>,
}

impl Painter {
    pub(super) fn new(from: String) -> Painter {
        Painter { from, cells: Vec::new() }
    }

    /// Makes `host` hold just these cells. Elements stay with their column; those of columns that left serve new ones.
    pub(super) fn paint(&mut self, host: &Element, cells: &[Drawn], state: impl Fn(&Drawn) -> State) {
        let stays = |it: &Painted| cells.iter().any(|cell| cell.column == it.drawn.column);
        let (mut kept, mut spare): (Vec<Painted>, Vec<Painted>) =
            std::mem::take(&mut self.cells).into_iter().partition(stays);
        kept.sort_by_key(|it| it.drawn.column);
        let mut kept = kept.into_iter().peekable();
        for drawn in cells {
            let state = state(drawn);
            let own = kept.next_if(|it| it.drawn.column == drawn.column);
            let painted = match own.or_else(|| spare.pop()) {
                Some(mut it) => {
                    change(&it.element, &self.from, Some((&it.drawn, it.state)), drawn, state);
                    if it.drawn != *drawn {
                        it.drawn = drawn.clone();
                    }
                    it.state = state;
                    it
                }
                None => {
                    let Some(element) = make(host) else { continue };
                    change(&element, &self.from, None, drawn, state);
                    Painted { element, drawn: drawn.clone(), state }
                }
            };
            self.cells.push(painted);
        }
        for it in spare {
            it.element.remove();
        }
    }
}

fn make(host: &Element) -> Option<HtmlElement> {
    let element = document().create_element("div").ok()?.dyn_into::<HtmlElement>().ok()?;
    set(&element, "role", "gridcell");
    host.append_child(&element).ok()?;
    Some(element)
}

/// Writes what differs from what the element shows.
fn change(element: &HtmlElement, from: &str, old: Option<(&Drawn, State)>, new: &Drawn, state: State) {
    let drawn = old.map(|(it, _)| it);
    if drawn.is_none() {
        set(element, "data-from", from);
    }
    if drawn.is_none_or(|it| it.left != new.left) {
        // The position is the program's own, not a style of the page's text.
        let _ = element.style().set_property("transform", &format!("translateX({}px)", new.left));
    }
    if drawn.is_none_or(|it| it.column != new.column) {
        set(element, "aria-colindex", &(new.column + 2).to_string());
    }
    if drawn.is_none_or(|it| it.to != new.to) {
        set(element, "data-to", &new.to);
    }
    if drawn.is_none_or(|it| it.cell != new.cell) {
        let CellView { sign, only_port, ports, label } = &new.cell;
        set(element, "data-verdict", sign.as_str());
        set(element, "data-ports", ports);
        set(element, "aria-label", label);
        set(element, "title", label);
        element.set_text_content(Some(if only_port.is_empty() { glyph(*sign) } else { only_port }));
    }
    let first = old.is_none();
    let before = old.map(|(_, it)| it).unwrap_or_default();
    if first || before.tab_stop != state.tab_stop {
        set(element, "tabindex", if state.tab_stop { "0" } else { "-1" });
    }
    if first || before.chosen != state.chosen {
        set(element, "aria-selected", if state.chosen { "true" } else { "false" });
    }
    let only = |cell: &CellView| !cell.only_port.is_empty();
    if first || before != state || drawn.is_none_or(|it| only(&it.cell) != only(&new.cell)) {
        let mut class = String::from("cell");
        for (on, name) in [(only(&new.cell), " number"), (state.chosen, " chosen"), (state.opened, " opened")]
        {
            if on {
                class.push_str(name);
            }
        }
        element.set_class_name(&class);
    }
}

/// An element of our own making takes every attribute we know.
fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

/// The sign in a cell: never colour alone.
pub fn glyph(sign: CellSign) -> &'static str {
    match sign {
        CellSign::All => "●",
        CellSign::Allowed => "✓",
        CellSign::Some => "◐",
        CellSign::None | CellSign::Denied => "×",
        CellSign::Unknown => "?",
        CellSign::SelfPod | CellSign::Void => "",
    }
}
