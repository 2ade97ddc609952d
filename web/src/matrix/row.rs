//! One source and its cells in the document.

use std::rc::Rc;

use leptos::prelude::*;
use netpol_core::visible::visible;
use web_sys::{HtmlElement, Text};

use super::dom::{append, element, set, set_pixels};
use super::fold::Item;
use super::paint::{Drawn, Mark, News, Painter, State};
use super::sheet::Scene;
use super::short::short_pair;
use crate::base::markup::word;

/// A row, wherever it stands at the moment.
pub(super) struct Row {
    pub(super) item: Rc<Item>,
    pub(super) element: HtmlElement,
    name: HtmlElement,
    space: Text,
    own: Text,
    count: Text,
    /// Folds and unfolds.
    button: HtmlElement,
    painter: Painter,
    /// What the head says, and in how many letters.
    named: Option<(Rc<Item>, usize)>,
    /// What it shows; nothing while it is new.
    shown: Option<Shown>,
}

#[derive(PartialEq, Eq)]
struct Shown {
    at: usize,
    top: i32,
    chosen: Option<usize>,
    cursor: Option<usize>,
    hovered: bool,
}

impl Row {
    pub(super) fn new(item: Rc<Item>) -> Row {
        let text = || document().create_text_node("");
        let (space, own, count) = (text(), text(), text());
        // The keys have `f`: the matrix is one stop of Tab.
        let attributes =
            [("type", "button"), ("class", "mx-fold"), ("tabindex", "-1"), ("value", &item.first.id)];
        let button = element("button", &attributes);
        let name = element("div", &[("class", "mx-name"), ("role", "rowheader"), ("aria-colindex", "1")]);
        append(&name, &button);
        for (class, text) in [("mx-space", &space), ("mx-own", &own), ("mx-count", &count)] {
            let part = element("span", &[("class", class)]);
            let _cannot_fail = part.append_child(text);
            append(&name, &part);
        }
        let cells = element("div", &[("class", "mx-cells"), ("role", "presentation")]);
        let row = element("div", &[("class", "mx-row"), ("role", "row")]);
        append(&row, &name);
        append(&row, &cells);
        let painter = Painter::new(cells.into(), &item.first.id);
        Row { item, element: row, name, space, own, count, button, painter, named: None, shown: None }
    }

    /// Whether it has never been drawn.
    pub(super) fn is_new(&self) -> bool {
        self.shown.is_none()
    }

    /// Shows the row at a position with these cells, or with those that it has. `restate` says that what cells show
    /// besides their verdicts may have changed; `news` is what became of them.
    pub(super) fn draw(
        &mut self,
        scene: &Scene,
        at: usize,
        (cells, news): (Option<Vec<Drawn>>, Option<&News>),
        restate: bool,
    ) {
        let here = |it: Option<(usize, usize)>| it.filter(|it| it.0 == at).map(|it| it.1);
        let new = Shown {
            at,
            top: scene.axes.rows.start(at),
            chosen: here(scene.chosen),
            cursor: here(scene.cursor),
            hovered: here(scene.hovered).is_some(),
        };
        self.write_name(scene.view.row_letters(), scene.axes.rows.longest_count);
        let restate = restate || cells.is_some() || news.is_some();
        if let Some(cells) = cells {
            self.painter.paint(cells);
        }
        if restate || self.shown.as_ref() != Some(&new) {
            self.frame(&new);
            let opened = scene.opened.as_ref().map(|it| it.cells.as_slice()).unwrap_or_default();
            self.painter.set_states(news, &|drawn: &Drawn| {
                // A rule that opens a cell opens it for all that the cell stands for.
                let (from, to) = drawn.from.ends(&drawn.to);
                State {
                    chosen: new.chosen == Some(drawn.column),
                    tab_stop: new.cursor == Some(drawn.column),
                    opened: opened.binary_search(&(from.index, to.index)).is_ok(),
                    number: !drawn.cell.only_port.is_empty(),
                    share: !drawn.cell.share.is_empty(),
                    without: drawn.from.is_missing_a_policy || drawn.to.is_missing_a_policy,
                    mark: Mark::default(),
                }
            });
            self.shown = Some(new);
        }
    }

    /// What the head says, with so much room, and of it so much for counts.
    fn write_name(&mut self, letters: usize, longest_count: usize) {
        let letters = letters - if self.item.bundle.is_folded { longest_count.min(letters) } else { 0 };
        if self.named.as_ref().is_some_and(|it| it.0 == self.item && it.1 == letters) {
            return;
        }
        let Item { label, title, group, name, leads, is_stand_in, .. } = &*self.item;
        let count = self.item.count();
        let (space, own) = short_pair(group, name, letters);
        self.space.set_data(&visible(&format!("{space}/")));
        self.own.set_data(&visible(&own));
        self.count.set_data(&count);
        set(&self.name, "title", title);
        set(&self.name, "aria-label", label);
        set(&self.name, "data-stand-in", word(*is_stand_in));
        let folded = !count.is_empty();
        self.button.set_hidden(!leads);
        set(&self.button, "aria-expanded", word(!folded));
        let says =
            if folded { "Show each row that this one stands for" } else { "Join this row with its replicas" };
        set(&self.button, "aria-label", says);
        self.named = Some((Rc::clone(&self.item), letters));
    }

    /// Place and tint.
    fn frame(&self, new: &Shown) {
        let old = self.shown.as_ref();
        if old.is_none_or(|it| it.at != new.at) {
            set(&self.element, "aria-rowindex", &(new.at + 2).to_string());
        }
        if old.is_none_or(|it| it.top != new.top) {
            set_pixels(&self.element, "top", new.top);
        }
        let front = new.chosen.is_some() || new.cursor.is_some();
        self.element.set_class_name(if front { "mx-row front" } else { "mx-row" });
        let hot = new.chosen.is_some() || new.hovered;
        self.name.set_class_name(if hot { "mx-name hot" } else { "mx-name" });
    }
}
