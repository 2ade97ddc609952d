//! A command with what came of it, as the transcript shows it.

use netpol_core::Probe;
use netpol_core::terminal::Printed;
use netpol_core::view::{CellSign, Place};

use crate::model::share::CellRef;

/// So many lines of one command are shown.
pub(super) const LINES: usize = 1000;

/// A command with what came of it.
#[derive(Default)]
pub struct Entry {
    pub(super) id: u64,
    pub(super) prompt: String,
    pub(super) command: String,
    pub(super) printed: Vec<Printed>,
    /// How many lines more there are than are shown.
    pub(super) left: usize,
    pub(super) reasons: Vec<Told>,
    /// The files that it changed, and where.
    pub(super) changed: Vec<(String, Place)>,
    /// Which version of the files they were then.
    pub(super) revision: u64,
}

/// What decided a connection.
pub struct Told {
    pub(super) text: String,
    pub(super) sign: Option<CellSign>,
    pub(super) cell: Option<(CellRef, Probe)>,
}

/// As many lines as are shown, and how many more there are.
pub(super) fn bounded(printed: Vec<Printed>) -> (Vec<Printed>, usize) {
    let mut room = LINES;
    let mut left = 0;
    let mut res = Vec::new();
    for it in printed {
        let lines = it.text.lines().count();
        let text = if lines <= room { it.text } else { it.text.split_inclusive('\n').take(room).collect() };
        left += lines.saturating_sub(room);
        room = room.saturating_sub(lines);
        if !text.is_empty() {
            res.push(Printed { text, ..it });
        }
    }
    (res, left)
}

/// A stretch of a file.
pub(super) fn place(file: usize, text: &str, start: usize, end: usize) -> Option<Place> {
    let (before, inside) = (text.get(..start)?, text.get(start..end)?);
    let units = |it: &str| it.encode_utf16().count() as u32;
    let lines = |it: &str| it.matches('\n').count() as u32;
    let from_line = lines(before) + 1;
    Some(Place {
        file: file as u32,
        from: units(before),
        to: units(before) + units(inside),
        from_line,
        to_line: from_line + lines(inside.trim_end()),
    })
}

/// The end of the first line of a stretch: a caret there is in the line with which it begins.
pub(super) fn first_line(text: &str, start: usize, end: usize) -> usize {
    start + text.get(start..end).and_then(|it| it.find('\n')).unwrap_or(end - start.min(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_output_is_cut_at_a_line_and_counted() {
        let printed = |lines: usize, is_error| Printed { is_error, text: "a\n".repeat(lines) };
        let (shown, left) = bounded(vec![printed(LINES - 1, false), printed(3, true), printed(2, false)]);
        assert_eq!(shown, [printed(LINES - 1, false), printed(1, true)]);
        assert_eq!(left, 4);
        assert_eq!(bounded(vec![printed(2, false)]), (vec![printed(2, false)], 0));
    }

    #[test]
    fn a_stretch_counts_units_and_lines() {
        let text = "ü: 1\n---\nb: 2\n";
        let it = place(1, text, 10, 15).unwrap();
        assert_eq!((it.file, it.from, it.to, it.from_line, it.to_line), (1, 9, 14, 3, 3));
        assert_eq!(place(0, text, 1, 3), None);
    }
}
