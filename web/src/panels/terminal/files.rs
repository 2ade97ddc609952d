//! The files as the terminal has them, and which of them it may not change.

use std::cell::RefCell;
use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::SourceFile;
use netpol_core::api::page::Edit;
use netpol_core::terminal::{Output, Terminal};

use crate::model::files::Files;
use crate::state::Ui;

/// A file as the page has it, and as it could be read last.
struct Readable {
    name: String,
    on_page: Arc<str>,
    read: Arc<str>,
}

/// The files, each as it could be read last.
#[derive(Default)]
pub(super) struct Sources(RefCell<Vec<Readable>>);

impl Sources {
    pub(super) fn clear(&self) {
        self.0.borrow_mut().clear();
    }

    /// The files, each as it could be read last while it is typed into; and the names of those that the page has otherwise.
    pub(super) fn of(&self, files: &Files) -> (Vec<SourceFile>, Vec<String>) {
        let is_typed = files.source().change == Edit::Typed;
        let mut known = self.0.borrow_mut();
        let mut unread = Vec::new();
        let mut now = Vec::new();
        for it in files.list.iter() {
            let before = known.iter().find(|known| known.name == it.name);
            let is_same =
                |known: &&Readable| Arc::ptr_eq(&known.on_page, &it.text) || known.on_page == it.text;
            let read = match (before.filter(is_same), before) {
                (Some(same), _) => Arc::clone(&same.read),
                (None, Some(before)) if is_typed && !Terminal::is_readable(&it.text) => {
                    Arc::clone(&before.read)
                }
                _ => Arc::clone(&it.text),
            };
            if read != it.text {
                unread.push(it.name.clone());
            }
            now.push(Readable { name: it.name.clone(), on_page: Arc::clone(&it.text), read });
        }
        *known = now;
        let sources = known.iter().map(|it| SourceFile::new(it.name.clone(), Arc::clone(&it.read))).collect();
        (sources, unread)
    }
}

/// The file that new objects go into in a task: the first of the learner's. *Check* looks at no file that is not the task's.
pub(super) fn new_file(ui: Ui, files: &Files) -> Option<String> {
    let is_own = |it: &&SourceFile| !untrack(|| ui.is_locked(&it.name));
    untrack(|| ui.task())?;
    files.list.iter().find(is_own).map(|it| it.name.clone())
}

/// Why what a command changed is not written, where it is not. `unread` are the names of files that cannot be read as they
/// are, `replays` says that the command came with a link or a draft.
pub(super) fn refusal(ui: Ui, output: &Output, unread: &[String], replays: bool) -> Option<String> {
    let mut edited = output.edits.iter().map(|it| &it.file);
    edited.clone().next()?;
    if replays {
        return Some("A command that came with a link changes no file: nothing was changed.\n".to_owned());
    }
    if ui.readonly.get_untracked() {
        return Some("These files can only be read: nothing was changed.\n".to_owned());
    }
    if let Some(name) = edited.clone().find(|it| untrack(|| ui.is_locked(it))) {
        return Some(format!("{name} is locked in this task: nothing was changed.\n"));
    }
    let name = edited.find(|it| unread.contains(it))?;
    Some(format!("{name} cannot be read as it is now: nothing was changed.\n"))
}
