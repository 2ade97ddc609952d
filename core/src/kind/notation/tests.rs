//! Shared by the tests of this room, and what holds for every notation.

use super::*;
use crate::diagnostic::{Fix, Severity, edited};
use crate::kind::Readers;
use crate::kind::read::document::{DocumentRead, read_document};
use crate::options::Options;

/// A NetworkPolicy with that `spec`, which stands indented by two.
pub(super) use crate::kind::testing::policy;

fn read(text: &str, strict: bool) -> DocumentRead {
    read_document(text, &Options { strict, ..Options::default() }, Readers::ALL)
}

/// What some notations are only found by.
fn is_strict(id: &str) -> bool {
    id != "L-98"
}

/// All problems of a document.
pub(super) fn problems(text: &str) -> Vec<Diagnostic> {
    problems_of(read(text, true))
}

pub(super) fn problems_of(read: DocumentRead) -> Vec<Diagnostic> {
    read.diagnostics.into_iter().chain(read.objects.into_iter().flat_map(|it| it.diagnostics)).collect()
}

/// Its findings of that number.
pub(super) fn findings(text: &str, id: &str) -> Vec<Diagnostic> {
    findings_in(problems(text), id)
}

fn findings_in(problems: Vec<Diagnostic>, id: &str) -> Vec<Diagnostic> {
    problems.into_iter().filter(|it| it.rule() == id && it.finding.is_some()).collect()
}

/// The only one.
#[track_caller]
pub(super) fn finding(text: &str, id: &str) -> Diagnostic {
    let mut all = findings(text, id);
    assert_eq!(all.len(), 1, "{text}\n{:#?}", problems(text));
    all.remove(0)
}

/// There is none.
#[track_caller]
pub(super) fn none(text: &str, id: &str) {
    assert_eq!(findings(text, id), [], "{text}");
}

/// The text after a fix.
#[track_caller]
pub(super) fn applied(text: &str, fix: &Fix) -> String {
    edited(text, 0, &fix.edits).expect("edits that do not overlap")
}

fn errors(all: &[Diagnostic]) -> usize {
    all.iter().filter(|it| it.severity == Severity::Error).count()
}

#[test]
fn every_notation_is_found_and_its_cure_is_quiet() {
    for it in NOTATIONS {
        let (fires, quiet) = it.examples;
        let id = it.about.id;
        let found = findings_in(problems_of(read(fires, is_strict(id))), id);
        assert!(!found.is_empty(), "{id} is silent: {:#?}", problems(fires));
        assert_eq!(problems(quiet), [], "{id}");
        let offered: Vec<_> = found.iter().flat_map(|it| &it.fixes).map(|it| it.class).collect();
        let offers = |it| offered.contains(it);
        assert!(
            offered.iter().all(|class| it.fixes.contains(class)) && it.fixes.iter().all(offers),
            "{id}: fixes of the classes {offered:?}, and the table names {:?}",
            it.fixes
        );
    }
}

/// "After an edit its finding is gone and no error is new" (L-103).
#[test]
fn after_a_fix_its_finding_is_gone_and_no_error_is_new() {
    for it in NOTATIONS {
        let (fires, id) = (it.examples.0, it.about.id);
        for text in [fires.to_owned(), fires.replace('\n', "\r\n"), format!("# first\n\n{fires}\n# last\n")] {
            let before = problems_of(read(&text, is_strict(id)));
            let found = findings_in(before.clone(), id);
            for (of, fix) in found.iter().flat_map(|it| it.fixes.iter().map(move |fix| (it, fix))) {
                let fixed = applied(&text, fix);
                let after = problems_of(read(&fixed, is_strict(id)));
                assert!(findings_in(after.clone(), id).len() < found.len(), "{id}, {}: {fixed}", fix.title);
                let is_error = of.severity == Severity::Error;
                assert!(
                    errors(&after) + usize::from(is_error) <= errors(&before),
                    "{id}, {}: {fixed}\n{after:#?}",
                    fix.title
                );
                assert_eq!(fixed.contains("\r\n"), text.contains("\r\n"), "{id}");
            }
        }
    }
}

/// What stands in none of these places in any text is no notation, and nothing panics on it.
#[test]
fn odd_values_are_told_or_left_alone() {
    let odd = [
        "",
        "~",
        "{}",
        "[]",
        "[[]]",
        "[~]",
        "{a: ~}",
        "\"\"",
        "-",
        "1.5",
        "yes",
        "0",
        "-1",
        "99999999999",
        "\"a b\"",
        "\"*\"",
        "\"=\"",
        "\",\"",
        "\"-\"",
        "\"/\"",
        "\":\"",
        "[1, [2], {a: b}]",
        "{matchLabels: [a]}",
        "[{}]",
        "${A}",
        "\"é-ü\"",
        "0.0.0.0-255.255.255.255",
        "::1",
        "::-::5",
        "1.2.3.4-1.2.3.3",
        "1.2.3.4/33",
    ];
    let places = [
        "  podSelector: ODD",
        "  podSelector: {matchLabels: ODD}",
        "  podSelector: {matchLabels: {a: ODD}}",
        "  podSelector: {matchExpressions: ODD}",
        "  podSelector: {matchExpressions: [{key: ODD, operator: In, values: [a]}]}",
        "  podSelector: {matchExpressions: [{key: a, operator: ODD, values: ODD}]}",
        "  podSelector: {}\n  policyTypes: ODD",
        "  podSelector: {}\n  policyTypes: [ODD]\n  types: ODD",
        "  podSelector: {}\n  ingress: ODD",
        "  podSelector: {}\n  ingress:\n  - ODD",
        "  podSelector: {}\n  egress: [{to: ODD, ports: ODD}]",
        "  podSelector: {}\n  egress:\n  - to:\n    - ODD\n    ports:\n    - ODD",
        "  podSelector: {}\n  egress:\n  - to:\n    - namespaceSelector: ODD\n    - ipBlock: ODD\n    - fqdn: ODD",
        "  podSelector: {}\n  egress: [{to: [{ipBlock: {cidr: ODD, except: ODD, cidrs: ODD}}]}]",
        "  podSelector: {}\n  egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [ODD, ODD]}}]}]",
        "  podSelector: {}\n  ingress:\n  - ports:\n    - port: ODD\n      endPort: ODD\n      protocol: ODD",
    ];
    for place in places {
        for it in odd {
            let text = policy(&place.replace("ODD", it));
            for strict in [true, false] {
                let options = Options { strict, ..Options::default() };
                let found = problems_of(read_document(&text, &options, Readers::ALL));
                for it in found.iter().filter(|it| it.finding.is_some()) {
                    assert!(!it.message.contains('\n') && !it.message.is_empty(), "{it:?}");
                    for fix in &it.fixes {
                        let fixed = applied(&text, fix);
                        let after = problems_of(read_document(&fixed, &options, Readers::ALL));
                        let same =
                            |all: &[Diagnostic]| all.iter().filter(|other| other.rule() == it.rule()).count();
                        assert!(
                            same(&after) < same(&found) || found.len() > after.len(),
                            "{} {}\n{text}\n{fixed}\n{after:#?}",
                            it.rule(),
                            fix.title
                        );
                    }
                }
            }
        }
    }
}
