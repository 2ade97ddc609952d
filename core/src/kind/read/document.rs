//! One document to the objects in it.
//!
//! Enters: the text of the document. Leaves: objects and diagnostics whose places count from its start. The
//! result depends on nothing else, so a document that did not change need not be read again.
//! Deliberately not here: what needs all documents at once (see [`super::assemble`]).

use std::sync::Arc;

use super::content;
use super::readers::Readers;
use super::recognise::{Recognised, recognise};
use super::shape::{Inherited, is_list, list_of, next_object, selected};
use super::unknown_kind;
use crate::diagnostic::{Code, Diagnostic, Most, Severity};
use crate::kind::check::{Decoded, Path, Report, location};
use crate::kind::field::meta;
use crate::kind::kinds::{self, Kind};
use crate::kind::{Labels, Manifest};
use crate::options::Options;
use crate::pause::{Pause, at_once};
use crate::source::Span;
use crate::yaml::{self, Node, Value};

/// What one document holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::kind) struct DocumentRead {
    /// In the order of the text, lists expanded.
    pub objects: Vec<Object>,
    /// What is wrong outside of objects.
    pub diagnostics: Vec<Diagnostic>,
    /// What else is.
    pub most: Most,
    /// Whether something was left out because it could not be understood.
    pub incomplete: bool,
    /// Whether there is an object of a kind for which no reader was there.
    pub unread: bool,
    /// Whether a policy is refused and what was meant is not told, because what tells it was not there.
    pub unexplained: bool,
    /// Whether it holds tests of connections, as a document of their own or in the data of a ConfigMap.
    pub has_tests: bool,
    /// Whether the text is not what it was read as: for a document no YAML, for an item not one item.
    pub failed: bool,
}

/// One object of a document. Its names are shared: each analysis of a text that is being edited has them anew.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::kind) struct Object {
    /// `NetworkPolicy`.
    pub kind: Arc<str>,
    /// `networking.k8s.io`; empty for the core group.
    pub group: Arc<str>,
    /// Empty for cluster-scoped kinds.
    pub namespace: Arc<str>,
    /// Empty when the object has none; the prefix when `name_is_generated`.
    pub name: Arc<str>,
    /// Whether the server would complete the name.
    pub name_is_generated: bool,
    /// The name's place, or the object's.
    pub span: Span,
    /// The same number for the same content in any layout.
    pub content: u64,
    /// What was made of it.
    pub body: Body,
    /// Of a policy that takes no part, the labels of `spec.podSelector.matchLabels`; empty where these cannot be read.
    pub selected: Labels,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// What was made of an object.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::kind) enum Body {
    /// It takes part in the evaluation.
    Manifest(Box<Manifest>),
    /// A policy of an API that is not evaluated.
    ForeignPolicy,
    /// A kind that has nothing to do with network policies.
    Ignored,
    /// It was refused and takes no part.
    Refused,
}

/// Reads one document.
pub(in crate::kind) fn read_document(text: &str, options: &Options, readers: Readers) -> DocumentRead {
    at_once(async |pause| document_in_steps(text, options, readers, &pause).await)
}

/// Reads one item of a list: dash and all, or an object of JSON.
pub(in crate::kind) fn read_item(text: &str, options: &Options, readers: Readers) -> DocumentRead {
    at_once(async |pause| item_in_steps(text, options, readers, &pause).await)
}

/// [`read_document`], stopping in between.
pub(in crate::kind) async fn document_in_steps(
    text: &str,
    options: &Options,
    readers: Readers,
    pause: &Pause,
) -> DocumentRead {
    let mut read = DocumentRead::default();
    match yaml::parse_in_steps(text, &mut read.diagnostics, pause).await {
        Some(root) => Reader { text, options, readers, pause, read: &mut read }.all(Found::root(&root)).await,
        None => read.fail(),
    }
    read
}

/// [`read_item`], stopping in between.
pub(in crate::kind) async fn item_in_steps(
    text: &str,
    options: &Options,
    readers: Readers,
    pause: &Pause,
) -> DocumentRead {
    let mut read = DocumentRead::default();
    let root = yaml::parse_in_steps(text, &mut read.diagnostics, pause).await;
    let found = root.as_ref().and_then(|root| match root.items() {
        [item] => Some(Found { node: item, inherited: None, is_item: true }),
        _ => matches!(root.value, Value::Mapping(_)).then(|| Found::root(root)),
    });
    match found {
        Some(it) => Reader { text, options, readers, pause, read: &mut read }.all(it).await,
        None => read.failed = true,
    }
    read
}

impl DocumentRead {
    fn fail(&mut self) {
        self.failed = !self.diagnostics.is_empty();
        self.incomplete = self.failed;
    }

    /// The error of a document of which nothing could be read.
    pub(in crate::kind) fn nothing(&self) -> Option<&Diagnostic> {
        let error = self.diagnostics.iter().find(|it| it.severity == Severity::Error);
        error.filter(|_| self.incomplete && self.objects.is_empty())
    }
}

/// How many times as fast as parsing it each look at the tree of an object is.
const FASTER: usize = 8;

/// An object or list that is still to be read.
struct Found<'n> {
    node: &'n Node<'n>,
    inherited: Inherited<'n>,
    /// Whether it stands in a list.
    is_item: bool,
}

impl<'n> Found<'n> {
    fn root(node: &'n Node<'n>) -> Found<'n> {
        Found { node, inherited: None, is_item: false }
    }
}

struct Reader<'r> {
    text: &'r str,
    options: &'r Options,
    readers: Readers,
    pause: &'r Pause,
    read: &'r mut DocumentRead,
}

impl Reader<'_> {
    /// Reads an object, or all that a list holds, in the order of the text.
    async fn all<'n>(&mut self, root: Found<'n>) {
        // The last one comes first.
        let mut left = vec![root];
        while let Some(Found { node, inherited, is_item }) = left.pop() {
            if is_item && node.is_null() {
                let message = "this item is empty and is skipped";
                self.tell(node.span, Severity::Warning, Code::NullItem, message, "");
            } else if let Some((api_version, kind)) = self.kind_of(node, inherited) {
                match list_of(node, api_version, kind) {
                    Some(inherited) => left.extend(self.items(node, inherited)),
                    None => self.object(node, api_version, kind).await,
                }
            }
        }
    }

    /// `apiVersion` and `kind`.
    fn kind_of<'n>(&mut self, node: &'n Node<'n>, inherited: Inherited<'n>) -> Option<(&'n str, &'n str)> {
        if !matches!(node.value, Value::Mapping(_)) {
            let message = "expected an object with `apiVersion` and `kind`";
            self.refuse(node.span, Code::NotAnObject, message.to_owned(), "");
            return None;
        }
        let text = |key| node.get(key).and_then(Node::as_str).filter(|it| !it.is_empty());
        let api_version = text("apiVersion").or(inherited.map(|it| it.0));
        let kind = text("kind").or(inherited.map(|it| it.1));
        let missing = match (api_version, kind) {
            (Some(api_version), Some(kind)) => return Some((api_version, kind)),
            (None, None) if node.get(TESTS).is_some() => {
                self.read.has_tests = true;
                return None;
            }
            (None, None) => "apiVersion and kind are not set",
            (None, Some(_)) => "apiVersion is not set",
            (Some(_), None) => "kind is not set",
        };
        let at = node.entries().first().map_or(node.span, |it| it.key_span);
        let help = "every object begins with `apiVersion` and `kind`";
        self.refuse(at, Code::MissingType, missing.to_owned(), help);
        None
    }

    /// "A null or missing `items` is an empty list; a null item is skipped with a warning". The last item comes
    /// first.
    fn items<'n>(
        &mut self,
        list: &'n Node<'n>,
        inherited: Inherited<'n>,
    ) -> impl Iterator<Item = Found<'n>> + use<'n> {
        let items = list.get("items");
        if let Some(it) = items.filter(|it| !is_list(it)) {
            self.refuse(it.span, Code::WrongType, "expected a list at items".to_owned(), "");
        }
        let items = items.map(Node::items).unwrap_or_default();
        items.iter().rev().map(move |node| Found { node, inherited, is_item: true })
    }

    async fn object(&mut self, node: &Node<'_>, api_version: &str, kind: &str) {
        match recognise(api_version, kind) {
            Recognised::Known { kind, removed } => self.known(node, api_version, kind, removed).await,
            Recognised::Foreign => self.unread(node, api_version, kind, Body::ForeignPolicy),
            Recognised::Other => {
                self.read.has_tests |= kind == "ConfigMap" && holds_tests(node);
                self.unread(node, api_version, kind, Body::Ignored);
            }
            Recognised::NoSuchKind(known) => {
                self.no_such_kind(node, (api_version, kind), known, "apiVersion");
            }
            Recognised::Misspelt(known) => self.no_such_kind(node, (api_version, kind), known, "kind"),
        }
    }

    /// An object that no server would know, and that was meant to be there as one of a known kind.
    fn no_such_kind(&mut self, node: &Node<'_>, names: (&str, &str), known: &Kind, key: &str) {
        self.unread(node, names.0, known.name, Body::Refused);
        self.read.incomplete = true;
        let problem = unknown_kind::no_such_kind(node, names, known, key);
        if let Some(object) = self.read.objects.last_mut() {
            object.diagnostics.push(problem);
        }
    }

    /// An object of which nothing but its name is looked at.
    fn unread(&mut self, node: &Node<'_>, api_version: &str, kind: &str, body: Body) {
        let metadata = node.get("metadata");
        let text = |key| metadata.and_then(|it| it.get(key)).and_then(Node::as_str).unwrap_or_default();
        self.read.objects.push(Object {
            kind: kind.into(),
            group: kinds::group(api_version).into(),
            namespace: text("namespace").into(),
            name: text("name").into(),
            name_is_generated: false,
            span: node.span,
            content: 0,
            selected: if body == Body::Ignored { Labels::default() } else { selected(node) },
            body,
            diagnostics: Vec::new(),
        });
    }

    async fn known(&mut self, node: &Node<'_>, api_version: &str, kind: &'static Kind, removed: bool) {
        let Some(reader) = self.readers.of(kind) else {
            self.read.unread = true;
            return;
        };
        let severity = if kind.is_policy() { Severity::Error } else { Severity::Warning };
        let mut report = Report::new(self.text, severity);
        if removed {
            let at = node.entry("apiVersion").map_or(node.span, |it| it.value.span);
            let message = format!("servers no longer know {api_version} of {}", kind.name);
            let path = Path::Root.field("apiVersion");
            report.note(Severity::Warning, Code::RemovedApi, &path, at, message);
            report.help(format!("write `apiVersion: {}`", kind.api_version));
        } else if kind.api_version != api_version {
            unknown_kind::unserved_version(node, api_version, kind, &mut report);
        }
        let bytes = (node.span.end - node.span.start) as usize;
        let content = self.duplicate_keys(node, kind.is_policy(), &mut report);
        self.pause.after(bytes / FASTER).await;
        let mut after_metadata = Vec::new();
        let decoded = reader.check(node, self.options, &mut report, &mut after_metadata);
        self.pause.after(bytes / FASTER).await;
        let known = report.diagnostics.len();
        let meta = meta::read(node, kind, self.options, &mut report);
        if matches!(decoded, Decoded::Refused) {
            report.diagnostics.truncate(known);
        }
        report.diagnostics.append(&mut after_metadata);
        let mut object = Object {
            kind: kind.name.into(),
            group: kind.group().into(),
            namespace: meta.namespace.as_str().into(),
            name: meta.name.value.as_str().into(),
            name_is_generated: meta.name_is_generated,
            span: meta.name.span,
            content,
            body: Body::Refused,
            selected: Labels::default(),
            diagnostics: Vec::new(),
        };
        if !matches!(decoded, Decoded::Refused) {
            let nameless = meta.name.value.is_empty();
            let manifest = reader.read(node, meta, self.options, &mut report);
            self.pause.after(bytes / FASTER).await;
            if let Some(it) = manifest.filter(|_| !(nameless || kind.is_policy() && report.refused)) {
                object.body = Body::Manifest(Box::new(it));
            }
        }
        if let Decoded::Partly(undecoded) = decoded {
            report.keep_from(known, |it| !undecoded.concerns(&it.field));
        }
        if let Some(policy) = kind.policy.filter(|_| report.is_to_explain()) {
            match self.readers.explain() {
                Some(explain) => explain(policy, node, self.options.strict, &mut report),
                None => self.read.unexplained = true,
            }
        }
        if object.body == Body::Refused {
            self.read.incomplete = true;
            object.selected = selected(node);
        }
        object.diagnostics = report.finish(object.span, node);
        self.read.objects.push(object);
    }

    /// Keys written twice: of a policy an error and the run is incomplete, although the last one is evaluated
    /// as `kubectl` would send it (D-04).
    fn duplicate_keys(&mut self, node: &Node<'_>, is_policy: bool, report: &mut Report<'_>) -> u64 {
        let is_error = is_policy && self.options.strict;
        let severity = if is_error { Severity::Error } else { Severity::Warning };
        let next = next_object(node);
        let mut found = false;
        let content = content::digest(node, &mut |path, earlier, later| {
            found = true;
            if next.is_some() && matches!(path, Path::Field(Path::Root, _)) {
                return;
            }
            let message = format!("duplicate field \"{path}\"");
            report.note(severity, Code::DuplicateKey, path, later.key_span, message);
            report.help("keep one of the two: `kubectl` silently sends the last, and so it is here, unless the version before this mistake is still evaluated");
            report.related(earlier.key_span, "first written here");
        });
        if let Some((first, next)) = next {
            let message = "another object begins here without a `---` line before it";
            report.note(Severity::Error, Code::MissingSeparator, &Path::Root, next, message);
            report.help("write `---` above it: `kubectl` silently sends the last object only, and so it is here, unless the version before this mistake is still evaluated");
            report.related(first, "the object that is lost");
        }
        self.read.incomplete |= found && is_error || next.is_some();
        content
    }

    fn refuse(&mut self, at: Span, code: Code, message: String, help: &str) {
        self.read.incomplete = true;
        self.tell(at, Severity::Error, code, &message, help);
    }

    fn tell(&mut self, at: Span, severity: Severity, code: Code, message: &str, help: &str) {
        let location = Some(location(at));
        if !self.read.most.has_room(severity, location) {
            return;
        }
        self.read.diagnostics.push(Diagnostic {
            help: help.to_owned(),
            location,
            ..Diagnostic::new(severity, code, message)
        });
    }
}

/// The key of a list of tests of connections, which is no object.
const TESTS: &str = "tests";

/// Whether a text of a ConfigMap may hold such a list.
fn holds_tests(node: &Node<'_>) -> bool {
    let data = node.get("data").map(Node::entries).unwrap_or_default();
    let may_hold = |it: &str| it.contains("tests:") || it.contains("expect");
    data.iter().any(|it| it.value.as_str().is_some_and(may_hold))
}

#[cfg(test)]
mod tests;
