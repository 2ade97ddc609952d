//! Text to trees in which every key and value has its place.
//!
//! Enters: the text of one document. Leaves: [`Node`]s, with scalars read as `kubectl` reads them
//! (YAML 1.1: `yes` is a boolean, `0123` is octal), aliases and merge keys resolved, and errors as values.
//! Deliberately not here: what the keys mean.

#[cfg(test)]
pub(crate) mod asked;
mod brackets;
mod fields;
mod gaps;
mod items;
mod merge;
mod message;
mod object;
mod parse;
mod quote;
mod scalar;
mod split;
mod tabs;
mod tree;

use std::borrow::Cow;

use crate::source::Span;

pub(crate) use brackets::{closing as closing_brackets, unclosed as unclosed_brackets};
pub use items::items;
pub(crate) use message::{close_in_line, dash_behind_key, without_colon};
pub(crate) use object::object;
pub use parse::parse;
pub(crate) use parse::parse_in_steps;
pub use quote::{is_boolean_or_number, quoted, written};
pub use split::{Document, split, split_between};

/// A value and the bytes it was written in, counted from the start of its document.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<'t> {
    /// From the first to the last character; a block collection ends with its last child, not at the next token.
    pub span: Span,
    /// What it is.
    pub value: Value<'t>,
}

/// What a node is, after YAML 1.1 resolution.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'t> {
    /// `null`, `~`, or nothing at all.
    Null,
    /// `true`, `yes`, `on`, `y` … and their opposites.
    Bool(bool),
    /// A whole number that fits.
    Int(i64),
    /// Any other number, as it is written, without underscores; `.nan`, `.inf` and `-.inf` for what is none.
    Float(String),
    /// A quoted scalar, or a plain one that is nothing else.
    String(Cow<'t, str>),
    /// A list.
    Sequence(Vec<Node<'t>>),
    /// A map, in the order of the text. A key that is written twice stands here twice.
    Mapping(Vec<Entry<'t>>),
}

/// One pair of a mapping.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<'t> {
    /// Non-string keys are turned into strings, as `kubectl` does on the way to JSON.
    pub key: Cow<'t, str>,
    /// Where the key stands.
    pub key_span: Span,
    /// What it maps to.
    pub value: Node<'t>,
}
