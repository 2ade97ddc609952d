//! A YAML value to be written in one of the many ways YAML has for it.

use crate::random::Random;

/// A value. Scalars are written as they are, so they carry their quotes.
#[derive(Clone, Debug, PartialEq)]
pub enum Yaml {
    Scalar(String),
    List(Vec<Yaml>),
    Map(Vec<(String, Yaml)>),
}

/// A plain scalar.
pub fn scalar(text: impl ToString) -> Yaml {
    Yaml::Scalar(text.to_string())
}

/// A map.
pub fn map<const N: usize>(pairs: [(&str, Yaml); N]) -> Yaml {
    Yaml::Map(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

impl Yaml {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Yaml> {
        match self {
            Yaml::Map(pairs) => pairs.iter().find(|it| it.0 == key).map(|it| &it.1),
            Yaml::Scalar(_) | Yaml::List(_) => None,
        }
    }

    /// The value of a key, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Yaml> {
        match self {
            Yaml::Map(pairs) => pairs.iter_mut().find(|it| it.0 == key).map(|it| &mut it.1),
            Yaml::Scalar(_) | Yaml::List(_) => None,
        }
    }

    /// Adds or replaces a pair.
    pub fn set(&mut self, key: &str, value: Yaml) {
        let Yaml::Map(pairs) = self else { panic!("not a map") };
        match pairs.iter_mut().find(|it| it.0 == key) {
            Some(pair) => pair.1 = value,
            None => pairs.push((key.to_owned(), value)),
        }
    }

    /// Takes a pair away.
    pub fn remove(&mut self, key: &str) {
        if let Yaml::Map(pairs) = self {
            pairs.retain(|it| it.0 != key);
        }
    }

    /// The elements, to change them.
    pub fn list_mut(&mut self) -> Option<&mut Vec<Yaml>> {
        match self {
            Yaml::List(items) => Some(items),
            Yaml::Scalar(_) | Yaml::Map(_) => None,
        }
    }

    /// In block style, with flow style here and there when there is `random` to ask.
    pub fn write(&self, random: &mut Option<Random>) -> String {
        let mut out = String::new();
        self.block(0, random, &mut out);
        out
    }

    fn flow(&self, out: &mut String) {
        match self {
            Yaml::Scalar(text) => out.push_str(text),
            Yaml::List(items) => {
                out.push('[');
                for (nth, item) in items.iter().enumerate() {
                    out.push_str(if nth > 0 { ", " } else { "" });
                    item.flow(out);
                }
                out.push(']');
            }
            Yaml::Map(pairs) => {
                out.push('{');
                for (nth, (key, value)) in pairs.iter().enumerate() {
                    out.push_str(if nth > 0 { ", " } else { "" });
                    out.push_str(&format!("{key}: "));
                    value.flow(out);
                }
                out.push('}');
            }
        }
    }

    fn is_flow(&self, depth: usize, random: &mut Option<Random>) -> bool {
        match self {
            Yaml::Scalar(_) => true,
            Yaml::List(items) if items.is_empty() => true,
            Yaml::Map(pairs) if pairs.is_empty() => true,
            Yaml::List(_) | Yaml::Map(_) => depth > 1 && random.as_mut().is_some_and(|it| it.chance(25)),
        }
    }

    /// Writes from the current column on, which is at `indent` unless the value is flow; ends the line.
    fn block(&self, indent: usize, random: &mut Option<Random>, out: &mut String) {
        if self.is_flow(indent, random) {
            self.flow(out);
            out.push('\n');
            return;
        }
        match self {
            Yaml::Scalar(_) => {}
            Yaml::List(items) => {
                for (nth, item) in items.iter().enumerate() {
                    out.push_str(if nth > 0 { &SPACES[..indent] } else { "" });
                    out.push_str("- ");
                    item.block(indent + 2, random, out);
                }
            }
            Yaml::Map(pairs) => {
                for (nth, (key, value)) in pairs.iter().enumerate() {
                    out.push_str(if nth > 0 { &SPACES[..indent] } else { "" });
                    out.push_str(key);
                    out.push(':');
                    value.after_key(indent, random, out);
                }
            }
        }
    }

    fn after_key(&self, indent: usize, random: &mut Option<Random>, out: &mut String) {
        let mut inner = String::new();
        let dented = match self {
            Yaml::List(_) if random.as_mut().is_some_and(|it| it.chance(50)) => indent,
            Yaml::List(_) | Yaml::Map(_) | Yaml::Scalar(_) => indent + 2,
        };
        self.block(dented, random, &mut inner);
        let is_block = match self {
            Yaml::Scalar(_) => false,
            Yaml::List(items) => !items.is_empty() && inner.starts_with('-'),
            Yaml::Map(pairs) => !pairs.is_empty() && !inner.starts_with('{'),
        };
        out.push_str(if is_block { "\n" } else { " " });
        out.push_str(if is_block { &SPACES[..dented] } else { "" });
        out.push_str(&inner);
    }
}

const SPACES: &str = "                                                                                ";
