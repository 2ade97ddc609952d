//! The files of the workspace, as `netpol lint` reads a folder: the same names, limits and links.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use netpol_core::diagnostic::Diagnostic;

use super::address;
use crate::folder;
use crate::input::Sources;

/// What lies in the folders of the workspace.
pub(super) struct Disk {
    pub(super) sources: Sources,
    /// As they were given, and without links.
    folders: Vec<PathBuf>,
    /// Positions of the files by the paths under which they were found, and by those that have no links in them.
    known: BTreeMap<PathBuf, usize>,
    limit: u64,
}

impl Disk {
    /// Reads folders. `limit`: how many bytes one file may have.
    pub(super) fn read(folders: &[PathBuf], limit: u64) -> Disk {
        let mut sources = Sources::new(limit);
        let folders: Vec<PathBuf> = outermost(folders).into_iter().map(Path::to_owned).collect();
        let mut known = BTreeMap::new();
        for it in &folders {
            match folder::read(it, &mut sources) {
                Ok(it) => known.extend(it),
                Err(why) => sources.miss(it, &why.to_string()),
            }
        }
        known.extend(sources.files.iter().enumerate().map(|(at, it)| (PathBuf::from(&it.name), at)));
        let real = folders.iter().map(|it| address::real(it));
        let folders = real.collect::<Vec<_>>().into_iter().chain(folders).collect();
        Disk { sources, folders, known, limit }
    }

    /// Position of a file, however its path is written.
    pub(super) fn position(&self, path: &Path) -> Option<usize> {
        self.known.get(path).or_else(|| self.known.get(&address::real(path))).copied()
    }

    /// Reads files again that have changed. `false`: others are there now, so that the folders have to be read.
    pub(super) fn refresh(&mut self, changed: &[PathBuf]) -> bool {
        changed.iter().all(|it| match self.position(it) {
            Some(at) => self.reread(at),
            None => !self.is_missing(it) && !self.is_folder(it),
        })
    }

    /// Whether a folder came or went in which files are looked for.
    fn is_folder(&self, path: &Path) -> bool {
        let had_files = |path: &Path| {
            let first = self.known.range(path.to_owned()..).next();
            first.is_some_and(|it| it.0.starts_with(path))
        };
        match path.is_dir() {
            true => self.is_searched(path),
            false => had_files(path) || had_files(&address::real(path)),
        }
    }

    /// Reads a file again that was there.
    fn reread(&mut self, at: usize) -> bool {
        let Some(name) = self.sources.files.get(at).map(|it| it.name.clone()) else { return false };
        let path = Path::new(&name);
        let is_here = |it: &Diagnostic| it.location.is_some_and(|it| it.file.0 as usize == at);
        // What was not read may be a link out of the folder now, or a pipe.
        if self.sources.unread.iter().any(is_here) || !path.symlink_metadata().is_ok_and(|it| it.is_file()) {
            return false;
        }
        let mut one = Sources::new(self.limit);
        let (Ok(()), Some(file)) = (one.add_file(path), self.sources.files.get_mut(at)) else { return false };
        let Some(now) = one.files.pop() else { return false };
        let is_other = now.text.len() != file.text.len();
        *file = now;
        // Where all files together were too large, there may be room for others now, or for fewer.
        !is_other || !self.sources.unread.iter().any(is_for_room)
    }

    /// Whether a file that is not known would be found in the folders.
    fn is_missing(&self, path: &Path) -> bool {
        folder::is_manifest(path) && self.is_searched(path) && path.symlink_metadata().is_ok()
    }

    /// Whether a path lies where files are looked for.
    fn is_searched(&self, path: &Path) -> bool {
        let is_below = |path: &Path, folder: &Path| {
            let below = path.strip_prefix(folder).ok();
            below.is_some_and(|it| !it.ancestors().any(folder::is_of_tools))
        };
        let real = address::real(path);
        self.folders.iter().any(|it| is_below(path, it) || is_below(&real, it))
    }
}

/// Whether a file was not read because of the size of others.
fn is_for_room(it: &Diagnostic) -> bool {
    it.message.starts_with("all files together")
}

/// Folders that lie in no other one, each once, however many links lead to it.
fn outermost(folders: &[PathBuf]) -> Vec<&Path> {
    let real: Vec<PathBuf> = folders.iter().map(|it| address::real(it)).collect();
    let mut res: Vec<&Path> = Vec::new();
    for (nth, (it, own)) in folders.iter().zip(&real).enumerate() {
        let is_inside = |other: &PathBuf| own.starts_with(other) && own != other;
        let is_first = real.iter().position(|other| other == own) == Some(nth);
        if is_first && !real.iter().any(is_inside) {
            res.push(it);
        }
    }
    res
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Disk, is_for_room};

    /// A folder that goes when the test ends.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let path = std::env::temp_dir().join(format!("netpol-disk-{name}-{}", std::process::id()));
            Folder(path)
        }

        fn write(&self, name: &str, text: &str) -> PathBuf {
            let path = self.0.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
            path
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _gone = std::fs::remove_dir_all(&self.0);
        }
    }

    fn text<'d>(disk: &'d Disk, path: &Path) -> &'d str {
        let at = disk.position(path).unwrap();
        &disk.sources.files.get(at).unwrap().text
    }

    #[test]
    fn a_folder_inside_of_another_is_read_with_it() {
        let folders = ["/a/b", "/a", "/ab", "/a", "/ab"].map(PathBuf::from);
        assert_eq!(super::outermost(&folders), ["/a", "/ab"].map(PathBuf::from));
    }

    #[test]
    fn folders_are_read_again_only_for_files_that_lie_in_them() {
        let folder = Folder::new("others");
        let known = folder.write("in/a.yaml", "a: 1");
        let mut disk = Disk::read(&[folder.0.join("in")], 1_000);
        for other in ["b.yaml", "in/node_modules/b.yaml", "in/x/.git/y/b.json", "in/notes.md"] {
            assert!(disk.refresh(&[folder.write(other, "b: 1")]), "{other}");
        }
        assert!(disk.refresh(&[folder.0.join("in/came-and-went.yaml")]));
        folder.write("in/a.yaml", "a: 2");
        assert!(disk.refresh(std::slice::from_ref(&known)));
        assert_eq!(text(&disk, &known), "a: 2");
        assert!(!disk.refresh(&[folder.write("in/x/b.yaml", "b: 1")]));
        std::fs::remove_file(&known).unwrap();
        assert!(!disk.refresh(&[known]));
        // A folder of a tool that is the workspace itself.
        let own = Disk::read(&[folder.0.join("in/node_modules")], 1_000);
        assert!(own.is_missing(&folder.0.join("in/node_modules/b.yaml")));
    }

    #[test]
    fn a_file_that_was_not_read_costs_no_other_file_more() {
        let folder = Folder::new("unread");
        let small = folder.write("small.yaml", "a: 1");
        let large = folder.write("large.yaml", &"#".repeat(101));
        let mut disk = Disk::read(std::slice::from_ref(&folder.0), 100);
        assert_eq!(disk.sources.unread.len(), 1);
        folder.write("small.yaml", "a: 22");
        assert!(disk.refresh(std::slice::from_ref(&small)));
        assert_eq!(text(&disk, &small), "a: 22");
        assert!(!disk.refresh(&[large]));
    }

    #[test]
    fn where_all_files_are_too_large_a_smaller_one_makes_room() {
        let folder = Folder::new("room");
        let text = "#".repeat(100);
        for nth in 0..17 {
            folder.write(&format!("{nth:02}.yaml"), &text);
        }
        let mut disk = Disk::read(std::slice::from_ref(&folder.0), 100);
        assert_eq!(disk.sources.unread.iter().filter(|it| is_for_room(it)).count(), 1);
        assert!(disk.refresh(&[folder.write("00.yaml", &text)]));
        assert!(!disk.refresh(&[folder.write("00.yaml", "")]));
    }
}
