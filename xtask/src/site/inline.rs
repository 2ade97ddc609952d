//! `rel="inline"`: a piece of HTML from a file of its own.

use super::html::Link;
use crate::paths;
use anyhow::{Context, Result, ensure};
use std::fs;

pub(super) fn make(link: &Link) -> Result<String> {
    ensure!(
        link.get("type")? == "html",
        "only `type=\"html\"` may be inlined: the page allows no inline script or style"
    );
    let file = paths::root().join(link.get("href")?);
    fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))
}
