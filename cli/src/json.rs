//! Reports as JSON: for people who look at it with indents, or a line for each item of a long list.
//!
//! Enters: a report of [`netpol_core::view::report`], whose fields are the format. Deliberately not here: a word of it.

use std::borrow::Cow;
use std::io::{self, Write};

use netpol_core::visible::is_hidden;
use serde::Serialize;
use serde_json::ser::Formatter;

/// A report as it is printed.
#[derive(Debug)]
pub(crate) struct Json(String);

impl Json {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The report with indents.
pub(crate) fn pretty(report: &impl Serialize) -> Json {
    // Fails for maps whose keys are no texts, and reports have none.
    let json = serde_json::to_string_pretty(report).map(|it| it + "\n").unwrap_or_default();
    // What is escaped stands in strings only.
    Json(escaped(&json).into_owned())
}

/// JSON that looks the same to a program, and is harmless where it is shown: with hidden characters escaped, which JSON
/// asks of a few only, and with no `##[` in it, which some CIs take for a command anywhere in a line.
fn escaped(json: &str) -> Cow<'_, str> {
    let is_meant = |it: char| is_hidden(it) && it != '\n';
    if !json.contains(is_meant) && !json.contains("##") {
        return Cow::Borrowed(json);
    }
    let mut res = String::new();
    let mut last = None;
    for it in json.chars() {
        if is_meant(it) || (it == '#' && last == Some('#')) {
            for unit in it.encode_utf16(&mut [0; 2]) {
                res.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            res.push(it);
        }
        last = Some(it);
    }
    Cow::Owned(res)
}

/// Writes the report with a line for each item of its lists, one after the other: all of them together may not fit
/// into memory.
pub(crate) fn write_lines(report: &impl Serialize, to: impl Write) -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(1 << 16, to);
    report.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Lines::default()))?;
    out.write_all(b"\n")?;
    out.flush()
}

/// A line for each field of the report and for each item of a list among these; within them no white space.
#[derive(Default)]
struct Lines {
    /// How many objects and lists are open.
    depth: usize,
    /// Whether the list of the report that is open has an item.
    has_item: bool,
}

impl Lines {
    /// Before an item: at this depth on a line of its own.
    fn begin<W: ?Sized + Write>(&self, to: &mut W, first: bool, depth: usize) -> io::Result<()> {
        if !first {
            to.write_all(b",")?;
        }
        if self.depth == depth { to.write_all(b"\n") } else { Ok(()) }
    }
}

impl Formatter for Lines {
    fn begin_object<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.depth += 1;
        to.write_all(b"{")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.begin(to, first, 1)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        to.write_all(if self.depth == 1 { b": " } else { b":" })
    }

    fn end_object<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.depth -= 1;
        to.write_all(if self.depth == 0 { b"\n}" } else { b"}" })
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, to: &mut W, it: &str) -> io::Result<()> {
        to.write_all(escaped(it).as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.depth += 1;
        if self.depth == 2 {
            self.has_item = false;
        }
        to.write_all(b"[")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.has_item = true;
        self.begin(to, first, 2)
    }

    fn end_array<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.depth -= 1;
        to.write_all(if self.depth == 1 && self.has_item { b"\n]" } else { b"]" })
    }
}

#[cfg(test)]
mod tests {
    use super::{Json, pretty, write_lines};

    #[test]
    fn what_is_hidden_is_escaped_and_means_the_same() {
        let report =
            serde_json::json!({ "a": ["\u{202e}\u{7f}\u{9b}\u{e0041}\u{2028} ü ##[error]###[\u{1b}"] });
        let Json(pretty) = pretty(&report);
        let mut lines = Vec::new();
        write_lines(&report, &mut lines).unwrap();
        for json in [pretty, String::from_utf8(lines).unwrap()] {
            let text = r"\u202e\u007f\u009b\udb40\udc41\u2028 ü #\u0023[error]#\u0023\u0023[\u001b";
            assert!(json.contains(text), "{json}");
            assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap(), report);
        }
    }
}
