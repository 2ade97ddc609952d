//! Findings in the forms that CIs read.

use netpol_core::Analysis;
use netpol_core::diagnostic::{Diagnostic, Severity};

use crate::input::Sources;
use crate::text::{Text, xml};

/// Commands of GitHub's runner, which marks the lines in a pull request.
pub(super) fn github(analysis: &Analysis, problems: &[Diagnostic]) -> Text {
    let mut text = Text::default();
    for it in problems {
        let level = match it.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let mut properties = Vec::new();
        if let Some((file, at)) = it.location.and_then(|it| analysis.line_column(it)) {
            properties.push(("file", file.to_owned()));
            properties.push(("line", at.line.to_string()));
            properties.push(("col", at.column.to_string()));
        }
        properties.push(("title", title(it)));
        text.annotation(level, &properties, &sentence(it));
    }
    text
}

/// JUnit's XML: a suite for each file, and in it a test for each finding, or one that passed.
pub(super) fn junit(analysis: &Analysis, sources: &Sources, problems: &[Diagnostic]) -> Text {
    let mut text = Text::default();
    let file =
        |it: &Diagnostic| it.location.and_then(|it| analysis.line_column(it)).map(|it| it.0.to_owned());
    let fails = |it: &&Diagnostic| it.severity != Severity::Info;
    let failures = problems.iter().filter(fails).count();
    let mut suites: Vec<(String, Vec<&Diagnostic>)> =
        sources.files.iter().map(|it| (it.name.clone(), Vec::new())).collect();
    let mut elsewhere = Vec::new();
    for it in problems {
        let suite = file(it).and_then(|name| suites.iter_mut().find(|it| it.0 == name));
        suite.map_or(&mut elsewhere, |it| &mut it.1).push(it);
    }
    if !elsewhere.is_empty() {
        suites.push(("the input as a whole".to_owned(), elsewhere));
    }
    let tests: usize = suites.iter().map(|it| it.1.len().max(1)).sum();
    text.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    text.line(format_args!(
        "<testsuites name=\"netpol lint\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">"
    ));
    for (name, all) in &suites {
        let name = xml(name);
        let failures = all.iter().filter(|it| fails(it)).count();
        let tests = all.len().max(1);
        text.line(format_args!(
            "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">"
        ));
        if all.is_empty() {
            text.line(format_args!("    <testcase classname=\"{name}\" name=\"no findings\"/>"));
        }
        for it in all {
            let line = it.location.and_then(|it| analysis.line_column(it)).map_or(1, |it| it.1.line);
            let told = xml(&title(it));
            let head =
                format!("    <testcase classname=\"{name}\" name=\"{told}\" file=\"{name}\" line=\"{line}\"");
            if !fails(it) {
                text.line(format_args!("{head}><system-out>{}</system-out></testcase>", xml(&sentence(it))));
                continue;
            }
            let (kind, short) = (it.severity.as_str(), xml(&it.message));
            let told = xml(&sentence(it));
            text.line(format_args!(
                "{head}><failure type=\"{kind}\" message=\"{short}\">{told}</failure></testcase>"
            ));
        }
        text.line("  </testsuite>");
    }
    text.line("</testsuites>");
    text
}

/// Its name, its number where it has one, and its object.
pub(super) fn title(it: &Diagnostic) -> String {
    let name = match it.rule() {
        "" => it.code.as_str().to_owned(),
        id => format!("{} ({id})", it.code),
    };
    if it.object.is_empty() { name } else { format!("{name}: {}", it.object) }
}

/// What is wrong and what to do.
pub(super) fn sentence(it: &Diagnostic) -> String {
    let field = if it.field.is_empty() { String::new() } else { format!("{}: ", it.field) };
    match it.help.as_str() {
        "" => format!("{field}{}", it.message),
        help => format!("{field}{}. {help}", it.message),
    }
}
