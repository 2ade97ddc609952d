//! Which readers there are.
//!
//! Enters: a kind. Leaves: its reader. The page loads its program in parts, and draws a first matrix with the first part
//! alone. So that part must not refer to the readers of kinds that few inputs have: it reaches them through the table in
//! [`Readers`] only, which the second part brings; and neither of the two to the forms of text that few inputs have, which
//! the third part brings. Every other program uses [`Readers::ALL`].

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::intake::{Before, Forms, Intake};
use crate::kind::check::{Decoded, Report};
use crate::kind::kinds::{Explain, Kind, SECOND_PART, SecondPart};
use crate::kind::{Manifest, Meta};
use crate::options::Options;
use crate::pause::Task;
use crate::source::SourceFile;
use crate::yaml::Node;

/// How objects of a kind are read: what the folder of each kind has.
pub(in crate::kind) trait ObjectReader: Sync {
    /// Looks at the whole object before its metadata is read: strict decoding. Diagnostics that come after those of the
    /// metadata go to the last argument.
    fn check(
        &self,
        _root: &Node<'_>,
        _options: &Options,
        _report: &mut Report<'_>,
        _after_metadata: &mut Vec<Diagnostic>,
    ) -> Decoded {
        Decoded::Whole
    }

    /// The object, which counts only if nothing was refused. `None`: it lacks something that no default can replace.
    fn read(
        &self,
        root: &Node<'_>,
        meta: Meta,
        options: &Options,
        report: &mut Report<'_>,
    ) -> Option<Manifest>;
}

/// The readers that are there.
#[derive(Clone, Copy)]
pub struct Readers {
    second: Option<&'static SecondPart>,
    /// How the documents of files are found.
    forms: Forms,
}

impl Readers {
    /// For every kind, in every form of text.
    pub const ALL: Readers = Readers { second: Some(&SECOND_PART), forms: Forms::ALL };
    /// For every kind, in texts that this program wrote.
    pub const OWN: Readers = Readers { forms: Forms::NONE, ..Readers::ALL };
    /// For every kind, in plain YAML.
    #[cfg(any(test, feature = "page"))]
    pub const PLAIN: Readers = Readers { forms: Forms::PLAIN, ..Readers::ALL };
    /// For the kinds that the first part of the page reads: namespaces, pods, workloads, NetworkPolicy. Where another
    /// kind comes, or text that is no plain YAML, [`super::Read::unread`] says so.
    #[cfg(any(test, feature = "page"))]
    pub const FIRST_PART: Readers = Readers { second: None, forms: Forms::PLAIN };

    /// The same in texts that this program wrote.
    #[must_use]
    pub fn for_own_texts(self) -> Readers {
        Readers { forms: Forms::NONE, ..self }
    }

    /// The same with other forms of text.
    #[cfg(any(test, feature = "page"))]
    #[must_use]
    pub fn with(self, forms: Forms) -> Readers {
        Readers { forms, ..self }
    }

    /// The forms of text that can be read.
    #[cfg(any(test, feature = "page"))]
    pub fn forms(self) -> Forms {
        self.forms
    }

    /// The documents of some files.
    pub(super) fn intake(self, files: &[SourceFile]) -> Intake {
        self.forms.intake(files)
    }

    /// The same, which stops in between, for files that may be later versions of others.
    pub(super) fn intake_in_steps(self, files: Arc<[SourceFile]>, before: Before) -> Task<Intake> {
        self.forms.task(files, before)
    }

    /// The reader of a kind, if it is there.
    pub(super) fn of(self, kind: &Kind) -> Option<&'static dyn ObjectReader> {
        kind.reader.or_else(|| *self.second?.readers.get(kind.place)?)
    }

    /// What says what was meant by a policy that is refused, if it is there.
    pub(super) fn explain(self) -> Option<Explain> {
        self.second.map(|it| it.explain)
    }
}
