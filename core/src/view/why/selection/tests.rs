use expect_test::expect;

use crate::testing::{short, why};

/// The lines of one end, from the first to the second.
fn entering(analysis: &crate::Analysis, from: &str, to: &str) -> String {
    let all = why(analysis, from, to, "80");
    all.split_once("Entering ").map_or(String::new(), |it| it.1.to_owned())
}

#[test]
fn policies_that_nearly_select_are_named_with_the_label_that_fails() {
    let near = |tier: &str, name: &str| {
        format!("np x/{name} {{podSelector: {{matchLabels: {{app: api, tier: {tier}}}}}, ingress: []}}\n")
    };
    let pods = "pod x/api app=api tier=front\npod y/b\n";
    let analysis = short(&format!("{pods}{}", near("back", "p")));
    expect![[r#"
        x/api
          ✓ No policy isolates it for ingress: everything is allowed.
            · [x/p] does not select it: pod has `tier=front`, wanted `tier=back`
    "#]]
    .assert_eq(&entering(&analysis, "y/b", "x/api"));
    // Two that fail are too many, and another direction or namespace is none of its business.
    let far = "np x/q {podSelector: {matchLabels: {app: z, tier: back}}, ingress: []}\nnp x/r {podSelector: {matchLabels: {app: z}}, policyTypes: [Egress]}\nnp y/s {podSelector: {matchLabels: {app: z}}, ingress: []}";
    let analysis = short(&format!("{pods}{far}"));
    assert!(!entering(&analysis, "y/b", "x/api").contains("does not select"));
    // A rule that matches leaves nothing to look for.
    let analysis = short(&format!("{pods}{}np x/open {{ingress: [{{}}]}}", near("back", "p")));
    assert!(!entering(&analysis, "y/b", "x/api").contains("does not select"));
    let many: String = ["a", "b", "c", "d", "e"].iter().map(|it| near(it, it)).collect();
    let analysis = short(&format!("{pods}{many}"));
    expect![[r#"
        x/api
          ✓ No policy isolates it for ingress: everything is allowed.
            · [x/a] does not select it: pod has `tier=front`, wanted `tier=a`
            · [x/b] does not select it: pod has `tier=front`, wanted `tier=b`
            · [x/c] does not select it: pod has `tier=front`, wanted `tier=c`
            · by one label, these do not select it either: [x/d], [x/e]
    "#]]
    .assert_eq(&entering(&analysis, "y/b", "x/api"));
}

#[test]
fn a_policy_in_another_namespace_than_its_pods_is_named() {
    let pods = "pod x/api app=api\npod y/b\n";
    let policy =
        |name: &str| format!("np {name} {{podSelector: {{matchLabels: {{app: api}}}}, ingress: []}}\n");
    let analysis = short(&format!("{pods}{}", policy("y/p")));
    expect![[r#"
        x/api
          ✓ No policy isolates it for ingress: everything is allowed.
            · [y/p] asks for the labels of this pod and does not select it: it is in namespace `y`, where no pod has them, and the pod is in `x`
    "#]]
    .assert_eq(&entering(&analysis, "y/b", "x/api"));
    // One that selects pods where it is was written for these.
    let analysis = short(&format!("{pods}pod y/api app=api\n{}", policy("y/p")));
    assert!(!entering(&analysis, "y/b", "x/api").contains("does not select"));
    // One that asks for nothing was written for no pod in particular.
    let analysis = short(&format!("{pods}np z/p {{podSelector: {{}}, ingress: []}}"));
    assert!(!entering(&analysis, "y/b", "x/api").contains("does not select"));
    let many: String = ["a", "b", "c", "d", "e"].iter().map(|it| policy(&format!("z/{it}"))).collect();
    let all = entering(&short(&format!("{pods}{many}")), "y/b", "x/api");
    assert_eq!(all.matches("asks for the labels of this pod").count(), 3, "{all}");
    assert!(all.contains("nor do these, in other namespaces: [z/d], [z/e]"), "{all}");
}

#[test]
fn what_the_destination_calls_the_port_is_told() {
    let analysis = short(
        "pod x/a\npod x/b port=web:80/TCP\nnp x/p {podSelector: {}, ingress: [{ports: [{port: http}]}]}",
    );
    let all = entering(&analysis, "x/a", "x/b");
    assert!(
        all.contains("the destination declares no container port named `http`; it calls `TCP 80` `web`"),
        "{all}"
    );
}
