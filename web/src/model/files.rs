//! The files of the page, and what can be done to them.

use std::collections::BTreeSet;
use std::sync::Arc;

use netpol_core::SourceFile;
use netpol_core::api::page::{Edit, Loaded};
use netpol_core::redact::is_suspect;

use crate::model::share::{self, ShareState};

/// Who changed the files last; it keeps the editor from being told what it has just said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A keystroke in the editor.
    Editor,
    /// An edit that was asked for of the text that is there: a fix, a repair. What is wrong beside it is still being mended.
    Fix,
    /// Everything else.
    Program,
}

/// The files in reading order, and which one is shown.
#[derive(Clone, Debug)]
pub struct Files {
    /// In reading order; never empty.
    pub list: Arc<[SourceFile]>,
    /// Index of the file that is shown.
    pub active: usize,
    /// Counts the changes of texts and names.
    pub revision: u64,
    /// Who changed them last.
    pub origin: Origin,
    /// Whether they are analyzed in slices.
    pub(crate) in_slices: bool,
    /// How their texts and names came to be.
    pub(crate) change: Edit,
    /// The revision in which they last came otherwise than by keys: what was found before was found in other texts.
    pub(crate) replaced: u64,
    /// The scenario they came from, or empty.
    pub scenario: Arc<str>,
    /// Counts what was opened: of what was there before, no edit can be taken back in the editor.
    pub opened: u32,
    /// The file of the task that they are an answer to, where the page has it not; else empty.
    pub task: Arc<str>,
}

/// The files as one version of them; equal when nothing was edited in between.
#[derive(Clone, Debug)]
pub struct Source {
    /// Counts the changes.
    pub revision: u64,
    /// In reading order.
    pub list: Arc<[SourceFile]>,
    /// Whether it is analyzed in slices, between which the browser draws and takes keys.
    pub in_slices: bool,
    /// How they came to be.
    pub change: Edit,
}

/// Bytes that take the evaluator longer to read than a page may stand still: some hundred pods.
pub(crate) const MUCH_NEWS: usize = 60_000;
/// Bytes of files that take it longer to evaluate, even if all of them were read before.
const MUCH: usize = 800_000;
/// Bytes of a file that no editor shows as a whole, and of files that neither links nor drafts hold.
pub(crate) const LARGE: usize = 8_000_000;

/// How many bytes of text there are.
pub(crate) fn size(files: &[SourceFile]) -> usize {
    files.iter().map(|it| it.text.len()).sum()
}

impl PartialEq for Source {
    fn eq(&self, other: &Source) -> bool {
        self.revision == other.revision
    }
}

impl Files {
    /// Those of a state.
    pub(crate) fn new(state: &ShareState) -> Files {
        let mut files = Files {
            list: Arc::from([]),
            active: 0,
            revision: 1,
            origin: Origin::Program,
            in_slices: false,
            change: Edit::Replaced,
            replaced: 1,
            scenario: Arc::from(""),
            opened: 0,
            task: Arc::from(""),
        };
        files.replace(state);
        files.weigh(&[]);
        files
    }

    /// This version of them.
    pub fn source(&self) -> Source {
        let Files { revision, in_slices, change, .. } = *self;
        Source { revision, list: Arc::clone(&self.list), in_slices, change }
    }

    /// Notes who changes them, and whether what they were before is not analyzed yet.
    pub(crate) fn came_from(&mut self, origin: Origin, is_behind: bool) {
        self.origin = origin;
        // A key that comes before other files were analyzed does not make them what was there before.
        let is_typed = origin != Origin::Program && !(is_behind && self.change == Edit::Replaced);
        self.change = if is_typed { Edit::Typed } else { Edit::Replaced };
        if self.change == Edit::Replaced {
            self.replaced = self.revision;
        }
    }

    /// Finds out whether these files, after those, are better analyzed in slices.
    pub(crate) fn weigh(&mut self, before: &[SourceFile]) {
        let news = self.list.iter().enumerate().map(|(at, it)| {
            let before = before.get(at).filter(|before| before.name == it.name);
            let same = before.is_some_and(|before| Arc::ptr_eq(&before.text, &it.text));
            // A large file beside the one that is typed into is not looked at.
            let news = |before: &SourceFile| if same { 0 } else { news(&before.text, &it.text) };
            before.map_or(it.text.len(), news)
        });
        self.in_slices = MUCH <= size(&self.list) || MUCH_NEWS <= news.sum();
    }

    /// Whether everything else waits until the matrix of these files is drawn.
    pub(crate) fn waits(&self) -> bool {
        self.origin == Origin::Editor || self.in_slices
    }

    /// The file that is shown.
    pub fn shown(&self) -> SourceFile {
        self.list.get(self.active).cloned().unwrap_or_else(|| SourceFile::new("policies.yaml", ""))
    }

    pub(crate) fn replace(&mut self, state: &ShareState) {
        let state_files = if state.files.is_empty() { share::blank().files } else { state.files.clone() };
        // Line breaks count as one character in every editor.
        let one_break = |it: SourceFile| match it.text.contains('\r') {
            true => SourceFile::new(it.name, it.text.replace("\r\n", "\n").replace('\r', "\n")),
            false => it,
        };
        self.list = state_files.into_iter().map(one_break).collect();
        self.active = state.active.min(self.list.len() - 1);
        self.scenario = Arc::from(state.scenario.as_str());
        self.task = Arc::from(state.task.as_str());
    }

    pub(crate) fn set_text(&mut self, file: usize, text: &str) {
        self.with_list(|list| {
            if let Some(it) = list.get_mut(file) {
                it.text = Arc::from(text);
            }
        });
    }

    /// Without what may be secret. A file whose form cannot be read stays as it is. The task goes where it holds the same.
    pub(crate) fn redact(&mut self, loaded: Loaded) {
        let mut is_in_task = is_suspect(&self.task);
        let task = Arc::clone(&self.task);
        self.with_list(|list| {
            for it in list {
                if let Some(text) = loaded.redacted(&it.text) {
                    is_in_task |= holds_what_went(&task, &it.text, &text);
                    it.text = Arc::from(text);
                }
            }
        });
        if is_in_task {
            // The name of such a task leads nowhere without its text.
            self.task = Arc::from("");
            self.scenario = Arc::from("");
        }
    }

    pub(crate) fn insert(&mut self, at: usize, file: SourceFile) {
        let name = self.unique_name(&file.name);
        let at = at.min(self.list.len());
        self.with_list(|list| {
            // The empty file that took the place of the last one goes again.
            let stand_in = matches!(list.as_slice(), [only] if only.text.is_empty());
            if stand_in {
                list.clear();
            }
            list.insert(at.min(list.len()), SourceFile::new(name, file.text));
        });
        self.active = at.min(self.list.len() - 1);
    }

    /// Adds a file; a name that is taken gets a number, and one with line breaks is written in one line.
    pub(crate) fn add(&mut self, name: &str, text: &str) {
        let name = self.unique_name(&name.replace(char::is_control, " "));
        let file = match text.contains('\r') {
            true => SourceFile::new(name, text.replace("\r\n", "\n").replace('\r', "\n")),
            false => SourceFile::new(name, text),
        };
        self.with_list(|list| list.push(file));
        self.active = self.list.len() - 1;
    }

    /// Adds text at the end of a file, as a document of its own; the file is made if there is none. The one that is shown
    /// stays.
    pub(crate) fn append(&mut self, name: &str, text: &str) {
        self.with_list(|list| match list.iter_mut().find(|it| it.name == name) {
            Some(it) => it.text = Arc::from(joined(&it.text, text)),
            None => list.push(SourceFile::new(name, text)),
        });
    }

    /// Another text of the file of that name, a new one if there is none.
    pub(crate) fn write(&mut self, name: &str, text: &str) {
        self.with_list(|list| match list.iter_mut().find(|it| it.name == name) {
            Some(it) => it.text = Arc::from(text),
            None => list.push(SourceFile::new(name, text)),
        });
    }

    /// Lines at the end of the file of that name, a new one if there is none.
    pub(crate) fn append_lines(&mut self, name: &str, lines: &str) {
        self.with_list(|list| match list.iter_mut().find(|it| it.name == name) {
            Some(it) => {
                let gap = if it.text.is_empty() || it.text.ends_with('\n') { "" } else { "\n" };
                it.text = Arc::from(format!("{}{gap}{lines}", it.text));
            }
            None => list.push(SourceFile::new(name, lines)),
        });
    }

    /// Other files in the place of all of them.
    pub(crate) fn begin_anew(&mut self, files: &[(String, String)]) {
        self.with_list(Vec::clear);
        files.iter().for_each(|(name, text)| self.add(name, text));
        self.scenario = Arc::from("");
        self.task = Arc::from("");
    }

    /// The name without white space around it, or what is wrong with it.
    pub(crate) fn checked_name(&self, file: usize, name: &str) -> Result<String, &'static str> {
        let name = name.trim();
        if name.is_empty() {
            return Err("A file needs a name.");
        }
        if name.contains([':', '\\']) {
            return Err("A file name cannot contain : or \\.");
        }
        if self.list.iter().enumerate().any(|(at, it)| at != file && it.name == name) {
            return Err("Another file has this name.");
        }
        Ok(name.to_owned())
    }

    pub(crate) fn rename(&mut self, file: usize, name: String) {
        self.with_list(|list| {
            if let Some(it) = list.get_mut(file) {
                it.name = name;
            }
        });
    }

    pub(crate) fn remove(&mut self, file: usize) {
        self.with_list(|list| {
            if file < list.len() {
                list.remove(file);
            }
            if list.is_empty() {
                list.push(SourceFile::new("policies.yaml", ""));
            }
        });
        if file < self.active || self.list.len() <= self.active {
            self.active = self.active.saturating_sub(1);
        }
    }

    fn unique_name(&self, name: &str) -> String {
        let name = if name.trim().is_empty() { "new.yaml" } else { name.trim() };
        let stem = stem(name);
        let ending = name.get(stem.len()..).unwrap_or_default();
        let taken = |name: &str| self.list.iter().any(|it| it.name == name);
        if !taken(name) {
            return name.to_owned();
        }
        (2..).map(|n| format!("{stem}-{n}{ending}")).find(|it| !taken(it)).unwrap_or_default()
    }

    fn with_list(&mut self, change: impl FnOnce(&mut Vec<SourceFile>)) {
        let mut list = self.list.to_vec();
        change(&mut list);
        self.list = list.into();
    }
}

/// A file's name without its ending. A dot in the name of a folder begins no ending.
pub fn stem(name: &str) -> &str {
    name.rsplit_once('.').filter(|it| !it.1.contains('/')).map_or(name, |it| it.0)
}

/// Whether the text of a task holds a line that was taken out of a file: its own files stand in it in lines.
pub(crate) fn holds_what_went(task: &str, before: &str, now: &str) -> bool {
    if task.is_empty() {
        return false;
    }
    let kept: BTreeSet<&str> = now.lines().collect();
    let mut went = before.lines().filter(|it| !it.trim().is_empty() && !kept.contains(it));
    went.any(|it| task.contains(it.trim()))
}

/// Two texts of documents as one.
fn joined(first: &str, second: &str) -> String {
    let first = first.trim_end();
    // An empty text, or one whose last document is still to be written.
    let separator = if first.is_empty() || first.ends_with("\n---") || first == "---" { "" } else { "\n---" };
    let gap = if first.is_empty() { "" } else { "\n" };
    format!("{first}{separator}{gap}{second}")
}

/// How many bytes of a text are not those of before: what is left without the same beginning and end, roughly.
fn news(before: &str, now: &str) -> usize {
    /// Compared at once.
    const BLOCK: usize = 1024;
    let (before, now) = (before.as_bytes(), now.as_bytes());
    let same = |a: &mut dyn Iterator<Item = &[u8]>, b: &mut dyn Iterator<Item = &[u8]>| {
        a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len()).sum::<usize>()
    };
    let first = same(&mut before.chunks(BLOCK), &mut now.chunks(BLOCK));
    let last = same(&mut before.rchunks(BLOCK), &mut now.rchunks(BLOCK));
    now.len().saturating_sub(first + last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_goes_with_the_secret_that_it_holds() {
        let text = "kind: \"Secret\"\ndata: {password: aHVudGVyMg==}\n";
        let task =
            "files:\n- name: a.yaml\n  locked: |\n    kind: \"Secret\"\n    data: {password: aHVudGVyMg==}\n";
        for (task, stays) in [
            (task, false),
            ("solutions:\n- files:\n    b.yaml: |\n      kind: Secret\n", false),
            ("files:\n- name: b.yaml\n  locked: |\n    kind: Pod\n", true),
        ] {
            let mut files = Files::new(&ShareState {
                files: vec![SourceFile::new("a.yaml", text)],
                scenario: "practice/own/1".to_owned(),
                task: task.to_owned(),
                ..ShareState::default()
            });
            files.redact(Loaded::WHOLE);
            assert!(!files.list[0].text.contains("aHVud"), "{}", files.list[0].text);
            assert_eq!((files.task.is_empty(), files.scenario.is_empty()), (!stays, !stays), "{task}");
        }
    }

    #[test]
    fn texts_are_joined_by_one_line_between() {
        for (first, expected) in [
            ("", "b: 1\n"),
            ("a: 1", "a: 1\n---\nb: 1\n"),
            ("a: 1\n\n", "a: 1\n---\nb: 1\n"),
            ("a: 1\n---\n", "a: 1\n---\nb: 1\n"),
            ("---", "---\nb: 1\n"),
        ] {
            assert_eq!(joined(first, "b: 1\n"), expected, "{first:?}");
        }
    }
}
