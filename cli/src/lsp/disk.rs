//! The files of the workspace, as `netpol lint` reads a folder: the same names, limits and links.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use netpol_core::SourceFile;

use crate::folder;
use crate::input::Sources;

/// What lies in the folders of the workspace.
pub(super) struct Disk {
    pub(super) sources: Sources,
    limit: u64,
}

impl Disk {
    /// Reads folders. `limit`: how many bytes one file may have.
    pub(super) fn read(folders: &[PathBuf], limit: u64) -> Disk {
        let mut sources = Sources::new(limit);
        for it in outermost(folders) {
            if let Err(why) = folder::read(it, &mut sources) {
                sources.miss(it, &why.to_string());
            }
        }
        Disk { sources, limit }
    }

    /// Reads files again that have changed. `false`: others are there now, so that the folders have to be read.
    pub(super) fn refresh(&mut self, changed: &[PathBuf]) -> bool {
        let unread = self.sources.unread.len();
        changed.iter().all(|path| {
            let name = path.display().to_string();
            let Some(at) = self.sources.files.iter().position(|it| it.name == name) else {
                // Not one of the workspace.
                return !folder::is_manifest(path);
            };
            let mut one = Sources::new(self.limit);
            // What was not read before may be counted otherwise now.
            let is_read = unread == 0 && one.add_file(path).is_ok();
            if let (true, Some(it)) = (is_read, one.files.pop())
                && let Some(file) = self.sources.files.get_mut(at)
            {
                *file = it;
            }
            is_read
        })
    }

    /// The files with the texts of an editor in the place of those on disk; behind them, what only the editor has.
    pub(super) fn with<'t>(&self, open: impl Iterator<Item = (String, &'t Arc<str>)>) -> Sources {
        let mut files = self.sources.files.clone();
        let known: BTreeMap<String, usize> =
            files.iter().enumerate().map(|(at, it)| (it.name.clone(), at)).collect();
        let mut is_open = vec![false; files.len()];
        for (name, text) in open {
            match known.get(&name).and_then(|at| Some((files.get_mut(*at)?, is_open.get_mut(*at)?))) {
                Some((file, is_open)) => {
                    file.text = Arc::clone(text);
                    *is_open = true;
                }
                None => files.push(SourceFile::new(name, Arc::clone(text))),
            }
        }
        let mut res = self.sources.with(files);
        // What could not be read is there now.
        res.unread.retain(|it| {
            let at = it.location.map(|it| it.file.0 as usize);
            at.and_then(|it| is_open.get(it)) != Some(&true)
        });
        res
    }
}

/// Folders that lie in no other one, each once.
fn outermost(folders: &[PathBuf]) -> Vec<&Path> {
    let mut res: Vec<&Path> = Vec::new();
    for (nth, it) in folders.iter().enumerate() {
        let is_inside = |other: &PathBuf| it.starts_with(other) && it != other;
        let is_first = folders.iter().position(|other| other == it) == Some(nth);
        if is_first && !folders.iter().any(is_inside) {
            res.push(it);
        }
    }
    res
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    #[test]
    fn a_folder_inside_of_another_is_read_with_it() {
        let folders = ["/a/b", "/a", "/ab", "/a", "/ab"].map(PathBuf::from);
        assert_eq!(super::outermost(&folders), ["/a", "/ab"].map(PathBuf::from));
    }
}
