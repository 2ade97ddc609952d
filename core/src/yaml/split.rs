//! A file's text to the texts of its documents.
//!
//! Enters: the whole text. Leaves: one [`Document`] per stretch that holds something. A document that does
//! not parse is therefore no concern of its neighbours. Deliberately not here: what stands in a document.

use crate::source::Span;

/// The text of one document and where it stands in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document<'t> {
    /// First byte of `text` in the file.
    pub start: u32,
    /// Everything up to the next separator.
    pub text: &'t str,
    /// Text behind the three dashes other than a comment, which `kubectl` refuses (bytes of the file).
    pub separator_text: Option<Span>,
    /// A `%YAML` line before it with another version than 1.1, the one that `kubectl` reads.
    pub version: Option<Span>,
}

/// The documents of a file. Stretches without anything but blanks, comments and directives are left out.
///
/// "Documents are separated by a line that starts with `---`"; a line `...` ends one too, and JSON
/// objects may follow each other without any separator.
pub fn split(text: &str) -> Vec<Document<'_>> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    split_between(text, start, &mut |_| false).0
}

/// The documents from a place behind a separator line of three dashes and nothing else, to the first such place that is
/// asked for; and that place, or the end of the text.
pub fn split_between<'t>(
    text: &'t str,
    from: usize,
    ends: &mut dyn FnMut(usize) -> bool,
) -> (Vec<Document<'t>>, usize) {
    let mut found = Found { text, documents: Vec::new(), separator_text: None, version: None };
    let (mut start, mut line) = (from, from);
    while let Some(rest) = text.get(line..).filter(|it| !it.is_empty()) {
        let length = line_length(rest);
        let content = rest.get(..length).unwrap_or(rest);
        if !content.starts_with(['-', '.', '%']) {
            // Nearly every line.
        } else if let Some(behind) = separator(content) {
            found.push(start, line);
            let end = line + content.trim_end().len();
            start = if behind.is_empty() { line + length } else { end - behind.len() };
            found.separator_text = (!behind.is_empty()).then(|| span(start, end));
            if content.trim_end() == "---" && found.version.is_none() && ends(start) {
                return (found.documents, start);
            }
        } else if content.trim_end() == "..." {
            found.push(start, line);
            start = line + length;
        } else if is_other_version(content) {
            found.version = Some(span(line, line + content.trim_end().len()));
        }
        line += length;
    }
    found.push(start, text.len());
    (found.documents, text.len())
}

/// Length of the first line, with its end. Lines are short: to look at each byte is quicker than what finds one in long
/// texts, and an iterator is a call for each of them where the program is built to be small.
fn line_length(text: &str) -> usize {
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        at += 1;
        if *byte == b'\n' {
            break;
        }
    }
    at
}

/// What stands behind the dashes of a separator line, without blanks and comments.
fn separator(line: &str) -> Option<&str> {
    let behind = line.strip_prefix("---")?.trim_start_matches('-').trim();
    Some(if behind.starts_with('#') { "" } else { behind })
}

/// `%YAML 1.2`.
fn is_other_version(line: &str) -> bool {
    let version = line.strip_prefix("%YAML ").map(|it| it.split('#').next().unwrap_or_default().trim());
    version.is_some_and(|it| it != "1.1")
}

struct Found<'t> {
    text: &'t str,
    documents: Vec<Document<'t>>,
    /// What was found before the document that comes next.
    separator_text: Option<Span>,
    version: Option<Span>,
}

impl Found<'_> {
    fn push(&mut self, start: usize, end: usize) {
        let mut start = start;
        while let Some(rest) = self.text.get(start..end).filter(|it| holds_something(it)) {
            let length = json_object(rest).unwrap_or(rest.len());
            let Some(document) = rest.get(..length) else { break };
            self.documents.push(Document {
                start: to_u32(start),
                text: document,
                separator_text: self.separator_text.take(),
                version: self.version.take(),
            });
            start += length;
        }
        self.separator_text = None;
    }
}

fn holds_something(text: &str) -> bool {
    let mut rest = text.trim_start();
    while rest.starts_with(['#', '%']) {
        let end = rest.find('\n').unwrap_or(rest.len());
        rest = rest.get(end..).unwrap_or_default().trim_start();
    }
    !rest.is_empty()
}

/// Length of the JSON object that the text begins with, if another one follows it.
fn json_object(text: &str) -> Option<usize> {
    let object = text.trim_start();
    if !object.starts_with('{') || object.starts_with("{{") {
        return None;
    }
    let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
    for (at, byte) in object.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    let rest = object.get(at + 1..)?;
                    let another = rest.trim_start().starts_with('{');
                    return another.then_some(text.len() - rest.len());
                }
            }
            _ => {}
        }
    }
    None
}

fn span(start: usize, end: usize) -> Span {
    Span::new(to_u32(start), to_u32(end))
}

fn to_u32(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
