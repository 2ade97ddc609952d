//! Expectations that are written into a file which has some already: of two that ask the same, the new one stays.

use super::budget::Budget;
use super::{Read, comment};
use crate::hash::HashSet;
use crate::order::sort_by_key;
use crate::source::{FileId, Span};

/// The text of a file without what `new` says instead: a line with the same ends and port goes, and so does the sign of a
/// drawing, with the drawing once it has no sign left.
pub(crate) fn without_repeated(old: &str, new: &str) -> String {
    let readings = |text: &str| {
        let read = comment::read_text(text, FileId(0), None, &mut Budget::default());
        read.into_iter().filter_map(Result::ok).collect::<Vec<Read>>()
    };
    let (before, now) = (readings(old), readings(new));
    let key = |it: &super::Check| (it.from.0.clone(), it.to.0.clone(), it.port.text());
    let asked: HashSet<_> = now.iter().flat_map(|it| &it.checks).map(key).collect();
    let mut edits: Vec<(Span, &str)> = Vec::new();
    for it in &before {
        let (again, left): (Vec<_>, Vec<_>) = it.checks.iter().partition(|it| asked.contains(&key(it)));
        if left.is_empty() {
            edits.push((with_line_end(old, it.at.span), ""));
        } else {
            edits.extend(again.iter().map(|it| (it.at.span, "_")));
        }
    }
    sort_by_key(&mut edits, |it| it.0.start);
    let mut res = String::with_capacity(old.len());
    let mut at = 0;
    for (span, put) in edits {
        res.push_str(old.get(at..span.start as usize).unwrap_or_default());
        res.push_str(put);
        at = span.end as usize;
    }
    res.push_str(old.get(at..).unwrap_or_default());
    res
}

/// The span with the rest of its last line, which is blank, and the line's end.
fn with_line_end(text: &str, span: Span) -> Span {
    let rest = text.get(span.end as usize..).unwrap_or_default();
    let length = rest.find('\n').map_or(rest.len(), |it| it + 1);
    Span::new(span.start, span.end + length as u32)
}

#[cfg(test)]
mod tests {
    use super::without_repeated;

    const OLD: &str = "# A comment of mine.
# expect any:
#         x/a  x/b
#   x/a   -    o
#   x/b   .    -
# expect x/a -> x/b: TCP 80
# expect x/a -> x/c: denied
# expect x/a -> x/b TCP 80: allowed
";

    #[test]
    fn of_two_expectations_of_the_same_ends_and_port_the_new_one_stays() {
        let whole = "# expect any:
#         x/a  x/b
#   x/a   -    x
#   x/b   .    -
";
        let rest = "# A comment of mine.
# expect x/a -> x/c: denied
# expect x/a -> x/b TCP 80: allowed
";
        assert_eq!(without_repeated(OLD, whole), rest);
        // One cell of a drawing gives way; the others stay.
        let one = without_repeated(OLD, "# expect x/b -> x/a: denied\n");
        assert_eq!(one, OLD.replace("#   x/b   .    -", "#   x/b   _    -"));
        let port = without_repeated(OLD, "# expect x/a -> x/b TCP 80: denied\n");
        assert_eq!(port, OLD.replace("# expect x/a -> x/b TCP 80: allowed\n", ""));
    }

    #[test]
    fn what_is_no_expectation_stays_as_it_is() {
        for text in ["", "a: b", "# expect nothing\n", "# expect x/a -> x/b: alowed\n", "# expect any:\n"] {
            assert_eq!(without_repeated(text, OLD), text);
            assert_eq!(without_repeated(OLD, text), OLD);
        }
        assert_eq!(without_repeated("# expect x/a -> x/c: denied\r\nkind: Pod", OLD), "kind: Pod");
    }
}
