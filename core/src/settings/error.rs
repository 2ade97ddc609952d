//! What is wrong with a setting that a user wrote.
//!
//! Each prints the sentence that users read, and becomes a `String` by `?`.

use std::error::Error;
use std::fmt;

/// Why a setting cannot be set.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SettingError {
    /// There is none of this name.
    Unknown(String),
    /// The setting of this name cannot have the value.
    Value(String, ValueError),
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ValueError {
    /// The line, counted from 1, of a value that has several.
    pub line: Option<usize>,
    /// The mistake.
    pub what: String,
}

impl ValueError {
    /// About the whole value.
    pub(super) fn new(what: String) -> ValueError {
        ValueError { line: None, what }
    }
}

impl fmt::Display for SettingError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SettingError::Unknown(name) => write!(out, "there is no setting `{name}`"),
            SettingError::Value(name, it) => write!(out, "{name}: {it}"),
        }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(out, "line {line}: {}", self.what),
            None => out.write_str(&self.what),
        }
    }
}

impl Error for SettingError {}
impl Error for ValueError {}

impl From<SettingError> for String {
    fn from(it: SettingError) -> String {
        it.to_string()
    }
}

impl From<ValueError> for String {
    fn from(it: ValueError) -> String {
        it.to_string()
    }
}
