//! Findings as SARIF 2.1.0, the form in which code hosts keep findings of many tools.

use netpol_core::Analysis;
use netpol_core::diagnostic::{About, Diagnostic, Fix, Severity};
use netpol_core::findings;
use netpol_core::source::{LineColumn, Location};
use serde_json::{Value, json};

use super::forms::sentence;

/// One run with all findings.
pub(super) fn log(analysis: &Analysis, problems: &[Diagnostic]) -> Value {
    let rules: Vec<&'static About> = findings::known().collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "netpol",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|it| rule(it)).collect::<Vec<_>>(),
            }},
            // Columns count characters, and not what a language of long ago took for one.
            "columnKind": "unicodeCodePoints",
            "results": problems.iter().map(|it| result(analysis, &rules, it)).collect::<Vec<_>>(),
        }],
    })
}

fn rule(it: &About) -> Value {
    json!({
        "id": it.code,
        "shortDescription": {"text": it.summary},
        "defaultConfiguration": {"level": level(it.severity)},
        "properties": {"number": it.id},
    })
}

fn level(it: Severity) -> &'static str {
    match it {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(analysis: &Analysis, rules: &[&'static About], it: &Diagnostic) -> Value {
    let mut res = json!({
        "ruleId": it.code.as_str(),
        "level": level(it.severity),
        "message": {"text": sentence(it)},
        "locations": it.location.and_then(|it| place(analysis, it)).into_iter().collect::<Vec<_>>(),
    });
    let Some(more) = res.as_object_mut() else { return res };
    if let Some(index) = rules.iter().position(|rule| rule.code == it.code.as_str()) {
        more.insert("ruleIndex".to_owned(), json!(index));
    }
    let related: Vec<Value> = it
        .related
        .iter()
        .filter_map(|(at, what)| {
            let mut place = place(analysis, *at)?;
            place.as_object_mut()?.insert("message".to_owned(), json!({"text": what}));
            Some(place)
        })
        .collect();
    if !related.is_empty() {
        more.insert("relatedLocations".to_owned(), json!(related));
    }
    let fixes: Vec<Value> = it.fixes.iter().filter_map(|it| fix(analysis, it)).collect();
    if !fixes.is_empty() {
        more.insert("fixes".to_owned(), json!(fixes));
    }
    res
}

fn place(analysis: &Analysis, it: Location) -> Option<Value> {
    let (file, region) = region(analysis, it)?;
    Some(json!({"physicalLocation": {"artifactLocation": {"uri": uri(&file)}, "region": region}}))
}

/// From the first character to behind the last one.
fn region(analysis: &Analysis, it: Location) -> Option<(String, Value)> {
    let (file, start) = analysis.line_column(it)?;
    let mut end = it;
    end.span.start = it.span.end;
    let end = analysis.line_column(end).map_or(start, |it| it.1);
    let LineColumn { line, column } = start;
    let region =
        json!({"startLine": line, "startColumn": column, "endLine": end.line, "endColumn": end.column});
    Some((file.to_owned(), region))
}

fn fix(analysis: &Analysis, it: &Fix) -> Option<Value> {
    let mut file = None;
    let mut replacements = Vec::new();
    for edit in &it.edits {
        let (name, region) = region(analysis, edit.location)?;
        // A fix of several files is not made of one change.
        if file.get_or_insert(name.clone()) != &name {
            return None;
        }
        replacements.push(json!({"deletedRegion": region, "insertedContent": {"text": edit.text}}));
    }
    let change = json!({"artifactLocation": {"uri": uri(&file?)}, "replacements": replacements});
    Some(json!({"description": {"text": it.title}, "artifactChanges": [change]}))
}

/// A path as a reference: what is no letter of one stands as its bytes.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut res = String::new();
    for it in path.bytes() {
        match it {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                res.push(char::from(it))
            }
            _ => res.push_str(&format!("%{it:02X}")),
        }
    }
    res
}
