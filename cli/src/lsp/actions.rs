//! Fixes as code actions: one for each fix of a problem in a range, and one that applies all safe fixes of a file.
//!
//! The title says what a fix does to the verdicts; where it may change some, it was tried. Before the safe fixes of a file are offered they are applied and the
//! result is evaluated, as `netpol lint --fix` does it.

use std::collections::HashMap;

use lsp_types::{
    CodeAction, CodeActionKind, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, Range,
    TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};
use netpol_core::diagnostic::{Diagnostic, Edit, Fix, FixClass};
use netpol_core::source::Span;

use super::seen::{Own, Seen};
use super::told;
use crate::lint;
use crate::text;

/// The kind of the action that applies all safe fixes of a file.
pub(super) const ALL: &str = "source.fixAll.netpol";
/// More actions are not offered for one range.
const MOST: usize = 100;
/// So many fixes that may change verdicts are tried for one range: each is an evaluation.
const TRIED: usize = 8;
/// In a larger workspace none is tried, because an editor asks at each move of the caret.
const MOST_BYTES: usize = 1_000_000;

/// How the client wants edits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Edits {
    /// With the versions of the texts.
    pub(super) versioned: bool,
}

/// What can be done in a range of a file. All safe fixes at once are for who asks for that kind alone: they are tried
/// before they are offered. Nothing more is tried once the answer is not wanted any more.
pub(super) fn actions(
    seen: &Seen,
    own: Own,
    range: Range,
    only: Option<&[String]>,
    edits: Edits,
    is_wanted: &dyn Fn() -> bool,
) -> Vec<CodeAction> {
    let is_asked = |kind: &str| {
        let is_below = |of: &String| {
            of.is_empty()
                || kind.strip_prefix(of.as_str()).is_some_and(|it| it.is_empty() || it.starts_with('.'))
        };
        only.is_none_or(|it| it.iter().any(is_below))
    };
    let mut res = Vec::new();
    if is_asked(CodeActionKind::QUICKFIX.as_str()) {
        res.extend(quick_fixes(seen, own, range, edits, is_wanted));
    }
    if only.is_some() && is_asked(ALL) && is_wanted() {
        res.extend(all_safe(seen, own, edits));
    }
    res
}

fn quick_fixes(
    seen: &Seen,
    own: Own,
    range: Range,
    edits: Edits,
    is_wanted: &dyn Fn() -> bool,
) -> Vec<CodeAction> {
    let Some(file) = seen.files.get(own.file) else { return Vec::new() };
    let asked = file.text().bytes(range);
    let mut res: Vec<CodeAction> = Vec::new();
    let size: usize = seen.sources.files.iter().map(|it| it.text.len()).sum();
    let mut left = if size <= MOST_BYTES { TRIED } else { 0 };
    for it in seen.problems() {
        let marked = seen.marked(it).filter(|it| it.file.0 as usize == own.file);
        let Some(Span { start, end }) = marked.map(|it| it.span) else { continue };
        if asked.end < start as usize || (end as usize) < asked.start {
            continue;
        }
        let shown = told::shown(seen, it, file.text().range(Span::new(start, end)));
        for (nth, fix) in it.fixes.iter().enumerate().filter(|it| !it.1.edits.is_empty()) {
            let Some(edit) = edit(seen, own, &fix.edits, edits) else { continue };
            if res.len() >= MOST || res.iter().any(|it| it.edit.as_ref() == Some(&edit)) {
                continue;
            }
            let mut does = "verdicts may change".to_owned();
            if fix.class == FixClass::Safe {
                does = "safe: no verdict changes".to_owned();
            } else if left > 0 {
                left -= 1;
                let Ok(found) =
                    seen.effect(fix, is_wanted, || seen.analysis.effect_of(fix).map(|it| it.words))
                else {
                    return res;
                };
                does = found.unwrap_or(does);
            }
            let title = format!("{} ({does})", title(fix));
            res.push(CodeAction {
                title,
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![shown.clone()]),
                edit: Some(edit),
                is_preferred: (nth == 0 && fix.class == FixClass::Safe).then_some(true),
                ..CodeAction::default()
            });
        }
    }
    res
}

/// "Delete ingress rule 2".
fn title(fix: &Fix) -> String {
    let mut letters = fix.title.chars();
    let first = letters.next().map(|it| it.to_uppercase().to_string()).unwrap_or_default();
    text::shown(&format!("{first}{}", letters.as_str()))
}

/// Edits as the client has them; `None` where one is in no file.
fn edit(seen: &Seen, own: Own, all: &[Edit], edits: Edits) -> Option<WorkspaceEdit> {
    let mut files: Vec<(usize, Vec<TextEdit>)> = Vec::new();
    for it in all {
        let at = it.location.file.0 as usize;
        let edit = TextEdit::new(seen.files.get(at)?.text().range(it.location.span), it.text.clone());
        match files.iter_mut().find(|it| it.0 == at) {
            Some((_, all)) => all.push(edit),
            None => files.push((at, vec![edit])),
        }
    }
    of_files(seen, own, files, edits)
}

#[expect(clippy::mutable_key_type, reason = "the type of the protocol; an address does not change")]
fn of_files(
    seen: &Seen,
    own: Own,
    files: Vec<(usize, Vec<TextEdit>)>,
    edits: Edits,
) -> Option<WorkspaceEdit> {
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    let mut documents = Vec::new();
    for (at, all) in files {
        let (uri, version) = seen.address(at, Some(own))?;
        let uri = uri.clone();
        if edits.versioned {
            let text_document = OptionalVersionedTextDocumentIdentifier { uri, version };
            let edits = all.into_iter().map(OneOf::Left).collect();
            documents.push(TextDocumentEdit { text_document, edits });
        } else {
            changes.insert(uri, all);
        }
    }
    Some(match edits.versioned {
        true => WorkspaceEdit {
            document_changes: Some(DocumentChanges::Edits(documents)),
            ..WorkspaceEdit::default()
        },
        false => WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() },
    })
}

/// All safe fixes that change this file alone; `None` where there are none.
fn all_safe(seen: &Seen, own: Own, edits: Edits) -> Option<CodeAction> {
    let file = own.file;
    let is_here = |it: &Edit| it.location.file.0 as usize == file;
    let is_safe =
        |it: &Fix| it.class == FixClass::Safe && !it.edits.is_empty() && it.edits.iter().all(is_here);
    let of_file = |mut it: Diagnostic| {
        it.fixes.retain(is_safe);
        (!it.fixes.is_empty()).then_some(it)
    };
    if !seen.problems().iter().any(|it| it.fixes.iter().any(is_safe)) {
        return None;
    }
    let mut sources = seen.sources.with(seen.sources.files.clone());
    let found = |analysis: &_| {
        let found = seen.wishes.wanted.found(analysis, None);
        found.into_iter().filter_map(of_file).collect()
    };
    let done = lint::mended(&mut sources, &seen.wishes.options, lint::Effects::Never, found).done;
    let (old, new) = (seen.files.get(file)?, sources.files.get(file)?);
    let edit = difference(&old.text().text, &new.text)?;
    let edit = TextEdit::new(old.text().range(edit.0), edit.1);
    let title = match done {
        1 => "Apply the safe fix of this file".to_owned(),
        _ => format!("Apply all {done} safe fixes of this file"),
    };
    Some(CodeAction {
        title: title + " (no verdict changes)",
        kind: Some(CodeActionKind::new(ALL)),
        edit: of_files(seen, own, vec![(file, vec![edit])], edits),
        ..CodeAction::default()
    })
}

/// The one stretch in which two texts differ, and what stands there in the second.
fn difference(old: &str, new: &str) -> Option<(Span, String)> {
    if old == new {
        return None;
    }
    let alike = |it: &((usize, char), char)| it.0.1 == it.1;
    let start = old.char_indices().zip(new.chars()).find(|it| !alike(it)).map(|it| it.0.0);
    let start = start.unwrap_or(old.len().min(new.len()));
    let (rest_old, rest_new) = (old.get(start..)?, new.get(start..)?);
    let behind = rest_old.chars().rev().zip(rest_new.chars().rev()).take_while(|it| it.0 == it.1);
    let behind: usize = behind.map(|it| it.0.len_utf8()).sum();
    let span = Span::new(start as u32, (old.len() - behind) as u32);
    Some((span, rest_new.get(..rest_new.len() - behind)?.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::sync::Arc;

    use lsp_types::{Position, Range};
    use netpol_core::{SourceFile, analyze};

    use super::{Edits, actions, difference};
    use crate::input::Sources;
    use crate::lsp::merged::Merged;
    use crate::lsp::seen::Seen;
    use crate::lsp::state::Open;
    use crate::lsp::text::{Encoding, Text};
    use crate::lsp::wishes::Wishes;

    /// An editor with one text.
    fn seen(text: &str) -> Seen {
        let uri = "untitled:x";
        let own = Text::new(text.into(), Encoding::Utf8);
        let open = Open::new(uri.parse().unwrap(), "yaml", 1, own);
        let mut wishes = Wishes::default();
        wishes.options.stand_ins = false;
        let files = vec![SourceFile::new(open.name.clone(), text)];
        let analysis = analyze(&files, &wishes.options);
        let sources = Sources::new(1_000_000).with(files);
        let merged = Merged { sources, open: vec![vec![open.into()]], said: Vec::new() };
        Seen::new(analysis, merged, 0, Arc::new(wishes), Encoding::Utf8)
    }

    fn titles(seen: &Seen, is_wanted: &dyn Fn() -> bool) -> Vec<String> {
        let all = Range::new(Position::new(0, 0), Position::new(99, 0));
        let own = seen.document(&"untitled:x".parse().unwrap()).unwrap();
        let found = actions(seen, own, all, None, Edits::default(), is_wanted);
        found.into_iter().map(|it| it.title).collect()
    }

    const SLIP: &str = "\
{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: x, labels: {app: web}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: x}
spec: {podSelector: {matchLabels: {app: wep}}, policyTypes: [Ingress]}
";

    #[test]
    fn a_fix_is_tried_once_and_only_while_it_is_wanted() {
        let seen = seen(SLIP);
        assert!(titles(&seen, &|| false).iter().all(|it| !it.contains("allowed, ")));
        let tried = Cell::new(0);
        let counts = || {
            tried.set(tried.get() + 1);
            true
        };
        let first = titles(&seen, &counts);
        assert!(first.iter().any(|it| it == "Write app=web (−1 allowed, nothing else)"), "{first:#?}");
        assert!(tried.get() > 0);
        // The answers are known now, wanted or not.
        assert_eq!(titles(&seen, &|| false), first);
    }

    #[test]
    fn rows_that_come_are_told() {
        // With the quote closed there is a pod more.
        let pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: ";
        let found = titles(&seen(&format!("{pod}web\n---\n{pod}api\n  labels:\n    app: \"api\n")), &|| true);
        assert!(!found.is_empty());
        assert!(
            found.iter().all(|it| it.ends_with("(no cell that is there changes, and 1 row more)")),
            "{found:?}"
        );
    }

    #[test]
    fn a_difference_is_one_stretch_between_characters() {
        for (old, new) in [
            ("a: 1\nb: 2\n", "a: 1\n"),
            ("a\n", "a\nb\n"),
            ("aa", "aaa"),
            ("aaa", "aa"),
            ("é", "è"),
            ("x𝄞y", "x𝄢y"),
            ("", "a"),
            ("a", ""),
        ] {
            let (span, text) = difference(old, new).unwrap();
            let mut edited = old.to_owned();
            edited.replace_range(span.start as usize..span.end as usize, &text);
            assert_eq!(edited, new);
        }
        assert_eq!(difference("a", "a"), None);
    }
}
