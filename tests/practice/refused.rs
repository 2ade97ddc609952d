//! Answers that kubectl or a server refuses are not applied, also where they could be evaluated; labels that stay, stay.

use netpol_core::practice::{Grade, Outcome};

use super::{fails, grade, passes, solution, task, with};

#[track_caller]
fn not_applied(found: &Grade, words: &str) {
    assert_eq!(found.outcome, Outcome::NotApplied, "{found:#?}");
    assert!(found.first.is_none() && found.broken.is_empty(), "{found:#?}");
    let is_told =
        |it: &netpol_core::practice::Refused| it.message.contains(words) && it.line > 0 && it.by_server;
    assert!(found.refused.iter().any(is_told), "{found:#?}");
    assert_eq!(found.clusters, 0);
}

#[test]
fn a_version_that_no_server_knows_is_not_applied() {
    let task = task("one-client-one-port");
    let text = with(&solution(&task), "networking.k8s.io/v1", "extensions/v1beta1");
    not_applied(
        &grade(&task, &text),
        "no matches for kind \"NetworkPolicy\" in version \"extensions/v1beta1\"",
    );
}

#[test]
fn what_is_not_graded_is_not_said_to_be_refused_by_a_server() {
    let task = task("one-client-one-port");
    let other =
        "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: a}\nspec: {}\n";
    for text in [format!("# {}\n", "a".repeat(200_001)), format!("{}\n---\n{other}", solution(&task))] {
        let found = grade(&task, &text);
        assert_eq!(found.outcome, Outcome::NotApplied);
        assert!(found.refused.iter().all(|it| !it.by_server) && !found.refused.is_empty(), "{found:#?}");
    }
    assert_eq!(passes(&task, &solution(&task)).clusters, 13);
    let closed = fails(&task, "");
    assert_eq!(closed.clusters, 1, "{closed:#?}");
}

#[test]
fn a_value_that_is_no_label_is_not_applied() {
    let task = task("one-client-one-port");
    not_applied(
        &grade(&task, &with(&solution(&task), "role: counter", "role: the counter")),
        "a valid label must be",
    );
    let task = super::task("relabel-only");
    let text = with(&solution(&task), "to-front: 'yes'", "to-front: 'oh yes'");
    not_applied(
        &grade(&task, &text),
        "The Pod \"courier\" is invalid: metadata.labels: Invalid value: \"oh yes\"",
    );
}

#[test]
fn a_label_that_stays_must_stay() {
    let task = task("relabel-only");
    let text = solution(&task);
    passes(&task, &text);
    for other in [with(&text, "    team: post\n", ""), with(&text, "team: post", "team: other")] {
        let grade = grade(&task, &other);
        assert_eq!(grade.outcome, Outcome::Failed);
        assert_eq!(grade.broken[0].constraint, "keep-labels", "{grade:?}");
    }
    // What the labels do is graded all the same.
    fails(&task, &with(&text, "    to-front: 'yes'\n", ""));
}

#[test]
fn a_status_of_a_policy_is_not_applied() {
    let task = task("one-client-one-port");
    let text = format!("{}status: {{}}\n", solution(&task));
    not_applied(&grade(&task, &text), "unknown field \"status\"");
}

#[test]
fn a_page_of_markdown_is_not_applied() {
    let task = task("one-client-one-port");
    let text = solution(&task);
    not_applied(&grade(&task, &format!("```yaml\n{text}```\n")), "yaml: line 1:");
    passes(&task, &format!("# ```yaml\n{text}# ```\n"));
}

#[test]
fn what_a_server_adds_to_a_pod_is_no_change() {
    let task = task("relabel-only");
    let text = solution(&task);
    let text = with(
        &text,
        "metadata:\n",
        "metadata:\n  uid: abc\n  resourceVersion: '1'\n  creationTimestamp: '2026-01-05T09:00:00Z'\n",
    );
    let text = with(
        &text,
        "    - containerPort: 80\n",
        "    - containerPort: 80\n      protocol: TCP\n    imagePullPolicy: Always\n    resources: {}\n",
    );
    let text = with(
        &text,
        "spec:\n",
        "status: {phase: Running, podIP: 10.1.1.1}\nspec:\n  dnsPolicy: ClusterFirst\n  restartPolicy: Always\n  terminationGracePeriodSeconds: 30\n  securityContext: {}\n  nodeName: node-1\n",
    );
    passes(&task, &text);
    for (old, new) in [
        ("ClusterFirst", "Default"),
        ("protocol: TCP", "protocol: UDP"),
        ("Policy: Always\n    res", "Policy: Never\n    res"),
    ] {
        let found = grade(&task, &with(&text, old, new));
        assert_eq!(found.broken[0].constraint, "labels-only", "{found:?}");
    }
}
