use expect_test::{Expect, expect};

use crate::testing::{short, short_with};
use crate::{Analysis, Options};

#[track_caller]
fn check_analysis(analysis: &Analysis, expected: Expect) {
    let mut res = String::new();
    for class in analysis.reach.classes.classes.iter() {
        let ids: Vec<&str> =
            class.members.iter().map(|&it| analysis.cluster.endpoints.at(it).name.as_str()).collect();
        res += &format!("{:?}: {}\n", class.kind, ids.join(" "));
    }
    expected.assert_eq(&res);
}

/// Classes, one a line, by the names of their members.
#[track_caller]
fn check(lines: &str, expected: Expect) {
    check_analysis(&short(lines), expected);
}

#[test]
fn without_policies_all_pods_are_one_class() {
    check(
        "pod x/a app=web\npod y/b app=db ip=10.0.0.1\ndeployment z/c",
        expect![[r#"
        Pod: a b c
        External: internet
    "#]],
    );
}

#[test]
fn labels_that_nobody_asks_for_tell_nobody_apart() {
    check(
        "pod x/a app=web version=1\npod x/b app=web version=2\npod x/c app=db\nnp x/p {podSelector: {matchLabels: {app: web}}}",
        expect![[r#"
            Pod: a b
            Pod: c
            External: internet
        "#]],
    );
}

#[test]
fn the_same_labels_in_another_namespace_are_another_class_where_a_policy_looks() {
    check(
        "pod x/a\npod y/b\npod z/c\nnp x/p {}",
        expect![[r#"
        Pod: a
        Pod: b c
        External: internet
    "#]],
    );
}

#[test]
fn addresses_matter_only_where_a_block_cuts_between_them() {
    let pods = "pod x/a ip=10.0.0.1\npod x/b ip=10.0.0.2\npod x/c ip=10.9.0.1\npod x/d\n";
    check(
        &format!("{pods}np x/p {{ingress: [{{from: [{{ipBlock: {{cidr: 10.0.0.0/16}}}}]}}]}}"),
        expect![[r#"
            Pod: a b
            Pod: c
            Pod: d
            External: 10.0.0.0/16
            External: internet
        "#]],
    );
    let never = Options { ip_block_pods: crate::options::IpBlockPods::Never, ..Options::default() };
    check_analysis(
        &short_with(
            &format!("{pods}np x/p {{ingress: [{{from: [{{ipBlock: {{cidr: 10.0.0.0/16}}}}]}}]}}"),
            &never,
        ),
        expect![[r#"
            Pod: a b c d
            External: 10.0.0.0/16
            External: internet
        "#]],
    );
}

#[test]
fn port_names_matter_only_where_a_rule_uses_them() {
    let pods = "pod x/a port=http:80\npod x/b port=http:8080\npod x/c port=http:80/UDP\npod x/d\n";
    check(
        pods,
        expect![[r#"
        Pod: a b c d
        External: internet
    "#]],
    );
    check(
        &format!("{pods}np x/p {{ingress: [{{ports: [{{port: http}}]}}]}}"),
        expect![[r#"
        Pod: a
        Pod: b
        Pod: c d
        External: internet
    "#]],
    );
}

#[test]
fn host_network_pods_are_classes_of_their_own() {
    check(
        "pod x/a app=web\npod x/h app=web hostnet\nnp x/p {podSelector: {matchLabels: {app: web}}}",
        expect![[r#"
            Pod: a
            Host: h
            External: internet
        "#]],
    );
}

#[test]
fn an_unknown_label_is_not_the_same_as_a_known_or_absent_one() {
    check(
        "deployment x/a\nreplicaset x/b pod-template-hash=abc\nreplicaset x/c pod-template-hash=def\nnp x/p {podSelector: {matchLabels: {pod-template-hash: abc}}}",
        expect![[r#"
            Pod: a
            Pod: b
            Pod: c
            External: internet
        "#]],
    );
}
