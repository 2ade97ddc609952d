//! Reports as JSON: for people who look at it with indents, or a line for each item of a long list.
//!
//! Enters: a report of [`netpol_core::view::report`], whose fields are the format. Deliberately not here: a word of it.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

/// The report with indents.
pub(crate) fn pretty(report: &impl Serialize) -> String {
    // Fails for maps whose keys are no texts, and reports have none.
    serde_json::to_string_pretty(report).map(|it| it + "\n").unwrap_or_default()
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
