//! What a shell does with a line: pipes, loops, conditions, variables, aliases, redirections.

use std::collections::BTreeMap;

use super::control::Ended;
use super::{Evaluate, Shell};
use crate::kubectl::words::{Frame, Here, Input, Item, Simple};
use crate::kubectl::{Statement, statement};

/// How deep loops, functions and substitutions may lie in each other.
const DEPTH: usize = 16;
/// How many commands one line may carry out.
const COMMANDS: usize = 2000;
/// How many bytes it may print.
const BYTES: usize = 1 << 20;
pub(super) const TOO_MUCH: &str =
    "bash: variables and files have more than 8 MB together: the terminal stops here";

/// What a command prints, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Io {
    /// Whether it is on standard error, and the text.
    pub(super) parts: Vec<(bool, String)>,
    pub(super) status: i32,
}

impl Io {
    pub(super) fn out(text: impl Into<String>) -> Io {
        let mut res = Io::default();
        res.print(&text.into());
        res
    }

    /// A line on standard error, and status 1.
    pub(super) fn error(line: impl AsRef<str>) -> Io {
        let mut res = Io { status: 1, ..Io::default() };
        res.warn(line.as_ref());
        res
    }

    /// Text on standard output.
    pub(super) fn print(&mut self, text: &str) {
        self.push(false, text);
    }

    /// A line on standard output.
    pub(super) fn line(&mut self, line: &str) {
        self.push(false, &format!("{line}\n"));
    }

    /// A line on standard error.
    pub(super) fn warn(&mut self, line: &str) {
        self.push(true, &format!("{line}\n"));
    }

    pub(super) fn push(&mut self, is_error: bool, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.parts.last_mut() {
            Some(last) if last.0 == is_error => last.1.push_str(text),
            _ => self.parts.push((is_error, text.to_owned())),
        }
    }

    /// Adds what another command prints; its status is the last one.
    pub(super) fn append(&mut self, other: Io) {
        for (is_error, text) in other.parts {
            self.push(is_error, &text);
        }
        self.status = other.status;
    }

    /// The same, but that a failure stays one.
    pub(super) fn join(&mut self, other: Io) {
        let status = self.status;
        self.append(other);
        if self.status == 0 {
            self.status = status;
        }
    }

    /// Takes what is on standard output out of it.
    pub(super) fn take_out(&mut self) -> String {
        let mut res = String::new();
        self.parts.retain(|(is_error, text)| {
            if !is_error {
                res.push_str(text);
            }
            *is_error
        });
        res
    }

    fn size(&self) -> usize {
        self.parts.iter().map(|it| it.1.len()).sum()
    }
}

/// The text that a statement is part of.
#[derive(Clone, Copy)]
pub(super) struct Script<'s> {
    pub(super) text: &'s str,
    pub(super) heres: &'s [Here],
}

/// What a shell knows beside the cluster.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    pub(super) variables: BTreeMap<String, String>,
    pub(super) aliases: BTreeMap<String, String>,
    /// Files of the working directory that are not in force.
    pub(super) files: BTreeMap<String, String>,
    pub(super) functions: BTreeMap<String, String>,
    pub(super) status: i32,
    pub(super) depth: usize,
    pub(super) commands: usize,
    pub(super) printed: usize,
    /// Why the command that is being read is not carried out.
    pub(super) refused: Option<String>,
    /// What ends more than one command.
    pub(super) ended: Option<Ended>,
}

impl Shell {
    /// Carries out a text of one or more lines.
    pub(super) fn script(&mut self, text: &str, evaluate: &Evaluate<'_>) -> Io {
        let mut res = Io { status: self.state.status, ..Io::default() };
        let mut start = 0;
        while start < text.len() && !self.is_over() && self.state.ended.is_none() {
            let (it, end) = statement(text, start);
            if it.is_open() && it.items.is_empty() {
                res.append(Io { status: 2, ..Io::error("bash: syntax error: a quote or a loop has no end") });
                break;
            }
            res.append(self.statement(text, &it, evaluate));
            start = end.max(start + 1);
            while !text.is_char_boundary(start) {
                start += 1;
            }
        }
        res
    }

    fn statement(&mut self, text: &str, it: &Statement, evaluate: &Evaluate<'_>) -> Io {
        if it.items.is_empty() {
            return Io { status: self.state.status, ..Io::default() };
        }
        self.items(Script { text, heres: &it.heres }, &it.items, evaluate)
    }

    pub(super) fn is_over(&self) -> bool {
        self.state.commands > COMMANDS || self.state.printed > BYTES
    }

    pub(super) fn items(&mut self, script: Script<'_>, items: &[Item], evaluate: &Evaluate<'_>) -> Io {
        let mut res = Io { status: self.state.status, ..Io::default() };
        if self.state.depth >= DEPTH {
            return Io::error("bash: too deep: the terminal stops here");
        }
        self.state.depth += 1;
        for item in items {
            if self.is_over() {
                res.append(Io::error("bash: too much to do for one line: the terminal stops here"));
                break;
            }
            let it = match item {
                Item::Pipe(_, when) | Item::Framed(_, Frame { when, .. }) if when.skips(res.status == 0) => {
                    continue;
                }
                Item::Pipe(commands, _) => self.pipe(script, commands, None, evaluate),
                Item::Framed(body, frame) => self.framed(script, body, frame, evaluate),
                Item::Unsimulated(word, _) if word.starts_with("((") => self.undecided(word),
                Item::Unsimulated(word, _) => super::control::not_simulated(word),
                Item::For(name, words, body) => self.each(script, name, words, body, evaluate),
                Item::If(test, then, otherwise) => {
                    let mut io = self.items(script, test, evaluate);
                    let body = if io.status == 0 { then } else { otherwise };
                    if self.state.ended.is_none() {
                        io.status = 0;
                    }
                    if !body.is_empty() && self.state.ended.is_none() {
                        io.append(self.items(script, body, evaluate));
                    }
                    io
                }
                Item::Block(body) => self.items(script, body, evaluate),
                Item::Function(name, _, range) => {
                    let text = script.text.get(range.clone()).unwrap_or_default();
                    let body = text.split_once('{').and_then(|it| it.1.rsplit_once('}')).map(|it| it.0);
                    self.state.functions.insert(name.clone(), body.unwrap_or_default().to_owned());
                    Io::default()
                }
            };
            self.state.printed += it.size();
            self.state.status = it.status;
            res.append(it);
            if self.state.ended.is_some() {
                break;
            }
        }
        self.state.depth -= 1;
        res
    }

    /// Commands of which each reads what the one before it prints, and the first one what is given.
    pub(super) fn pipe(
        &mut self,
        script: Script<'_>,
        commands: &[Simple],
        mut stdin: Option<String>,
        evaluate: &Evaluate<'_>,
    ) -> Io {
        let mut res = Io::default();
        for (nth, command) in commands.iter().enumerate() {
            self.state.commands += 1;
            if self.is_over() {
                break;
            }
            let mut it = match self.redirects(script, command, evaluate) {
                Ok(redirects) => match self.simple(script, command, stdin.take(), evaluate) {
                    Ok(mut it) => {
                        self.redirect(&redirects, &mut it);
                        it
                    }
                    Err(it) => it,
                },
                Err(it) => it,
            };
            if nth + 1 < commands.len() {
                stdin = Some(it.take_out());
            }
            res.append(it);
        }
        // What programs print meets on a screen; on standard output only the last one's is left.
        res
    }

    /// Carries out one command. `Err` is what is said where it is refused, and nothing of it is carried out.
    fn simple(
        &mut self,
        script: Script<'_>,
        command: &Simple,
        stdin: Option<String>,
        evaluate: &Evaluate<'_>,
    ) -> Result<Io, Io> {
        let mut before = Vec::new();
        let assigned = self.assign(script, command, evaluate, &mut before);
        let ran = assigned.and_then(|()| {
            let stdin = self.input(script, command, stdin, evaluate)?;
            Ok((self.expanded(script, command, evaluate)?, stdin))
        });
        let res = match ran {
            Ok((words, stdin)) if words.is_empty() => {
                let is_copied = command.input.is_some() && command.output.is_some();
                return Ok(Io::out(stdin.filter(|_| is_copied).unwrap_or_default()));
            }
            Ok((words, stdin)) => Ok(self.program(&words, stdin, evaluate)),
            Err(it) => Err(it),
        };
        // What stands before a command holds for it alone, and not at all where it is refused.
        for (name, value) in before.into_iter().rev() {
            match value {
                Some(it) => self.state.variables.insert(name, it),
                None => self.state.variables.remove(&name),
            };
        }
        res
    }

    /// Sets what stands before a command, and keeps what was there.
    fn assign(
        &mut self,
        script: Script<'_>,
        command: &Simple,
        evaluate: &Evaluate<'_>,
        before: &mut Vec<(String, Option<String>)>,
    ) -> Result<(), Io> {
        for (name, word) in &command.assignments {
            let value = self.word(script, word, evaluate);
            if !self.state.has_room(value.len()) {
                self.state.refuse(TOO_MUCH.to_owned());
            }
            self.accepted()?;
            before.push((name.clone(), self.state.variables.insert(name.clone(), value)));
        }
        Ok(())
    }

    /// What a command reads: what is redirected to it, or what the one before it prints.
    fn input(
        &mut self,
        script: Script<'_>,
        command: &Simple,
        stdin: Option<String>,
        evaluate: &Evaluate<'_>,
    ) -> Result<Option<String>, Io> {
        Ok(match &command.input {
            None => stdin,
            Some(Input::Here(index)) => {
                script.heres.get(*index).map(|it| self.here(script, it, evaluate)).or(stdin)
            }
            Some(Input::Text(word)) => Some(self.word(script, word, evaluate) + "\n"),
            Some(Input::File(word)) => {
                let name = self.word(script, word, evaluate);
                self.accepted()?;
                let text = self.file(&name);
                Some(text.ok_or_else(|| Io::error(format!("bash: {name}: No such file or directory")))?)
            }
        })
    }

    /// The words of a command.
    fn expanded(
        &mut self,
        script: Script<'_>,
        command: &Simple,
        evaluate: &Evaluate<'_>,
    ) -> Result<Vec<String>, Io> {
        let words: Vec<String> =
            command.words.iter().flat_map(|it| self.words(script, it, evaluate)).collect();
        if !self.state.has_room(words.iter().map(String::len).sum()) {
            self.state.refuse(TOO_MUCH.to_owned());
        }
        self.accepted().map(|()| words)
    }

    /// Whether the command that is being read is carried out. `Err` is why it is not.
    fn accepted(&mut self) -> Result<(), Io> {
        match self.state.refused.take() {
            Some(why) => Err(Io::error(why)),
            None => Ok(()),
        }
    }

    /// Carries out a command whose words are known: functions and aliases first.
    fn program(&mut self, words: &[String], stdin: Option<String>, evaluate: &Evaluate<'_>) -> Io {
        let Some((first, rest)) = words.split_first() else { return Io::default() };
        if let Some(body) = self.state.functions.get(first).cloned() {
            if self.state.depth >= DEPTH {
                return Io::error("bash: too deep: the terminal stops here");
            }
            let old = self.state.variables.clone();
            self.state.variables.retain(|it, _| it.parse::<usize>().is_err());
            for (nth, word) in rest.iter().enumerate() {
                self.state.variables.insert((nth + 1).to_string(), word.clone());
            }
            self.state.depth += 1;
            let res = self.script(&body, evaluate);
            self.state.ended.take_if(|it| *it == Ended::Return);
            self.state.depth -= 1;
            self.state.variables.retain(|it, _| it.parse::<usize>().is_err());
            self.state.variables.extend(old.into_iter().filter(|it| it.0.parse::<usize>().is_ok()));
            return res;
        }
        if let Some(alias) = self.state.aliases.get(first).cloned() {
            let mut all: Vec<String> = alias.split_whitespace().map(str::to_owned).collect();
            let is_itself = all.first() == Some(first);
            all.extend(rest.iter().cloned());
            return if is_itself {
                self.command(&all, stdin, evaluate)
            } else {
                self.aliased(&all, stdin, evaluate)
            };
        }
        self.command(words, stdin, evaluate)
    }

    fn aliased(&mut self, words: &[String], stdin: Option<String>, evaluate: &Evaluate<'_>) -> Io {
        self.state.depth += 1;
        let res = if self.state.depth < DEPTH {
            self.program(words, stdin, evaluate)
        } else {
            Io::error("bash: too deep: the terminal stops here")
        };
        self.state.depth -= 1;
        res
    }
}
