use super::*;
use crate::source::{FileId, Location, Span};

fn problem(code: Code, field: &str, message: &str) -> Diagnostic {
    Diagnostic { field: field.to_owned(), ..Diagnostic::new(Severity::Error, code, message) }
}

#[test]
fn the_same_mistake_elsewhere_is_the_same_cause() {
    let unknown = |field: &str| problem(Code::UnknownField, field, &format!("unknown field \"{field}\""));
    let problems = [
        unknown("spec.ingress[0].from[0].ports"),
        unknown("spec.ingress[2].from[1].ports"),
        unknown("spec.egress[0].to[0].ports"),
        Diagnostic { object: "NetworkPolicy b/c".to_owned(), ..unknown("spec.ingress[0].from[0].ports") },
    ];
    assert_eq!(repeats(&problems), [None, Some(0), Some(0), Some(0)]);
}

#[test]
fn another_field_value_advice_or_severity_is_another_cause() {
    let one = problem(Code::InvalidValue, "spec.ports[0].port", "Invalid value: 0: must be more");
    let place = Location { file: FileId(0), span: Span::new(0, 1) };
    let problems = [
        one.clone(),
        Diagnostic { field: "spec.ports[0].endPort".to_owned(), ..one.clone() },
        Diagnostic { message: "Invalid value: 70000: must be less".to_owned(), ..one.clone() },
        Diagnostic { help: "write it out".to_owned(), ..one.clone() },
        Diagnostic { severity: Severity::Warning, ..one.clone() },
        Diagnostic { code: Code::RequiredValue, ..one.clone() },
        Diagnostic { related: vec![(place, "first written here".to_owned())], ..one.clone() },
        problem(Code::NotYaml, "", "nothing in common"),
        one,
    ];
    let mut expected = vec![None; 8];
    expected.push(Some(0));
    assert_eq!(repeats(&problems), expected);
}

#[test]
fn what_is_worth_knowing_of_each_object_is_known_once() {
    static OPEN: crate::diagnostic::About =
        crate::diagnostic::About::new("L-06", "namespace-without-policy", Severity::Info, "Open.");
    let open = |namespace: &str| Diagnostic {
        help: "close ingress".to_owned(),
        ..Diagnostic::new(
            Severity::Info,
            Code::Lint(&OPEN),
            format!("no policy of {namespace} closes ingress"),
        )
    };
    let problems = [
        open("shop"),
        open("ops"),
        Diagnostic { help: "close egress".to_owned(), ..open("ops") },
        Diagnostic { severity: Severity::Warning, ..open("ops") },
        Diagnostic { field: "spec".to_owned(), ..open("ops") },
    ];
    assert_eq!(repeats(&problems), [None, Some(0), None, None, None]);
}
