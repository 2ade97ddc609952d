//! Whether the text around a slip tells of it: a comment that is left alone, or stands beside what was changed.

use crate::diagnostic::Edit;

/// Whether a comment stands in a line that an edit changes, or in the line above it.
pub(super) fn is_told(text: &str, edits: &[Edit]) -> bool {
    edits.iter().any(|it| {
        let (start, end) = (it.location.span.start as usize, it.location.span.end as usize);
        let before = text.get(..start).unwrap_or_default();
        let first = before.rfind('\n').map_or(0, |it| it + 1);
        // A deletion that takes the line end along leaves the next line as it is.
        let end =
            if end > start && text.get(..end).is_some_and(|it| it.ends_with('\n')) { end - 1 } else { end };
        let last = text.get(end..).and_then(|it| it.find('\n')).map_or(text.len(), |it| end + it);
        let lines = text.get(first..last).unwrap_or_default();
        let above = before.get(..first.saturating_sub(1)).unwrap_or_default().rsplit('\n').next();
        let above = above.unwrap_or_default();
        // What stands at the margin speaks of the whole policy.
        let is_inside = above.starts_with(' ') && above.trim_start().starts_with('#');
        is_inside || lines.lines().any(|it| it.trim_start().starts_with('#') || it.contains(" #"))
    })
}

#[cfg(test)]
mod tests {
    use super::is_told;
    use crate::diagnostic::Edit;
    use crate::source::{FileId, Location, Span};

    #[test]
    fn a_comment_beside_or_above_a_change_tells_of_it() {
        let text = "# head\na: 1\nb: # c\n- x # d\n  # e\n- y\n- z\n";
        let edit = |what: &str| {
            let at = text.find(what).unwrap() as u32;
            let span = Span::new(at, at + what.len() as u32);
            Edit { location: Location { file: FileId(0), span }, text: String::new() }
        };
        for (what, told) in [("1", false), ("x", true), ("y", true), ("- z\n", false), ("- x # d\n", true)] {
            assert_eq!(is_told(text, &[edit(what)]), told, "{what}");
        }
    }
}
