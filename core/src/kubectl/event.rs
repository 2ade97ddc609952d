//! What happened that a reader should know.

use crate::source::{Location, Mapped};

/// What happened, and at which word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The command, or the word of it.
    pub at: Location,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A command that changes no object: its program, or what kubectl was told to do.
    Skipped(String),
    /// `--dry-run`: the object's name.
    Printed(String),
    /// `kubectl run --rm`: the pod.
    Transient(String),
    /// What kubectl would refuse, and why.
    Refused(String),
    /// What was applied from the network.
    Url(String),
    /// A file that is not in the text.
    NoFile(String),
    /// A file that holds objects and was never applied.
    NotApplied(String),
    /// What is not carried out although it changes objects.
    NotRead(String),
    /// Clean-up at the end that was not carried out.
    Kept(String),
    /// A label of a workload that selectors of pods ask for: workload and label.
    ObjectLabel(String, String),
    /// A variable that has no value in the text.
    Unset(String),
    /// There is too much to do.
    Limit,
}

/// What a command prints.
#[derive(Clone, Debug, Default)]
pub(super) enum Stream {
    #[default]
    Nothing,
    /// Text, and the name of the object that a dry run prints.
    Text(Mapped, Option<String>),
    /// What only a running program knows.
    Unread(String),
}

/// Whether a command did what it was told, and what it prints.
#[derive(Clone, Debug)]
pub(super) struct Ran {
    pub(super) is_done: bool,
    pub(super) out: Stream,
}

impl Ran {
    pub(super) const DONE: Ran = Ran { is_done: true, out: Stream::Nothing };
    pub(super) const REFUSED: Ran = Ran { is_done: false, out: Stream::Nothing };

    pub(super) fn printed(text: Mapped) -> Ran {
        Ran { is_done: true, out: Stream::Text(text, None) }
    }
}
