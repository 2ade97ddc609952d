//! Brackets that are opened and never closed.
//!
//! Enters: a text that cannot be read. Leaves: which of its brackets are open at its end. Only a bracket that a value
//! begins with opens something: `a: b[0]` is a word.

/// The brackets that are open at the end of a text, outermost first, with their places. What stands in quotes or behind
/// `#` opens nothing; a closing bracket closes the last one, of whichever kind.
pub(crate) fn unclosed(text: &str) -> Vec<(usize, char)> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut quote: Option<char> = None;
    let mut before = '\n';
    let mut chars = text.char_indices();
    // Whether a value may begin here.
    let mut may_begin = true;
    while let Some((at, it)) = chars.next() {
        let is_blank = it.is_whitespace();
        match (quote, it) {
            (Some('"'), '\\') => {
                chars.next();
            }
            (Some(of), _) if of == it => quote = None,
            (Some(_), _) => {}
            (None, '#') if before.is_whitespace() => {
                // Up to the end of the line.
                for (_, it) in chars.by_ref() {
                    if it == '\n' {
                        break;
                    }
                }
                may_begin = true;
                before = '\n';
                continue;
            }
            (None, '"' | '\'') if may_begin => quote = Some(it),
            (None, '[' | '{') if may_begin => open.push((at, it)),
            (None, ']' | '}') => drop(open.pop()),
            (None, _) => {}
        }
        may_begin = match it {
            '\n' | '[' | '{' | ',' => true,
            _ if is_blank => may_begin || matches!(before, ':' | '-' | ','),
            _ => false,
        };
        before = it;
    }
    open
}

/// What closes a bracket.
pub(crate) fn closing(open: char) -> char {
    if open == '[' { ']' } else { '}' }
}

#[cfg(test)]
mod tests {
    use super::unclosed;

    #[test]
    fn brackets_that_values_begin_with_are_counted() {
        for (text, open) in [
            ("a: [b, {c: d}]\n", ""),
            ("a: [b\nc: d\n", "["),
            ("a: {b: [c, d}\n", "{"),
            ("a: {b: {c: d}\n", "{"),
            ("a: b[0\n- c{\n", ""),
            ("a: '['\nb: \"{\\\"[\"\n# [\nc: d # {\n", ""),
            ("- [a\n", "["),
            ("- [[a, [b]\n", "[["),
        ] {
            assert_eq!(unclosed(text).into_iter().map(|it| it.1).collect::<String>(), open, "{text}");
        }
        assert_eq!(unclosed("a: [b\n"), [(3, '[')]);
    }
}
