//! Several files written into a folder: all of them, or none.
//!
//! Each is written under a temporary name, and renamed once all of them are there. What stood in the place of one is kept
//! until the last is renamed, and comes back where something fails before.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Writes the texts into the paths, which lie in the folder. Regular files in their places are replaced if `force` says so;
/// anything else there is a failure.
pub(crate) fn write(folder: &Path, files: &[(PathBuf, &str)], force: bool) -> Result<(), String> {
    let mut staging = Staging::new(folder).map_err(|it| format!("{}: {it}", folder.display()))?;
    for (nth, (path, text)) in files.iter().enumerate() {
        fs::write(staging.temporary(nth, "new"), text).map_err(|it| format!("{}: {it}", path.display()))?;
    }
    for (nth, (path, _)) in files.iter().enumerate() {
        staging.put(nth, path, force).map_err(|it| format!("{}: {it}", path.display()))?;
    }
    // Nothing is taken back any more.
    staging.moved.clear();
    Ok(())
}

/// A folder for temporary names, on the file system of the files themselves. Dropped, it takes back what was renamed.
struct Staging {
    folder: PathBuf,
    /// Files that are in their places, and where those lie that stood there before.
    moved: Vec<(PathBuf, Option<PathBuf>)>,
}

impl Staging {
    fn new(inside: &Path) -> io::Result<Staging> {
        /// So many folders of this name may have been left by runs that were ended.
        const LEFT: u32 = 100;
        let mut nth = 0;
        loop {
            let folder = inside.join(format!(".netpol-{}-{nth}", std::process::id()));
            match fs::create_dir(&folder) {
                Err(it) if it.kind() == io::ErrorKind::AlreadyExists && nth < LEFT => nth += 1,
                made => return made.map(|()| Staging { folder, moved: Vec::new() }),
            }
        }
    }

    fn temporary(&self, nth: usize, what: &str) -> PathBuf {
        self.folder.join(format!("{nth}.{what}"))
    }

    fn put(&mut self, nth: usize, path: &Path, force: bool) -> io::Result<()> {
        let mut before = None;
        // Of a link, not of what it leads to.
        if force && fs::symlink_metadata(path).is_ok_and(|it| it.is_file()) {
            let old = self.temporary(nth, "old");
            fs::rename(path, &old)?;
            before = Some(old);
        }
        // Renaming goes over what came in the meantime; making a file does not.
        let reserved = OpenOptions::new().write(true).create_new(true).open(path);
        if let (Err(_), Some(old)) = (&reserved, &before) {
            fs::rename(old, path)?;
        }
        reserved?;
        self.moved.push((path.to_owned(), before));
        fs::rename(self.temporary(nth, "new"), path)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        let mut is_back = true;
        for (path, before) in self.moved.drain(..).rev() {
            let back = before.map_or_else(|| fs::remove_file(&path), |old| fs::rename(old, &path));
            is_back &= back.is_ok();
        }
        // What could not be put back lies in it.
        if is_back {
            let _left = fs::remove_dir_all(&self.folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::write;
    use std::fs;
    use std::path::PathBuf;

    /// An empty folder of this test alone.
    fn folder(name: &str) -> PathBuf {
        let name = format!("netpol-together-{}-{name}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let _new = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_file_that_cannot_be_put_takes_back_all_others() {
        let folder = folder("back");
        let path = |it: &str| folder.join(it);
        fs::write(path("old.yaml"), "mine").unwrap();
        fs::create_dir(path("in-the-way.yaml")).unwrap();
        let files = [(path("old.yaml"), "x"), (path("new.yaml"), "y"), (path("in-the-way.yaml"), "z")];
        assert!(write(&folder, &files, true).is_err());
        let left = |it: &str| fs::read_to_string(path(it)).ok();
        assert_eq!((left("old.yaml").as_deref(), left("new.yaml")), (Some("mine"), None));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2, "nothing temporary stays");
        assert!(write(&folder, &files[..1], false).is_err(), "without force nothing is replaced");
        write(&folder, &files[..2], true).unwrap();
        assert_eq!((left("old.yaml").as_deref(), left("new.yaml").as_deref()), (Some("x"), Some("y")));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 3);
        fs::remove_dir_all(folder).unwrap();
    }
}
