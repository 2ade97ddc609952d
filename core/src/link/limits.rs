//! What a link may hold: what the page can open at once, and what a person types into it. Everybody can send a link, so
//! these are smaller than the limits of a draft, which only its owner writes.

use super::LinkError;

/// Bytes of text in all files of a link together.
pub const MAX_TEXT: usize = 4 << 20;
/// Files in a link.
pub const MAX_FILES: usize = 200;
/// Bytes of a name in a link: that of a file, an end of the chosen cell, a scenario, a tab, a fold; of the filter, and of a
/// command.
pub const MAX_WORD: usize = 1024;
/// Bytes of the settings in a link.
pub const MAX_SETTINGS: usize = 4096;
/// Folds that are turned in a link.
pub const MAX_TURNED: usize = 1000;
/// Commands of the terminal in a link.
pub const MAX_COMMANDS: usize = 100;
/// What a draft unpacks to at most: the browser's storage holds less.
pub const MAX_UNPACKED: usize = 16 << 20;
/// So many files, and so many turned folds, are in a draft at most.
pub(super) const MAX_ITEMS: usize = 10_000;

/// What there can be too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// Text of all files.
    Text,
    /// Files.
    Files,
    /// Bytes of a name, a command, or the filter.
    Word,
    /// Settings.
    Settings,
    /// Folds that are turned.
    Turned,
    /// Commands of the terminal.
    Commands,
}

impl Excess {
    /// How much of it a link may hold, to follow "more than".
    pub fn most(self) -> &'static str {
        match self {
            Excess::Text => "4 MiB of text",
            Excess::Files => "200 files",
            Excess::Word => "1,024 bytes in a name, a command or the filter",
            Excess::Settings => "4,096 bytes of settings",
            Excess::Turned => "1,000 turned folds",
            Excess::Commands => "100 commands of the terminal",
        }
    }
}

/// How much of each there may be.
pub(super) struct Limits {
    /// Bytes of all fields.
    pub(super) unpacked: usize,
    pub(super) text: usize,
    pub(super) files: usize,
    pub(super) word: usize,
    pub(super) settings: usize,
    pub(super) turned: usize,
    pub(super) commands: usize,
}

/// Of a link; besides the text, two megabytes are enough for all the rest.
pub(super) static LINK: Limits = Limits {
    unpacked: MAX_TEXT + (2 << 20),
    text: MAX_TEXT,
    files: MAX_FILES,
    word: MAX_WORD,
    settings: MAX_SETTINGS,
    turned: MAX_TURNED,
    commands: MAX_COMMANDS,
};

/// Of a draft.
pub(super) static DRAFT: Limits = Limits {
    unpacked: MAX_UNPACKED,
    text: MAX_UNPACKED,
    files: MAX_ITEMS,
    word: MAX_UNPACKED,
    settings: MAX_UNPACKED,
    turned: MAX_ITEMS,
    commands: MAX_ITEMS,
};

/// Refuses where there is more than that.
pub(super) fn at_most(most: usize, there: usize, what: Excess) -> Result<(), LinkError> {
    if most < there { Err(LinkError::More(what)) } else { Ok(()) }
}
