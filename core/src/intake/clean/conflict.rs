//! The marks of a merge conflict: the upper side is read.

use std::ops::Range;

use super::{Line, at, lines};
use crate::diagnostic::{Code, Edit, Fix, FixClass, Severity};
use crate::intake::Note;
use crate::source::{Mapped, Span};

/// A conflict: its marks, and its sides between.
struct Conflict<'t> {
    upper: Line<'t>,
    /// What both come from, which some tools write.
    base: Option<Line<'t>>,
    middle: Line<'t>,
    lower: Line<'t>,
}

/// The text with the upper side of each conflict.
pub(super) fn clean(text: &Mapped, notes: &mut Vec<Note>) -> Option<Mapped> {
    if !text.text().contains("<<<<<<<") {
        return None;
    }
    let conflicts = conflicts(text.text());
    for it in &conflicts {
        notes.push(it.note(text));
    }
    let edits: Vec<(Range<usize>, &str)> =
        conflicts.iter().flat_map(|it| it.dropped(true)).map(|it| (it, "")).collect();
    (!edits.is_empty()).then(|| text.edited(edits))
}

fn conflicts(text: &str) -> Vec<Conflict<'_>> {
    let mut res = Vec::new();
    let (mut upper, mut base, mut middle) = (None, None, None);
    for line in lines(text) {
        let is_mark =
            |mark: &str| line.text.strip_prefix(mark).is_some_and(|it| it.is_empty() || it.starts_with(' '));
        if is_mark("<<<<<<<") {
            (upper, base, middle) = (Some(line), None, None);
        } else if is_mark("|||||||") && middle.is_none() {
            base = Some(line);
        } else if is_mark("=======") && upper.is_some() {
            middle = Some(line);
        } else if is_mark(">>>>>>>")
            && let (Some(upper), Some(middle)) = (upper.take(), middle.take())
        {
            res.push(Conflict { upper, base: base.take(), middle, lower: line });
        }
    }
    res
}

impl Conflict<'_> {
    /// What goes where one side is taken.
    fn dropped(&self, is_upper: bool) -> Vec<Range<usize>> {
        let (upper, lower) = (self.upper.start, self.lower.next);
        let end_of_upper = self.base.map_or(self.middle.start, |it| it.start);
        if is_upper {
            vec![upper..self.upper.next, end_of_upper..lower]
        } else {
            vec![upper..self.middle.next, self.lower.start..lower]
        }
    }

    fn note(&self, text: &Mapped) -> Note {
        let name = |line: &Line<'_>| {
            let name = line.text.get(7..).unwrap_or_default().trim();
            if name.is_empty() { "no name".to_owned() } else { name.to_owned() }
        };
        let (upper, lower) = (name(&self.upper), name(&self.lower));
        let message = format!(
            "a merge conflict of `{upper}` and `{lower}` stands here: the upper side, `{upper}`, is read, and the lower one is not"
        );
        let help = format!("keep the lines of `{upper}` or those of `{lower}`, and delete the marks");
        let place = at(text, self.upper.range());
        let mut note = Note::new(place, (Severity::Error, Code::NotYaml), message, &help);
        let other = at(text, self.lower.range());
        note.problem.related = vec![(other, format!("the side of `{lower}` ends here"))];
        note.problem.fixes.extend(self.fix(text, &upper, true, FixClass::Safe));
        note.problem.fixes.extend(self.fix(text, &lower, false, FixClass::Effect));
        note
    }

    /// The edit that keeps one side, if the lines stand in the file as they are here.
    fn fix(&self, text: &Mapped, side: &str, is_upper: bool, class: FixClass) -> Option<Fix> {
        let edit = |it: Range<usize>| {
            let location = text.verbatim(Span::new(it.start as u32, it.end as u32))?;
            Some(Edit { location, text: String::new() })
        };
        let edits = self.dropped(is_upper).into_iter().map(edit).collect::<Option<Vec<_>>>()?;
        Some(Fix { title: format!("keep the side of `{side}`"), edits, class })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn the_upper_side_is_read() {
        let text = "a: 1\n<<<<<<< HEAD\nb: 2\n||||||| base\nb: 1\n=======\nb: 3\n>>>>>>> topic\nc: 4\n";
        let mut notes = Vec::new();
        let found = clean(&Mapped::whole(FileId(0), text), &mut notes).unwrap();
        assert_eq!(found.text(), "a: 1\nb: 2\nc: 4\n");
        let [note] = notes.as_slice() else { panic!("{notes:?}") };
        assert!(note.problem.message.contains("`HEAD` and `topic`"), "{}", note.problem.message);
    }

    #[test]
    fn marks_that_do_not_belong_together_stay() {
        for text in [
            "<<<<<<< HEAD\na: b\n",
            "=======\n",
            "<<<<<<< a\n>>>>>>> b\n",
            " <<<<<<< a\n=======\n>>>>>>> b\n",
        ] {
            let found = clean(&Mapped::whole(FileId(0), text), &mut Vec::new());
            assert_eq!(found, None, "{text}");
        }
    }
}
