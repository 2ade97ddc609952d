//! Lists of tests that stand where none are read: they are not found, and not silent.

use super::listed::{EXPECTED, SOURCE, TARGET};
use super::{Reading, Wrong};
use crate::model::Model;
use crate::order::sort_by_key;
use crate::source::{FileId, Location};
use crate::yaml::{self, Node};

pub(super) const NOT_HERE: &str = "this list of tests is not read where it stands";

/// Those in documents of the files that are no objects and of which no tests are read.
pub(super) fn of_files(model: &Model, res: &mut Vec<Reading>) {
    let mut read: Vec<Location> = model.read.tests.iter().map(|it| model.places.real(*it)).collect();
    let place = |it: &Location| (it.file, it.span.start);
    sort_by_key(&mut read, place);
    for (file, id) in model.places.files().iter().zip(0..).filter(|it| holds_tests(&it.0.text)) {
        for document in yaml::split(&file.text).into_iter().filter(|it| holds_tests(it.text)) {
            let end = document.start + document.text.len() as u32;
            let next = read.partition_point(|it| place(it) < (FileId(id), end));
            let last = next.checked_sub(1).and_then(|it| read.get(it));
            if last.is_some_and(|it| it.file == FileId(id) && document.start < it.span.end) {
                continue;
            }
            let Some(root) = yaml::parse(document.text, &mut Vec::new()) else { continue };
            let mut left = vec![&root];
            while let Some(node) = left.pop() {
                if node.get("kind").is_some() || node.get("apiVersion").is_some() {
                    continue;
                }
                if node.items().iter().any(is_test) {
                    let at = Location { file: FileId(id), span: node.span.shifted(document.start) };
                    res.push(unread(at, NOT_HERE));
                    continue;
                }
                left.extend(node.entries().iter().map(|it| &it.value).chain(node.items()));
            }
        }
    }
}

/// Whether a text that is not read seems to hold a list of tests: it has the keys of one.
pub(super) fn holds_tests(text: &str) -> bool {
    let has = |key: &&str| {
        let mut found = text.match_indices(key).filter_map(|it| text.get(it.0 + key.len()..));
        found.any(|it| it.trim_start_matches(['"', '\'', ' ']).starts_with(':'))
    };
    [EXPECTED, SOURCE, TARGET].iter().all(|keys| keys.iter().any(has))
}

/// What is said where a list of tests is not read.
pub(super) fn unread(at: Location, message: &str) -> Reading {
    let help = "write `tests:` at the margin, and a test below each dash".to_owned();
    Err(("tests".to_owned(), at, Wrong { at, message: message.to_owned(), help }))
}

/// Whether that can only be a test.
pub(super) fn is_test(it: &Node<'_>) -> bool {
    [SOURCE, TARGET, EXPECTED].iter().all(|keys| keys.iter().any(|key| it.entry(key).is_some()))
}
