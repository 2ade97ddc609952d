//! Brackets that are opened and never closed.
//!
//! Enters: a text that cannot be read. Leaves: which of its brackets are open at its end. Only a bracket that a value
//! begins with opens something: `a: b[0]` and `a: see, {b` are words.

use std::iter::Peekable;
use std::str::CharIndices;

/// The brackets that are open at the end of a text, outermost first, with their places. What stands in quotes, behind
/// `#` or in a text of several lines opens nothing; a closing bracket closes the last one, of whichever kind.
pub(crate) fn unclosed(text: &str) -> Vec<(usize, char)> {
    let mut scan = Scan {
        text,
        line: 0,
        begins: 0,
        chars: text.char_indices().peekable(),
        open: Vec::new(),
        may_begin: true,
        is_plain: false,
        is_key: false,
        column: None,
    };
    scan.line_begins(0);
    let mut before = '\n';
    while let Some((at, it)) = scan.chars.next() {
        scan.step(at, it, before);
        before = it;
    }
    scan.open
}

struct Scan<'t> {
    text: &'t str,
    /// Where the line begins.
    line: usize,
    /// How far right the last value or key begins.
    begins: usize,
    chars: Peekable<CharIndices<'t>>,
    open: Vec<(usize, char)>,
    /// Whether a value may begin here.
    may_begin: bool,
    /// Whether an unquoted value stands here, which goes on in lines that stand further right.
    is_plain: bool,
    /// Whether something in quotes or brackets ends here: behind it a colon and a comment need no blank.
    is_key: bool,
    /// Where the key or dash stands whose value is here; `None` for the text as a whole.
    column: Option<usize>,
}

impl Scan<'_> {
    fn step(&mut self, at: usize, it: char, before: char) {
        let may_begin = self.may_begin;
        let is_key = std::mem::take(&mut self.is_key);
        if may_begin && !it.is_whitespace() && self.open.is_empty() {
            self.begins = at - self.line;
        }
        match it {
            '\n' => return self.line_begins(at + 1),
            _ if it.is_whitespace() => {
                self.is_key = is_key;
                return;
            }
            '#' if is_key || before.is_whitespace() => {
                self.is_plain = false;
                while self.chars.next_if(|it| it.1 != '\n').is_some() {}
                return;
            }
            ':' if is_key || self.is_mark(it) => {
                if self.open.is_empty() {
                    self.column = Some(self.begins);
                }
                (self.may_begin, self.is_plain) = (true, false);
                return;
            }
            ',' if !self.open.is_empty() => {
                self.may_begin = true;
                return;
            }
            ']' | '}' if !self.open.is_empty() => {
                self.open.pop();
                self.is_key = true;
            }
            '-' | '?' if may_begin && self.open.is_empty() && self.is_mark(it) => {
                self.column = Some(at - self.line);
                return;
            }
            '"' | '\'' if may_begin => {
                self.quoted(it);
                self.is_key = true;
            }
            '[' | '{' if may_begin => {
                self.open.push((at, it));
                return;
            }
            '|' | '>' if may_begin && self.open.is_empty() => return self.several_lines(),
            // A tag or anchor stands before its value.
            '!' | '&' if may_begin => {
                while self.chars.next_if(|it| !it.1.is_whitespace() && !",[]{}".contains(it.1)).is_some() {}
                return;
            }
            _ => self.is_plain |= may_begin && self.open.is_empty(),
        }
        self.may_begin = false;
    }

    /// Whether a colon or dash is one of YAML: a blank is behind it or, in brackets, what ends a word.
    fn is_mark(&mut self, it: char) -> bool {
        let ends_word = |next: char| it == ':' && !self.open.is_empty() && ",[]{}".contains(next);
        self.chars.peek().is_none_or(|next| next.1.is_whitespace() || ends_word(next.1))
    }

    /// At the beginning of a line: whether it goes on with a value that is not in quotes.
    fn line_begins(&mut self, at: usize) {
        let line = self.text.get(at..).unwrap_or_default();
        let content = line.trim_start_matches(' ');
        (self.line, self.begins) = (at, line.len() - content.len());
        if content.trim_start_matches(['\t', '\r']).starts_with('\n') {
            return;
        }
        if ["---", "..."].iter().any(|it| line.starts_with(it)) {
            (self.column, self.is_plain, self.may_begin) = (None, false, true);
            while self.chars.next_if(|it| "-.".contains(it.1)).is_some() {}
            return;
        }
        self.is_plain &= self.open.is_empty() && Some(self.begins) > self.column;
        self.may_begin = !self.is_plain;
    }

    /// Up to the end of what stands in quotes.
    fn quoted(&mut self, quote: char) {
        while let Some((_, it)) = self.chars.next() {
            let is_escape = match quote {
                '"' => it == '\\',
                // Two of them are one in the value.
                _ => it == quote && self.chars.peek().is_some_and(|it| it.1 == quote),
            };
            if is_escape {
                self.chars.next();
            } else if it == quote {
                return;
            }
        }
    }

    /// Behind the `|` or `>` of a text of several lines: up to its end, the first line that stands no further right than
    /// its key.
    fn several_lines(&mut self) {
        while let Some((end, _)) = self.chars.find(|it| it.1 == '\n') {
            let line = self.text.get(end + 1..).unwrap_or_default();
            let content = line.trim_start_matches(' ');
            let is_blank = content.trim_start_matches(['\t', '\r']).starts_with('\n');
            if !is_blank && Some(line.len() - content.len()) <= self.column {
                return self.line_begins(end + 1);
            }
        }
    }
}

/// What closes the brackets that are open at the end of a text, of those in the line of the first one.
pub(crate) fn closing(text: &str, open: &[(usize, char)]) -> String {
    let first = open.first().map_or(0, |it| it.0);
    let end = text.get(first..).and_then(|it| it.find('\n')).map_or(text.len(), |it| first + it);
    let of_line = open.iter().filter(|it| it.0 < end);
    of_line.rev().map(|it| if it.1 == '[' { ']' } else { '}' }).collect()
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
            // Words.
            ("a: see, {b\n", ""),
            ("a: b - [c\n", ""),
            ("a: b\n  [c\nd:\n  e\n  {f\n", ""),
            ("a: b\n[c\n", "["),
            ("- a: b\n  c: [d\n", "["),
            ("- a\n- [b\n", "["),
            ("a: b # c\n  [d\n", "["),
            ("--- # a\n[b\n", "["),
            ("a: 'b''c, [d'\ne: ['f''g', [h]\n", "["),
            // Texts of several lines.
            ("a: |\n  [b\n\n  c: {d\ne: f\n", ""),
            ("- a: >-\n    [b\n  c: [d\n", "["),
            ("- |2+ # a\n  [b\n- {c\n", "{"),
            ("a:\n  |\n  [b\nc: {d\n", "{"),
            ("a: !!str |\n  [b\nc: &d [e\n", "["),
            ("a: [|\n  b, [c]\n", "["),
            ("a: |\n  [b", ""),
            // Without blanks.
            ("{\"a\":{\"b\":[1,2]}}\n", ""),
            ("{\"a\":{\"b\":[1,2}}\n", "{"),
            ("{\"a\":{\"b\":1,\n\"c\" :[2]}\n", "{"),
            ("{a:{b: c}\n", "{"),
            ("{\"a:[\"#[\n: [b]#, [\n,c:d}\n", ""),
        ] {
            assert_eq!(unclosed(text).into_iter().map(|it| it.1).collect::<String>(), open, "{text}");
        }
        assert_eq!(unclosed("a: [b\n"), [(3, '[')]);
    }
}
