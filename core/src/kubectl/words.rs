//! What command lines are made of: words with their quotes and variables, here-documents, loops.

use std::ops::Range;

pub(crate) use super::variable::{Variable, variable};

/// What a loop or a bracket that reads what a command prints is called where it is not simulated.
pub(crate) const READER: &str = "a loop or a bracket behind `|`";
/// What a bracket is called that only counts.
pub(crate) const ARITHMETIC: &str = "((…))";

/// A word of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) parts: Vec<Part>,
    /// Its bytes, with its quotes.
    pub(crate) range: Range<usize>,
}

/// A stretch of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// What stands there.
    Text(Range<usize>),
    /// `$NAME`, `${NAME}`, `${NAME:-other}`, `$?`.
    Variable(Variable),
    /// `$(…)`: what only a running shell knows.
    Unknown(Range<usize>),
}

impl Word {
    /// The word as it is written, if it has neither quotes nor variables.
    pub(crate) fn plain<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self.parts.as_slice() {
            [Part::Text(it)] if *it == self.range => text.get(it.clone()),
            _ => None,
        }
    }
}

/// What a command reads instead of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// The here-document of this number in its statement.
    Here(usize),
    /// `<<< TEXT`, or a text that begins a line of PowerShell.
    Text(Word),
    /// `< FILE`.
    File(Word),
}

/// A here-document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Here {
    /// The word that ends it.
    pub(crate) end: String,
    /// Whether variables stay as they are.
    pub(crate) is_literal: bool,
    /// `<<-`: tabs at the start of its lines are no part of it.
    pub(crate) is_stripped: bool,
    /// Its lines.
    pub(crate) body: Range<usize>,
}

/// One command with what it reads and where it writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Simple {
    /// `NAME=value` before its first word.
    pub(crate) assignments: Vec<(String, Word)>,
    pub(crate) words: Vec<Word>,
    pub(crate) input: Option<Input>,
    /// The file, and whether it is appended to.
    pub(crate) output: Option<(Word, bool)>,
    /// Where what is on standard error goes: a file, or what the number behind `&` stands for; `>&2` likewise.
    pub(crate) errors: Vec<(Word, bool)>,
    pub(crate) range: Range<usize>,
}

/// When something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    Always,
    /// `&&`.
    Done,
    /// `||`.
    Refused,
}

impl When {
    /// Whether nothing is done, since what came before was done or was refused.
    pub(crate) fn skips(self, is_done: bool) -> bool {
        match self {
            When::Always => false,
            When::Done => !is_done,
            When::Refused => is_done,
        }
    }
}

/// What stands around loops, conditions and brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) when: When,
    /// `!`.
    pub(crate) is_negated: bool,
    /// Round brackets: what is set in them is not set behind them.
    pub(crate) is_subshell: bool,
    /// Where it reads and writes, without words, and the commands that read what it prints.
    pub(crate) behind: Vec<Simple>,
}

impl Frame {
    pub(crate) fn around(self, item: Item) -> Item {
        let is_nothing =
            self.when == When::Always && !self.is_negated && !self.is_subshell && self.behind.is_empty();
        if is_nothing { item } else { Item::Framed(vec![item], self) }
    }

    /// The commands behind a bracket.
    pub(crate) fn piped(&self) -> &[Simple] {
        self.behind.get(1..).filter(|_| self.is_subshell).unwrap_or_default()
    }
}

/// What is carried out in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// Commands of which each reads what the one before it prints.
    Pipe(Vec<Simple>, When),
    /// `for NAME in WORDS`.
    For(String, Vec<Word>, Vec<Item>),
    /// `if`: the condition, what is done then, and what else.
    If(Vec<Item>, Vec<Item>, Vec<Item>),
    /// Braces: what is done once.
    Block(Vec<Item>),
    /// `while` and others, by their word: how often it is done only a running shell knows.
    Unsimulated(&'static str, Vec<Item>),
    /// One of the others, with what stands around it.
    Framed(Vec<Item>, Frame),
    /// The definition of a function: its name, what it does, and its bytes.
    Function(String, Vec<Item>, Range<usize>),
}

/// The commands of one line, with all lines that belong to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    pub(crate) items: Vec<Item>,
    pub(crate) heres: Vec<Here>,
    /// Whether it goes on behind the end of the text.
    pub(crate) is_open: bool,
}

impl Statement {
    /// The names of the functions that it defines.
    pub fn functions(&self) -> impl Iterator<Item = &str> {
        self.items.iter().filter_map(|it| match it {
            Item::Function(name, ..) => Some(name.as_str()),
            Item::Pipe(..)
            | Item::For(..)
            | Item::If(..)
            | Item::Block(_)
            | Item::Unsimulated(..)
            | Item::Framed(..) => None,
        })
    }

    /// Whether a quote or a loop in it goes on behind the end of the text.
    pub fn is_open(&self) -> bool {
        self.is_open
    }
}

/// A cursor over words.
pub(crate) struct Lexer<'t> {
    pub(crate) text: &'t str,
    pub(crate) at: usize,
    /// Whether a quote has no end.
    pub(crate) is_open: bool,
}

impl<'t> Lexer<'t> {
    pub(crate) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let it = self.peek()?;
        self.at += it.len_utf8();
        Some(it)
    }

    /// Goes over `((…))` of one line, if it stands here.
    pub(crate) fn skips_arithmetic(&mut self) -> bool {
        let line = self.rest().lines().next().unwrap_or_default();
        let end = line.strip_prefix("((").and_then(|it| it.find("))"));
        self.at += end.map_or(0, |it| it + 4);
        end.is_some()
    }

    /// Skips blanks, comments, and line ends behind a backslash (a backtick in PowerShell).
    pub(crate) fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            if let Some(length) = continuation(rest) {
                self.at += length;
            } else if rest.starts_with([' ', '\t', '\r', '\u{a0}']) {
                self.bump();
            } else if rest.starts_with('#') {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else {
                break;
            }
        }
    }

    /// The next word. `None` at the end of a command.
    pub(crate) fn word(&mut self) -> Option<Word> {
        self.skip_blanks();
        let start = self.at;
        let mut parts = Vec::new();
        if let Some(it) = self.here_string() {
            return Some(it);
        }
        loop {
            let rest = self.rest();
            if let Some(length) = continuation(rest) {
                self.at += length;
                continue;
            }
            match self.peek() {
                None
                | Some(' ' | '\t' | '\r' | '\n' | '\u{a0}' | ';' | '&' | '|' | '<' | '>' | '(' | ')') => {
                    break;
                }
                Some('\'') => self.single(&mut parts),
                Some('"') => self.double(&mut parts),
                Some('\\') => {
                    self.bump();
                    let from = self.at;
                    self.bump();
                    text(&mut parts, from..self.at);
                }
                Some('$') => self.variable(&mut parts, false),
                Some('`') => self.unknown(&mut parts, '`'),
                Some(_) => {
                    let from = self.at;
                    self.bump();
                    text(&mut parts, from..self.at);
                }
            }
        }
        (self.at > start).then_some(Word { parts, range: start..self.at })
    }

    /// `@"` … `"@` of PowerShell.
    fn here_string(&mut self) -> Option<Word> {
        let mark = ["@\"", "@'"].into_iter().find(|it| self.rest().starts_with(it))?;
        let body = self.at + self.rest().find('\n')? + 1;
        let end = if mark == "@\"" { "\n\"@" } else { "\n'@" };
        let length = self.text.get(body..)?.find(end)? + 1;
        let start = self.at;
        self.at = body + length + 2;
        Some(Word { parts: vec![Part::Text(body..body + length)], range: start..self.at })
    }

    fn single(&mut self, parts: &mut Vec<Part>) {
        self.bump();
        match self.rest().find('\'') {
            Some(length) => {
                parts.push(Part::Text(self.at..self.at + length));
                self.at += length + 1;
            }
            None => self.is_open = true,
        }
        if self.is_open {
            self.at = self.text.len();
        }
    }

    fn double(&mut self, parts: &mut Vec<Part>) {
        self.bump();
        let empty = self.at;
        text(parts, empty..empty);
        loop {
            let from = self.at;
            match self.peek() {
                None => {
                    self.is_open = true;
                    return;
                }
                Some('"') => {
                    self.bump();
                    return;
                }
                Some('\\')
                    if self.rest().get(1..).is_some_and(|it| it.starts_with(['"', '\\', '$', '`'])) =>
                {
                    self.bump();
                    let from = self.at;
                    self.bump();
                    text(parts, from..self.at);
                }
                Some('\\') if self.rest().get(1..).is_some_and(|it| it.starts_with('\n')) => self.at += 2,
                Some('$') => self.variable(parts, true),
                Some(_) => {
                    self.bump();
                    text(parts, from..self.at);
                }
            }
        }
    }

    fn variable(&mut self, parts: &mut Vec<Part>, is_quoted: bool) {
        let rest = self.rest();
        if rest.starts_with("$(") {
            self.unknown(parts, ')');
        } else if let Some((it, length)) = variable(rest) {
            let range = self.at..self.at + length;
            parts.push(Part::Variable(Variable { range, is_quoted, ..it }));
            self.at += length;
        } else {
            text(parts, self.at..self.at + 1);
            self.at += 1;
        }
    }

    /// What is between brackets, with the brackets in it.
    fn unknown(&mut self, parts: &mut Vec<Part>, end: char) {
        let start = self.at;
        self.bump();
        let (mut depth, mut length) = (0_u32, None);
        for (at, it) in self.rest().char_indices() {
            if it == '(' && end == ')' {
                depth += 1;
            } else if it == end {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    length = Some(at + it.len_utf8());
                    break;
                }
            }
        }
        match length {
            Some(it) => self.at += it,
            None => {
                self.is_open = true;
                self.at = self.text.len();
            }
        }
        parts.push(Part::Unknown(start..self.at));
    }
}

/// The bytes of the command in brackets or backticks that a text begins with, with the signs around it.
pub(crate) fn substitution(text: &str) -> Option<Range<usize>> {
    let end = if text.starts_with("$(") { ')' } else { '`' };
    if end == '`' && !text.starts_with('`') {
        return None;
    }
    let mut lexer = Lexer { text, at: 0, is_open: false };
    lexer.unknown(&mut Vec::new(), end);
    (!lexer.is_open).then_some(0..lexer.at)
}

/// The length of a line end that ends no command.
fn continuation(rest: &str) -> Option<usize> {
    let behind = rest.strip_prefix('\\').or_else(|| rest.strip_prefix('`'))?;
    let blank = behind.strip_prefix('\r').unwrap_or(behind);
    blank.starts_with('\n').then_some(rest.len() - blank.len() + 1)
}

/// Adds text that stands there, to the one before it if it follows.
fn text(parts: &mut Vec<Part>, range: Range<usize>) {
    match parts.last_mut() {
        Some(Part::Text(last)) if last.end == range.start => last.end = range.end,
        _ => parts.push(Part::Text(range)),
    }
}
