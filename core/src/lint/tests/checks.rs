//! For the tests of the rules: what one finds in a text, and what its fixes make of it.
//!
//! Texts are manifests as they are, or clusters in a line for each object (`short`, see [`crate::testing`]).

use crate::api::Analysis;
use crate::diagnostic::{Diagnostic, Fix, Severity, edited};
use crate::lint::Meta;
use crate::testing;

/// Each finding by line and message.
pub(in crate::lint) fn found(rule: &'static Meta, text: &str) -> Vec<String> {
    told(rule, &testing::text(text), |line, it| format!("{line}: {}", it.message))
}

/// By line, field and message.
pub(in crate::lint) fn found_fields(rule: &'static Meta, text: &str) -> Vec<String> {
    told(rule, &testing::text(text), |line, it| format!("{line} {}: {}", it.field, it.message))
}

/// By object, field and message, in a cluster in short lines.
#[track_caller]
pub(in crate::lint) fn found_in_short(rule: &'static Meta, short: &str) -> Vec<String> {
    told(rule, &testing::short(short), |_, it| format!("{} {}: {}", it.object, it.field, it.message))
}

fn told(rule: &'static Meta, analysis: &Analysis, words: impl Fn(u32, &Diagnostic) -> String) -> Vec<String> {
    let line = |it: &Diagnostic| analysis.model().places.line_column(it.location.unwrap()).unwrap().line;
    analysis.lints(|it| it == rule).iter().map(|it| words(line(it), it)).collect()
}

/// Asks that a rule finds nothing in what is whole.
#[track_caller]
pub(in crate::lint) fn quiet(rule: &'static Meta, text: &str) {
    let read = testing::text(text);
    assert!(!read.is_incomplete(), "{:#?}", read.diagnostics());
    assert_eq!(found(rule, text), [] as [&str; 0], "{text}");
}

/// The text after each fix of each finding. After it the finding is gone, and no error is new.
#[track_caller]
pub(in crate::lint) fn fixed(rule: &'static Meta, text: &str) -> Vec<String> {
    tried(rule, text).into_iter().flatten().map(|it| it.1).collect()
}

/// The titles of the fixes of the first finding, with the text after each. After it the finding is gone, and no error is new.
#[track_caller]
pub(in crate::lint) fn first_fixed(rule: &'static Meta, text: &str) -> Vec<(String, String)> {
    first(rule, text).into_iter().map(|(fix, after)| (fix.title, after)).collect()
}

#[track_caller]
fn first(rule: &'static Meta, text: &str) -> Vec<(Fix, String)> {
    let all = tried(rule, text).into_iter().next();
    all.unwrap_or_else(|| panic!("{} finds nothing in\n{text}", rule.about.code))
}

/// The lines that the best fix of the first finding writes.
#[track_caller]
pub(in crate::lint) fn changed_lines(rule: &'static Meta, text: &str) -> Vec<String> {
    let all = first_fixed(rule, text);
    let (_, after) = all.first().unwrap_or_else(|| panic!("{} offers no fix", rule.about.code));
    let before: Vec<&str> = text.lines().collect();
    after.lines().filter(|it| !before.contains(it)).map(str::to_owned).collect()
}

/// For each fix of the first finding its class and title, and below it the lines that it adds and takes away.
#[track_caller]
pub(in crate::lint) fn mended(rule: &'static Meta, text: &str) -> Vec<String> {
    let lines = |(fix, after): &(Fix, String)| {
        let (old, new): (Vec<&str>, Vec<&str>) = (text.lines().collect(), after.lines().collect());
        let mut lines = vec![format!("{}: {}", fix.class.as_str(), fix.title)];
        lines.extend(new.iter().filter(|it| !old.contains(it)).map(|it| format!("+{it}")));
        lines.extend(old.iter().filter(|it| !new.contains(it)).map(|it| format!("-{it}")));
        lines.join("\n")
    };
    first(rule, text).iter().map(lines).collect()
}

/// A text with the edits of a fix.
pub(in crate::lint) fn applied(text: &str, fix: &Fix) -> String {
    edited(text, 0, &fix.edits).unwrap()
}

/// Applies each fix of each finding by itself.
#[track_caller]
fn tried(rule: &'static Meta, text: &str) -> Vec<Vec<(Fix, String)>> {
    let before = testing::text(text);
    let all = before.lints(|it| it == rule);
    let after = |finding: &Diagnostic, fix: &Fix| {
        let after = applied(text, fix);
        let read = testing::text(&after);
        let known = errors(&before);
        assert!(
            errors(&read).iter().all(|it| known.contains(it)),
            "{}\n{after}\n{:?}",
            fix.title,
            errors(&read)
        );
        let is_same = |it: &&Diagnostic| it.message == finding.message && it.field == finding.field;
        let left = read.lints(|it| it == rule).iter().filter(is_same).count();
        assert!(left < all.iter().filter(is_same).count(), "{}: the finding stays\n{after}", fix.title);
        (fix.clone(), after)
    };
    all.iter().map(|it| it.fixes.iter().map(|fix| after(it, fix)).collect()).collect()
}

fn errors(it: &Analysis) -> Vec<String> {
    let all = it.diagnostics().iter().filter(|it| it.severity == Severity::Error);
    all.map(|it| it.message.clone()).collect()
}
