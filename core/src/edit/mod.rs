//! Changes of manifests as edits of their text.
//!
//! Enters: the place of an object, and what is to be different. Leaves: [`Edit`](crate::diagnostic::Edit)s that touch
//! only the bytes they must, so that comments, order, quotes and line ends stay as their author wrote them. Deliberately
//! not here: what should be different, which `lint` and repairs know.

mod delete;
mod document;
mod insert;
mod join;
mod path;
mod render;
#[cfg(test)]
mod tests;
mod value;

pub(crate) use document::Written;
pub(crate) use insert::{document_behind, new_document};
pub(crate) use path::is_one_place;
pub(crate) use value::Yaml;
