use expect_test::{Expect, expect};

use crate::options::Options;
use crate::testing::short_with;
use crate::view::EndpointKind;

/// Rows outside the cluster with their names.
#[track_caller]
fn check_with(lines: &str, options: &Options, expected: Expect) {
    let analysis = short_with(lines, options);
    let outside = analysis.endpoints().iter().filter(|it| it.kind == EndpointKind::External);
    let rows: Vec<String> = outside.map(|it| format!("{} {}\n", it.id, it.name)).collect();
    expected.assert_eq(&rows.concat());
}

#[track_caller]
fn check(lines: &str, expected: Expect) {
    check_with(lines, &Options::default(), expected);
}

fn adding(addresses: &[&str]) -> Options {
    let externals = addresses.iter().map(|it| it.parse().unwrap()).collect();
    Options { externals, ..Options::default() }
}

#[test]
fn a_block_that_is_a_pods_or_a_services_address_makes_no_row() {
    check(
        "pod x/a ip=10.0.0.7\nsvc x/s {clusterIP: 10.96.0.10, ports: [{port: 80}]}\nnp x/p {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.7/32}}, {ipBlock: {cidr: 10.96.0.10/32}}]}]}",
        expect![[r#"
            ip:0.0.0.0-10.0.0.6,10.0.0.8-10.96.0.9,10.96.0.11-255.255.255.255 internet
        "#]],
    );
}

#[test]
fn a_block_of_pods_addresses_alone_makes_no_row_and_one_more_address_makes_one() {
    check(
        "pod x/a ip=10.0.0.6\npod x/b ip=10.0.0.7\nnp x/p {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.6/31}}]}]}",
        expect![[r#"
            ip:0.0.0.0-10.0.0.5,10.0.0.8-255.255.255.255 internet
        "#]],
    );
    check(
        "pod x/a ip=10.0.0.6\nnp x/p {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.6/31}}]}]}",
        expect![[r#"
            ip:10.0.0.6-10.0.0.7 10.0.0.6/31
            ip:0.0.0.0-10.0.0.5,10.0.0.8-255.255.255.255 internet
        "#]],
    );
}

#[test]
fn loopback_is_nowhere_outside() {
    check(
        "pod x/a\nnp x/p {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 127.0.0.0/8}}]}]}",
        expect![[r#"
            ip:0.0.0.0-126.255.255.255,128.0.0.0-255.255.255.255 internet
        "#]],
    );
}

#[test]
fn nodes_have_rows_while_their_pods_are_exempt() {
    let lines = "pod x/a node=n1 host=192.168.0.1\npod x/b host=192.168.0.2";
    check(
        lines,
        expect![[r#"
            ip:0.0.0.0-255.255.255.255 internet
            ip:192.168.0.1 node n1
            ip:192.168.0.2 192.168.0.2
        "#]],
    );
    let options = Options { own_node_ingress_exempt: false, ..Options::default() };
    check_with(
        lines,
        &options,
        expect![[r#"
            ip:0.0.0.0-255.255.255.255 internet
        "#]],
    );
}

#[test]
fn an_added_address_is_a_row_unless_it_means_something_inside() {
    check_with(
        "pod x/a ip=10.0.0.7\nsvc x/s {clusterIP: 10.96.0.10, ports: [{port: 80}]}",
        &adding(&["10.0.0.7", "10.96.0.10", "127.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"]),
        expect![[r#"
            ip:0.0.0.0-255.255.255.255 internet
            ip:203.0.113.9 203.0.113.9
        "#]],
    );
}
