//! What a template of Helm does not print: its comments, and the branches that are off. An expectation in there is none.

use crate::model::Model;
use crate::source::{FileId, Location, Span};

/// Parts of a file that may not be printed.
pub(super) struct Unprinted {
    /// Comments of the template.
    comments: Vec<Span>,
    /// From an action that may leave something out to its end: `if`, `range`, `with`, `define`.
    blocks: Vec<Span>,
}

impl Unprinted {
    /// Those of a text.
    pub(super) fn of(text: &str) -> Unprinted {
        let mut res = Unprinted { comments: Vec::new(), blocks: Vec::new() };
        let (mut at, mut open, mut start) = (0, 0_usize, 0);
        while let Some((from, body)) = text.get(at..).and_then(|it| it.find("{{")).and_then(|it| {
            let from = at + it;
            Some((from, text.get(from + 2..)?))
        }) {
            let code = body.trim_start_matches('-').trim_start();
            let is_comment = code.starts_with("/*");
            let end = if is_comment {
                body.find("*/").and_then(|it| Some(it + body.get(it..)?.find("}}")?))
            } else {
                body.find("}}")
            };
            let Some(length) = end else { break };
            at = from + 2 + length + 2;
            if is_comment {
                res.comments.push(Span::new(from as u32, at as u32));
                continue;
            }
            let word = code.split(|it: char| !it.is_ascii_alphabetic()).next().unwrap_or_default();
            match word {
                "if" | "range" | "with" | "define" | "block" => {
                    if open == 0 {
                        start = from;
                    }
                    open += 1;
                }
                "end" => {
                    open = open.saturating_sub(1);
                    if open == 0 {
                        res.blocks.push(Span::new(start as u32, at as u32));
                    }
                }
                _ => {}
            }
        }
        res
    }

    /// Whether what stands at a byte of a file is not printed.
    pub(super) fn hold(&self, model: Option<&Model>, file: FileId, byte: u32) -> bool {
        let is_in = |all: &[Span]| {
            let next = all.partition_point(|it| it.start <= byte);
            next.checked_sub(1).and_then(|it| all.get(it)).is_some_and(|it| byte < it.end)
        };
        // What could not be printed at all is read as it stands.
        let is_off = |model: &Model| {
            model.places.is_rendered(file)
                && !model.places.is_printed(Location { file, span: Span::new(byte, byte + 1) })
        };
        is_in(&self.comments) || is_in(&self.blocks) && model.is_some_and(is_off)
    }
}
