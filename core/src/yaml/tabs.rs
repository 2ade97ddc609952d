//! Tabs where lines begin. Go's `yaml.v2`, and so `kubectl`, takes them for blanks in brackets and in quotes, and the parser
//! does not; elsewhere it is the other way round: `kubectl` refuses many that the parser takes.
//!
//! Enters: a text that failed at a tab, or the scalars of one that did not. Leaves: its tree, with spans that fit the text
//! as it is, for a blank is as long as a tab; or the tab that `kubectl` stumbles over.

use super::message::indented_by_tab;
use super::parse::read;
use super::tree::into_owned;
use super::{Node, Value, gaps};
use crate::diagnostic::Diagnostic;
use crate::pause::Pause;
use crate::source::Span;

/// A text that was read.
pub(super) struct Text<'t> {
    pub(super) root: Option<Node<'t>>,
    /// In its order; none where no tab can be at the wrong place.
    pub(super) scalars: Vec<Scalar>,
}

/// How a scalar is written.
pub(super) struct Scalar {
    pub(super) span: Span,
    pub(super) is_plain: bool,
    /// Below `|` or `>`.
    pub(super) is_block: bool,
    /// Where its next lines begin, at least.
    pub(super) column: usize,
}

impl<'t> Text<'t> {
    /// The tree, unless `kubectl` refuses a tab that the parser takes.
    pub(super) fn checked(self, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Node<'t>> {
        let root = self.root?;
        let is_checked = may_refuse_tabs(text);
        match is_checked.then(|| refused(text, &self.scalars)).flatten() {
            None => Some(root),
            Some(tab) => {
                diagnostics.push(indented_by_tab(tab));
                None
            }
        }
    }
}

/// Whether a tab of a text can be one that `kubectl` refuses.
pub(super) fn may_refuse_tabs(text: &str) -> bool {
    // What begins with a brace is read as JSON.
    text.contains('\t') && !text.trim_start().starts_with('{')
}

/// How many stretches of indented lines are tried.
const MAX_STRETCHES: usize = 32;

/// Reads the text with blanks for the tabs that its lines begin with, as far as they stand in brackets; `tab` is
/// the first of them. `None` if that does not help.
pub(super) async fn without_flow_tabs(text: &str, tab: usize, pause: &Pause) -> Option<Text<'static>> {
    let mut bytes = text.as_bytes().to_vec();
    let mut tab = Some(tab);
    let mut tried = Vec::new();
    for _ in 0..MAX_STRETCHES {
        let at = tab.take()?;
        tried.push(at);
        blank_out(&mut bytes, at);
        let blanked = std::str::from_utf8(&bytes).ok()?;
        let found = match read(blanked, true, pause).await {
            Ok(it) => it,
            Err(it) => {
                tab = it.tab(blanked);
                // What goes on in quotes may stand left of its key.
                match gaps::with_gaps(blanked, &it, pause).await {
                    Some(Ok(it)) if tab.is_none() => it,
                    _ => continue,
                }
            }
        };
        let Text { root, scalars } = found;
        let root = root?;
        let is_inside = |at| in_brackets(&root, text, at) || in_quotes(&scalars, at);
        let is_blank = tried.into_iter().all(is_inside);
        return is_blank.then(|| Text { root: Some(into_owned(root)), scalars });
    }
    None
}

/// The first tab that `kubectl` takes for no blank, and the blanks behind it.
fn refused(text: &str, scalars: &[Scalar]) -> Option<Span> {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0, depth: 0, may_be_key: true, is_width_told: false };
    for it in scalars.iter().filter(|it| it.span.start < it.span.end) {
        let tab = scan.between(it.span.start as usize).or_else(|| scan.scalar(it));
        if tab.is_some() {
            return tab.map(|it| scan.blanks(it));
        }
    }
    scan.between(text.len()).map(|it| scan.blanks(it))
}

/// What the scanner of `libyaml`, which Go's is a translation of, does with blanks.
struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    /// How many brackets are open.
    depth: usize,
    /// "Tabs are allowed in the flow context, and in the block context, but not at the beginning of the line or after
    /// `-`, `?`, or `:` (complex value)": where a key may begin.
    may_be_key: bool,
    /// Whether the last `|` or `>` says how far its lines are indented: `|2`.
    is_width_told: bool,
}

impl Scan<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or_default()
    }

    /// What stands between two scalars: signs, comments, anchors, tags. The tab that is no blank there.
    fn between(&mut self, end: usize) -> Option<usize> {
        let before = self.bytes.get(..self.at).unwrap_or_default().iter();
        let mut is_first =
            before.rev().find(|it| !matches!(it, b' ' | b'\t')).is_none_or(|it| matches!(it, b'\r' | b'\n'));
        while self.at < end {
            let it = self.byte(self.at);
            let is_apart = matches!(self.byte(self.at + 1), b' ' | b'\t' | b'\r' | b'\n' | 0);
            if matches!(it, b'|' | b'>') && self.is_blank_before(self.at) {
                let head = [self.byte(self.at + 1), self.byte(self.at + 2)];
                self.is_width_told = head.iter().any(u8::is_ascii_digit);
            }
            self.may_be_key = match it {
                b'\t' if self.depth == 0 && self.may_be_key => return Some(self.at),
                b' ' | b'\t' => self.may_be_key,
                b'#' => {
                    while self.at + 1 < end && !matches!(self.byte(self.at + 1), b'\r' | b'\n') {
                        self.at += 1;
                    }
                    self.may_be_key
                }
                b'\r' | b'\n' => self.depth == 0 || self.may_be_key,
                b'[' | b'{' => {
                    self.depth += 1;
                    true
                }
                b']' | b'}' => {
                    self.depth = self.depth.saturating_sub(1);
                    false
                }
                b',' => true,
                // Behind a blank: `>-` and `&a-` begin nothing.
                b'-' | b'?' if is_apart && self.is_blank_before(self.at) => true,
                // Behind a key of one line it is a value that comes.
                b':' => is_first && self.depth == 0,
                _ => false,
            };
            is_first = matches!(it, b'\r' | b'\n') || is_first && matches!(it, b' ' | b'\t');
            self.at += 1;
        }
        None
    }

    /// Whether a byte begins a line or stands behind a blank.
    fn is_blank_before(&self, at: usize) -> bool {
        at.checked_sub(1).is_none_or(|it| matches!(self.byte(it), b' ' | b'\t' | b'\r' | b'\n'))
    }

    /// A scalar, and if it is a plain one the blanks and line ends behind it, which its scanner takes too: "found a tab
    /// character that violates indentation". The tab that does; or the one where the first line below `|` is to tell how
    /// far all of them are indented: "found a tab character where an indentation space is expected".
    fn scalar(&mut self, it: &Scalar) -> Option<usize> {
        self.at = it.span.end as usize;
        self.may_be_key = it.is_block;
        if !it.is_plain {
            let start = it.span.start as usize;
            return (it.is_block && !self.is_width_told && self.byte(start) == b'\t').then_some(start);
        }
        let (mut column, mut at) = (None, it.span.start as usize);
        loop {
            let byte = self.byte(at);
            let is_blank = matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
            if self.at <= at && !is_blank {
                break;
            }
            column = match (byte, column) {
                (b'\t', Some(column)) if column < it.column => return Some(at),
                (b'\r' | b'\n', _) => Some(0),
                (b' ' | b'\t', Some(column)) => Some(column + 1),
                _ => None,
            };
            // Only what is behind a line end of the blanks tells.
            self.may_be_key = self.at <= at && column.is_some();
            at += 1;
        }
        self.at = at.max(self.at);
        None
    }

    /// A tab, with the blanks behind it.
    fn blanks(&self, tab: usize) -> Span {
        let behind = self.bytes.get(tab..).unwrap_or_default();
        let length = behind.iter().take_while(|it| matches!(it, b' ' | b'\t')).count();
        Span::new(tab as u32, (tab + length) as u32)
    }
}

/// Whether the byte stands inside of quotes.
fn in_quotes(scalars: &[Scalar], at: usize) -> bool {
    let next = scalars.partition_point(|it| it.span.end as usize <= at);
    scalars.get(next).is_some_and(|it| (it.span.start as usize) < at && !it.is_plain && !it.is_block)
}

/// Whether the byte stands inside of a list or mapping that is written in brackets.
fn in_brackets(node: &Node<'_>, text: &str, at: usize) -> bool {
    if !(node.span.start as usize..node.span.end as usize).contains(&at) {
        return false;
    }
    let values = node.entries().iter().map(|it| &it.value);
    let is_collection = matches!(node.value, Value::Sequence(_) | Value::Mapping(_));
    let opening = text.as_bytes().get(node.span.start as usize);
    (is_collection && matches!(opening, Some(b'[' | b'{')))
        || node.items().iter().chain(values).any(|it| in_brackets(it, text, at))
}

/// Blanks for the leading tabs of this line and of those after it that have some too.
fn blank_out(bytes: &mut [u8], tab: usize) {
    for line in bytes.get_mut(tab..).unwrap_or_default().split_mut(|&it| it == b'\n') {
        let indentation = line.iter_mut().take_while(|it| matches!(it, b' ' | b'\t'));
        let mut tabs = indentation.filter(|it| **it == b'\t').peekable();
        if tabs.peek().is_none() {
            return;
        }
        tabs.for_each(|it| *it = b' ');
    }
}
