//! Views as plain text: for a terminal, a log, a program.

use super::{Fragment, Sign};

impl Sign {
    /// The sign as one character: `✓`, `✕`, `?`, or a space.
    pub fn as_str(self) -> &'static str {
        match self {
            Sign::Yes => "✓",
            Sign::No => "✕",
            Sign::Unknown => "?",
            Sign::Plain => " ",
        }
    }
}

/// A line of an explanation, with names and labels in backticks.
pub fn plain(text: &[Fragment]) -> String {
    let part = |it: &Fragment| match it {
        Fragment::Text(it) | Fragment::Link(it, _) => it.clone(),
        Fragment::Code(it) => format!("`{it}`"),
    };
    text.iter().map(part).collect()
}
