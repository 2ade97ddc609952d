//! Problems as an editor shows them: under the text, in a list, with the places that they speak of.

use std::collections::BTreeMap;

use lsp_types::{
    Diagnostic as Shown, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, MessageType,
    NumberOrString, PublishDiagnosticsParams, ShowMessageParams, Uri, notification,
};
use netpol_core::diagnostic::{Diagnostic, Severity};
use serde_json::json;

use super::seen::{Evaluated, Seen};
use super::wire::Client;
use crate::text;

/// Findings about a part that could be left out: an editor may draw it paler.
const UNNECESSARY: [&str; 8] = [
    "covered-rule",
    "policy-status",
    "policy-without-rules",
    "repeated-object",
    "repeated-rule",
    "unreachable-rule",
    "unused-ignore",
    "unused-part",
];
/// Findings about a form of the API that servers gave up: an editor may strike it through.
const DEPRECATED: [&str; 3] = ["old-peer-shape", "removed-api", "unserved-version"];

/// What was told of a file.
struct OfFile {
    uri: Uri,
    version: Option<i32>,
    shown: Vec<Shown>,
}

/// What the client knows.
#[derive(Default)]
pub(super) struct Told {
    /// By their addresses.
    files: BTreeMap<String, OfFile>,
    messages: Vec<(MessageType, String)>,
}

impl Told {
    /// Tells the problems of all files, as far as they are news.
    pub(super) fn tell(&mut self, evaluated: &Evaluated, client: &Client) {
        let mut now: BTreeMap<String, OfFile> = BTreeMap::new();
        let mut messages: Vec<(MessageType, String)> = Vec::new();
        for seen in evaluated.all() {
            gather(seen, &mut now, &mut messages);
        }
        // What goes is told first: the same problems may come under another address of the file.
        for (name, last) in &self.files {
            if !now.contains_key(name) && !last.shown.is_empty() {
                publish(client, last.uri.clone(), None, Vec::new());
            }
        }
        for (name, it) in &now {
            let is_news = match self.files.get(name) {
                Some(last) => last.shown != it.shown || last.version != it.version,
                None => !it.shown.is_empty() || it.version.is_some(),
            };
            if is_news {
                publish(client, it.uri.clone(), it.version, it.shown.clone());
            }
        }
        for (typ, message) in messages.iter().filter(|it| !self.messages.contains(it)) {
            let message = format!("netpol: {message}");
            client.tell::<notification::ShowMessage>(ShowMessageParams { typ: *typ, message });
        }
        (self.files, self.messages) = (now, messages);
    }
}

/// What one evaluation has to tell.
fn gather(seen: &Seen, now: &mut BTreeMap<String, OfFile>, messages: &mut Vec<(MessageType, String)>) {
    for file in seen.files.iter().skip(seen.told_from) {
        for (uri, version) in file.shown_at().filter(|_| file.is_told()) {
            let of_file = OfFile { uri: uri.clone(), version, shown: Vec::new() };
            now.insert(uri.as_str().to_owned(), of_file);
        }
    }
    messages.extend(seen.wishes.wrong.iter().map(|it| (MessageType::ERROR, text::shown(it))));
    messages.extend(seen.said.iter().map(|it| (MessageType::WARNING, text::shown(it))));
    for it in seen.problems() {
        let Some((at, file)) = seen.marked(it).and_then(|at| Some((at, seen.file(at)?))) else {
            if it.severity != Severity::Info {
                messages.push((kind(it.severity), words(it)));
            }
            continue;
        };
        if (at.file.0 as usize) < seen.told_from {
            continue;
        }
        // A file that cannot be read has no text.
        let is_unread =
            it.location.is_some_and(|at| seen.sources.unread.iter().any(|it| it.location == Some(at)));
        let shown = shown(seen, it, file.text().range(at.span));
        for (uri, version) in file.shown_at() {
            match now.get_mut(uri.as_str()) {
                Some(it) => it.shown.push(shown.clone()),
                None if is_unread => {
                    let of_file = OfFile { uri: uri.clone(), version, shown: vec![shown.clone()] };
                    now.insert(uri.as_str().to_owned(), of_file);
                }
                None => (),
            }
        }
    }
}

fn publish(client: &Client, uri: Uri, version: Option<i32>, diagnostics: Vec<Shown>) {
    client.tell::<notification::PublishDiagnostics>(PublishDiagnosticsParams { uri, diagnostics, version });
}

fn kind(it: Severity) -> MessageType {
    match it {
        Severity::Error => MessageType::ERROR,
        Severity::Warning => MessageType::WARNING,
        Severity::Info => MessageType::INFO,
    }
}

/// What is wrong, and in lines below what to do. Names in it are shown as text, with any characters.
fn words(it: &Diagnostic) -> String {
    match it.help.is_empty() {
        true => text::shown(&it.message),
        false => format!("{}\n{}", text::shown(&it.message), text::shown(&it.help)),
    }
}

/// A problem as the client has it.
pub(super) fn shown(seen: &Seen, it: &Diagnostic, range: lsp_types::Range) -> Shown {
    let code = it.code.as_str();
    let tags = [
        (UNNECESSARY.contains(&code), DiagnosticTag::UNNECESSARY),
        (DEPRECATED.contains(&code), DiagnosticTag::DEPRECATED),
    ];
    let tags: Vec<DiagnosticTag> = tags.into_iter().filter(|it| it.0).map(|it| it.1).collect();
    let related = it.related.iter().filter_map(|(at, what)| {
        Some(DiagnosticRelatedInformation { location: seen.place(*at)?, message: text::shown(what) })
    });
    let related: Vec<_> = related.collect();
    Shown {
        range,
        severity: Some(match it.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Info => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(code.to_owned())),
        source: Some(match it.rule() {
            "" => "netpol".to_owned(),
            rule => format!("netpol {rule}"),
        }),
        message: words(it),
        related_information: (!related.is_empty()).then_some(related),
        tags: (!tags.is_empty()).then_some(tags),
        data: Some(json!({"rule": it.rule(), "object": it.object, "field": it.field})),
        ..Shown::default()
    }
}

#[cfg(test)]
mod tests {
    use netpol_core::findings;

    #[test]
    fn findings_with_tags_exist() {
        for code in super::UNNECESSARY.iter().chain(&super::DEPRECATED) {
            assert_eq!(findings::named(code).map(|it| it.code), Some(*code));
        }
    }
}
