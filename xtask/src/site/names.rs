//! Names that tell the content, so that caches may keep a file for ever.

use std::hash::{DefaultHasher, Hasher};

/// Sixteen hexadecimal digits: other content, other name.
pub(super) fn hash(content: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(content);
    format!("{:016x}", hasher.finish())
}
