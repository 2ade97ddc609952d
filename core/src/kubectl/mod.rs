//! Command lines of a terminal, and what kubectl makes of them.
//!
//! Enters: statements of a text, one after the other. Leaves: the objects that there are then, as texts of YAML each place
//! of which leads to the word of the command that it came from, and events: what was skipped, refused or not carried out.
//! Commands follow kubectl 1.32, with its defaults and labels.
//! Deliberately not here: pasted files. Where commands stand in a text, with which prompts and between which outputs, is
//! `intake`'s; so a terminal can use this as it is.

mod ask;
mod bodies;
mod change;
mod command;
mod deletion;
mod event;
mod expand;
mod ingress;
mod kinds;
mod make;
mod merge;
mod object;
mod programs;
pub(crate) mod select;
mod session;
mod statement;
pub(crate) mod variable;
mod verbs;
pub(crate) mod words;
mod writer;

pub use event::{Event, What};
pub use make::{manifest, pairs};
pub use object::Object;
pub use session::{Outcome, Session};
pub use statement::statement;
pub use words::Statement;

/// Whether a line begins like a command, and not like a sentence.
pub fn is_command(line: &str) -> bool {
    let line = line.trim_start();
    let end = line.find([' ', '\t', ';', '\r', '\n']).unwrap_or(line.len());
    let (first, rest) = line.split_at_checked(end).unwrap_or((line, ""));
    let rest = rest.trim();
    let is_variable = || {
        let name = first.split('=').next().unwrap_or_default();
        let is_name = |it: char| it.is_ascii_alphanumeric() || it == '_';
        first.contains('=')
            && !name.is_empty()
            && name.chars().all(is_name)
            && !name.starts_with(|it: char| it.is_ascii_digit())
    };
    match first {
        "for" => {
            rest.split_once(" in ").is_some_and(|it| !it.0.trim().contains(' ')) && rest.ends_with("do")
                || rest.contains("; do ")
                || rest
                    .split_once(" in ")
                    .is_some_and(|it| !it.0.contains(' ') && !rest.ends_with(['.', ':', ',']))
        }
        "while" | "until" | "if" => {
            rest.contains("; do")
                || rest.contains("; then")
                || rest.ends_with("do")
                || rest.ends_with("then")
                || rest.contains(" [")
                || rest.starts_with('[')
        }
        "function" => rest.contains('{'),
        _ if programs::is_kubectl(first) => true,
        "set" | "read" | "wait" | "watch" | "kind" | "exec" | "time" | "sleep" | "touch" | "source"
        | "command" => {
            // Words of sentences too.
            rest.starts_with('-')
                || rest.contains("kubectl")
                || matches!(first, "source" | "sleep") && !rest.contains(' ')
                || first == "kind" && !rest.starts_with(':')
        }
        _ => {
            is_variable()
                || is_function(line)
                || matches!(first, "echo" | "printf") && rest.starts_with(['"', '\''])
                || programs::PROGRAMS.contains(&first) && !line.contains(": ")
                || line.contains("<<EOF")
                || line.contains("<< EOF")
        }
    }
}

/// `name() {`.
fn is_function(line: &str) -> bool {
    let is_name = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
    let behind = line.trim_start_matches(is_name);
    let body = behind.trim_start_matches(' ').strip_prefix("()");
    behind.len() < line.len() && body.is_some_and(|it| it.trim_start().starts_with('{'))
}

#[cfg(test)]
mod tests;
