//! What an answer adds, leaves and calls its policies: constraints that are met only in form, and forms that are equal.

use netpol_core::SourceFile;
use netpol_core::practice::{self, Answer, Outcome, Role, Variation};

use super::{answer, fails, grade, passes, solution, task, tasks, with};

/// It lets everything out, which nothing keeps in.
const NOTHING: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: oven, namespace: bakery}\nspec: {podSelector: {}, policyTypes: [Egress], egress: [{}]}\n";

#[test]
fn a_named_policy_that_changes_nothing_is_not_enough() {
    let task = task("one-client-one-port");
    let other = with(&solution(&task), "name: oven\n", "name: other\n");
    // The policy that is asked for is there, and another one does everything.
    let found = grade(&task, &format!("{other}---\n{NOTHING}"));
    assert_eq!(found.outcome, Outcome::Failed, "{found:#?}");
    assert!(found.first.is_none(), "{found:#?}");
    let told: Vec<(&str, &str)> =
        found.broken.iter().map(|it| (it.constraint, it.message.as_str())).collect();
    let message =
        "NetworkPolicy bakery/oven changes nothing: your answer allows and denies the same without it";
    assert_eq!(told, [("policy", message)]);
    // The one that does it may have idle ones beside it, and a copy of itself.
    let idle = NOTHING.replace("name: oven", "name: idle");
    passes(&task, &format!("{}---\n{idle}", solution(&task)));
    passes(&task, &format!("{}---\n{other}", solution(&task)));
    // Two that only do it together: the one that is named denies, the other allows.
    let deny = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: oven, namespace: bakery}\nspec: {podSelector: {matchLabels: {role: oven}}}\n";
    passes(&task, &format!("{deny}---\n{other}"));
}

#[test]
fn objects_of_kinds_that_are_not_read_are_seen() {
    let oven = task("one-client-one-port");
    let relabel = task("relabel-only");
    for object in [
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: more, namespace: bakery}, data: {a: b}}",
        "{apiVersion: v1, kind: Secret, metadata: {name: more, namespace: bakery}, stringData: {a: b}}",
        "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: more, namespace: bakery}, rules: []}",
    ] {
        for (task, text) in [(&oven, solution(&oven)), (&relabel, solution(&relabel))] {
            let found = grade(task, &format!("{text}---\n{object}\n"));
            assert_eq!(found.outcome, Outcome::Failed, "{object}: {found:#?}");
            assert!(found.first.is_none(), "{found:#?}");
            assert_eq!(found.broken.len(), 1, "{found:#?}");
            assert!(found.broken[0].message.contains("bakery/more"), "{found:#?}");
        }
    }
}

#[test]
fn a_file_that_must_stay_may_have_another_form() {
    let task = task("least-permissive");
    let chosen = task.solutions[0].answer.clone();
    let name = chosen.files[0].name.clone();
    let given = task.files.iter().find(|it| it.file.name == name).unwrap().file.text.to_string();
    let grade = |text: String| {
        let files = vec![SourceFile::new(name.as_str(), text)];
        practice::grade(&task, &Answer { files })
    };
    for same in [
        given.replace('\n', "\r\n"),
        format!("\u{feff}{given}"),
        format!("{given}\n\n"),
        given.lines().map(|it| format!("{it}  \n")).collect(),
        given.replace("TCP", "'TCP'"),
    ] {
        let found = grade(same);
        assert_eq!(found.outcome, Outcome::Passed, "{found:#?}");
    }
    let found = grade(given.replace("namespace: ", "namespace: other-"));
    assert_eq!(found.broken[0].constraint, "untouched", "{found:#?}");
}

#[test]
fn an_object_that_must_stay_may_have_another_form() {
    let mut task = task("one-client-one-port");
    let text = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: kept\n  namespace: market\nspec:\n  podSelector:\n    matchLabels:\n      role: till\n  ingress:\n  - from:\n    - podSelector: {}\n    ports:\n    - port: 80\n";
    let at = task.files.iter().position(|it| it.role == Role::Yours).unwrap();
    task.files[at].file.text = text.into();
    task.constraints.untouched.push(practice::Key {
        kind: "NetworkPolicy".to_owned(),
        namespace: "market".to_owned(),
        name: "kept".to_owned(),
    });
    let other = "{\"spec\": {\"ingress\": [{\"ports\": [{\"port\": 0x50}], \"from\": [{\"podSelector\": {}}]}], \"podSelector\": {\"matchLabels\": {\"role\": \"till\"}}}, \"metadata\": {\"namespace\": \"market\", \"name\": \"kept\"}, \"kind\": \"NetworkPolicy\", \"apiVersion\": \"networking.k8s.io/v1\"}";
    let untouched = |text: &str| {
        let found = grade(&task, text);
        found.broken.iter().filter(|it| it.constraint == "untouched").count()
    };
    assert_eq!(untouched(text), 0);
    assert_eq!(untouched(other), 0);
    assert_eq!(untouched(&text.replace("role: till", "role: 'till'")), 0);
    assert_eq!(untouched(&text.replace("port: 80", "port: 81")), 1);
}

#[test]
fn keys_that_are_there_twice_are_refused_in_every_kind() {
    let task = task("relabel-only");
    let text = with(&solution(&task), "    team: post\n", "    team: other\n    team: post\n");
    let found = grade(&task, &text);
    assert_eq!(found.outcome, Outcome::NotApplied, "{found:#?}");
    assert!(found.refused[0].message.contains("duplicate field"), "{found:#?}");
    assert!(found.refused[0].line > 1 && found.refused[0].by_server);
}

#[test]
fn labels_that_are_no_texts_are_refused() {
    let task = task("relabel-only");
    for (value, kind) in [("y", "bool"), ("1", "number"), ("true", "bool")] {
        let text = with(&solution(&task), "to-front: 'yes'", &format!("to-front: {value}"));
        let found = grade(&task, &text);
        assert_eq!(found.outcome, Outcome::NotApplied, "{value}: {found:#?}");
        let words = format!("cannot unmarshal {kind} into Go struct field ObjectMeta.metadata.labels");
        assert!(found.refused[0].message.contains(&words), "{found:#?}");
        assert_eq!(found.refused.len(), 1, "{found:#?}");
    }
}

#[test]
fn a_workload_whose_selector_does_not_match_is_refused() {
    let task = task("relabel-a-workload");
    let text = solution(&task);
    let at = text.find("matchLabels:").unwrap();
    let line = text[at..].lines().nth(1).unwrap();
    let (key, _) = line.trim().split_once(':').unwrap();
    let wrong = text.replacen(line, &line.replace(line.trim(), &format!("{key}: nothing")), 1);
    let found = grade(&task, &wrong);
    assert_eq!(found.outcome, Outcome::NotApplied, "{found:#?}");
    assert!(
        found.refused.iter().any(|it| it.message.contains("`selector` does not match template `labels`"))
    );
}

#[test]
fn a_server_that_ended_makes_nothing_right() {
    let task = task("one-client-one-port");
    let open = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: oven, namespace: bakery}, spec: {podSelector: {matchLabels: {role: oven}}, ingress: [{}]}}";
    for pod in ["oven", "cleaner"] {
        let ended = format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: {pod}, namespace: bakery, labels: {{role: {pod}}}}}, spec: {{containers: [{{name: a, image: b}}]}}, status: {{phase: Succeeded}}}}"
        );
        let found = fails(&task, &format!("{open}\n---\n{ended}"));
        assert!(found.excess > 0, "{found:#?}");
        assert!(found.broken.iter().any(|it| it.constraint == "untouched"), "{found:#?}");
    }
}

#[test]
fn a_deny_that_must_stay_cannot_be_taken_away() {
    let task = task("add-beside-a-deny");
    let open = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny-all, namespace: theatre}\nspec: {podSelector: {}, ingress: [{}], egress: [{}], policyTypes: [Ingress, Egress]}\n";
    let found = fails(&task, open);
    let message = "NetworkPolicy theatre/deny-all must stay as it is, and your answer changes it";
    assert!(found.broken.iter().any(|it| it.message == message), "{found:#?}");
    let found = grade(&task, &format!("{}---\n{open}", solution(&task)));
    assert_eq!(found.outcome, Outcome::Failed);
}

#[test]
fn every_goal_changes_a_connection() {
    for (name, task) in tasks() {
        let asks_for_form = task.constraints.policies.is_some() || task.predict.is_some();
        let start = practice::grade(&task, &Answer::default());
        let is_seen = start.outcome == Outcome::NotApplied || start.missing + start.excess > 0;
        assert!(is_seen || asks_for_form, "{name}: {start:#?}");
    }
}

#[test]
fn a_namespace_by_its_name_is_not_one_by_its_label() {
    let task = task("admit-namespace");
    let text = solution(&task);
    assert!(text.contains("kubernetes.io/metadata.name:"), "{text}");
    // Another namespace has the same label.
    let line = text.lines().find(|it| it.contains("kubernetes.io/metadata.name:")).unwrap();
    let first = fails(&task, &text.replacen(line.trim(), "team: state", 1)).first.unwrap();
    assert!(!first.is_missing, "{first:#?}");
    let quoted = text.replacen("kubernetes.io/metadata.name:", "\"kubernetes.io/metadata.name\":", 1);
    passes(&task, &quoted);
}

#[test]
fn hidden_clusters_refuse_what_the_one_that_is_shown_lets_pass() {
    let mut first = std::collections::BTreeMap::new();
    for (_, task) in tasks().into_iter().filter(|it| it.1.predict.is_none()).step_by(2) {
        let grader = practice::Grader::new(&task);
        for it in &task.cheats {
            if let Some(shown) = grader.grade(&it.given.answer).first {
                *first.entry(shown.variation).or_insert(0) += 1;
            }
        }
    }
    // A variation that refuses nothing by itself is idle, which is worth knowing and no mistake.
    let idle: Vec<&str> =
        Variation::ALL.iter().filter(|it| !first.contains_key(it)).map(|it| it.as_str()).collect();
    println!("no cheat is refused first by: {}", idle.join(", "));
    assert!(first.keys().filter(|it| **it != Variation::Shown).count() >= 3, "{first:?}");
}

#[test]
fn the_grade_does_not_depend_on_the_order_of_documents() {
    for name in ["two-namespaces-both-ends", "environments", "chain-of-three"] {
        let task = task(name);
        let text = solution(&task);
        let mut parts: Vec<&str> = text.split("---\n").collect();
        parts.reverse();
        passes(
            &task,
            &parts.iter().map(|it| format!("{}\n", it.trim_end())).collect::<Vec<_>>().join("---\n"),
        );
        // One of them missing: the same is told in either order.
        let graded = |parts: &[&str]| {
            let text: Vec<String> = parts.iter().map(|it| format!("{}\n", it.trim_end())).collect();
            practice::grade(&task, &answer(&task, &text.join("---\n")))
        };
        let fewer = &parts[1..];
        let turned: Vec<&str> = fewer.iter().rev().copied().collect();
        assert_ne!(graded(fewer).outcome, Outcome::Passed, "{name}");
        assert_eq!(graded(fewer), graded(&turned), "{name}");
    }
}

#[test]
fn marks_may_have_other_blanks() {
    let task = task("predict");
    let right = solution(&task);
    for other in [
        format!("\u{feff}{right}"),
        right.replace(": ", ":"),
        right.replace(": ", ":\t"),
        right.replace(": ", " :  ").replace('\n', "\r\n"),
        right.replace(" -> ", "->"),
        right.lines().map(|it| format!("  {it}\t# because\n")).collect(),
    ] {
        passes(&task, &other);
    }
}

#[test]
fn lines_in_an_answer_are_no_lines_of_the_goal() {
    let mut task = task("one-client-one-port");
    let text = solution(&task);
    let line = "bakery/cleaner -> bakery/oven TCP 7070: denied".to_owned();
    task.goal = practice::Goal::Expectations(vec![line]);
    passes(&task, &format!("{text}# expect bakery/cleaner -> bakery/oven TCP 7070: allowed\n"));
}

#[test]
fn many_peers_are_refused_before_they_take_long() {
    let task = task("one-client-one-port");
    let peers: String = (0..2_000)
        .map(|it| format!("    - ipBlock: {{cidr: 10.{}.{}.0/24}}\n", it / 250, it % 250))
        .collect();
    let text = with(&solution(&task), "  - from:\n", &format!("  - from:\n{peers}"));
    let found = grade(&task, &text);
    assert_eq!(found.outcome, Outcome::NotApplied, "{found:#?}");
    assert!(found.refused[0].message.contains("too large to be graded"), "{found:#?}");
    assert!(!found.refused[0].by_server);
    // Blocks cut each other, so that fewer of them take as long.
    let few: String = peers.lines().take(400).map(|it| format!("{it}\n")).collect();
    let found = grade(&task, &with(&solution(&task), "  - from:\n", &format!("  - from:\n{few}")));
    assert!(found.refused[0].message.contains("more than 300 address blocks"), "{found:#?}");
}
