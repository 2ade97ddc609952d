use super::*;

#[track_caller]
fn check(rule: fn(&str) -> Vec<String>, name: &str, expected: &[&str]) {
    let problems = rule(name);
    assert_eq!(problems.len(), expected.len(), "{name}: {problems:?}");
    for (problem, start) in problems.iter().zip(expected) {
        assert!(problem.starts_with(start), "{name}: {problem}");
    }
}

#[test]
fn object_names_are_subdomains() {
    for name in ["a", "1.2.3", "a.b-1", "a-b"] {
        check(subdomain, name, &[]);
    }
    for name in ["My_NP", "-a", "a-", "a..b", ".a", "", "ä"] {
        check(subdomain, name, &["a lowercase RFC 1123 subdomain must consist of"]);
    }
    check(subdomain, &"a".repeat(254), &["must be no more than 253 characters"]);
    check(subdomain, &"a".repeat(253), &[]);
}

#[test]
fn namespaces_are_labels_and_services_start_with_a_letter() {
    check(label_1123, "1-a", &[]);
    check(label_1123, "a.b", &["must not contain dots"]);
    check(label_1123, "A", &["a lowercase RFC 1123 label must consist of"]);
    check(label_1123, &"a".repeat(64), &["must be no more than 63 characters"]);
    check(label_1035, "web", &[]);
    check(label_1035, "1web", &["a DNS-1035 label must consist of"]);
}

#[test]
fn every_broken_rule_of_a_port_name_is_told() {
    check(port_name, "http", &[]);
    check(port_name, "80", &["must contain at least one letter (a-z)"]);
    check(port_name, "a--b", &["must not contain consecutive hyphens"]);
    check(port_name, "-a", &["must not begin or end with a hyphen"]);
    check(port_name, "sixteen-letters-", &["must be no more than 15 characters", "must not begin or end"]);
    check(port_name, "", &["must contain only alpha-numeric", "must contain at least one letter"]);
    check(port_name, "HTTP", &["must contain only alpha-numeric", "must contain at least one letter"]);
}

#[test]
fn label_keys_have_an_optional_prefix() {
    for key in ["a", "A_b.c-1", "example.com/a", "1"] {
        check(label_key, key, &[]);
    }
    check(label_key, "a b", &["name part must consist of"]);
    check(label_key, "/x", &["prefix part must be non-empty"]);
    check(label_key, "a/b/c", &["a valid label key must consist of"]);
    check(label_key, "A/b", &["prefix part a lowercase RFC 1123 subdomain"]);
    check(label_key, "a/", &["name part must be non-empty", "name part must consist of"]);
    check(label_key, &"a".repeat(64), &["name part must be no more than 63 bytes"]);
}

#[test]
fn label_values_may_be_empty() {
    for value in ["", "a", "A.b_c-1"] {
        check(label_value, value, &[]);
    }
    check(label_value, "-x", &["a valid label must be an empty string or consist of"]);
    check(label_value, &"a".repeat(64), &["must be no more than 63 bytes"]);
}
