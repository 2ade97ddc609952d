//! `metadata`: what all objects share.

use super::labels::{self, Labels};
use super::names;
use crate::diagnostic::{Code, Severity};
use crate::kind::check::{Path, Report};
use crate::kind::kinds::Kind;
use crate::options::Options;
use crate::source::{FileId, Origin, Span, Spanned};
use crate::yaml::Node;

/// What all objects share.
#[derive(Clone, Debug, PartialEq)]
pub struct Meta {
    /// Where the object was written.
    pub origin: Origin,
    /// The whole object.
    pub span: Span,
    /// `metadata.name`, or the stand-in `<generateName>~<n>`.
    pub name: Spanned<String>,
    /// Whether `name` is such a stand-in.
    pub name_is_generated: bool,
    /// The namespace it lives in, the default one filled in; empty for cluster-scoped kinds.
    pub namespace: String,
    /// `metadata.labels`.
    pub labels: Labels,
    /// The controlling owner in `metadata.ownerReferences`, if any.
    pub owner: Option<Owner>,
    /// Whether the object shows `uid` or `resourceVersion`, that is, comes from a live cluster.
    pub exported: bool,
    /// `metadata.uid`; empty where it is not shown.
    pub uid: String,
    /// Whether its text can be read in more than one way, and this is one of them. Such a policy is in force perhaps.
    pub is_in_doubt: bool,
    /// Whether this is its last version that could be read: its text is being edited, and cannot be read now.
    pub is_last_version: bool,
    /// Whether it was made up, because policies speak of such an object and the input has none.
    pub is_stand_in: bool,
}

/// A controller reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The group of its `apiVersion`: `apps`, `batch`; empty for the core group. `None` where there is no
    /// `apiVersion`, which no server would have stored.
    pub group: Option<String>,
    /// `ReplicaSet`, `Job`, …
    pub kind: String,
    /// Its name; it lives in the namespace of the owned object.
    pub name: String,
    /// Its `uid`; empty where it is not shown.
    pub uid: String,
}

/// Reads and checks `metadata`. The order of the checks is the API server's: generateName, name, namespace,
/// labels, annotations.
///
/// A generated name is left at its prefix; the stand-in is numbered when all documents are known.
pub(in crate::kind) fn read(
    root: &Node<'_>,
    kind: &Kind,
    options: &Options,
    report: &mut Report<'_>,
) -> Meta {
    let none = Node { span: root.span, value: crate::yaml::Value::Null };
    let metadata = report.object(root, &Path::Root, "metadata").unwrap_or(&none);
    let path = Path::Root.field("metadata");
    let at = root.entry("metadata").map_or(first_line(root, report), |it| it.key_span);
    let (name, name_is_generated) = name(metadata, &path, kind, options, at, report);
    let namespace = namespace(metadata, &path, kind, options, report);
    let labels = match metadata.get("labels") {
        Some(_) => labels::read(metadata, &path, "labels", report),
        None => Labels::default(),
    };
    labels::check_annotations(metadata, &path, report);
    Meta {
        origin: Origin { file: FileId(0), document: 0, start: 0 },
        span: root.span,
        name,
        name_is_generated,
        namespace,
        labels,
        owner: owner(metadata),
        uid: metadata.get("uid").and_then(Node::as_str).unwrap_or_default().to_owned(),
        is_in_doubt: false,
        is_last_version: false,
        is_stand_in: false,
        exported: metadata.get("uid").is_some() || metadata.get("resourceVersion").is_some(),
    }
}

fn name(
    metadata: &Node<'_>,
    path: &Path<'_>,
    kind: &Kind,
    options: &Options,
    at: Span,
    report: &mut Report<'_>,
) -> (Spanned<String>, bool) {
    let check = |name: &str| kind.names.check(name, options.kube_version);
    let prefix = report.text(metadata, path, "generateName").filter(|it| !it.0.is_empty());
    if let Some((prefix, span)) = prefix {
        let masked = prefix.strip_suffix('-').filter(|it| !it.is_empty()).map(|it| format!("{it}a"));
        for it in check(masked.as_deref().unwrap_or(prefix)) {
            report.invalid_text(&path.field("generateName"), span, prefix, &it);
        }
    }
    let name = report.text(metadata, path, "name").filter(|it| !it.0.is_empty());
    match (name, prefix) {
        (Some((name, span)), _) => {
            for it in check(name) {
                report.invalid_text(&path.field("name"), span, name, &it);
                if let Some(it) = names::nearest(name).filter(|it| check(it).is_empty()) {
                    report.help(format!("write `{it}`"));
                }
            }
            (Spanned::new(name.to_owned(), span), false)
        }
        (None, Some((prefix, span))) => {
            let message = "`kubectl apply` needs a name; `generateName` works with `kubectl create` only";
            report.note(Severity::Warning, Code::GeneratedName, &path.field("generateName"), span, message);
            (Spanned::new(prefix.to_owned(), span), true)
        }
        (None, None) => {
            // Nothing can refer to such an object: this is an error for every kind.
            report.required(&path.field("name"), at, "name or generateName is required");
            if let Some(last) = report.diagnostics.last_mut() {
                last.severity = Severity::Error;
            }
            (Spanned::new(String::new(), at), false)
        }
    }
}

fn namespace(
    metadata: &Node<'_>,
    path: &Path<'_>,
    kind: &Kind,
    options: &Options,
    report: &mut Report<'_>,
) -> String {
    let given = report.text(metadata, path, "namespace").filter(|it| !it.0.is_empty());
    let path = path.field("namespace");
    match given {
        Some((_, span)) if !kind.namespaced => {
            let message = format!("a {} does not live in a namespace: this one is ignored", kind.name);
            report.note(Severity::Warning, Code::NamespaceIgnored, &path, span, message);
            String::new()
        }
        Some((namespace, span)) => {
            for it in names::label_1123(namespace) {
                report.invalid_text(&path, span, namespace, &it);
            }
            namespace.to_owned()
        }
        None if kind.namespaced => options.default_namespace.clone(),
        None => String::new(),
    }
}

/// The owner with `controller: true`.
fn owner(metadata: &Node<'_>) -> Option<Owner> {
    let owners = metadata.get("ownerReferences")?.items();
    let owner = owners.iter().find(|it| it.get("controller").and_then(Node::as_bool) == Some(true))?;
    let text = |key| owner.get(key).and_then(Node::as_str);
    // The core group has no name: its `apiVersion` is the version alone.
    let group = text("apiVersion").map(|it| it.split_once('/').map_or("", |it| it.0).to_owned());
    let uid = text("uid").unwrap_or_default().to_owned();
    Some(Owner { group, kind: text("kind")?.to_owned(), name: text("name")?.to_owned(), uid })
}

/// Where something is missing from the object as a whole, its first line is shown.
fn first_line(root: &Node<'_>, report: &Report<'_>) -> Span {
    let text = report.text.get(root.span.start as usize..root.span.end as usize).unwrap_or_default();
    let length = text.find('\n').unwrap_or(text.len());
    Span::new(root.span.start, root.span.start + length as u32)
}
