//! A template to its text and its actions.

use std::ops::Range;

/// A stretch of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text that is printed as it stands.
    Text(Range<usize>),
    /// `{{ … }}`.
    Action {
        /// With the braces.
        whole: Range<usize>,
        /// What stands in them, without the dashes that trim.
        code: Range<usize>,
    },
}

/// The stretches of a template, without comments and without the blanks that `{{-` and `-}}` take away. Braces that never
/// close are text.
pub(super) fn lex(text: &str) -> Vec<Piece> {
    let mut res = Vec::new();
    let (mut at, mut trims) = (0, false);
    while let Some(found) = text.get(at..).and_then(|it| it.find("{{")) {
        let open = at + found;
        let Some(close) = close(text, open + 2) else { break };
        let inner = text.get(open + 2..close).unwrap_or_default();
        let trims_left = inner.starts_with('-') && inner.get(1..).is_some_and(starts_blank);
        let trims_right = inner.ends_with('-')
            && inner
                .get(..inner.len() - 1)
                .is_some_and(|it| it.ends_with(char::is_whitespace) || it.ends_with("*/"));
        push_text(text, at..open, (trims, trims_left), &mut res);
        let mut start = open + 2 + usize::from(trims_left);
        let mut end = (close - usize::from(trims_right)).max(start);
        let code = text.get(start..end).unwrap_or_default();
        start += code.len() - code.trim_start().len();
        end = start + code.trim().len();
        if !code.trim().starts_with("/*") {
            res.push(Piece::Action { whole: open..close + 2, code: start..end });
        }
        at = close + 2;
        trims = trims_right;
    }
    push_text(text, at..text.len(), (trims, false), &mut res);
    res
}

fn starts_blank(text: &str) -> bool {
    text.starts_with(char::is_whitespace) || text.starts_with("/*")
}

fn push_text(text: &str, range: Range<usize>, (left, right): (bool, bool), res: &mut Vec<Piece>) {
    let Range { mut start, mut end } = range;
    if left {
        let part = text.get(start..end).unwrap_or_default();
        start += part.len() - part.trim_start().len();
    }
    if right {
        end = start + text.get(start..end).unwrap_or_default().trim_end().len();
    }
    if start < end {
        res.push(Piece::Text(start..end));
    }
}

/// Where the action that begins behind its braces ends: at the braces that stand in no string and no comment.
fn close(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let code = rest.strip_prefix('-').unwrap_or(rest).trim_start();
    if code.starts_with("/*") {
        let comment = start + (rest.len() - code.len());
        let end = comment + text.get(comment..)?.find("*/")?;
        return Some(end + text.get(end..)?.find("}}")?);
    }
    let (mut quote, mut escaped) = (None, false);
    for (at, it) in rest.bytes().enumerate() {
        match (quote, it) {
            _ if escaped => escaped = false,
            (Some(b'"' | b'\''), b'\\') => escaped = true,
            // A string in double quotes stands on one line: this one was never closed.
            (Some(b'"' | b'\''), b'\n') => return None,
            (Some(open), it) if open == it => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'`') => quote = Some(it),
            (None, b'}') if rest.get(at..).is_some_and(|it| it.starts_with("}}")) => return Some(start + at),
            (None, _) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, wanted: &[&str]) {
        let shown = lex(text).into_iter().map(|it| match it {
            Piece::Text(it) => text.get(it).unwrap().to_owned(),
            Piece::Action { code, .. } => format!("<{}>", text.get(code).unwrap()),
        });
        assert_eq!(shown.collect::<Vec<_>>(), wanted, "{text}");
    }

    #[test]
    fn dashes_trim_and_comments_are_nothing() {
        check("a {{ .b }} c", &["a ", "<.b>", " c"]);
        check("a\n  {{- .b -}} \n c", &["a", "<.b>", "c"]);
        check("a {{-1}}", &["a ", "<-1>"]);
        check("a {{/* no }} */}} b {{- /* no */ -}} c", &["a ", " b", "c"]);
    }

    #[test]
    fn braces_in_strings_are_text() {
        check(r#"{{ "}}" }}{{ `"}}` }}"#, &[r#"<"}}">"#, r#"<`"}}`>"#]);
        check(r#"{{ "a\"}}" }}"#, &[r#"<"a\"}}">"#]);
        check("a {{ b", &["a {{ b"]);
        check("{{ \"a\n}}", &["{{ \"a\n}}"]);
    }
}
