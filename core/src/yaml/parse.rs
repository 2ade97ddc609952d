//! The text of one document to its tree.
//!
//! Enters: the text. Leaves: the tree, or nothing and one diagnostic. Deliberately not here: several documents
//! (see [`super::split`]).

use std::borrow::Cow;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, StrInput, StructureStyle, Tag};
use rustc_hash::FxHashMap;

use super::merge::merge;
use super::message::{problem, syntax_error, template_braces};
use super::tabs::{Scalar, Text, may_refuse_tabs};
use super::{Entry, Node, Value, gaps, scalar, tabs};
use crate::diagnostic::Diagnostic;
use crate::pause::{Pause, at_once};
use crate::source::Span;

/// Longer documents are refused, because they would freeze the page.
const MAX_BYTES: usize = 32 << 20;
/// Levels of lists and mappings, those that aliases bring included.
const MAX_DEPTH: usize = 100;
/// What aliases may add to a document: nodes, and one for every [`WEIGHT_BYTES`] of text.
const MAX_ALIASED: usize = 250_000;
const WEIGHT_BYTES: usize = 64;
/// Longer keys are refused, as YAML does unless they follow a `?`.
const MAX_KEY_BYTES: usize = 4096;

/// Reads one document. `None` without a diagnostic: it holds nothing.
pub fn parse<'t>(text: &'t str, diagnostics: &mut Vec<Diagnostic>) -> Option<Node<'t>> {
    at_once(async |pause| parse_in_steps(text, diagnostics, &pause).await)
}

/// The same, stopping in between.
pub(crate) async fn parse_in_steps<'t>(
    text: &'t str,
    diagnostics: &mut Vec<Diagnostic>,
    pause: &Pause,
) -> Option<Node<'t>> {
    let failure = match read(text, may_refuse_tabs(text), pause).await {
        Ok(it) => return it.checked(text, diagnostics),
        Err(it) => it,
    };
    if let Some(tab) = failure.tab(text)
        && let Some(it) = tabs::without_flow_tabs(text, tab, pause).await
    {
        return it.checked(text, diagnostics);
    }
    let problem = match gaps::with_gaps(text, &failure, pause).await {
        Some(Ok(it)) => return it.checked(text, diagnostics),
        Some(Err(it)) => it,
        None => failure.problem,
    };
    diagnostics.push(*problem);
    None
}

/// Why a text is no document.
pub(super) struct Failure {
    pub(super) problem: Failed,
    /// What the parser stumbled over, and where.
    pub(super) kind: Option<ErrorKind>,
    pub(super) at: Option<usize>,
}

impl Failure {
    /// The tab that it is about.
    pub(super) fn tab(&self, text: &str) -> Option<usize> {
        self.kind.as_ref()?;
        let start = self.problem.location.map(|it| it.span.start as usize);
        // Where nothing but the tab is in its line, what is said points to another one.
        [start, self.at].into_iter().flatten().find(|it| text.as_bytes().get(*it) == Some(&b'\t'))
    }
}

impl From<Failed> for Failure {
    fn from(problem: Failed) -> Failure {
        Failure { problem, kind: None, at: None }
    }
}

type Failed = Box<Diagnostic>;

/// `keeps`: whether it is kept how scalars are written.
pub(super) async fn read<'t>(text: &'t str, keeps: bool, pause: &Pause) -> Result<Text<'t>, Failure> {
    if text.len() > MAX_BYTES {
        let message = format!("the document is longer than {} MiB", MAX_BYTES >> 20);
        return Ok(fail(Span::new(0, 0), message, "split it with `---` lines")?);
    }
    let mut reader =
        Reader { text, parser: Parser::new_from_str(text), builder: Builder::new(text, keeps), at: 0 };
    loop {
        let before = reader.at;
        if !reader.go_on(pause.left())? {
            let Builder { root, scalars, .. } = reader.builder;
            return Ok(Text { root, scalars: scalars.unwrap_or_default() });
        }
        pause.after((reader.at - before) as usize).await;
    }
}

/// A text whose first bytes are read.
struct Reader<'t> {
    text: &'t str,
    parser: Parser<'t, StrInput<'t>>,
    builder: Builder<'t>,
    /// How many.
    at: u32,
}

impl Reader<'_> {
    /// Reads as many bytes as that, and the rest of what stands there. Says whether there is more.
    // A plain loop: as a part of what can stop anywhere it would take longer.
    fn go_on(&mut self, bytes: usize) -> Result<bool, Failure> {
        let end = (self.at as usize).saturating_add(bytes);
        while (self.at as usize) < end {
            let Some(event) = self.parser.next() else { return Ok(false) };
            let (event, at) = event.map_err(|error| Failure {
                problem: Box::new(syntax_error(self.text, &error)),
                kind: Some(error.kind().clone()),
                at: error.marker().byte_offset(),
            })?;
            let byte = |it: &granit_parser::Marker| it.byte_offset().unwrap_or(0) as u32;
            let at = Span::new(byte(&at.start), byte(&at.end));
            self.builder.event(event, at)?;
            self.at = self.at.max(at.end);
        }
        Ok(true)
    }
}

fn fail<T>(at: Span, message: impl Into<String>, help: &str) -> Result<T, Failed> {
    Err(Box::new(problem(at, message, help)))
}

/// A collection whose end has not come yet.
struct Open<'t> {
    anchor: usize,
    start: u32,
    is_flow: bool,
    children: Children<'t>,
}

enum Children<'t> {
    Sequence(Vec<Node<'t>>),
    Mapping { entries: Vec<Entry<'t>>, key: Option<Key<'t>>, merged: Vec<Node<'t>> },
}

struct Key<'t> {
    name: Cow<'t, str>,
    span: Span,
    is_merge: bool,
}

struct Builder<'t> {
    text: &'t str,
    /// Where a tab may stand where lines begin.
    scalars: Option<Vec<Scalar>>,
    open: Vec<Open<'t>>,
    root: Option<Node<'t>>,
    anchors: FxHashMap<usize, Anchored<'t>>,
    aliased: usize,
}

/// A node that aliases can repeat, and what each repetition costs.
struct Anchored<'t> {
    node: Node<'t>,
    weight: usize,
    depth: usize,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str, keeps: bool) -> Builder<'t> {
        let scalars = keeps.then(Vec::new);
        Builder { text, scalars, open: Vec::new(), root: None, anchors: FxHashMap::default(), aliased: 0 }
    }

    fn event(&mut self, event: Event<'t>, at: Span) -> Result<(), Failed> {
        #[expect(clippy::wildcard_enum_match_arm, reason = "the parser may learn new events")]
        match event {
            Event::Scalar(text, style, anchor, tag) => self.scalar(text, style, anchor, tag.as_deref(), at),
            Event::SequenceStart(style, anchor, _) => {
                self.start(style, anchor, at, Children::Sequence(Vec::new()))
            }
            Event::MappingStart(style, anchor, _) => {
                let children = Children::Mapping { entries: Vec::new(), key: None, merged: Vec::new() };
                self.start(style, anchor, at, children)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(at),
            Event::Alias(id) => self.alias(id, at),
            _ => Ok(()),
        }
    }

    /// Keeps how a scalar is written, where that is asked for.
    fn keep(&mut self, style: ScalarStyle, span: Span) {
        let Some(scalars) = &mut self.scalars else { return };
        let around = self.open.iter().rev().find(|it| !it.is_flow).map(|it| it.start as usize);
        let line = |at: usize| self.text.get(..at).map_or(0, |it| it.rfind('\n').map_or(0, |it| it + 1));
        let column = around.map_or(0, |it| it - line(it) + 1);
        let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        scalars.push(Scalar { span, is_plain: style == ScalarStyle::Plain, is_block, column });
    }

    fn scalar(
        &mut self,
        text: Cow<'t, str>,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        at: Span,
    ) -> Result<(), Failed> {
        let is_plain = style == ScalarStyle::Plain;
        self.keep(style, at);
        let span = match style {
            ScalarStyle::Plain | ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => at,
            ScalarStyle::Literal | ScalarStyle::Folded => self.trimmed(at),
        };
        // The parser stands in `~` for a value that is not there.
        let is_blank = is_plain && at.start == at.end;
        let span =
            if is_blank && self.is_in_block_list() { self.dash_before(at).unwrap_or(span) } else { span };
        let text = if is_blank { Cow::Borrowed("") } else { text };
        let is_merge = is_plain && tag.is_none() && text == "<<";
        let value = match tag.map(|it| it.core_suffix()) {
            Some(Some(suffix)) => match scalar::tagged(suffix, text) {
                Some(it) => it,
                None => {
                    return fail(
                        at,
                        format!("this value is not a valid `!!{suffix}`"),
                        "correct the value or drop the tag",
                    );
                }
            },
            Some(None) => Value::String(text),
            None if !is_plain => Value::String(text),
            None if text.is_empty() => Value::Null,
            None => scalar::plain(text),
        };
        self.put(Node { span, value }, anchor, is_merge)
    }

    fn start(
        &mut self,
        style: StructureStyle,
        anchor: usize,
        at: Span,
        children: Children<'t>,
    ) -> Result<(), Failed> {
        if self.expects_key() {
            return self.no_key(at);
        }
        if self.open.len() >= MAX_DEPTH {
            return fail(at, format!("nested more than {MAX_DEPTH} levels deep"), "");
        }
        let is_flow = style == StructureStyle::Flow;
        let is_list = matches!(children, Children::Sequence(_));
        let dash = if is_list && !is_flow { self.dash_before(at) } else { None };
        self.open.push(Open { anchor, start: dash.unwrap_or(at).start, is_flow, children });
        Ok(())
    }

    fn end(&mut self, at: Span) -> Result<(), Failed> {
        let Some(Open { anchor, start, is_flow, children }) = self.open.pop() else { return Ok(()) };
        let (last, value) = match children {
            Children::Sequence(items) => (items.last().map(|it| it.span.end), Value::Sequence(items)),
            Children::Mapping { mut entries, merged, .. } => {
                // There is room for four at once, and of maps with one pair a list may have thousands.
                if entries.len() == 1 {
                    entries.shrink_to_fit();
                }
                let last = entries.last().map(|it| it.key_span.to(it.value.span).end);
                let last = last.max(merged.last().map(|it| it.span.end));
                if !merged.is_empty()
                    && let Err(it) = merge(&mut entries, merged)
                {
                    return fail(it.span, "`<<` takes a mapping or a list of mappings", "");
                }
                (last, Value::Mapping(entries))
            }
        };
        let end = if is_flow { at.end } else { last.unwrap_or(start) };
        self.put(Node { span: Span::new(start, end), value }, anchor, false)
    }

    fn alias(&mut self, id: usize, at: Span) -> Result<(), Failed> {
        let Some(Anchored { node, weight, depth }) = self.anchors.get(&id) else {
            return fail(at, "an alias cannot stand inside of what it repeats", "");
        };
        self.aliased = self.aliased.saturating_add(*weight);
        if self.aliased > MAX_ALIASED {
            return fail(at, "aliases repeat too much", "write the repeated part out, or drop it");
        }
        if self.open.len() + depth > MAX_DEPTH {
            return fail(at, format!("nested more than {MAX_DEPTH} levels deep"), "");
        }
        let value = node.value.clone();
        self.put(Node { span: at, value }, 0, false)
    }

    /// Places a finished node: as key, value, element or root.
    fn put(&mut self, node: Node<'t>, anchor: usize, is_merge: bool) -> Result<(), Failed> {
        if anchor != 0 {
            let (weight, depth) = measure(&node.value);
            self.aliased = self.aliased.saturating_add(weight);
            if self.aliased > MAX_ALIASED {
                return fail(node.span, "anchors and aliases repeat too much", "drop the anchor");
            }
            self.anchors.insert(anchor, Anchored { node: node.clone(), weight, depth });
        }
        if self.expects_key() && matches!(node.value, Value::Null | Value::Sequence(_) | Value::Mapping(_)) {
            return self.no_key(node.span);
        }
        if self.expects_key() && node.span.end - node.span.start > MAX_KEY_BYTES as u32 {
            return fail(node.span, "this key is too long", "");
        }
        match self.open.last_mut().map(|it| &mut it.children) {
            // What follows the first node of a document is an error of its own, which the parser reports.
            None => {
                self.root.get_or_insert(node);
            }
            Some(Children::Sequence(items)) => items.push(node),
            Some(Children::Mapping { entries, key: slot, merged }) => match slot.take() {
                None => {
                    let span = node.span;
                    *slot = scalar::key(node.value).map(|name| Key { name, span, is_merge });
                }
                Some(key) if key.is_merge => merged.push(node),
                Some(Key { name, span, .. }) => {
                    entries.push(Entry { key: name, key_span: span, value: node })
                }
            },
        }
        Ok(())
    }

    fn expects_key(&self) -> bool {
        matches!(self.open.last().map(|it| &it.children), Some(Children::Mapping { key: None, .. }))
    }

    fn no_key<T>(&self, at: Span) -> Result<T, Failed> {
        match template_braces(self.text, at.end.saturating_add(1) as usize) {
            Some(it) => Err(Box::new(it)),
            None => fail(at, "a key must be a word or a number", "put quotes around it"),
        }
    }

    fn is_in_block_list(&self) -> bool {
        matches!(self.open.last(), Some(Open { is_flow: false, children: Children::Sequence(_), .. }))
    }

    /// The dash of a list element, which nothing but blanks separates from its value.
    fn dash_before(&self, at: Span) -> Option<Span> {
        let before = self.text.get(..at.start as usize)?.trim_end();
        before.ends_with('-').then(|| Span::new(before.len() as u32 - 1, before.len() as u32))
    }

    /// Without the line breaks behind a block scalar.
    fn trimmed(&self, at: Span) -> Span {
        let text = self.text.get(at.start as usize..at.end as usize).unwrap_or_default();
        Span::new(at.start, at.start + text.trim_end().len() as u32)
    }
}

/// Weight and depth of a value. Recursion is bounded by [`MAX_DEPTH`].
fn measure(value: &Value<'_>) -> (usize, usize) {
    let add = |(weight, depth): (usize, usize), below: (usize, usize)| (weight + below.0, depth.max(below.1));
    match value {
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => (1, 0),
        Value::String(it) => (1 + it.len() / WEIGHT_BYTES, 0),
        Value::Sequence(items) => {
            let (weight, depth) = items.iter().map(|it| measure(&it.value)).fold((1, 0), add);
            (weight, depth + 1)
        }
        Value::Mapping(entries) => {
            let below = entries.iter().map(|it| measure(&it.value.value));
            let (weight, depth) = below
                .fold((1 + entries.iter().map(|it| 1 + it.key.len() / WEIGHT_BYTES).sum::<usize>(), 0), add);
            (weight, depth + 1)
        }
    }
}

#[cfg(test)]
mod tests;
