//! Lines of two, four or more hyphens, or of other dashes, where a separator has exactly three hyphens (L-81).

use std::ops::Range;

use super::{CLICK, at, lines};
use crate::diagnostic::{Code, Severity};
use crate::find::has;
use crate::intake::Note;
use crate::source::Mapped;

/// The text with right separators.
pub(super) fn clean(text: &Mapped, notes: &mut Vec<Note>) -> Option<Mapped> {
    let found = wrong(text.text());
    for range in &found {
        let line = text.text().get(range.clone()).unwrap_or_default();
        let message = format!("`{line}` is taken for a separator, but a separator has exactly three hyphens");
        let problem = (Severity::Error, Code::WrongSeparator);
        notes.push(
            Note::new(at(text, range.clone()), problem, message, "write `---`").incomplete().titled(CLICK),
        );
    }
    (!found.is_empty()).then(|| text.edited(found.iter().map(|it| (it.clone(), "---"))))
}

/// Whether a text may have one that looks like plain YAML.
pub(in crate::intake) fn may_be_wrong(text: &str) -> bool {
    (text.starts_with("----") || has(text, "\n----")) && !wrong(text).is_empty()
}

/// Lines of dashes behind which an object begins.
fn wrong(text: &str) -> Vec<Range<usize>> {
    let mut res = Vec::new();
    let mut open = None;
    for line in lines(text) {
        let content = line.text.trim_end();
        if is_wrong(content) {
            open = Some(line.start..line.start + content.len());
        } else if let Some(range) =
            open.take_if(|_| !content.trim_start().is_empty() && !content.starts_with('#'))
        {
            let begins = ["apiVersion:", "apiVersion\u{ff1a}", "kind:", "kind\u{ff1a}", "{", "metadata:"];
            if begins.iter().any(|it| content.starts_with(it)) {
                res.push(range);
            }
        }
    }
    res
}

fn is_wrong(line: &str) -> bool {
    let is_dash = |it: char| matches!(it, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    !line.is_empty() && line != "---" && line != "-" && line.chars().all(is_dash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn dashes_between_objects_are_separators() {
        for dashes in ["--", "----", "-----------", "\u{2014}", "\u{2013}-", "\u{2014}\u{2014}"] {
            let text = format!("kind: Pod\n{dashes}\n\n# a\nkind: Job\n");
            let mut notes = Vec::new();
            let found = clean(&Mapped::whole(FileId(0), &text), &mut notes).unwrap();
            assert_eq!(found.text(), "kind: Pod\n---\n\n# a\nkind: Job\n", "{dashes}");
            assert!(notes.iter().all(|it| it.is_incomplete), "{notes:?}");
        }
    }

    #[test]
    fn dashes_elsewhere_stay() {
        for text in [
            "kind: Pod\n---\nkind: Job\n",
            "Title\n-----\nText\n",
            "kind: Pod\n----\n",
            "a:\n-\nkind: b",
            "a: |\n  ----\n  kind: b",
        ] {
            assert_eq!(clean(&Mapped::whole(FileId(0), text), &mut Vec::new()), None, "{text}");
        }
    }
}
