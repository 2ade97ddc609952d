//! `rel="copy-dir"` and `rel="copy-file"`: files as they are.

use super::{Site, html::Link};
use crate::paths;
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Component, Path},
};

pub(super) fn make(site: &Site, link: &Link) -> Result<String> {
    let href = link.get("href")?;
    let name = Path::new(href).file_name().context("`href` names nothing")?;
    let is_dir = link.get("rel")? == "copy-dir";
    let target = match link.find("data-target-path") {
        Some(path) => {
            let inside =
                Path::new(path).components().all(|it| matches!(it, Component::Normal(_) | Component::CurDir));
            ensure!(inside, "`data-target-path` must stay inside the site");
            if is_dir { site.out.join(path) } else { site.out.join(path).join(name) }
        }
        None => site.out.join(name),
    };
    let from = paths::root().join(href);
    if is_dir {
        tree(&from, &target, &[])?
    } else {
        file(&from, &target)?
    }
    Ok(String::new())
}

/// Copies a directory with all that is in it, but for files and directories of these names.
pub(crate) fn tree(from: &Path, to: &Path, without: &[&str]) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let name = entry.with_context(|| format!("reading {}", from.display()))?.file_name();
        if without.iter().any(|it| name == *it) {
            continue;
        }
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() { tree(&from, &to, without)? } else { file(&from, &to)? }
    }
    Ok(())
}

fn file(from: &Path, to: &Path) -> Result<()> {
    if let Some(dir) = to.parent() {
        fs::create_dir_all(dir).with_context(|| format!("creating {}", dir.display()))?;
    }
    fs::copy(from, to).map(drop).with_context(|| format!("copying {} to {}", from.display(), to.display()))
}
