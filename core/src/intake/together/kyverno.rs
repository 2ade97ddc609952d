//! Policies of Kyverno that generate objects: those that they make for the namespaces of the input.
//!
//! Rules that validate or mutate are not read.

use std::collections::BTreeMap;

use super::objects::{self, Namespace, Object, fits, kind_of, one_fits, selects, shown};
use super::tree::{Data, Item, NOWHERE};
use crate::diagnostic::{Code, Severity};
use crate::intake::{Draft, Note};
use crate::source::{Location, Mapped, SourceFile};

/// So many objects, and so many bytes, may be generated.
const MAX_OBJECTS: usize = 10_000;
const MAX_BYTES: usize = 8 << 20;

/// Generates what policies of Kyverno generate.
pub(super) fn generate(drafts: &mut Vec<Draft>, files: &[SourceFile], notes: &mut Vec<Note>) {
    let may_be = |it: &Draft| {
        let text = it.text(files);
        text.contains("kyverno.io/") && text.contains("generate")
    };
    if !drafts.iter().any(may_be) {
        return;
    }
    let all = objects::objects(drafts, files);
    let mut cluster =
        Cluster { by_key: BTreeMap::new(), namespaces: objects::namespaces(&all), left: Room::default() };
    for it in &all {
        cluster.by_key.entry((it.kind(), it.namespace(), it.name())).or_insert(it);
    }
    let mut made: Vec<(usize, Draft)> = Vec::new();
    let mut gone = Vec::new();
    for policy in all.iter().filter(|it| it.group().ends_with("kyverno.io")) {
        let rules = policy.item.at(&["spec", "rules"]).map(Item::items).unwrap_or_default();
        let generating = rules.iter().filter(|it| it.get("generate").is_some());
        if rules.iter().all(|it| it.get("generate").is_some()) && !rules.is_empty() {
            gone.push(policy.place);
        }
        for rule in generating {
            if cluster.left.is_over {
                break;
            }
            let at = rule.place().unwrap_or(NOWHERE);
            let rule = Rule { policy, item: rule, at };
            match rule.generate(&mut cluster) {
                Ok(fresh) => {
                    notes.push(rule.done(&fresh));
                    made.extend(fresh.into_iter().map(|it| (policy.place, Draft::made(it.text))));
                }
                Err(why) => notes.push(rule.not_modelled(&why)),
            }
            if cluster.left.is_over {
                notes.push(rule.not_modelled(TOO_MUCH));
            }
        }
    }
    let mut made = made.into_iter().peekable();
    let mut res = Vec::with_capacity(drafts.len());
    for (place, draft) in std::mem::take(drafts).into_iter().enumerate() {
        if !gone.contains(&place) {
            res.push(draft);
        }
        while let Some((_, it)) = made.next_if(|it| it.0 <= place) {
            res.push(it);
        }
    }
    *drafts = res;
}

const TOO_MUCH: &str =
    "the rules up to it generate more than 10,000 objects or 8 MiB; nor is what those behind it generate";

/// What rules generate objects for.
struct Cluster<'c> {
    /// By kind, namespace and name.
    by_key: BTreeMap<(&'c str, &'c str, &'c str), &'c Object>,
    namespaces: Vec<Namespace>,
    left: Room,
}

/// What may still be generated, by all rules together.
struct Room {
    objects: usize,
    bytes: usize,
    /// How often a rule may be held against a namespace.
    steps: usize,
    is_over: bool,
}

impl Default for Room {
    fn default() -> Self {
        Room { objects: MAX_OBJECTS, bytes: MAX_BYTES, steps: 1_000_000, is_over: false }
    }
}

impl Room {
    /// Whether there is room for that much more.
    fn take(&mut self, objects: usize, bytes: usize, steps: usize) -> bool {
        let left = (|| {
            self.objects = self.objects.checked_sub(objects)?;
            self.bytes = self.bytes.checked_sub(bytes)?;
            self.steps = self.steps.checked_sub(steps)?;
            Some(())
        })();
        self.is_over |= left.is_none();
        left.is_some()
    }
}

/// An object that a rule makes.
struct Made {
    namespace: String,
    /// `NetworkPolicy `deny``.
    shown: String,
    text: Mapped,
}

struct Rule<'r> {
    policy: &'r Object,
    item: &'r Item,
    at: Location,
}

impl Rule<'_> {
    fn words(&self) -> String {
        let name = self.item.str_at(&["name"]).unwrap_or_default();
        format!("rule `{name}` of the Kyverno policy `{}`", self.policy.name())
    }

    fn done(&self, made: &[Made]) -> Note {
        let mut names: Vec<String> = made.iter().take(8).map(|it| format!("`{}`", it.namespace)).collect();
        if made.len() > 8 {
            names.push(format!("{} more", made.len() - 8));
        }
        let message = match made.first() {
            Some(first) => {
                let what = &first.shown;
                format!("{} generates {what} for the namespaces {}", self.words(), names.join(", "))
            }
            None => {
                format!("{} generates nothing: it fits no namespace of the input that lacks it", self.words())
            }
        };
        Note::did(self.at, message).titled("make it plain YAML")
    }

    fn not_modelled(&self, why: &str) -> Note {
        let message = format!("what {} generates is not evaluated: {why}", self.words());
        let help = "paste what it generated: `kubectl get networkpolicies -A -o yaml`";
        Note::new(self.at, (Severity::Warning, Code::NotModelled), message, help).incomplete()
    }

    /// What the rule makes and the cluster lacks (a dump shows what was generated), as far as there is room.
    fn generate(&self, cluster: &mut Cluster<'_>) -> Result<Vec<Made>, String> {
        for key in ["preconditions", "context"] {
            if self.item.get(key).is_some_and(|it| !it.items().is_empty() || !it.fields().is_empty()) {
                return Err(format!("it has `{key}`, which are not modelled"));
            }
        }
        let (Some(found), Some(generate)) = (self.item.get("match"), self.item.get("generate")) else {
            return Err("it has no `match`".to_owned());
        };
        if !filters(found).iter().all(|it| speaks_of_namespaces(it)) {
            return Err("it is for other objects than namespaces".to_owned());
        }
        let exclude = self.item.get("exclude");
        let mut res = Vec::new();
        for it in &cluster.namespaces {
            if !cluster.left.take(0, 0, 1) {
                break;
            }
            if !matches(found, it) || exclude.is_some_and(|exclude| matches(exclude, it)) {
                continue;
            }
            let made = Object { place: 0, item: self.object(generate, &cluster.by_key, it)? };
            let is_there = cluster.by_key.contains_key(&(made.kind(), made.namespace(), made.name()));
            let text = if is_there { Mapped::new() } else { made.item.written() };
            if !cluster.left.take(1, text.text().len(), 0) {
                break;
            }
            if !is_there {
                let shown = format!("{} `{}`", made.kind(), made.name());
                res.push(Made { namespace: it.name.clone(), shown, text });
            }
        }
        Ok(res)
    }

    fn object(
        &self,
        generate: &Item,
        by_key: &BTreeMap<(&str, &str, &str), &Object>,
        namespace: &Namespace,
    ) -> Result<Item, String> {
        let mut generate = generate.clone();
        let mut unknown = None;
        generate.each_text(&mut |text| match fill(text, namespace) {
            Ok(it) => it,
            Err(variable) => {
                unknown.get_or_insert(variable);
                None
            }
        });
        if let Some(it) = unknown {
            return Err(format!("`{{{{{it}}}}}` is not known"));
        }
        let at = self.at;
        let text = |key: &str| generate.get(key).cloned();
        let (Some(kind), Some(name)) = (text("kind"), text("name")) else {
            return Err("only rules with `kind` and `name` are modelled".to_owned());
        };
        let content = match (generate.get("data"), generate.get("clone")) {
            (Some(data), _) => data.clone(),
            (None, Some(clone)) => {
                let (from, wanted) =
                    (clone.str_at(&["namespace"]).unwrap_or("default"), clone.str_at(&["name"]));
                let key = (kind.as_str().unwrap_or_default(), from, wanted.unwrap_or_default());
                let source = by_key.get(&key);
                let mut source = source
                    .map(|it| it.item.clone())
                    .ok_or("what it copies is not in the input".to_owned())?;
                for key in ["status", "metadata"] {
                    source.remove(key);
                }
                source
            }
            (None, None) => return Err("only rules with `data` or `clone` are modelled".to_owned()),
        };
        let mut res = Item::Map(Vec::new());
        if let Some(it) = text("apiVersion").or_else(|| content.get("apiVersion").cloned()) {
            res.set("apiVersion", at, it);
        }
        res.set("kind", at, kind);
        let mut metadata = Item::Map(Vec::new());
        metadata.set("name", at, name);
        if let Some(it) = text("namespace") {
            metadata.set("namespace", at, it);
        }
        for it in content.get("metadata").map(Item::fields).unwrap_or_default() {
            if metadata.get(&it.key).is_none() {
                metadata.set(&it.key, it.at, it.value.clone());
            }
        }
        res.set("metadata", at, metadata);
        for it in content
            .fields()
            .iter()
            .filter(|it| !matches!(it.key.as_str(), "apiVersion" | "kind" | "metadata"))
        {
            res.set(&it.key, it.at, it.value.clone());
        }
        Ok(res)
    }
}

/// The filters of a `match` or `exclude`.
fn filters(of: &Item) -> Vec<&Item> {
    let listed = ["any", "all"].into_iter().filter_map(|it| of.get(it)).flat_map(Item::items);
    listed.filter_map(|it| it.get("resources")).chain(of.get("resources")).collect()
}

fn speaks_of_namespaces(filter: &Item) -> bool {
    let kinds = filter.get("kinds").map(Item::items).unwrap_or_default();
    !kinds.is_empty() && kinds.iter().filter_map(Item::as_str).all(|it| kind_of(it) == super::NAMESPACE)
}

/// "any: at least one of the filters; all: each of them."
fn matches(of: &Item, namespace: &Namespace) -> bool {
    let one = |it: &Item| it.get("resources").is_some_and(|it| fits_filter(it, namespace));
    let any = of.get("any").map(Item::items).unwrap_or_default();
    let all = of.get("all").map(Item::items).unwrap_or_default();
    let is_any = any.is_empty() || any.iter().any(one);
    let is_all = all.iter().all(one);
    let is_old = of.get("resources").is_none_or(|it| fits_filter(it, namespace));
    let has_any = !any.is_empty() || !all.is_empty() || of.get("resources").is_some();
    has_any && is_any && is_all && is_old
}

fn fits_filter(filter: &Item, namespace: &Namespace) -> bool {
    let kinds = filter.get("kinds").map(Item::items).unwrap_or_default();
    let is_kind = kinds.is_empty()
        || kinds.iter().filter_map(Item::as_str).any(|it| fits(kind_of(it), super::NAMESPACE));
    let is_named = filter.str_at(&["name"]).is_none_or(|it| fits(it, &namespace.name));
    let annotations = namespace.item.as_ref().and_then(|it| it.at(&["metadata", "annotations"]));
    let wanted = filter.get("annotations").map(Item::fields).unwrap_or_default();
    let has_annotations = wanted.iter().all(|it| {
        let own = annotations.and_then(|own| own.get(&it.key)).and_then(shown);
        own.is_some_and(|own| shown(&it.value).is_some_and(|it| fits(&it, &own)))
    });
    is_kind
        && is_named
        && has_annotations
        && one_fits(filter, "names", &namespace.name)
        && one_fits(filter, "namespaces", &namespace.name)
        && selects(filter.get("selector"), Some(&namespace.labels))
        && selects(filter.get("namespaceSelector"), Some(&namespace.labels))
}

/// A text with its variables filled in, `None` where it has none; the first that is not known is an error.
fn fill(text: &str, namespace: &Namespace) -> Result<Option<String>, String> {
    if !text.contains("{{") {
        return Ok(None);
    }
    let mut res = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("{{") {
        res.push_str(before);
        let Some((variable, after)) = behind.split_once("}}") else {
            res.push_str("{{");
            rest = behind;
            continue;
        };
        let variable = variable.trim();
        res.push_str(&value(variable, namespace).ok_or_else(|| variable.to_owned())?);
        rest = after;
    }
    res.push_str(rest);
    Ok(Some(res))
}

fn value(variable: &str, namespace: &Namespace) -> Option<String> {
    match variable {
        "request.object.metadata.name" | "request.name" | "request.namespace" => Some(namespace.name.clone()),
        _ => {
            let path = variable.strip_prefix("request.object.metadata.")?;
            let (map, key) = path.split_once('.')?;
            let key = key.trim_matches('"');
            let found = match map {
                "labels" => namespace.labels.get(key),
                "annotations" => namespace.item.as_ref()?.at(&["metadata", "annotations", key]),
                _ => None,
            };
            match found? {
                Item::Scalar(it) if it.data != Data::Null => Some(it.data.shown()),
                Item::Scalar(_) | Item::List(_) | Item::Map(_) => None,
            }
        }
    }
}

#[cfg(test)]
mod tests;
