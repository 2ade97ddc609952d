//! Actions of a template to what they do.

use std::collections::BTreeMap;
use std::ops::Range;

use super::lex::{Piece, lex};

/// So deep may blocks stand in each other.
const MAX_DEPTH: usize = 40;
/// So deep may parentheses stand in each other.
const MAX_PARENTHESES: usize = 20;

/// A part of a template.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// Text as it stands.
    Text(Range<usize>),
    /// A value that is printed or given to variables.
    Print { at: Range<usize>, pipe: Pipe },
    /// `if`, `with` or `range`, with each `else if`.
    Block { kind: Kind, arms: Vec<Arm>, otherwise: Vec<Part> },
    /// What is not understood.
    Unknown { at: Range<usize> },
}

/// Which block it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    If,
    With,
    Range,
}

/// A condition and what it governs.
#[derive(Clone, Debug)]
pub(super) struct Arm {
    pub(super) at: Range<usize>,
    pub(super) pipe: Pipe,
    pub(super) body: Vec<Part>,
}

/// Commands, each of which is given what the one before made.
#[derive(Clone, Debug, Default)]
pub(super) struct Pipe {
    /// The variables that its value is given to, and whether they are new.
    pub(super) variables: Vec<String>,
    pub(super) is_new: bool,
    pub(super) commands: Vec<Vec<Operand>>,
}

/// A part of a command.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    /// `.a.b`; `.` has no fields.
    Dot(Vec<String>),
    /// `$x.a`; of `$` the name is empty.
    Variable(String, Vec<String>),
    /// A function, or a word that is none.
    Word(String),
    Text(String),
    Int(i64),
    Float(String),
    Bool(bool),
    Nil,
    /// `( … ).a`.
    Nested(Pipe, Vec<String>),
}

/// A template without the helpers that it defines.
#[derive(Debug, Default)]
pub(super) struct Template {
    pub(super) parts: Vec<Part>,
    /// By their names.
    pub(super) helpers: BTreeMap<String, Vec<Part>>,
}

/// How many blocks of a template are open at its end.
pub(super) fn open_blocks(text: &str) -> usize {
    let words = lex(text).into_iter().filter_map(|it| match it {
        Piece::Action { code, .. } => text.get(code)?.split(|it: char| !it.is_alphanumeric()).next(),
        Piece::Text(_) => None,
    });
    words.fold(0, |open, it| match it {
        "if" | "with" | "range" | "define" | "block" => open + 1,
        "end" => usize::saturating_sub(open, 1),
        _ => open,
    })
}

/// A block that is not closed yet.
enum Open {
    Block { kind: Kind, arms: Vec<Arm>, has_else: bool, before: Vec<Part> },
    Define { name: String, before: Vec<Part> },
}

/// Reads a template. What does not fit is `Unknown`; what is not closed ends with the text.
pub(super) fn parse(text: &str) -> Template {
    let mut res = Template::default();
    let mut parts = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for piece in lex(text) {
        let (at, code) = match piece {
            Piece::Text(it) => {
                parts.push(Part::Text(it));
                continue;
            }
            Piece::Action { whole, code } => (whole, text.get(code).unwrap_or_default()),
        };
        let word = code.split(|it: char| !it.is_alphanumeric()).next().unwrap_or_default();
        let rest = code.get(word.len()..).unwrap_or_default().trim();
        match (word, kind(word)) {
            (_, Some(kind)) if open.len() < MAX_DEPTH => {
                let arms = vec![Arm { at, pipe: pipe(rest).unwrap_or_default(), body: Vec::new() }];
                open.push(Open::Block { kind, arms, has_else: false, before: std::mem::take(&mut parts) });
            }
            ("define" | "block", _) if open.len() < MAX_DEPTH => {
                let name = rest.split(['"', '`']).nth(1).unwrap_or_default().to_owned();
                if word == "block" {
                    parts.push(Part::Unknown { at });
                }
                open.push(Open::Define { name, before: std::mem::take(&mut parts) });
            }
            ("else", _) => match open.last_mut() {
                Some(Open::Block { arms, has_else, .. }) if !*has_else => {
                    if let Some(arm) = arms.last_mut() {
                        arm.body = std::mem::take(&mut parts);
                    }
                    let next = rest.strip_prefix("if ").or_else(|| rest.strip_prefix("with "));
                    match next {
                        Some(next) => {
                            arms.push(Arm { at, pipe: pipe(next).unwrap_or_default(), body: Vec::new() });
                        }
                        None => *has_else = true,
                    }
                }
                _ => parts.push(Part::Unknown { at }),
            },
            ("end", _) => close(&mut open, &mut parts, &mut res),
            ("template", _) => {
                let command = format!(
                    "include {rest}{}",
                    if rest.split_whitespace().count() < 2 { " nil" } else { "" }
                );
                parts.push(
                    pipe(&command).map_or(Part::Unknown { at: at.clone() }, |pipe| Part::Print { at, pipe }),
                );
            }
            _ => parts
                .push(pipe(code).map_or(Part::Unknown { at: at.clone() }, |pipe| Part::Print { at, pipe })),
        }
    }
    while !open.is_empty() {
        close(&mut open, &mut parts, &mut res);
    }
    res.parts = parts;
    res
}

fn kind(word: &str) -> Option<Kind> {
    match word {
        "if" => Some(Kind::If),
        "with" => Some(Kind::With),
        "range" => Some(Kind::Range),
        _ => None,
    }
}

/// Closes the innermost block.
fn close(open: &mut Vec<Open>, parts: &mut Vec<Part>, res: &mut Template) {
    match open.pop() {
        Some(Open::Block { kind, mut arms, has_else, before }) => {
            let body = std::mem::replace(parts, before);
            let otherwise = if has_else {
                body
            } else {
                if let Some(arm) = arms.last_mut() {
                    arm.body = body;
                }
                Vec::new()
            };
            parts.push(Part::Block { kind, arms, otherwise });
        }
        Some(Open::Define { name, before }) => {
            res.helpers.insert(name, std::mem::replace(parts, before));
        }
        None => {}
    }
}

/// A word of an action.
#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    /// With the fields behind it, `.a.b`.
    Close(Vec<String>),
    Bar,
    Comma,
    /// `:=` or `=`.
    Gets(bool),
    Text(String),
    Word(String),
}

/// Reads a pipe.
fn pipe(code: &str) -> Option<Pipe> {
    let tokens = tokens(code)?;
    let mut variables = Vec::new();
    let mut rest = tokens.as_slice();
    let mut is_new = false;
    if let Some(gets) = tokens.iter().position(|it| matches!(it, Token::Gets(_))) {
        let (names, value) = tokens.split_at(gets);
        for it in names {
            match it {
                Token::Word(name) => variables.push(name.strip_prefix('$')?.to_owned()),
                Token::Comma => {}
                Token::Open | Token::Close(_) | Token::Bar | Token::Gets(_) | Token::Text(_) => return None,
            }
        }
        is_new = value.first() == Some(&Token::Gets(true));
        rest = value.get(1..)?;
    }
    let commands = commands(&mut rest, 0)?;
    rest.is_empty().then_some(Pipe { variables, is_new, commands })
}

fn commands(tokens: &mut &[Token], depth: usize) -> Option<Vec<Vec<Operand>>> {
    let mut res = vec![Vec::new()];
    while let Some((first, rest)) = tokens.split_first() {
        let operand = match first {
            Token::Close(_) => break,
            Token::Bar => {
                *tokens = rest;
                res.push(Vec::new());
                continue;
            }
            Token::Open if depth < MAX_PARENTHESES => {
                *tokens = rest;
                let commands = commands(tokens, depth + 1)?;
                let Some((Token::Close(fields), rest)) = tokens.split_first() else { return None };
                let nested = Pipe { commands, ..Pipe::default() };
                res.last_mut()?.push(Operand::Nested(nested, fields.clone()));
                *tokens = rest;
                continue;
            }
            Token::Text(it) => Operand::Text(it.clone()),
            Token::Word(it) => word(it)?,
            Token::Open | Token::Comma | Token::Gets(_) => return None,
        };
        res.last_mut()?.push(operand);
        *tokens = rest;
    }
    res.iter().all(|it| !it.is_empty()).then_some(res)
}

fn word(word: &str) -> Option<Operand> {
    let fields = |it: &str| it.split('.').filter(|it| !it.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    Some(if let Some(variable) = word.strip_prefix('$') {
        let (name, path) = variable.split_once('.').unwrap_or((variable, ""));
        Operand::Variable(name.to_owned(), fields(path))
    } else if word.starts_with('.') {
        Operand::Dot(fields(word))
    } else if let Ok(it) = word.parse() {
        Operand::Int(it)
    } else if word.starts_with(|it: char| it.is_ascii_digit()) {
        Operand::Float(word.to_owned())
    } else {
        match word {
            "true" | "false" => Operand::Bool(word == "true"),
            "nil" => Operand::Nil,
            _ if word.starts_with(char::is_alphabetic) || word.starts_with('_') => {
                Operand::Word(word.to_owned())
            }
            _ => return None,
        }
    })
}

fn tokens(code: &str) -> Option<Vec<Token>> {
    let mut res = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '(' => (Token::Open, 1),
            ')' => {
                let behind = rest.get(1..)?;
                let fields =
                    behind.get(..end_of_word(behind)).filter(|it| it.starts_with('.')).unwrap_or_default();
                let path = fields.split('.').filter(|it| !it.is_empty()).map(str::to_owned).collect();
                (Token::Close(path), 1 + fields.len())
            }
            '|' => (Token::Bar, 1),
            ',' => (Token::Comma, 1),
            ':' if rest.starts_with(":=") => (Token::Gets(true), 2),
            '=' => (Token::Gets(false), 1),
            '"' => text(rest)?,
            '`' => {
                let end = rest.get(1..)?.find('`')?;
                (Token::Text(rest.get(1..1 + end)?.to_owned()), end + 2)
            }
            _ => {
                let length = end_of_word(rest);
                (Token::Word(rest.get(..length).filter(|it| !it.is_empty())?.to_owned()), length)
            }
        };
        res.push(token);
        rest = rest.get(length..)?.trim_start();
    }
    Some(res)
}

fn end_of_word(text: &str) -> usize {
    let is_end = |it: char| it.is_whitespace() || "()|,\"`=:".contains(it);
    text.find(is_end).unwrap_or(text.len())
}

/// A string in double quotes, and its length with them.
fn text(rest: &str) -> Option<(Token, usize)> {
    let mut res = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, it)) = chars.next() {
        match it {
            '"' => return Some((Token::Text(res), at + 1)),
            '\\' => res.push(match chars.next()?.1 {
                'n' => '\n',
                't' => '\t',
                it => it,
            }),
            it => res.push(it),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_that_are_open_are_counted() {
        for (text, open) in [
            ("{{ if .a }}", 1),
            ("{{- end }}", 0),
            ("{{ if .a }}{{ range .b }}{{ else }}{{ end }}", 1),
            ("{{ iffy }}", 0),
        ] {
            assert_eq!(open_blocks(text), open, "{text}");
        }
    }

    #[test]
    fn what_is_no_pipe_is_not_read() {
        for code in ["a |", "| a", "(a", "a)", "$x := ", "a := b", "\"a", "(((((((((((((((((((((((a"] {
            assert!(pipe(code).is_none(), "{code}");
        }
        for code in [".", "$", "$x.y", "a .b \"c\" | d 1", "(a .b).c", "$i, $x := .a", "default `a` .b", "-1"]
        {
            assert!(pipe(code).is_some(), "{code}");
        }
    }
}
