use super::{FaultKind, Policy, World, all};
use crate::diagnostic::edited;
use crate::source::SourceFile;

const CLUSTER: &str = "
kind: Namespace
metadata: {name: shop, labels: {team: a}}
---
kind: Namespace
metadata: {name: ops, labels: {team: b}}
---
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}]}]}
---
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db, role: store}}
spec: {containers: [{name: c, ports: [{name: sql, containerPort: 5432}]}]}
";

/// The texts that slips of a kind make of a policy.
fn made(kind: FaultKind, text: &str) -> Vec<String> {
    let world = World::of(&[SourceFile::new("cluster.yaml", CLUSTER)]);
    let policies = Policy::all(text, 0);
    assert_eq!(policies.len(), 1, "{text}");
    let faults = all(kind, &policies, &world);
    faults.iter().map(|it| edited(text, 0, &it.edits).unwrap_or_else(|| panic!("{it:?}"))).collect()
}

#[track_caller]
fn makes(kind: FaultKind, spec: &str, expected: &[(&str, &str)]) {
    let text = format!("kind: NetworkPolicy\nmetadata:\n  name: it\n  namespace: shop # here\nspec:\n{spec}");
    let found = made(kind, &text);
    for (old, new) in expected {
        assert!(text.contains(old), "{old}");
        let wanted = text.replacen(old, new, 1);
        assert!(found.contains(&wanted), "{wanted} is not among\n{}", found.join("=====\n"));
    }
    assert!(found.iter().all(|it| *it != text));
}

#[test]
fn a_port_becomes_another_of_the_cluster_or_one_alike() {
    let spec = "  podSelector: {}\n  ingress:\n  - ports:\n    - port: 8080 # c\n    - {port: 'http'}\n";
    makes(FaultKind::Port, spec, &[("8080", "80"), ("8080", "5432"), ("8080", "8081"), ("'http'", "'sql'")]);
    let range = "  podSelector: {}\n  ingress:\n  - ports:\n    - port: 10\n      endPort: 20\n";
    makes(FaultKind::EndPort, range, &[("endPort: 20", "endPort: 19"), ("\n      endPort: 20", "")]);
}

#[test]
fn a_protocol_is_another_or_left_out() {
    let spec =
        "  podSelector: {}\n  egress:\n  - ports:\n    - protocol: UDP\n      port: 53\n    - port: 80\n";
    makes(
        FaultKind::Protocol,
        spec,
        &[
            ("UDP", "TCP"),
            ("protocol: UDP\n      port", "port"),
            ("- port: 80", "- protocol: UDP\n      port: 80"),
        ],
    );
}

#[test]
fn labels_get_other_keys_and_values() {
    let spec = "  podSelector:\n    matchLabels: {app: \"web\"}\n  ingress:\n  - from:\n    - namespaceSelector:\n        \
                matchExpressions: [{key: team, operator: In, values: [a, b]}]\n";
    makes(
        FaultKind::LabelKey,
        spec,
        &[("app:", "role:"), ("app:", "app.kubernetes.io/name:"), ("team", "owner")],
    );
    makes(
        FaultKind::LabelValue,
        spec,
        &[("\"web\"", "\"db\""), ("In,", "NotIn,"), ("[a, b]", "[a]"), ("[a, b]", "[b, b]")],
    );
}

#[test]
fn the_policy_lies_elsewhere() {
    makes(
        FaultKind::Namespace,
        "  podSelector: {}\n",
        &[("namespace: shop", "namespace: ops"), ("  namespace: shop # here\n", "")],
    );
}

#[test]
fn a_dash_too_many_or_too_few() {
    let both = "  podSelector: {}\n  ingress:\n    - from:\n        - namespaceSelector: {}\n          podSelector: {}\n      \
                ports:\n        - port: 1\n";
    makes(
        FaultKind::StrayDash,
        both,
        &[("          podSelector", "        - podSelector"), ("      ports", "    - ports")],
    );
    makes(
        FaultKind::StrayDash,
        "  podSelector: {}\n  ingress: [{from: [{namespaceSelector: {}, podSelector: {}}]}]\n",
        &[("{}, pod", "{}}, {pod")],
    );
    makes(
        FaultKind::MissingDash,
        "  podSelector: {}\n  ingress:\n  - from:\n    - namespaceSelector: {}\n    - podSelector: {}\n",
        &[("    - podSelector", "      podSelector")],
    );
}

#[test]
fn a_type_lacks_or_is_the_other_one() {
    makes(
        FaultKind::PolicyType,
        "  podSelector: {}\n  policyTypes: [Ingress, Egress]\n",
        &[("  policyTypes: [Ingress, Egress]\n", ""), ("Ingress, ", ""), (", Egress", "")],
    );
    makes(FaultKind::PolicyType, "  podSelector: {}\n  policyTypes:\n  - Egress\n", &[("Egress", "Ingress")]);
}

#[test]
fn dns_is_forgotten() {
    let spec = "  podSelector: {}\n  egress:\n  - to: [{podSelector: {}}]\n  - ports:\n    - port: 53\n      protocol: UDP\n    \
                - port: 53\n";
    makes(
        FaultKind::Dns,
        spec,
        &[
            ("  - ports:\n    - port: 53\n      protocol: UDP\n    - port: 53\n", ""),
            ("    - port: 53\n      protocol: UDP\n", ""),
        ],
    );
}

#[test]
fn the_other_side_and_the_other_end() {
    let spec = "  podSelector: {matchLabels: {app: db}}\n  policyTypes: [Ingress]\n  ingress:\n  - from:\n    - podSelector: \
                {matchLabels: {app: web}}\n";
    let other = spec.replace("Ingress", "Egress").replace("ingress", "egress").replace("from", "to");
    makes(FaultKind::Direction, spec, &[(spec, &other)]);
    let exchanged = spec.replace("web", "x").replace("db", "web").replace("{app: x}", "{app: db}");
    makes(FaultKind::Ends, spec, &[(spec, &exchanged)]);
    makes(FaultKind::Refused, spec, &[("from", "to")]);
}

#[test]
fn nothing_and_everything() {
    makes(
        FaultKind::Empty,
        "  podSelector: {}\n  policyTypes: [Ingress]\n",
        &[("[Ingress]\n", "[Ingress]\n  ingress:\n    - {}\n")],
    );
    makes(FaultKind::Empty, "  podSelector: {}\n  ingress: []\n", &[("ingress: []", "ingress:\n    - {}")]);
    makes(
        FaultKind::Empty,
        "  podSelector: {}\n  ingress:\n  - {}\n",
        &[("ingress:\n  - {}", "ingress: []")],
    );
    makes(
        FaultKind::Empty,
        "  podSelector: {}\n  ingress:\n  - from: [{podSelector: {}}]\n",
        &[("[{podSelector: {}}]", "[]")],
    );
}

#[test]
fn the_wrong_selector() {
    let spec = "  podSelector: {matchLabels: {app: db}}\n  ingress:\n  - from:\n    - namespaceSelector: {matchLabels: {team: a}}\n";
    makes(
        FaultKind::Selector,
        spec,
        &[
            ("{matchLabels: {app: db}}", "{}"),
            ("namespaceSelector", "podSelector"),
            ("{matchLabels: {team: a}}", "{}"),
        ],
    );
}

#[test]
fn blocks_lose_exceptions() {
    let spec = "  podSelector: {}\n  egress:\n  - to:\n    - ipBlock:\n        cidr: 10.0.0.0/8\n        except:\n        - \
                10.1.0.0/16\n        - 10.2.0.0/16\n";
    makes(
        FaultKind::Except,
        spec,
        &[
            ("        except:\n        - 10.1.0.0/16\n        - 10.2.0.0/16\n", ""),
            ("        - 10.1.0.0/16\n", ""),
            ("10.0.0.0/8", "10.0.0.0/16"),
        ],
    );
}

#[test]
fn policies_of_the_cluster_decide_otherwise() {
    let text = "kind: ClusterNetworkPolicy\nmetadata: {name: it}\nspec:\n  tier: Admin\n  priority: 5\n  subject: {namespaces: {}}\n  \
                ingress:\n  - action: Deny\n    from: [{namespaces: {}}]\n";
    let found = made(FaultKind::Tier, text);
    for (old, new) in
        [("Deny", "Accept"), ("Deny", "Pass"), ("priority: 5", "priority: 50"), ("Admin", "Baseline")]
    {
        assert!(found.contains(&text.replacen(old, new, 1)), "{new}: {found:?}");
    }
}
