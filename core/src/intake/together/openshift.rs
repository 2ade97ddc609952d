//! Templates of OpenShift: their objects with the values of their parameters.
//!
//! Enters: documents of kind Template. Leaves: what `oc process` prints. A parameter without a value is a hole, read both
//! as set and as not set, as those of Helm are ([`holes`]).

use std::collections::BTreeMap;

use super::TEMPLATE;
use super::helm::holes;
use super::helm::{Met, stand_in};
use super::objects::Object;
use super::tree::{Data, Item, Scalar};
use crate::diagnostic::{Code, Severity};
use crate::intake::{Draft, Note};
use crate::source::{Location, Mapped, SourceFile, Span};
use crate::yaml;

/// So many bytes may all templates of an input make.
const MAX_BYTES: usize = 8 << 20;

/// What stands around a hole while its document is written: characters that no manifest has.
const OPEN: char = '\u{f8f0}';
const CLOSE: char = '\u{f8f1}';
/// The same around one that is no text.
const OPEN_PLAIN: char = '\u{f8f2}';

/// Puts the objects of Templates in their place.
pub(super) fn process(drafts: &mut Vec<Draft>, files: &[SourceFile], notes: &mut Vec<Note>) {
    let mut left = MAX_BYTES;
    *drafts = std::mem::take(drafts)
        .into_iter()
        .flat_map(|draft| {
            let found = template(&draft, files);
            match found.and_then(|it| Some((it.item.get("objects")?.place()?, it))) {
                Some((at, it)) => processed(&it, at, &mut left, notes)
                    .into_iter()
                    .map(|made| made.named(draft.name.clone()))
                    .collect(),
                None => vec![draft],
            }
        })
        .collect();
}

/// The Template that a document is. One in a list is named, and not filled in.
fn template(draft: &Draft, files: &[SourceFile]) -> Option<Object> {
    if !draft.text(files).contains(TEMPLATE) {
        return None;
    }
    let object = Object { place: 0, item: Item::parse(&draft.mapped(files))? };
    let is_own = object.group().is_empty() || object.group() == "template.openshift.io";
    (is_own && object.kind() == TEMPLATE).then_some(object)
}

fn processed(template: &Object, at: Location, left: &mut usize, notes: &mut Vec<Note>) -> Vec<Draft> {
    let parameters = template.item.get("parameters").map(Item::items).unwrap_or_default();
    let value = |it: &Item| match it.get("value") {
        Some(Item::Scalar(it)) if it.data != Data::Null => Some(it.data.shown()),
        _ => None,
    };
    let values: BTreeMap<&str, Option<String>> =
        parameters.iter().filter_map(|it| Some((it.str_at(&["name"])?, value(it)))).collect();
    let mut stripped = None;
    let mut read = |is_set: bool| {
        let mut filler = Filler { values: &values, is_set, left: *left };
        let (mut text, mut met) = (Mapped::new(), Vec::new());
        for object in template.item.get("objects").map(Item::items).unwrap_or_default() {
            let mut object = object.clone();
            // "A namespace that is written is taken out, unless it names a parameter."
            let namespace = object.str_at(&["metadata", "namespace"]);
            if namespace.is_some_and(|it| parts(it).iter().all(|it| matches!(it, Part::Text(_)))) {
                stripped = object.at(&["metadata", "namespace"]).and_then(Item::place).or(stripped);
                if let Some(it) = object.get_mut("metadata") {
                    it.remove("namespace");
                }
            }
            for it in template.item.get("labels").map(Item::fields).unwrap_or_default() {
                let put = |labels: &mut Item| labels.set(&it.key, it.at, it.value.clone());
                object.change(&["metadata", "labels"], it.at, put);
            }
            filler.fill(&mut object);
            if filler.left == 0 {
                break;
            }
            if !text.text().is_empty() {
                text.put("---\n", at);
            }
            unmark(&object.written(), &mut text, &mut met);
        }
        (text, met, filler.left)
    };
    let (set, met, rest) = read(true);
    let (drafts, unknown) = if met.is_empty() {
        (yaml::split(set.text()).iter().map(|it| Draft::of(&set, it)).collect(), Vec::new())
    } else {
        let (unset, met_unset, _) = read(false);
        holes::decide(&(set, met), &(unset, met_unset), notes)
    };
    *left = rest;
    if rest == 0 {
        let message = "the Templates make more than 8 MiB, and are read up to there";
        let note = Note::new(at, (Severity::Error, Code::TemplateHole), message, "paste a part of them");
        notes.push(note.incomplete());
    }
    let mut message =
        "this Template is filled in with the values of its parameters, as `oc process` does".to_owned();
    if !unknown.is_empty() {
        message += &format!("; without a value, and of no matter to verdicts: {}", unknown.join(", "));
    }
    notes.push(Note::did(at, message).titled("make it plain YAML"));
    if let Some(at) = stripped {
        let message = "`oc process` takes out the namespaces that a Template writes: its objects are in that of the project";
        let help = "make the namespace a parameter";
        notes.push(Note::new(at, (Severity::Warning, Code::Rewritten), message, help));
    }
    drafts
}

/// A stretch of a text.
#[derive(Debug, PartialEq, Eq)]
enum Part<'t> {
    Text(&'t str),
    /// `${NAME}`.
    Parameter(&'t str),
    /// `${{NAME}}`: the whole text, which is a value then and no text.
    Value(&'t str),
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let is_name = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
    let whole = text.strip_prefix("${{").and_then(|it| it.strip_suffix("}}"));
    if let Some(name) = whole.filter(|it| is_name(it)) {
        return vec![Part::Value(name)];
    }
    let (mut res, mut rest) = (Vec::new(), text);
    while let Some(start) = rest.find("${") {
        let (before, behind) = rest.split_at_checked(start).unwrap_or((rest, ""));
        let name =
            behind.strip_prefix("${").and_then(|it| Some(it.split_once('}')?.0)).filter(|it| is_name(it));
        let length = name.map_or(2, |it| it.len() + 3);
        res.push(Part::Text(before));
        res.push(name.map_or(Part::Text("${"), Part::Parameter));
        rest = behind.get(length..).unwrap_or_default();
    }
    res.push(Part::Text(rest));
    res.retain(|it| *it != Part::Text(""));
    res
}

/// Fills in parameters.
struct Filler<'p> {
    values: &'p BTreeMap<&'p str, Option<String>>,
    /// Whether holes are read as set.
    is_set: bool,
    /// How many bytes may still be filled in.
    left: usize,
}

impl Filler<'_> {
    fn fill(&mut self, item: &mut Item) {
        match item {
            Item::List(items) => items.iter_mut().for_each(|it| self.fill(it)),
            Item::Map(fields) => {
                for it in fields {
                    if it.key.contains("${") {
                        it.key = self.text(&it.key);
                    }
                    self.fill(&mut it.value);
                }
            }
            Item::Scalar(Scalar { data: Data::Text(text), at, .. }) if text.contains("${") => {
                let at = *at;
                *item = match parts(text).as_slice() {
                    [Part::Value(name)] => self.value(name, text, at),
                    _ => Item::text(self.text(text), at),
                };
            }
            Item::Scalar(_) => {}
        }
    }

    fn text(&mut self, text: &str) -> String {
        let mut res = String::new();
        for part in parts(text) {
            match part {
                Part::Text(it) => res.push_str(it),
                Part::Parameter(name) | Part::Value(name) => match self.values.get(name) {
                    Some(Some(it)) => res.push_str(it),
                    Some(None) => res.push_str(&self.hole(name, OPEN)),
                    // It is no parameter, and stays as it is.
                    None => res.push_str(&format!("${{{name}}}")),
                },
            }
        }
        self.left = self.left.saturating_sub(res.len());
        if self.left == 0 { String::new() } else { res }
    }

    fn value(&mut self, name: &str, text: &str, at: Location) -> Item {
        match self.values.get(name) {
            Some(Some(it)) => {
                self.left = self.left.saturating_sub(it.len());
                let is_json =
                    it.starts_with(['{', '[', '"', '-']) || it.starts_with(|it: char| it.is_ascii_digit());
                let is_word = matches!(it.as_str(), "true" | "false" | "null");
                let mut value = Mapped::new();
                value.put(it, at);
                let parsed = (is_json || is_word).then(|| Item::parse(&value)).flatten();
                parsed.filter(|_| self.left > 0).unwrap_or_else(|| Item::text(it.clone(), at))
            }
            Some(None) => Item::text(self.hole(name, OPEN_PLAIN), at),
            None => Item::text(text, at),
        }
    }

    /// What stands for a parameter without a value: of one that is not set, an empty text.
    fn hole(&self, name: &str, open: char) -> String {
        // Its name is written there, for what is said of it; what is read is made of that.
        let open = if self.is_set { open } else { OPEN };
        format!("{open}{name}{CLOSE}{}{CLOSE}", if self.is_set { stand_in(name) } else { String::new() })
    }
}

/// Takes off the marks around holes, and notes where these are.
fn unmark(marked: &Mapped, out: &mut Mapped, met: &mut Vec<Met>) {
    let text = marked.text();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|it| it.find([OPEN, OPEN_PLAIN])).map(|it| at + it) {
        let rest = text.get(start..).unwrap_or_default();
        let mut pieces = rest.splitn(3, CLOSE);
        let (Some(head), Some(shown), Some(_)) = (pieces.next(), pieces.next(), pieces.next()) else { break };
        let mut end = start + head.len() + shown.len() + 2 * CLOSE.len_utf8();
        let mut before = start;
        // What is no text has no quotes.
        if head.starts_with(OPEN_PLAIN) && text.get(..start).is_some_and(|it| it.ends_with('"')) {
            (before, end) = (start - 1, end + 1);
        }
        let place = marked.locate(Span::new(start as u32, end as u32));
        out.copy(marked, at..before);
        let from = out.text().len();
        out.put(shown, place);
        let name = head.trim_start_matches([OPEN, OPEN_PLAIN]);
        met.push(Met {
            name: format!("${{{name}}}").into(),
            range: from..out.text().len(),
            at: place,
            is_printed: true,
        });
        at = end;
    }
    out.copy(marked, at..text.len());
}

#[cfg(test)]
mod tests;
