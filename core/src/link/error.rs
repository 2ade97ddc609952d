//! What can be wrong with a link.

use std::fmt;

use super::{Excess, MAX_LINK, packing};

/// Why there is no link, or nothing in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// The link would have this many characters.
    TooLong(usize),
    /// It does not begin as a link does.
    NotALink,
    /// Of this version, which is made by later programs only.
    Newer(char),
    /// A character that no link has.
    Character(char),
    /// Its end is missing.
    CutOff,
    /// It is not what was written: the checksum differs, or what is inside makes no sense.
    Altered,
    /// It would unpack to more than any link holds.
    TooLarge,
    /// It holds more of this than a link may.
    More(Excess),
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkError::TooLong(len) => {
                write!(f, "the link would have {len} characters; {MAX_LINK} is the most that browsers keep")
            }
            LinkError::NotALink => f.write_str("this is not a link of the playground"),
            LinkError::Newer(version) => {
                write!(f, "the link has version {version}, which only a newer program can read")
            }
            LinkError::Character(it) => {
                write!(f, "the link is damaged: `{}` cannot be in one", it.escape_debug())
            }
            LinkError::CutOff => f.write_str("the link is damaged: its end is missing"),
            LinkError::Altered => f.write_str("the link is damaged: a part of it was altered"),
            LinkError::TooLarge => f.write_str("the link unpacks to more than any link holds"),
            LinkError::More(it) => write!(f, "more than {} is too much for a link", it.most()),
        }
    }
}

impl std::error::Error for LinkError {}

impl From<packing::Wrong> for LinkError {
    fn from(it: packing::Wrong) -> LinkError {
        match it {
            packing::Wrong::CutOff => LinkError::CutOff,
            packing::Wrong::Damaged => LinkError::Altered,
            packing::Wrong::TooLarge => LinkError::TooLarge,
        }
    }
}
