use super::*;

#[test]
fn words_of_a_letter_or_two_apart_are_close() {
    let fields = ["podSelector", "policyTypes", "ingress", "egress"];
    for (name, expected) in [
        ("podselector", Some("podSelector")),
        ("policyType", Some("policyTypes")),
        ("ingres", Some("ingress")),
        ("Egress", Some("egress")),
        ("x", None),
        ("selectors", None),
        ("", None),
    ] {
        assert_eq!(closest(name, fields.into_iter()), expected, "{name}");
    }
}
