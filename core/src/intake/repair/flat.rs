//! A page that dropped the blanks before the lines: they are restored by the fields of the kind.
//!
//! Where one reading of the lines fits the API, it is taken. Where several do, the likeliest is taken of what is no
//! policy, and a policy is left out: what it allows is not certain.

mod lines;
mod others;
mod policies;
mod schema;
mod search;
mod workloads;

use std::ops::Range;

use super::Work;
use super::no_separators::starts_of_flat;
use crate::diagnostic::{Code, Severity};
use crate::intake::plain::is_flat;
use crate::intake::{Mapped, Note};
use crate::source::{Location, Span};
use crate::yaml::{self, Node};

use lines::{Line, Lost, Written};
use schema::{Asked, Shape};
use search::{Budget, Found, Reading};

/// What the button says.
const CLICK: &str = "restore the indentation";

/// The objects of a text whose indentation was lost.
pub(super) fn repair(text: &Mapped, notes: &mut Vec<Note>, work: &mut Work) -> Option<Vec<Mapped>> {
    if !is_flat(text.text()) {
        return None;
    }
    let mut res = Vec::new();
    for range in starts_of_flat(text.text()) {
        let mut object = Mapped::new();
        object.copy(text, range);
        res.extend(Flat { text: &object, notes, work }.restore());
    }
    Some(res)
}

/// An object without its indentation.
struct Flat<'f> {
    text: &'f Mapped,
    notes: &'f mut Vec<Note>,
    work: &'f mut Work,
}

impl Flat<'_> {
    /// The object, unless it cannot be known.
    fn restore(mut self) -> Option<Mapped> {
        let lines = match lines::lines(self.text.text()) {
            Ok(lines) if lines.is_empty() => return None,
            Ok(lines) => lines,
            Err(Lost::Block(at)) => {
                return self.give_up(at, "the text below `|` cannot be told from what follows it");
            }
            Err(Lost::Other(at)) => return self.give_up(at, "this line cannot be told from those around it"),
        };
        let found = self.search(&lines);
        let Some(first) = found.readings.first() else {
            let line = found.stuck.and_then(|it| lines.get(it));
            let at = line.or(lines.last()).map_or(0, |it| it.range.start);
            let why = match line.and_then(|it| it.key) {
                _ if found.is_more => "the text is too long for that".to_owned(),
                Some(key) => format!("`{key}` fits nowhere"),
                None if line.is_some() => "this line fits nowhere".to_owned(),
                None => "something lacks that the kind needs".to_owned(),
            };
            return self.give_up(at, &why);
        };
        let restored = write(self.text, &lines, first);
        let name = Name::of(restored.text());
        if found.is_open {
            return self.open(&lines, first, restored, &name);
        }
        if found.readings.len() > 1 || found.is_more {
            return self.unsure(&lines, &found, restored, &name);
        }
        let moved = lines.iter().zip(&first.indents).find(|it| *it.1 > 0).map(|it| it.0);
        let at = self.at(&moved.or(lines.first()).map_or(0..0, |it| it.range.clone()));
        let message = "the indentation was lost: it is restored by the fields that each kind has";
        self.notes.push(Note::did(at, message).titled(CLICK));
        self.behind_labels(&lines, first, &name);
        Some(restored)
    }

    fn at(&self, range: &Range<usize>) -> Location {
        self.text.locate(Span::new(range.start as u32, range.end as u32))
    }

    fn search(&mut self, lines: &[Line<'_>]) -> Found {
        let mut budget = Budget(self.work.steps);
        let root = root(lines);
        let mut found = Found::default();
        for asked in [Asked::All, Asked::Values, Asked::Fields] {
            found = search::search(lines, root, asked, &mut budget);
            if !found.readings.is_empty() || found.is_more {
                break;
            }
        }
        self.work.steps = budget.0;
        found
    }

    /// The object is left out; of one that says nothing about connections this changes nothing.
    fn give_up(&mut self, at: usize, why: &str) -> Option<Mapped> {
        let text = self.text.text();
        let line = text.get(at..).and_then(|it| it.lines().next()).unwrap_or_default().trim_end();
        let at = self.at(&(at..at + line.len()));
        let name = Name::of_lines(text);
        let message = format!("the indentation of {name} was lost and cannot be restored: {why}");
        let severity = if name.is_data() { Severity::Info } else { Severity::Error };
        let note = Note::new(at, (severity, Code::LostIndentation), message, "indent its lines again");
        self.notes.push(if name.is_data() { note } else { note.incomplete() });
        None
    }

    /// An object with lines below a key of which nothing is known.
    fn open(&mut self, lines: &[Line<'_>], reading: &Reading, whole: Mapped, name: &Name) -> Option<Mapped> {
        let is_object = yaml::parse(whole.text(), &mut Vec::new()).is_some();
        let (below, _) = (1..).zip(lines).find(|(next, line)| {
            let is_deeper = lines.get(*next).is_some_and(|it| it.has_dash || it.key.is_some());
            is_deeper && matches!(line.value, Written::Nothing) && is_spec(line)
        })?;
        let at = lines.get(below - 1).map_or(0..0, |it| it.range.clone());
        let message = format!(
            "the indentation was lost, and below `{}` of {name} it is unsure: the fields there are not known",
            at_key(lines, below - 1)
        );
        let severity = if schema::is_policy(&name.kind) { Severity::Error } else { Severity::Warning };
        let note = Note::new(self.at(&at), (severity, Code::LostIndentation), message, "");
        if is_object && !schema::is_policy(&name.kind) {
            self.notes.push(note.titled(CLICK));
            return Some(whole);
        }
        self.notes.push(note.incomplete());
        let head =
            Reading { indents: reading.indents.iter().take(below - 1).copied().collect(), ..reading.clone() };
        let head_lines = lines.get(..below - 1)?;
        let end = head_lines.last()?.range.end;
        let mut text = Mapped::new();
        text.copy(self.text, 0..end);
        Some(write(&text, head_lines, &head))
    }

    /// An object that may be several.
    fn unsure(
        &mut self,
        lines: &[Line<'_>],
        found: &Found,
        likeliest: Mapped,
        name: &Name,
    ) -> Option<Mapped> {
        let Some(doubt) = (0..lines.len()).find(|at| {
            let mut indents = found.readings.iter().map(|it| it.indents.get(*at));
            let first = indents.next();
            indents.any(|it| Some(it) != first)
        }) else {
            return self.give_up(0, "there are too many ways to");
        };
        let mut places: Vec<String> = Vec::new();
        for reading in &found.readings {
            let parent = parents(lines, &reading.indents, doubt);
            if !places.contains(&parent) {
                places.push(parent);
            }
        }
        let key = at_key(lines, doubt);
        let is_policy = schema::is_policy(&name.kind);
        let message = format!(
            "the indentation was lost, and of {name} it is unsure whether `{key}` belongs to {}: it is {}",
            places.join(" or to "),
            if is_policy { "left out" } else { "read as what is likeliest" },
        );
        let at = self.at(&lines.get(doubt).map_or(0..0, |it| it.range.clone()));
        let severity = if is_policy { Severity::Error } else { Severity::Warning };
        let help = "indent its lines again";
        let mut note = Note::new(at, (severity, Code::LostIndentation), message, help);
        note.problem.object = name.to_string();
        if !is_policy {
            self.notes.push(note.titled(CLICK));
            return Some(likeliest);
        }
        note.readings = found.readings.iter().map(|it| write(self.text, lines, it)).collect();
        self.notes.push(note.incomplete());
        None
    }

    /// `name` and `namespace` behind labels might be labels, if the object did not need a name.
    fn behind_labels(&mut self, lines: &[Line<'_>], reading: &Reading, name: &Name) {
        let indent = |at: usize| reading.indents.get(at).copied().unwrap_or_default();
        let key = |at: usize| lines.get(at).and_then(|it| it.key);
        let found = (2..lines.len()).find(|at| {
            key(*at) == Some("namespace")
                && key(at - 1) == Some("name")
                && (indent(*at), indent(at - 1)) == (2, 2)
                && indent(at - 2) == 4
        });
        let Some(line) = found.and_then(|it| lines.get(it)) else { return };
        let message = format!(
            "`name` and `namespace` of {name} follow its labels and look unsure: they are its own, for else it had no name"
        );
        self.notes.push(Note::did(self.at(&line.range), message));
    }
}

/// What the lines are: an object of a kind, or a part of a policy.
fn root(lines: &[Line<'_>]) -> Shape {
    let value = |key: &str| {
        let mut lines = lines.iter().filter(|it| !it.has_dash && it.key == Some(key));
        lines.find_map(|it| if let Written::Text(it) = it.value { Some(it) } else { None })
    };
    if let Some(kind) = value("kind") {
        return Shape::Object(schema::of_kind(value("apiVersion").unwrap_or_default(), kind));
    }
    let first = lines.first();
    match (first.is_some_and(|it| it.has_dash), first.and_then(|it| it.key)) {
        (true, Some("to")) => Shape::Items(&policies::EGRESS),
        (true, _) => Shape::Items(&policies::INGRESS),
        (false, Some("from")) => Shape::Object(&policies::INGRESS),
        (false, Some("to")) => Shape::Object(&policies::EGRESS),
        (false, Some("spec")) => Shape::Object(&policies::FRAGMENT),
        (false, _) => Shape::Object(&policies::SPEC),
    }
}

/// Whether what stands below the key is content, and not what names the object.
fn is_spec(line: &Line<'_>) -> bool {
    !line.has_dash && !matches!(line.key, Some("metadata" | "labels" | "annotations" | "finalizers") | None)
}

fn at_key<'t>(lines: &[Line<'t>], at: usize) -> &'t str {
    let text = |it: &Line<'t>| if let Written::Text(it) = it.value { it } else { "-" };
    lines.get(at).map_or("", |it| it.key.unwrap_or_else(|| text(it)))
}

/// The keys that a line stands below: `spec.ingress.from`.
fn parents(lines: &[Line<'_>], indents: &[u16], at: usize) -> String {
    let content = |it: (&Line<'_>, &u16)| it.1 + if it.0.has_dash { 2 } else { 0 };
    let mut before = lines.iter().zip(indents).take(at + 1).rev();
    let Some(own) = before.next() else { return String::new() };
    let (mut indent, mut is_item) = (*own.1, own.0.has_dash);
    let mut keys = Vec::new();
    for line in before {
        let column = content(line);
        let is_above =
            matches!(line.0.value, Written::Nothing) && (column < indent || is_item && column == indent);
        if let Some(key) = line.0.key.filter(|_| is_above) {
            keys.push(key);
            (indent, is_item) = (*line.1, line.0.has_dash);
        } else if line.0.has_dash && *line.1 < indent {
            // A later field of the item that begins here: what is above its dash is above the field.
            (indent, is_item) = (*line.1, true);
        }
    }
    keys.reverse();
    if keys.is_empty() { "the object".to_owned() } else { format!("`{}`", keys.join(".")) }
}

/// The lines with their blanks.
fn write(text: &Mapped, lines: &[Line<'_>], reading: &Reading) -> Mapped {
    let mut res = Mapped::new();
    let mut next = lines.iter().zip(&reading.indents).peekable();
    // Lines in which braces go on stand a little to the right of where they began.
    let (mut goes_on_to, mut inner, mut at) = (0, 0, 0);
    for line in text.text().split_inclusive('\n') {
        let end = at + line.len();
        let indent = if let Some((line, indent)) = next.next_if(|it| it.0.range.start < end) {
            (goes_on_to, inner) = (line.range.end, indent + 4);
            *indent
        } else if at < goes_on_to {
            inner
        } else {
            // A comment stands before what it speaks of.
            next.peek().map_or(0, |it| *it.1)
        };
        if !line.trim().is_empty() {
            res.put(&" ".repeat(indent.into()), text.locate(Span::new(at as u32, at as u32)));
        }
        res.copy(text, at..end);
        at = end;
    }
    res
}

/// How an object is called.
struct Name {
    kind: String,
    name: String,
}

impl Name {
    /// That of an object.
    fn of(text: &str) -> Name {
        let root = yaml::parse(text, &mut Vec::new());
        let field = |it: Option<&Node<'_>>, key: &str| {
            it.and_then(|it| it.get(key)).and_then(Node::as_str).unwrap_or_default().to_owned()
        };
        let meta = root.as_ref().and_then(|it| it.get("metadata"));
        let (namespace, name) = (field(meta, "namespace"), field(meta, "name"));
        let slash = if namespace.is_empty() { "" } else { "/" };
        Name { kind: field(root.as_ref(), "kind"), name: format!("{namespace}{slash}{name}") }
    }

    /// That of one whose indentation is lost for good: the first lines that say so.
    fn of_lines(text: &str) -> Name {
        let value = |key: &str| {
            let value = text.lines().find_map(|it| it.strip_prefix(key)?.strip_prefix(':'));
            value.unwrap_or_default().trim().to_owned()
        };
        Name { kind: value("kind"), name: value("name") }
    }

    /// Whether it is an object that says nothing about connections.
    fn is_data(&self) -> bool {
        matches!(self.kind.as_str(), "ConfigMap" | "Secret")
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.kind.as_str(), self.name.as_str()) {
            ("", _) => out.write_str("this text"),
            (kind, "") => out.write_str(kind),
            (kind, name) => write!(out, "{kind} {name}"),
        }
    }
}

#[cfg(test)]
mod tests;
