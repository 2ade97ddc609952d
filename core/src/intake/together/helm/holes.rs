//! What the holes of a template mean for the documents that were made of it.
//!
//! Each document is there in two readings, one where its holes are set and one where they are not. Where they differ in
//! what no verdict depends on, one of them is read; where they differ in more, the object is left out and named.

use std::collections::{BTreeMap, BTreeSet};

use super::super::role::Role;
use super::super::tree::Item;
use super::bounds::{bound, plain};
use super::render::Met;
use crate::diagnostic::{Code, Severity};
use crate::intake::{Draft, Note};
use crate::source::{FileId, Location, Mapped, Span};
use crate::words;
use crate::yaml::{self, Node, Value};

/// A document of a rendered template.
pub(super) struct Made<'m> {
    pub(super) document: yaml::Document<'m>,
    pub(super) text: Mapped,
    item: Option<Item>,
    /// Where its kind is written, and which one of those made there it is: the same in both readings.
    key: Key,
}

type Key = (Option<Location>, usize);

fn documents(all: &Mapped) -> Vec<Made<'_>> {
    let mut seen: BTreeMap<Option<Location>, usize> = BTreeMap::new();
    let made = yaml::split(all.text()).into_iter().map(|document| {
        let mut text = Mapped::new();
        text.copy(all, document.start as usize..document.start as usize + document.text.len());
        let kind = text.text().lines().scan(0, |at, line| {
            let begin = *at;
            *at += line.len() + 1;
            Some((begin, line))
        });
        let kind = kind.into_iter().find(|it| it.1.starts_with("kind:"));
        let place = kind.map(|it| text.locate(Span::new(it.0 as u32, it.0 as u32 + 5)));
        let count = seen.entry(place).or_default();
        *count += 1;
        Made { document, item: Item::parse(&text), text, key: (place, *count) }
    });
    made.collect()
}

/// The documents to be read, and the holes that do not matter.
pub(in super::super) fn decide(
    (set, met): &(Mapped, Vec<Met>),
    (unset, met_unset): &(Mapped, Vec<Met>),
    notes: &mut Vec<Note>,
) -> (Vec<Draft>, Vec<String>) {
    let mut drafts = Vec::new();
    let mut unknown: Vec<String> = Vec::new();
    let mut others: BTreeMap<Key, Made<'_>> = documents(unset).into_iter().map(|it| (it.key, it)).collect();
    for it in documents(set) {
        let own = holes_of(&it, met);
        let other = others.remove(&it.key);
        if own.is_empty() {
            drafts.push(Draft::of(set, &it.document));
            continue;
        }
        match judge(&it, other.as_ref(), &own) {
            Judged::Same => drafts.push(Draft::of(set, &it.document)),
            Judged::Harmless(draft, names) => {
                drafts.push(draft);
                unknown.extend(names.into_iter().filter(|it| !it.is_empty()));
            }
            Judged::Open(draft, note) => {
                drafts.extend(draft);
                notes.push(*note);
            }
        }
    }
    // What is made only where a hole is not set.
    for it in others.into_values() {
        let own = holes_of(&it, met_unset);
        let Some(item) = it.item.as_ref().filter(|_| !own.is_empty()) else { continue };
        if Role::of(item) == Role::Policy {
            let holes = listed(&own);
            let message =
                format!("{} is there only where {holes} is not set, and is not evaluated", named(item));
            notes.push(left_out(&own, message, vec![it.text]));
        }
    }
    unknown.sort();
    unknown.dedup();
    (drafts, unknown.into_iter().map(|it| format!("`{it}`")).collect())
}

/// The holes that a document depends on.
fn holes_of<'m>(it: &Made<'_>, met: &'m [Met]) -> Vec<&'m Met> {
    let (start, end) = (it.document.start as usize, it.document.start as usize + it.document.text.len());
    let is_in = |it: &&Met| {
        let (from, to) = (it.range.start, it.range.end);
        if from == to { start <= from && from <= end } else { from < end && start < to }
    };
    met.iter().filter(is_in).collect()
}

enum Judged {
    Same,
    /// What is read, and the holes in it.
    Harmless(Draft, Vec<String>),
    /// What is read in spite of it, and what is said.
    Open(Option<Draft>, Box<Note>),
}

fn judge(it: &Made<'_>, other: Option<&Made<'_>>, own: &[&Met]) -> Judged {
    let Some(item) = &it.item else {
        let line = |key: &str| it.document.text.lines().find_map(|it| it.trim_start().strip_prefix(key));
        let line = |key: &str| line(key).map(str::trim).filter(|it| !it.is_empty());
        let kind = line("kind:").unwrap_or("an object");
        let name = line("name:").map_or(String::new(), |it| format!(" `{it}`"));
        let message = format!("{kind}{name} is not read: it depends on {}, not in the input", listed(own));
        let readings = other.filter(|it| it.item.is_some()).map(|it| it.text.clone());
        return Judged::Open(None, Box::new(left_out(own, message, readings.into_iter().collect())));
    };
    let role = Role::of(item);
    let Some((other_item, other)) = other.and_then(|it| Some((it.item.as_ref()?, it))) else {
        if matches!(role, Role::Nothing) {
            return Judged::Harmless(
                Draft::made(it.text.clone()),
                own.iter().map(|it| it.name.to_string()).collect(),
            );
        }
        let message = format!(
            "{} depends on {}, which {} not in the input{}",
            named(item),
            listed(own),
            if own.iter().any(|it| Some(&it.name) != own.first().map(|it| &it.name)) { "are" } else { "is" },
            if role == Role::Pods {
                ": whether it is there is not known"
            } else {
                "; it is not evaluated, and perhaps not there"
            }
        );
        let note = left_out(own, message, vec![it.text.clone()]);
        return Judged::Open((role == Role::Pods).then(|| Draft::made(plain(it, own))), Box::new(note));
    };
    let mut paths = Vec::new();
    differ(item, other_item, &mut Vec::new(), &mut paths);
    if paths.iter().any(|it| matches!(it.as_slice(), [key] if key == "kind" || key == "apiVersion")) {
        let message = format!("an object is not read: its kind depends on {}, not in the input", listed(own));
        return Judged::Open(None, Box::new(left_out(own, message, Vec::new())));
    }
    if paths.is_empty() {
        return Judged::Same;
    }
    let serious: Vec<_> = paths.iter().filter(|it| role.depends_on(it)).collect();
    if serious.is_empty() {
        return Judged::Harmless(
            Draft::made(plain(it, own)),
            own.iter().map(|it| it.name.to_string()).collect(),
        );
    }
    let cases: Vec<String> = serious.iter().map(|path| case((item, other_item), path, it, own)).collect();
    let kept = matches!(role, Role::Pods | Role::Namespace);
    let message = if kept {
        format!("{} is read with a part unknown: {}", named(item), cases.join("; "))
    } else {
        format!("{} is not evaluated, because a part of it is unknown: {}", named(item), cases.join("; "))
    };
    // Of pods, and of what is not bounded by its readings, nobody can tell whom it concerns.
    let readings = if kept || !is_bounded(&serious, own) {
        Vec::new()
    } else {
        vec![other.text.clone(), bound(it, own, false), bound(it, own, true)]
    };
    let note = left_out(own, message, readings);
    Judged::Open(kept.then(|| Draft::made(plain(it, own))), Box::new(note))
}

/// Whether what a policy may be lies between its readings: its holes are in selectors, ports and addresses, and at most one
/// of them is a condition.
fn is_bounded(serious: &[&Vec<String>], own: &[&Met]) -> bool {
    let in_spec = |path: &&&Vec<String>| path.first().is_some_and(|it| it == "spec");
    let conditions: BTreeSet<&str> = own.iter().filter(|it| !it.is_printed).map(|it| &*it.name).collect();
    serious.iter().all(|it| in_spec(&it)) && conditions.len() < 2
}

fn left_out(own: &[&Met], message: String, readings: Vec<Mapped>) -> Note {
    let at = own.first().map_or(Location { file: FileId(0), span: Span::default() }, |it| it.at);
    let help = if own.first().is_some_and(|it| it.name.starts_with('$')) {
        "give the parameters their values, or paste what `oc process` prints"
    } else {
        "give the values, or paste what `helm template` prints"
    };
    let note = Note::new(at, (Severity::Warning, Code::TemplateHole), message, help);
    Note { readings, ..note.incomplete() }
}

/// `NetworkPolicy shop/door`.
fn named(item: &Item) -> String {
    let shown = |it: Option<&Item>| match it {
        Some(Item::Scalar(it)) => it.data.shown(),
        _ => String::new(),
    };
    let (kind, name) = (shown(item.get("kind")), shown(item.at(&["metadata", "name"])));
    let namespace = shown(item.at(&["metadata", "namespace"]));
    match (name.is_empty(), namespace.is_empty()) {
        (true, _) => format!("{} without a name", if kind.is_empty() { "an object" } else { &kind }),
        (false, true) => format!("{kind} `{name}`"),
        (false, false) => format!("{kind} `{namespace}/{name}`"),
    }
}

/// More names than this are counted instead.
const NAMED: usize = 4;

fn listed(own: &[&Met]) -> String {
    // An action may have no text at all.
    let named = |it: &&Met| match it.name.trim() {
        "" => "an empty action".to_owned(),
        name => format!("`{name}`"),
    };
    let mut names: Vec<String> = own.iter().map(named).collect();
    names.sort();
    names.dedup();
    let all = names.len();
    names.truncate(NAMED);
    words::and_more(&names, all)
}

/// What an unset hole at a path would do: "`.Values.port` is not in the input; unset, every port is allowed".
fn case((item, other): (&Item, &Item), path: &[String], it: &Made<'_>, own: &[&Met]) -> String {
    let span = node_at(it, path);
    let inside: Vec<&Met> = own
        .iter()
        .filter(|met| {
            let start = it.document.start as usize;
            span.is_some_and(|span| {
                met.range.start <= start + span.end as usize && start + span.start as usize <= met.range.end
            })
        })
        .copied()
        .collect();
    let hole = listed(if inside.is_empty() { own } else { &inside });
    let last = path.last().map(String::as_str).unwrap_or_default();
    let above = path.iter().rev().nth(1).map(String::as_str).unwrap_or_default();
    let is_own = path.get(1).is_some_and(|it| it == "podSelector" || it == "subject");
    let in_path = |name: &str| path.iter().any(|it| it == name);
    let namespace = item.str_at(&["metadata", "namespace"]).unwrap_or("default");
    let end = if matches!(last, "matchLabels" | "podSelector" | "namespaceSelector" | "matchExpressions") {
        let of = if in_path("namespaceSelector") || last == "namespaceSelector" {
            "every namespace".to_owned()
        } else {
            format!("every pod of the namespace `{namespace}`")
        };
        if is_own {
            format!("rendered to nothing, the selector takes {of}")
        } else {
            format!("rendered to nothing, the peer is {of}")
        }
    } else if above == "matchLabels" && item_at(other, path).is_none() {
        "unset, the selector lacks these labels, and takes more".to_owned()
    } else if above == "matchLabels" {
        format!("unset, `{last}:` wants the value \"\", so nothing is selected")
    } else if matches!(last, "port" | "endPort") && item_at(other, path).and_then(Item::as_str) == Some("") {
        "unset, the port is no number, and the API server refuses the policy".to_owned()
    } else if matches!(last, "port" | "endPort" | "ports") {
        "unset, every port is meant".to_owned()
    } else if last == "cidr" || in_path("ipBlock") {
        "unset, the address is missing, and the API server refuses the policy".to_owned()
    } else if last == "namespace" {
        "unset, it is in the namespace of the release".to_owned()
    } else {
        format!("unset, `{}` is another", path.join("."))
    };
    format!("{hole} is not in the input; {end}")
}

/// What a path of keys and of places in lists leads to.
fn item_at<'i>(item: &'i Item, path: &[String]) -> Option<&'i Item> {
    path.iter().try_fold(item, |it, key| match place(key) {
        Some(place) => it.items().get(place),
        None => it.get(key),
    })
}

/// `[3]`.
fn place(key: &str) -> Option<usize> {
    key.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

/// Where what a path leads to stands in the text of a document.
fn node_at(it: &Made<'_>, path: &[String]) -> Option<Span> {
    let root = yaml::parse(it.text.text(), &mut Vec::new())?;
    let mut node: &Node<'_> = &root;
    let mut span = root.span;
    for key in path {
        match &node.value {
            Value::Sequence(items) => {
                let Some(it) = place(key).and_then(|it| items.get(it)) else { break };
                (node, span) = (it, it.span);
            }
            Value::Mapping(entries) => {
                let Some(it) = entries.iter().find(|it| it.key == *key) else { break };
                (node, span) = (&it.value, it.key_span.to(it.value.span));
            }
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => break,
        }
    }
    Some(span)
}

/// The paths at which two trees differ.
fn differ(one: &Item, two: &Item, path: &mut Vec<String>, res: &mut Vec<Vec<String>>) {
    match (one, two) {
        _ if one.same(two) => {}
        (Item::List(one), Item::List(two)) if one.len() == two.len() => {
            for (place, (one, two)) in one.iter().zip(two).enumerate() {
                path.push(format!("[{place}]"));
                differ(one, two, path, res);
                path.pop();
            }
        }
        (Item::Map(_), Item::Map(_)) => {
            for it in one.fields() {
                path.push(it.key.clone());
                match two.get(&it.key) {
                    Some(other) => differ(&it.value, other, path, res),
                    None => res.push(path.clone()),
                }
                path.pop();
            }
            for it in two.fields().iter().filter(|it| one.get(&it.key).is_none()) {
                path.push(it.key.clone());
                res.push(path.clone());
                path.pop();
            }
        }
        _ => res.push(path.clone()),
    }
}
