//! What is wrong with the files.

use super::SCHEMA;
use crate::diagnostic::{Diagnostic, Severity, causes};
use crate::model::Model;
use crate::view::{FixView, Place, problems};

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct ProblemReport {
    /// How bad it is.
    pub severity: Severity,
    /// Its number in the specification of findings, `L-85`; not there where it has none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "str::is_empty"))]
    pub rule: &'static str,
    /// Kebab-case: `unknown-field`.
    pub code: &'static str,
    /// `NetworkPolicy shop/allow-web`, or empty.
    pub object: String,
    /// The path in the API's notation, `spec.ingress[0].from[1]`, or empty.
    pub field: String,
    /// What is wrong.
    pub message: String,
    /// What to do, or empty.
    pub help: String,
    /// The name of the file; `null` for what concerns the whole input.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The character in the line, from 1.
    pub column: Option<u32>,
    /// The position in the list of the first problem with the same cause: a list says that one, and how many more there
    /// are.
    pub repeats: Option<usize>,
    /// The place as an editor has it.
    pub place: Option<Place>,
    /// What can be done about it by editing the text, best first.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub fixes: Vec<FixView>,
}

/// Everything that is wrong with the files, or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct ProblemsReport {
    /// The version of the format, 1.
    pub schema: u32,
    /// In the order of files and lines.
    pub problems: Vec<ProblemReport>,
    /// Whether something was left out that its author meant to be there, or is not computed.
    pub incomplete: bool,
    /// What was left out, in one sentence; empty when nothing was.
    pub incomplete_words: String,
    /// Of how many fixes that may change verdicts it was not found out what they change, because there are too many or because it cannot be told: these
    /// have no `changed`. Not there where it is none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "is_none"))]
    pub untried: u64,
}

#[cfg(feature = "serde")]
#[expect(clippy::trivially_copy_pass_by_ref, reason = "so it is called by what serde makes")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

/// `all`: everything that is wrong with the files; `problems`: what of it the report is about, or more.
pub(crate) fn report(model: &Model, all: &[Diagnostic], problems: &[Diagnostic]) -> ProblemsReport {
    ProblemsReport {
        schema: SCHEMA,
        problems: list(model, problems),
        incomplete: model.is_incomplete(),
        incomplete_words: problems::incomplete(model, all).unwrap_or_default(),
        untried: 0,
    }
}

fn list(model: &Model, problems: &[Diagnostic]) -> Vec<ProblemReport> {
    let problem = |(it, repeats): (&Diagnostic, Option<usize>)| {
        let at = it.location.and_then(|it| model.line_column(it));
        ProblemReport {
            severity: it.severity,
            rule: it.rule(),
            code: it.code.as_str(),
            object: it.object.clone(),
            field: it.field.clone(),
            message: it.message.clone(),
            help: it.help.clone(),
            file: at.map(|it| it.0.to_owned()),
            line: at.map(|it| it.1.line),
            column: at.map(|it| it.1.column),
            repeats,
            place: it.location.and_then(|it| model.places.place(it)),
            fixes: it.fixes.iter().filter_map(|it| FixView::new(model, it)).collect(),
        }
    };
    problems.iter().zip(causes::repeats(problems)).map(problem).collect()
}
