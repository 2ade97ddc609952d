//! Fields of a test in a list.

use super::*;

/// Tests of a list in braces, each with the message that it gets.
#[track_caller]
fn check_tests(tests: &[(&str, &str)]) {
    for (test, wanted) in tests {
        let found = views(&shop(&format!("tests:\n- {test}\n")));
        assert_eq!(found.len(), 1, "{test}");
        assert_eq!((found[0].state.as_str(), &*found[0].sentence), ("not-found", *wanted), "{test}");
    }
}

#[test]
fn a_port_that_is_no_port_is_not_every_port() {
    for (port, wanted) in [
        ("port: [8080]", "expected one port"),
        ("port: {number: 8080}", "expected one port"),
        ("port: null", "expected one port"),
        ("port: \"\"", "expected one port"),
        ("port: 8080, protocol: [TCP]", "expected one protocol"),
        ("port: 8080, protocol: ", "expected one protocol"),
        ("port: 8080, protocol: \"\"", "expected one protocol"),
        ("port: 8080, protocol: ICMP", "expected one protocol"),
        ("protocol: UDP", "a protocol without a port"),
    ] {
        check_tests(&[
            (&format!("{{source: shop/web, target: shop/api, {port}, expected: allowed}}"), wanted),
            (
                &format!(
                    "{{source: shop/web, target: {{namespace: shop, pod: api, {port}}}, expected: allowed}}"
                ),
                wanted,
            ),
        ]);
    }
}

#[test]
fn the_internet_is_no_address_and_not_off() {
    check_tests(&[
        (
            "{source: {external: 10.9.9.9}, target: shop/api, expected: denied}",
            "`external` has no value but `true`",
        ),
        (
            "{source: {internet: false}, target: shop/api, expected: denied}",
            "`internet` has no value but `true`",
        ),
        (
            "{source: {internet: {}}, target: shop/api, expected: denied}",
            "`internet` has no value but `true`",
        ),
    ]);
    let text = "tests:\n- {source: {internet: true}, target: shop/api, expected: denied}\n";
    assert_eq!(views(&shop(text))[0].state, ExpectedState::Passed);
}

#[test]
fn fields_that_contradict_are_not_found() {
    for (end, wanted) in [
        ("{namespace: shop, pod: web, name: api}", "`name` says the same as `pod`"),
        ("{namespace: shop, ns: data, pod: web}", "`ns` says the same as `namespace`"),
        (
            "{labels: {app: web}, podSelector: {matchLabels: {app: api}}}",
            "`podSelector` says the same as `labels`",
        ),
        ("{ip: 10.1.0.5, cidr: 10.0.0.0/8}", "`cidr` says the same as `ip`"),
        ("{namespace: shop, pod: web, pod: batch}", "`pod` stands twice"),
        ("{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}", "`except` of an address block is not read"),
        (
            "{podSelector: {matchExpressions: [{key: app, operator: NotIn, values: web}]}}",
            "expected a list of texts at `values`",
        ),
        (
            "{podSelector: {matchExpressions: [{key: app, operator: NotIn}]}}",
            "`In` and `NotIn` need `values`",
        ),
        (
            "{podSelector: {matchExpressions: {key: app, operator: Exists}}}",
            "expected a list at `matchExpressions`",
        ),
        ("{podSelector: {matchLabels: app=web}}", "expected labels"),
        ("{namespace: shop, labels: null}", "expected labels"),
    ] {
        check_tests(&[(&format!("{{source: {end}, target: shop/api, expected: allowed}}"), wanted)]);
    }
    check_tests(&[
        (
            "{source: shop/web, from: shop/batch, target: shop/api, expected: allowed}",
            "`from` says the same as `source`",
        ),
        (
            "{source: shop/web, source: shop/batch, target: shop/api, expected: allowed}",
            "`source` stands twice",
        ),
        (
            "{source: shop/web, target: shop/api, expected: allowed, expect: blocked}",
            "`expect` says the same as `expected`",
        ),
    ]);
}
