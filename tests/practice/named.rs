//! What a text asks for is checked, what is checked is told, and hints do not say it all.

use netpol_core::practice::{self, Goal, Outcome, Task};

use super::{answer, fails, grade, solution, task, with};

#[track_caller]
fn has_problem(task: &Task, part: &str) {
    let found = practice::check(task);
    assert!(found.problems.iter().any(|it| it.message.contains(part)), "{part}: {found:#?}");
}

#[test]
fn every_name_that_the_text_asks_for_is_checked() {
    for (name, policy) in [
        ("environments", "same-env"),
        ("two-namespaces-both-ends", "between"),
        ("monitoring", "scrape"),
        ("baseline-default", "closed-by-default"),
    ] {
        let mut task = task(name);
        let text = solution(&task).replace(&format!("name: {policy}\n"), "name: other\n");
        let grade = grade(&task, &text);
        assert_eq!(grade.outcome, Outcome::Failed, "{name}");
        assert!(grade.first.is_none(), "{name}: {grade:?}");
        assert!(grade.broken.iter().all(|it| it.constraint == "policy"), "{name}: {grade:?}");
        assert_eq!(grade.broken.len(), task.constraints.policy.iter().filter(|it| it.name == policy).count());
        // A name that the text has and no constraint is told to the author.
        task.constraints.policy.pop();
        has_problem(&task, "and no constraint asks for");
    }
}

#[test]
fn a_number_of_policies_is_told_as_a_sentence() {
    let mut task = task("close-both");
    let more = with(&solution(&task), "name: closed", "name: more");
    let text = format!("{}---\n{more}", solution(&task));
    let grade = grade(&task, &text);
    assert_eq!(grade.broken.len(), 1, "{grade:?}");
    assert_eq!(grade.broken[0].message, "use one policy; your answer has 2");
    // Any other "one" is not the number of policies.
    task.text = with(&task.text, "Use one policy", "Of one kind: use a policy");
    has_problem(&task, "the text does not name the number of policies `one policy`");
}

#[test]
fn policies_of_the_whole_cluster_are_locked_too() {
    let mut task = task("admin-deny");
    let base = "apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {name: base}\nspec: {tier: Admin, priority: 900, subject: {namespaces: {matchLabels: {a: b}}}, ingress: [{action: Pass, from: [{namespaces: {}}]}]}\n";
    let file = &mut task.files[0].file;
    file.text = format!("{}---\n{base}", file.text).into();
    let text = format!("{}---\n{}", solution(&task), base.replace("900", "901"));
    let grade = grade(&task, &text);
    assert_ne!(grade.outcome, Outcome::Passed);
    let told: Vec<&str> = grade.broken.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(
        told,
        ["ClusterNetworkPolicy base must stay as it is, and your answer changes it"],
        "{grade:?}"
    );
}

#[test]
fn a_contested_port_does_not_hide_another_one() {
    let mut task = task("one-client-one-port");
    // Network plugins differ on what `twice` stands for on this pod.
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: oven-two, namespace: bakery, labels: {role: oven}}\nspec:\n  containers:\n  - {name: a, image: a, ports: [{name: twice, containerPort: 8080}]}\n  - {name: b, image: b, ports: [{name: twice, containerPort: 8081}]}\n";
    let file = &mut task.files[0].file;
    file.text = format!("{}---\n{pod}", file.text).into();
    let own = "      protocol: TCP\n";
    let text = with(&solution(&task), own, &format!("{own}    - port: twice\n    - port: 9999\n"));
    let grade = fails(&task, &text);
    assert_eq!((grade.missing, grade.excess), (0, 2), "{grade:?}");
    assert_eq!(grade.first.unwrap().port, "TCP 9999");
}

#[test]
fn ports_of_policies_of_the_whole_cluster_are_told() {
    let mut task = task("admin-deny");
    task.text = task.text.replace("8443", "443");
    for it in &mut task.files {
        it.file.text = it.file.text.replace("8443", "443").into();
    }
    has_problem(&task, "neither the text nor a file of the task names `8443`");
}

#[test]
fn a_hint_that_says_the_whole_solution_is_found() {
    for (name, hint) in [
        (
            "close-incoming",
            "`podSelector` is empty, `policyTypes` names one direction, and there is no rule.",
        ),
        ("close-both", "`policyTypes` lists both words; neither has a rule."),
        ("close-outgoing", "`policyTypes` lists one word, and there is no rule for it."),
        (
            "isolate-one-app",
            "`podSelector` has `matchLabels` with one label; `policyTypes` has one direction; no rule follows.",
        ),
        (
            "admit-namespace",
            "Below `from` stands a `namespaceSelector` with the label `kubernetes.io/metadata.name`, below `ports` 8080.",
        ),
    ] {
        let mut task = task(name);
        hint.clone_into(&mut task.hints[2]);
        has_problem(&task, "hint 3 says all that the solution says");
    }
}

#[test]
fn expectations_are_told_with_what_they_speak_of() {
    let mut task = task("one-client-one-port");
    let text = solution(&task);
    for (line, is_missing, port) in [
        ("bakery/counter -> bakery/oven TCP 7070: deny", false, "TCP 7070"),
        ("bakery/counter -> bakery/oven TCP 9090: open", true, "TCP 9090"),
        ("bakery/counter -> bakery/oven: all", true, ""),
    ] {
        task.goal = Goal::Expectations(vec![line.to_owned()]);
        let grade = practice::grade(&task, &answer(&task, &text));
        assert_eq!((grade.missing, grade.excess), (u64::from(is_missing), u64::from(!is_missing)), "{line}");
        let first = grade.first.unwrap();
        assert_eq!(
            (first.from_id.as_str(), first.to_id.as_str()),
            ("bakery/counter", "bakery/oven"),
            "{line}"
        );
        assert_eq!((first.is_missing, first.port.as_str()), (is_missing, port), "{line}");
    }
    // What is not there has no id.
    task.goal = Goal::Expectations(vec!["bakery/nothing -> bakery/oven: denied".to_owned()]);
    let first = practice::grade(&task, &answer(&task, &text)).first.unwrap();
    assert_eq!((first.from_id.as_str(), first.to_id.as_str()), ("", ""));
    assert!(!first.reason.is_empty());
}
