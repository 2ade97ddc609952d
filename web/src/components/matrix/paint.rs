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
    /// An empty cell of this row: copying it is cheaper than writing its attributes again.
    template: Option<Element>,
    cells: Vec<Painted>,
}

impl Painter {
    pub(super) fn new(from: String) -> Painter {
        Painter { from, template: None, cells: Vec::new() }
    }

    /// Makes `host` hold just these cells. Elements stay with their destination; those of destinations that left
    /// serve new ones.
    pub(super) fn paint(&mut self, host: &Element, cells: &[Drawn], state: impl Fn(&Drawn) -> State) {
        let mut old: Vec<Option<Painted>> = std::mem::take(&mut self.cells).into_iter().map(Some).collect();
        let mut next = 0;
        let mut own: Vec<Option<Painted>> = Vec::with_capacity(cells.len());
        for drawn in cells {
            // Nearly always the next one; after a change of the order, any of them.
            let is_it = |it: &Option<Painted>| it.as_ref().is_some_and(|it| it.drawn.to == drawn.to);
            let at = match old.get(next) {
                Some(it) if is_it(it) => Some(next),
                _ => old.iter().position(is_it),
            };
            next = at.map_or(next, |at| at + 1);
            own.push(at.and_then(|at| old.get_mut(at)?.take()));
        }
        let mut spare: Vec<Painted> = old.into_iter().flatten().collect();
        for (drawn, own) in cells.iter().zip(own) {
            let state = state(drawn);
            if let Some(mut it) = own.or_else(|| spare.pop()) {
                change(&it.element, Some((&it.drawn, it.state)), drawn, state);
                if it.drawn != *drawn {
                    it.drawn.clone_from(drawn);
                }
                it.state = state;
                self.cells.push(it);
            } else if let Some(element) = self.make(host) {
                change(&element, None, drawn, state);
                self.cells.push(Painted { element, drawn: drawn.clone(), state });
            }
        }
        for it in spare {
            it.element.remove();
        }
    }

    fn make(&mut self, host: &Element) -> Option<HtmlElement> {
        if self.template.is_none() {
            let element = document().create_element("div").ok()?;
            set(&element, "role", "gridcell");
            set(&element, "class", "cell");
            set(&element, "tabindex", "-1");
            set(&element, "data-from", &self.from);
            self.template = Some(element);
        }
        let element = self.template.as_ref()?.clone_node().ok()?.dyn_into::<HtmlElement>().ok()?;
        host.append_child(&element).ok()?;
        Some(element)
    }
}

/// Writes what differs from what the element shows.
fn change(element: &HtmlElement, old: Option<(&Drawn, State)>, new: &Drawn, state: State) {
    let drawn = old.map(|(it, _)| it);
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
    let CellView { sign, only_port, ports, label } = &new.cell;
    let cell = drawn.map(|it| &it.cell);
    if cell.is_none_or(|it| it.sign != *sign) {
        set(element, "data-verdict", sign.as_str());
    }
    if cell.is_none_or(|it| it.ports != *ports) {
        set(element, "data-ports", ports);
    }
    if cell.is_none_or(|it| it.label != *label) {
        set(element, "aria-label", label);
    }
    if cell.is_none_or(|it| text(it) != text(&new.cell)) {
        element.set_text_content(Some(text(&new.cell)));
    }

    // A fresh cell is as the state's default has it.
    let before = old.map(|(_, it)| it).unwrap_or_default();
    if before.tab_stop != state.tab_stop {
        set(element, "tabindex", if state.tab_stop { "0" } else { "-1" });
    }
    if before.chosen != state.chosen {
        set(element, "aria-selected", if state.chosen { "true" } else { "false" });
    }
    let is_number = !only_port.is_empty();
    let was_number = cell.is_some_and(|it| !it.only_port.is_empty());
    if before != state || was_number != is_number {
        let mut class = String::from("cell");
        for (on, name) in [(is_number, " number"), (state.chosen, " chosen"), (state.opened, " opened")] {
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

/// What stands in a cell: the one port that is allowed, else a sign. Never colour alone.
fn text(cell: &CellView) -> &str {
    if cell.only_port.is_empty() { glyph(cell.sign) } else { &cell.only_port }
}

/// The sign of a verdict.
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
