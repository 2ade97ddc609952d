//! One source and its cells in the document.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Text};

use super::axis::{Item, short_pair};
use super::move_to;
use super::paint::{Drawn, Painter, State};
use super::sheet::Scene;
use crate::dom::{el, set};
use crate::reactive::document;

/// A row, wherever it stands at the moment.
pub(super) struct Row {
    pub(super) item: Rc<Item>,
    pub(super) element: Element,
    name: Element,
    space: Text,
    own: Text,
    painter: Painter,
    /// What it shows; nothing while it is new.
    shown: Option<Shown>,
}

#[derive(PartialEq, Eq)]
struct Shown {
    at: usize,
    top: i32,
    letters: usize,
    chosen: Option<usize>,
    cursor: Option<usize>,
    hovered: bool,
}

impl Row {
    pub(super) fn new(item: Rc<Item>) -> Row {
        let (space, own) = (document().create_text_node(""), document().create_text_node(""));
        let part = |class: &str, text: &Text| {
            let part = el("span").class(class);
            let _cannot_fail = part.element().append_child(text);
            part
        };
        let name = el("div")
            .class("mx-name")
            .attr("role", "rowheader")
            .attr("aria-colindex", "1")
            .attr("title", &format!("{}\n{}", item.id, item.details))
            .child(part("mx-space", &space))
            .child(part("mx-own", &own));
        let cells = el("div").class("mx-cells").attr("role", "presentation");
        let painter = Painter::new(cells.element().clone(), &item.id);
        let name_element = name.element().clone();
        let row = el("div").class("mx-row").attr("role", "row").child(name).child(cells);
        let element = row.element().clone();
        Row { item, element, name: name_element, space, own, painter, shown: None }
    }

    /// Whether it has never been drawn.
    pub(super) fn is_new(&self) -> bool {
        self.shown.is_none()
    }

    /// Shows the row at a position with these cells, or with those that it has. `restate` says that what cells show
    /// besides their verdicts may have changed.
    pub(super) fn draw(&mut self, scene: &Scene, at: usize, cells: Option<Vec<Drawn>>, restate: bool) {
        let here = |it: Option<(usize, usize)>| it.filter(|it| it.0 == at).map(|it| it.1);
        let new = Shown {
            at,
            top: scene.axes.rows.start(at),
            letters: scene.view.row_letters(),
            chosen: here(scene.chosen),
            cursor: here(scene.cursor),
            hovered: here(scene.hovered).is_some(),
        };
        let restate = restate || cells.is_some();
        if let Some(cells) = cells {
            self.painter.paint(cells);
        }
        if restate || self.shown.as_ref() != Some(&new) {
            self.frame(&new);
            let opened = scene.opened.as_ref().map(|it| it.cells.as_slice()).unwrap_or_default();
            let index = self.item.index;
            self.painter.set_states(&|drawn: &Drawn| State {
                chosen: new.chosen == Some(drawn.column),
                tab_stop: new.cursor == Some(drawn.column),
                opened: opened.binary_search(&(index, drawn.to.index)).is_ok(),
                number: !drawn.cell.only_port.is_empty(),
            });
            self.shown = Some(new);
        }
    }

    /// Place, name and tint.
    fn frame(&self, new: &Shown) {
        let old = self.shown.as_ref();
        if old.is_none_or(|it| it.at != new.at) {
            set(&self.element, "aria-rowindex", Some(&(new.at + 2).to_string()));
        }
        if old.is_none_or(|it| it.top != new.top) {
            move_to(self.element.unchecked_ref::<HtmlElement>(), 'Y', new.top);
        }
        if old.is_none_or(|it| it.letters != new.letters) {
            let (space, own) = short_pair(&self.item.group, &self.item.name, new.letters);
            self.space.set_data(&format!("{space}/"));
            self.own.set_data(&own);
        }
        let front = new.chosen.is_some() || new.cursor.is_some();
        self.element.set_class_name(if front { "mx-row front" } else { "mx-row" });
        let hot = new.chosen.is_some() || new.hovered;
        self.name.set_class_name(if hot { "mx-name hot" } else { "mx-name" });
    }
}
