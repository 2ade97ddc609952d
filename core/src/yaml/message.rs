//! What went wrong in a document, in the words of people who write manifests.
//!
//! Enters: the parser's error and the text. Leaves: one diagnostic, at the line to look at.

use std::ops::Range;

use granit_parser::{ErrorKind, ScanError};

use super::brackets::{closing, unclosed};

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::{FileId, Location, Span};

/// An error in the text of a document; `at` counts from its start.
pub(super) fn problem(at: Span, message: impl Into<String>, help: &str) -> Diagnostic {
    Diagnostic {
        help: help.to_owned(),
        location: Some(Location { file: FileId(0), span: at }),
        ..Diagnostic::new(Severity::Error, Code::InvalidYaml, message)
    }
}

/// A tab where a line begins.
pub(super) fn indented_by_tab(at: Span) -> Diagnostic {
    problem(at, "a tab cannot indent: YAML allows spaces only", "replace the tab with spaces")
}

/// What the parser stumbled over.
pub(super) fn syntax_error(text: &str, error: &ScanError) -> Diagnostic {
    let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
    let span = rest_of_line(text, at);
    if let Some(template) = template_braces(text, span.end as usize) {
        return template;
    }
    if let Some(tab) = indenting_tab(text, span) {
        return indented_by_tab(tab);
    }
    if let Some(placeholder) = placeholder(text, span) {
        return placeholder;
    }
    // A value goes on in the next line, and stumbles over the tab there.
    let next = text.get(span.end as usize..).and_then(|it| it.find('\n')).map(|it| span.end + it as u32 + 1);
    let next = next.map(|it| rest_of_line(text, it as usize));
    if explain(error.kind()).0 == NO_YAML
        && let Some(tab) = next.and_then(|it| indenting_tab(text, it))
    {
        return indented_by_tab(tab);
    }
    if let Some(it) = slip_before(text, span, error.kind()) {
        return it;
    }
    let (message, help) = explain(error.kind());
    if let (NOT_CLOSED, Some(quote)) = (message, open_quote(text, span)) {
        return problem(quote, "the quote that opens here is not closed", "close it at the end of the value");
    }
    if text.get(span.start as usize..).is_some_and(|it| it.trim_start().starts_with(';')) {
        return problem(
            span,
            "`;` separates nothing in YAML",
            "write `,` between the entries of `{…}` or `[…]`",
        );
    }
    problem(span, message, help)
}

/// What was written above the place that the parser stumbled over, where that can be told.
fn slip_before(text: &str, at: Span, kind: &ErrorKind) -> Option<Diagnostic> {
    use ErrorKind as Kind;
    let line_at = |end: usize| {
        let start = text.get(..end)?.rfind('\n').map_or(0, |it| it + 1);
        Some((start, text.get(start..)?.lines().next()?))
    };
    let (start, line) = line_at(at.start as usize)?;
    if let Some(colon) = dash_behind_key(line) {
        let key = line.get(..colon)?.trim_start();
        let span = rest_of_line(text, start + line.len() - line.trim_start().len());
        let message = format!("a list cannot begin after `{key}` on the same line");
        return Some(problem(span, message, "write the dash in the next line"));
    }
    let is_about_pairs = matches!(kind, Kind::MappingValueNotAllowed | Kind::InvalidColonPlacement);
    let is_about_brackets = matches!(
        kind,
        Kind::UnexpectedEofFlowSequence
            | Kind::UnexpectedEofFlowMapping
            | Kind::UnexpectedEofImplicitFlowMapping
            | Kind::UnclosedFlowCollection { .. }
            | Kind::ExpectedFlowMappingSeparator
            | Kind::ExpectedFlowSequenceSeparator
    );
    if (is_about_pairs || is_about_brackets)
        && let open = unclosed(text)
        && let Some((first, bracket)) = open.first().copied().filter(|it| it.0 < at.end as usize)
    {
        let message = format!("the `{bracket}` that opens here is not closed");
        let (closing, line) = (closing(text, &open), rest_of_line(text, first));
        let entries = text.get(first..line.end as usize)?.split(" #").next()?.trim_end();
        let goes_on = entries.ends_with(['[', '{', ',']) && !text.get(line.end as usize..)?.trim().is_empty();
        let help =
            if goes_on { format!("write `{closing}` after the last entry") } else { close_in_line(&closing) };
        return Some(problem(line, message, &help));
    }
    if !is_about_pairs {
        return None;
    }
    // The line above, and the one above that: what stands further right than a pair without its colon goes on with it.
    let (above, line) = line_at(text.get(..start)?.trim_end().len())?;
    let key = without_colon(line)?;
    let earlier = line_at(text.get(..above)?.trim_end().len()).map_or("", |it| it.1);
    let indent = |it: &str| it.len() - it.trim_start().len();
    let goes_on = !earlier.trim_end().ends_with(':') && indent(line) > indent(earlier);
    let name = line.get(key.clone()).filter(|_| above < start && !goes_on)?;
    let span = rest_of_line(text, above + key.start);
    Some(problem(span, format!("a colon is missing after `{name}`"), "put a colon and a space after the key"))
}

/// What to do about brackets that a line opens and nothing closes, in the words of their fix, too.
pub(crate) fn close_in_line(closing: &str) -> String {
    format!("write `{closing}` at the end of the line")
}

/// Where the blanks before a dash begin that stands behind a key in its line, `ingress: - from:`.
pub(crate) fn dash_behind_key(line: &str) -> Option<usize> {
    let colon = line.find(':')? + 1;
    let key = line.get(..colon - 1)?.trim_start().trim_start_matches("- ");
    let is_key = !key.is_empty() && key.chars().all(is_of_word);
    let rest = line.get(colon..)?;
    let is_dash = rest.starts_with(' ') && rest.trim_start().starts_with("- ");
    (is_key && is_dash).then_some(colon)
}

/// The key of a line that has a key, perhaps with one word behind it, and no colon: `podSelector`, `- app db`.
pub(crate) fn without_colon(line: &str) -> Option<Range<usize>> {
    let content = line.split(" #").next()?.trim_end();
    let start = content.len() - content.trim_start_matches([' ', '-']).len();
    let mut words = content.get(start..)?.split(' ').filter(|it| !it.is_empty());
    let key = words.next().filter(|it| it.chars().all(is_of_word))?;
    let is_short = words.next().is_none_or(|it| !it.contains(':')) && words.next().is_none();
    is_short.then(|| start..start + key.len())
}

fn is_of_word(it: char) -> bool {
    it.is_ascii_alphanumeric() || "_-./".contains(it)
}

/// A template that was never rendered: its braces stand at or before byte `end`.
pub(super) fn template_braces(text: &str, end: usize) -> Option<Diagnostic> {
    let at = text.get(..end)?.find("{{")?;
    let close = text.get(at..)?.find("}}").map_or(at + 2, |it| at + it + 2);
    let span = Span::new(at as u32, close as u32);
    let span = if span.end > rest_of_line(text, at).end { rest_of_line(text, at) } else { span };
    let help = "render it first, for example with `helm template`, and paste the result";
    Some(problem(span, "template braces `{{` are not YAML: this is a template, not a manifest", help))
}

/// A placeholder whose brace is taken for one of YAML: `{namespace: ${NS}}`. How often it stands there, and what to do, is
/// said where all of the file is read.
fn placeholder(text: &str, at: Span) -> Option<Diagnostic> {
    let start = text.get(..at.start as usize)?.rfind('\n').map_or(0, |it| it + 1);
    let line = text.get(start..)?.lines().next()?;
    let open = line.find("${")?;
    let close = line.get(open..)?.find('}')? + open + 1;
    let is_name = |it: char| it.is_ascii_alphanumeric() || "_.:-".contains(it);
    let name = line.get(open + 2..close - 1).filter(|it| !it.is_empty() && it.chars().all(is_name))?;
    // In quotes it is a value like any other.
    if line.get(..open)?.ends_with(['"', '\'']) {
        return None;
    }
    let span = Span::new((start + open) as u32, (start + close) as u32);
    let code = Code::UnfilledPlaceholder;
    Some(Diagnostic { code, ..problem(span, format!("`${{{name}}}` is a placeholder"), "") })
}

const NO_YAML: &str = "this is not YAML";
const NOT_CLOSED: &str = "a quote that is opened before this is never closed";

/// From the quote that a value begins with to the end of its line, where nothing closes it there: in the line of an error
/// or before it.
fn open_quote(text: &str, error: Span) -> Option<Span> {
    let mut end = error.end as usize;
    for _ in 0..20 {
        let start = text.get(..end)?.rfind('\n').map_or(0, |it| it + 1);
        let line = text.get(start..end)?.trim_end();
        let at = [": \"", ": '", "- \"", "- '"].iter().filter_map(|it| Some(line.rfind(it)? + 2)).max();
        if let Some(at) = at
            && let Some((quote, rest)) = line.get(at..)?.split_at_checked(1)
            && !rest.contains(quote)
        {
            return Some(Span::new((start + at) as u32, (start + line.len()) as u32));
        }
        end = start.checked_sub(1)?;
    }
    None
}

fn explain(kind: &ErrorKind) -> (&'static str, &'static str) {
    use ErrorKind as Kind;
    #[expect(clippy::wildcard_enum_match_arm, reason = "the parser may learn new errors")]
    match kind {
        Kind::MappingValueNotAllowed | Kind::InvalidColonPlacement => (
            "a `key: value` pair cannot stand here",
            "check the indentation of this line and the one above; a value that contains `: ` needs quotes",
        ),
        Kind::ExpectedBlockMappingKey
        | Kind::ExpectedBlockSequenceEntry
        | Kind::InvalidIndentation
        | Kind::ExpectedDocumentStart
        | Kind::MappingKeyNotAllowed
        | Kind::BlockSequenceEntryNotAllowed => (
            "the indentation of this line does not fit the lines above it",
            "pairs of one object, and dashes of one list, start in the same column",
        ),
        Kind::SimpleKeyExpected | Kind::InvalidSimpleKey => {
            ("this line is not a `key: value` pair", "put a colon and a space after the key")
        }
        Kind::UnclosedQuotedScalar
        | Kind::InvalidQuotedScalarIndent
        | Kind::DocumentIndicatorInQuotedScalar => (NOT_CLOSED, "close it"),
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => {
            ("nothing may follow a closing quote on its line", "quote the whole value")
        }
        Kind::UnexpectedEofFlowSequence
        | Kind::UnexpectedEofFlowMapping
        | Kind::UnexpectedEofImplicitFlowMapping
        | Kind::UnclosedFlowCollection { .. }
        | Kind::ExpectedFlowMappingSeparator
        | Kind::ExpectedFlowSequenceSeparator => (
            "a `[` or `{` that is opened before this is not closed",
            "close it, or separate its entries by commas",
        ),
        Kind::MisplacedFlowCollectionEnd | Kind::MismatchedFlowCollectionEnd { .. } => {
            ("this bracket does not close the one that is open", "")
        }
        Kind::UnknownAnchor => {
            ("no anchor of this name stands above", "define it with `&name` before `*name`")
        }
        Kind::UnexpectedCharacter { .. } => {
            ("a value cannot begin with this character", "put quotes around the value")
        }
        Kind::UnknownQuotedScalarEscape => {
            ("double quotes do not know this backslash sequence", "use single quotes, or write `\\\\`")
        }
        Kind::RecursionLimitExceeded => ("nested too deeply", ""),
        Kind::TabNotAllowed
        | Kind::TabInBlockIndentation
        | Kind::TabInIndentation
        | Kind::TabAtBlockScalarStart => {
            ("a tab cannot stand here: YAML allows spaces only", "replace the tab with spaces")
        }
        _ => (NO_YAML, ""),
    }
}

/// From a byte to the end of its line; the whole line where nothing is left of it.
fn rest_of_line(text: &str, at: usize) -> Span {
    let mut at = at;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let end = text.get(at..).and_then(|it| it.find('\n')).map_or(text.len(), |it| at + it);
    let rest = text.get(at..end).unwrap_or_default().trim_end();
    if !rest.is_empty() {
        return Span::new(at as u32, (at + rest.len()) as u32);
    }
    let before = text.get(..at).unwrap_or_default().trim_end();
    let start = before.rfind('\n').map_or(0, |it| it + 1);
    let line = before.get(start..).unwrap_or_default().trim_start();
    Span::new((before.len() - line.len()) as u32, before.len() as u32)
}

/// A tab among the blanks that the line of the error, or the one before it, begins with.
fn indenting_tab(text: &str, at: Span) -> Option<Span> {
    let mut end = at.end as usize;
    for _ in 0..2 {
        let start = text.get(..end)?.rfind('\n').map_or(0, |it| it + 1);
        let line = text.get(start..end)?;
        let blanks = line.len() - line.trim_start().len();
        if let Some(tab) = line.get(..blanks)?.find('\t').filter(|_| blanks < line.len()) {
            return Some(Span::new((start + tab) as u32, (start + blanks) as u32));
        }
        end = start.checked_sub(1)?;
    }
    None
}
