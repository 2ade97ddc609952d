//! Changes of a text, put into it: what the user typed, of which the editor need not hand over the whole each time, and
//! what a fix does.
//!
//! Offsets count UTF-16 units of the old text, as the editor's do.

/// One stretch and what stands in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) insert: String,
}

/// The text after some changes, which are in the order of the text. `None` where the outcome would not have the
/// length that the editor says: then this is not the text that the editor had.
pub(crate) fn splice(text: &str, changes: &[Change], length: usize) -> Option<String> {
    let out = spliced(text, changes)?;
    let found = if out.is_ascii() { out.len() } else { out.chars().map(char::len_utf16).sum() };
    (found == length).then_some(out)
}

/// The same, without a length to compare with. `None` where the changes do not fit the text.
pub(crate) fn spliced(text: &str, changes: &[Change]) -> Option<String> {
    let is_ascii = text.is_ascii();
    let added: usize = changes.iter().map(|it| it.insert.len()).sum();
    let mut out = String::with_capacity(text.len() + added);
    // The end of the last change: in UTF-16 units, and in bytes.
    let (mut units, mut bytes) = (0, 0);
    for it in changes {
        let from = bytes + width(text.get(bytes..)?, it.from.checked_sub(units)?, is_ascii)?;
        let to = from + width(text.get(from..)?, it.to.checked_sub(it.from)?, is_ascii)?;
        out.push_str(text.get(bytes..from)?);
        out.push_str(&it.insert);
        (units, bytes) = (it.to, to);
    }
    out.push_str(text.get(bytes..)?);
    Some(out)
}

/// How many bytes so many UTF-16 units at the start of a text are.
fn width(text: &str, units: usize, is_ascii: bool) -> Option<usize> {
    if is_ascii {
        return (units <= text.len()).then_some(units);
    }
    let mut left = units;
    let mut end = 0;
    for it in text.chars() {
        if left == 0 {
            break;
        }
        left = left.checked_sub(it.len_utf16())?;
        end += it.len_utf8();
    }
    (left == 0).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(from: usize, to: usize, insert: &str) -> Change {
        Change { from, to, insert: insert.to_owned() }
    }

    #[test]
    fn changes_are_put_where_the_editor_counts() {
        assert_eq!(splice("abc", &[change(1, 2, "xy")], 4).as_deref(), Some("axyc"));
        assert_eq!(splice("abc", &[change(3, 3, "\n")], 4).as_deref(), Some("abc\n"));
        let two = [change(0, 1, ""), change(4, 5, "ß")];
        assert_eq!(splice("a𝄞c𝄞", &two[..1], 5).as_deref(), Some("𝄞c𝄞"));
        assert_eq!(splice("a𝄞cde", &two, 5).as_deref(), Some("𝄞cße"));
        assert_eq!(splice("", &[change(0, 0, "é")], 1).as_deref(), Some("é"));
    }

    #[test]
    fn another_text_than_the_editors_is_noticed() {
        assert_eq!(splice("abc", &[change(1, 2, "xy")], 5), None, "another length");
        assert_eq!(splice("abc", &[change(7, 7, "x")], 8), None, "behind the end");
        assert_eq!(splice("𝄞", &[change(1, 1, "x")], 3), None, "inside a character");
        assert_eq!(splice("abc", &[change(2, 1, "x")], 3), None);
        assert_eq!(splice("abc", &[change(2, 2, "x"), change(1, 1, "y")], 5), None, "not in order");
    }
}
