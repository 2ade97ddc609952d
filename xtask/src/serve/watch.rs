//! What the site is made of, and when it was last touched.

use crate::paths;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// Every source file and its time: differs when a file is changed, added, removed or renamed.
pub(super) type Sources = BTreeMap<PathBuf, SystemTime>;

const WATCHED: &[&str] =
    &["Cargo.lock", "Cargo.toml", "core", "index.html", "package-lock.json", "static", "web"];
/// Written by the build itself, or no source of the site.
const IGNORED: &[&str] = &["generated", "node_modules", "target", "tests", "benches"];

pub(super) fn sources() -> Sources {
    let mut sources = Sources::new();
    for name in WATCHED {
        add(&paths::root().join(name), &mut sources);
    }
    sources
}

fn add(path: &Path, sources: &mut Sources) {
    let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
    // Editors keep their own files beside the one they edit.
    if IGNORED.contains(&name) || name.starts_with('.') || name.ends_with('~') {
        return;
    }
    // A file may be gone between listing and looking: then the next look sees it.
    let Ok(metadata) = fs::metadata(path) else { return };
    if metadata.is_dir() {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            add(&entry.path(), sources);
        }
    } else if let Ok(time) = metadata.modified() {
        sources.insert(path.to_owned(), time);
    }
}
