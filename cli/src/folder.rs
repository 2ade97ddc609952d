//! The manifests of a directory and all below it.
//!
//! A directory holds more than manifests: only regular files are opened, each once, and links are followed as long
//! as they stay inside. What cannot be read is said, and the search goes on.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::input::Sources;

/// Folders that tools fill with files of their own: searched only if they are named.
const OF_TOOLS: [&str; 3] = [".git", "node_modules", "vendor"];

/// Adds what is in the folder, by path. Fails only where the folder itself cannot be read. What comes back are the
/// positions of the files by the only paths that have no links in them.
pub(crate) fn read(folder: &Path, sources: &mut Sources) -> io::Result<BTreeMap<PathBuf, usize>> {
    search(folder, sources, is_manifest)
}

/// The same for pages of Markdown.
pub(crate) fn read_pages(folder: &Path, sources: &mut Sources) -> io::Result<()> {
    search(folder, sources, is_page).map(drop)
}

fn search(
    folder: &Path,
    sources: &mut Sources,
    is_wanted: fn(&Path) -> bool,
) -> io::Result<BTreeMap<PathBuf, usize>> {
    let root = folder.canonicalize()?;
    let seen = BTreeMap::from([(root.clone(), None)]);
    let mut search = Search { sources, is_wanted, seen, root };
    search.entries(folder)?;
    Ok(search.seen.into_iter().filter_map(|(path, at)| Some((path, at?))).collect())
}

/// Whether a file is a page of Markdown, by its name.
pub(crate) fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "md" || it == "markdown" || it == "mdx")
}

/// Whether a file may hold manifests, by its name.
pub(crate) fn is_manifest(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "yaml" || it == "yml" || it == "json")
}

/// Whether a folder is one of those that tools fill.
pub(crate) fn is_of_tools(it: &Path) -> bool {
    it.file_name().is_some_and(|it| OF_TOOLS.iter().any(|name| it == *name))
}

struct Search<'s> {
    sources: &'s mut Sources,
    is_wanted: fn(&Path) -> bool,
    /// Where links must not lead out of.
    root: PathBuf,
    /// Folders and files that were reached, by the only path that has no links in it; of files, their positions.
    seen: BTreeMap<PathBuf, Option<usize>>,
}

impl Search<'_> {
    fn entries(&mut self, folder: &Path) -> io::Result<()> {
        let mut entries = Vec::new();
        for it in std::fs::read_dir(folder)? {
            let it = it?;
            let may_be_folder = it.file_type().map_or(true, |it| it.is_dir());
            entries.push((it.path(), may_be_folder));
        }
        entries.sort();
        for (path, may_be_folder) in entries {
            self.entry(&path, may_be_folder);
        }
        Ok(())
    }

    fn entry(&mut self, path: &Path, may_be_folder: bool) {
        let is_wanted = (self.is_wanted)(path);
        let found = std::fs::metadata(path).and_then(|it| Ok((it, path.canonicalize()?)));
        let (found, real) = match found {
            Ok(it) => it,
            Err(_) if !is_wanted && !may_be_folder => return,
            Err(_) if path.is_symlink() => return self.sources.miss(path, "this link leads nowhere"),
            Err(it) => return self.sources.miss(path, &it.to_string()),
        };
        if !is_wanted && !found.is_dir() {
            return;
        }
        if found.is_dir() && (is_of_tools(path) || is_of_tools(&real)) {
            return;
        }
        if !real.starts_with(&self.root) {
            return self.sources.skip(path, found.is_file());
        }
        if self.seen.contains_key(&real) {
            return;
        }
        self.seen.insert(real, found.is_file().then_some(self.sources.files.len()));
        if found.is_dir() {
            if let Err(it) = self.entries(path) {
                self.sources.miss(path, &it.to_string());
            }
        } else if !found.is_file() {
            self.sources.miss(path, "no regular file: it is not opened");
        } else if let Err(it) = self.sources.add_file(path) {
            self.sources.miss(path, &it.to_string());
        }
    }
}
