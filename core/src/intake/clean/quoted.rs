//! `> ` before each line: what a mail or a forum puts there.

use super::{CLICK, at, has_key, lines, objects, outside};
use crate::intake::Note;
use crate::source::Mapped;

/// Deeper quotations are not taken off.
const MAX_DEPTH: usize = 4;

/// The text without the marks of a quotation.
pub(super) fn clean(text: &Mapped, notes: &mut Vec<Note>) -> Option<Mapped> {
    let mut res: Option<Mapped> = None;
    for _ in 0..MAX_DEPTH {
        let Some(next) = once(res.as_ref().unwrap_or(text), notes, res.is_none()) else { break };
        res = Some(next);
    }
    res
}

fn once(text: &Mapped, notes: &mut Vec<Note>, is_told: bool) -> Option<Mapped> {
    let all: Vec<_> = lines(text.text()).collect();
    let (mut marks, mut first) = (Vec::new(), 0);
    while first < all.len() {
        let run = all.iter().skip(first).take_while(|it| it.text.starts_with('>')).count();
        let lines = all.get(first..first + run).unwrap_or_default();
        // At a prompt, what goes on with a here-document begins so.
        let is_shell =
            first.checked_sub(1).and_then(|it| all.get(it)).is_some_and(|it| it.text.contains("<<"));
        let content = |it: &str| it.trim_start_matches('>').to_owned();
        let has_keys = lines.iter().any(|it| has_key(&content(it.text)));
        if run > 1 && has_keys && !is_shell {
            marks.extend(lines.iter().map(|it| {
                let length = if it.text.starts_with("> ") { 2 } else { 1 };
                it.start..it.start + length
            }));
        }
        first += run.max(1);
    }
    if marks.is_empty() {
        return None;
    }
    let marks = outside(marks, &objects(text.text()));
    let first = marks.first()?.clone();
    if is_told {
        let message = "`>` before each line is that of a quotation and no part of the manifest";
        notes.push(Note::did(at(text, first), message).titled(CLICK));
    }
    Some(text.edited(marks.into_iter().map(|it| (it, ""))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn cleaned(text: &str) -> Option<String> {
        clean(&Mapped::whole(FileId(0), text), &mut Vec::new()).map(|it| it.text().to_owned())
    }

    #[test]
    fn a_quotation_is_read() {
        let found = cleaned("Ann wrote:\n> kind: Pod\r\n>\n>   a: b\n\nYes.\n").unwrap();
        assert_eq!(found, "Ann wrote:\nkind: Pod\r\n\n  a: b\n\nYes.\n");
        assert_eq!(cleaned(">> kind: Pod\n>> a: b").unwrap(), "kind: Pod\na: b");
    }

    #[test]
    fn other_marks_stay() {
        for text in [
            "> kind: Pod",
            "> a\n> b",
            "$ kubectl apply -f - <<EOF\n> kind: Pod\n> EOF\n",
            "a: >\n  > b: c\n  > d",
        ] {
            assert_eq!(cleaned(text), None, "{text}");
        }
    }
}
