//! The objects of the cluster, each with the place of the file that it stands in. What changes them is below.

mod edits;
mod json;

use super::resource::Kind;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::Opened;
use super::cluster::ServedCluster;
use super::exec::Served;
use super::resource::{self, Resource};
use super::value::Value;
use crate::source::{SourceFile, Span};
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
    pub(super) value: Arc<Value>,
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
        Some(Object {
            key: Key { kind: resource.kind, namespace, name },
            resource,
            value: Arc::new(value),
            place: None,
        })
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

/// A document, and its objects with their places in it.
#[derive(Clone, Debug)]
struct Document {
    text: String,
    objects: Vec<(Object, Span)>,
    /// Whether it is something else than an object: another form of text, or YAML with a mistake.
    is_other: bool,
}

impl Document {
    fn of(text: &str) -> Document {
        let mut res = Document { text: text.to_owned(), objects: Vec::new(), is_other: false };
        let mut wrong = Vec::new();
        let Some(node) = yaml::parse(text, &mut wrong) else {
            res.is_other = !wrong.is_empty();
            return res;
        };
        res.is_other = !node.is_null() && node.entries().is_empty();
        let is_list = node.get("kind").and_then(|it| it.as_str()).is_some_and(|it| it.ends_with("List"));
        let items = if is_list { node.get("items").map(|it| it.items()) } else { None };
        for it in items.unwrap_or(std::slice::from_ref(&node)) {
            if let Some(object) = Object::new(Value::of(it), "default").filter(|it| !it.key.name.is_empty()) {
                res.objects.push((object, it.span));
            }
        }
        res
    }
}

/// The cluster.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    files: Vec<(String, String)>,
    /// The documents of each file as they were read last: what did not change is not read again.
    documents: Vec<Vec<Document>>,
    objects: Vec<Object>,
    index: BTreeMap<Key, usize>,
    /// What `apply` made: it does not warn about those. Everything in the files counts as applied.
    not_applied: Vec<Key>,
    /// How the files were changed since this was last asked.
    edits: Vec<FileEdit>,
    addresses: BTreeMap<Key, usize>,
    /// The numbers in the addresses of pods and Services: each keeps its own, also when others go.
    pub(super) numbers: RefCell<BTreeMap<Key, usize>>,
    /// What follows from the objects, once it was asked for.
    pub(super) seen: Seen,
}

/// The cluster as a server shows it, by itself and with DNS servers.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) cluster: OnceCell<Rc<ServedCluster>>,
    pub(super) served: OnceCell<Rc<Served>>,
}

impl Store {
    pub(super) fn new(files: &[SourceFile]) -> Store {
        let files = files.iter().map(|it| (it.name.clone(), it.text.to_string())).collect();
        let mut res = Store { files, ..Store::default() };
        res.read();
        res
    }

    /// The same cluster with other texts: what stays has the address that it had.
    pub(super) fn renewed(&self, files: &[SourceFile]) -> Store {
        Store { numbers: self.numbers.clone(), ..Store::new(files) }
    }

    /// The files of which a document is no object as kubectl reads it, though it is not empty.
    pub(super) fn unread(&self) -> Vec<&str> {
        let is_unread = |it: &(&(String, String), &Vec<Document>)| it.1.iter().any(|it| it.is_other);
        self.files.iter().zip(&self.documents).filter(is_unread).map(|it| it.0.0.as_str()).collect()
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
        self.index = self.objects.iter().enumerate().map(|(at, it)| (it.key.clone(), at)).collect();
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

    /// Reads what changed in the files.
    fn read(&mut self) {
        self.seen = Seen::default();
        let mut old = std::mem::take(&mut self.documents);
        old.resize_with(self.files.len(), Vec::new);
        let (mut all, mut index): (Vec<Option<Object>>, BTreeMap<Key, usize>) = Default::default();
        for ((file, (_, text)), known) in self.files.iter().enumerate().zip(old) {
            let parts = yaml::split(text);
            let is_same = |it: &(&yaml::Document<'_>, &Document)| it.0.text == it.1.text;
            let front = parts.iter().zip(&known).take_while(is_same).count();
            let most = parts.len().min(known.len()) - front;
            let back = parts.iter().rev().zip(known.iter().rev()).take(most).take_while(is_same).count();
            let (first_back, known_back) = (parts.len() - back, known.len() - back);
            let mut own: Vec<Document> = Vec::with_capacity(parts.len());
            let mut kept = known.into_iter();
            own.extend(kept.by_ref().take(front));
            let changed = parts.get(front..first_back).unwrap_or_default();
            own.extend(changed.iter().map(|it| Document::of(it.text)));
            own.extend(kept.skip(known_back - front));
            for (part, it) in parts.iter().zip(&own) {
                let whole = Span::new(part.start, part.start + part.text.len() as u32);
                for (object, span) in &it.objects {
                    let place = Some((file, whole, span.shifted(part.start)));
                    // Of two that are called the same the last is in force.
                    if let Some(before) = index.insert(object.key.clone(), all.len())
                        && let Some(before) = all.get_mut(before)
                    {
                        *before = None;
                    }
                    all.push(Some(Object { place, ..object.clone() }));
                }
            }
            self.documents.push(own);
        }
        self.objects = all.into_iter().flatten().collect();
        self.index = self.objects.iter().enumerate().map(|(at, it)| (it.key.clone(), at)).collect();
        let index = &self.index;
        self.not_applied.retain(|it| index.contains_key(it));
        for it in &self.objects {
            let next = self.addresses.len();
            if !self.addresses.contains_key(&it.key) {
                self.addresses.insert(it.key.clone(), next);
            }
        }
    }

    /// Where an object stands.
    pub(super) fn opened(&self, key: &Key) -> Option<Opened> {
        let (file, _, own) = self.find(key)?.place?;
        let file = self.files.get(file)?.0.clone();
        Some(Opened { file, start: own.start as usize, end: own.end as usize })
    }

    pub(super) fn objects(&self) -> &[Object] {
        &self.objects
    }

    pub(super) fn find(&self, key: &Key) -> Option<&Object> {
        self.objects.get(*self.index.get(key)?)
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
}
