//! Which keys stand below which: as much of the API as tells where a line without its indentation belongs.

use super::{others, policies, workloads};
use crate::yaml::{Node, Value};

/// An object of the API.
pub(super) struct Type {
    /// Fields with a text, a number, or a truth value.
    pub(super) texts: &'static [&'static str],
    /// Fields with one of some words.
    pub(super) words: &'static [(&'static str, &'static [&'static str])],
    /// Fields with a map of free keys to texts, such as labels.
    pub(super) maps: &'static [&'static str],
    /// Fields with a list of texts.
    pub(super) lists: &'static [&'static str],
    /// Fields with an object.
    pub(super) objects: &'static [(&'static str, &'static Type)],
    /// Fields with a list of objects.
    pub(super) items: &'static [(&'static str, &'static Type)],
    /// Fields with a list of manifests.
    pub(super) manifests: &'static [&'static str],
    /// Fields of which nothing is known.
    pub(super) open: &'static [&'static str],
    /// Of each of these groups one field at least has to be there.
    pub(super) needs: &'static [&'static [&'static str]],
}

/// An object without fields, to make others of.
pub(super) const NONE: Type = Type {
    texts: &[],
    words: &[],
    maps: &[],
    lists: &[],
    objects: &[],
    items: &[],
    manifests: &[],
    open: &[],
    needs: &[],
};

/// An object with metadata and this spec.
macro_rules! object {
    ($spec:expr) => {
        Type {
            texts: &["apiVersion", "kind"],
            objects: &[("metadata", &METADATA), ("spec", $spec)],
            open: &["status"],
            ..NONE
        }
    };
}
pub(super) use object;

/// How much is asked of an object: less where nothing fits that has all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// What the API server asks for.
    All,
    /// That every field has a value of its kind.
    Values,
    /// That there are such fields.
    Fields,
}

impl Asked {
    /// Whether a value may be missing.
    pub(super) fn allows_null(self, shape: Shape) -> bool {
        shape.is_open() || self == Asked::Fields
    }
}

/// What a value is.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    Text,
    Word(&'static [&'static str]),
    Map,
    Texts,
    Object(&'static Type),
    Items(&'static Type),
    Manifests,
    /// Not known.
    Open,
}

impl Shape {
    /// Whether it is the same one.
    pub(super) fn is(self, other: Shape) -> bool {
        match (self, other) {
            (Shape::Object(one), Shape::Object(two)) | (Shape::Items(one), Shape::Items(two)) => {
                std::ptr::eq(one, two)
            }
            (Shape::Word(one), Shape::Word(two)) => std::ptr::eq(one, two),
            _ => std::mem::discriminant(&self) == std::mem::discriminant(&other),
        }
    }

    /// Whether lines can stand below its key.
    pub(super) fn is_open(self) -> bool {
        !matches!(self, Shape::Text | Shape::Word(_))
    }

    /// Whether a value in braces or brackets is one.
    pub(super) fn fits(self, node: &Node<'_>, asked: Asked) -> bool {
        match (&node.value, self) {
            (Value::Null, it) => asked.allows_null(it),
            (Value::Mapping(_) | Value::Sequence(_), Shape::Open) => true,
            (Value::Mapping(entries), Shape::Map) => {
                entries.iter().all(|it| Shape::Text.fits(&it.value, asked))
            }
            (Value::Mapping(entries), Shape::Object(kind)) => {
                let is_field = |key: &str| entries.iter().any(|it| it.key == key);
                entries
                    .iter()
                    .all(|it| kind.field(&it.key).is_some_and(|(_, shape)| shape.fits(&it.value, asked)))
                    && (asked != Asked::All || kind.needs.iter().all(|it| it.iter().any(|it| is_field(it))))
            }
            (Value::Sequence(items), Shape::Texts) => items.iter().all(|it| Shape::Text.fits(it, asked)),
            (Value::Sequence(items), Shape::Items(kind)) => {
                items.iter().all(|it| Shape::Object(kind).fits(it, asked))
            }
            (Value::Sequence(items), Shape::Manifests) => {
                items.iter().all(|it| matches!(it.value, Value::Mapping(_)))
            }
            (Value::Mapping(_) | Value::Sequence(_), _) => false,
            (_, Shape::Text) => true,
            (it, Shape::Word(words)) => {
                asked != Asked::All || matches!(it, Value::String(it) if words.contains(&it.as_ref()))
            }
            _ => false,
        }
    }
}

impl Type {
    /// The number of a field, and what its value is.
    pub(super) fn field(&self, key: &str) -> Option<(u32, Shape)> {
        let texts = self.texts.iter().map(|it| (*it, Shape::Text));
        let words = self.words.iter().map(|it| (it.0, Shape::Word(it.1)));
        let maps = self.maps.iter().map(|it| (*it, Shape::Map));
        let lists = self.lists.iter().map(|it| (*it, Shape::Texts));
        let objects = self.objects.iter().map(|it| (it.0, Shape::Object(it.1)));
        let items = self.items.iter().map(|it| (it.0, Shape::Items(it.1)));
        let manifests = self.manifests.iter().map(|it| (*it, Shape::Manifests));
        let open = self.open.iter().map(|it| (*it, Shape::Open));
        let fields = texts.chain(words).chain(maps).chain(lists).chain(objects).chain(items);
        let mut fields = (0..).zip(fields.chain(manifests).chain(open));
        fields.find(|it| it.1.0 == key).map(|(at, (_, shape))| (at, shape))
    }
}

/// What `metadata` is.
pub(super) static METADATA: Type = Type {
    texts: &[
        "name",
        "generateName",
        "namespace",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "generation",
        "resourceVersion",
        "selfLink",
        "uid",
    ],
    maps: &["labels", "annotations"],
    lists: &["finalizers"],
    items: &[("ownerReferences", &OWNER)],
    open: &["managedFields"],
    needs: &[&["name", "generateName"]],
    ..NONE
};

/// That of a pod template and of a list: it has no name.
pub(super) static NAMELESS: Type = Type { needs: &[], ..METADATA };

static OWNER: Type = Type {
    texts: &["apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion"],
    needs: &[&["kind"], &["name"]],
    ..NONE
};

/// A selector of labels.
pub(super) static SELECTOR: Type =
    Type { maps: &["matchLabels"], items: &[("matchExpressions", &REQUIREMENT)], ..NONE };

pub(super) static REQUIREMENT: Type = Type {
    texts: &["key"],
    words: &[("operator", &["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"])],
    lists: &["values"],
    needs: &[&["key"], &["operator"]],
    ..NONE
};

/// Any object whose fields are not known.
static UNKNOWN: Type = Type {
    texts: &["apiVersion", "kind"],
    objects: &[("metadata", &METADATA)],
    open: &[
        "spec",
        "data",
        "status",
        "rules",
        "subjects",
        "roleRef",
        "webhooks",
        "parameters",
        "template",
        "items",
    ],
    ..NONE
};

/// Whether a kind is one of policies.
pub(super) fn is_policy(kind: &str) -> bool {
    kind.ends_with("Policy")
}

/// The object of a kind.
pub(super) fn of_kind(api_version: &str, kind: &str) -> &'static Type {
    let group = api_version.split_once('/').map_or("", |it| it.0);
    policies::of_kind(group, kind)
        .or_else(|| workloads::of_kind(kind))
        .or_else(|| others::of_kind(kind))
        .unwrap_or(&UNKNOWN)
}
