//! The objects of the cluster, each with the place of the file that it stands in, and what changes them.

use super::resource::Kind;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::Opened;
use super::exec::Served;
use super::resource::{self, Resource};
use super::value::Value;
use super::world::World;
use crate::diagnostic::{Edit, edited};
use crate::edit::Written;
use crate::source::{FileId, Location, SourceFile, Span};
use crate::yaml;

/// Which object: its kind, namespace (empty outside of all) and name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) kind: Kind,
    pub(super) namespace: String,
    pub(super) name: String,
}

/// An object, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) key: Key,
    pub(super) resource: &'static Resource,
    pub(super) value: Value,
    /// The file, the whole document, and the object in it. None for what the cluster adds by itself.
    place: Option<(usize, Span, Span)>,
}

impl Object {
    pub(super) fn new(value: Value, namespace: &str) -> Option<Object> {
        let resource = resource::of(&value.str_at(&["apiVersion"]), &value.str_at(&["kind"]))?;
        let own = value.str_at(&["metadata", "namespace"]);
        let namespace = match (resource.is_namespaced, own.is_empty()) {
            (false, _) => String::new(),
            (true, true) => namespace.to_owned(),
            (true, false) => own,
        };
        let name = value.str_at(&["metadata", "name"]);
        Some(Object { key: Key { kind: resource.kind, namespace, name }, resource, value, place: None })
    }

    pub(super) fn name(&self) -> &str {
        &self.key.name
    }

    pub(super) fn labels(&self) -> Vec<(String, String)> {
        let mut res = self.value.at(&["metadata", "labels"]).map(Value::pairs).unwrap_or_default();
        if self.key.kind == Kind::Namespace && !res.iter().any(|it| it.0 == NAME_LABEL) {
            res.push((NAME_LABEL.to_owned(), self.key.name.clone()));
            res.sort();
        }
        res
    }

    /// `pod/web`, `networkpolicy.networking.k8s.io/deny`.
    pub(super) fn id(&self) -> String {
        format!("{}/{}", self.resource.singular_with_group(), self.key.name)
    }
}

/// The label that the server gives to each namespace.
pub(super) const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// The file that commands write into which name none.
pub(super) const OWN_FILE: &str = "terminal.yaml";

/// A new text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEdit {
    /// The file's name; a new one where there is none of that name.
    pub file: String,
    /// The stretch that is replaced, in bytes of the text before; the edits of a command follow each other.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What stands there then.
    pub text: String,
}

/// The cluster.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    files: Vec<(String, String)>,
    objects: Vec<Object>,
    /// What `apply` made: it does not warn about those. Everything in the files counts as applied.
    not_applied: Vec<Key>,
    /// How the files were changed since this was last asked.
    edits: Vec<FileEdit>,
    addresses: BTreeMap<Key, usize>,
    /// What follows from the objects, once it was asked for.
    pub(super) seen: Seen,
}

/// The cluster as a server shows it, by itself and with DNS servers.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) world: OnceCell<Rc<World>>,
    pub(super) served: OnceCell<Rc<Served>>,
}

impl Store {
    pub(super) fn new(files: &[SourceFile]) -> Store {
        let files = files.iter().map(|it| (it.name.clone(), it.text.to_string())).collect();
        let mut res = Store { files, ..Store::default() };
        res.read();
        res
    }

    /// The same with one more file, which is read alone.
    pub(super) fn with_file(mut self, name: &str, text: &str) -> Store {
        let own = Store::new(&[SourceFile::new(name, text)]);
        self.seen = Seen::default();
        let at = self.files.len();
        self.files.extend(own.files);
        for it in own.objects {
            self.objects.retain(|other| other.key != it.key);
            let next = self.addresses.len();
            self.addresses.entry(it.key.clone()).or_insert(next);
            let place = it.place.map(|(_, whole, own)| (at, whole, own));
            self.objects.push(Object { place, ..it });
        }
        self
    }

    pub(super) fn files(&self) -> &[(String, String)] {
        &self.files
    }

    pub(super) fn sources(&self) -> Vec<SourceFile> {
        self.files.iter().map(|it| SourceFile::new(&*it.0, &*it.1)).collect()
    }

    pub(super) fn take_edits(&mut self) -> Vec<FileEdit> {
        std::mem::take(&mut self.edits)
    }

    /// Reads all files anew.
    fn read(&mut self) {
        self.seen = Seen::default();
        self.objects.clear();
        for (file, (_, text)) in self.files.iter().enumerate() {
            for document in yaml::split(text) {
                let whole = Span::new(document.start, document.start + document.text.len() as u32);
                let Some(node) = yaml::parse(document.text, &mut Vec::new()) else { continue };
                let is_list =
                    node.get("kind").and_then(|it| it.as_str()).is_some_and(|it| it.ends_with("List"));
                let items = if is_list { node.get("items").map(|it| it.items()) } else { None };
                for it in items.unwrap_or(std::slice::from_ref(&node)) {
                    let span = it.span.shifted(document.start);
                    let Some(object) = Object::new(Value::of(it), "default") else { continue };
                    if object.key.name.is_empty() {
                        continue;
                    }
                    // Of two that are called the same the last is in force.
                    self.objects.retain(|it| it.key != object.key);
                    self.objects.push(Object { place: Some((file, whole, span)), ..object });
                }
            }
        }
        let known: Vec<Key> = self.objects.iter().map(|it| it.key.clone()).collect();
        self.not_applied.retain(|it| known.contains(it));
        for it in known {
            let next = self.addresses.len();
            self.addresses.entry(it).or_insert(next);
        }
    }

    pub(super) fn objects(&self) -> &[Object] {
        &self.objects
    }

    pub(super) fn find(&self, key: &Key) -> Option<&Object> {
        self.objects.iter().find(|it| it.key == *key)
    }

    /// When an object came among all that there ever were.
    pub(super) fn turn(&self, key: &Key) -> usize {
        self.addresses.get(key).copied().unwrap_or(usize::MAX)
    }

    pub(super) fn is_applied(&self, key: &Key) -> bool {
        !self.not_applied.contains(key)
    }

    pub(super) fn set_applied(&mut self, key: &Key, is_applied: bool) {
        self.not_applied.retain(|it| it != key);
        if !is_applied {
            self.not_applied.push(key.clone());
        }
    }

    fn change(&mut self, file: usize, start: usize, end: usize, text: String) {
        let Some((name, old)) = self.files.get_mut(file) else { return };
        let (Some(before), Some(behind)) = (old.get(..start), old.get(end..)) else { return };
        let new = format!("{before}{text}{behind}");
        self.edits.push(FileEdit { file: name.clone(), start, end, text });
        *old = new;
    }

    /// Adds an object as it is written, behind the others of a file.
    pub(super) fn add(&mut self, file: &str, text: &str) {
        let at = self.files.iter().position(|it| it.0 == file).unwrap_or(self.files.len());
        if at == self.files.len() {
            self.files.push((file.to_owned(), String::new()));
        }
        let old = self.files.get(at).map(|it| it.1.clone()).unwrap_or_default();
        let mut new = String::new();
        if !old.trim().is_empty() {
            new.push_str(if old.ends_with('\n') { "---\n" } else { "\n---\n" });
        }
        new.push_str(text.trim_end());
        new.push('\n');
        self.change(at, old.len(), old.len(), new);
        self.read();
    }

    /// Writes another text in the place of an object.
    pub(super) fn replace(&mut self, key: &Key, text: &str) {
        let Some((file, whole, own)) = self.find(key).and_then(|it| it.place) else { return };
        if self.is_of_list(file, whole) {
            let text = text.to_owned();
            self.unlist(file, whole);
            if let Some(Some((file, whole, _))) = self.find(key).map(|it| it.place) {
                self.change(file, whole.start as usize, whole.end as usize, ended(&text));
                self.read();
            }
            return;
        }
        let old = self.slice(file, own);
        let (start, mut end) = (own.start as usize, own.end as usize);
        if !old.ends_with('\n')
            && self.files.get(file).and_then(|it| it.1.get(end..)).is_some_and(|it| it.starts_with('\n'))
        {
            end += 1;
        }
        self.change(file, start, end, ended(text));
        self.read();
    }

    /// Takes an object away.
    pub(super) fn remove(&mut self, key: &Key) {
        let Some((file, whole, _)) = self.find(key).and_then(|it| it.place) else { return };
        if self.is_of_list(file, whole) {
            self.unlist(file, whole);
            return self.remove(key);
        }
        let text = self.files.get(file).map(|it| it.1.as_str()).unwrap_or_default();
        let (mut start, mut end) = (whole.start as usize, whole.end as usize);
        let before = text.get(..start).unwrap_or_default();
        let behind = text.get(end..).unwrap_or_default();
        // The line of dashes before it goes with it; before the first one the line behind it.
        if let Some(dashes) =
            before.trim_end().strip_suffix("---").filter(|it| it.is_empty() || it.ends_with('\n'))
        {
            start = dashes.len();
        } else if let Some(rest) = behind.strip_prefix("---\n").filter(|_| before.trim().is_empty()) {
            end = text.len() - rest.len();
        }
        self.change(file, start, end, String::new());
        self.read();
    }

    /// Writes a value behind a path of keys of an object, or takes what is there away.
    pub(super) fn set(&mut self, key: &Key, path: &[&str], value: Option<&Value>) {
        let Some(object) = self.find(key) else { return };
        let Some((file, _, own)) = object.place else { return };
        let mut whole = object.value.clone();
        match value {
            Some(it) => whole.put_at(path, it.clone()),
            None => take_at(&mut whole, path),
        }
        if let Some(edits) = self.in_place(file, own, path, value) {
            let text = self.files.get(file).map(|it| it.1.clone()).unwrap_or_default();
            if let Some(new) = edited(&text, 0, &edits) {
                let read = Store::new(&[SourceFile::new("", new.as_str())]);
                // What an edit makes is read again: where it is not what was meant, the object is written anew.
                if read.find(key).is_some_and(|it| it.value.is_same(&whole)) {
                    for it in edits.iter().rev() {
                        let Span { start, end } = it.location.span;
                        self.change(file, start as usize, end as usize, it.text.clone());
                    }
                    return self.read();
                }
            }
        }
        self.replace(key, &super::print::yaml(&whole));
    }

    fn in_place(&self, file: usize, own: Span, path: &[&str], value: Option<&Value>) -> Option<Vec<Edit>> {
        let text = &self.files.get(file)?.1;
        let written = Written::in_text(text, Location { file: FileId(file as u32), span: own })?;
        let quoted = |it: &&str| format!("[{it}]");
        // Keys of labels have dots in them.
        let step = |it: &&str| if it.contains(['.', '/']) { quoted(it) } else { format!(".{it}") };
        let join = |it: &[&str]| it.iter().map(step).collect::<String>().trim_start_matches('.').to_owned();
        let (last, way) = path.split_last()?;
        let Some(value) = value else { return Some(vec![written.delete(&join(path))?]) };
        let value = value.to_yaml()?;
        if written.at(&join(path)).is_some() {
            return Some(vec![written.set(&join(path), &value)?]);
        }
        if way.is_empty() || written.at(&join(way)).is_some() {
            return Some(vec![written.insert(&join(way), last, &value)?]);
        }
        let (before, way) = way.split_last()?;
        Some(vec![written.insert(&join(way), before, &crate::edit::Yaml::map([(*last, value)]))?])
    }

    /// Where an object stands.
    pub(super) fn opened(&self, key: &Key) -> Option<Opened> {
        let (file, _, own) = self.find(key)?.place?;
        let file = self.files.get(file)?.0.clone();
        Some(Opened { file, start: own.start as usize, end: own.end as usize })
    }

    fn slice(&self, file: usize, span: Span) -> &str {
        let text = self.files.get(file).map(|it| it.1.as_str()).unwrap_or_default();
        text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Whether a document is a list of several objects.
    fn is_of_list(&self, file: usize, whole: Span) -> bool {
        let text = self.slice(file, whole);
        yaml::parse(text, &mut Vec::new()).is_some_and(|it| {
            it.get("items").is_some()
                && it.get("kind").and_then(|it| it.as_str()).is_some_and(|it| it.ends_with("List"))
        })
    }

    /// Writes the objects of a list as documents of their own.
    fn unlist(&mut self, file: usize, whole: Span) {
        let Some(node) = yaml::parse(self.slice(file, whole), &mut Vec::new()) else { return };
        let items = node.get("items").map(|it| it.items()).unwrap_or_default();
        let texts: Vec<String> = items.iter().map(|it| super::print::yaml(&Value::of(it))).collect();
        self.change(file, whole.start as usize, whole.end as usize, texts.join("---\n"));
        self.read();
    }
}

fn ended(text: &str) -> String {
    format!("{}\n", text.trim_end())
}

fn take_at(value: &mut Value, path: &[&str]) {
    match path {
        [] => {}
        [key] => {
            value.take(key);
        }
        [key, rest @ ..] => {
            if let Some(mut inner) = value.get(key).cloned() {
                take_at(&mut inner, rest);
                value.put(key, inner);
            }
        }
    }
}
