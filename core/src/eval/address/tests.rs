use expect_test::{Expect, expect};

use super::ranges_text;
use crate::options::Options;
use crate::testing::{short, short_with};
use crate::view::EndpointKind;

fn externals(analysis: &crate::Analysis) -> String {
    let mut res = String::new();
    for it in analysis.endpoints().iter().filter(|it| it.kind == EndpointKind::External) {
        assert_eq!(it.id, format!("ip:{}", ranges_text(&it.ranges, ",")));
        res += &format!("{}: {}\n", it.name, ranges_text(&it.ranges, " "));
    }
    res
}

/// Rows for what is outside, from blocks: `cidr` or `cidr except one,two`; each is a peer of its own.
#[track_caller]
fn check(blocks: &[&str], expected: Expect) {
    let block = |it: &&str| {
        let (cidr, except) = it.split_once(" except ").unwrap_or((it, ""));
        let except: Vec<String> =
            except.split(',').filter(|it| !it.is_empty()).map(|it| format!("'{it}'")).collect();
        format!("{{ipBlock: {{cidr: '{cidr}', except: [{}]}}}}", except.join(", "))
    };
    let blocks: Vec<String> = blocks.iter().map(block).collect();
    let analysis = short(&format!("np x/p {{ingress: [{{from: [{}]}}]}}", blocks.join(", ")));
    let names: std::collections::BTreeSet<_> = analysis.endpoints().iter().map(|it| &it.name).collect();
    assert_eq!(names.len(), analysis.endpoints().len(), "names are unique");
    expected.assert_eq(&externals(&analysis));
}

#[test]
fn without_a_block_there_is_the_internet() {
    check(
        &[],
        expect![[r#"
        internet: 0.0.0.0-255.255.255.255
    "#]],
    );
}

#[test]
fn a_block_of_everything_is_still_the_internet() {
    check(
        &["0.0.0.0/0"],
        expect![[r#"
        internet: 0.0.0.0-255.255.255.255
    "#]],
    );
    check(
        &["0.0.0.0/0", "::/0"],
        expect![[r#"
        internet: 0.0.0.0-255.255.255.255
        internet (IPv6): ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
    "#]],
    );
}

#[test]
fn the_space_is_cut_where_blocks_and_exceptions_begin_and_end() {
    check(
        &["10.0.0.0/8"],
        expect![[r#"
        private 10.0.0.0/8: 10.0.0.0-10.255.255.255
        internet: 0.0.0.0-9.255.255.255 11.0.0.0-255.255.255.255
    "#]],
    );
    check(
        &["203.0.113.0/24"],
        expect![[r#"
        203.0.113.0/24: 203.0.113.0-203.0.113.255
        internet: 0.0.0.0-203.0.112.255 203.0.114.0-255.255.255.255
    "#]],
    );
    check(
        &["203.0.113.0/24 except 203.0.113.64/26"],
        expect![[r#"
        rest of 203.0.113.0/24: 203.0.113.0-203.0.113.63 203.0.113.128-203.0.113.255
        internet: 0.0.0.0-203.0.112.255 203.0.113.64-203.0.113.127 203.0.114.0-255.255.255.255
    "#]],
    );
    check(
        &["0.0.0.0/0 except 10.0.0.0/8,172.16.0.0/12,192.168.0.0/16"],
        expect![[r#"
        private addresses: 10.0.0.0-10.255.255.255 172.16.0.0-172.31.255.255 192.168.0.0-192.168.255.255
        internet: 0.0.0.0-9.255.255.255 11.0.0.0-172.15.255.255 172.32.0.0-192.167.255.255 192.169.0.0-255.255.255.255
    "#]],
    );
    check(
        &["0.0.0.0/0 except 169.254.169.254/32"],
        expect![[r#"
        cloud metadata: 169.254.169.254
        internet: 0.0.0.0-169.254.169.253 169.254.169.255-255.255.255.255
    "#]],
    );
}

#[test]
fn nested_and_touching_blocks_are_told_apart_only_where_they_differ() {
    check(
        &["10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24"],
        expect![[r#"
        rest of 10.0.0.0/8: 10.0.0.0-10.0.255.255 10.2.0.0-10.255.255.255
        rest of 10.1.0.0/16: 10.1.0.0-10.1.1.255 10.1.3.0-10.1.255.255
        10.1.2.0/24: 10.1.2.0-10.1.2.255
        internet: 0.0.0.0-9.255.255.255 11.0.0.0-255.255.255.255
    "#]],
    );
    check(
        &["10.0.0.0/9", "10.128.0.0/9"],
        expect![[r#"
        10.0.0.0/9: 10.0.0.0-10.127.255.255
        10.128.0.0/9: 10.128.0.0-10.255.255.255
        internet: 0.0.0.0-9.255.255.255 11.0.0.0-255.255.255.255
    "#]],
    );
    check(
        &["10.0.0.0/8 except 10.0.0.0/9,10.128.0.0/9"],
        expect![[r#"
        internet: 0.0.0.0-255.255.255.255
    "#]],
    );
    check(
        &["192.0.2.0/24", "192.0.2.0/24"],
        expect![[r#"
        192.0.2.0/24: 192.0.2.0-192.0.2.255
        internet: 0.0.0.0-192.0.1.255 192.0.3.0-255.255.255.255
    "#]],
    );
    check(
        &["192.0.2.0/24", "192.0.2.0/24 except 192.0.2.128/25,192.0.2.192/26"],
        expect![[r#"
        rest of 192.0.2.0/24: 192.0.2.0-192.0.2.127
        192.0.2.128/25: 192.0.2.128-192.0.2.255
        internet: 0.0.0.0-192.0.1.255 192.0.3.0-255.255.255.255
    "#]],
    );
}

#[test]
fn the_ends_of_the_space_are_no_special_case() {
    check(
        &["0.0.0.0/32", "255.255.255.255/32"],
        expect![[r#"
        0.0.0.0: 0.0.0.0
        255.255.255.255: 255.255.255.255
        internet: 0.0.0.1-255.255.255.254
    "#]],
    );
    check(
        &["::/128", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"],
        expect![[r#"
        internet: 0.0.0.0-255.255.255.255
        ::: ::
        ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff: ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
        internet (IPv6): ::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe
    "#]],
    );
}

#[test]
fn well_known_blocks_have_names() {
    check(
        &["172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "169.254.169.254/32", "fc00::/7"],
        expect![[r#"
            rest of 169.254.0.0/16: 169.254.0.0-169.254.169.253 169.254.169.255-169.254.255.255
            cloud metadata: 169.254.169.254
            private 172.16.0.0/12: 172.16.0.0-172.31.255.255
            private 192.168.0.0/16: 192.168.0.0-192.168.255.255
            internet: 0.0.0.0-169.253.255.255 169.255.0.0-172.15.255.255 172.32.0.0-192.167.255.255 192.169.0.0-255.255.255.255
            private fc00::/7: fc00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
            internet (IPv6): ::-fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff fe00::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
        "#]],
    );
}

#[test]
fn ipv6_has_rows_of_its_own() {
    check(
        &["2001:db8::/32 except 2001:db8:1::/48"],
        expect![[r#"
        internet: 0.0.0.0-255.255.255.255
        rest of 2001:db8::/32: 2001:db8::-2001:db8:0:ffff:ffff:ffff:ffff:ffff 2001:db8:2::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff
        internet (IPv6): ::-2001:db7:ffff:ffff:ffff:ffff:ffff:ffff 2001:db8:1::-2001:db8:1:ffff:ffff:ffff:ffff:ffff 2001:db9::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
    "#]],
    );
}

#[test]
fn names_that_would_be_the_same_are_numbered() {
    check(
        &[
            "192.0.2.0/24 except 192.0.2.64/26,192.0.2.192/26",
            "192.0.2.0/24 except 192.0.2.64/28,192.0.2.192/28",
        ],
        expect![[r#"
            rest of 192.0.2.0/24: 192.0.2.0-192.0.2.63 192.0.2.128-192.0.2.191
            rest of 192.0.2.0/24 (2): 192.0.2.80-192.0.2.127 192.0.2.208-192.0.2.255
            internet: 0.0.0.0-192.0.1.255 192.0.2.64-192.0.2.79 192.0.2.192-192.0.2.207 192.0.3.0-255.255.255.255
        "#]],
    );
}

#[test]
fn added_addresses_get_rows_behind_the_others_unless_a_block_cuts_them_out() {
    let externals_of = |addresses: &[&str]| {
        let options = Options {
            externals: addresses.iter().map(|it| it.parse().unwrap()).collect(),
            ..Options::default()
        };
        let blocks = "{ipBlock: {cidr: 203.0.113.9/32}}, {ipBlock: {cidr: 203.0.113.0/24}}";
        externals(&short_with(&format!("np x/p {{ingress: [{{from: [{blocks}]}}]}}"), &options))
    };
    expect![[r#"
        rest of 203.0.113.0/24: 203.0.113.0-203.0.113.8 203.0.113.10-203.0.113.255
        203.0.113.9: 203.0.113.9
        internet: 0.0.0.0-203.0.112.255 203.0.114.0-255.255.255.255
        203.0.113.10: 203.0.113.10
    "#]]
    .assert_eq(&externals_of(&["203.0.113.10", "203.0.113.9", "203.0.113.10"]));
    expect![[r#"
        rest of 203.0.113.0/24: 203.0.113.0-203.0.113.8 203.0.113.10-203.0.113.255
        203.0.113.9: 203.0.113.9
        internet: 0.0.0.0-203.0.112.255 203.0.114.0-255.255.255.255
        internet (IPv6): ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
        198.51.100.1: 198.51.100.1
        2001:db8::1: 2001:db8::1
    "#]]
    .assert_eq(&externals_of(&["::ffff:198.51.100.1", "2001:db8::1"]));
}

#[test]
fn a_pod_with_an_ipv6_address_brings_the_other_family() {
    let analysis = short("pod x/a ip=fd00::1");
    expect![[r#"
        internet: 0.0.0.0-255.255.255.255
        internet (IPv6): ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
    "#]]
    .assert_eq(&externals(&analysis));
}

#[test]
fn addresses_are_written_as_the_standard_library_does() {
    for text in ["0.0.0.0", "1.20.100.9", "255.255.255.255", "10.0.200.110", "fd00::1"] {
        let it: std::net::IpAddr = text.parse().unwrap();
        assert_eq!(ranges_text(&[(it, it)], ","), it.to_string());
    }
}
