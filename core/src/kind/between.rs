//! What stands between documents and belongs to none of them.

use crate::diagnostic::{Diagnostic, Severity};
use crate::intake::{Around, Form};
use crate::source::{FileId, Location, Span};

/// Something to say about a place between documents.
pub(super) struct Between {
    pub(super) at: Location,
    pub(super) problem: Diagnostic,
    /// Whether an object is missing because of it.
    pub(super) is_incomplete: bool,
}

impl Between {
    /// "`kubectl` rejects any text other than a comment after the three dashes".
    pub(super) fn separator_text(file: FileId, span: Span) -> Between {
        let message = "`kubectl` refuses text after the dashes of a separator";
        let problem = Diagnostic::new(Severity::Warning, "separator-text", message);
        Between::new(file, span, problem, "move it to a line of its own")
    }

    /// A `%YAML` line of another version than 1.1.
    pub(super) fn version(file: FileId, span: Span) -> Between {
        let message = "`kubectl` reads YAML 1.1 and refuses this line: it is read as 1.1 all the same";
        let problem = Diagnostic::new(Severity::Error, "yaml-version", message);
        Between::new(file, span, problem, "delete it")
    }

    /// "Markdown fences, shell lines, the table of `kubectl get`: the YAML between is read" (L-83).
    pub(super) fn around(file: FileId, it: Around) -> Between {
        let (what, help) = match it.form {
            Form::Fence => ("this Markdown fence is not part of the manifest", "delete it"),
            Form::Prose => ("this text is not part of a manifest and is not read", "delete it"),
            Form::Shell => ("this line of a terminal is not part of the manifest", "delete it"),
            Form::Table => (
                "this table is not a manifest and is not read",
                "paste what `kubectl get … -o yaml` prints instead",
            ),
        };
        let problem = Diagnostic::new(Severity::Error, "not-yaml", what);
        Between { is_incomplete: it.form == Form::Table, ..Between::new(file, it.span, problem, help) }
    }

    fn new(file: FileId, span: Span, problem: Diagnostic, help: &str) -> Between {
        let at = Location { file, span };
        let problem = Diagnostic { help: help.to_owned(), location: Some(at), ..problem };
        Between { at, problem, is_incomplete: false }
    }
}
