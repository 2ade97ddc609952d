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

/// One of the files that are not the same in both, for the message.
pub(super) fn changed<'a>(before: &'a Sources, now: &'a Sources) -> Option<&'a Path> {
    let newer = now.iter().find(|(path, time)| before.get(*path) != Some(time));
    let gone = || before.iter().find(|(path, _)| !now.contains_key(*path));
    newer.or_else(gone).map(|(path, _)| path.strip_prefix(paths::root()).unwrap_or(path))
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

#[cfg(test)]
mod tests {
    use super::{Sources, changed};
    use std::{
        path::{Path, PathBuf},
        time::{Duration, SystemTime},
    };

    #[test]
    fn what_was_edited_added_or_removed_is_named() {
        let of = |files: &[(&str, u64)]| -> Sources {
            let time = |it: u64| SystemTime::UNIX_EPOCH + Duration::from_secs(it);
            files.iter().map(|(name, at)| (PathBuf::from(name), time(*at))).collect()
        };
        let before = of(&[("a", 1), ("b", 1)]);
        for (now, named) in [
            (of(&[("a", 1), ("b", 2)]), Some("b")),
            (of(&[("a", 1), ("b", 1), ("c", 1)]), Some("c")),
            (of(&[("b", 1)]), Some("a")),
            (before.clone(), None),
        ] {
            assert_eq!(changed(&before, &now), named.map(Path::new));
        }
    }
}
