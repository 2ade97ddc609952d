//! What is offered at a caret, which `§` stands for.

use crate::testing::short;
use crate::view::Completions;

/// What is asked and where: the text without the mark, and the byte at which it stood.
fn split(marked: &str) -> (String, usize) {
    let at = marked.find('§').expect("a caret");
    (marked.replacen('§', "", 1), at)
}

fn asked(cluster: &str, marked: &str) -> (String, Completions) {
    let (text, at) = split(marked);
    let completions = short(cluster).completions(&text, at);
    (text, completions)
}

fn labels(marked: &str) -> String {
    let it = asked("", marked).1;
    it.items.iter().map(|it| it.label.as_str()).collect::<Vec<_>>().join(" ")
}

const NP: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n";

/// With each choice written into the text at the place of the caret.
fn written(marked: &str, label: &str) -> String {
    let (text, it) = asked("", marked);
    let chosen = it.items.iter().find(|it| it.label == label).unwrap_or_else(|| panic!("{label}: {it:?}"));
    let mut written = text;
    written.replace_range(it.from as usize..it.to as usize, &format!("{}§", it.text(chosen)));
    written
}

#[test]
fn the_keys_of_a_place_come_in_the_order_of_the_api_without_those_that_are_there() {
    for (text, expected) in [
        ("spec:\n  §", "podSelector policyTypes ingress egress"),
        ("spec:\n  podSelector: {}\n  §", "policyTypes ingress egress"),
        ("spec:\n  podSelector: {}\n  in§\n  egress: []\n", "policyTypes ingress"),
        ("spec:\n  podSelector:\n    §", "matchLabels matchExpressions"),
        ("spec:\n  podSelector:\n  §", "policyTypes ingress egress"),
        ("spec:\n  podSelector: {}\n    §", ""),
        ("spec:\n  ingress:\n  - §", "from ports"),
        ("spec:\n  ingress:\n  - from:\n    - §", "podSelector namespaceSelector ipBlock"),
        ("spec:\n  ingress:\n  - from:\n    - podSelector: {}\n      §", "namespaceSelector"),
        ("spec:\n  ingress:\n  - from:\n    - podSelector: {}\n    §", "ports"),
        ("spec:\n  ingress:\n  - from:\n    - podSelector: {}\n  §", "podSelector policyTypes egress"),
        ("spec:\n  ingress:\n  - {§}", "from ports"),
        ("spec:\n  ingress: [{from: [{§}]}]", "podSelector namespaceSelector ipBlock"),
        ("spec:\n  ingress: [{from: [{podSelector: {}, §}]}]", "namespaceSelector"),
        ("spec:\n  ingress: [{from: [{podSelector: {}}], §", "ports"),
        ("spec:\n  policyTypes: [§]", "Ingress Egress"),
        ("spec:\n  policyTypes: [Ingress, §", "Egress"),
        ("spec:\n  policyTypes:\n  - §", "Ingress Egress"),
        ("spec:\n  egress:\n  - ports:\n    - protocol: §", "TCP UDP SCTP"),
        ("spec:\n  egress:\n  - ports:\n    - protocol: §\n      port: 53\n", "TCP UDP SCTP"),
        ("spec:\n  egress:\n  - ports:\n    - port: 53\n      §", "protocol endPort"),
        ("# §", ""),
        ("spec: # §", ""),
    ] {
        assert_eq!(labels(&format!("{NP}{text}")), expected, "{text}");
    }
}

#[test]
fn a_choice_is_written_in_the_style_of_its_place() {
    for (text, label, expected) in [
        ("spec:\n  pod§", "podSelector", "spec:\n  podSelector:\n    §"),
        ("spec:\n  pod§Selector: {}", "podSelector", "spec:\n  podSelector§: {}"),
        ("spec:\n  §", "ingress", "spec:\n  ingress:\n    - §"),
        ("spec:\n  ingress:\n  - {}\n  §", "egress", "spec:\n  ingress:\n  - {}\n  egress:\n  - §"),
        ("spec:\n  ingress:\n  - §", "from", "spec:\n  ingress:\n  - from:\n    - §"),
        ("spec:\n  ingress:\n    §", "from", "spec:\n  ingress:\n    - from:\n        - §"),
        ("spec:\n  ingress: [§]", "from", "spec:\n  ingress: [{from: [{}]}§]"),
        ("spec: {§}", "podSelector", "spec: {podSelector: {}§}"),
        (
            "spec:\n  egress:\n  - ports:\n    - protocol:§",
            "UDP",
            "spec:\n  egress:\n  - ports:\n    - protocol: UDP§",
        ),
        ("spec: {\"pod§\"}", "podSelector", "spec: {\"podSelector\": {}§}"),
        ("spec: {\"pod§}", "podSelector", "spec: {\"podSelector\": {}§}"),
        ("spec: {policyTypes: ['In§']}", "Ingress", "spec: {policyTypes: ['Ingress'§]}"),
    ] {
        assert_eq!(written(&format!("{NP}{text}"), label), format!("{NP}{expected}"), "{text}");
    }
}

const SHOP: &str = "ns shop team=blue\nns jobs team=red\npod shop/web app=web tier=front port=http:8080/TCP\npod shop/api app=api tier=back port=80/TCP\npod shop/db app=db tier=back\npod jobs/run app=web ip=10.1.2.3\nsvc shop/front {selector: {app: web}, ports: [{name: http, port: 80}]}\nnode n1 ip=192.168.1.1 role=cp";

/// "app (3 pods)" for each choice.
fn told(marked: &str) -> String {
    let it = asked(SHOP, marked).1;
    let told = |it: &crate::view::Completion| match it.detail.as_str() {
        "" => it.label.clone(),
        detail => format!("{} ({detail})", it.label),
    };
    it.items.iter().map(told).collect::<Vec<_>>().join(", ")
}

#[test]
fn names_of_the_input_are_offered_with_what_they_would_match() {
    let peer = "spec:\n  ingress:\n  - from:\n    - ";
    for (text, expected) in [
        (
            "metadata: {namespace: shop}\nspec: {podSelector: {matchLabels: {§}}}".to_owned(),
            "app (3 pods), tier (3 pods), app: api (1 pod), app: db (1 pod), app: web (1 pod), tier: back (2 pods), \
             tier: front (1 pod)",
        ),
        (
            "metadata: {namespace: shop}\nspec: {podSelector: {matchLabels: {tier: back, app: §}}}".to_owned(),
            "api (1 pod), db (1 pod)",
        ),
        ("metadata: {namespace: §}".to_owned(), "shop (3 pods), jobs (1 pod)"),
        (
            format!("{peer}namespaceSelector:\n        matchLabels:\n          team: §"),
            "blue (1 namespace), red (1 namespace)",
        ),
        (
            format!("{peer}namespaceSelector: {{}}\n      podSelector:\n        matchLabels:\n          app: §"),
            "web (2 pods in 2 namespaces), api (1 pod), db (1 pod)",
        ),
        (
            format!("{peer}podSelector:\n        matchExpressions:\n        - {{key: tier, operator: In, values: [back, §]}}\nmetadata:\n  namespace: shop\n"),
            "front (1 pod)",
        ),
        (format!("{peer}podSelector: §"), "{} (all: no pod)"),
        (
            "metadata: {namespace: shop}\nspec:\n  podSelector: {matchLabels: {app: web}}\n  ingress:\n  - ports:\n    - port: §"
                .to_owned(),
            "8080 (TCP http: 1 pod), http (TCP 8080: 1 pod)",
        ),
    ] {
        assert_eq!(told(&format!("{NP}{text}")), expected, "{text}");
    }
    let service = "apiVersion: v1\nkind: Service\nmetadata: {namespace: shop}\nspec:\n  selector: {app: api}\n  ports:\n  - targetPort: §";
    assert_eq!(told(service), "80 (TCP: 1 pod)");
    let ingress = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {namespace: shop}\nspec: {defaultBackend: {service: {name: §}}}";
    assert_eq!(told(ingress), "front (1 pod behind it)");
    let blocks = told(&format!("{NP}{peer}ipBlock:\n        cidr: §"));
    assert!(blocks.starts_with("0.0.0.0/0 (every IPv4 address), "), "{blocks}");
    assert!(
        blocks.contains("10.1.2.3/32 (jobs/run)") && blocks.contains("192.168.1.1/32 (node n1)"),
        "{blocks}"
    );
    let inside = told(&format!("{NP}{peer}ipBlock: {{cidr: 10.0.0.0/8, except: [§]}}"));
    assert!(inside.contains("10.1.2.3/32 (jobs/run)") && !inside.contains("0.0.0.0/0"), "{inside}");
}

#[test]
fn what_is_broken_elsewhere_takes_nothing_away() {
    assert_eq!(
        labels(&format!("a: [\n---\n{NP}spec:\n  podSelector: {{\n  §")),
        "policyTypes ingress egress"
    );
    assert_eq!(
        labels(&format!("{NP}spec:\n  podSelector: \"x\n  §\n---\nb: }}")),
        "policyTypes ingress egress"
    );
    assert_eq!(labels(&format!("{NP}spec:\n  § # here\n  egress: [")), "podSelector policyTypes ingress");
    assert_eq!(labels(&format!("{NP}spec:\r\n  §\r\n  egress: []\r\n")), "podSelector policyTypes ingress");
}

#[test]
fn an_empty_document_is_offered_whole_objects() {
    let offered = labels("§");
    assert!(offered.starts_with("apiVersion kind metadata policy: allow from pods"), "{offered}");
    assert!(offered.ends_with("pod deployment namespace service"), "{offered}");
    assert!(labels(&format!("{NP}---\n§")).ends_with("service"));
    let behind = asked(SHOP, &format!("{NP}§")).1;
    let pod = behind.items.iter().find(|it| it.label == "pod").expect("a pod");
    assert!(
        behind
            .text(pod)
            .starts_with("---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\n")
    );
    assert!(!labels(&format!("{NP}  §")).contains("pod"));
}

/// The title and the paragraphs of what is told of a place.
fn hovered(marked: &str) -> String {
    let (text, at) = split(marked);
    let it = short(SHOP).hover(&text, at).map(|it| format!("{}\n{}", it.title, it.paragraphs.join("\n")));
    it.unwrap_or_default()
}

#[test]
fn a_field_is_explained_and_a_selector_tells_whom_it_takes() {
    let text =
        |selector: &str| format!("{NP}metadata: {{namespace: shop}}\nspec:\n  podSelector: {selector}\n");
    let told = hovered(&text("{matchLabels: {t§ier: back}}"));
    assert!(told.starts_with("spec.podSelector.matchLabels.tier\n"), "{told}");
    assert!(told.contains("\nIt selects 2 pods now: `shop/api`, `shop/db`.\n"), "{told}");
    let told = hovered(&text("{match§Labels: {tier: back, app: web}}"));
    assert!(told.contains("It selects no pod now.") && told.contains("comes nearest: it has"), "{told}");
    let told = hovered(&text("{matchLabels: {tier: back, app: ap§i}}"));
    assert!(told.contains("\nNot selected for one label: `shop/db` has `app=db`.\n"), "{told}");
    let told = hovered(&format!("{NP}spec:\n  pol§icyTypes: [Ingress]\n"));
    assert!(told.contains("Without it: `Ingress`"), "{told}");
    assert!(
        hovered(&format!("{NP}spec:\n  policyTypes: [In§gress]\n")).contains("`Ingress`: Connections to")
    );
    assert_eq!(hovered("# no§thing"), "");
}

#[test]
fn pods_are_counted_as_the_matrix_counts_them() {
    let cluster = "deployment shop/web replicas=3 app=web port=http:8080/TCP\ndeployment shop/api replicas=2 app=api\n\
                   pod jobs/run app=web\nsvc shop/front {selector: {app: web}, ports: [{port: 80}]}";
    let told = |text: &str| {
        let it = asked(cluster, &format!("{NP}{text}")).1;
        let told = |it: &crate::view::Completion| format!("{} ({})", it.label, it.detail);
        it.items.iter().map(told).collect::<Vec<_>>().join(", ")
    };
    for (text, expected) in [
        ("metadata: {namespace: §}", "shop (5 pods), jobs (1 pod)"),
        (
            "metadata: {namespace: shop}\nspec: {podSelector: {matchLabels: {app: §}}}",
            "web (3 pods), api (2 pods)",
        ),
        (
            "spec:\n  ingress:\n  - from:\n    - namespaceSelector: {}\n      podSelector:\n        matchLabels:\n          app: §",
            "web (4 pods in 2 namespaces), api (2 pods)",
        ),
        (
            "metadata: {namespace: shop}\nspec:\n  podSelector: {matchLabels: {app: web}}\n  ingress:\n  - ports:\n    - port: §",
            "8080 (TCP http: 3 pods), http (TCP 8080: 3 pods)",
        ),
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
    let (text, at) = split(&format!("{NP}metadata: {{namespace: shop}}\nspec:\n  pod§Selector: {{}}\n"));
    let hover = short(cluster).hover(&text, at).expect("a selector");
    assert_eq!(hover.paragraphs.first().unwrap(), "It selects 5 pods now: `shop/web`, `shop/api`.");
    let ingress = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {namespace: shop}\nspec: {defaultBackend: {service: {name: §}}}";
    assert_eq!(asked(cluster, ingress).1.items[0].detail, "3 pods behind it");
}

#[test]
fn a_pod_that_several_peers_select_is_counted_once() {
    let peers =
        "- podSelector: {matchLabels: {app: web}}\n    - podSelector: {}\n    - ipBlock: {cidr: 10.0.0.0/8}";
    let text = format!(
        "{NP}metadata: {{namespace: shop}}\nspec:\n  egress:\n  - to:\n    {peers}\n    ports:\n    - port: §"
    );
    assert_eq!(told(&text), "80 (TCP: 1 pod), 8080 (TCP http: 1 pod), http (TCP 8080: 1 pod)");
}

#[test]
fn what_may_stand_somewhere_follows_from_what_other_fields_say() {
    let service = "apiVersion: v1\nkind: Service\nspec:\n";
    let policy =
        "apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nspec:\n  egress:\n";
    for (text, label, is_offered) in [
        (format!("{NP}spec:\n  egress:\n  - ports:\n    - port: 53\n      §"), "endPort", true),
        (format!("{NP}spec:\n  egress:\n  - ports:\n    - port: dns\n      §"), "endPort", false),
        (
            format!("{NP}spec:\n  podSelector: {{matchExpressions: [{{key: a, operator: In, §}}]}}"),
            "values",
            true,
        ),
        (format!("{NP}spec:\n  podSelector: {{matchExpressions: [{{key: a, §}}]}}"), "values", true),
        (
            format!("{NP}spec:\n  podSelector: {{matchExpressions: [{{operator: Exists, §}}]}}"),
            "values",
            false,
        ),
        (format!("{NP}spec:\n  podSelector: {{matchExpressions: [{{operator: §}}]}}"), "Exists", true),
        (
            format!("{NP}spec:\n  podSelector: {{matchExpressions: [{{values: [a], operator: §}}]}}"),
            "Exists",
            false,
        ),
        (
            format!("{NP}spec:\n  podSelector: {{matchExpressions: [{{values: [a], operator: §}}]}}"),
            "NotIn",
            true,
        ),
        (format!("{service}  type: NodePort\n  ports:\n  - port: 80\n    §"), "nodePort", true),
        (format!("{service}  ports:\n  - port: 80\n    §"), "nodePort", false),
        (format!("{service}  type: ClusterIP\n  ports:\n  - port: 80\n    §"), "nodePort", false),
        (format!("{policy}  - action: Accept\n    to:\n    - §"), "domainNames", true),
        (format!("{policy}  - action: Deny\n    to:\n    - §"), "domainNames", false),
        (format!("{NP}spec:\n  ingress: §"), "[{}]", true),
        (format!("{NP}spec:\n  policyTypes: §"), "[{}]", false),
        (format!("{NP}spec:\n  policyTypes: §"), "[Ingress]", true),
        ("apiVersion: v1\nkind: Namespace\nmetadata:\n  labels:\n    §".to_owned(), "team: blue", true),
        ("apiVersion: v1\nkind: Namespace\nmetadata:\n  labels:\n    §".to_owned(), "app: web", false),
        ("apiVersion: v1\nkind: Node\nmetadata:\n  labels:\n    §".to_owned(), "role: cp", true),
        ("apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    §".to_owned(), "app: web", true),
    ] {
        let (bare, at) = split(&text);
        let options = crate::Options { experimental_channel: true, ..crate::Options::default() };
        let analysis =
            crate::analyze(&[crate::SourceFile::new("a.yaml", crate::testing::yaml(SHOP))], &options);
        let items = analysis.completions(&bare, at).items;
        assert_eq!(items.iter().any(|it| it.label == label), is_offered, "{label}: {text} {items:#?}");
    }
}
