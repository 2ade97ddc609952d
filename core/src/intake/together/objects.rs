//! The objects among the documents, for what asks about all of them.

use super::named::base;
use super::role::{self, Role};
use super::tree::{Data, Item};
use crate::intake::Draft;
use crate::source::SourceFile;

/// An object, and which document it stands in.
pub(super) struct Object {
    pub(super) place: usize,
    pub(super) item: Item,
}

impl Object {
    pub(super) fn kind(&self) -> &str {
        self.item.str_at(&["kind"]).unwrap_or_default()
    }

    pub(super) fn name(&self) -> &str {
        self.item.str_at(&["metadata", "name"]).unwrap_or_default()
    }

    /// Empty for what lives in none.
    pub(super) fn namespace(&self) -> &str {
        let written = self.item.str_at(&["metadata", "namespace"]).filter(|it| !it.is_empty());
        if role::is_cluster_wide(self.kind()) { "" } else { written.unwrap_or("default") }
    }

    /// `shop/web`, or `web` where it lives in no namespace.
    pub(super) fn shown(&self) -> String {
        let (namespace, name) = (self.namespace(), self.name());
        if namespace.is_empty() { name.to_owned() } else { format!("{namespace}/{name}") }
    }

    /// The group of its API.
    pub(super) fn group(&self) -> &str {
        let version = self.item.str_at(&["apiVersion"]).unwrap_or_default();
        version.split_once('/').map_or("", |it| it.0)
    }
}

/// All objects, those of lists one by one.
pub(super) fn objects(drafts: &[Draft], files: &[SourceFile]) -> Vec<Object> {
    let mut res = Vec::new();
    for (place, draft) in drafts.iter().enumerate() {
        res.extend(objects_of(place, draft, files));
    }
    res
}

/// The objects of one document: itself, or those of a list.
pub(super) fn objects_of(place: usize, draft: &Draft, files: &[SourceFile]) -> Vec<Object> {
    let Some(item) = Item::parse(&draft.mapped(files)) else { return Vec::new() };
    let kind = item.str_at(&["kind"]).unwrap_or_default();
    if kind.ends_with("List") && item.get("items").is_some() {
        let items = item.get("items").map(Item::items).unwrap_or_default();
        items.iter().map(|it| Object { place, item: it.clone() }).collect()
    } else if kind.is_empty() {
        Vec::new()
    } else {
        vec![Object { place, item }]
    }
}

/// A namespace of the input, with its labels.
pub(super) struct Namespace {
    pub(super) name: String,
    /// A map, with the label that every namespace has.
    pub(super) labels: Item,
    /// The object, where there is one.
    pub(super) item: Option<Item>,
}

/// The namespaces of the input: those that are written, and those that something lives in.
pub(super) fn namespaces(objects: &[Object]) -> Vec<Namespace> {
    let mut res: Vec<Namespace> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let written = objects.iter().filter(|it| Role::of(&it.item) == Role::Namespace);
    let lived_in = objects.iter().filter(|it| Role::of(&it.item) == Role::Pods);
    for it in written.chain(lived_in) {
        let is_own = Role::of(&it.item) == Role::Namespace;
        let name = if is_own { it.name() } else { it.namespace() };
        if !seen.insert(name.to_owned()) {
            continue;
        }
        let at = it.item.place().unwrap_or(super::tree::NOWHERE);
        let labels = it.item.at(&["metadata", "labels"]).filter(|it| is_own && !it.is_null());
        let mut labels = labels.cloned().unwrap_or_else(|| Item::Map(Vec::new()));
        labels.set("kubernetes.io/metadata.name", at, Item::text(name, at));
        res.push(Namespace { name: name.to_owned(), labels, item: is_own.then(|| it.item.clone()) });
    }
    res
}

/// Whether labels fit a selector with `matchLabels` and `matchExpressions`; values may have `*` in them, as Kyverno's.
pub(super) fn selects(selector: Option<&Item>, labels: Option<&Item>) -> bool {
    let Some(selector) = selector else { return true };
    let label = |key: &str| labels.and_then(|it| it.get(key)).and_then(shown);
    let pairs = selector.get("matchLabels").map(Item::fields).unwrap_or_default();
    let expressions = selector.get("matchExpressions").map(Item::items).unwrap_or_default();
    pairs
        .iter()
        .all(|it| label(&it.key).is_some_and(|own| shown(&it.value).is_some_and(|it| fits(&it, &own))))
        && expressions.iter().all(|it| {
            let own = label(it.str_at(&["key"]).unwrap_or_default());
            let values = it.get("values").map(Item::items).unwrap_or_default();
            let is_in = own.as_ref().is_some_and(|own| values.iter().filter_map(shown).any(|it| it == *own));
            match it.str_at(&["operator"]) {
                Some("In") => is_in,
                Some("NotIn") => !is_in,
                Some("Exists") => own.is_some(),
                Some("DoesNotExist") => own.is_none(),
                _ => false,
            }
        })
}

/// A value without parts as text.
pub(super) fn shown(item: &Item) -> Option<String> {
    match item {
        Item::Scalar(it) if it.data != Data::Null => Some(it.data.shown()),
        Item::Scalar(_) | Item::List(_) | Item::Map(_) => None,
    }
}

/// Whether a text fits a pattern in which `*` stands for any text.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    super::kustomize::target::wildcard(pattern, "*", text)
}

/// Whether one of the texts that a key lists fits; `true` where the key is not there.
pub(super) fn one_fits(of: &Item, key: &str, text: &str) -> bool {
    let Some(patterns) = of.get(key).map(Item::items).filter(|it| !it.is_empty()) else { return true };
    patterns.iter().filter_map(shown).any(|it| fits(&it, text))
}

/// The last part of a kind as rules write it: `v1/Namespace`.
pub(super) fn kind_of(written: &str) -> &str {
    base(written)
}
