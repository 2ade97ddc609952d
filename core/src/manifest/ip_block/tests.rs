use super::super::testing::{check, policy};

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
