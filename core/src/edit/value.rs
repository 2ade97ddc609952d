//! Values that are to be written: YAML without places and styles.

use super::render;
use crate::yaml::{Entry, Node, Value};

/// A value that is to be written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Yaml {
    /// A text. It is put in quotes where it would be read as something else.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A list.
    List(Vec<Yaml>),
    /// A map, in the order in which it is to be written.
    Map(Vec<(String, Yaml)>),
}

impl Yaml {
    /// A text.
    pub(crate) fn text(it: impl Into<String>) -> Yaml {
        Yaml::Text(it.into())
    }

    /// A list.
    pub(crate) fn list(items: impl IntoIterator<Item = Yaml>) -> Yaml {
        Yaml::List(items.into_iter().collect())
    }

    /// A map.
    pub(crate) fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Yaml)>) -> Yaml {
        Yaml::Map(entries.into_iter().map(|it| (it.0.into(), it.1)).collect())
    }

    /// `{}`.
    pub(crate) fn nothing() -> Yaml {
        Yaml::Map(Vec::new())
    }

    /// A value that is written already; `None` for what text and whole numbers cannot say.
    pub(crate) fn of(it: &Node<'_>) -> Option<Yaml> {
        Some(match &it.value {
            Value::String(it) => Yaml::text(it.as_ref()),
            Value::Int(it) => Yaml::Number(*it),
            Value::Null | Value::Bool(_) | Value::Float(_) => return None,
            Value::Sequence(items) => Yaml::List(items.iter().map(Yaml::of).collect::<Option<_>>()?),
            Value::Mapping(entries) => {
                let pair = |it: &Entry<'_>| Some((it.key.to_string(), Yaml::of(&it.value)?));
                Yaml::Map(entries.iter().map(pair).collect::<Option<_>>()?)
            }
        })
    }

    /// How it is written in one line: `{app: web, tier: [a, b]}`.
    pub(crate) fn in_line(&self) -> String {
        render::flow(self)
    }

    /// Whether it stands in one line in any style: a scalar, `[]` or `{}`.
    pub(super) fn is_short(&self) -> bool {
        match self {
            Yaml::Text(_) | Yaml::Number(_) => true,
            Yaml::List(it) => it.is_empty(),
            Yaml::Map(it) => it.is_empty(),
        }
    }
}
