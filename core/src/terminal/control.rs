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
    /// The whole line: what decides about the rest of it is not simulated.
    Refused,
}

/// Where what a command prints goes.
#[derive(Debug, Default)]
pub(super) struct Redirects {
    /// Standard error: to a file, or to where the other one goes.
    errors: Vec<(String, bool)>,
    /// Standard output: to a file, and whether behind what is in it.
    output: Option<(String, bool)>,
}

pub(super) fn not_simulated(word: &str) -> Io {
    Io { status: 2, ..Io::error(format!("bash: {word}: not simulated here: nothing of it was carried out")) }
}

impl Shell {
    /// Says that a condition is not simulated. Neither what follows where it holds nor what follows where it does not is
    /// carried out.
    pub(super) fn undecided(&mut self, what: &str) -> Io {
        self.state.ended = Some(Ended::Refused);
        let shell = if self.place.is_some() { "sh" } else { "bash" };
        let text = format!("{shell}: {what}: not simulated here: nothing behind it was carried out");
        Io { status: 2, ..Io::error(text) }
    }

    pub(super) fn each(
        &mut self,
        script: Script<'_>,
        name: &str,
        words: &[Word],
        body: &[Item],
        evaluate: &Evaluate<'_>,
    ) -> Io {
        let words: Vec<String> = words.iter().flat_map(|it| self.words(script, it, evaluate)).collect();
        if let Some(why) = self.state.refused.take() {
            return Io::error(why);
        }
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
                Some(Ended::Exit | Ended::Return | Ended::Refused) => break,
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
        let redirects = match frame.behind.first().map(|it| self.redirects(script, it, evaluate)) {
            Some(Ok(it)) => it,
            Some(Err(it)) => return it,
            None => Redirects::default(),
        };
        let kept = frame.is_subshell.then(|| self.state.clone());
        let mut res = self.items(script, body, evaluate);
        if let Some(it) = kept {
            self.state.variables = it.variables;
            self.state.aliases = it.aliases;
            self.state.functions = it.functions;
            self.state.ended.take_if(|it| *it != Ended::Refused);
        }
        if let Some((_, rest)) = frame.behind.split_first() {
            self.redirect(&redirects, &mut res);
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

    /// Where what a command prints goes, which is known before it runs. `Err` is what is said where it cannot go there.
    pub(super) fn redirects(
        &mut self,
        script: Script<'_>,
        command: &Simple,
        evaluate: &Evaluate<'_>,
    ) -> Result<Redirects, Io> {
        let mut res = Redirects::default();
        for (word, is_joined) in &command.errors {
            res.errors.push((self.word(script, word, evaluate), *is_joined));
        }
        if let Some((word, is_appended)) = &command.output {
            res.output = Some((self.word(script, word, evaluate), *is_appended));
        }
        let errors = res.errors.iter().filter(|it| !it.1).map(|it| &it.0);
        let full = errors.chain(res.output.iter().map(|it| &it.0)).find_map(|it| self.state.no_file(it));
        if let Some(why) = full {
            self.state.refuse(why);
        }
        self.state.refused.take().map_or(Ok(res), |why| Err(Io::error(why)))
    }

    /// Takes out of what a command prints what goes somewhere else.
    pub(super) fn redirect(&mut self, redirects: &Redirects, io: &mut Io) {
        let mut wrong = Vec::new();
        for (target, is_joined) in &redirects.errors {
            if *is_joined && target == "1" {
                io.parts = vec![(false, io.parts.iter().map(|it| it.1.as_str()).collect())];
            } else if *is_joined {
                let out = io.take_out();
                io.push(true, &out);
            } else {
                let errors: String = io.parts.iter().filter(|it| it.0).map(|it| it.1.as_str()).collect();
                io.parts.retain(|it| !it.0);
                wrong.extend(self.state.write(target, &errors, false).err());
            }
        }
        if let Some((name, is_appended)) = &redirects.output {
            let text = io.take_out();
            wrong.extend(self.state.write(name, &text, *is_appended).err());
        }
        for it in wrong {
            io.append(Io::error(it));
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
