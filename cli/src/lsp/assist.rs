//! Completion and hover as an editor has them. What can be written, and what stands there, the library knows.

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionList, CompletionTextEdit,
    Documentation, Hover, HoverContents, InsertTextFormat, InsertTextMode, MarkupContent, MarkupKind,
    Position, TextEdit,
};
use netpol_core::Analysis;
use netpol_core::source::Span;
use netpol_core::view::{self, Completions};

use super::abilities::Words;
use super::seen::Seen;
use super::text::Text;
use crate::text;

/// What can be written at a position of a text. The analysis may be of an older one.
pub(super) fn completions(analysis: &Analysis, own: &Text, at: Position, words: Words) -> CompletionList {
    let found = analysis.completions(&own.text, own.byte(at));
    let range = own.range(Span::new(found.from, found.to));
    let items = found.items.iter().enumerate().map(|(nth, it)| CompletionItem {
        label: text::shown(&it.label),
        label_details: (!it.detail.is_empty())
            .then(|| CompletionItemLabelDetails { detail: None, description: Some(text::shown(&it.detail)) }),
        kind: Some(kind(it.kind)),
        detail: (!it.detail.is_empty()).then(|| text::shown(&it.detail)),
        documentation: (!it.documentation.is_empty())
            .then(|| Documentation::MarkupContent(content(&[&it.documentation], words))),
        // Best first: the editor does not sort by letters then.
        sort_text: Some(format!("{nth:05}")),
        // What is typed is compared with it, and it is not shown.
        filter_text: Some(it.label.clone()),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(range, inserted(&found, it, words)))),
        insert_text_format: Some(match words.snippets {
            true => InsertTextFormat::SNIPPET,
            false => InsertTextFormat::PLAIN_TEXT,
        }),
        insert_text_mode: Some(match words.snippets {
            true => InsertTextMode::ADJUST_INDENTATION,
            false => InsertTextMode::AS_IS,
        }),
        ..CompletionItem::default()
    });
    CompletionList { is_incomplete: found.is_incomplete, items: items.collect() }
}

fn inserted(all: &Completions, it: &view::Completion, words: Words) -> String {
    if words.snippets { it.lsp_snippet() } else { all.text(it) }
}

fn kind(it: view::CompletionKind) -> CompletionItemKind {
    match it {
        view::CompletionKind::Key => CompletionItemKind::FIELD,
        view::CompletionKind::Word => CompletionItemKind::ENUM_MEMBER,
        view::CompletionKind::Snippet => CompletionItemKind::SNIPPET,
        view::CompletionKind::LabelKey => CompletionItemKind::PROPERTY,
        view::CompletionKind::Name => CompletionItemKind::REFERENCE,
        view::CompletionKind::Port => CompletionItemKind::CONSTANT,
        view::CompletionKind::LabelValue | view::CompletionKind::Block | view::CompletionKind::Value => {
            CompletionItemKind::VALUE
        }
        // The list of the library may grow.
        _ => CompletionItemKind::TEXT,
    }
}

/// What stands at a position.
pub(super) fn hover(seen: &Seen, file: usize, at: Position, words: Words) -> Option<Hover> {
    let text = seen.files.get(file)?.text();
    let found = seen.analysis.hover(&text.text, text.byte(at))?;
    let title = format!("`{}`", found.title);
    let paragraphs: Vec<&str> = [title.as_str()]
        .into_iter()
        .filter(|it| *it != "``")
        .chain(found.paragraphs.iter().map(String::as_str))
        .collect();
    Some(Hover {
        contents: HoverContents::Markup(content(&paragraphs, words)),
        range: Some(text.range(Span::new(found.from, found.to))),
    })
}

/// Sentences with names between backticks, in the form that the client reads.
fn content(paragraphs: &[&str], words: Words) -> MarkupContent {
    let kind = if words.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
    let form = |it: &&str| if words.markdown { markdown(it) } else { text::shown(&it.replace('`', "")) };
    MarkupContent { kind, value: paragraphs.iter().map(form).collect::<Vec<_>>().join("\n\n") }
}

/// What stands between backticks becomes code, and all else is text: names are what strangers wrote.
fn markdown(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    let mut res = String::new();
    for (nth, part) in parts.iter().enumerate() {
        let part = text::shown(part);
        // Without its second backtick it is none.
        if nth % 2 == 1 && nth + 1 < parts.len() && !part.trim().is_empty() {
            res.push_str(&format!("`{part}`"));
            continue;
        }
        for it in part.chars() {
            if it.is_ascii_punctuation() && !",.;:'\"/".contains(it) {
                res.push('\\');
            }
            res.push(it);
        }
    }
    res
}

#[cfg(test)]
mod tests {
    use lsp_types::{CompletionTextEdit, Position};
    use netpol_core::{Options, SourceFile, analyze};

    use super::{Text, Words, completions, markdown};
    use crate::lsp::text::Encoding;

    #[test]
    fn a_list_shows_hidden_characters_and_inserts_them() {
        let pod = "apiVersion: v1\nkind: Pod\n\
            metadata: {name: a, namespace: x, labels: {app: \"a\\u202Eb\"}}\n";
        let analysis = analyze(&[SourceFile::new("pods.yaml", pod)], &Options::default());
        let begun = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a, namespace: x}\n\
            spec:\n  podSelector:\n    matchLabels:\n      app: ";
        let text = Text::new(begun.into(), Encoding::Utf8);
        let list = completions(&analysis, &text, Position::new(6, 11), Words::default());
        let [it] = list.items.as_slice() else { panic!("{list:#?}") };
        assert_eq!(it.label, "a⟨U+202e⟩b");
        assert!(it.filter_text.as_ref().unwrap().contains('\u{202e}'));
        let Some(CompletionTextEdit::Edit(edit)) = &it.text_edit else { panic!("{it:#?}") };
        assert!(edit.new_text.contains("\u{202e}") || edit.new_text.contains("u202E"), "{}", edit.new_text);
    }

    #[test]
    fn names_are_code_and_all_else_is_text() {
        for (text, shown) in [
            ("takes `shop/web` and 2 more", "takes `shop/web` and 2 more"),
            ("a `b", "a b"),
            ("![x](https://evil.example)", "\\!\\[x\\]\\(https://evil.example\\)"),
            ("`a` <img src=x> `b`", "`a` \\<img src\\=x\\> `b`"),
            ("# a *b* _c_", "\\# a \\*b\\* \\_c\\_"),
            ("`\u{202e}`", "`⟨U+202e⟩`"),
        ] {
            assert_eq!(markdown(text), shown);
        }
    }
}
