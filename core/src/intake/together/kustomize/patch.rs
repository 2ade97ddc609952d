//! Patches of both kinds: merged (strategic), and lists of operations (JSON 6902).

use super::super::role::Role;
use super::super::tree::{Field, Item, NOWHERE};

/// Merges a patch into an object; `false` where the patch deletes it.
pub(super) fn merge(item: &mut Item, patch: &Item) -> bool {
    let lists = match (Role::of(item), item.str_at(&["kind"])) {
        (Role::Pods, _) => Lists::Pods,
        (Role::Way, Some("Service")) => Lists::Service,
        _ => Lists::Whole,
    };
    if directive(patch) == Some("delete") {
        return false;
    }
    merge_into(item, patch, lists);
    true
}

/// Which lists are merged by a key, and not replaced.
#[derive(Clone, Copy)]
enum Lists {
    Pods,
    Service,
    Whole,
}

impl Lists {
    /// The key that items of a list are told apart by.
    fn key(self, list: &str) -> Option<&'static str> {
        match (self, list) {
            (Lists::Pods, "ports") => Some("containerPort"),
            (Lists::Service, "ports") => Some("port"),
            (Lists::Pods, "volumeMounts") => Some("mountPath"),
            (Lists::Pods, "hostAliases") => Some("ip"),
            (
                Lists::Pods,
                "containers"
                | "initContainers"
                | "ephemeralContainers"
                | "volumes"
                | "env"
                | "imagePullSecrets",
            ) => Some("name"),
            _ => None,
        }
    }
}

fn directive(patch: &Item) -> Option<&str> {
    patch.str_at(&["$patch"])
}

/// The depth is that of the patch, which the parser limits.
fn merge_into(item: &mut Item, patch: &Item, lists: Lists) {
    if directive(patch) == Some("replace") {
        let mut whole = patch.clone();
        whole.remove("$patch");
        *item = whole;
        return;
    }
    for Field { key, at, value } in patch.fields() {
        if key.starts_with('$') {
            continue;
        }
        if value.is_null() || directive(value) == Some("delete") {
            item.remove(key);
            continue;
        }
        match (item.get_mut(key), value) {
            (Some(own @ Item::Map(_)), Item::Map(_)) => merge_into(own, value, lists),
            (Some(Item::List(own)), Item::List(items)) if lists.key(key).is_some() => {
                merge_list(own, items, lists.key(key).unwrap_or_default(), lists);
            }
            _ => {
                let mut value = value.clone();
                clean(&mut value);
                item.set(key, *at, value);
            }
        }
    }
}

fn merge_list(own: &mut Vec<Item>, items: &[Item], key: &str, lists: Lists) {
    if items.iter().any(|it| directive(it) == Some("replace")) {
        *own = items.iter().filter(|it| directive(it).is_none()).cloned().collect();
        return;
    }
    // "List of objects are merged by their key; what is new comes first."
    let mut added = Vec::new();
    for item in items {
        let same =
            |it: &Item| item.get(key).is_some_and(|name| it.get(key).is_some_and(|own| own.same(name)));
        if directive(item) == Some("delete") {
            own.retain(|it| !same(it));
        } else if let Some(it) = own.iter_mut().find(|it| same(it)) {
            merge_into(it, item, lists);
        } else {
            added.push(item.clone());
        }
    }
    own.splice(0..0, added);
}

/// Takes out what a patch says to itself.
fn clean(item: &mut Item) {
    match item {
        Item::Scalar(_) => {}
        Item::List(items) => items.iter_mut().for_each(clean),
        Item::Map(fields) => {
            fields.retain(|it| !it.key.starts_with('$') && !it.value.is_null());
            fields.iter_mut().for_each(|it| clean(&mut it.value));
        }
    }
}

/// So many values may all operations of an input put into objects, and so deep: `copy` doubles what it copies into itself.
pub(super) const MAX_VALUES: usize = 100_000;
const MAX_DEPTH: usize = 100;

/// Why a list of operations is not done.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// The operation that does not fit.
    NoFit(String),
    TooMuch,
}

/// Does what a list of operations says, in order; tells the first that does not fit, or that puts in more values than
/// are left.
pub(super) fn operate(item: &mut Item, operations: &[Item], left: &mut usize) -> Result<(), Refused> {
    for it in operations {
        let (op, path) = (it.str_at(&["op"]).unwrap_or_default(), it.str_at(&["path"]).unwrap_or_default());
        let words = || Refused::NoFit(format!("`{op} {path}`"));
        let mut pay = |value: &Item, path: &[String]| {
            let depth = MAX_DEPTH.checked_sub(path.len());
            depth.and_then(|it| count(value, it, left)).ok_or(Refused::TooMuch)
        };
        let value = it.get("value").cloned();
        match op {
            "add" | "replace" => {
                let value = value.ok_or_else(words)?;
                pay(&value, &tokens(path))?;
                put(item, &tokens(path), value, op == "add").ok_or_else(words)?;
            }
            "remove" => drop(take(item, &tokens(path)).ok_or_else(words)?),
            "move" | "copy" => {
                let from = tokens(it.str_at(&["from"]).unwrap_or_default());
                let value = find(item, &from).ok_or_else(words)?;
                pay(value, &tokens(path))?;
                let value = value.clone();
                if op == "move" {
                    take(item, &from);
                }
                put(item, &tokens(path), value, true).ok_or_else(words)?;
            }
            "test" => {
                let is_so = find(item, &tokens(path)).is_some_and(|own| value.is_some_and(|it| it.same(own)));
                is_so.then_some(()).ok_or_else(words)?;
            }
            _ => return Err(words()),
        }
    }
    Ok(())
}

/// Takes the values of a tree from those that are left; `None` where it has more, or is deeper than it may be.
fn count(item: &Item, depth: usize, left: &mut usize) -> Option<()> {
    *left = left.checked_sub(1)?;
    let depth = depth.checked_sub(1)?;
    match item {
        Item::Scalar(_) => Some(()),
        Item::List(items) => items.iter().try_for_each(|it| count(it, depth, left)),
        Item::Map(fields) => fields.iter().try_for_each(|it| count(&it.value, depth, left)),
    }
}

/// `/metadata/labels/a~1b`.
fn tokens(path: &str) -> Vec<String> {
    path.split('/').skip(1).map(|it| it.replace("~1", "/").replace("~0", "~")).collect()
}

fn find<'i>(item: &'i Item, path: &[String]) -> Option<&'i Item> {
    path.iter().try_fold(item, |it, key| match it {
        Item::List(items) => items.get(key.parse::<usize>().ok()?),
        Item::Map(_) | Item::Scalar(_) => it.get(key),
    })
}

fn find_mut<'i>(item: &'i mut Item, path: &[String]) -> Option<&'i mut Item> {
    path.iter().try_fold(item, |it, key| match it {
        Item::List(items) => items.get_mut(key.parse::<usize>().ok()?),
        it @ (Item::Map(_) | Item::Scalar(_)) => it.get_mut(key),
    })
}

fn put(item: &mut Item, path: &[String], value: Item, adds: bool) -> Option<()> {
    let Some((last, path)) = path.split_last() else {
        *item = value;
        return Some(());
    };
    match find_mut(item, path)? {
        Item::List(items) => {
            let place = if last == "-" { items.len() } else { last.parse().ok()? };
            if adds && place <= items.len() {
                items.insert(place, value);
            } else {
                *items.get_mut(place)? = value;
            }
        }
        it @ Item::Map(_) => {
            if !adds && it.get(last).is_none() {
                return None;
            }
            let at = value.place().or_else(|| it.place()).unwrap_or(NOWHERE);
            it.set(last, at, value);
        }
        Item::Scalar(_) => return None,
    }
    Some(())
}

fn take(item: &mut Item, path: &[String]) -> Option<Item> {
    let (last, path) = path.split_last()?;
    match find_mut(item, path)? {
        Item::List(items) => {
            let place: usize = last.parse().ok()?;
            (place < items.len()).then(|| items.remove(place))
        }
        it @ Item::Map(_) => {
            let found = it.get(last)?.clone();
            it.remove(last);
            Some(found)
        }
        Item::Scalar(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Mapped};

    fn item(text: &str) -> Item {
        Item::parse(&Mapped::whole(FileId(0), text)).unwrap()
    }

    const DEPLOYMENT: &str = "kind: Deployment\nspec:\n  replicas: 1\n  template:\n    spec:\n      containers:\n      - name: a\n        ports: [{containerPort: 80}]\n      - name: b\n";

    #[test]
    fn lists_of_pods_are_merged_by_their_key() {
        let mut it = item(DEPLOYMENT);
        let patch = "spec:\n  replicas: null\n  template:\n    spec:\n      containers:\n      - name: a\n        ports: [{containerPort: 80, name: http}, {containerPort: 81}]\n      - name: b\n        $patch: delete\n";
        assert!(merge(&mut it, &item(patch)));
        let wanted = "kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        ports: [{containerPort: 81}, {containerPort: 80, name: http}]\n";
        assert!(it.same(&item(wanted)), "{}", it.written().text());
        assert!(!merge(&mut it, &item("$patch: delete\n")));
    }

    #[test]
    fn lists_of_policies_are_replaced() {
        let mut it = item(
            "kind: NetworkPolicy\nspec:\n  ingress:\n  - ports: [{port: 80}]\n  podSelector: {matchLabels: {a: b}}\n",
        );
        merge(
            &mut it,
            &item("spec:\n  ingress:\n  - ports: [{port: 81}]\n  podSelector: {$patch: replace}\n"),
        );
        let wanted = "kind: NetworkPolicy\nspec:\n  ingress:\n  - ports: [{port: 81}]\n  podSelector: {}\n";
        assert!(it.same(&item(wanted)), "{}", it.written().text());
    }

    #[test]
    fn operations_are_done_in_order() {
        let mut it = item("a: [1, 2]\nb: {c/d: x}\n");
        let operations = item(
            "- {op: test, path: /a/0, value: 1}\n- {op: add, path: /a/-, value: 3}\n- {op: add, path: /a/0, value: 0}\n- {op: replace, path: /b/c~1d, value: y}\n- {op: remove, path: /a/1}\n- {op: move, from: /b/c~1d, path: /e}\n- {op: copy, from: /a/0, path: /b/f}\n",
        );
        let mut left = MAX_VALUES;
        operate(&mut it, operations.items(), &mut left).unwrap();
        assert_eq!(left, MAX_VALUES - 5, "a value for each that was put in");
        assert!(it.same(&item("a: [0, 2, 3]\nb: {f: 0}\ne: y\n")), "{}", it.written().text());
        for wrong in [
            "{op: remove, path: /x}",
            "{op: replace, path: /b/x, value: 1}",
            "{op: test, path: /e, value: x}",
            "{op: add, path: /a/9, value: 1}",
            "{op: odd, path: /a}",
        ] {
            let refused = operate(&mut it, item(&format!("- {wrong}\n")).items(), &mut left);
            assert!(matches!(refused, Err(Refused::NoFit(_))), "{wrong}");
        }
    }

    #[test]
    fn operations_that_double_an_object_end() {
        let mut it = item("a: {b: 1}\n");
        let wide = "- {op: copy, from: /a, path: /a/c}\n- {op: copy, from: /a, path: /a/d}\n".repeat(40);
        let refused = operate(&mut it, item(&wide).items(), &mut MAX_VALUES.clone());
        assert_eq!(refused, Err(Refused::TooMuch));
        let mut it = item("a: {b: 1}\n");
        let deep: String = (1..=MAX_DEPTH)
            .map(|depth| format!("- {{op: add, path: {}, value: {{}}}}\n", "/c".repeat(depth)))
            .collect();
        let mut left = MAX_VALUES;
        assert_eq!(operate(&mut it, item(&deep).items(), &mut left), Err(Refused::TooMuch));
        assert!(left > MAX_VALUES / 2, "for its depth alone");
    }
}
