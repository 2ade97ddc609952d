use super::asked::{Asked, Budget, ways};
use super::possible::{PODS, PossibleClusters};
use super::{Agreement, Gap, any};
use crate::protocol::Protocol;
use crate::testing::short;

fn agreement(before: &str, after: &str) -> Agreement {
    let found = any(short(before).model(), short(after).model());
    let differs = !matches!(found.agreement, Agreement::Equal | Agreement::NotFound);
    assert_eq!(found.example.is_some(), differs);
    found.agreement
}

fn rule(from: &str) -> String {
    format!("np shop/p {{podSelector: {{matchLabels: {{app: db}}}}, ingress: [{from}]}}")
}

#[test]
fn what_is_written_in_another_way_is_equal() {
    let equal = [
        (
            "{from: [{podSelector: {matchLabels: {a: x}}}, {podSelector: {matchLabels: {a: z}}}]}",
            "{from: [{podSelector: {matchExpressions: [{key: a, operator: In, values: [x, z]}]}}]}",
        ),
        (
            "{from: [{podSelector: {}}]}",
            "{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}]}",
        ),
        (
            "{from: [{podSelector: {matchExpressions: [{key: a, operator: Exists}]}}, {podSelector: {matchExpressions: [{key: a, operator: DoesNotExist}]}}]}",
            "{from: [{podSelector: {}}]}",
        ),
        ("{ports: [{port: 80}, {port: 81}]}", "{ports: [{port: 80, endPort: 81}]}"),
        (
            "{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}",
            "{from: [{ipBlock: {cidr: 10.0.0.0/9}}, {ipBlock: {cidr: 10.128.0.0/9}}]}",
        ),
    ];
    for (one, other) in equal {
        assert_eq!(agreement(&rule(one), &rule(other)), Agreement::Equal, "{one} {other}");
    }
}

#[test]
fn what_allows_more_contains_the_other() {
    let narrower = [
        ("{from: [{podSelector: {matchLabels: {a: x}}}]}", "{from: [{podSelector: {}}]}"),
        ("{from: [{podSelector: {}}]}", "{from: [{namespaceSelector: {}}]}"),
        (
            "{from: [{podSelector: {matchLabels: {a: x, b: z}}}]}",
            "{from: [{podSelector: {matchLabels: {b: z}}}]}",
        ),
        ("{from: [{ipBlock: {cidr: 10.0.0.0/9}}]}", "{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}"),
    ];
    for (less, more) in narrower {
        assert_eq!(agreement(&rule(less), &rule(more)), Agreement::Narrower, "{less} {more}");
        assert_eq!(agreement(&rule(more), &rule(less)), Agreement::Wider, "{more} {less}");
    }
}

#[test]
fn what_differs_has_a_small_example() {
    let one = rule("{from: [{podSelector: {matchLabels: {a: x}}}], ports: [{port: http}]}");
    let other = rule("{from: [{podSelector: {matchLabels: {a: x}}}], ports: [{port: 80}]}");
    assert_eq!(agreement(&one, &other), Agreement::Different);
    let found = any(short(&one).model(), short(&other).model());
    let example = found.example.unwrap();
    assert_eq!(example.port.1, 80);
    let super::ExampleEnd::Pod(source) = &example.source else { panic!("{example:?}") };
    assert_eq!(source.labels, [("a".to_owned(), "x".to_owned())]);
}

#[test]
fn what_cannot_all_be_tried_is_never_equal() {
    let keys = (0..16).map(|it| format!("{{podSelector: {{matchLabels: {{key{it}: x}}}}}}"));
    let keys = keys.collect::<Vec<_>>().join(", ");
    let many = rule(&format!("{{from: [{keys}]}}"));
    // Says the same, and not in the same words.
    let again = rule(&format!("{{from: [{keys}, {{podSelector: {{matchLabels: {{key0: x, more: w}}}}}}]}}"));
    let found = any(short(&many).model(), short(&again).model());
    assert_eq!((found.agreement, found.gap), (Agreement::NotFound, Some(Gap::Pods)));
    let gap = |it: &str| any(short(it).model(), short(it).model()).gap;
    let nodes = "cnp p {tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{nodes: {}}]}]}";
    assert_eq!((agreement(nodes, nodes), gap(nodes)), (Agreement::NotFound, Some(Gap::Peers)));
    assert_eq!(gap(&rule("")), None);
}

/// Nothing is equal, and there are no more pods than the limit.
fn is_cut(asked: &Asked) -> bool {
    let possible = PossibleClusters::new(asked);
    let pods: usize = possible.clusters.iter().map(|it| it.pods.len()).sum();
    assert!((1..=PODS).contains(&pods), "{pods}");
    possible.is_cut
}

#[test]
fn many_blocks_of_addresses_are_not_all_tried() {
    let block = |nth: u32| format!("10.{}.{}.0/24", nth / 256, nth % 256).parse().unwrap();
    let with = |count| Asked { networks: (0..count).map(block).collect(), ..Asked::default() };
    assert!(!is_cut(&with(1_000)));
    assert!(is_cut(&with(1_001)) && is_cut(&with(60_000)));
}

#[test]
fn many_ports_with_many_names_are_not_all_tried() {
    let names = (0..8).map(|it| (Protocol::Tcp, format!("name-{it}"))).collect();
    let starts = (1..=u16::MAX).map(|it| (Protocol::Tcp, it)).collect();
    assert!(is_cut(&Asked { names, starts, ..Asked::default() }));
}

#[test]
fn labels_are_answered_within_a_budget() {
    let rules = (0..300).map(|it| format!("{{podSelector: {{matchLabels: {{key{it}: x{it}}}}}}}"));
    let many = rule(&format!("{{from: [{}]}}", rules.collect::<Vec<_>>().join(", ")));
    let read = short(&many);
    let asked = Asked::new(super::Both { before: read.model(), after: read.model() });
    let mut budget = Budget { ways: 4_096, answers: 100_000, is_used_up: false };
    // What was made before it was used up is there: some labels are answered in every way.
    assert!(ways(&asked.pods, None, &mut budget).len() > 16);
    assert!(budget.is_used_up);
    assert_eq!(ways(&asked.pods, None, &mut budget).len(), 1);
    let values: Vec<String> = (0..2_000).map(|it| format!("v{it}")).collect();
    let values = values.join(", ");
    let of = |it| {
        format!(
            "{{podSelector: {{matchExpressions: [{{key: a, operator: In, values: [x{it}, {values}]}}]}}}}"
        )
    };
    let many = rule(&format!("{{from: [{}]}}", (0..20).map(of).collect::<Vec<_>>().join(", ")));
    let again = format!(
        "{many}\nnp shop/q {{podSelector: {{matchLabels: {{app: db, b: c}}}}, policyTypes: [Ingress]}}"
    );
    assert_eq!(agreement(&many, &again), Agreement::NotFound);
}

#[test]
fn what_states_the_same_is_equal_however_many_pods_there_could_be() {
    let peer = |it: u32| format!("{{podSelector: {{matchLabels: {{key{it}: x, team: w}}}}}}");
    let rules = |order: &[u32]| {
        let one = |it: &u32| format!("{{from: [{}], ports: [{{port: {}}}]}}", peer(*it), 80 + it % 3);
        rule(&order.iter().map(one).collect::<Vec<_>>().join(", "))
    };
    let many: Vec<u32> = (0..40).collect();
    let turned: Vec<u32> = (0..40).rev().collect();
    assert_eq!(agreement(&rules(&many), &rules(&turned)), Agreement::Equal);
    // In two policies, of which one repeats a rule.
    let second = rules(&many[19..]).replace("shop/p", "shop/q");
    let pieces = format!("{}\n{second}", rules(&many[..20]));
    assert_eq!(agreement(&rules(&many), &pieces), Agreement::Equal);
    let spelled = rules(&many).replace("{key3: x, team: w}", "{team: w, key3: x}");
    assert_ne!(rules(&many), spelled);
    assert_eq!(agreement(&rules(&many), &spelled), Agreement::Equal);
    // One port, one peer, one direction, another namespace: not the same.
    let first = rules(&many);
    let changed = [("port: 81", "port: 83"), ("key7: x", "key7: z"), ("shop/p", "shop2/p")];
    let others = changed.map(|(old, new)| first.replacen(old, new, 1));
    let turned = first.replace("ingress", "egress").replace("from", "to");
    for other in others.iter().chain([&turned]) {
        assert_ne!(agreement(&first, other), Agreement::Equal, "{other}");
    }
}
