//! What a file holds that may be secret, and that no verdict depends on.
//!
//! Enters: the text of a file. Leaves: where such content stands, and the same text without it: still YAML, with the same
//! answers. Deliberately not here: names and labels, which the answers are made of.

mod lines;

use std::collections::BTreeMap;
use std::slice;

use crate::intake::{Document, Forms, Intake};
use crate::source::{Location, Mapped, SourceFile, Span};
use crate::yaml::{self, Entry, Node};

/// Where `kubectl apply` keeps what was applied, secrets and all.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// What may be secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidential {
    /// `data` or `stringData` of a Secret.
    SecretData,
    /// A text in which a Secret is written, such as a patch.
    SecretText,
    /// `env` of a container with values in it.
    Environment,
    /// The annotation in which `kubectl apply` keeps what was applied.
    LastApplied,
    /// A value in a command: of `--from-literal` for a Secret, of `--env`.
    Argument,
}

impl Confidential {
    /// "data of a Secret", "data of 3 Secrets".
    pub fn words(self, count: usize) -> String {
        match (self, count) {
            (Confidential::SecretData, 1) => "data of a Secret".to_owned(),
            (Confidential::SecretData, n) => format!("data of {n} Secrets"),
            (Confidential::SecretText, 1) => "a text with a Secret in it".to_owned(),
            (Confidential::SecretText, n) => format!("{n} texts with Secrets in them"),
            (Confidential::Environment, 1) => "environment values of a container".to_owned(),
            (Confidential::Environment, n) => format!("environment values of {n} containers"),
            (Confidential::LastApplied, 1) => "what was last applied of an object".to_owned(),
            (Confidential::Argument, 1) => "a value of a command".to_owned(),
            (Confidential::Argument, n) => format!("{n} values of commands"),
            (Confidential::LastApplied, n) => format!("what was last applied of {n} objects"),
        }
    }

    /// What stands in its place.
    fn instead(self) -> &'static str {
        match self {
            Confidential::SecretData => ": {}",
            Confidential::SecretText => "\"{}\"",
            Confidential::Environment => ": []",
            Confidential::LastApplied => ": \"\"",
            Confidential::Argument => "removed",
        }
    }
}

/// Whether a text may hold such content, told from its words alone: at once for any size, and now and then wrong.
pub fn is_suspect(text: &str) -> bool {
    [LAST_APPLIED, "--from-literal", "--env", "kind: Secret", "\"kind\": \"Secret\"", "env:", "\"env\":"]
        .iter()
        .any(|it| text.contains(it))
}

/// What may be secret in a file, in the order of its text: from behind the key to the end of the value, in bytes of the
/// file. Of documents that are no YAML, such as templates, the data of Secrets is found by their lines.
pub fn find(text: &str) -> Vec<(Span, Confidential)> {
    find_in(Forms::ALL, text).unwrap_or_default()
}

/// The same, where only these forms can be read; `None` where the text needs another one.
pub(crate) fn find_in(forms: Forms, text: &str) -> Option<Vec<(Span, Confidential)>> {
    let mut found = BTreeMap::new();
    let file = SourceFile::new("", text);
    let Intake { documents, made, aside, confidential, is_unread, .. } = forms.intake(slice::from_ref(&file));
    if is_unread {
        return None;
    }
    for Document { file: of, span, .. } in documents {
        match (of.0 as usize).checked_sub(1).and_then(|it| made.get(it)) {
            Some(made) => look_through(made, &mut found),
            None => {
                let text = text.get(span.start as usize..span.end as usize).unwrap_or_default();
                if let Some(root) = yaml::parse(text, &mut Vec::new()) {
                    look(&root, &mut |it, what| keep(it.shifted(span.start), what, &mut found));
                }
            }
        }
    }
    // What became of other documents, or of none: resources of a kustomization, patches, templates.
    for it in yaml::split(text) {
        let mut problems = Vec::new();
        let root = yaml::parse(it.text, &mut problems);
        let mut tell = |own: Span, what| keep(own.shifted(it.start), what, &mut found);
        if let Some(root) = &root {
            look(root, &mut tell);
            look_into_texts(root, it.text, &mut tell);
        }
        if root.is_none() || !problems.is_empty() {
            lines::look(it.text, &mut tell);
        }
    }
    // What was deleted or never applied stands in the text all the same.
    for it in &aside {
        for document in yaml::split(it.text()) {
            let mut made = Mapped::new();
            made.copy(it, document.start as usize..document.start as usize + document.text.len());
            look_through(&made, &mut found);
        }
    }
    for Location { span, .. } in confidential {
        let value = text.get(span.start as usize..span.end as usize);
        if value != Some(Confidential::Argument.instead()) {
            keep(span, Confidential::Argument, &mut found);
        }
    }
    let mut res: Vec<(Span, Confidential)> = Vec::new();
    // An alias repeats what stands elsewhere, and what was found in two ways goes once.
    for (span, what) in found.into_values() {
        match res.last_mut().filter(|it| span.start < it.0.end) {
            Some(before) => before.0.end = before.0.end.max(span.end),
            None => res.push((span, what)),
        }
    }
    Some(res)
}

/// Of two that begin at one place, the longer is kept.
fn keep(span: Span, what: Confidential, found: &mut BTreeMap<u32, (Span, Confidential)>) {
    let own = found.entry(span.start).or_insert((span, what));
    if own.0.end < span.end {
        *own = (span, what);
    }
}

/// The text without what may be secret in it. Anchors in that go with it: an alias of one is an error then.
pub fn redacted(text: &str) -> String {
    without(text, &find(text))
}

/// A text without what was found in it.
pub(crate) fn without(text: &str, found: &[(Span, Confidential)]) -> String {
    let (mut res, mut at) = (String::new(), 0);
    for (span, it) in found {
        res.push_str(text.get(at..span.start as usize).unwrap_or_default());
        res.push_str(it.instead());
        at = span.end as usize;
    }
    res.push_str(text.get(at..).unwrap_or_default());
    res
}

/// How much of what may be secret there is in some files: "data of 2 Secrets, environment values of a container".
/// Empty where there is none.
pub fn summary<'f>(texts: impl IntoIterator<Item = &'f str>) -> String {
    words(texts.into_iter().flat_map(find).collect::<Vec<_>>().iter())
}

/// How much was found, in words.
pub(crate) fn words<'f>(found: impl Iterator<Item = &'f (Span, Confidential)>) -> String {
    let mut counts: BTreeMap<Confidential, usize> = BTreeMap::new();
    for (_, it) in found {
        *counts.entry(*it).or_insert(0) += 1;
    }
    let words: Vec<String> = counts.into_iter().map(|(it, count)| it.words(count)).collect();
    words.join(", ")
}

/// Looks through a text that was made of the file. What was put in there stands elsewhere in it, in other words.
fn look_through(made: &Mapped, found: &mut BTreeMap<u32, (Span, Confidential)>) {
    if let Some(root) = yaml::parse(made.text(), &mut Vec::new()) {
        look(&root, &mut |it, what| {
            let begins = made.verbatim(Span::new(it.start, it.start + 1)).is_some();
            let ends = made.verbatim(Span::new(it.end.saturating_sub(1), it.end)).is_some();
            if begins && ends {
                let span = made.locate(it).span;
                keep(span, what, found);
            }
        });
    }
}

/// Looks through a tree, as deep as the reader lets it be.
fn look(node: &Node<'_>, tell: &mut dyn FnMut(Span, Confidential)) {
    let is_secret = node.get("kind").and_then(Node::as_str) == Some("Secret");
    for it in node.entries() {
        match what(it, is_secret) {
            // A merge key brings pairs whose places are elsewhere, in another order.
            Some(_) if it.value.span.end < it.key_span.end => {}
            Some(what) => tell(Span::new(it.key_span.end, it.value.span.end), what),
            None => look(&it.value, tell),
        }
    }
    node.items().iter().for_each(|it| look(it, tell));
}

/// Looks for texts with a Secret in them, such as patches.
fn look_into_texts(root: &Node<'_>, text: &str, tell: &mut dyn FnMut(Span, Confidential)) {
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        open.extend(node.items());
        open.extend(node.entries().iter().filter(|it| it.key != LAST_APPLIED).map(|it| &it.value));
        let Some(own) = node.as_str().filter(|it| it.contains("Secret")) else { continue };
        let mut is_secret = false;
        for it in yaml::split(own) {
            if let Some(root) = yaml::parse(it.text, &mut Vec::new()) {
                look(&root, &mut |_, what| is_secret |= what == Confidential::SecretData);
            }
        }
        let range = node.span.start as usize..node.span.end as usize;
        if let Some(written) = text.get(range).filter(|_| is_secret) {
            let end = node.span.start + written.trim_end().len() as u32;
            tell(Span::new(node.span.start, end), Confidential::SecretText);
        }
    }
}

fn what(Entry { key, value, .. }: &Entry<'_>, is_secret: bool) -> Option<Confidential> {
    match key.as_ref() {
        "data" | "stringData" => {
            (is_secret && !value.entries().is_empty()).then_some(Confidential::SecretData)
        }
        "env" => {
            value.items().iter().any(|it| it.get("value").is_some()).then_some(Confidential::Environment)
        }
        LAST_APPLIED => value.as_str().is_some_and(|it| !it.is_empty()).then_some(Confidential::LastApplied),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
