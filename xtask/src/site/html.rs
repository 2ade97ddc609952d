//! Reads `index.html` into text and `<link data-trunk …>` elements.
//!
//! Deliberately small and strict: attributes are bare or in double quotes, comments go, and a `data-trunk` anywhere but
//! on a `<link>` is an error. Everything else passes as it is.

use anyhow::{Context, Result, bail, ensure};

/// A piece of the page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Text(String),
    Link(Link),
}

/// One `<link data-trunk …>`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// The element as written, for messages.
    pub(crate) source: String,
    attributes: Vec<(String, String)>,
}

impl Link {
    /// The value of an attribute that must be there.
    pub(crate) fn get(&self, name: &str) -> Result<&str> {
        self.find(name).with_context(|| format!("`{name}` is missing"))
    }

    /// The value of an attribute that may be there.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

/// Cuts a page into its parts.
pub(crate) fn parse(page: &str) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        let (text, element) = rest.split_at(at);
        push_text(&mut parts, text);
        if let Some(comment) = element.strip_prefix("<!--") {
            (_, rest) = comment.split_once("-->").context("a comment does not end")?;
            continue;
        }
        let (tag, after) = split_tag(element)?;
        rest = after;
        if !tag.contains("data-trunk") {
            push_text(&mut parts, tag);
            continue;
        }
        let Some(inner) = tag.strip_prefix("<link ") else {
            bail!("only a `<link>` may carry `data-trunk`, and this does: `{tag}`");
        };
        let inner = inner.trim_end_matches('>').trim_end_matches('/');
        let attributes = attributes(inner).with_context(|| format!("`{tag}`"))?;
        ensure!(
            attributes.iter().any(|(name, _)| name == "data-trunk"),
            "`data-trunk` is no attribute in `{tag}`"
        );
        parts.push(Part::Link(Link { source: tag.to_owned(), attributes }));
    }
    push_text(&mut parts, rest);
    Ok(parts)
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    if let Some(Part::Text(last)) = parts.last_mut() {
        last.push_str(text);
    } else if !text.is_empty() {
        parts.push(Part::Text(text.to_owned()));
    }
}

/// Splits off the element that `text` begins with; a `>` in quotes does not end it.
fn split_tag(text: &str) -> Result<(&str, &str)> {
    let mut quoted = false;
    for (at, it) in text.char_indices() {
        match it {
            '"' => quoted = !quoted,
            '>' if !quoted => return Ok(text.split_at(at + 1)),
            _ => {}
        }
    }
    bail!("an element does not end: `{}`", text.lines().next().unwrap_or_default())
}

fn attributes(text: &str) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.find(|it: char| it == '=' || it.is_whitespace()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix('=') {
            None => ("", after),
            Some(quoted) => quoted
                .strip_prefix('"')
                .and_then(|it| it.split_once('"'))
                .with_context(|| format!("the value of `{name}` must stand in double quotes"))?,
        };
        found.push((name.to_owned(), value.to_owned()));
        rest = after.trim_start();
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{Part, parse};

    fn text(it: &str) -> Part {
        Part::Text(it.to_owned())
    }

    #[test]
    fn a_page_is_cut_at_its_links_and_loses_its_comments() {
        let parts = parse(
            "<p>a</p><!-- <link data-trunk> --><b>x</b><link data-trunk rel=\"css\" href=\"a>b.css\" />\n<i>",
        )
        .unwrap();
        let [before, Part::Link(link), after] = parts.as_slice() else { panic!("{parts:?}") };
        assert_eq!(before, &text("<p>a</p><b>x</b>"));
        assert_eq!(
            (link.get("rel").unwrap(), link.find("href"), link.find("data-bin")),
            ("css", Some("a>b.css"), None)
        );
        assert_eq!(after, &text("\n<i>"));
    }

    #[test]
    fn what_it_does_not_understand_is_an_error() {
        for (page, why) in [
            ("<script data-trunk src=\"a.js\"></script>", "only links"),
            ("<link data-trunk rel=css>", "no quotes"),
            ("<link data-trunk", "no end"),
            ("<!-- a", "no end of the comment"),
        ] {
            assert!(parse(page).is_err(), "{why}");
        }
    }
}
