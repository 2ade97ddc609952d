//! Fixes keep how the lines of a file end.

use super::super::RULES;
use crate::diagnostic::edited;
use crate::kind::NOTATIONS;
use crate::testing::text;

/// Whether a text has a line end of another kind than most of it.
fn has_other(text: &str) -> bool {
    text.replace("\r\n", "").contains(['\r', '\n'])
}

#[test]
fn fixes_keep_the_line_ends_of_their_file() {
    let lints = RULES.iter().map(|it| it.examples.0);
    let notations = NOTATIONS.iter().map(|it| it.examples.0);
    let texts = include_str!("line_ends.txt").split("=====\n");
    let (mut tried, mut new_lines) = (0, 0);
    for unix in lints.chain(notations).chain(texts) {
        let before = unix.replace('\n', "\r\n");
        let read = text(&before);
        let on_request = read.lints(|it| it.on_request);
        for found in read.diagnostics().iter().chain(&on_request) {
            for fix in &found.fixes {
                let after = edited(&before, 0, &fix.edits).unwrap();
                assert!(!has_other(&after), "{}: {}\n{after:?}", found.code.as_str(), fix.title);
                tried += 1;
                new_lines += usize::from(fix.edits.iter().any(|it| it.text.contains('\n')));
            }
        }
    }
    assert!(tried > 5 * RULES.len() / 2 && new_lines > 40, "{tried}, {new_lines}");
}
