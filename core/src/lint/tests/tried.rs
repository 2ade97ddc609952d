//! For tests of rules: what one finds in a text, and the text after each of its fixes.

use crate::api::Analysis;
use crate::diagnostic::{Diagnostic, Severity, edited};
use crate::lint::Meta;
use crate::options::Options;
use crate::testing;

/// The findings of a rule with line, field and message.
fn told(rule: &'static Meta, analysis: &Analysis) -> Vec<String> {
    let line = |it: &Diagnostic| analysis.model().places.line_column(it.location.unwrap()).unwrap().line;
    let all = analysis.lints(|it| it == rule);
    all.iter().map(|it| format!("{} {}: {}", line(it), it.field, it.message)).collect()
}

/// What a rule finds in objects of a line each, with object, field and message.
#[track_caller]
pub(in crate::lint) fn found(rule: &'static Meta, lines: &str) -> Vec<String> {
    let analysis = testing::short(lines);
    let all = analysis.lints(|it| it == rule);
    all.iter().map(|it| format!("{} {}: {}", it.object, it.field, it.message)).collect()
}

/// What a rule finds in a text as it is.
pub(in crate::lint) fn found_in(rule: &'static Meta, text: &str) -> Vec<String> {
    told(rule, &testing::text(text))
}

fn errors(analysis: &Analysis) -> usize {
    analysis.diagnostics().iter().filter(|it| it.severity == Severity::Error).count()
}

/// The titles of the fixes of the first finding, and the text after each: the finding is gone, and no error is new.
#[track_caller]
pub(in crate::lint) fn fixed(rule: &'static Meta, text: &str) -> Vec<(String, String)> {
    let before = testing::text(text);
    let all = before.lints(|it| it == rule);
    let first = all.first().unwrap_or_else(|| panic!("{} finds nothing in\n{text}", rule.about.code));
    let mut res = Vec::new();
    for fix in &first.fixes {
        let after = edited(text, 0, &fix.edits).unwrap();
        let analysis = testing::text_with(&after, &Options { stand_ins: false, ..Options::default() });
        let left = analysis.lints(|it| it == rule);
        assert!(left.len() < all.len(), "{}: {}\n{after}\n{left:?}", rule.about.code, fix.title);
        assert!(errors(&analysis) <= errors(&before), "{after}\n{:#?}", analysis.diagnostics());
        res.push((fix.title.clone(), after));
    }
    res
}

/// The lines that the one fix of the first finding changes, as they are afterwards.
#[track_caller]
pub(in crate::lint) fn changed_lines(rule: &'static Meta, text: &str) -> Vec<String> {
    let all = fixed(rule, text);
    let (_, after) = all.first().unwrap_or_else(|| panic!("{} offers no fix", rule.about.code));
    let before: Vec<&str> = text.lines().collect();
    after.lines().filter(|it| !before.contains(it)).map(str::to_owned).collect()
}
