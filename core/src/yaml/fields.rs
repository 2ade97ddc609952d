//! Reading a tree without knowing beforehand what stands in it. No getter fails; what is not there is `None`.

use super::{Entry, Node, Value};
use crate::source::Span;

impl<'t> Node<'t> {
    /// The pairs of a mapping; empty for anything else.
    pub fn entries(&self) -> &[Entry<'t>] {
        if let Value::Mapping(it) = &self.value { it } else { &[] }
    }

    /// The elements of a list; empty for anything else.
    pub fn items(&self) -> &[Node<'t>] {
        if let Value::Sequence(it) = &self.value { it } else { &[] }
    }

    /// The pair with that key. Of several the last, "which is what `kubectl` keeps" (D-04).
    pub fn entry(&self, key: &str) -> Option<&Entry<'t>> {
        #[cfg(test)]
        super::asked::record(self.span, key);
        self.entries().iter().rev().find(|it| it.key == key)
    }

    /// The value at that key; null counts as absent, as it does in the API.
    pub fn get(&self, key: &str) -> Option<&Node<'t>> {
        self.entry(key).map(|it| &it.value).filter(|it| !it.is_null())
    }

    /// The key and its value; the whole mapping where the key is missing.
    pub fn span_with_key(&self, key: &str) -> Span {
        self.entry(key).map_or(self.span, |it| it.key_span.to(it.value.span))
    }

    /// The value below several keys.
    pub fn at(&self, keys: &[&str]) -> Option<&Node<'t>> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Whether it is `null`, `~` or nothing.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(it) = &self.value { Some(it) } else { None }
    }

    /// A boolean.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(it) = self.value { Some(it) } else { None }
    }

    /// A whole number, also where YAML made a float of it: JSON does not tell `80.0` from `80`.
    pub fn as_int(&self) -> Option<i64> {
        match self.value {
            Value::Int(it) => Some(it),
            Value::Float(ref it) => super::scalar::whole(it),
            Value::Null | Value::Bool(_) | Value::String(_) | Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }

    /// What JSON calls it: `object`, `array`, `string`, `number`, `bool` or `null`.
    pub fn json_kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Int(_) | Value::Float(_) => "number",
            Value::String(_) => "string",
            Value::Sequence(_) => "array",
            Value::Mapping(_) => "object",
        }
    }
}
