use super::*;
use crate::kind::testing::{check, manifests};

#[track_caller]
fn kinds(text: &str, expected: &[&str], problems: &[&str]) {
    let read = check(text, problems, text);
    let kinds: Vec<_> = read.objects.iter().map(|it| format!("{} {}", it.kind, it.name)).collect();
    assert_eq!(kinds, expected, "{text}");
}

#[test]
fn lists_are_expanded() {
    kinds(
        "{kind: List, apiVersion: v1, items: [{kind: Pod, apiVersion: v1, metadata: {name: a}}, {kind: List, apiVersion: v1, items: [{kind: Pod, apiVersion: v1, metadata: {name: b}}]}]}",
        &["Pod a", "Pod b"],
        &[],
    );
    kinds("{kind: List, apiVersion: v1}", &[], &[]);
    kinds("{kind: List, apiVersion: v1, items: }", &[], &[]);
    kinds("{kind: List, apiVersion: v1, items: [null]}", &[], &["warning null-item"]);
    kinds(
        "{kind: NetworkPolicyList, apiVersion: networking.k8s.io/v1, items: [{metadata: {name: p}}]}",
        &["NetworkPolicy p"],
        &[],
    );
    kinds("{kind: ConfigMapList, apiVersion: v1, items: [{metadata: {name: c}}]}", &["ConfigMap c"], &[]);
    kinds("{kind: List, apiVersion: v1, items: {}}", &[], &["error wrong-type"]);
}

#[test]
fn group_and_kind_must_both_match() {
    for (text, expected) in [
        ("kind: Pod", "error missing-type apiVersion is not set"),
        ("apiVersion: v1", "error missing-type kind is not set"),
        ("{a: b}", "error missing-type apiVersion and kind are not set"),
        ("[a]", "error not-an-object"),
        (
            "{apiVersion: v1, kind: NetworkPolicy}",
            "error no-such-kind apiVersion: no matches for kind \"NetworkPolicy\" in version \"v1\"",
        ),
        (
            "{apiVersion: v1, kind: Deployment}",
            "error no-such-kind apiVersion: no matches for kind \"Deployment\" in version \"v1\"",
        ),
        ("{apiVersion: networking.k8s.io/v1beta1, kind: NetworkPolicy}", "error no-such-kind"),
    ] {
        let read = check(text, &[expected], text);
        assert!(read.incomplete, "{text}");
    }
    for (text, body) in [
        ("{apiVersion: serving.knative.dev/v1, kind: Service}", Body::Ignored),
        ("{apiVersion: v1, kind: Secret}", Body::Ignored),
        ("{apiVersion: crd.antrea.io/v1beta1, kind: ClusterNetworkPolicy}", Body::ForeignPolicy),
        ("{apiVersion: networking.k8s.aws/v1alpha1, kind: ClusterNetworkPolicy}", Body::ForeignPolicy),
        ("{apiVersion: projectcalico.org/v3, kind: NetworkPolicy}", Body::ForeignPolicy),
        ("{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy}", Body::ForeignPolicy),
        ("{apiVersion: cilium.io/v2, kind: CiliumEndpoint}", Body::Ignored),
    ] {
        assert_eq!(check(text, &[], text).objects[0].body, body, "{text}");
    }
}

#[test]
fn removed_versions_are_read_with_a_warning() {
    for (api_version, kind) in [
        ("apps/v1beta2", "Deployment"),
        ("extensions/v1beta1", "NetworkPolicy"),
        ("batch/v1beta1", "CronJob"),
    ] {
        let text = format!("{{apiVersion: {api_version}, kind: {kind}, metadata: {{name: a}}, spec: {{}}}}");
        let read = read_document(&text, &Options::default(), crate::kind::Readers::ALL);
        assert_eq!(read.objects[0].diagnostics[0].code.as_str(), "removed-api", "{text}");
        assert!(matches!(read.objects[0].body, Body::Manifest(_)), "{text}");
    }
}

#[test]
fn namespaces_carry_their_name() {
    let label = |text: &str, problems: &[&str]| match manifests(check(text, problems, text)).pop() {
        Some(Manifest::Namespace(it)) => it.meta.labels,
        other => panic!("{other:?}"),
    };
    let labels =
        label("{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {a: b, z: c}}}", &[]);
    assert_eq!(labels[1], ("kubernetes.io/metadata.name".to_owned(), "shop".to_owned()), "sorted in");
    let labels = label(
        "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {kubernetes.io/metadata.name: z}}}",
        &["warning label-overwritten metadata.labels: "],
    );
    assert_eq!(*labels, [("kubernetes.io/metadata.name".to_owned(), "shop".to_owned())]);
}

#[test]
fn metadata_of_other_objects_is_warned_about() {
    let text = "{apiVersion: v1, kind: Namespace, metadata: {name: a.b, namespace: c}}";
    check(
        text,
        &[
            "warning invalid-value metadata.name: Invalid value: \"a.b\": must not contain dots",
            "warning namespace-ignored metadata.namespace: ",
        ],
        text,
    );
    let text = "{apiVersion: v1, kind: Pod, metadata: {name: A, labels: {app: 'a b'}}}";
    check(
        text,
        &[
            "warning invalid-value metadata.name: ",
            "warning invalid-value metadata.labels: Invalid value: \"a b\"",
        ],
        text,
    );
    let text = "{apiVersion: v1, kind: Service, metadata: {name: Web}, spec: {clusterIP: None}}";
    check(
        text,
        &["warning invalid-value metadata.name: Invalid value: \"Web\": a lowercase RFC 1123 label"],
        text,
    );
    let text = "{apiVersion: v1, kind: Pod, metadata: {labels: {a: b}}}";
    let read = check(
        text,
        &["error required-value metadata.name: Required value: name or generateName is required"],
        text,
    );
    assert!(read.incomplete);
    let text = "{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {v: 1.10}}, x: 1, x: 2}";
    let read = check(text, &["warning duplicate-key x: ", "warning wrong-type metadata.labels.v: "], text);
    let Some(Manifest::Pod(pod)) = manifests(read).pop() else { panic!() };
    assert_eq!(*pod.meta.labels, [("v".to_owned(), "1.10".to_owned())], "as it was written");
}

#[test]
fn owners_and_exports_are_seen() {
    let text = "{apiVersion: v1, kind: Pod, metadata: {name: a, resourceVersion: '1', ownerReferences: [{kind: X, name: x}, {kind: ReplicaSet, name: web-1, controller: true}]}}";
    let Some(Manifest::Pod(pod)) = manifests(check(text, &[], text)).pop() else { panic!() };
    assert_eq!(
        pod.meta.owner.map(|it| (it.kind, it.name)),
        Some(("ReplicaSet".to_owned(), "web-1".to_owned()))
    );
    assert!(pod.meta.exported);
}

#[test]
fn two_objects_without_a_separator_are_one_mistake() {
    let two = |kind: &str| {
        let one = |name| format!("apiVersion: v1\nkind: {kind}\nmetadata: {{name: {name}}}\n");
        one("a") + "\n" + &one("b")
    };
    let text = two("Pod");
    let read = check(&text, &["error missing-separator another object begins here"], "told once");
    let told = &read.objects[0].diagnostics[0];
    let at = told.location.unwrap().span.start as usize;
    assert_eq!(text.get(at..at + 10), Some("apiVersion"), "at the second object");
    assert_eq!((at, told.related[0].0.span.start), (text.rfind("apiVersion").unwrap(), 0));
    assert!(read.incomplete, "the first one is lost");
    let Some(Manifest::Pod(pod)) = manifests(read).pop() else { panic!() };
    assert_eq!(pod.meta.name.value, "b", "as `kubectl` sends it");
    check(
        "kind: Pod\nkind: Pod\napiVersion: v1\nmetadata: {name: a}",
        &["warning duplicate-key kind"],
        "one key",
    );
}

#[test]
fn only_kinds_that_allow_or_deny_are_policies_of_others() {
    let body = |group: &str, kind: &str| {
        let text = format!("apiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: a}}");
        check(&text, &[], &text).objects.pop().unwrap().body
    };
    for (group, kind) in [
        ("cilium.io", "CiliumNetworkPolicy"),
        ("cilium.io", "CiliumClusterwideNetworkPolicy"),
        ("projectcalico.org", "GlobalNetworkPolicy"),
        ("crd.projectcalico.org", "NetworkPolicy"),
        ("crd.antrea.io", "ClusterNetworkPolicy"),
        ("k8s.ovn.org", "EgressFirewall"),
        ("network.openshift.io", "EgressNetworkPolicy"),
        ("k8s.cni.cncf.io", "MultiNetworkPolicy"),
        ("networking.k8s.aws", "ClusterNetworkPolicy"),
        ("security.istio.io", "PeerAuthentication"),
        ("policy.linkerd.io", "Server"),
        ("kuma.io", "MeshTrafficPermission"),
    ] {
        assert_eq!(body(group, kind), Body::ForeignPolicy, "{group} {kind}");
    }
    for (group, kind) in [
        ("cilium.io", "CiliumL2AnnouncementPolicy"),
        ("cilium.io", "CiliumBGPPeeringPolicy"),
        ("cilium.io", "CiliumEgressGatewayPolicy"),
        ("cilium.io", "CiliumLocalRedirectPolicy"),
        ("cilium.io", "TracingPolicy"),
        ("projectcalico.org", "StagedNetworkPolicy"),
        ("projectcalico.org", "IPPool"),
        ("networking.k8s.aws", "PolicyEndpoint"),
        ("security.istio.io", "RequestAuthentication"),
        ("policy.linkerd.io", "HTTPLocalRateLimitPolicy"),
        ("k8s.ovn.org", "AdminPolicyBasedExternalRoute"),
        ("kyverno.io", "ClusterPolicy"),
    ] {
        assert_eq!(body(group, kind), Body::Ignored, "{group} {kind}");
    }
}
