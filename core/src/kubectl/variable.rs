//! Variables where a text uses them: `$NAME`, `${NAME}`, `${NAME:-other}`, `${NAME%.yaml}`.

use std::ops::Range;

/// A variable where it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) otherwise: Option<String>,
    /// What else stands between the brackets: `%.yaml`, `##*/`.
    pub(crate) cut: Option<String>,
    pub(crate) range: Range<usize>,
    /// In quotes its value is one word.
    pub(crate) is_quoted: bool,
}

/// The variable that a text begins with, and its length.
pub(crate) fn variable(rest: &str) -> Option<(Variable, usize)> {
    let behind = rest.strip_prefix('$')?;
    let is_name = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let found = |name: &str, otherwise: Option<&str>, cut: Option<&str>, length| {
        let is_word =
            name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_') && name.chars().all(is_name);
        // `$1`: a word behind the name of a function; `$@`: all of them.
        let is_one = is_word || matches!(name.as_bytes(), [b'1'..=b'9' | b'?' | b'#' | b'@' | b'*']);
        let otherwise = otherwise.map(str::to_owned);
        let cut = cut.map(str::to_owned);
        let it = Variable { name: name.to_owned(), otherwise, cut, range: 0..length, is_quoted: true };
        is_one.then_some((it, length))
    };
    let Some(braced) = behind.strip_prefix('{') else {
        // PowerShell: `$env:NAME`.
        let name = behind.strip_prefix("env:").unwrap_or(behind);
        let length = name.find(|it| !is_name(it)).unwrap_or(name.len());
        let length =
            if name.starts_with(|it: char| it.is_ascii_digit() || "?#@*".contains(it)) { 1 } else { length };
        return found(name.get(..length)?, None, None, rest.len() - name.len() + length);
    };
    let end =
        braced.find(['}', '\n']).filter(|it| braced.get(*it..).is_some_and(|it| it.starts_with('}')))?;
    let inner = braced.get(..end)?;
    let (name, otherwise) = match inner.split_once(":-").or_else(|| inner.split_once('-')) {
        Some((name, otherwise)) => (name, Some(otherwise)),
        None => (inner, None),
    };
    // `${#name}` is the length of it.
    if let Some(name) = inner.strip_prefix('#').filter(|it| !it.is_empty()) {
        return found(name, None, Some(""), end + 3);
    }
    let behind = inner.find(|it| !is_name(it)).filter(|it| *it > 0).and_then(|it| inner.split_at_checked(it));
    if let Some((name, cut)) = behind.filter(|it| !it.1.starts_with('-') && !it.1.starts_with(":-")) {
        return found(name, None, Some(cut), end + 3);
    }
    found(name, otherwise, None, end + 3)
}
