use expect_test::expect;

use crate::options::Options;
use crate::testing::{index, why};

/// The lines of one end, from the first to the second.
fn entering(analysis: &crate::Analysis, from: &str, to: &str) -> String {
    let all = why(analysis, from, to, "80");
    all.split_once("Entering ").map_or(String::new(), |it| it.1.to_owned())
}

/// A cluster-wide policy of one rule for everything.
fn wide(name: &str, tier: &str, priority: u32, rule: &str) -> String {
    format!(
        "---\napiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {{name: {name}}}\nspec: {{tier: {tier}, priority: {priority}, subject: {{namespaces: {{}}}}, ingress: [{rule}]}}\n"
    )
}

const PODS: &str = "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: x}, status: {podIP: 10.0.1.1}}\n---\n{apiVersion: v1, kind: Pod, metadata: {name: b, namespace: y}, status: {podIP: 10.0.2.1}}\n";
const CLOSED: &str = "---\n{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: x}, spec: {podSelector: {}}}\n";

fn yaml(text: &str) -> crate::Analysis {
    crate::analyze(&[crate::SourceFile::new("a.yaml", text)], &Options::default())
}

#[test]
fn a_tier_that_is_not_asked_says_why() {
    let deny = |name, tier| wide(name, tier, 5, "{action: Deny, from: [{namespaces: {}}]}");
    let analysis = yaml(&format!("{PODS}{CLOSED}{}", deny("base", "Baseline")));
    expect![[r#"
        x/a
          ✕ Isolated by [x/p]; no ingress rule at all
            ✕ [x/p] has no ingress rules, so by itself it allows nothing
            · Baseline tier: not asked, [x/p] applies
        Only the ingress of `x/a` denies this; the egress of `y/b` already allows it.
    "#]]
    .assert_eq(&entering(&analysis, "y/b", "x/a"));
    let analysis = yaml(&format!("{PODS}{CLOSED}{}{}", deny("base", "Baseline"), deny("first", "Admin")));
    expect![[r#"
        x/a
          ✕ Denied in the Admin tier by [first] (priority 5) ingress rule 1.
            ✕ Admin tier: [first] (priority 5) ingress rule 1 denies it
              ✓ every namespace matches
              ✓ `protocols` is empty or missing: every port matches
            · NetworkPolicy tier: not asked, [first] (priority 5) ingress rule 1 decides before
            · Baseline tier: not asked, [first] (priority 5) ingress rule 1 decides before
        Only the ingress of `x/a` denies this; the egress of `y/b` already allows it.
    "#]]
    .assert_eq(&entering(&analysis, "y/b", "x/a"));
}

#[test]
fn policies_of_equal_priority_are_told_whether_or_not_their_order_matters() {
    let rule = |action: &str| format!("{{action: {action}, from: [{{namespaces: {{}}}}]}}");
    let pair =
        format!("{}{}", wide("one", "Admin", 5, &rule("Pass")), wide("two", "Admin", 5, &rule("Deny")));
    let analysis = yaml(&format!("{PODS}{CLOSED}{pair}"));
    expect![[r#"
        x/a
          ✕ Isolated by [x/p]; no ingress rule at all
            · Admin tier: these have equal priority; whichever comes first, the answer is the same
              · [one] (priority 5) ingress rule 1 passes it on to the next tier
                ✓ every namespace matches
                ✓ `protocols` is empty or missing: every port matches
              ✕ [two] (priority 5) ingress rule 1 denies it
                ✓ every namespace matches
                ✓ `protocols` is empty or missing: every port matches
            ✕ [x/p] has no ingress rules, so by itself it allows nothing
        Only the ingress of `x/a` denies this; the egress of `y/b` already allows it.
    "#]]
    .assert_eq(&entering(&analysis, "y/b", "x/a"));
    let analysis = yaml(&format!("{PODS}{pair}"));
    let it = analysis.explanation(
        index(&analysis, "y/b"),
        index(&analysis, "x/a"),
        crate::testing::probe(&analysis, "80"),
    );
    let it = it.unwrap();
    assert_eq!(
        (it.certainty.as_str(), it.certainty_words),
        ("implementation-defined", "network plugins differ")
    );
    let note = it.notes.iter().find(|it| it.code == "equal-priority").unwrap();
    assert_eq!((note.case, note.knob), ("C-06", "equal-priority"));
}

#[test]
fn a_protocol_that_the_rule_does_not_ask_for_is_not_called_wanted() {
    let pod = "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: x}, spec: {containers: [{name: c, image: i, ports: [{name: dns, containerPort: 53, protocol: UDP}]}]}}\n---\n{apiVersion: v1, kind: Pod, metadata: {name: b, namespace: y}}\n";
    let rule = "{action: Deny, from: [{namespaces: {}}], protocols: [{destinationNamedPort: dns}]}";
    let analysis = yaml(&format!("{pod}{}", wide("one", "Admin", 5, rule)));
    let text = why(&analysis, "y/b", "x/a", "53");
    assert!(text.contains("✕ the destination declares `dns` for UDP only, not for TCP"), "{text}");
    assert!(!text.contains("wanted") && !text.contains("any protocol"), "{text}");
}

#[test]
fn settings_that_notes_name_exist() {
    use crate::explain::Contested;
    let keys: Vec<&str> = crate::settings::GROUPS.iter().flat_map(|it| it.knobs).map(|it| it.key).collect();
    for it in [
        Contested::HostNetwork,
        Contested::BlocksAndPods,
        Contested::Hairpin,
        Contested::OwnNodeEgress,
        Contested::NetworkPolicyTier,
        Contested::EqualPriority,
        Contested::RepeatedPortName,
    ] {
        let knob = crate::settings::GROUPS.iter().flat_map(|it| it.knobs).find(|knob| knob.key == it.knob());
        assert_eq!(knob.and_then(|it| it.contested).map(|it| it.0), Some(it.case()), "{it:?}");
    }
    for it in ["pod-cidr", "node-cidr", "dns"] {
        assert!(keys.contains(&it), "{it}");
    }
}
