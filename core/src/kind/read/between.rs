//! What stands between documents and belongs to none of them.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::intake::Note;
use crate::source::{FileId, Location, Span};

/// Something to say about a place between documents.
pub(in crate::kind) struct Between {
    pub(in crate::kind) at: Location,
    pub(in crate::kind) problem: Diagnostic,
    /// Whether an object is missing because of it.
    pub(in crate::kind) is_incomplete: bool,
    /// Whether nothing tells which pods that object is about.
    pub(in crate::kind) is_unbounded: bool,
}

impl Between {
    /// "`kubectl` rejects any text other than a comment after the three dashes".
    pub(in crate::kind) fn separator_text(file: FileId, span: Span) -> Between {
        let message = "`kubectl` refuses text after the dashes of a separator";
        let problem = Diagnostic::new(Severity::Warning, Code::SeparatorText, message);
        Between::new(file, span, problem, "move it to a line of its own")
    }

    /// A `%YAML` line of another version than 1.1.
    pub(in crate::kind) fn version(file: FileId, span: Span) -> Between {
        let message = "`kubectl` reads YAML 1.1 and refuses this line; here the file is read as 1.1 anyway";
        let problem = Diagnostic::new(Severity::Error, Code::YamlVersion, message);
        Between::new(file, span, problem, "delete it")
    }

    /// What intake has to say.
    pub(in crate::kind) fn note(Note { problem, is_incomplete, is_unbounded, .. }: Note) -> Option<Between> {
        Some(Between { at: problem.location?, problem, is_incomplete, is_unbounded })
    }

    fn new(file: FileId, span: Span, problem: Diagnostic, help: &str) -> Between {
        let at = Location { file, span };
        let problem = Diagnostic { help: help.to_owned(), location: Some(at), ..problem };
        Between { at, problem, is_incomplete: false, is_unbounded: false }
    }
}
