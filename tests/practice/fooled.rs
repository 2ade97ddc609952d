//! Wrong answers that graders have let pass.

use netpol_core::practice::{self, Answer, Outcome, Variation};

use super::{answer, fails, grade, passes, solution, task, with};

/// One client, one server, one port.
fn oven() -> (practice::Task, String) {
    let task = task("one-client-one-port");
    let text = solution(&task);
    (task, text)
}

#[test]
fn that_a_policy_exists_is_not_enough() {
    let (task, _) = oven();
    let empty = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: oven, namespace: bakery}, \
                 spec: {podSelector: {matchLabels: {x: z}}}}";
    assert!(fails(&task, empty).broken.is_empty());
}

#[test]
fn the_source_must_be_there() {
    let (task, text) = oven();
    let grade = fails(
        &task,
        &with(
            &text,
            "- from:\n    - podSelector:\n        matchLabels:\n          role: counter\n    ports",
            "- ports",
        ),
    );
    let first = grade.first.unwrap();
    assert!(!first.is_missing && grade.excess > 0 && grade.missing == 0, "{first:?}");
    assert!(first.reason.contains("`from` is empty or missing"), "{}", first.reason);
}

#[test]
fn a_second_wider_peer_is_seen() {
    let (task, text) = oven();
    fails(&task, &with(&text, "    ports:", "    - namespaceSelector: {}\n    ports:"));
}

#[test]
fn a_second_rule_that_opens_everything_is_seen() {
    let (task, text) = oven();
    fails(&task, &format!("{}\n  - {{}}\n", text.trim_end()));
}

#[test]
fn an_older_policy_that_allows_everything_is_seen() {
    let (task, text) = oven();
    let older = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: older, namespace: bakery}\n\
                 spec: {podSelector: {}, ingress: [{}]}\n";
    fails(&task, &format!("{older}---\n{text}"));
    fails(&task, &format!("{text}---\n{older}"));
}

#[test]
fn what_cannot_be_applied_is_not_graded() {
    let (task, text) = oven();
    for wrong in [
        with(&text, "port: 7070", "port: 70700"),
        with(&text, "podSelector:", "podSelector: ["),
        with(&text, "kind: NetworkPolicy", "kind: NetworkPolicies"),
        with(&text, "protocol: TCP", "protocol: tcp"),
    ] {
        let grade = grade(&task, &wrong);
        // A kind that does not exist is no policy, so nothing is there.
        let is_other_kind = wrong.contains("Policies");
        assert!(is_other_kind || grade.outcome == Outcome::NotApplied, "{grade:?}\n{wrong}");
        assert_ne!(grade.outcome, Outcome::Passed);
        if grade.outcome == Outcome::NotApplied {
            assert!(grade.first.is_none() && grade.missing + grade.excess == 0);
            assert!(grade.refused.iter().all(|it| it.line > 0 && it.file == "answer.yaml"), "{grade:?}");
        }
    }
}

#[test]
fn the_cluster_cannot_be_made_to_fit() {
    let (task, text) = oven();
    // The server is made one that listens elsewhere and has other labels, a pod that may not get in has those of a client.
    for object in [
        "{apiVersion: v1, kind: Pod, metadata: {name: oven, namespace: bakery, labels: {role: none}}, spec: {containers: [{name: a, image: b}]}}",
        "{apiVersion: v1, kind: Pod, metadata: {name: mine, namespace: bakery, labels: {role: counter}}, spec: {containers: [{name: a, image: b}]}}",
        "{apiVersion: v1, kind: Namespace, metadata: {name: market, labels: {a: b}}}",
    ] {
        let grade = grade(&task, &format!("{text}---\n{object}\n"));
        assert_eq!(grade.outcome, Outcome::Failed, "{object}");
        assert!(grade.first.is_none(), "the object must not count: {grade:?}");
        assert!(
            grade.broken[0].message.contains("that does not count")
                || grade.broken[0].constraint == "untouched"
        );
    }
    // Alone they make nothing right, in either order.
    let opening = with(&text, "role: counter", "role: cleaner");
    let relabelled = "{apiVersion: v1, kind: Pod, metadata: {name: counter, namespace: bakery, labels: {role: cleaner}}, spec: {containers: [{name: a, image: b}]}}";
    fails(&task, &format!("{opening}---\n{relabelled}\n"));
    fails(&task, &format!("{relabelled}\n---\n{opening}"));
}

#[test]
fn names_of_pods_and_addresses_do_not_help() {
    let (task, text) = oven();
    let by_address = with(
        &text,
        "    - podSelector:\n        matchLabels:\n          role: counter\n",
        "    - ipBlock: {cidr: 10.244.0.0/16}\n",
    );
    fails(&task, &by_address);
    let by_name = with(&text, "role: oven", "kubernetes.io/hostname: oven");
    fails(&task, &by_name);
}

#[test]
fn of_an_object_that_is_there_twice_the_last_counts() {
    let (task, text) = oven();
    let open = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: oven, namespace: bakery}, \
                spec: {podSelector: {}, ingress: [{}]}}\n";
    let last_is_right = grade(&task, &format!("{open}---\n{text}"));
    assert!(last_is_right.first.is_none(), "{last_is_right:?}");
    fails(&task, &format!("{text}---\n{open}"));
}

#[test]
fn of_a_key_that_is_there_twice_the_first_does_not_make_it_right() {
    let (task, text) = oven();
    let twice = format!("{}\n    ports: [{{port: 9090}}]\n", text.trim_end());
    assert_ne!(grade(&task, &twice).outcome, Outcome::Passed);
}

#[test]
fn a_solution_in_a_comment_is_none() {
    let (task, text) = oven();
    let comment: String = text.lines().map(|it| format!("# {it}\n")).collect();
    fails(&task, &comment);
}

#[test]
fn an_answer_that_only_fits_the_pods_that_are_shown_fails_on_pods_that_could_exist() {
    let task = task("close-incoming");
    let text = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: no-way-in, namespace: ledger}, \
                spec: {podSelector: {matchExpressions: [{key: app, operator: Exists}]}, policyTypes: [Ingress]}}";
    let first = fails(&task, text).first.unwrap();
    assert_ne!(first.variation, Variation::Shown);
    assert!(first.manifests.contains("kind: Pod"), "{}", first.manifests);
    assert!(first.sentence.starts_with("on a cluster with"), "{}", first.sentence);
}

#[test]
fn a_task_whose_start_does_what_is_asked_is_no_task() {
    let (mut task, text) = oven();
    let at = task.files.iter().position(|it| it.file.name == "answer.yaml").unwrap();
    task.files[at].file.text = text.into();
    let found = practice::check(&task);
    assert!(found.problems.iter().any(|it| it.message.contains("solved before")), "{found:?}");
}

#[test]
fn a_goal_of_expectations_about_what_is_not_there_fails() {
    let (mut task, text) = oven();
    task.goal =
        practice::Goal::Expectations(vec!["bakery/counter -> bakery/oven TCP 7070: allowed".to_owned()]);
    passes(&task, &text);
    let line = "bakery/cleaner -> bakery/oven TCP 7070: denied".to_owned();
    task.goal = practice::Goal::Expectations(vec![line.clone()]);
    passes(&task, &text);
    let grade = practice::grade(&task, &Answer::default());
    assert!(grade.excess == 1 && grade.first.unwrap().sentence.contains(&line));
    for nothing in ["bakery/counter -> svc:bakery/ovne TCP 7070: denied", "bakery/counter oven"] {
        task.goal = practice::Goal::Expectations(vec![nothing.to_owned()]);
        assert_eq!(grade_of(&task, &text), Outcome::Failed, "{nothing}");
        assert!(!practice::check(&task).problems.is_empty());
    }
}

fn grade_of(task: &practice::Task, text: &str) -> Outcome {
    practice::grade(task, &answer(task, text)).outcome
}

#[test]
fn what_would_take_long_is_refused() {
    let (task, text) = oven();
    let large = format!("{text}\n# {}", "x".repeat(1_000_000));
    let grade = grade(&task, &large);
    assert_eq!(grade.outcome, Outcome::NotApplied);
    assert!(grade.refused[0].message.contains("too large"), "{grade:?}");
    let rules = "  - {from: [{podSelector: {matchLabels: {role: counter}}}]}\n".repeat(2_000);
    let grade = super::grade(&task, &format!("{}\n{rules}", text.trim_end()));
    assert!(grade.refused[0].message.contains("1,000 rules"), "{:?}", grade.refused);
    let anchors = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned()
        + &('b'..='i')
            .map(|it| {
                format!(
                    "{it}: &{it} [*{0}, *{0}, *{0}, *{0}, *{0}, *{0}, *{0}, *{0}]\n",
                    (it as u8 - 1) as char
                )
            })
            .collect::<String>();
    assert_ne!(grade_of(&task, &format!("{anchors}---\n{text}")), Outcome::Passed);
}

/// An answer whose one rule has these peers.
fn oven_from(peers: &str) -> String {
    format!(
        "{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: oven, namespace: bakery}}, spec: \
         {{podSelector: {{matchLabels: {{role: oven}}}}, ingress: [{{from: [{peers}], ports: [{{port: 7070}}]}}]}}}}"
    )
}

#[test]
fn a_hole_behind_many_harmless_peers_is_found() {
    let (task, _) = oven();
    let harmless = |it: usize| {
        format!(
            "{{podSelector: {{matchLabels: {{role: counter}}, matchExpressions: [{{key: a{it}, operator: Exists}}]}}}}"
        )
    };
    let right = "{podSelector: {matchLabels: {role: counter}}}";
    let all = (0..60).map(harmless).collect::<Vec<_>>().join(", ");
    let found = fails(
        &task,
        &oven_from(&format!(
            "{all}, {right}, {{podSelector: {{matchLabels: {{q1: a, q2: b, q3: c, q4: d}}}}}}"
        )),
    );
    let first = found.first.unwrap();
    assert_eq!((first.variation, first.is_missing), (Variation::AnyPod, false));
    assert!(
        first.manifests.contains("q4: d") && first.manifests.matches("kind: Pod").count() == 2,
        "{first:#?}"
    );
    // Without the hole it may be right, and it is not said to be.
    let found = grade(&task, &oven_from(&format!("{all}, {right}")));
    assert_eq!((found.outcome, found.clusters, found.notes.len()), (Outcome::NotApplied, 0, 0), "{found:?}");
    let [refused] = found.refused.as_slice() else { panic!("{found:?}") };
    assert!(!refused.by_server && refused.message.starts_with("the answer is too large to be graded: "));
}

#[test]
fn a_peer_that_no_pod_is_does_not_hide_that_too_little_was_tried() {
    let (task, _) = oven();
    let harmless = |it: usize| {
        format!(
            "{{podSelector: {{matchLabels: {{role: counter}}, matchExpressions: [{{key: a{it}, operator: Exists}}]}}}}"
        )
    };
    let all = (0..60).map(harmless).collect::<Vec<_>>().join(", ");
    let oven = oven_from(&format!("{all}, {{podSelector: {{matchLabels: {{role: counter}}}}}}"));
    // Whether every pod was tried is not asked of nodes, and they are told first.
    let nodes = "{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: nodes}, spec: \
        {tier: Baseline, priority: 1, subject: {namespaces: {}}, egress: [{action: Accept, to: [{nodes: {matchLabels: {a: b}}}]}]}}";
    let found = grade(&task, &format!("{oven}\n---\n{nodes}"));
    assert_eq!(found.outcome, Outcome::NotApplied, "{found:#?}");
    let [refused] = found.refused.as_slice() else { panic!("{found:#?}") };
    assert!(refused.message.starts_with("the answer is too large to be graded: "), "{refused:?}");
}

#[test]
fn one_value_more_than_asked_is_found_in_a_long_list() {
    let (task, _) = oven();
    let values: Vec<String> = (0..9_000).map(|it| format!("v{it}")).collect();
    let right = "{podSelector: {matchLabels: {role: counter}}}";
    for key in ["role", "zz"] {
        let peer = format!(
            "{{podSelector: {{matchExpressions: [{{key: {key}, operator: In, values: [{}]}}]}}}}",
            values.join(", ")
        );
        let found = fails(&task, &oven_from(&format!("{right}, {peer}")));
        assert_eq!(found.first.unwrap().variation, Variation::AnyPod);
    }
}
