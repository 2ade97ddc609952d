//! For the tests of the rules: findings as lines, and texts after a fix.

use crate::api::Analysis;
use crate::diagnostic::{Diagnostic, edited};
use crate::lint::Meta;
use crate::testing;

fn place(analysis: &Analysis, it: &Diagnostic) -> String {
    let place = it.location.and_then(|it| analysis.model().line_column(it));
    place.map_or_else(String::new, |it| format!("{}:{}", it.1.line, it.1.column))
}

/// What a rule finds in a text: place, field and message.
#[track_caller]
pub(in crate::lint) fn found(meta: &'static Meta, text: &str) -> Vec<String> {
    let analysis = testing::text(text);
    let all = analysis.lints(|it| it == meta);
    all.iter().map(|it| format!("{} {}: {}", place(&analysis, it), it.field, it.message)).collect()
}

/// The same of clusters in short lines, without places.
#[track_caller]
pub(in crate::lint) fn found_in(meta: &'static Meta, short: &str) -> Vec<String> {
    let all = testing::short(short).lints(|it| it == meta);
    all.iter().map(|it| format!("{} {}: {}", it.object, it.field, it.message)).collect()
}

/// The lines that each fix of the first finding changes, behind its title. Each takes the finding away and brings no
/// error.
#[track_caller]
pub(in crate::lint) fn mended(meta: &'static Meta, text: &str) -> Vec<String> {
    let before = testing::text(text);
    let all = before.lints(|it| it == meta);
    let first = all.first().expect("a finding");
    let errors = |it: &Analysis| {
        it.diagnostics().iter().filter(|it| it.severity == crate::diagnostic::Severity::Error).count()
    };
    let mut res = Vec::new();
    for fix in &first.fixes {
        let after = edited(text, 0, &fix.edits).unwrap();
        let again = testing::text(&after);
        let left = again.lints(|it| it == meta);
        assert!(left.len() < all.len(), "still there after {}: {left:#?}\n{after}", fix.title);
        assert!(errors(&again) <= errors(&before), "{after}\n{:#?}", again.diagnostics());
        let mut lines = vec![format!("{}: {}", fix.class.as_str(), fix.title)];
        let old: Vec<&str> = text.lines().collect();
        lines.extend(after.lines().filter(|it| !old.contains(it)).map(|it| format!("+{it}")));
        let new: Vec<&str> = after.lines().collect();
        lines.extend(old.iter().filter(|it| !new.contains(it)).map(|it| format!("-{it}")));
        res.push(lines.join("\n"));
    }
    res
}
