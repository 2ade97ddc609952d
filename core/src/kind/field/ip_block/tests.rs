use crate::kind::Readers;
use crate::kind::read::document::read_document;
use crate::kind::testing::{check, check_read, policy};
use crate::options::{KubeVersion, Options};

#[track_caller]
fn check_block(block: &str, expected: &[&str]) {
    let spec = format!("  egress: [{{to: [{{ipBlock: {block}}}]}}]");
    check(&policy(&spec), expected, block);
}

#[test]
fn blocks_are_checked() {
    let at = "spec.egress[0].to[0].ipBlock";
    let cidr = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
    check_block("{}", &[&format!("error required-value {at}.cidr: Required value")]);
    check_block("{cidr: ''}", &[&format!("error required-value {at}.cidr: Required value")]);
    check_block(
        "{cidr: 10.0.0.0/33, except: [x]}",
        &[&format!("error invalid-value {at}.cidr: Invalid value: \"10.0.0.0/33\": {cidr}")],
    );
    check_block(
        "{cidr: 10.0.0.0/8, except: [10.0.0, 11.0.0.0/16]}",
        &[
            &format!("error invalid-value {at}.except[0]: Invalid value: \"10.0.0\": {cidr}"),
            &format!(
                "error invalid-value {at}.except[1]: Invalid value: \"11.0.0.0/16\": must be a strict subset of `cidr`"
            ),
        ],
    );
    check_block(
        "{cidr: 10.0.0.0/8, except: [10.0.0.0/8]}",
        &[&format!("error invalid-value {at}.except[0]: ")],
    );
    check_block(
        "{cidr: 010.0.0.0/8}",
        &[&format!(
            "error invalid-value {at}.cidr: Invalid value: \"010.0.0.0/8\": must not have leading 0s in IP or prefix length"
        )],
    );
    check_block(
        "{cidr: '::ffff:10.0.0.0/104'}",
        &[&format!(
            "error invalid-value {at}.cidr: Invalid value: \"::ffff:10.0.0.0/104\": must not have an IPv4-mapped IPv6 address"
        )],
    );
    check_block(
        "{cidr: '2001:DB8::/32'}",
        &[&format!("warning non-canonical-cidr {at}.cidr: IPv6 CIDR value")],
    );
}

/// What a server of that release says about a value of `cidr` and the same of `except`.
#[track_caller]
fn check_release(minor: u16, metadata: &str, expected: &[&str]) -> Vec<String> {
    let spec = "  ingress: [{from: [{ipBlock: {cidr: '::ffff:10.0.0.5/104', except: [010.1.0.5/16]}}]}]";
    let text = policy(spec).replace("namespace: x", &format!("namespace: x{metadata}"));
    let options = Options { kube_version: KubeVersion { minor }, ..Options::default() };
    let read = read_document(&text, &options, Readers::ALL);
    check_read(&read, expected, &text);
    read.objects[0].diagnostics.iter().map(|it| it.help.clone()).collect()
}

#[test]
fn the_release_decides_between_errors_and_warnings() {
    let at = "spec.ingress[0].from[0].ipBlock";
    let subset = format!(
        "error invalid-value {at}.except[0]: Invalid value: \"010.1.0.5/16\": must be a strict subset"
    );
    let warnings = [
        format!("warning non-canonical-cidr {at}.cidr: CIDR value \"::ffff:10.0.0.5/104\" is ambiguous"),
        format!("warning non-canonical-cidr {at}.cidr: non-standard CIDR value \"::ffff:10.0.0.5/104\""),
        format!("warning non-canonical-cidr {at}.except[0]: CIDR value \"010.1.0.5/16\" is ambiguous"),
        format!("warning non-canonical-cidr {at}.except[0]: non-standard CIDR value \"010.1.0.5/16\""),
        subset.clone(),
    ];
    let warnings: Vec<&str> = warnings.iter().map(String::as_str).collect();
    check_release(35, "", &warnings);
    check_release(36, ", uid: a", &warnings);
    check_release(38, ", resourceVersion: '1'", &warnings);
    let value = "Invalid value: \"::ffff:10.0.0.5/104\": must not have";
    let errors = [
        format!("error invalid-value {at}.cidr: {value} an IPv4-mapped IPv6 address"),
        format!("error invalid-value {at}.cidr: {value} bits set beyond the prefix length"),
        format!(
            "error invalid-value {at}.except[0]: Invalid value: \"010.1.0.5/16\": must not have leading 0s"
        ),
        subset,
    ];
    let errors: Vec<&str> = errors.iter().map(String::as_str).collect();
    let readings = "write 10.0.0.0/8, or 10.0.0.5/32 if the address alone is meant";
    for minor in [36, 37] {
        let help = check_release(minor, "", &errors);
        assert_eq!(help[1], format!("{readings}; a server can be told to accept it up to 1.37"));
    }
    assert_eq!(check_release(38, "", &errors)[1], readings);
}
