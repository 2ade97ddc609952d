//! Values of objects without places: what tables, descriptions and paths are made of.

use crate::edit::Yaml;
use crate::yaml::{Node, Value as Read};

/// A value as JSON has it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(i64),
    /// Any other number, as it is written.
    Float(String),
    Text(String),
    List(Vec<Value>),
    /// In the order of the text; printed by their keys.
    Map(Vec<(String, Value)>),
}

/// How deep values may lie in each other.
const DEPTH: usize = 100;

impl Value {
    pub(super) fn of(node: &Node<'_>) -> Value {
        Value::of_depth(node, 0)
    }

    fn of_depth(node: &Node<'_>, depth: usize) -> Value {
        match &node.value {
            _ if depth > DEPTH => Value::Null,
            Read::Null => Value::Null,
            Read::Bool(it) => Value::Bool(*it),
            Read::Int(it) => Value::Number(*it),
            Read::Float(it) => Value::Float(it.clone()),
            Read::String(it) => Value::Text(it.to_string()),
            Read::Sequence(items) => {
                Value::List(items.iter().map(|it| Value::of_depth(it, depth + 1)).collect())
            }
            Read::Mapping(entries) => {
                let mut res = Value::Map(Vec::new());
                for it in entries {
                    res.put(&it.key, Value::of_depth(&it.value, depth + 1));
                }
                res
            }
        }
    }

    pub(super) fn text(it: impl Into<String>) -> Value {
        Value::Text(it.into())
    }

    pub(super) fn map<K: Into<String>>(pairs: impl IntoIterator<Item = (K, Value)>) -> Value {
        Value::Map(pairs.into_iter().map(|it| (it.0.into(), it.1)).collect())
    }

    /// A map of texts.
    pub(super) fn texts(pairs: &[(String, String)]) -> Value {
        Value::map(pairs.iter().map(|it| (it.0.clone(), Value::text(&it.1))))
    }

    pub(super) fn entries(&self) -> &[(String, Value)] {
        if let Value::Map(it) = self { it } else { &[] }
    }

    pub(super) fn items(&self) -> &[Value] {
        if let Value::List(it) = self { it } else { &[] }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.entries().iter().find(|it| it.0 == key).map(|it| &it.1)
    }

    /// What stands behind several keys.
    pub(super) fn at(&self, keys: &[&str]) -> Option<&Value> {
        keys.iter().try_fold(self, |it, key| it.get(key))
    }

    /// The same as text; empty where nothing is.
    pub(super) fn str_at(&self, keys: &[&str]) -> String {
        self.at(keys).map(Value::plain).unwrap_or_default()
    }

    pub(super) fn as_number(&self) -> Option<i64> {
        if let Value::Number(it) = self { Some(*it) } else { None }
    }

    /// A scalar as it is shown in a cell.
    pub(super) fn plain(&self) -> String {
        match self {
            Value::Null | Value::List(_) | Value::Map(_) => String::new(),
            Value::Bool(it) => it.to_string(),
            Value::Number(it) => it.to_string(),
            Value::Float(it) | Value::Text(it) => it.clone(),
        }
    }

    /// Whether it is a map or a list that is not empty.
    pub(super) fn has_parts(&self) -> bool {
        !self.entries().is_empty() || !self.items().is_empty()
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// Writes a pair, in the place of an older one.
    pub(super) fn put(&mut self, key: &str, value: Value) {
        if !matches!(self, Value::Map(_)) {
            *self = Value::Map(Vec::new());
        }
        if let Value::Map(entries) = self {
            match entries.iter_mut().find(|it| it.0 == key) {
                Some(it) => it.1 = value,
                None => entries.push((key.to_owned(), value)),
            }
        }
    }

    /// Takes a pair away.
    pub(super) fn take(&mut self, key: &str) -> Option<Value> {
        let Value::Map(entries) = self else { return None };
        let at = entries.iter().position(|it| it.0 == key)?;
        Some(entries.remove(at).1)
    }

    /// Writes a value behind several keys.
    pub(super) fn put_at(&mut self, keys: &[&str], value: Value) {
        match keys {
            [] => *self = value,
            [key] => self.put(key, value),
            [key, rest @ ..] => {
                let mut inner = self.get(key).cloned().unwrap_or(Value::Null);
                inner.put_at(rest, value);
                self.put(key, inner);
            }
        }
    }

    /// Pairs of texts, sorted by their keys: labels, selectors.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        let mut res: Vec<(String, String)> =
            self.entries().iter().map(|it| (it.0.clone(), it.1.plain())).collect();
        res.sort();
        res
    }

    /// The same in another order of keys everywhere.
    pub(super) fn sorted(&self) -> Value {
        match self {
            Value::Map(entries) => {
                let mut entries: Vec<_> = entries.iter().map(|it| (it.0.clone(), it.1.sorted())).collect();
                entries.sort_by(|one, other| one.0.cmp(&other.0));
                Value::Map(entries)
            }
            Value::List(items) => Value::List(items.iter().map(Value::sorted).collect()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Float(_) | Value::Text(_) => {
                self.clone()
            }
        }
    }

    /// Whether two say the same, in any order of keys.
    pub(super) fn is_same(&self, other: &Value) -> bool {
        self.sorted() == other.sorted()
    }

    /// Changes by a merge patch: what is null goes, maps are merged, everything else is replaced.
    pub(super) fn merge(&mut self, patch: &Value) {
        let Value::Map(entries) = patch else {
            *self = patch.clone();
            return;
        };
        if !matches!(self, Value::Map(_)) {
            *self = Value::Map(Vec::new());
        }
        for (key, it) in entries {
            match it {
                Value::Null => {
                    self.take(key);
                }
                Value::Map(_) => {
                    let mut own = self.get(key).cloned().unwrap_or(Value::Null);
                    own.merge(it);
                    self.put(key, own);
                }
                Value::Bool(_) | Value::Number(_) | Value::Float(_) | Value::Text(_) | Value::List(_) => {
                    self.put(key, it.clone());
                }
            }
        }
    }

    /// The same to be written into a text; none for what texts of edits cannot say.
    pub(super) fn to_yaml(&self) -> Option<Yaml> {
        Some(match self {
            Value::Text(it) => Yaml::text(it),
            Value::Number(it) => Yaml::Number(*it),
            Value::Null | Value::Bool(_) | Value::Float(_) => return None,
            Value::List(items) => Yaml::List(items.iter().map(Value::to_yaml).collect::<Option<_>>()?),
            Value::Map(entries) => {
                let pair = |it: &(String, Value)| Some((it.0.clone(), it.1.to_yaml()?));
                Yaml::Map(entries.iter().map(pair).collect::<Option<_>>()?)
            }
        })
    }
}
