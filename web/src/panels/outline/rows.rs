//! The lines of the list, of which only those on screen are in the document.

use leptos::prelude::*;
use netpol_core::diagnostic::Severity;
use netpol_core::view::{OutlineEntry, OutlineFound, OutlineGroup, OutlinePart, OutlineView};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

use crate::base::markup::{shown, word};
use crate::widgets::marked::Marked;

/// One line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// A heading, with how many stand under it.
    Head(OutlineGroup, usize),
    /// An entry by its position in the outline, and which of those that can be chosen it is.
    Entry(u32, usize),
}

/// All lines.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Rows {
    all: Vec<Row>,
    /// The line of each that can be chosen.
    options: Vec<usize>,
}

impl Rows {
    pub(super) fn new(found: &OutlineFound) -> Rows {
        let mut res = Rows::default();
        for (group, members) in &found.groups {
            res.all.push(Row::Head(*group, members.len()));
            for it in members {
                let option = res.options.len();
                res.options.push(res.all.len());
                res.all.push(Row::Entry(*it, option));
            }
        }
        res
    }

    /// How many can be chosen.
    pub(super) fn count(&self) -> usize {
        self.options.len()
    }

    /// Where an entry stands among those that can be chosen.
    pub(super) fn option_of(&self, entry: u32) -> Option<usize> {
        self.all.iter().find_map(|it| match it {
            Row::Entry(it, option) if *it == entry => Some(*option),
            Row::Entry(..) | Row::Head(..) => None,
        })
    }

    /// The entry that can be chosen there.
    pub(super) fn entry_of(&self, option: usize) -> Option<u32> {
        match self.all.get(*self.options.get(option)?)? {
            Row::Entry(it, _) => Some(*it),
            Row::Head(..) => None,
        }
    }

    /// Its line.
    pub(super) fn row_of(&self, option: usize) -> usize {
        self.options.get(option).copied().unwrap_or_default()
    }
}

/// Which part of the list is on screen, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    top: i32,
    height: i32,
    /// Of one line: `web/style/outline.css` has the same for fingers.
    row: i32,
}

const ROW: i32 = 26;
const ROW_FOR_FINGERS: i32 = 40;
/// So many lines above and below are drawn too.
const MARGIN: i32 = 8;

impl Window {
    /// Before it is drawn.
    pub(super) fn unmeasured() -> Window {
        let row = if matches("(pointer: coarse)") { ROW_FOR_FINGERS } else { ROW };
        Window { top: 0, height: 900, row }
    }

    /// As the list is now.
    pub(super) fn of(list: &HtmlElement) -> Window {
        Window { top: list.scroll_top(), height: list.client_height(), ..Window::unmeasured() }
    }

    /// Of the whole list.
    pub(super) fn height_of(self, rows: &Rows) -> usize {
        rows.all.len() * self.row as usize
    }

    /// The position of the first line that is drawn, and those lines.
    pub(super) fn visible(self, rows: &Rows) -> (usize, &[Row]) {
        let first = (self.top / self.row - MARGIN).max(0) as usize;
        let last = ((self.top + self.height) / self.row + MARGIN).max(0) as usize;
        let (first, last) = (first.min(rows.all.len()), last.min(rows.all.len()));
        (first, rows.all.get(first..last).unwrap_or_default())
    }

    /// How many lines PageDown moves.
    pub(super) fn rows_in_view(self) -> usize {
        (self.height / self.row - 1).max(1) as usize
    }

    /// Scrolls as little as shows a line, and its heading where that is the line before.
    pub(super) fn reveal(self, list: &HtmlElement, row: usize) {
        let top = row as i32 * self.row;
        if top - self.row < list.scroll_top() {
            list.set_scroll_top((top - self.row).max(0));
        } else if list.scroll_top() + self.height < top + self.row {
            list.set_scroll_top(top + self.row - self.height);
        }
    }
}

/// Whether the page is on such a screen.
pub(super) fn matches(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|it| it.matches())
}

/// The id of a line that can be chosen.
pub(super) fn id_of(option: usize) -> String {
    format!("outline-{option}")
}

/// Which line that can be chosen an event happened in.
pub(super) fn clicked(event: &Event) -> Option<usize> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest("[role=option]").ok()??.id().strip_prefix("outline-")?.parse().ok()
}

/// Draws a line.
pub(super) fn row(
    all: &OutlineView,
    row: &Row,
    at: usize,
    count: usize,
    sought: &str,
    active: Option<usize>,
) -> AnyView {
    let top = format!("calc({at} * var(--row))");
    match *row {
        Row::Head(group, members) => view! {
            <div class="outline-group" role="presentation" style:top=top>
                {group.title()}
                <span>{members}</span>
            </div>
        }
        .into_any(),
        Row::Entry(entry, option) => {
            let Some(it) = all.entries.get(entry as usize) else { return ().into_any() };
            let label = it.label();
            view! {
                <div
                    class="outline-entry"
                    role="option"
                    id=id_of(option)
                    aria-selected=word(active == Some(option))
                    aria-setsize=count.to_string()
                    aria-posinset=(option + 1).to_string()
                    aria-disabled=it.place.is_none().then_some("true")
                    aria-label=shown(&label)
                    title=shown(&label)
                    style:top=top
                >
                    {sign(it)}
                    {name(it, sought)}
                    <small>{shown(&it.detail)}</small>
                </div>
            }
            .into_any()
        }
    }
}

/// Problems and what has one show how bad it is.
fn sign(it: &OutlineEntry) -> Option<impl IntoView> {
    let severity = it.problem?;
    let sign = match severity {
        Severity::Error => "✕",
        Severity::Warning => "!",
        Severity::Info => "i",
    };
    Some(view! { <i class=format!("severity {}", severity.as_str()) aria-hidden="true">{sign}</i> })
}

fn name(it: &OutlineEntry, sought: &str) -> AnyView {
    if it.group == OutlineGroup::Problems {
        return view! { <span class="outline-message"><Marked text=it.name.clone()/></span> }.into_any();
    }
    let part = |it: OutlinePart| {
        let text = shown(&it.text);
        let is_namespace = it.is_namespace;
        match it.is_found {
            true => view! { <b class:outline-space=is_namespace>{text}</b> }.into_any(),
            false => view! { <span class:outline-space=is_namespace>{text}</span> }.into_any(),
        }
    };
    view! { <span class="outline-name">{it.parts(sought).into_iter().map(part).collect_view()}</span> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(groups: &[(OutlineGroup, u32)]) -> Rows {
        let mut next = 0;
        let mut found = OutlineFound::default();
        for (group, n) in groups {
            found.groups.push((*group, (next..next + n).collect()));
            next += n;
        }
        Rows::new(&found)
    }

    #[test]
    fn headings_cannot_be_chosen() {
        let rows = rows(&[(OutlineGroup::Workloads, 2), (OutlineGroup::Services, 1)]);
        assert_eq!(rows.count(), 3);
        assert_eq!(
            [0, 1, 2].map(|it| (rows.entry_of(it), rows.row_of(it))),
            [(Some(0), 1), (Some(1), 2), (Some(2), 4)]
        );
        assert_eq!((rows.option_of(2), rows.option_of(3), rows.entry_of(3)), (Some(2), None, None));
    }

    #[test]
    fn only_lines_on_screen_are_drawn() {
        let rows = rows(&[(OutlineGroup::Workloads, 10_000)]);
        let window = Window { top: 26_000, height: 260, row: 26 };
        let (first, some) = window.visible(&rows);
        assert_eq!((first, some.len()), (992, 26));
        assert_eq!(window.height_of(&rows), 260_026);
        let beyond = Window { top: 1_000_000, ..window };
        assert_eq!(beyond.visible(&rows).1.len(), 0);
    }
}
