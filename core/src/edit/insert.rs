//! Edits that write something new: a value, a pair, an item of a list, an object.

use super::document::{Inside, Written, holds};
use super::render::Style;
use super::{Yaml, render};
use crate::diagnostic::Edit;
use crate::source::{FileId, Location, Places, Span};
use crate::yaml::{self, Entry, Node, Value};

/// The keys of manifests in the order in which the documentation of the API writes them.
const ORDER: &[&str] = &[
    "apiVersion",
    "kind",
    "metadata",
    "spec",
    // metadata
    "name",
    "generateName",
    "namespace",
    "labels",
    "annotations",
    // spec of policies
    "tier",
    "priority",
    "subject",
    "podSelector",
    "policyTypes",
    "ingress",
    "egress",
    // rules
    "action",
    "from",
    "to",
    "ports",
    "protocols",
    // peers
    "namespaceSelector",
    "namespaces",
    "pods",
    "ipBlock",
    "networks",
    // selectors
    "matchLabels",
    "matchExpressions",
    "key",
    "operator",
    "values",
    // blocks and ports
    "cidr",
    "except",
    "protocol",
    "port",
    "endPort",
    "targetPort",
];

fn rank(key: &str) -> usize {
    ORDER.iter().position(|it| *it == key).unwrap_or(ORDER.len())
}

impl Written<'_> {
    /// Writes another value in the place of the one at a path.
    pub(crate) fn set(&self, path: &str, value: &Yaml) -> Option<Edit> {
        match self.inside(path)? {
            Inside::Map(map, it) => {
                let (old, start) = (&it.value, self.behind_colon(it)?);
                if self.is_shared(old) {
                    return None;
                }
                if self.is_flow(map) || (value.is_short() && !self.is_in_lines(old)) {
                    return Some(self.in_place_of(old, start, render::flow(value)));
                }
                // In lines of its own: a comment behind the key stays behind it only where nothing else is there.
                let end = self.end_behind(old, start);
                if self.has_comment(Span::new(start, end)) {
                    return None;
                }
                let column = self.column(it.key_span.start);
                Some(self.replaced(Span::new(start, end), render::behind_key(value, column, self.style)))
            }
            Inside::List(list, nth) => {
                let old = list.items().get(nth)?;
                if self.is_shared(old) {
                    return None;
                }
                if self.is_flow(list) {
                    return Some(
                        self.replaced(Span::new(old.span.start, self.end(old)), render::flow(value)),
                    );
                }
                let start = self.dash_of(old)? + 1;
                let column = self.column(start) + 1;
                let end = self.end_behind(old, start);
                if self.has_comment(Span::new(start, end)) {
                    return None;
                }
                let text = format!(" {}", render::in_place(value, column, self.style));
                Some(self.replaced(Span::new(start, end), text))
            }
            Inside::Nothing => None,
        }
    }

    /// Writes a pair into the map at a path, after the keys that stand before it in manifests. Where the map is left out
    /// or empty, it becomes `{key: value}`, or lines.
    pub(crate) fn insert(&self, path: &str, key: &str, value: &Yaml) -> Option<Edit> {
        let map = self.at(path)?;
        if !self.is_own(path) {
            return None;
        }
        let entries = match &map.value {
            Value::Null => return self.set(path, &Yaml::map([(key, value.clone())])),
            Value::Mapping(it) if it.is_empty() => {
                return self.set(path, &Yaml::map([(key, value.clone())]));
            }
            Value::Mapping(it) => it,
            Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) | Value::Sequence(_) => {
                return None;
            }
        };
        // A merge brings pairs from elsewhere.
        if entries.iter().any(|it| it.key == key || !holds(map, it)) {
            return None;
        }
        let before = entries.iter().rposition(|it| rank(&it.key) <= rank(key));
        if self.is_flow(map) {
            let pair = format!("{}: {}", yaml::written(key), render::flow(value));
            return Some(match before.and_then(|it| entries.get(it)) {
                Some(it) => {
                    let at = self.end_of_pair(it);
                    self.replaced(Span::new(at, at), format!(", {pair}"))
                }
                None => {
                    let at = entries.first()?.key_span.start;
                    self.replaced(Span::new(at, at), format!("{pair}, "))
                }
            });
        }
        let first = entries.first()?;
        let column = self.column(first.key_span.start);
        let pair = render::pair(key, value, column, self.style);
        let between = format!("{}{}", self.style.line_end, " ".repeat(column));
        Some(match before.and_then(|it| entries.get(it)) {
            Some(it) => {
                let at = self.line_end(self.end_of_pair(it));
                self.replaced(Span::new(at, at), format!("{between}{pair}"))
            }
            None => {
                let at = first.key_span.start;
                self.replaced(Span::new(at, at), format!("{pair}{between}"))
            }
        })
    }

    /// Writes an item behind the last one of the list at a path. Where the list is left out or empty, it becomes lines
    /// where its key stands in a line, and `[item]` elsewhere.
    pub(crate) fn append(&self, path: &str, item: &Yaml) -> Option<Edit> {
        let count = self.at(path)?.items().len();
        self.insert_item(path, count, item)
    }

    /// Writes an item before the one at a position, or behind the last one.
    pub(crate) fn insert_item(&self, path: &str, position: usize, item: &Yaml) -> Option<Edit> {
        let list = self.at(path)?;
        if !self.is_own(path) {
            return None;
        }
        let items = match &list.value {
            Value::Null => return self.set(path, &Yaml::list([item.clone()])),
            Value::Sequence(items) if items.is_empty() => {
                return self.set_lines(path, &Yaml::list([item.clone()]));
            }
            Value::Sequence(items) => items,
            Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) | Value::Mapping(_) => {
                return None;
            }
        };
        let next = items.get(position);
        if self.is_flow(list) {
            let text = render::flow(item);
            return Some(match next {
                Some(it) => self.replaced(Span::new(it.span.start, it.span.start), format!("{text}, ")),
                None => {
                    let at = self.end(items.last()?);
                    self.replaced(Span::new(at, at), format!(", {text}"))
                }
            });
        }
        let column = self.column(self.dash_of(items.first()?)?);
        Some(match next {
            Some(it) => {
                let at = self.dash_of(it)?;
                let text = render::in_place(item, column + 2, self.style);
                let between = format!("{}{}", self.style.line_end, " ".repeat(column));
                self.replaced(Span::new(at, at), format!("- {text}{between}"))
            }
            None => {
                let last = items.last()?;
                let end = self.end_behind(last, self.dash_of(last)? + 1);
                let at = self.line_end(end);
                self.replaced(Span::new(at, at), render::item(item, column, self.style))
            }
        })
    }

    /// As [`Written::set`], in the line of the value where that stands in one.
    pub(crate) fn set_in_line(&self, path: &str, value: &Yaml) -> Option<Edit> {
        let (old, start) = match self.inside(path)? {
            Inside::Map(_, it) => (&it.value, self.behind_colon(it)?),
            Inside::List(list, nth) => (list.items().get(nth)?, 0),
            Inside::Nothing => return None,
        };
        if self.is_in_lines(old) || self.is_shared(old) || old.is_null() {
            return self.set(path, value);
        }
        Some(self.in_place_of(old, start, render::flow(value)))
    }

    /// Writes several items in the place of the one at a path.
    pub(crate) fn set_items(&self, path: &str, items: &[Yaml]) -> Option<Edit> {
        let Inside::List(list, nth) = self.inside(path)? else { return None };
        let old = list.items().get(nth)?;
        if items.is_empty() || self.is_shared(old) {
            return None;
        }
        if self.is_flow(list) {
            let text: Vec<String> = items.iter().map(render::flow).collect();
            return Some(self.replaced(Span::new(old.span.start, self.end(old)), text.join(", ")));
        }
        let dash = self.dash_of(old)?;
        let whole = Span::new(dash, self.end_behind(old, dash + 1));
        if self.has_comment(whole) {
            return None;
        }
        let column = self.column(dash);
        let between = format!("{}{}", self.style.line_end, " ".repeat(column));
        let is_in_braces = self.is_flow(old);
        let text = items.iter().map(|it| match is_in_braces {
            true => format!("- {}", render::flow(it)),
            false => format!("- {}", render::in_place(it, column + 2, self.style)),
        });
        Some(self.replaced(whole, text.collect::<Vec<_>>().join(&between)))
    }

    /// Calls a key otherwise.
    pub(crate) fn rename(&self, path: &str, key: &str) -> Option<Edit> {
        let it = self.entry(path)?;
        Some(self.replaced(it.key_span, yaml::written(key)))
    }

    /// Takes the dash away before the item at a path, so that its lines belong to the item before it.
    pub(crate) fn without_dash(&self, path: &str) -> Option<Edit> {
        let Inside::List(list, nth) = self.inside(path)? else { return None };
        let (item, before) = (list.items().get(nth)?, list.items().get(nth.checked_sub(1)?)?);
        if self.is_flow(list) || self.is_shared(item) || self.is_shared(before) || self.is_flow(item) {
            return None;
        }
        // The keys of both stand in one column then.
        let columns = [before, item].map(|it| it.entries().first().map(|it| self.column(it.key_span.start)));
        let at = self.dash_of(item)?;
        let same = columns.first() == columns.last() && columns.iter().all(Option::is_some);
        (same && !self.is_flow(before)).then(|| self.replaced(Span::new(at, at + 1), " "))
    }

    /// Writes one more object at the end of the file.
    pub(crate) fn another_document(&self, object: &Yaml) -> Edit {
        self.replaced(
            Span::new(self.text.len() as u32, self.text.len() as u32),
            document(self.text, self.style, object),
        )
    }

    /// As [`Written::set`], in lines where the key stands in a line.
    fn set_lines(&self, path: &str, value: &Yaml) -> Option<Edit> {
        if let Inside::Map(map, it) = self.inside(path)?
            && !self.is_flow(map)
            && !self.is_shared(&it.value)
        {
            let start = self.behind_colon(it)?;
            let end = self.end_behind(&it.value, start);
            if self.has_comment(Span::new(start, end)) {
                return None;
            }
            let column = self.column(it.key_span.start);
            return Some(self.replaced(Span::new(start, end), render::behind_key(value, column, self.style)));
        }
        self.set(path, value)
    }

    /// Whether what stands at a path is written there, and not brought by an alias.
    fn is_own(&self, path: &str) -> bool {
        match self.inside(path) {
            Some(Inside::Map(map, it)) => holds(map, it) && !self.is_shared(&it.value),
            Some(Inside::List(list, nth)) => list.items().get(nth).is_some_and(|it| !self.is_shared(it)),
            Some(Inside::Nothing) => true,
            None => false,
        }
    }

    /// Whether a value stands in lines of its own below its key.
    fn is_in_lines(&self, it: &Node<'static>) -> bool {
        let is_collection = !it.entries().is_empty() || !it.items().is_empty();
        is_collection && !self.is_flow(it)
    }

    /// Text in the place of a value behind a colon, or where it would stand.
    fn in_place_of(&self, old: &Node<'static>, behind_colon: u32, text: String) -> Edit {
        if old.is_null() && self.slice(old.span).trim().is_empty() {
            return self.replaced(Span::new(behind_colon, behind_colon), format!(" {text}"));
        }
        self.replaced(Span::new(old.span.start, self.end(old)), text)
    }

    /// The end of a value, or of the colon or dash behind which there is none.
    pub(super) fn end_behind(&self, it: &Node<'static>, mark: u32) -> u32 {
        if it.span.start < mark { mark } else { self.end(it).max(mark) }
    }

    /// The end of a pair.
    pub(super) fn end_of_pair(&self, it: &Entry<'static>) -> u32 {
        let behind = self.behind_colon(it).unwrap_or(it.key_span.end);
        let has_text = !self.slice(it.value.span).trim().is_empty();
        if has_text { self.end_behind(&it.value, behind) } else { behind }
    }
}

/// Writes one more object at the end of a file, as lists are written there.
pub(crate) fn new_document(places: &Places, file: FileId, object: &Yaml) -> Option<Edit> {
    let text = places.whole(file)?;
    let line_end = places.line_end(file);
    let end = text.len() as u32;
    let location = Location { file, span: Span::new(end, end) };
    Some(Edit { location, text: document(text, Style { line_end, dash: 2 }, object) })
}

/// One more object at the end of a file, in the usual style: nothing of the file is read for it.
pub(crate) fn document_behind(places: &Places, file: FileId, object: &Yaml) -> Option<Edit> {
    let text = places.whole(file)?;
    let style = Style { line_end: places.line_end(file), dash: 2 };
    let end = Span::new(text.len() as u32, text.len() as u32);
    Some(Edit { location: Location { file, span: end }, text: document(text, style, object) })
}

/// What is written behind a text to have one more object.
fn document(text: &str, style: Style, object: &Yaml) -> String {
    let line_end = style.line_end;
    let break_before = if text.ends_with('\n') || text.is_empty() { "" } else { line_end };
    let object = render::in_place(object, 0, style);
    format!("{break_before}---{line_end}{object}{line_end}")
}
