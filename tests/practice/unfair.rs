//! Right answers that graders have refused.

use netpol_core::practice::{self, Outcome};

use super::{answer, fails, grade, passes, solution, task, with};

const OVEN: &str = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: oven, namespace: bakery}, spec: ";

/// An answer to the task about one client, one server and one port.
#[track_caller]
fn oven(spec: &str) {
    passes(&task("one-client-one-port"), &format!("{OVEN}{spec}}}"));
}

#[test]
fn types_need_not_be_written_where_they_follow() {
    oven(
        "{podSelector: {matchLabels: {role: oven}}, ingress: [{from: [{podSelector: {matchLabels: {role: counter}}}], ports: [{port: 7070}]}]}",
    );
    oven(
        "{policyTypes: [Ingress], podSelector: {matchLabels: {role: oven}}, ingress: [{ports: [{port: 7070, protocol: TCP}], from: [{podSelector: {matchLabels: {role: counter}}}]}]}",
    );
}

#[test]
fn labels_and_expressions_are_the_same() {
    oven(
        "{podSelector: {matchExpressions: [{key: role, operator: In, values: [oven]}]}, ingress: [{from: [{podSelector: {matchExpressions: [{key: role, operator: In, values: [counter]}]}}], ports: [{port: 7070}]}]}",
    );
}

#[test]
fn ranges_and_repeated_rules_are_the_same() {
    oven(
        "{podSelector: {matchLabels: {role: oven}}, ingress: [{from: [{podSelector: {matchLabels: {role: counter}}}], ports: [{port: 7070, endPort: 7070}]}, {from: [{podSelector: {matchLabels: {role: counter}}}], ports: [{port: 7070}]}]}",
    );
}

#[test]
fn the_own_namespace_may_be_named() {
    oven(
        "{podSelector: {matchLabels: {role: oven}}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: bakery}}, podSelector: {matchLabels: {role: counter}}}], ports: [{port: 7070}]}]}",
    );
}

#[test]
fn order_and_number_of_policies_do_not_matter() {
    let deny = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny, namespace: bakery}\nspec: {podSelector: {matchLabels: {role: oven}}}\n";
    let (task, name) = (task("one-client-one-port"), "name: oven\n");
    let text = solution(&task);
    passes(&task, &format!("{deny}---\n{text}"));
    passes(&task, &format!("{text}---\n{deny}"));
    assert!(text.contains(name));
    let lists = "{apiVersion: v1, kind: List, items: [".to_owned();
    let one = format!(
        "{OVEN}{{podSelector: {{matchLabels: {{role: oven}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{role: counter}}}}}}], ports: [{{port: 7070}}]}}]}}}}"
    );
    passes(&task, &format!("{lists}{one}]}}"));
    passes(&task, &text.replace('\n', "\r\n"));
}

#[test]
fn anchors_are_read() {
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: &m {name: oven, namespace: bakery}\nspec:\n  podSelector: &o {matchLabels: {role: oven}}\n  ingress:\n  - &r\n    from: [{podSelector: {matchLabels: {role: counter}}}]\n    ports: [{port: 7070}]\n  - *r\n";
    passes(&task("one-client-one-port"), policy);
}

#[test]
fn policies_that_change_nothing_do_not_matter() {
    let task = task("one-client-one-port");
    let idle = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: more, namespace: bakery}, spec: {podSelector: {matchLabels: {role: oven}}, ingress: [{from: [{podSelector: {matchLabels: {role: counter}}}], ports: [{port: 7070}]}]}}";
    passes(&task, &format!("{}---\n{idle}\n", solution(&task)));
}

#[test]
fn a_needless_peer_passes_only_where_the_effect_is_the_same() {
    // Every pod of every namespace is not everything: addresses outside the cluster are missing.
    let task = task("same-namespace-only");
    let text = solution(&task);
    fails(&task, &with(&text, "- podSelector: {}", "- namespaceSelector: {}"));
    passes(&task, &with(&text, "- podSelector: {}", "- podSelector: {}\n    - podSelector: {}"));
}

#[test]
fn a_namespace_selector_for_all_is_refused_with_a_pod_that_shows_why() {
    let task = task("one-client-one-port");
    let text = with(
        &solution(&task),
        "- podSelector:\n        matchLabels:\n          role: counter",
        "- namespaceSelector: {}\n      podSelector:\n        matchLabels:\n          role: counter",
    );
    let first = fails(&task, &text).first.unwrap();
    assert_eq!(
        (first.from.as_str(), first.to.as_str(), first.port.as_str()),
        ("market/counter", "bakery/oven", "TCP 7070")
    );
    assert!(first.sentence.ends_with("and it should not"), "{}", first.sentence);
    assert!(first.reason.contains("bakery/oven ingress rule 1 allows it"), "{}", first.reason);
}

#[test]
fn missing_and_excess_are_counted_apart() {
    let task = task("one-client-one-port");
    let text = solution(&task);
    let other = grade(&task, &with(&text, "port: 7070", "port: 9090"));
    assert!(other.missing > 0 && other.excess > 0, "{other:?}");
    assert!(other.first.unwrap().is_missing, "what is missing is told first");
    let wider =
        grade(&task, &with(&text, "      protocol: TCP\n", "      protocol: TCP\n    - port: 9090\n"));
    assert!(wider.missing == 0 && wider.excess == 1, "{wider:?}");
    assert_eq!(wider.first.unwrap().port, "TCP 9090");
}

#[test]
fn the_same_answer_gets_the_same_grade() {
    let task = task("one-client-one-port");
    let text = with(&solution(&task), "role: counter", "role: cleaner");
    assert_eq!(grade(&task, &text), grade(&task, &text));
}

#[test]
fn what_plugins_do_differently_is_left_out_unless_it_is_asked_about() {
    let mut task = task("cluster-yes-internet-no");
    // Blocks may match pods or not: where they do, this is what is asked.
    let text = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: stay-in-cluster, namespace: hive}, spec: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}]}, {to: [{ipBlock: {cidr: 10.244.0.0/16}}]}]}}";
    let asked = practice::grade(&task, &answer(&task, text));
    task.counts_undefined = true;
    assert_eq!(practice::grade(&task, &answer(&task, text)).first.is_some(), asked.first.is_some());
}

#[test]
fn a_solution_that_is_wrong_is_found() {
    let mut task = task("one-client-one-port");
    let wrong = with(&solution(&task), "role: counter", "role: cleaner");
    let mut second = task.solutions[0].clone();
    second.answer = answer(&task, &wrong);
    task.solutions.push(second);
    let found = practice::check(&task);
    assert!(found.problems.iter().any(|it| it.message.starts_with("solution 2 does not pass")), "{found:?}");
}

#[test]
fn a_text_that_does_not_say_what_is_graded_is_found() {
    let mut task = task("close-both-keep-dns");
    task.text = task.text.replace("UDP", "it");
    let found = practice::check(&task);
    assert!(found.problems.iter().any(|it| it.message.contains("UDP")), "{found:?}");
    let mut task = super::task("one-client-one-port");
    task.constraints.policy[0].name = "another".to_owned();
    let found = practice::check(&task);
    assert!(found.problems.iter().any(|it| it.message.contains("the policy `another`")), "{found:?}");
    task.hints[0] = "Open port 7070 for role: counter".to_owned();
    let found = practice::check(&task);
    assert!(found.problems.iter().any(|it| it.message.starts_with("hint 1 holds")), "{found:?}");
}

#[test]
fn a_cheat_that_passes_is_found() {
    let mut task = task("one-client-one-port");
    task.cheats[0].given.answer = answer(&task, &solution(&task));
    let found = practice::check(&task);
    assert!(found.problems.iter().any(|it| it.message.starts_with("this cheat passes")), "{found:?}");
}

#[test]
fn relabelling_is_right_where_it_is_asked_for() {
    let task = task("relabel-only");
    let text = solution(&task);
    passes(&task, &text);
    let other = with(&text, "image: nginx", "image: other");
    let grade = grade(&task, &other);
    assert_eq!(grade.outcome, Outcome::Failed);
    assert_eq!(grade.broken[0].constraint, "labels-only");
}

#[test]
fn a_named_port_is_its_number_where_all_pods_agree() {
    let task = task("one-client-one-port");
    let text = solution(&task);
    assert!(!task.files[0].file.text.contains("name: http"));
    // The pods give no port that name, so it means nothing there.
    assert!(fails(&task, &with(&text, "port: 7070", "port: http")).missing > 0);
    let mut task = task;
    let cluster =
        task.files[0].file.text.replace("- containerPort: 7070", "- name: http\n      containerPort: 7070");
    task.files[0].file.text = cluster.into();
    let grade = grade(&task, &with(&text, "port: 7070", "port: http"));
    // On the cluster that is shown they agree; where a pod has another number, that one is shown.
    assert!(grade.first.is_none_or(|it| it.variation != practice::Variation::Shown));
}

#[test]
fn a_block_in_two_halves_is_the_same() {
    let task = task("outside-range-one-port");
    let text = solution(&task);
    let at = text.find("cidr: ").unwrap() + "cidr: ".len();
    let cidr = text[at..].lines().next().unwrap().trim().to_owned();
    let (address, length) = cidr.split_once('/').unwrap();
    let (first, length): (std::net::Ipv4Addr, u32) = (address.parse().unwrap(), length.parse().unwrap());
    let second = std::net::Ipv4Addr::from(u32::from(first) | 1 << (31 - length));
    let line = text.lines().find(|it| it.contains("ipBlock")).unwrap();
    let column = &line[..line.find("ipBlock").unwrap()].replace('-', " ");
    let half = |it: std::net::Ipv4Addr| format!("cidr: {it}/{}", length + 1);
    let dash = format!("{}- ", &column[..column.len() - 2]);
    let both = format!("{}\n{dash}ipBlock:\n{column}    {}", half(first), half(second));
    passes(&task, &with(&text, &format!("cidr: {cidr}"), &both));
}
