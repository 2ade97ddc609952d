//! The working directory of a shell: files that commands write, and that are not in force.

use super::Shell;
use super::shell::{State, TOO_MUCH};

/// How many files there may be.
const FILES: usize = 200;
/// How many bytes one may have.
const BYTES: usize = 1 << 20;

impl State {
    /// Why there can be no file of this name; `None` where there can.
    pub(super) fn no_file(&self, name: &str) -> Option<String> {
        let is_new = !is_device(name) && !self.files.contains_key(plain_name(name));
        (is_new && self.files.len() >= FILES)
            .then(|| format!("bash: {name}: there are {FILES} files already: the terminal stops here"))
    }

    /// Writes a file of the working directory. Where it has no room, it stays as it is, and why is said.
    pub(super) fn write(&mut self, name: &str, text: &str, is_appended: bool) -> Result<(), String> {
        if is_device(name) {
            return Ok(());
        }
        if let Some(why) = self.no_file(name) {
            return Err(why);
        }
        let old = self.files.get(plain_name(name)).map_or(0, String::len);
        if text.len() + if is_appended { old } else { 0 } > BYTES {
            return Err(format!("bash: {name}: a file has at most 1 MB here: it was not written"));
        }
        if !self.has_room(text.len()) {
            return Err(TOO_MUCH.to_owned());
        }
        let file = self.files.entry(plain_name(name).to_owned()).or_default();
        if !is_appended {
            file.clear();
        }
        file.push_str(text);
        Ok(())
    }
}

impl Shell {
    /// The text of a file: of the working directory, or one that is in force.
    pub(super) fn file(&self, name: &str) -> Option<String> {
        if name == "/dev/null" {
            return Some(String::new());
        }
        let name = plain_name(name);
        let own = self.state.files.get(name).cloned();
        if self.place.is_some() {
            return own;
        }
        own.or_else(|| self.store.files().iter().find(|it| it.0 == name).map(|it| it.1.clone()))
    }

    /// The names of all files.
    pub(super) fn file_names(&self) -> Vec<String> {
        let mut res: Vec<String> = self.state.files.keys().cloned().collect();
        res.extend(self.store.files().iter().map(|it| it.0.clone()));
        res.sort();
        res.dedup();
        res
    }
}

fn is_device(name: &str) -> bool {
    name.starts_with("/dev/")
}

/// A file's name as it may be written too.
pub(super) fn plain_name(name: &str) -> &str {
    name.trim_start_matches("./")
}
