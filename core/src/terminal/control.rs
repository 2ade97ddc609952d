//! What decides which commands of a shell are carried out, and where what they print goes.

use super::shell::{Io, Script};
use super::{Evaluate, Shell};
use crate::kubectl::words::{Frame, Item, Simple, Word};

/// What ends more than one command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// The whole script.
    Exit,
    /// A function.
    Return,
    /// A loop.
    Break,
    /// One round of a loop.
    Continue,
}

pub(super) fn not_simulated(word: &str) -> Io {
    Io { status: 2, ..Io::error(format!("bash: {word}: not simulated here: nothing of it was carried out")) }
}

impl Shell {
    pub(super) fn each(
        &mut self,
        script: Script<'_>,
        name: &str,
        words: &[Word],
        body: &[Item],
        evaluate: &Evaluate<'_>,
    ) -> Io {
        let words: Vec<String> = words.iter().flat_map(|it| self.words(script, it, evaluate)).collect();
        let mut res = Io::default();
        for word in words {
            if self.is_over() {
                break;
            }
            self.state.variables.insert(name.to_owned(), word);
            res.append(self.items(script, body, evaluate));
            match self.state.ended {
                None => {}
                Some(Ended::Continue) => self.state.ended = None,
                Some(Ended::Break) => {
                    self.state.ended = None;
                    break;
                }
                Some(Ended::Exit | Ended::Return) => break,
            }
        }
        res
    }

    /// A loop, a condition or a bracket with what stands around it.
    pub(super) fn framed(
        &mut self,
        script: Script<'_>,
        body: &[Item],
        frame: &Frame,
        evaluate: &Evaluate<'_>,
    ) -> Io {
        if frame.behind.first().is_some_and(|it| it.input.is_some()) {
            return not_simulated("`<` behind a loop or a bracket");
        }
        let kept = frame.is_subshell.then(|| self.state.clone());
        let mut res = self.items(script, body, evaluate);
        if let Some(it) = kept {
            self.state.variables = it.variables;
            self.state.aliases = it.aliases;
            self.state.functions = it.functions;
            self.state.ended = None;
        }
        if let Some((first, rest)) = frame.behind.split_first() {
            self.redirect(script, first, &mut res, evaluate);
            if !rest.is_empty() {
                let stdin = res.take_out();
                res.append(self.pipe(script, rest, Some(stdin), evaluate));
            }
        }
        if frame.is_negated {
            res.status = i32::from(res.status == 0);
        }
        res
    }

    /// Takes out of what a command prints what goes somewhere else.
    pub(super) fn redirect(
        &mut self,
        script: Script<'_>,
        command: &Simple,
        io: &mut Io,
        evaluate: &Evaluate<'_>,
    ) {
        for (word, is_joined) in &command.errors {
            let target = self.word(script, word, evaluate);
            if *is_joined && target == "1" {
                io.parts = vec![(false, io.parts.iter().map(|it| it.1.as_str()).collect())];
            } else if *is_joined {
                let out = io.take_out();
                io.push(true, &out);
            } else {
                let errors: String = io.parts.iter().filter(|it| it.0).map(|it| it.1.as_str()).collect();
                io.parts.retain(|it| !it.0);
                self.write(&target, &errors, false);
            }
        }
        if let Some((word, is_appended)) = &command.output {
            let name = self.word(script, word, evaluate);
            let text = io.take_out();
            self.write(&name, &text, *is_appended);
        }
    }

    /// `exit`, `return`, `break`, `continue`.
    pub(super) fn leave(&mut self, name: &str, words: &[String]) -> Io {
        let ended = match name {
            "exit" => Ended::Exit,
            "return" => Ended::Return,
            "break" => Ended::Break,
            _ => Ended::Continue,
        };
        self.state.ended = Some(ended);
        let is_loop = matches!(ended, Ended::Break | Ended::Continue);
        let status = match words.first() {
            _ if is_loop => 0,
            None => self.state.status,
            Some(it) => match it.parse::<i32>() {
                Ok(it) => it & 255,
                Err(_) => {
                    let text = format!("bash: {name}: {it}: numeric argument required");
                    return Io { status: 2, ..Io::error(text) };
                }
            },
        };
        Io { status, ..Io::default() }
    }

    /// `source`: carries out a file's lines.
    pub(super) fn source(&mut self, words: &[String], evaluate: &Evaluate<'_>) -> Io {
        let Some(name) = words.first() else {
            return Io {
                status: 2, ..Io::error("bash: source: a file is missing; `<(…)` is not simulated")
            };
        };
        let Some(text) = self.file(name) else {
            return Io::error(format!("bash: {name}: No such file or directory"));
        };
        if self.state.depth > 8 {
            return Io::error("bash: too deep: the terminal stops here");
        }
        self.state.depth += 1;
        let res = self.script(&text, evaluate);
        self.state.depth -= 1;
        self.state.ended.take_if(|it| *it == Ended::Return);
        res
    }
}
