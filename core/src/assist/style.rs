//! How something is written at a place, so that it reads like what is around it.

use super::sketch::{Inline, KeySpot, Sketch, ValueSpot};
use crate::view::Insert;
use crate::yaml;

/// How many blanks deeper an inner line is.
const DEEPER: u32 = 2;

/// The way of writing of a place.
#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    /// What has to stand before it: blanks, a dash.
    pub(super) before: String,
    /// Whether the key has its colon and value already.
    pub(super) is_name_only: bool,
    /// Whether it is in brackets.
    pub(super) in_flow: bool,
    /// Whether braces have to be put around a key.
    pub(super) needs_braces: bool,
    /// Whether everything is in double quotes, as in JSON.
    pub(super) is_json: bool,
    /// The quote that the word at the caret begins with: it stays, and what is chosen ends with one.
    pub(super) quote: Option<char>,
    /// How many blanks more than the line of the insertion a line has that is inside of what is inserted.
    pub(super) inner: u32,
    /// How far behind its key the dashes of a list are.
    pub(super) dash: u32,
    /// Whether it can be made an element of a list, by a dash before it.
    pub(super) may_be_element: bool,
    /// Whether it is such an element.
    pub(super) is_element: bool,
    /// Whether it stands behind a dash, or in the brackets of a list.
    pub(super) in_item: bool,
    /// Whether it stands among the elements of a list, without being one.
    pub(super) in_list: bool,
}

impl Style {
    /// Of a key; `None` where no key can be written, whatever its name.
    pub(super) fn at_key(sketch: &Sketch<'_>, spot: &KeySpot) -> Option<Style> {
        let holder = spot.holder.and_then(|it| sketch.entries.get(it));
        let in_item = holder.is_some_and(|it| it.key.is_none());
        let quote = quote(sketch.at(spot.word));
        let is_json = quote == Some('"') || spot.in_flow && is_json(sketch, spot.holder);
        // Braces would have to stand before the quote.
        if quote.is_some() && spot.is_bare_element && spot.entry.is_some() {
            return None;
        }
        let base = Style {
            is_name_only: spot.entry.is_some(),
            in_flow: spot.in_flow,
            needs_braces: spot.is_bare_element,
            is_json,
            quote,
            dash: dash(sketch),
            in_item,
            ..Style::default()
        };
        if spot.in_flow {
            return Some(base);
        }
        let is_open = holder.is_none_or(|it| match it.value {
            Inline::Nothing => true,
            Inline::Scalar(_, span) => it.key.is_none() && span == spot.word,
            Inline::Flow(_) | Inline::Other => false,
        });
        if !is_open {
            return None;
        }
        let mut siblings = sketch.children(spot.holder).filter(|it| Some(it.0) != spot.entry);
        let beside = siblings.next().map(|it| it.1);
        let may_be_element = spot.begins_line && !in_item && spot.holder.is_some() && quote.is_none();
        let in_list = beside.is_some_and(|it| it.key.is_none());
        let column = beside.map_or(spot.column, |it| it.column);
        // Blanks can be added, not taken away.
        if column < spot.column || column > spot.column && spot.word.start != spot.word.end {
            return None;
        }
        let own = column - sketch.indent(spot.word.start).min(column);
        Some(Style {
            before: " ".repeat((column - spot.column) as usize),
            inner: own + DEEPER,
            may_be_element,
            in_list,
            ..base
        })
    }

    /// Of a value behind a colon.
    pub(super) fn at_value(sketch: &Sketch<'_>, spot: &ValueSpot) -> Style {
        let key = sketch.entries.get(spot.entry);
        let in_flow = key.is_some_and(|it| it.in_flow);
        let is_json = in_flow && key.is_some_and(|it| sketch.at(it.at).starts_with('"'));
        Style {
            before: if spot.needs_blank { " ".to_owned() } else { String::new() },
            in_flow,
            is_json,
            quote: quote(sketch.at(spot.word)),
            ..Style::default()
        }
    }

    /// The style of the same place for an element whose dash is still missing.
    pub(super) fn with_dash(&self) -> Style {
        Style {
            before: format!("{}- ", self.before),
            inner: self.inner + DEEPER,
            is_element: true,
            ..self.clone()
        }
    }

    /// A text as a scalar of this style.
    pub(super) fn fresh(&self, text: &str) -> String {
        if self.is_json { yaml::quoted(text) } else { yaml::written(text).into_owned() }
    }

    /// The same in place of the word at the caret; empty where the text cannot stand between its quotes.
    pub(super) fn word(&self, text: &str) -> String {
        match self.quote {
            None => self.fresh(text),
            Some(_) if text.contains(['"', '\'', '\\', '\n']) => String::new(),
            Some(quote) => format!("{text}{quote}"),
        }
    }

    /// An insertion of these pieces.
    pub(super) fn insert(&self, pieces: impl IntoIterator<Item = Insert>) -> Vec<Insert> {
        let before = (!self.before.is_empty()).then(|| Insert::Text(self.before.clone()));
        let mut res: Vec<Insert> = Vec::new();
        for it in before.into_iter().chain(pieces) {
            match (res.last_mut(), it) {
                (_, Insert::Text(it)) if it.is_empty() => {}
                (Some(Insert::Text(last)), Insert::Text(it)) => last.push_str(&it),
                (_, it) => res.push(it),
            }
        }
        res
    }
}

fn quote(word: &str) -> Option<char> {
    word.chars().next().filter(|it| matches!(it, '"' | '\''))
}

/// Whether the keys around a place in brackets have quotes.
fn is_json(sketch: &Sketch<'_>, holder: Option<usize>) -> bool {
    let is_quoted =
        |it: &super::sketch::Entry<'_>| it.in_flow && it.key.is_some() && sketch.at(it.at).starts_with('"');
    let around = sketch.path(holder);
    sketch.children(holder).any(|it| is_quoted(it.1))
        || around.iter().filter_map(|it| sketch.entries.get(*it)).any(is_quoted)
}

/// How far behind their key the dashes of the document are.
fn dash(sketch: &Sketch<'_>) -> u32 {
    let item = sketch.entries.iter().find(|it| it.key.is_none() && !it.in_flow && it.parent.is_some());
    let parent = item.and_then(|it| sketch.entries.get(it.parent?));
    match (item, parent) {
        (Some(item), Some(parent)) if parent.key.is_some() => {
            item.column.saturating_sub(parent.column).min(DEEPER)
        }
        _ => DEEPER,
    }
}
