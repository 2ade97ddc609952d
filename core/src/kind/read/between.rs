//! What stands between documents and belongs to none of them.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::intake::{Around, Form};
use crate::source::{FileId, Location, Span};

/// Something to say about a place between documents.
pub(in crate::kind) struct Between {
    pub(in crate::kind) at: Location,
    pub(in crate::kind) problem: Diagnostic,
    /// Whether an object is missing because of it.
    pub(in crate::kind) is_incomplete: bool,
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
        let message = "`kubectl` reads YAML 1.1 and refuses this line: it is read as 1.1 all the same";
        let problem = Diagnostic::new(Severity::Error, Code::YamlVersion, message);
        Between::new(file, span, problem, "delete it")
    }

    /// A file that is no text.
    fn binary(file: FileId, span: Span, what: &str) -> Between {
        let problem =
            Diagnostic::new(Severity::Error, Code::NotText, format!("this file is {what}, and is not read"));
        let help = match what {
            "UTF-16" => "save it as UTF-8",
            _ if what.starts_with("compressed") || what.ends_with("archive") => "unpack it first",
            _ => "manifests are text: YAML or JSON",
        };
        Between { is_incomplete: true, ..Between::new(file, span, problem, help) }
    }

    /// "Markdown fences, shell lines, the table of `kubectl get`: the YAML between is read" (L-83).
    pub(in crate::kind) fn around(file: FileId, it: Around) -> Between {
        let (what, help) = match it.form {
            Form::Binary(what) => return Between::binary(file, it.span, what),
            Form::Fence => ("this Markdown fence is not part of the manifest", "delete it"),
            Form::Prose => ("this text is not part of a manifest and is not read", "delete it"),
            Form::Shell => ("this line of a terminal is not part of the manifest", "delete it"),
            Form::Table => (
                "this table is not a manifest and is not read",
                "paste what `kubectl get … -o yaml` prints instead",
            ),
        };
        let problem = Diagnostic::new(Severity::Error, Code::NotYaml, what);
        Between { is_incomplete: it.form == Form::Table, ..Between::new(file, it.span, problem, help) }
    }

    fn new(file: FileId, span: Span, problem: Diagnostic, help: &str) -> Between {
        let at = Location { file, span };
        let problem = Diagnostic { help: help.to_owned(), location: Some(at), ..problem };
        Between { at, problem, is_incomplete: false }
    }
}
