//! A YAML value to be written in one of the many ways YAML has for it.

use crate::random::Random;

/// A value. Scalars are written as they are, so they carry their quotes.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Scalar(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// A plain scalar.
pub fn scalar(text: impl ToString) -> Node {
    Node::Scalar(text.to_string())
}

/// A map.
pub fn map<const N: usize>(pairs: [(&str, Node); N]) -> Node {
    Node::Map(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

impl Node {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match self {
            Node::Map(pairs) => pairs.iter().find(|it| it.0 == key).map(|it| &it.1),
            Node::Scalar(_) | Node::List(_) => None,
        }
    }

    /// The value of a key, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        match self {
            Node::Map(pairs) => pairs.iter_mut().find(|it| it.0 == key).map(|it| &mut it.1),
            Node::Scalar(_) | Node::List(_) => None,
        }
    }

    /// Adds or replaces a pair.
    pub fn set(&mut self, key: &str, value: Node) {
        let Node::Map(pairs) = self else { panic!("not a map") };
        match pairs.iter_mut().find(|it| it.0 == key) {
            Some(pair) => pair.1 = value,
            None => pairs.push((key.to_owned(), value)),
        }
    }

    /// Takes a pair away.
    pub fn remove(&mut self, key: &str) {
        if let Node::Map(pairs) = self {
            pairs.retain(|it| it.0 != key);
        }
    }

    /// The elements, to change them.
    pub fn list_mut(&mut self) -> Option<&mut Vec<Node>> {
        match self {
            Node::List(items) => Some(items),
            Node::Scalar(_) | Node::Map(_) => None,
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
            Node::Scalar(text) => out.push_str(text),
            Node::List(items) => {
                out.push('[');
                for (nth, item) in items.iter().enumerate() {
                    out.push_str(if nth > 0 { ", " } else { "" });
                    item.flow(out);
                }
                out.push(']');
            }
            Node::Map(pairs) => {
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
            Node::Scalar(_) => true,
            Node::List(items) if items.is_empty() => true,
            Node::Map(pairs) if pairs.is_empty() => true,
            Node::List(_) | Node::Map(_) => depth > 1 && random.as_mut().is_some_and(|it| it.chance(25)),
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
            Node::Scalar(_) => {}
            Node::List(items) => {
                for (nth, item) in items.iter().enumerate() {
                    out.push_str(if nth > 0 { &SPACES[..indent] } else { "" });
                    out.push_str("- ");
                    item.block(indent + 2, random, out);
                }
            }
            Node::Map(pairs) => {
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
            Node::List(_) if random.as_mut().is_some_and(|it| it.chance(50)) => indent,
            Node::List(_) | Node::Map(_) | Node::Scalar(_) => indent + 2,
        };
        self.block(dented, random, &mut inner);
        let is_block = match self {
            Node::Scalar(_) => false,
            Node::List(items) => !items.is_empty() && inner.starts_with('-'),
            Node::Map(pairs) => !pairs.is_empty() && !inner.starts_with('{'),
        };
        out.push_str(if is_block { "\n" } else { " " });
        out.push_str(if is_block { &SPACES[..dented] } else { "" });
        out.push_str(&inner);
    }
}

const SPACES: &str = "                                                                                ";
