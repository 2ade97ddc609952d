//! What is wrong, where, and what to do about it. Problems are values: no function of this crate fails
//! because of what a user typed.

pub mod causes;
mod code;
mod most;
mod once;

use crate::source::{Location, Places, Span};

pub use code::{About, Code};
pub(crate) use most::{Most, left_out};
pub(crate) use once::tell_once;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "lowercase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub enum Severity {
    /// Something was left out of the evaluation, or is certainly not what the author wants.
    Error,
    /// Evaluated, but a cluster might not agree, or the author might not mean it.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// `error`, `warning` or `info`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// One problem in the input.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Which kind of problem it is.
    pub code: Code,
    /// The finding of the specification that explains it, where that is more particular than its code: a value that the
    /// server refuses because it is a range of ports in another notation.
    pub finding: Option<&'static About>,
    /// Path in the API's notation, `spec.ingress[0].from[1]`; empty where no field is to blame.
    pub field: String,
    /// What is wrong: lower case, no final period, one line; the API server's words where it has some.
    pub message: String,
    /// What to do; empty when the message says it all.
    pub help: String,
    /// The word that was probably meant where one stands that is not known there.
    pub meant: Option<String>,
    /// Kind, namespace and name of the object, `NetworkPolicy shop/allow-web`; empty outside of objects.
    pub object: String,
    /// Where. Inside `kind` it counts from the document's start; in an `Analysis` from the file's.
    pub location: Option<Location>,
    /// A second place that the message speaks of, and what is there.
    pub related: Vec<(Location, String)>,
    /// What can be done about it, best first.
    pub fixes: Vec<Fix>,
}

/// What applying a fix does to the verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FixClass {
    /// Every verdict stays as it is under all settings.
    Safe,
    /// Verdicts may change: those that do are shown before it is applied.
    Effect,
}

impl FixClass {
    /// `safe` or `effect`.
    pub fn as_str(self) -> &'static str {
        match self {
            FixClass::Safe => "safe",
            FixClass::Effect => "effect",
        }
    }
}

/// A way to mend a problem by editing the text. After it the problem is gone, and no error is new (L-103).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fix {
    /// What it does, as a button says it: lower case, no final period.
    pub title: String,
    /// The edits. They do not overlap, and touch only the bytes that they must.
    pub edits: Vec<Edit>,
    /// What it does to the verdicts.
    pub class: FixClass,
}

/// A stretch of a file that other text takes the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edit {
    /// The stretch; empty where text is inserted.
    pub location: Location,
    /// The new text.
    pub text: String,
}

/// A text with some edits of it, in any order; of two that insert at one place, the first is written first. `start` is
/// where the text begins in what the edits count in: 0 for a whole file. `None` where edits overlap or lie elsewhere.
pub fn edited<'e>(text: &str, start: u32, edits: impl IntoIterator<Item = &'e Edit>) -> Option<String> {
    let mut edits: Vec<&Edit> = edits.into_iter().collect();
    crate::order::sort_by_key(&mut edits, |it| (it.location.span.start, it.location.span.end));
    let (mut res, mut done) = (String::new(), 0);
    for it in edits {
        let Span { start: from, end: to } = it.location.span;
        let (from, to) = (from.checked_sub(start)? as usize, to.checked_sub(start)? as usize);
        res.push_str(text.get(done..from)?);
        res.push_str(&it.text);
        done = to;
    }
    res.push_str(text.get(done..)?);
    Some(res)
}

impl Diagnostic {
    /// A problem without a place yet.
    pub fn new(severity: Severity, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            severity,
            code,
            finding: None,
            field: String::new(),
            message: message.into(),
            help: String::new(),
            meant: None,
            object: String::new(),
            location: None,
            related: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// Its number in the specification of findings, `L-85`; empty where it has none.
    pub fn rule(&self) -> &'static str {
        self.finding.unwrap_or(self.code.about()).id
    }

    /// The same with places in the files that the user sees, instead of such in texts that were made of them. A fix of
    /// text that does not stand in a file falls away, and one that writes lines where lines of the file have more in them.
    #[must_use]
    pub(crate) fn in_files(mut self, places: &Places) -> Diagnostic {
        self.location = self.location.map(|it| places.real(it));
        for (it, _) in &mut self.related {
            *it = places.real(*it);
        }
        self.fixes.retain_mut(|fix| {
            fix.edits.iter_mut().all(|it| {
                let verbatim = places.verbatim(it.location);
                // Lines that are cut short in the text that was made, as those of a diff are, are not written whole there.
                let is_of_lines =
                    it.text.contains('\n') || places.text(it.location).is_some_and(|it| it.contains('\n'));
                let verbatim = verbatim.filter(|real| !is_of_lines || places.are_alike(it.location, *real));
                it.location = verbatim.unwrap_or(it.location);
                verbatim.is_some()
            })
        });
        self
    }
}
