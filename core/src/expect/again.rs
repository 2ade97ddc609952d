//! Expectations that are written into a file which has some already: of two that ask the same, or that cannot both hold,
//! the new one stays.

use super::budget::Budget;
use super::port::AskedPort;
use super::wanted::Wanted;
use super::{Check, Read, comment};
use crate::hash::{HashMap, HashSet};
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
    let ends = |it: &Check| (it.from.0.clone(), it.to.0.clone());
    let key = |it: &Check| (ends(it), it.port.text());
    let mut asked: HashMap<_, Vec<&Check>> = HashMap::default();
    for it in now.iter().flat_map(|it| &it.checks) {
        asked.entry(ends(it)).or_default().push(it);
    }
    // All that is said of a port goes with one of it: the cell of a drawing, and the line that tells which ports it means.
    let gone: HashSet<_> = before
        .iter()
        .flat_map(|it| &it.checks)
        .filter(|old| {
            let new = asked.get(&ends(old)).map_or([].as_slice(), Vec::as_slice);
            new.iter().any(|new| old.port.text() == new.port.text() || contradict(old, new))
        })
        .map(key)
        .collect();
    let mut edits: Vec<(Span, &str)> = Vec::new();
    for it in &before {
        let (again, left): (Vec<_>, Vec<_>) = it.checks.iter().partition(|it| gone.contains(&key(it)));
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

/// Whether two expectations of the same ends cannot both hold: one is of all ports, the other of one of them.
fn contradict(one: &Check, other: &Check) -> bool {
    let (all, of_one) = match (&one.port, &other.port) {
        (AskedPort::Any, AskedPort::Number(..)) => (one, other),
        (AskedPort::Number(..), AskedPort::Any) => (other, one),
        _ => return false,
    };
    let AskedPort::Number(protocol, port) = of_one.port else { return false };
    match (&all.wanted, &of_one.wanted) {
        (Wanted::Denied, wanted) => *wanted == Wanted::Allowed,
        (Wanted::All, wanted) => *wanted == Wanted::Denied,
        (Wanted::Ports(ports), Wanted::Allowed) => !ports.contains(protocol, port),
        (Wanted::Ports(ports), Wanted::Denied) => ports.contains(protocol, port),
        _ => false,
    }
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
        // What is expected of one port of theirs cannot hold beside it.
        let rest = "# A comment of mine.
# expect x/a -> x/c: denied
";
        assert_eq!(without_repeated(OLD, whole), rest);
        // One cell of a drawing gives way; the others stay.
        let one = without_repeated(OLD, "# expect x/b -> x/a: denied\n");
        assert_eq!(one, OLD.replace("#   x/b   .    -", "#   x/b   _    -"));
        let port = without_repeated(OLD, "# expect x/a -> x/b TCP 80: denied\n");
        let others = OLD.replace("# expect x/a -> x/b TCP 80: allowed\n", "");
        let others = others.replace("# expect x/a -> x/b: TCP 80\n", "");
        // The cell goes with the line that told its ports.
        assert_eq!(port, others.replace("#   x/a   -    o", "#   x/a   -    _"));
    }

    #[test]
    fn what_cannot_hold_beside_the_new_one_goes_too() {
        let any = "# expect x/a -> x/b: denied\n# expect x/a -> x/c: TCP 80\n# expect x/a -> x/d: all\n";
        let port = |says: [&str; 3]| {
            let [b, c, d] = says;
            format!(
                "# expect x/a -> x/b TCP 80: {b}\n# expect x/a -> x/c TCP 80: {c}\n# expect x/a -> x/d TCP 80: {d}\n"
            )
        };
        let same = port(["denied", "allowed", "allowed"]);
        let other = port(["allowed", "denied", "denied"]);
        assert_eq!(without_repeated(any, &same), any);
        assert_eq!(without_repeated(&same, any), same);
        assert_eq!(without_repeated(any, &other), "");
        assert_eq!(without_repeated(&other, any), "");
        // The cell of a drawing goes with the line that tells its ports.
        let drawn = "# expect any:\n#         x/c\n#   x/a   o\n# expect x/a -> x/c: TCP 80\n";
        assert_eq!(without_repeated(drawn, &same), drawn);
        assert_eq!(without_repeated(drawn, &other), "");
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
