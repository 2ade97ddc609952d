use expect_test::{Expect, expect};

use super::Has;
use crate::cluster::Family;
use crate::ids::{AtomId, EndpointId};
use crate::options::{DnsRecord, HostNetworkPods, IpBlockPods};
use crate::testing::{short, short_with};
use crate::tri::Tri;
use crate::{Analysis, Options};

#[track_caller]
fn check_analysis(analysis: &Analysis, expected: Expect) {
    let mut res = String::new();
    for class in analysis.model().reach.classes.classes.iter() {
        let ids: Vec<&str> =
            class.members.iter().map(|&it| analysis.model().cluster.endpoints.at(it).name.as_str()).collect();
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
fn labels_that_no_policy_asks_for_tell_no_endpoints_apart() {
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

struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn one_of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len())]
    }
}

/// Pods of all sorts, nodes, and policies that ask every kind of question.
fn random_lines(numbers: &mut Numbers) -> String {
    let mut res = String::from("ns x team=blue env=dev\nns y team=red\n");
    for at in 0..2 + numbers.below(6) {
        let namespace = numbers.one_of(&["x", "y", "z"]);
        let labels = numbers.one_of(&["", "app=a", "app=b tier=db", "tier=web"]);
        let address =
            numbers.one_of(&["", "ip=10.0.0.1", "ip=10.0.9.9", "ip=fd00::5", "ip=10.0.0.7 ip=fd00::7"]);
        let node = numbers.one_of(&["", "hostnet", "hostnet node=n1", "node=n1", "hostnet host=192.168.1.2"]);
        let kind = numbers.one_of(&["pod", "pod", "pod", "deployment", "statefulset"]);
        let status = if kind == "pod" { address } else { "" };
        let node = if kind == "pod" { node } else { node.split(' ').next().unwrap_or_default() };
        res += &format!("{kind} {namespace}/p{at} {labels} {status} {node}\n");
    }
    for it in [
        "node n1 ip=192.168.1.1 role=cp\n",
        "svc x/s {clusterIP: None, selector: {app: a}, ports: [{port: 80}]}\n",
    ] {
        res += numbers.one_of(&["", it]);
    }
    let pods = [
        "podSelector: {}",
        "podSelector: {matchLabels: {app: a}}",
        "podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [b]}]}",
        "podSelector: {matchExpressions: [{key: pod-template-hash, operator: Exists}]}",
        "podSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}",
        "podSelector: {matchLabels: {apps.kubernetes.io/pod-index: '0'}}",
    ];
    let peers = [
        "{namespaceSelector: {}}",
        "{namespaceSelector: {matchLabels: {team: blue}}, podSelector: {matchLabels: {app: a}}}",
        "{ipBlock: {cidr: 10.0.0.0/16, except: [10.0.9.0/24]}}",
        "{ipBlock: {cidr: 192.168.1.0/24}}",
        "{ipBlock: {cidr: 'fd00::/64'}}",
        "{ipBlock: {cidr: 0.0.0.0/0}}",
    ];
    for at in 0..1 + numbers.below(4) {
        let (namespace, subject, pod) =
            (numbers.one_of(&["x", "y"]), numbers.one_of(&pods), numbers.one_of(&pods));
        let peer = numbers.one_of(&peers);
        res += &format!("np {namespace}/n{at} {{{subject}, ingress: [{{from: [{{{pod}}}, {peer}]}}]}}\n");
    }
    let outer = [
        "networks: [10.0.0.0/24, 'fd00::/16']",
        "networks: [192.168.0.0/16]",
        "nodes: {matchLabels: {role: cp}}",
        "nodes: {}",
        "domainNames: [a.example.com, '*.example.org']",
        "domainNames: [s.x.svc.cluster.local]",
        "domainNames: [10-0-0-1.x.pod.cluster.local]",
        "namespaces: {matchLabels: {team: red}}",
        "pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: a}}}",
    ];
    for at in 0..numbers.below(4) {
        let (one, two) = (numbers.one_of(&outer), numbers.one_of(&outer));
        res += &format!(
            "cnp c{at} {{tier: Admin, priority: {at}, subject: {{namespaces: {{}}}}, egress: [{{action: Accept, to: [{{{one}}}, {{{two}}}]}}]}}\n"
        );
    }
    res
}

fn random_options(numbers: &mut Numbers) -> Options {
    let cidrs = |it: &str| it.split(' ').filter_map(|it| it.parse().ok()).collect();
    let record = |name: &str, address: &str| DnsRecord {
        name: name.to_owned(),
        addresses: vec![address.parse().unwrap()],
    };
    let dns = [
        vec![],
        vec![record("a.example.com", "203.0.113.9"), record("b.example.org", "10.0.0.1")],
        vec![record("a.example.com", "192.168.1.2"), record("c.example.org", "fd00::5")],
    ];
    Options {
        ip_block_pods: [IpBlockPods::MatchWhenKnown, IpBlockPods::Never, IpBlockPods::Always]
            [numbers.below(3)],
        host_network_pods: [HostNetworkPods::TreatAsNode, HostNetworkPods::AsPod][numbers.below(2)],
        pod_cidrs: cidrs(numbers.one_of(&["", "10.0.0.0/16", "10.0.0.0/8 fd00::/64"])),
        node_cidrs: cidrs(numbers.one_of(&["", "192.168.1.0/24"])),
        dns: dns[numbers.below(3)].clone(),
        ..Options::default()
    }
}

/// What the lists of the classes say.
fn listed(analysis: &Analysis, atom: AtomId, endpoint: EndpointId, family: Family) -> Tri {
    let classes = &analysis.model().reach.classes;
    let class = *classes.of.at(endpoint);
    let by_label = classes.pods.at(atom).iter().filter(|it| it.0 == class).map(|it| it.1);
    let others = classes.blocks.at(atom).iter().filter(|it| it.class == class);
    let others = others.filter(|it| it.family.is_none_or(|it| it == family)).map(|it| it.tri);
    let lies: Tri = classes.addressed.answers(atom, class, family).into();
    assert_eq!(
        classes.addressed.answering(&[atom], family).contains(&class),
        lies == Tri::Yes,
        "both say the same"
    );
    by_label.chain(others).chain([lies]).fold(Tri::No, Tri::or)
}

#[test]
fn lists_of_classes_say_what_each_endpoint_answers() {
    let mut numbers = Numbers(3);
    let mut asked = [0; 3];
    for _ in 0..400 {
        let (lines, options) = (random_lines(&mut numbers), random_options(&mut numbers));
        let analysis = short_with(&lines, &options);
        let inputs = analysis.model().inputs();
        for atom in analysis.model().policies.atoms.ids() {
            for (id, endpoint) in analysis.model().cluster.endpoints.enumerate() {
                for family in [Family::V4, Family::V6] {
                    // Without an address of the family there is no flow.
                    if analysis.model().reach.families(endpoint).get(family) == Has::No {
                        continue;
                    }
                    let seen = analysis.model().reach.see(inputs, id, Some(family));
                    let answer = analysis.model().policies.answer::<()>(atom, &seen).tri;
                    asked[answer as usize] += 1;
                    assert_eq!(
                        listed(&analysis, atom, id, family),
                        answer,
                        "{:?} of {} in {family:?}\n{lines}\n{options:?}",
                        analysis.model().policies.atoms.at(atom),
                        endpoint.id
                    );
                }
            }
        }
    }
    assert!(asked.iter().all(|it| *it > 1000), "every answer comes up: {asked:?}");
}
