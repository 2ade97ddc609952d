//! Names that tell the content, so that caches may keep a file for ever; and hashes that browsers check.

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use std::hash::{DefaultHasher, Hasher};

/// Sixteen hexadecimal digits: other content, other name.
pub(super) fn hash(content: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(content);
    format!("{:016x}", hasher.finish())
}

/// As `integrity` wants it.
pub(super) fn integrity(content: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(content)))
}
