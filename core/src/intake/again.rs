//! The documents of a file that is being edited: those before and behind an edit are where they were.

use std::sync::Arc;

use super::{Document, FASTER, MOST_DOCUMENTS, clean, plain, together};
use crate::pause::Pause;
use crate::source::{FileId, SourceFile, Unchanged};
use crate::yaml;

/// A file whose documents are manifests as they stand, with these.
#[derive(Clone, Debug)]
pub struct Plain {
    /// The file's text.
    text: Arc<str>,
    documents: Arc<[Document]>,
}

/// Files of an earlier run, and what later versions have in common with them.
#[derive(Clone, Default)]
pub struct Before(Arc<[(Plain, Unchanged)]>);

impl Before {
    /// Files, each beside its later version.
    pub(crate) fn new(before: &[Plain], files: &[SourceFile]) -> Before {
        let pairs = before.iter().zip(files);
        Before(pairs.map(|(it, now)| (it.clone(), Unchanged::new(&it.text, &now.text))).collect())
    }

    /// What a file has in common with its earlier version.
    pub(crate) fn edit(&self, file: FileId) -> Option<&Unchanged> {
        self.0.get(file.0 as usize).map(|it| &it.1)
    }

    /// The documents of a file, if its earlier version tells them.
    pub(super) async fn documents(&self, file: FileId, text: &str, pause: &Pause) -> Option<Vec<Document>> {
        let (plain, edit) = self.0.get(file.0 as usize)?;
        plain.again(file, text, edit, pause).await
    }
}

impl Plain {
    pub(super) fn new(text: Arc<str>, documents: Vec<Document>) -> Plain {
        Plain { text, documents: documents.into() }
    }

    /// The documents of a later version of it, if it is as plain; else nothing is known of them.
    async fn again(
        &self,
        file: FileId,
        text: &str,
        edit: &Unchanged,
        pause: &Pause,
    ) -> Option<Vec<Document>> {
        let kept = self.before(edit.head);
        if kept == 0 && text.starts_with('\u{feff}') {
            return None;
        }
        let from = self.documents.get(kept).filter(|_| 0 < kept).map_or(0, |it| it.span.start as usize);
        let mut rest = None;
        let (new, end) = yaml::split_between(text, from, &mut |start| {
            rest = edit.in_old(start).and_then(|it| self.beginning(it));
            rest.is_some()
        });
        let rest = rest.and_then(|it| self.documents.get(it..)).unwrap_or_default();
        let between = text.get(from..end)?;
        let is_small = kept + new.len() + rest.len() <= MOST_DOCUMENTS;
        let is_plain = is_small
            && !clean::has_wrong_separator(between)
            && !together::may_change_others(between)
            && new.iter().all(|it| plain::is_plain(it.text));
        if !is_plain {
            return None;
        }
        pause.after(between.len() / FASTER).await;
        let shifted = |it: &Document| Document {
            file,
            span: edit.shifted(it.span),
            separator_text: it.separator_text.map(|it| edit.shifted(it)),
            version: it.version.map(|it| edit.shifted(it)),
            ..*it
        };
        let same = self.documents.iter().take(kept).map(|it| Document { file, ..*it });
        let new = new.iter().map(|it| Document::new(file, it));
        Some(same.chain(new).chain(rest.iter().map(shifted)).collect())
    }

    /// How many documents end before the last one that begins within so many bytes and can be looked for from there.
    fn before(&self, bytes: usize) -> usize {
        let within = self.documents.partition_point(|it| it.span.start as usize <= bytes);
        // A line of more dashes may be a wrong separator, which what follows tells.
        let follows_separator = |it: &Document| {
            let before = self.text.get(..it.span.start as usize).unwrap_or_default();
            before.ends_with('\n') && before.lines().next_back().is_some_and(|it| it.trim_end() == "---")
        };
        (1..within)
            .rev()
            .find(|at| self.documents.get(*at).is_some_and(|it| is_by_itself(it) && follows_separator(it)))
            .unwrap_or(0)
    }

    /// The document that begins there.
    fn beginning(&self, start: usize) -> Option<usize> {
        let at = self.documents.binary_search_by_key(&start, |it| it.span.start as usize).ok()?;
        self.documents.get(at).is_some_and(is_by_itself).then_some(at)
    }
}

/// Whether nothing before a document is said with it.
fn is_by_itself(it: &Document) -> bool {
    it.separator_text.is_none() && it.version.is_none()
}
#[cfg(test)]
mod tests {
    use super::super::{Forms, Intake};
    use super::*;
    use crate::pause::at_once;

    /// What texts are made of, also what is no manifest and what ends a document in another way.
    const PIECES: [&str; 14] = [
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n",
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n",
        "kind: NetworkPolicy\nspec: {}\n",
        "{\"kind\": \"Pod\"}\n{\"kind\": \"Pod\"}\n",
        "# words\n",
        "\n",
        "---\n",
        "---\n",
        "--- # a\n",
        "--- kind: Pod\n",
        "...\n",
        "%YAML 1.2\n",
        "----\n",
        "kind: Template\nmetadata: {name: {{ b }}}\n",
    ];

    fn found(forms: Forms, text: &Arc<str>, before: &[Plain]) -> Intake {
        let files: Arc<[SourceFile]> = [SourceFile::new("a.yaml", Arc::clone(text))].into();
        let mut task = forms.task(Arc::clone(&files), Before::new(before, &files));
        loop {
            if let Some(it) = task.go_on(usize::MAX) {
                return it;
            }
        }
    }

    #[test]
    fn after_an_edit_the_documents_are_those_of_the_whole_text() {
        let mut state = 1_u64;
        let mut below = |most: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % most
        };
        let mut known = 0;
        for _ in 0..400 {
            let pieces: Vec<&str> = (0..12).map(|_| PIECES[below(5)]).collect();
            let mut text: Arc<str> = pieces.join("---\n").into();
            let mut before = found(Forms::PLAIN, &text, &[]).plain;
            for _ in 0..12 {
                let (one, other) = (below(text.len() + 1), below(12));
                let end = (one + other).min(text.len());
                let new = PIECES[below(PIECES.len())];
                let (start, size) = (below(new.len()), below(new.len()));
                let new = new.get(start..(start + size).min(new.len())).unwrap();
                let edited = [text.get(..one).unwrap(), new, text.get(end..).unwrap()].concat();
                let edited: Arc<str> = edited.into();
                let whole = found(Forms::PLAIN, &edited, &[]);
                let again = found(Forms::PLAIN, &edited, &before);
                assert_eq!(again.documents, whole.documents, "{text}\n=====\n{edited}");
                assert_eq!(again.is_unread, whole.is_unread, "{text}\n=====\n{edited}");
                let in_place = before.first().map(|it| {
                    let edit = Unchanged::new(&it.text, &edited);
                    at_once(async |pause| it.again(FileId(0), &edited, &edit, &pause).await)
                });
                known += u32::from(in_place.flatten().is_some());
                (text, before) = (edited, whole.plain);
            }
        }
        assert!(300 < known, "only {known} edits were told by the version before");
    }
}
