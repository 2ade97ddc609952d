//! The commands that a link keeps, and those that it brought, which wait for their turn.

use std::cell::RefCell;
use std::collections::VecDeque;

use netpol_core::terminal::Output;

/// So many commands are in a link, each with no more bytes.
const KEPT: usize = 40;
const KEPT_BYTES: usize = 1000;

/// A command that waits for those before it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) command: String,
    /// Whether it came with a link or a draft.
    pub(super) replays: bool,
}

/// The commands of a link.
#[derive(Default)]
pub(super) struct Commands {
    kept: RefCell<Vec<String>>,
    waiting: RefCell<VecDeque<Waiting>>,
}

impl Commands {
    /// What was opened brought these: the last of them wait.
    pub(super) fn begin(&self, brought: Vec<String>) {
        let more = brought.len().saturating_sub(KEPT);
        let last = brought.into_iter().skip(more);
        let waiting = last.map(|command| Waiting { command, replays: true }).collect();
        self.kept.borrow_mut().clear();
        self.waiting.replace(waiting);
    }

    /// Whether any wait.
    pub(super) fn wait(&self) -> bool {
        !self.waiting.borrow().is_empty()
    }

    /// The first that waits. It waits no more.
    pub(super) fn next(&self) -> Option<Waiting> {
        self.waiting.borrow_mut().pop_front()
    }

    /// Lets a command wait that was entered while others do.
    pub(super) fn push(&self, command: String) {
        self.waiting.borrow_mut().push_back(Waiting { command, replays: false });
    }

    /// A link keeps this one too.
    pub(super) fn keep(&self, command: &str) {
        let mut kept = self.kept.borrow_mut();
        kept.push(command.to_owned());
        let more = kept.len().saturating_sub(KEPT);
        kept.drain(..more);
    }

    /// A link keeps nothing of what was carried out.
    pub(super) fn forget(&self) {
        self.kept.borrow_mut().clear();
    }

    /// Nothing waits any more either.
    pub(super) fn forget_all(&self) {
        self.forget();
        self.waiting.borrow_mut().clear();
    }

    /// What a link keeps now: what was carried out, and what it brought and still waits.
    pub(super) fn all(&self) -> Vec<String> {
        let waiting = self.waiting.borrow();
        let waiting = waiting.iter().filter(|it| it.replays).map(|it| &it.command);
        self.kept.borrow().iter().chain(waiting).cloned().collect()
    }
}

/// Whether a link keeps a command: one that changed no file, because what others change is in the files of the link, and
/// that was understood. A connection that is denied is an answer too, though its status is not 0.
pub(super) fn is_worth_keeping(command: &str, output: &Output) -> bool {
    let is_answer = output.status == 0 || !output.reasons.is_empty();
    is_answer && output.edits.is_empty() && command.len() <= KEPT_BYTES
}

#[cfg(test)]
mod tests {
    use netpol_core::terminal::{FileEdit, Reason};

    use super::*;

    #[test]
    fn what_a_link_brought_is_kept_until_its_turn() {
        let names = |from: usize, to: usize| (from..to).map(|it| it.to_string()).collect::<Vec<_>>();
        let it = Commands::default();
        it.begin(names(0, KEPT + 2));
        it.push("typed".to_owned());
        assert_eq!(it.all(), names(2, KEPT + 2));
        let first = it.next();
        assert_eq!(first, Some(Waiting { command: "2".to_owned(), replays: true }));
        assert_eq!(it.all(), names(3, KEPT + 2));
        it.keep("2");
        assert_eq!(it.all(), names(2, KEPT + 2));
        it.forget();
        assert_eq!(it.all(), names(3, KEPT + 2));
        it.forget_all();
        assert!(!it.wait() && it.all().is_empty());
    }

    #[test]
    fn edits_and_mistakes_are_not_kept_and_denied_connections_are() {
        let of = |status, edits, reasons| Output { status, edits, reasons, ..Output::default() };
        let edit = FileEdit { file: "a.yaml".to_owned(), start: 0, end: 0, text: "a".to_owned() };
        let reason = Reason { text: "denied".to_owned(), cell: None };
        assert!(is_worth_keeping("a", &of(0, vec![], vec![])));
        assert!(is_worth_keeping("a", &of(1, vec![], vec![reason])));
        assert!(!is_worth_keeping("a", &of(1, vec![], vec![])));
        assert!(!is_worth_keeping("a", &of(0, vec![edit], vec![])));
        assert!(!is_worth_keeping(&"a".repeat(KEPT_BYTES + 1), &of(0, vec![], vec![])));
    }
}
