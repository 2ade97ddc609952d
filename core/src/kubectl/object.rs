//! The objects that there are so far: texts of YAML, each place of which leads to what made it.

use std::ops::Range;

use super::kinds::{self, Kind};
use super::writer::{scalar, spliced};
use crate::source::{Location, Mapped, Span};
use crate::yaml::{self, Node, Value};

/// An object as far as commands have brought it.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its manifest.
    pub text: Mapped,
    /// What it is called by. `None` where its text tells neither kind nor name.
    pub key: Option<Key>,
    /// The file that it was read from, if it came from one.
    pub file: Option<String>,
    /// Whether `kubectl run --rm` made it.
    pub is_transient: bool,
    /// The labels with which it was applied last, if it was.
    pub(super) applied: Option<Vec<(String, String)>>,
}

/// What commands call an object by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// `networking.k8s.io/NetworkPolicy`, `/Pod`.
    pub kind: String,
    /// Empty for what is in no namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
}

impl Key {
    pub(super) fn new(kind: &Kind, namespace: &str, name: &str) -> Key {
        let namespace = if kind.is_namespaced { namespace } else { "" };
        let kind = format!("{}/{}", kinds::group(kind.api_version), kind.name);
        Key { kind, namespace: namespace.to_owned(), name: name.to_owned() }
    }

    /// The kind without its group.
    pub fn kind_name(&self) -> &str {
        self.kind.rsplit('/').next().unwrap_or_default()
    }

    /// `namespace/name`, or the name.
    pub fn id(&self) -> String {
        if self.namespace.is_empty() {
            self.name.clone()
        } else {
            format!("{}/{}", self.namespace, self.name)
        }
    }

    pub(super) fn known(&self) -> Option<&'static Kind> {
        let (group, name) = self.kind.split_once('/')?;
        kinds::of(&format!("{group}/"), name)
    }
}

/// What a text says of the object that it is.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) api_version: String,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) namespace: Option<String>,
}

/// Reads the first words of a manifest. A text that lost its indentation is no tree, and read by its lines.
pub(super) fn head(text: &str) -> Option<Head> {
    let root = yaml::parse(text, &mut Vec::new());
    let string = |it: Option<&Node<'_>>| it.and_then(Node::as_str).map(str::to_owned);
    if let Some(root) = root.filter(|it| it.get("kind").is_some()) {
        return Some(Head {
            api_version: string(root.get("apiVersion")).unwrap_or_default(),
            kind: string(root.get("kind"))?,
            name: string(root.at(&["metadata", "name"])).unwrap_or_default(),
            namespace: string(root.at(&["metadata", "namespace"])),
        });
    }
    let mut res = Head::default();
    for line in text.lines() {
        let Some((key, value)) = line.trim().split_once(':') else { continue };
        let value = value.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']).to_owned();
        match key {
            "kind" if res.kind.is_empty() => res.kind = value,
            "apiVersion" if res.api_version.is_empty() => res.api_version = value,
            "name" if res.name.is_empty() => res.name = value,
            "namespace" if res.namespace.is_none() => res.namespace = Some(value),
            "spec" | "data" => break,
            _ => {}
        }
    }
    (!res.kind.is_empty()).then_some(res)
}

impl Object {
    /// An object of a text; one without a namespace is in the one given, and says so.
    pub(super) fn read(text: Mapped, namespace: &str, at: Location) -> Object {
        let mut res = Object { text, key: None, file: None, is_transient: false, applied: None };
        let Some(head) = head(res.text.text()) else { return res };
        let kind = kinds::of(&head.api_version, &head.kind);
        let is_namespaced = kind.map_or(head.namespace.is_some(), |it| it.is_namespaced);
        if is_namespaced && head.namespace.is_none() && namespace != "default" {
            res.set_namespace(namespace, at);
        }
        if !head.name.is_empty() {
            let namespace = head.namespace.as_deref().unwrap_or(namespace);
            let namespace = if is_namespaced { namespace.to_owned() } else { String::new() };
            let kind = format!("{}/{}", kinds::group(&head.api_version), head.kind);
            res.key = Some(Key { kind, namespace, name: head.name });
        }
        res
    }

    /// Gives a namespace to an object that names none.
    pub(super) fn set_namespace(&mut self, namespace: &str, at: Location) {
        let text = self.text.text();
        let mut put = Mapped::new();
        let quoted = super::writer::scalar(&super::writer::text_at(namespace, at));
        let namespace = quoted.text();
        let root = yaml::parse(text, &mut Vec::new());
        if let Some(metadata) = root.as_ref().and_then(|it| it.get("metadata")) {
            if let Some(place) = entries_place(text, metadata) {
                place.put("namespace", namespace, at, &mut put);
                self.text = spliced(&self.text, place.at..place.at, &put);
            }
            return;
        }
        // Without indentation it is no tree: the line below `metadata:` has the blanks that there are.
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            start += line.len();
            if line.trim_end() == "metadata:" {
                let next = text.get(start..).unwrap_or_default();
                let indent = next.len() - next.trim_start_matches(' ').len();
                put.put(&format!("{}namespace: {namespace}\n", " ".repeat(indent.min(20))), at);
                self.text = spliced(&self.text, start..start, &put);
                return;
            }
        }
    }

    /// Whether it is a pod or makes some.
    pub fn is_row(&self) -> bool {
        self.key.as_ref().and_then(Key::known).is_some_and(|it| it.is_row)
    }

    /// Whether it is a policy of some kind.
    pub fn is_policy(&self) -> bool {
        self.key.as_ref().is_some_and(|it| it.kind.contains("Polic"))
    }

    /// Its labels, or those that are at a path.
    pub(super) fn pairs(&self, path: &[&str]) -> Vec<(String, String)> {
        let text = self.text.text();
        let root = yaml::parse(text, &mut Vec::new());
        let node = root.as_ref().and_then(|it| it.at(path));
        let pair = |it: &yaml::Entry<'_>| Some((it.key.to_string(), it.value.as_str()?.to_owned()));
        node.map(|it| it.entries().iter().filter_map(pair).collect()).unwrap_or_default()
    }

    /// Where the pairs of a map stand, each as it is written.
    pub(super) fn written(&self, path: &[&str]) -> Vec<(Mapped, Mapped)> {
        let root = yaml::parse(self.text.text(), &mut Vec::new());
        let copy = |span: Span| super::command::part(&self.text, span.start as usize..span.end as usize);
        let node = root.as_ref().and_then(|it| it.at(path));
        node.map(|it| it.entries().iter().map(|it| (copy(it.key_span), copy(it.value.span))).collect())
            .unwrap_or_default()
    }

    /// Whether a selector in it asks for a label.
    pub(super) fn asks_for(&self, key: &str, value: &str) -> bool {
        fn look(node: &Node<'_>, key: &str, value: &str) -> bool {
            let own = node.get("matchLabels").and_then(|it| it.get(key));
            let expression =
                node.get("key").and_then(Node::as_str) == Some(key) && node.get("operator").is_some();
            own.and_then(Node::as_str) == Some(value)
                || expression
                || node.entries().iter().any(|it| look(&it.value, key, value))
                || node.items().iter().any(|it| look(it, key, value))
        }
        yaml::parse(self.text.text(), &mut Vec::new()).is_some_and(|it| look(&it, key, value))
    }

    /// The ports of its containers, as they are written.
    pub(super) fn ports(&self, kind: &str) -> Vec<Mapped> {
        let root = yaml::parse(self.text.text(), &mut Vec::new());
        let path: &[&str] = match kind {
            "Pod" => &["spec", "containers"],
            _ => &["spec", "template", "spec", "containers"],
        };
        let containers = root.as_ref().and_then(|it| it.at(path)).map(Node::items).unwrap_or_default();
        let ports = containers.iter().filter_map(|it| it.get("ports")).flat_map(Node::items);
        let numbers = ports.filter_map(|it| it.get("containerPort"));
        numbers.map(|it| super::command::part(&self.text, range(it.span))).collect()
    }

    /// Sets `metadata.labels` or `metadata.annotations`.
    pub(super) fn set(&mut self, map: &str, key: &str, value: &Mapped) {
        let text = self.text.text();
        let Some(root) = yaml::parse(text, &mut Vec::new()) else { return };
        let at = super::command::place(value);
        let written = scalar(value);
        let mut put = Mapped::new();
        let found = root.at(&["metadata", map]);
        if let Some(old) = found.and_then(|it| it.get(key)) {
            self.text = spliced(&self.text, range(old.span), &written);
            return;
        }
        if let Some(place) = found.and_then(|it| entries_place(text, it)) {
            place.put_mapped(key, &written, at, &mut put);
            self.text = spliced(&self.text, place.at..place.at, &put);
            return;
        }
        let Some(metadata) = root.get("metadata") else { return };
        // `labels: {}` or `labels:` with nothing.
        if let (Some(_), Some(empty)) = (found, metadata.entry(map)) {
            put.put(": {", at);
            put.put(&key_text(key), at);
            put.put(": ", at);
            put.copy(&written, 0..written.text().len());
            put.put("}", at);
            let end = empty.value.span.end.max(empty.key_span.end);
            self.text = spliced(&self.text, empty.key_span.end as usize..end as usize, &put);
            return;
        }
        let Some(place) = entries_place(text, metadata) else { return };
        let (open, close) = match &place.indent {
            Some(indent) => (
                format!("{map}:\n{}{}: ", " ".repeat(indent + 2), key_text(key)),
                format!("\n{}", " ".repeat(*indent)),
            ),
            None => (format!("\"{map}\": {{{}: ", quoted_key(key)), "}, ".to_owned()),
        };
        put.put(&open, at);
        put.copy(&written, 0..written.text().len());
        put.put(&close, at);
        self.text = spliced(&self.text, place.at..place.at, &put);
    }

    /// Takes a pair of `metadata.labels` or `metadata.annotations` away. Whether there was one.
    pub(super) fn unset(&mut self, map: &str, key: &str) -> bool {
        let text = self.text.text();
        let Some(root) = yaml::parse(text, &mut Vec::new()) else { return false };
        let Some(node) = root.at(&["metadata", map]) else { return false };
        let Some(entry) = node.entry(key) else { return false };
        let (start, end) =
            (entry.key_span.start as usize, entry.value.span.end.max(entry.key_span.end) as usize);
        let is_flow = text.get(range(node.span)).is_some_and(|it| it.starts_with('{'));
        let mut cut = if let [_] = node.entries() {
            // The map goes with its last pair.
            let Some(whole) = root.get("metadata").and_then(|it| it.entry(map)) else { return false };
            if is_flow || root.get("metadata").is_some_and(|it| it.entries().len() == 1) {
                let put = crate::kubectl::writer::text_at(" {}", self.text.locate(entry.key_span));
                let value = node.span.start as usize;
                let value = text.get(..value).map_or(value, |it| it.trim_end().len());
                self.text = spliced(&self.text, value..node.span.end as usize, &put);
                return true;
            }
            whole.key_span.start as usize..end
        } else if is_flow {
            let behind = text.get(end..).unwrap_or_default();
            match behind.trim_start().strip_prefix(',') {
                Some(it) => start..end + (behind.len() - it.trim_start().len()),
                None => text.get(..start).map_or(start, |it| it.trim_end().trim_end_matches(',').len())..end,
            }
        } else {
            start..end
        };
        if !is_flow {
            // The whole lines.
            let before = text.get(..cut.start).unwrap_or_default();
            cut.start = before.trim_end_matches(' ').len();
            cut.end += text.get(cut.end..).and_then(|it| it.find('\n')).map_or(0, |it| it + 1);
        }
        self.text = spliced(&self.text, cut, &Mapped::new());
        true
    }

    /// Sets `spec.replicas`.
    pub(super) fn set_replicas(&mut self, value: &Mapped) {
        let text = self.text.text();
        let Some(root) = yaml::parse(text, &mut Vec::new()) else { return };
        if let Some(old) = root.at(&["spec", "replicas"]) {
            self.text = spliced(&self.text, range(old.span), value);
        } else if let Some(place) = root.get("spec").and_then(|it| entries_place(text, it)) {
            let mut put = Mapped::new();
            place.put_mapped("replicas", value, super::command::place(value), &mut put);
            self.text = spliced(&self.text, place.at..place.at, &put);
        }
    }
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// Where another pair may stand before the first of a map.
struct Place {
    at: usize,
    /// Of a map in lines; `None` in braces.
    indent: Option<usize>,
}

fn entries_place(text: &str, node: &Node<'_>) -> Option<Place> {
    if !matches!(node.value, Value::Mapping(_)) {
        return None;
    }
    let start = node.span.start as usize;
    if text.get(start..)?.starts_with('{') {
        return (!node.entries().is_empty()).then_some(Place { at: start + 1, indent: None });
    }
    let at = node.entries().first()?.key_span.start as usize;
    let before = text.get(..at)?;
    let line = before.rfind('\n').map_or(0, |it| it + 1);
    Some(Place { at, indent: Some(at - line) })
}

impl Place {
    fn put(&self, key: &str, value: &str, at: Location, res: &mut Mapped) {
        self.put_mapped(key, &super::writer::text_at(value, at), at, res);
    }

    fn put_mapped(&self, key: &str, value: &Mapped, at: Location, res: &mut Mapped) {
        let (key, end) = match self.indent {
            Some(indent) => (key_text(key), format!("\n{}", " ".repeat(indent))),
            None => (quoted_key(key), ", ".to_owned()),
        };
        res.put(&key, at);
        res.put(": ", at);
        if self.indent.is_none() && !value.text().starts_with('"') && value.text().parse::<i64>().is_err() {
            res.put("\"", at);
            res.copy(value, 0..value.text().len());
            res.put("\"", at);
        } else {
            res.copy(value, 0..value.text().len());
        }
        res.put(&end, at);
    }
}

fn key_text(key: &str) -> String {
    scalar(&super::writer::text_at(key, Location { file: crate::source::FileId(0), span: Span::default() }))
        .text()
        .to_owned()
}

fn quoted_key(key: &str) -> String {
    format!("\"{key}\"")
}
