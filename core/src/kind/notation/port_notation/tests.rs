use super::super::tests::{applied, finding, none, policy};

fn rule(ports: &str) -> String {
    policy(&format!("  podSelector: {{}}\n  ingress:\n  - from:\n    - podSelector: {{}}\n    ports:{ports}"))
}

#[track_caller]
fn check(before: &str, says: &str, help: &str, after: &[&str]) {
    let text = rule(before);
    let it = finding(&text, "L-85");
    assert!(it.message.starts_with(says), "{before}: {}", it.message);
    assert_eq!(it.help, help, "{before}");
    let fixed: Vec<String> = it.fixes.iter().map(|it| applied(&text, it)).collect();
    let after: Vec<String> = after.iter().map(|it| rule(it)).collect();
    assert_eq!(fixed, after, "{before}");
}

#[test]
fn ranges_have_an_end_of_their_own() {
    let says = "`8000-8100` is a range, and `port` holds one number or name (Invalid value: \"8000-8100\": must contain";
    let help = "write `port: 8000` and `endPort: 8100`";
    check("\n    - port: 8000-8100 # web", says, help, &["\n    - port: 8000 # web\n      endPort: 8100"]);
    check(
        " [{protocol: UDP, port: 8000:8100}]",
        "`8000:8100` is a range",
        help,
        &[" [{protocol: UDP, port: 8000, endPort: 8100}]"],
    );
}

#[test]
fn lists_are_several_entries() {
    let help = "one entry of `ports` for each: `{protocol: UDP, port: 80}` and `{protocol: UDP, port: 443}`";
    check(
        "\n    - port: \"80,443\"\n      protocol: UDP\n    - port: 1",
        "`80,443` is a list of ports",
        help,
        &["\n    - protocol: UDP\n      port: 80\n    - protocol: UDP\n      port: 443\n    - port: 1"],
    );
    check(
        " [{port: [80, http]}]",
        "`[80, http]` is a list of ports, and `port` holds one number or name (json: cannot unmarshal",
        "one entry of `ports` for each: `{port: 80}` and `{port: http}`",
        &[" [{port: 80}, {port: http}]"],
    );
}

#[test]
fn protocols_have_a_field_of_their_own() {
    check(
        "\n    - port: 53/udp",
        "`53/udp` holds the protocol too",
        "write `protocol: UDP` and `port: 53`",
        &["\n    - protocol: UDP\n      port: 53"],
    );
    check(
        " [{port: \"TCP:80\"}]",
        "`TCP:80` holds",
        "write `protocol: TCP` and `port: 80`",
        &[" [{protocol: TCP, port: 80}]"],
    );
}

#[test]
fn quotes_make_a_name() {
    check(
        "\n    - port: \"80\"",
        "`80` is a number in quotes",
        "quotes make it a name; write the number without quotes: 80",
        &["\n    - port: 80"],
    );
}

#[test]
fn every_port_is_no_port() {
    let help = "leave `port` out for every port of TCP, and `ports` out for every port of every protocol";
    for it in ["\"*\"", "\"\"", "0", "1-65535"] {
        let text = rule(&format!("\n    - port: {it}"));
        let found = finding(&text, "L-85");
        assert_eq!(found.help, help, "{it}");
        assert_eq!(applied(&text, &found.fixes[0]), rule("\n    - protocol: TCP"));
        let without = policy("  podSelector: {}\n  ingress:\n  - from:\n    - podSelector: {}\n");
        assert_eq!(applied(&text, &found.fixes[1]).trim_end(), without.trim_end());
    }
    check(
        " [{port: 0, endPort: 65535}, {port: 1}]",
        "`0` is no port, and there is no word for every port",
        help,
        &[" [{protocol: TCP}, {port: 1}]"],
    );
}

#[test]
fn entries_are_objects() {
    check(
        " [80, {port: 1}, 443]",
        "each entry of `ports` needs the name of its field, `port:`",
        "write `ports: [{port: 80}, {port: 1}, {port: 443}]`",
        &[" [{port: 80}, {port: 1}, {port: 443}]"],
    );
    check(
        " 80",
        "`ports` is a list, with a `port:` for each entry",
        "write `ports: [{port: 80}]`",
        &[" [{port: 80}]"],
    );
}

#[test]
fn names_and_mistakes_that_mean_nothing_are_left_alone() {
    for it in [
        "any",
        "all",
        "http-80",
        "8100-8000",
        "a_b",
        "70000",
        "\"80,x y z,\\u0001\"",
        "\"1,0\"",
        "[]",
        "{a: 1}",
    ] {
        none(&rule(&format!("\n    - port: {it}")), "L-85");
    }
}

#[test]
fn no_entry_is_left_that_is_refused() {
    let says = "each entry of `ports` needs the name of its field, `port:`";
    check(
        " [80, {protocol: UDP, port: \"443\"}]",
        says,
        "write `ports: [{port: 80}, {protocol: UDP, port: 443}]`",
        &[" [{port: 80}, {protocol: UDP, port: 443}]"],
    );
    // What was meant by the second one cannot be told, so an edit would mend nothing.
    for other in ["{prot: x}", "70000", "{port: http_alt}", "null", "{port: 90000}", "{port: 1, protocol: X}"]
    {
        check(&format!(" [80, {other}]"), says, "write each one with `port:`, as `{port: 80}`", &[]);
    }
}
