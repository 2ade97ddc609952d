//! The text of a task: Markdown as far as tasks use it, to blocks of plain text. Nothing in it becomes markup by itself.

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(Vec<Span>),
    /// Running text.
    Paragraph(Vec<Span>),
    /// Items, with numbers or without.
    List {
        /// Whether they are counted.
        is_numbered: bool,
        /// Each of them.
        items: Vec<Vec<Span>>,
    },
    /// Lines as they are.
    Code(String),
}

/// A stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Plain.
    Text(String),
    /// As it is typed.
    Code(String),
    /// What matters.
    Strong(String),
}

/// The blocks of a text.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut res: Vec<Block> = Vec::new();
    let mut code: Option<String> = None;
    // Whether the line continues what the last block holds.
    let mut goes_on = false;
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some(lines) = &mut code {
            if trimmed.starts_with("```") {
                res.push(Block::Code(code.take().unwrap_or_default()));
            } else {
                lines.push_str(line);
                lines.push('\n');
            }
            continue;
        }
        if trimmed.starts_with("```") {
            (code, goes_on) = (Some(String::new()), false);
        } else if trimmed.is_empty() {
            goes_on = false;
        } else if let Some(it) = heading(trimmed) {
            res.push(Block::Heading(spans(it)));
            goes_on = false;
        } else if let Some((is_numbered, item)) = item(trimmed) {
            match res.last_mut() {
                Some(Block::List { is_numbered: last, items }) if *last == is_numbered => {
                    items.push(spans(item))
                }
                Some(_) | None => res.push(Block::List { is_numbered, items: vec![spans(item)] }),
            }
            goes_on = true;
        } else {
            let mut more = spans(trimmed);
            match res.last_mut() {
                Some(Block::Paragraph(own)) if goes_on => join(own, &mut more),
                Some(Block::List { items, .. }) if goes_on => {
                    if let Some(last) = items.last_mut() {
                        join(last, &mut more);
                    }
                }
                Some(_) | None => res.push(Block::Paragraph(more)),
            }
            goes_on = true;
        }
    }
    res.extend(code.map(Block::Code));
    res
}

fn join(own: &mut Vec<Span>, more: &mut Vec<Span>) {
    own.push(Span::Text(" ".to_owned()));
    own.append(more);
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    ((1..=6).contains(&level) && text.starts_with(' ')).then(|| text.trim())
}

fn item(line: &str) -> Option<(bool, &str)> {
    if let Some(it) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some((false, it));
    }
    let (number, it) = line.split_once(". ")?;
    let is_number = !number.is_empty() && number.len() <= 3 && number.bytes().all(|it| it.is_ascii_digit());
    is_number.then_some((true, it))
}

/// The stretches of a line: `code` and **what matters**; an opening sign without its end is text.
pub fn spans(line: &str) -> Vec<Span> {
    let mut res = Vec::new();
    let mut rest = line;
    let mut plain = String::new();
    while let Some(at) = rest.find(['`', '*']) {
        let (before, sign) = rest.split_at_checked(at).unwrap_or((rest, ""));
        plain.push_str(before);
        let found = within(sign, "`").map(|(it, rest)| (Span::Code(it.to_owned()), rest));
        let found =
            found.or_else(|| within(sign, "**").map(|(it, rest)| (Span::Strong(it.to_owned()), rest)));
        match found {
            Some((span, behind)) => {
                if !plain.is_empty() {
                    res.push(Span::Text(std::mem::take(&mut plain)));
                }
                res.push(span);
                rest = behind;
            }
            None => {
                let length = sign.chars().next().map_or(0, char::len_utf8);
                let (own, behind) = sign.split_at_checked(length).unwrap_or((sign, ""));
                plain.push_str(own);
                rest = behind;
            }
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        res.push(Span::Text(plain));
    }
    res
}

/// What stands between two signs at the beginning, and what follows them.
fn within<'t>(text: &'t str, sign: &str) -> Option<(&'t str, &'t str)> {
    let (inner, behind) = text.strip_prefix(sign)?.split_once(sign)?;
    (!inner.is_empty()).then_some((inner, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(it: &str) -> Span {
        Span::Text(it.to_owned())
    }

    #[test]
    fn a_line_is_text_code_and_what_matters() {
        let code = |it: &str| Span::Code(it.to_owned());
        for (line, expected) in [
            ("plain", vec![text("plain")]),
            ("the `app=db` pods", vec![text("the "), code("app=db"), text(" pods")]),
            ("on **TCP 5432**.", vec![text("on "), Span::Strong("TCP 5432".to_owned()), text(".")]),
            ("`a*b`", vec![code("a*b")]),
            ("3 * 4 `x", vec![text("3 * 4 `x")]),
            ("<b>`", vec![text("<b>`")]),
            ("", vec![]),
        ] {
            assert_eq!(spans(line), expected, "{line}");
        }
    }

    #[test]
    fn blocks_are_told_by_their_lines() {
        let found =
            blocks("## Ask\none\ntwo\n\n- a\n- b\n  more\n1. c\n\n```yaml\nkind: Pod\n  x: 1\n```\nend");
        let expected = vec![
            Block::Heading(vec![text("Ask")]),
            Block::Paragraph(vec![text("one"), text(" "), text("two")]),
            Block::List {
                is_numbered: false,
                items: vec![vec![text("a")], vec![text("b"), text(" "), text("more")]],
            },
            Block::List { is_numbered: true, items: vec![vec![text("c")]] },
            Block::Code("kind: Pod\n  x: 1\n".to_owned()),
            Block::Paragraph(vec![text("end")]),
        ];
        assert_eq!(found, expected);
    }
}
