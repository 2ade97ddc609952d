//! What every reader uses to check a tree.
//!
//! [`Report`] collects what is wrong with one object, a [`Path`] says where, [`decode`] holds the tree against the fields
//! that the API knows, and [`hints`] says what the author of an unknown field may have meant.

mod decode;
pub(in crate::kind) mod hints;
mod path;
mod placeholder;
mod report;

#[cfg(test)]
pub(in crate::kind) use decode::keys;
pub(in crate::kind) use decode::{
    CUSTOM_RESOURCE, Decoded, METADATA, Object, SELECTOR, Schema, Shape, TEXT, TEXT_ITEM, Unknown, decode,
};
pub(in crate::kind) use path::Path;
pub(in crate::kind) use report::{MAX_PROBLEMS, Report, is_explained, location, quoted};
