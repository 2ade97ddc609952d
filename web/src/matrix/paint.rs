//! The cells of one row in the document: made, moved and changed one by one, and only where something differs.

use std::borrow::Cow;
use std::rc::Rc;

use netpol_core::api::Change;
use netpol_core::view::{CellSign, CellView};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::dom::{element, set, set_pixels, set_text};
use super::fold::Item;
use crate::base::markup::word;

/// A cell and where it goes.
pub(super) struct Drawn {
    /// Position of its column.
    pub(super) column: usize,
    /// Pixels from the first column.
    pub(super) left: i32,
    /// The row.
    pub(super) from: Rc<Item>,
    /// The column.
    pub(super) to: Rc<Item>,
    pub(super) cell: CellView,
}

/// What a cell shows besides its verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    pub(super) chosen: bool,
    pub(super) tab_stop: bool,
    pub(super) opened: bool,
    /// Whether a port stands in it, rather than a sign.
    pub(super) number: bool,
    /// Whether replicas differ: how many of them it is for stands in it.
    pub(super) share: bool,
    /// A policy that takes no part may select one of its ends.
    pub(super) without: bool,
    /// What is to be told of it.
    pub(super) mark: Mark,
}

/// What is told of a cell besides its verdict, once the matrix is painted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// What became of it since the baseline.
    pub(super) change: Option<Change>,
    /// Whether it is not as the files expect.
    pub(super) is_unmet: bool,
}

/// The marks of some cells, by the positions of their columns in ascending order.
pub(super) type Marks = Vec<(usize, Mark)>;

/// The marks of a row, and whether cells that got another answer may show it: not where another state was opened.
pub(super) struct News {
    pub(super) marks: Marks,
    pub(super) may_pulse: bool,
}

struct Painted {
    element: HtmlElement,
    drawn: Drawn,
    state: State,
    /// What it is called.
    label: String,
    /// Whether it got another answer since its mark was written.
    is_altered: bool,
    /// Which of two animations it shows, that are alike: the other one begins anew.
    pulse: &'static str,
}

pub(super) struct Painter {
    host: Element,
    /// An empty cell of this row: copying it is cheaper than writing its attributes again.
    template: HtmlElement,
    cells: Vec<Painted>,
}

impl Painter {
    /// Of the row of a source.
    pub(super) fn new(host: Element, from: &str) -> Painter {
        let attributes = [("class", "cell"), ("role", "gridcell"), ("tabindex", "-1"), ("data-from", from)];
        Painter { host, template: element("div", &attributes), cells: Vec::new() }
    }

    /// Makes the row hold just these cells. Elements stay with their destination; those of destinations that left
    /// serve new ones.
    pub(super) fn paint(&mut self, cells: Vec<Drawn>) {
        let mut old: Vec<Option<Painted>> = std::mem::take(&mut self.cells).into_iter().map(Some).collect();
        let mut next = 0;
        let mut own: Vec<Option<Painted>> = Vec::with_capacity(cells.len());
        for drawn in &cells {
            // Nearly always the next one; after a change of the order, any of them.
            let is_it = |it: &Option<Painted>| {
                it.as_ref().is_some_and(|it| it.drawn.to.first.id == drawn.to.first.id)
            };
            let at = match old.get(next) {
                Some(it) if is_it(it) => Some(next),
                _ => old.iter().position(is_it),
            };
            next = at.map_or(next, |at| at + 1);
            own.push(at.and_then(|at| old.get_mut(at)?.take()));
        }
        let mut spare: Vec<Painted> = old.into_iter().flatten().collect();
        for (drawn, own) in cells.into_iter().zip(own) {
            if let Some(mut it) = own {
                change(&it.element, Some(&it.drawn), &drawn);
                it.is_altered |=
                    it.drawn.cell.ports != drawn.cell.ports || it.drawn.cell.sign != drawn.cell.sign;
                it.drawn = drawn;
                self.cells.push(it);
            } else if let Some(mut it) = spare.pop() {
                change(&it.element, Some(&it.drawn), &drawn);
                it.drawn = drawn;
                // It is another one from now on.
                let state = State { mark: Mark::default(), ..it.state };
                it.pulse = "";
                it.is_altered = false;
                change_state(&it, state);
                it.state = state;
                self.cells.push(it);
            } else if let Some(element) = self.make() {
                change(&element, None, &drawn);
                // A fresh cell is as the state's default has it.
                let state = State::default();
                self.cells.push(Painted {
                    element,
                    drawn,
                    state,
                    label: String::new(),
                    is_altered: false,
                    pulse: "",
                });
            }
        }
        for it in spare {
            it.element.remove();
        }
    }

    /// Makes each cell show its state. Where there is no news of what became of them, they keep their marks.
    pub(super) fn set_states(&mut self, news: Option<&News>, state: &dyn Fn(&Drawn) -> State) {
        for it in &mut self.cells {
            let mut new = State { mark: it.state.mark, ..state(&it.drawn) };
            let mut begins = false;
            if let Some(News { marks, may_pulse }) = news {
                let at = marks.binary_search_by_key(&it.drawn.column, |it| it.0);
                new.mark = at.ok().and_then(|at| marks.get(at)).map_or_else(Mark::default, |it| it.1);
                let is_marked = new.mark.change.is_some() || it.state.mark.change.is_some();
                begins = std::mem::take(&mut it.is_altered) && *may_pulse && is_marked;
            }
            if begins {
                it.pulse = if it.pulse == " pulse" { " pulse again" } else { " pulse" };
            }
            if new != it.state || begins {
                change_state(it, new);
                it.state = new;
            }
            let mut label = Cow::Borrowed(&*it.drawn.cell.label);
            if let Some(change) = new.mark.change {
                label = Cow::Owned(format!("{label}, {}", change.words()));
            }
            if new.mark.is_unmet {
                label = Cow::Owned(format!("{label}, not as expected"));
            }
            if it.label != *label {
                set(&it.element, "aria-label", &label);
                it.label = label.into_owned();
            }
        }
    }

    fn make(&self) -> Option<HtmlElement> {
        let element: HtmlElement = self.template.clone_node().ok()?.unchecked_into();
        self.host.append_child(&element).ok()?;
        Some(element)
    }
}

/// Writes what differs from what the element shows.
fn change(element: &HtmlElement, old: Option<&Drawn>, new: &Drawn) {
    if old.is_none_or(|it| it.left != new.left) {
        set_pixels(element, "left", new.left);
    }
    if old.is_none_or(|it| it.column != new.column) {
        set(element, "aria-colindex", &(new.column + 2).to_string());
    }
    let (from, to) = new.from.ends(&new.to);
    let ends = old.map(|it| it.from.ends(&it.to));
    // A fresh cell has the first of the row.
    if ends.map_or(&new.from.first, |it| it.0).id != from.id {
        set(element, "data-from", &from.id);
    }
    if ends.is_none_or(|it| it.1.id != to.id) {
        set(element, "data-to", &to.id);
    }
    let CellView { sign, ports, .. } = &new.cell;
    let cell = old.map(|it| &it.cell);
    if cell.is_none_or(|it| it.sign != *sign) {
        set(element, "data-verdict", sign.as_str());
    }
    if cell.is_none_or(|it| it.ports != *ports) {
        set(element, "data-ports", ports);
    }
    if cell.is_none_or(|it| text(it) != text(&new.cell)) {
        set_text(element, text(&new.cell));
    }
}

fn change_state(it: &Painted, new: State) {
    let (element, old) = (&it.element, it.state);
    if old.mark.change != new.mark.change {
        match new.mark.change {
            Some(it) => set(element, "data-change", it.as_str()),
            None => {
                let _cannot_fail = element.remove_attribute("data-change");
            }
        }
    }
    if old.tab_stop != new.tab_stop {
        set(element, "tabindex", if new.tab_stop { "0" } else { "-1" });
    }
    if old.chosen != new.chosen {
        set(element, "aria-selected", word(new.chosen));
    }
    let mut class = String::from("cell");
    for (on, name) in [
        (new.number, " number"),
        (new.share, " share"),
        (new.chosen, " chosen"),
        (new.opened, " opened"),
        (new.without, " without"),
        (new.mark.is_unmet, " unmet"),
    ] {
        if on {
            class.push_str(name);
        }
    }
    class.push_str(it.pulse);
    element.set_class_name(&class);
}

/// What stands in a cell: how many replicas it is for, where they differ; the one port that is allowed; else a sign. Never
/// colour alone.
fn text(cell: &CellView) -> &str {
    let texts = [&*cell.share, &*cell.only_port];
    texts.into_iter().find(|it| !it.is_empty()).unwrap_or(glyph(cell.sign))
}

/// The sign of a verdict.
pub fn glyph(sign: CellSign) -> &'static str {
    match sign {
        CellSign::All => "●",
        CellSign::Allowed => "✓",
        CellSign::Some => "◐",
        CellSign::None | CellSign::Denied => "×",
        CellSign::Unknown => "?",
        CellSign::Unreachable => "–",
        CellSign::SelfPod | CellSign::Void => "",
    }
}
