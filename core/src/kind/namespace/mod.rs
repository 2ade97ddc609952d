//! v1 Namespace.

mod fields;
mod reader;

use super::Meta;

pub(in crate::kind) use fields::FIELDS;
pub(in crate::kind) use reader::NamespaceReader;

/// The label that every namespace carries with its own name.
pub const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// v1 Namespace.
#[derive(Clone, Debug, PartialEq)]
pub struct Namespace {
    /// Its labels already hold `kubernetes.io/metadata.name` with the right value.
    pub meta: Meta,
}
