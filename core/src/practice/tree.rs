//! Objects as values without places: they are changed, compared and written again.
//!
//! Deliberately not here: what the fields mean.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::yaml::{self, Node, Value};

/// A value of YAML or JSON.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it is written.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Tree>),
    /// A map in the order of the text. Of a key that is written twice the last is kept.
    Map(Vec<(String, Tree)>),
}

impl Tree {
    /// The value of a node.
    pub(super) fn of(node: &Node<'_>) -> Tree {
        match &node.value {
            Value::Null => Tree::Null,
            Value::Bool(it) => Tree::Bool(*it),
            Value::Int(it) => Tree::Number(it.to_string()),
            Value::Float(it) => Tree::Number(it.clone()),
            Value::String(it) => Tree::Text(it.to_string()),
            Value::Sequence(items) => Tree::List(items.iter().map(Tree::of).collect()),
            Value::Mapping(entries) => {
                let mut res = Tree::Map(Vec::new());
                for it in entries {
                    res.put(&it.key, Tree::of(&it.value));
                }
                res
            }
        }
    }

    /// The objects of a text: one of each document, and the items of lists.
    pub(super) fn objects(text: &str) -> Vec<Tree> {
        let mut res = Vec::new();
        for it in yaml::split(text) {
            let Some(node) = yaml::parse(it.text, &mut Vec::new()) else { continue };
            let tree = Tree::of(&node);
            let is_list = tree.get("kind").and_then(Tree::as_text).is_some_and(|it| it.ends_with("List"));
            match tree.get("items") {
                Some(Tree::List(items)) if is_list => res.extend(items.iter().cloned()),
                Some(_) | None => res.push(tree),
            }
        }
        res
    }

    /// A text.
    pub(super) fn text(it: impl Into<String>) -> Tree {
        Tree::Text(it.into())
    }

    /// A map.
    pub(super) fn map<'k>(entries: impl IntoIterator<Item = (&'k str, Tree)>) -> Tree {
        Tree::Map(entries.into_iter().map(|it| (it.0.to_owned(), it.1)).collect())
    }

    /// Labels as a map.
    pub(super) fn labels(labels: &[(String, String)]) -> Tree {
        Tree::Map(labels.iter().map(|it| (it.0.clone(), Tree::text(it.1.as_str()))).collect())
    }

    /// The text, if it is one.
    pub(super) fn as_text(&self) -> Option<&str> {
        if let Tree::Text(it) = self { Some(it) } else { None }
    }

    /// A scalar as people write it; empty for lists and maps.
    pub(super) fn scalar(&self) -> Cow<'_, str> {
        match self {
            Tree::Null => Cow::Borrowed("null"),
            Tree::Bool(it) => Cow::Borrowed(if *it { "true" } else { "false" }),
            Tree::Number(it) | Tree::Text(it) => Cow::Borrowed(it),
            Tree::List(_) | Tree::Map(_) => Cow::Borrowed(""),
        }
    }

    /// The entries of a map; empty for anything else.
    pub(super) fn entries(&self) -> &[(String, Tree)] {
        if let Tree::Map(it) = self { it } else { &[] }
    }

    /// The items of a list; empty for anything else.
    pub(super) fn items(&self) -> &[Tree] {
        if let Tree::List(it) = self { it } else { &[] }
    }

    /// The value at a key.
    pub(super) fn get(&self, key: &str) -> Option<&Tree> {
        self.entries().iter().find(|it| it.0 == key).map(|it| &it.1)
    }

    /// The value below several keys.
    pub(super) fn at(&self, keys: &[&str]) -> Option<&Tree> {
        keys.iter().try_fold(self, |it, key| it.get(key))
    }

    /// The same, to be changed.
    pub(super) fn at_mut(&mut self, keys: &[&str]) -> Option<&mut Tree> {
        let mut at = self;
        for key in keys {
            let Tree::Map(entries) = at else { return None };
            at = &mut entries.iter_mut().find(|it| it.0 == *key)?.1;
        }
        Some(at)
    }

    /// The text below several keys; empty where there is none.
    pub(super) fn text_at(&self, keys: &[&str]) -> &str {
        self.at(keys).and_then(Tree::as_text).unwrap_or_default()
    }

    /// The labels below several keys.
    pub(super) fn labels_at(&self, keys: &[&str]) -> Vec<(String, String)> {
        let entries = self.at(keys).map(Tree::entries).unwrap_or_default();
        entries.iter().map(|it| (it.0.clone(), it.1.scalar().into_owned())).collect()
    }

    /// Sets the value at a key. What is no map stays as it is.
    pub(super) fn put(&mut self, key: &str, value: Tree) {
        let Tree::Map(entries) = self else { return };
        match entries.iter_mut().find(|it| it.0 == key) {
            Some(it) => it.1 = value,
            None => entries.push((key.to_owned(), value)),
        }
    }

    /// Sets a value below several keys; maps on the way are made.
    pub(super) fn put_at(&mut self, keys: &[&str], value: Tree) {
        match keys {
            [] => {}
            [key] => self.put(key, value),
            [key, rest @ ..] => {
                if !matches!(self.get(key), Some(Tree::Map(_))) {
                    self.put(key, Tree::Map(Vec::new()));
                }
                if let Some(it) = self.at_mut(&[key]) {
                    it.put_at(rest, value);
                }
            }
        }
    }

    /// Takes the value at a key away.
    pub(super) fn remove(&mut self, key: &str) -> Option<Tree> {
        let Tree::Map(entries) = self else { return None };
        let at = entries.iter().position(|it| it.0 == key)?;
        Some(entries.remove(at).1)
    }

    /// The same with keys in order and without nulls: two texts that say the same are equal.
    pub(super) fn normal(&self) -> Tree {
        match self {
            Tree::List(items) => Tree::List(items.iter().map(Tree::normal).collect()),
            Tree::Map(entries) => {
                let known = entries.iter().filter(|it| it.1 != Tree::Null);
                let mut entries: Vec<(String, Tree)> =
                    known.map(|it| (it.0.clone(), it.1.normal())).collect();
                entries.sort_by(|a, b| a.0.cmp(&b.0));
                Tree::Map(entries)
            }
            Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => self.clone(),
        }
    }

    /// As JSON, which is YAML in one line.
    pub(super) fn json(&self) -> String {
        let mut res = String::new();
        self.write_json(&mut res);
        res
    }

    fn write_json(&self, res: &mut String) {
        match self {
            Tree::Null | Tree::Bool(_) | Tree::Number(_) => res.push_str(&self.scalar()),
            Tree::Text(it) => res.push_str(&yaml::quoted(it)),
            Tree::List(items) => {
                res.push('[');
                for (at, it) in items.iter().enumerate() {
                    res.push_str(if at == 0 { "" } else { ", " });
                    it.write_json(res);
                }
                res.push(']');
            }
            Tree::Map(entries) => {
                res.push('{');
                for (at, (key, it)) in entries.iter().enumerate() {
                    let _cannot_fail =
                        write!(res, "{}{}: ", if at == 0 { "" } else { ", " }, yaml::quoted(key));
                    it.write_json(res);
                }
                res.push('}');
            }
        }
    }

    /// As YAML in lines, with a line break at the end.
    pub(super) fn block(&self) -> String {
        let mut res = String::new();
        self.write_block(&mut res, 0);
        res
    }

    fn write_block(&self, res: &mut String, dent: usize) {
        match self {
            Tree::Map(entries) if !entries.is_empty() => {
                for (at, (key, it)) in entries.iter().enumerate() {
                    let pad = if at == 0 && !res.is_empty() && !res.ends_with('\n') { 0 } else { dent };
                    let _cannot_fail = write!(res, "{:pad$}{}:", "", yaml::written(key));
                    it.write_value(res, dent, matches!(it, Tree::List(_)));
                }
            }
            Tree::List(items) if !items.is_empty() => {
                for (at, it) in items.iter().enumerate() {
                    // The first item of a list in a list stands behind the dash of that one.
                    let pad = if at == 0 && !res.is_empty() && !res.ends_with('\n') { 0 } else { dent };
                    let _cannot_fail = write!(res, "{:pad$}- ", "");
                    it.write_block(res, dent + 2);
                }
            }
            Tree::Map(_) => res.push_str("{}\n"),
            Tree::List(_) => res.push_str("[]\n"),
            Tree::Text(it) => {
                let _cannot_fail = writeln!(res, "{}", yaml::written(it));
            }
            Tree::Null | Tree::Bool(_) | Tree::Number(_) => {
                let _cannot_fail = writeln!(res, "{}", self.scalar());
            }
        }
    }

    /// What stands behind a key.
    fn write_value(&self, res: &mut String, dent: usize, is_list: bool) {
        let is_long = match self {
            Tree::Map(it) => !it.is_empty(),
            Tree::List(it) => !it.is_empty(),
            Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => false,
        };
        res.push(if is_long { '\n' } else { ' ' });
        self.write_block(res, if is_list { dent } else { dent + 2 });
    }
}

/// Objects as one text of several documents.
pub(super) fn documents<'t>(objects: impl IntoIterator<Item = &'t Tree>) -> String {
    let all: Vec<String> = objects.into_iter().map(Tree::block).collect();
    all.join("---\n")
}

/// Which object it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// `NetworkPolicy`.
    pub kind: String,
    /// Its namespace; empty for objects of the whole cluster.
    pub namespace: String,
    /// Its name.
    pub name: String,
}

impl Key {
    /// `NetworkPolicy shop/web` or `Namespace shop`.
    pub fn parse(text: &str) -> Option<Key> {
        let (kind, name) = text.trim().split_once(' ')?;
        let (namespace, name) = name.trim().split_once('/').unwrap_or(("", name.trim()));
        let is_named = !kind.is_empty() && !name.is_empty() && !name.contains(' ');
        is_named.then(|| Key {
            kind: kind.to_owned(),
            namespace: namespace.to_owned(),
            name: name.to_owned(),
        })
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Key { kind, namespace, name } = self;
        let slash = if namespace.is_empty() { "" } else { "/" };
        write!(f, "{kind} {namespace}{slash}{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, Tree, documents};

    #[test]
    fn what_is_written_is_read_as_the_same() {
        let text =
            "a: {b: [1, 'x y', {c: d, e: [f]}, [g, [h]]], i: {}, j: [], k: 'yes', l: ~}\n---\nm: [{n: o}]\n";
        let objects = Tree::objects(text);
        assert_eq!(objects.len(), 2);
        assert_eq!(Tree::objects(&documents(&objects)), objects);
        let json: Vec<String> = objects.iter().map(Tree::json).collect();
        assert_eq!(Tree::objects(&json.join("\n---\n")), objects);
    }

    #[test]
    fn lists_are_taken_apart() {
        let text = "{kind: List, items: [{kind: Pod}, {kind: Namespace}]}";
        assert_eq!(Tree::objects(text).len(), 2);
    }

    #[test]
    fn keys_are_read_as_they_are_shown() {
        for it in ["NetworkPolicy shop/web", "Namespace shop"] {
            assert_eq!(Key::parse(it).unwrap().to_string(), it);
        }
        for it in ["", "Pod", "Pod a b"] {
            assert_eq!(Key::parse(it), None);
        }
    }
}
