//! The lines of a text whose indentation was lost: each with its dash, its key, and how its value is written.

use crate::intake::lines::quoted_length;
use std::ops::Range;

use crate::yaml::{self, Node};

/// A line, with those in which its braces or brackets go on.
pub(super) struct Line<'t> {
    /// From the dash or key to the end of the value or comment.
    pub(super) range: Range<usize>,
    pub(super) has_dash: bool,
    pub(super) key: Option<&'t str>,
    pub(super) value: Written<'t>,
}

/// A value as it is written.
pub(super) enum Written<'t> {
    /// Nothing: what it is follows in the next lines, or it is empty.
    Nothing,
    /// A text, without its quotes; `null`, too.
    Text(&'t str),
    /// What stands elsewhere, `*name`.
    Alias,
    /// In braces or brackets.
    Flow(Node<'t>),
}

/// Why a text cannot be taken for lines of keys, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// Text below `|` or `>`: what of the next lines belongs to it, and how they were indented, is gone.
    Block(usize),
    /// Something else that is not written in one line.
    Other(usize),
}

/// The lines of a text; blank ones and comments are left out.
pub(super) fn lines(text: &str) -> Result<Vec<Line<'_>>, Lost> {
    let mut res = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|it| !it.is_empty()) {
        let length = rest.find('\n').map_or(rest.len(), |it| it + 1);
        let line = rest.get(..length).unwrap_or_default();
        let content = line.trim_end();
        if content.trim_start().is_empty() || content.starts_with('#') {
            at += length;
            continue;
        }
        let line = read(text, at, content)?;
        let end = line.range.end;
        at += length;
        if end > at {
            let rest = text.get(end..).unwrap_or_default();
            at = end + rest.find('\n').map_or(rest.len(), |it| it + 1);
        }
        res.push(line);
    }
    Ok(res)
}

fn read<'t>(text: &'t str, start: usize, content: &'t str) -> Result<Line<'t>, Lost> {
    let behind_dash = content.strip_prefix('-').filter(|it| it.is_empty() || it.starts_with([' ', '\t']));
    let rest = behind_dash.map_or(content, |it| it.trim_start());
    // `- - a` and `? a` are written by no one in manifests.
    if rest.starts_with("- ") || rest.starts_with("? ") || rest == "?" {
        return Err(Lost::Other(start));
    }
    let at = start + content.len() - rest.len();
    let (key, value_at) = match key(rest) {
        Some((key, behind)) => (Some(key), at + behind),
        None => (None, at),
    };
    let (value, end) = value(text, value_at, start + content.len())?;
    Ok(Line { range: start..end, has_dash: behind_dash.is_some(), key, value })
}

/// The key that a text begins with, and where its value begins.
fn key(text: &str) -> Option<(&str, usize)> {
    let quote = text.chars().next().filter(|it| matches!(it, '"' | '\''));
    let (key, end) = match quote {
        Some(it) => {
            let inner = text.get(1..)?;
            let length = inner.find(it)?;
            (inner.get(..length)?, length + 2)
        }
        None => {
            let end = colon(text)?;
            (text.get(..end)?.trim_end(), end)
        }
    };
    let behind = text.get(end..)?.strip_prefix(':')?;
    let is_key = !key.is_empty() && !text.starts_with(['{', '[', '#', '&', '*', '!']);
    (is_key && (behind.is_empty() || behind.starts_with([' ', '\t']))).then_some((key, end + 1))
}

/// Where the first colon stands that ends a key.
fn colon(text: &str) -> Option<usize> {
    let comment = text.find(" #").unwrap_or(text.len());
    let mut colons = text.match_indices(':').map(|it| it.0);
    colons.find(|it| {
        *it < comment && text.get(it + 1..).is_some_and(|it| it.is_empty() || it.starts_with([' ', '\t']))
    })
}

/// The value from a place on, and where its line ends.
fn value(text: &str, at: usize, line_end: usize) -> Result<(Written<'_>, usize), Lost> {
    let lost = Err(Lost::Other(at));
    let Some(all) = text.get(at..line_end) else { return lost };
    let value = all.trim_start();
    let start = line_end - value.len();
    let bare = if value.starts_with('#') { "" } else { without_comment(value) };
    let is_anchor = bare.starts_with('&') && !bare.contains(' ');
    let written = match bare.chars().next() {
        None => Written::Nothing,
        Some(_) if is_anchor => Written::Nothing,
        Some('|' | '>') => return Err(Lost::Block(at)),
        Some('*') => Written::Alias,
        Some('{' | '[') => {
            let end = flow_end(text, start).ok_or(Lost::Other(at))?;
            let node = yaml::parse(text.get(start..end).unwrap_or_default(), &mut Vec::new());
            let Some(node) = node else { return lost };
            let rest = text.get(end..).unwrap_or_default();
            let line = rest.split('\n').next().unwrap_or_default().trim_end();
            if !(line.is_empty() || line.trim_start().starts_with('#')) {
                return lost;
            }
            return Ok((Written::Flow(node), end + line.len()));
        }
        Some(quote @ ('"' | '\'')) => {
            let inner = value.get(1..).unwrap_or_default();
            let Some(length) = quoted_length(inner, quote) else { return lost };
            Written::Text(inner.get(..length).unwrap_or_default())
        }
        Some(_) => Written::Text(bare),
    };
    Ok((written, line_end))
}

/// A plain value without the comment behind it.
fn without_comment(value: &str) -> &str {
    value.find(" #").map_or(value, |it| value.get(..it).unwrap_or_default()).trim_end()
}

/// Where the brace or bracket at a place is closed.
fn flow_end(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let (mut depth, mut at, mut before) = (0_u32, 0, ' ');
    while let Some(it) = rest.get(at..)?.chars().next() {
        let is_start = matches!(before, ' ' | '\t' | '\n' | '{' | '[' | ',' | ':');
        match it {
            '{' | '[' => depth += 1,
            '}' | ']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(start + at + 1);
                }
            }
            // A comment runs to the end of its line.
            '#' if matches!(before, ' ' | '\t' | '\n') => {
                at += rest.get(at..)?.find('\n')?;
                before = '\n';
                continue;
            }
            '"' | '\'' if is_start => at += quoted_length(rest.get(at + 1..)?, it)? + 1,
            _ => {}
        }
        before = it;
        at += it.len_utf8();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Dash, key and value of each line; `…` is one in braces.
    fn shown(text: &str) -> Vec<String> {
        let lines = lines(text).unwrap_or_else(|it| panic!("{text}: {it:?}"));
        lines
            .iter()
            .map(|it| {
                let value = match it.value {
                    Written::Nothing => "",
                    Written::Text(it) => it,
                    Written::Alias => "*",
                    Written::Flow(_) => "…",
                };
                format!("{}{}={value}", if it.has_dash { "-" } else { "" }, it.key.unwrap_or_default())
            })
            .collect()
    }

    #[test]
    fn keys_and_values_are_told_apart() {
        let text = "# a\nname: web # b\n- --port=8080\n- http://x\n\"a/b\": 'c: d'\nspec: # c\n- name: e\n-\nx: &y\nz: *y\n";
        let found =
            ["name=web", "-=--port=8080", "-=http://x", "a/b=c: d", "spec=", "-name=e", "-=", "x=", "z=*"];
        assert_eq!(shown(text), found);
    }

    #[test]
    fn braces_go_on_in_the_next_lines() {
        let text = "a: {b: '}',\nc: [d, # ]\ne]} # f\n- [g]\nh: i";
        assert_eq!(shown(text), ["a=…", "-=…", "h=i"]);
    }

    #[test]
    fn what_needs_its_indentation_is_lost() {
        assert_eq!(lines("a: |\nb\n").err(), Some(Lost::Block(2)));
        for text in ["a: {b", "a: \"b", "- - c", "? d", "a: {b} c"] {
            assert!(matches!(lines(text), Err(Lost::Other(_))), "{text}");
        }
    }
}
