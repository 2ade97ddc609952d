//! Diagnostics with places an editor understands.

use super::{CellChangeView, EffectView, Place};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix, Severity, causes};
use crate::model::Model;
use crate::words;

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProblemView {
    /// How bad it is.
    pub severity: Severity,
    /// Its number in the specification of findings, `L-85`, or empty.
    pub rule: &'static str,
    /// `unknown-field`.
    pub code: &'static str,
    /// `NetworkPolicy shop/allow-web`, or empty.
    pub object: String,
    /// API path, or empty.
    pub field: String,
    /// What is wrong.
    pub message: String,
    /// What to do, or empty.
    pub help: String,
    /// Where; `None` for what concerns the whole input.
    pub place: Option<Place>,
    /// What can be done about it, best first.
    pub fixes: Vec<FixView>,
    /// The first problem of the list with the same cause, by its position: a list says that one, and how many more
    /// there are.
    pub repeats: Option<u32>,
}

/// A way to mend a problem by editing the text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct FixView {
    /// What it does, as a button says it: lower case, no final period.
    pub title: String,
    /// `safe`: no verdict changes. `effect`: some may.
    pub class: &'static str,
    /// The edits, in the order of the text; they do not overlap.
    pub edits: Vec<EditView>,
    /// What they change: "+1 allowed, nothing else". Not there where that was not found out, which is an evaluation of the
    /// whole input.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub effect: Option<String>,
    /// The first of the pairs that they change, likewise.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub changes: Option<Vec<CellChangeView>>,
    /// How many pairs they change, likewise.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub changed: Option<u64>,
}

/// A stretch of a file that other text takes the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct EditView {
    /// The stretch; empty where text is inserted.
    pub place: Place,
    /// The new text.
    pub text: String,
}

impl EditView {
    /// A text with some edits of it, in the order of the text; they do not overlap.
    pub fn edited<'e>(text: &str, edits: impl IntoIterator<Item = &'e EditView>) -> String {
        let units: Vec<u16> = text.encode_utf16().collect();
        let (mut res, mut at) = (Vec::new(), 0);
        for it in edits {
            let (from, to) = (it.place.from as usize, it.place.to as usize);
            res.extend_from_slice(units.get(at..from).unwrap_or_default());
            res.extend(it.text.encode_utf16());
            at = to.max(at);
        }
        res.extend_from_slice(units.get(at..).unwrap_or_default());
        String::from_utf16_lossy(&res)
    }
}

impl FixView {
    /// A fix with places of an editor.
    pub(crate) fn new(model: &Model, it: &Fix) -> Option<FixView> {
        let edit =
            |it: &Edit| Some(EditView { place: model.places.place(it.location)?, text: it.text.clone() });
        let edits = it.edits.iter().map(edit).collect::<Option<_>>()?;
        let (title, class) = (it.title.clone(), it.class.as_str());
        Some(FixView { title, class, edits, effect: None, changes: None, changed: None })
    }

    /// The same with what it changes.
    pub(crate) fn with_effect(self, it: Option<EffectView>) -> FixView {
        let Some(EffectView { words, changes, changed }) = it else { return self };
        FixView { effect: Some(words), changes: Some(changes), changed: Some(changed), ..self }
    }
}

pub(crate) fn view(model: &Model, problems: &[Diagnostic]) -> Vec<ProblemView> {
    problems
        .iter()
        .zip(causes::repeats(problems))
        .map(|(it, repeats)| ProblemView {
            severity: it.severity,
            rule: it.rule(),
            code: it.code.as_str(),
            object: it.object.clone(),
            field: it.field.clone(),
            message: it.message.clone(),
            help: it.help.clone(),
            place: it.location.and_then(|it| model.places.place(it)),
            fixes: it.fixes.iter().filter_map(|it| FixView::new(model, it)).collect(),
            repeats: repeats.map(|it| it as u32),
        })
        .collect()
}

impl ProblemView {
    /// What is wrong in plain words, and what the API server says about it, which is empty where the message is of one of
    /// them alone.
    pub fn parts(&self) -> (&str, &str) {
        const SERVER: [&str; 8] = [
            "json: ",
            "unknown field",
            "Invalid value",
            "Required value",
            "Unsupported value",
            "Duplicate value",
            "Forbidden",
            "Too long",
        ];
        let message = self.message.as_str();
        let Some(whole) = message.strip_suffix(')') else { return (message, "") };
        let split = whole.match_indices(" (").find_map(|(at, it)| {
            let (own, server) = (whole.get(..at)?, whole.get(at + it.len()..)?);
            SERVER.iter().any(|it| server.starts_with(it)).then_some((own, server))
        });
        split.unwrap_or((message, ""))
    }
}

/// "without shop/allow-web and 2 more: 4 errors"; `None` where nothing is missing.
pub(crate) fn incomplete(model: &Model, problems: &[Diagnostic]) -> Option<String> {
    let left_out = model.left_out.map(|it| format!("{}: the limit of counted work is reached", it.words()));
    let words: Vec<String> = left_out.into_iter().chain(without(model, problems)).collect();
    (!words.is_empty()).then(|| words.join("; "))
}

/// The same of what could not be read.
fn without(model: &Model, problems: &[Diagnostic]) -> Option<String> {
    if !model.read.incomplete {
        return None;
    }
    // What lints find leaves nothing out.
    let problems: Vec<&Diagnostic> = problems.iter().filter(|it| !matches!(it.code, Code::Lint(_))).collect();
    let count = |severity| problems.iter().filter(|it| it.severity == severity).count();
    // What is missing from a template is no mistake in it.
    let worst = if count(Severity::Error) > 0 { Severity::Error } else { Severity::Warning };
    let errors = match (count(worst), worst.as_str()) {
        (1, what) => format!("1 {what}"),
        (count, what) => format!("{count} {what}s"),
    };
    let rejected: Vec<String> = model
        .read
        .policies_rejected
        .iter()
        .map(|it| {
            if it.name.is_empty() {
                format!("a {}", it.kind.as_str())
            } else if it.kind.is_namespaced() {
                format!("{}/{}", it.namespace, it.name)
            } else {
                format!("{} {}", it.kind.as_str(), it.name)
            }
        })
        .collect();
    // What a paste names and does not hold is no error of its own.
    let named = problems.iter().find(|it| it.code == Code::NotInText && worst != Severity::Error);
    let in_doubt = problems
        .iter()
        .find(|it| [Code::TemplateHole, Code::LostIndentation].contains(&it.code) && !it.object.is_empty());
    let lasts: Vec<&str> =
        model.read.last_versions.iter().map(|it| it.0.rsplit(' ').next().unwrap_or(&it.0)).collect();
    Some(match (rejected.as_slice(), named) {
        ([], _) if !lasts.is_empty() => match lasts.as_slice() {
            [one] => format!("with the last version of {one} that could be read: {errors}"),
            [one, ..] => {
                format!("with the last versions of {}: {errors}", words::and_more(&[one], lasts.len()))
            }
            [] => errors,
        },
        ([], None) if in_doubt.is_some() => {
            let object = in_doubt.map_or("", |it| it.object.as_str());
            format!("without {}: {errors}", object.rsplit(' ').next().unwrap_or(object))
        }
        ([], Some(it)) => it.message.clone(),
        ([], None) => {
            let first = problems.iter().find(|it| it.severity == worst);
            let place = first.and_then(|it| model.line_column(it.location?));
            let what = if place.is_some() { "the document" } else { "a part of the input" };
            let place = place.map_or(String::new(), |(file, at)| format!(" at {file} line {}", at.line));
            let which = words::and_more(&[format!("{what}{place}")], count(worst));
            format!("without {which}: {errors}")
        }
        ([one], _) => format!("without {one}: {errors}"),
        ([one, two], _) => format!("without {one} and {two}: {errors}"),
        (all @ [one, ..], _) => format!("without {}: {errors}", words::and_more(&[one], all.len())),
    })
}

#[cfg(test)]
mod tests;
