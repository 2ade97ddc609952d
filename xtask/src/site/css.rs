//! `rel="css"`: a style sheet.

use super::{Site, html::Link, read};
use crate::paths;
use anyhow::{Context, Result};
use std::path::Path;

pub(super) fn make(site: &Site, link: &Link) -> Result<String> {
    let href = link.get("href")?;
    let name = Path::new(href).file_stem().and_then(|it| it.to_str()).context("`href` names no file")?;
    let file = site.put(name, ".css", &read(&paths::root().join(href))?)?;
    Ok(format!("<link rel=\"stylesheet\" href=\"./{file}\">"))
}
