//! The matrix in the document. What it should show comes as a [`Scene`]; what differs from the last one is written.

use std::rc::Rc;
use std::sync::Arc;

use netpol_core::view::RuleView;
use netpol_core::{Analysis, Probe};
use web_sys::{HtmlElement, Node};

use super::Axes;
use super::dom::{append, append_text, element, set, set_pixels, set_style, set_text};
use super::fold::Item;
use super::paint::{Drawn, Mark, News};
use super::row::Row;
use super::short::short;
use super::viewport::{INSET, View};
use crate::base::markup::word;
use crate::engine::{Analyzed, Compared, Engine, Expected};

/// Letters that a column's head has room for.
const COLUMN_LETTERS: usize = 15;

/// All that the matrix shows. Positions are (row, column).
pub(super) struct Scene {
    pub(super) axes: Arc<Axes>,
    pub(super) view: View,
    pub(super) analysis: Analyzed,
    /// What differs from the baseline. Of an analysis before this one, it says nothing of these rows.
    pub(super) compared: Option<Compared>,
    /// What the files expect. Of an analysis before this one, it says nothing of these rows.
    pub(super) expected: Option<Expected>,
    /// What the second part answers: without it nothing is folded.
    pub(super) engine: Option<&'static Engine>,
    pub(super) probe: Probe,
    /// Positions of the rows and columns in the document.
    pub(super) rows: Vec<usize>,
    pub(super) columns: Vec<usize>,
    pub(super) chosen: Option<(usize, usize)>,
    /// The cell under the pointer.
    pub(super) hovered: Option<(usize, usize)>,
    /// The cell that Tab reaches.
    pub(super) cursor: Option<(usize, usize)>,
    /// The rule at the caret, whose cells are outlined.
    pub(super) opened: Option<Arc<RuleView>>,
}

struct Head {
    item: Rc<Item>,
    element: HtmlElement,
    column: usize,
    hot: bool,
}

/// Whether a cell stands for several.
fn is_folded(from: &Item, to: &Item) -> bool {
    from.bundle.is_folded || to.bundle.is_folded
}

/// What is in the document.
pub(super) struct Sheet {
    grid: HtmlElement,
    sheet: HtmlElement,
    /// The line of the columns' heads, and the namespaces over them.
    top: HtmlElement,
    /// In the corner: how many pods are in how many rows.
    total: HtmlElement,
    groups: HtmlElement,
    /// Behind the row and the column that the pointer is in.
    bands: [HtmlElement; 2],
    heads: Vec<Head>,
    rows: Vec<Row>,
    last: Option<Scene>,
}

impl Sheet {
    /// An empty one, inside the box that scrolls.
    pub(super) fn new(grid: &HtmlElement) -> Sheet {
        let sheet = element("div", &[("class", "mx-sheet"), ("role", "presentation")]);
        let top = element("div", &[("class", "mx-top"), ("role", "row"), ("aria-rowindex", "1")]);
        let corner =
            element("div", &[("class", "mx-corner"), ("role", "columnheader"), ("aria-colindex", "1")]);
        let total = element("span", &[("class", "mx-total")]);
        append(&corner, &total);
        append_text(&corner, "span", "from ↓");
        append_text(&corner, "span", "to →");
        let groups = element("div", &[("class", "mx-groups"), ("aria-hidden", "true")]);
        append(&top, &corner);
        append(&top, &groups);
        append(&sheet, &top);
        let bands = ["mx-band", "mx-band column"].map(|class| {
            let band = element("div", &[("class", class), ("role", "presentation"), ("aria-hidden", "true")]);
            append(&sheet, &band);
            band
        });
        append(grid, &sheet);
        let grid = grid.clone();
        Sheet { grid, sheet, top, total, groups, bands, heads: Vec::new(), rows: Vec::new(), last: None }
    }

    pub(super) fn draw(&mut self, scene: Scene) {
        let last = self.last.take();
        let last = last.as_ref();
        let axes = last.is_none_or(|it| !Arc::ptr_eq(&it.axes, &scene.axes));
        let columns = axes || last.is_none_or(|it| it.columns != scene.columns);
        if axes || last.is_none_or(|it| it.view != scene.view) {
            self.measure(&scene);
        }
        if columns {
            self.name_columns(&scene);
        }
        self.heat(&scene);
        if axes || last.is_none_or(|it| it.hovered != scene.hovered) {
            self.lay_bands(&scene);
        }
        let analysis = last.is_none_or(|it| it.analysis != scene.analysis);
        let cells = columns || analysis || last.is_none_or(|it| it.probe != scene.probe);
        let opened = last
            .is_none_or(|it| it.opened.as_ref().map(Arc::as_ptr) != scene.opened.as_ref().map(Arc::as_ptr));
        let moved = axes || last.is_none_or(|it| it.rows != scene.rows);
        let number = |it: &Scene| it.compared.as_ref().map(|it| it.pinned.number);
        let same = |it: &Scene| {
            it.compared == scene.compared && it.expected == scene.expected && it.analysis == scene.analysis
        };
        let news = (cells || moved || last.is_none_or(|it| !same(it)))
            .then(|| last.is_some_and(|it| it.probe == scene.probe && number(it) == number(&scene)));
        self.draw_rows(&scene, (cells, news), opened, moved);
        self.last = Some(scene);
    }

    fn measure(&self, scene: &Scene) {
        let Scene { axes, view, .. } = scene;
        let Sheet { grid, sheet, .. } = self;
        for (of, name, pixels) in [
            (sheet, "width", view.head_width + axes.columns.size + INSET),
            (sheet, "height", view.head_height + axes.rows.size + INSET),
            (grid, "--head-w", view.head_width),
            (grid, "--head-h", view.head_height),
            (grid, "--count-w", view.count_width),
        ] {
            set_pixels(of, name, pixels);
        }
        set_text(&self.total, &axes.total());
        for (name, axis) in [("aria-rowcount", &axes.rows), ("aria-colcount", &axes.columns)] {
            set(grid, name, &(axis.len() + 1).to_string());
        }
    }

    /// The namespaces, each over its columns, and the short names, written upwards.
    fn name_columns(&mut self, scene: &Scene) {
        let axis = &scene.axes.columns;
        let (from, to) = scene.view.columns(&scene.axes);
        self.groups.set_text_content(None);
        for it in axis.groups.iter().filter(|it| it.start < to && from < it.end) {
            let (left, width) = axis.extent(it);
            let group = element("div", &[("class", "mx-group"), ("title", &it.name)]);
            append_text(&group, "span", &it.name);
            set_pixels(&group, "left", left);
            set_pixels(&group, "width", width - 3);
            append(&self.groups, &group);
        }
        for old in self.heads.drain(..) {
            old.element.remove();
        }
        for &column in &scene.columns {
            let Some(item) = scene.axes.item(axis, column) else { continue };
            let count = item.count();
            let name = short(&item.name, COLUMN_LETTERS.saturating_sub(count.chars().count()));
            let index = (column + 2).to_string();
            let head = element(
                "div",
                &[
                    ("class", "mx-column"),
                    ("role", "columnheader"),
                    ("aria-colindex", &index),
                    ("data-id", &item.first.id),
                    ("aria-label", &item.label),
                    ("title", &item.title),
                    ("data-stand-in", word(item.is_stand_in)),
                ],
            );
            set_pixels(&head, "left", axis.start(column));
            append_text(&head, "span", &format!("{name}{count}"));
            append(&self.top, &head);
            self.heads.push(Head { item, element: head, column, hot: false });
        }
    }

    fn heat(&mut self, scene: &Scene) {
        for it in &mut self.heads {
            let hot = [scene.chosen, scene.hovered].iter().flatten().any(|at| at.1 == it.column);
            if hot != it.hot {
                it.element.set_class_name(if hot { "mx-column hot" } else { "mx-column" });
                it.hot = hot;
            }
        }
    }

    fn lay_bands(&self, scene: &Scene) {
        let [row, column] = &self.bands;
        let places = scene
            .hovered
            .map(|(at_row, at_column)| (scene.axes.rows.start(at_row), scene.axes.columns.start(at_column)));
        for band in [row, column] {
            set_style(band, "display", if places.is_some() { "block" } else { "none" });
        }
        if let Some((top, left)) = places {
            set_pixels(row, "top", top);
            set_pixels(column, "left", left);
        }
    }

    /// What is told of the cells of each row; `None` where that is not known yet.
    fn news(&self, scene: &Scene, may_pulse: bool) -> Option<Vec<News>> {
        let is_of_now = |it: &Arc<Analysis>| Arc::ptr_eq(it, &scene.analysis.analysis);
        let (compared, expected) = (scene.compared.as_ref(), scene.expected.as_ref());
        let is_known = compared.is_none_or(|it| is_of_now(&it.after))
            && expected.is_none_or(|it| is_of_now(&it.analysis));
        if !is_known {
            return None;
        }
        let compared = compared.filter(|it| it.changes.is_some());
        let expected = expected.filter(|it| it.has_marks);
        if compared.is_none() && expected.is_none() {
            return Some(self.rows.iter().map(|_| News { marks: Vec::new(), may_pulse }).collect());
        }
        let lines = || {
            let rows = self.rows.iter().map(|it| it.item.bundle.members()).collect();
            [rows, self.heads.iter().map(|it| it.item.bundle.members()).collect()]
        };
        let changes = compared.map(|it| it.marks(lines(), scene.probe));
        let unmet = expected.map(|it| (it.part.unmet)(it, lines(), scene.probe));
        // Of an evaluator that failed there is no answer.
        let is_whole = |length: Option<usize>| length.is_none_or(|it| it == self.rows.len());
        if !is_whole(changes.as_ref().map(Vec::len)) || !is_whole(unmet.as_ref().map(Vec::len)) {
            return None;
        }
        let row = |at: usize| {
            let changes = changes.as_ref().and_then(|it| it.get(at));
            let unmet = unmet.as_ref().and_then(|it| it.get(at));
            let mark = |n: usize| Mark {
                change: changes.and_then(|it| it.get(n).copied()).flatten(),
                is_unmet: unmet.and_then(|it| it.get(n).copied()).unwrap_or_default(),
            };
            let marks = self.heads.iter().enumerate().map(|(n, it)| (it.column, mark(n)));
            News { marks: marks.collect(), may_pulse }
        };
        Some((0..self.rows.len()).map(row).collect())
    }

    /// `cells`: verdicts may have changed. `news`: what became of them may have; and whether they may show it. `opened`:
    /// outlines may have changed. `moved`: the rows may be other ones.
    fn draw_rows(&mut self, scene: &Scene, (cells, news): (bool, Option<bool>), opened: bool, moved: bool) {
        let axis = &scene.axes.rows;
        if moved {
            let mut old = std::mem::take(&mut self.rows);
            for item in scene.rows.iter().filter_map(|at| scene.axes.item(axis, *at)) {
                // A row keeps its element, and that the focus.
                let mut row = match old.iter().position(|it| it.item.first.id == item.first.id) {
                    Some(at) => old.remove(at),
                    None => Row::new(Rc::clone(&item)),
                };
                row.item = item;
                self.rows.push(row);
            }
            for it in old {
                it.element.remove();
            }
        }
        let asking = |row: &Row| cells || row.is_new();
        let pairs = self
            .rows
            .iter()
            .filter(|it| asking(it))
            .flat_map(|row| self.heads.iter().map(|head| (&*row.item, &*head.item)));
        let (mut alone, mut folded) = (Vec::new(), Vec::new());
        for (from, to) in pairs {
            if is_folded(from, to) {
                folded.push((Arc::clone(&from.bundle), Arc::clone(&to.bundle)));
            } else {
                alone.push((from.first.index, to.first.index));
            }
        }
        let mut alone = scene.analysis.cells(alone, scene.probe).into_iter();
        let folded = scene.engine.map(|it| (it.folded)(&scene.analysis, folded, scene.probe));
        let mut folded = folded.unwrap_or_default().into_iter();
        let news = news.and_then(|may_pulse| self.news(scene, may_pulse)).unwrap_or_default();
        let mut news = news.iter();
        for (row, &at) in self.rows.iter_mut().zip(&scene.rows) {
            let drawn = asking(row).then(|| {
                let drawn = self.heads.iter().filter_map(|head| {
                    let (from, to) = (Rc::clone(&row.item), Rc::clone(&head.item));
                    let cell = if is_folded(&from, &to) {
                        folded.next()?.map(|it| it.cell)
                    } else {
                        alone.next()?
                    }?;
                    Some(Drawn {
                        column: head.column,
                        left: scene.axes.columns.start(head.column),
                        from,
                        to,
                        cell,
                    })
                });
                drawn.collect()
            });
            row.draw(scene, at, (drawn, news.next()), opened);
        }
        if moved {
            self.order_rows();
        }
    }

    /// Puts the rows into the document in their order, for those who read it rather than look at it.
    fn order_rows(&self) {
        let mut next: Option<Node> = None;
        for row in self.rows.iter().rev() {
            let there = row.element.parent_node().is_some() && row.element.next_sibling() == next;
            if !there {
                let _cannot_fail = self.sheet.insert_before(&row.element, next.as_ref());
            }
            next = Some(row.element.clone().into());
        }
    }
}
