//! Shared by the tests of rules: what one of them finds in a text, and what its fixes make of it.

use crate::api::Analysis;
use crate::diagnostic::{Diagnostic, Fix, Severity, edited};
use crate::lint::Meta;
use crate::testing::text as analysis;

/// What a rule finds: the line of each finding, and its message.
pub(in crate::lint) fn found(rule: &'static Meta, text: &str) -> Vec<String> {
    let read = analysis(text);
    let line = |it: &Diagnostic| read.model().places.line_column(it.location.unwrap()).unwrap().line;
    read.lints(|it| it == rule).iter().map(|it| format!("{}: {}", line(it), it.message)).collect()
}

/// Asks that a rule finds nothing.
#[track_caller]
pub(in crate::lint) fn quiet(rule: &'static Meta, text: &str) {
    let read = analysis(text);
    assert!(!read.is_incomplete(), "{:#?}", read.diagnostics());
    assert_eq!(found(rule, text), [] as [&str; 0], "{text}");
}

/// The text after each fix of each finding. After it the finding is gone, and no error is new.
#[track_caller]
pub(in crate::lint) fn fixed(rule: &'static Meta, text: &str) -> Vec<String> {
    let before = analysis(text);
    let mut res = Vec::new();
    for finding in before.lints(|it| it == rule) {
        for fix in &finding.fixes {
            let after = applied(text, fix);
            let read = analysis(&after);
            assert_eq!(errors(&read), errors(&before), "{}\n{after}", fix.title);
            let left = read.lints(|it| it == rule);
            let here = |it: &&Diagnostic| it.message == finding.message && it.field == finding.field;
            let count = before.lints(|it| it == rule).iter().filter(here).count();
            assert!(left.iter().filter(here).count() < count, "{}: the finding stays\n{after}", fix.title);
            res.push(after);
        }
    }
    res
}

fn errors(it: &Analysis) -> Vec<String> {
    let all = it.diagnostics();
    all.iter().filter(|it| it.severity == Severity::Error).map(|it| it.message.clone()).collect()
}

/// A text with the edits of a fix.
pub(in crate::lint) fn applied(text: &str, fix: &Fix) -> String {
    edited(text, 0, &fix.edits).unwrap()
}
