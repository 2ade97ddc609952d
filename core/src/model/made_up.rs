//! Pods that are made up, as manifests among those of the input.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::kind::{Read, read_stand_ins};
use crate::options::Options;
use crate::source::{FileId, SourceFile, Span, real};
use crate::stand_ins::{StandIns, stand_ins};

/// Adds stand-ins to what was read, where policies need them, and says so.
pub(super) fn add(read: &mut Read, files: &[SourceFile], options: &Options) -> Option<StandIns> {
    if !options.stand_ins {
        return None;
    }
    let made = stand_ins(&read.manifests, |it| real(&read.made, files.len(), it))?;
    let file = FileId((files.len() + read.made.len()) as u32);
    let manifests = read_stand_ins(made.text.text(), file, &made.names, options);
    read.diagnostics.push(problem(&made));
    read.manifests = read.manifests.iter().cloned().chain(manifests).collect();
    read.made = read.made.iter().cloned().chain([made.text.clone()]).collect();
    Some(made)
}

fn problem(made: &StandIns) -> Diagnostic {
    let them = if made.names.len() == 1 { "it" } else { "them" };
    Diagnostic {
        location: Some(made.text.locate(Span::new(0, 1))),
        help: format!("pods of your own take the place of {them}"),
        ..Diagnostic::new(Severity::Info, Code::StandIns, made.sentence())
    }
}
