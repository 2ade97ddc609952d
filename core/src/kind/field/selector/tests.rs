use super::*;
use crate::kind::testing::{check, policy, valid};

#[track_caller]
fn check_selector(selector: &str, expected: &[&str]) {
    check(&policy(&format!("  podSelector: {selector}")), expected, selector);
}

#[test]
fn labels_and_expressions_become_requirements() {
    let it = valid(
        "  podSelector: {matchLabels: {b: x, a: }, matchExpressions: [{key: c, operator: NotIn, values: [d, e]}]}",
    );
    let seen: Vec<_> = it
        .pod_selector
        .requirements
        .iter()
        .map(|it| (it.key.as_str(), it.operator, it.values.join(",")))
        .collect();
    assert_eq!(
        seen,
        [
            ("a", Operator::Equals, String::new()),
            ("b", Operator::Equals, "x".into()),
            ("c", Operator::NotIn, "d,e".into())
        ]
    );
}

#[test]
fn expressions_are_checked_in_the_order_of_the_server() {
    let at = "spec.podSelector.matchExpressions[0]";
    for (expression, expected) in [
        (
            "{key: a, operator: In}",
            vec![format!(
                "error required-value {at}.values: Required value: must be specified when `operator` is 'In' or 'NotIn'"
            )],
        ),
        (
            "{key: a, operator: Exists, values: [b]}",
            vec![format!(
                "error forbidden {at}.values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            )],
        ),
        (
            "{key: a, operator: notIn, values: [b]}",
            vec![format!(
                "error invalid-value {at}.operator: Invalid value: \"notIn\": not a valid selector operator"
            )],
        ),
        (
            "{key: a}",
            vec![format!(
                "error invalid-value {at}.operator: Invalid value: \"\": not a valid selector operator"
            )],
        ),
        (
            "{key: 'a b', operator: Exists}",
            vec![format!("error invalid-value {at}.key: Invalid value: \"a b\": name part must consist of")],
        ),
        (
            "{key: 'a b', operator: In, values: [b, '-c']}",
            vec![
                format!("error invalid-value {at}.key: "),
                format!("error invalid-value {at}.values[1]: Invalid value: \"-c\": a valid label must be"),
            ],
        ),
    ] {
        let expected: Vec<_> = expected.iter().map(String::as_str).collect();
        check_selector(&format!("{{matchExpressions: [{expression}]}}"), &expected);
    }
}

#[test]
fn label_pairs_are_checked_in_sorted_order() {
    check_selector(
        "{matchLabels: {b: '-x', '/a': z}}",
        &[
            "error invalid-value spec.podSelector.matchLabels: Invalid value: \"/a\": prefix part must be non-empty",
            "error invalid-value spec.podSelector.matchLabels: Invalid value: \"-x\": a valid label must be",
        ],
    );
}

#[test]
fn requirements_match_as_the_api_says() {
    let labels = vec![("a".to_owned(), "1".to_owned())];
    for (operator, key, values, expected) in [
        (Operator::Equals, "a", vec!["1"], true),
        (Operator::In, "a", vec!["2"], false),
        (Operator::In, "b", vec!["1"], false),
        (Operator::NotIn, "b", vec!["1"], true),
        (Operator::NotIn, "a", vec!["1"], false),
        (Operator::Exists, "a", vec![], true),
        (Operator::DoesNotExist, "a", vec![], false),
    ] {
        let values = values.into_iter().map(str::to_owned).collect();
        let requirement = Requirement { span: Span::default(), key: key.to_owned(), operator, values };
        assert_eq!(matches(&[requirement], &labels), expected, "{operator:?} {key}");
    }
}
