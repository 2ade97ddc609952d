//! The one writer of what the tool prints for people.
//!
//! Names, labels, paths and messages hold what strangers wrote. Enters: a line, whatever is in it. Leaves: one line that
//! moves no cursor, turns no letters round, and is no command to the CI that shows it. Deliberately not here: JSON, which
//! has escapes of its own ([`crate::json`]).

use std::borrow::Cow;
use std::fmt::{Display, Write};

use netpol_core::visible::{is_hidden, with_numbers};

/// Lines to print. Only [`Text::line`] ends one, so a line break inside of a name is shown and not made.
#[derive(Debug, Default)]
pub(crate) struct Text {
    text: String,
    /// The line before it is harmless.
    line: String,
}

/// " and 3 more rules": what is not told of a list, behind what is; empty where nothing is left. `what` names one of them,
/// or is empty.
pub(crate) fn and_more(left: usize, what: &str) -> String {
    match (left, what) {
        (0, _) => String::new(),
        (_, "") => format!(" and {left} more"),
        (1, _) => format!(" and 1 more {what}"),
        _ => format!(" and {left} more {what}s"),
    }
}

impl Text {
    /// Adds a line.
    pub(crate) fn line(&mut self, it: impl Display) {
        self.line.clear();
        let _infallible = write!(self.line, "{it}");
        let numbered = with_numbers(&self.line, |it| is_hidden(it) || it.is_control());
        self.text.push_str(&without_command(&numbered, true));
        self.text.push('\n');
    }

    /// Adds what a program printed, whose columns stand at tabs.
    pub(crate) fn printed(&mut self, text: &str) {
        for line in text.lines() {
            let numbered = with_numbers(line, |it| is_hidden(it) || it.is_control() && it != '\t');
            self.text.push_str(&without_command(&numbered, true));
            self.text.push('\n');
        }
    }

    /// Adds an empty line.
    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Adds the lines of a text whose breaks are meant.
    pub(crate) fn lines(&mut self, text: &str) {
        text.lines().for_each(|it| self.line(it));
    }

    /// Adds a command to GitHub's runner: a mark at a line of a file. What it says and where is no other command, and no other
    /// property.
    pub(crate) fn annotation(&mut self, level: &str, properties: &[(&str, String)], message: &str) {
        let plain = |it: &str| with_numbers(it, |it| is_hidden(it) || it.is_control()).into_owned();
        let value = |it: &str| plain(it).replace('%', "%25").replace(':', "%3A").replace(',', "%2C");
        let properties: Vec<String> =
            properties.iter().map(|(name, it)| format!("{name}={}", value(it))).collect();
        // Azure's runner reads the same output, and finds its commands anywhere in a line.
        let message = plain(message).replace('%', "%25");
        let message = without_command(&message, false);
        let _infallible = writeln!(self.text, "::{level} {}::{message}", properties.join(","));
    }

    /// Adds the text of a file, as it is but for what does something where it is printed. Says whether there was such.
    pub(crate) fn file(&mut self, text: &str, acts: fn(char) -> bool) -> bool {
        let mut changed = false;
        for line in text.split_inclusive('\n') {
            let body = line.strip_suffix("\r\n").or(line.strip_suffix('\n')).unwrap_or(line);
            let numbered = with_numbers(body, acts);
            let harmless = without_command(&numbered, true);
            changed |= harmless != body;
            self.text.push_str(&harmless);
            self.text.push_str(line.get(body.len()..).unwrap_or_default());
        }
        if !text.ends_with('\n') {
            self.blank();
        }
        changed
    }

    /// Prints it beside the output.
    pub(crate) fn to_stderr(&self) {
        eprint!("{}", self.text);
    }

    /// What there is to print.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

/// A text as it stands inside of a line: as wide as it is printed.
pub(crate) fn shown(text: &str) -> String {
    let numbered = with_numbers(text, |it| is_hidden(it) || it.is_control());
    without_command(&numbered, false).into_owned()
}

/// A text as part of a line of Markdown. What is more than a name becomes code, in which nothing is a link, a picture,
/// an element or somebody who is told.
pub(crate) fn markdown(text: &str) -> String {
    let text = shown(text);
    let is_plain = |it: char| it.is_alphanumeric() || " -./,:()".contains(it);
    if text.chars().all(is_plain) && !text.contains("//") && !text.contains("www.") && !text.starts_with(' ')
    {
        return text;
    }
    // A fence is longer than any of the text.
    let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let blank = if longest == 0 { "" } else { " " };
    // A table ends its cells before it looks for code.
    format!("{fence}{blank}{}{blank}{fence}", text.replace('|', "\\|"))
}

/// A text as part of XML.
pub(crate) fn xml(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    // XML has no such characters at all.
    escaped.replace(|it: char| it.is_control() || matches!(it, '\u{fffe}' | '\u{ffff}'), "\u{fffd}")
}

/// Lines in which a CI finds commands: `::error` at the beginning (GitHub), `##[error]`, `##vso[…]`, `##teamcity[…]`
/// anywhere (GitHub, Azure, TeamCity).
fn without_command(line: &str, is_whole: bool) -> Cow<'_, str> {
    let start = line.len() - line.trim_start().len();
    let begins = |at: usize| is_whole && at == start && line.get(at..).is_some_and(|it| it.starts_with("::"));
    let names = |at: usize| {
        let name = line.get(at..).and_then(|it| it.strip_prefix("##"));
        name.is_some_and(|it| it.trim_start_matches(|it: char| it.is_ascii_alphabetic()).starts_with('['))
    };
    if !begins(start) && !line.contains("##") {
        return Cow::Borrowed(line);
    }
    let mut res = String::new();
    for (at, it) in line.char_indices() {
        match it {
            ':' if begins(at) => res.push_str("⟨U+003a⟩"),
            '#' if names(at) => res.push_str("⟨U+0023⟩"),
            _ => res.push(it),
        }
    }
    Cow::Owned(res)
}

#[cfg(test)]
mod tests {
    use super::{Text, markdown};

    fn line(it: &str) -> String {
        let mut text = Text::default();
        text.line(it);
        text.as_str().to_owned()
    }

    #[test]
    fn a_line_stays_one_and_moves_no_cursor() {
        assert_eq!(line("shop/web ✓"), "shop/web ✓\n");
        assert_eq!(line("a\r\n\tb\u{1b}[2J"), "a⟨U+000d⟩⟨U+000a⟩⟨U+0009⟩b⟨U+001b⟩[2J\n");
        assert_eq!(line("a\u{9b}\u{202e}\u{2028}\u{200b}"), "a⟨U+009b⟩⟨U+202e⟩⟨U+2028⟩⟨U+200b⟩\n");
    }

    #[test]
    fn a_line_is_no_command_to_a_ci() {
        for (text, shown) in [
            ("::error::x", "⟨U+003a⟩:error::x\n"),
            ("  ::error::x", "  ⟨U+003a⟩:error::x\n"),
            ("a ::error::x", "a ::error::x\n"),
            ("fd00::/8", "fd00::/8\n"),
            ("a ##[error]x", "a ⟨U+0023⟩#[error]x\n"),
            ("###[group]", "#⟨U+0023⟩#[group]\n"),
            ("##vso[task.setvariable]", "⟨U+0023⟩#vso[task.setvariable]\n"),
            ("## Heading [a]", "## Heading [a]\n"),
        ] {
            assert_eq!(line(text), shown);
        }
    }

    #[test]
    fn an_annotation_is_one_command_whatever_is_in_it() {
        let mut text = Text::default();
        let properties = [("file", "a,line=9::b%.yaml\n".to_owned()), ("line", "3".to_owned())];
        text.annotation("warning", &properties, "100% ##[error]\n::error::x\u{1b}");
        let expected = "::warning file=a%2Cline=9%3A%3Ab%25.yaml⟨U+000a⟩,line=3::100%25 ⟨U+0023⟩#[error]⟨U+000a⟩::error::x⟨U+001b⟩\n";
        assert_eq!(text.as_str(), expected);
    }

    #[test]
    fn a_file_keeps_what_does_nothing() {
        let file = |it: &str| {
            let mut text = Text::default();
            let changed = text.file(it, |it| it.is_control() && it != '\t');
            (text.as_str().to_owned(), changed)
        };
        let kept = "a:\tb\r\n# \u{202e} ünï\n";
        assert_eq!(file(kept), (kept.to_owned(), false));
        assert_eq!(file("a\rb\n::x"), ("a⟨U+000d⟩b\n⟨U+003a⟩:x\n".to_owned(), true));
    }

    #[test]
    fn names_are_no_markdown() {
        for (text, shown) in [
            ("shop/web-1 and 2 more", "shop/web-1 and 2 more"),
            ("fd00::/8", "fd00::/8"),
            ("internet (IPv6)", "internet (IPv6)"),
            ("shop/web [Deployment]", "`shop/web [Deployment]`"),
            ("<img src=x>", "`<img src=x>`"),
            ("a|b", "`a\\|b`"),
            ("@team", "`@team`"),
            ("https://evil.example", "`https://evil.example`"),
            ("www.evil.example", "`www.evil.example`"),
            ("`a``b", "``` `a``b ```"),
            ("a\n\n# b", "`a⟨U+000a⟩⟨U+000a⟩# b`"),
        ] {
            assert_eq!(markdown(text), shown);
        }
    }
}
