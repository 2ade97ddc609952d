use super::super::tests::{read, said};

const WEB: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n";
const POLICY: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n  podSelector: {}\n  ingress:\n    - from:\n        - podSelector:\n            matchLabels:\n              app: web\n        - podSelector:\n            matchLabels:\n              app: scraper\n";

/// What is built of one kustomization with its resources in `a.yaml`.
#[track_caller]
fn check(keys: &str, resources: &str, wanted: &[&str]) -> Vec<String> {
    let kustomization = format!("kind: Kustomization\nresources: [a.yaml]\n{keys}");
    let (documents, notes) = read(&[("k/kustomization.yaml", &kustomization), ("k/a.yaml", resources)]);
    let wanted: Vec<_> = wanted.iter().map(|it| it.trim()).collect();
    assert_eq!(documents, wanted, "{keys}\n{notes:#?}");
    notes
}

#[test]
fn namespaces_go_into_what_lives_in_one() {
    let all = "kind: Pod\nmetadata:\n  name: a\n  namespace: old\n---\nkind: ClusterRole\nmetadata:\n  name: b\n---\nkind: Namespace\nmetadata:\n  name: old\n";
    let wanted = [
        "kind: Pod\nmetadata:\n  name: a\n  namespace: shop",
        "kind: ClusterRole\nmetadata:\n  name: b",
        "kind: Namespace\nmetadata:\n  name: shop",
    ];
    let notes = check("namespace: shop\n", all, &wanted);
    said(&notes, &["namespace `shop`", "3 resources"]);
}

#[test]
fn names_get_a_prefix_and_what_refers_to_them_follows() {
    let all = "kind: Service\nmetadata:\n  name: web\n---\nkind: Ingress\nmetadata:\n  name: in\nspec:\n  defaultBackend:\n    service:\n      name: web\n  rules:\n    - http:\n        paths:\n          - backend:\n              service:\n                name: other\n---\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n  serviceName: web\n---\nkind: Namespace\nmetadata:\n  name: shop\n";
    let wanted = [
        "kind: Service\nmetadata:\n  name: a-web-z",
        "kind: Ingress\nmetadata:\n  name: a-in-z\nspec:\n  defaultBackend:\n    service:\n      name: a-web-z\n  rules:\n    - http:\n        paths:\n          - backend:\n              service:\n                name: other",
        "kind: StatefulSet\nmetadata:\n  name: a-db-z\nspec:\n  serviceName: a-web-z",
        "kind: Namespace\nmetadata:\n  name: shop",
    ];
    check("namePrefix: a-\nnameSuffix: -z\n", all, &wanted);
}

#[test]
fn labels_go_as_far_as_they_are_told() {
    let objects = WEB.replace("  name: web\n", "  name: web\n  labels:\n    team: x\n");
    check("labels:\n- pairs: {team: x}\n", WEB, &[&objects]);
    let templates = objects.replace("        app: web\n", "        app: web\n        team: x\n");
    check("labels:\n- pairs: {team: x}\n  includeTemplates: true\n", WEB, &[&templates]);
    let selectors =
        templates.replace("      app: web\n  template", "      app: web\n      team: x\n  template");
    for keys in ["labels:\n- pairs: {team: x}\n  includeSelectors: true\n", "commonLabels: {team: x}\n"] {
        check(keys, WEB, &[&selectors]);
    }
}

#[test]
fn labels_in_a_peer_that_means_others_are_told() {
    let policy = POLICY
        .replace("  name: web\n", "  name: web\n  labels:\n    team: x\n")
        .replace("app: web\n        -", "app: web\n              team: x\n        -")
        .replace("app: scraper\n", "app: scraper\n              team: x\n");
    let web = WEB
        .replace("  name: web\n", "  name: web\n  labels:\n    team: x\n")
        .replace("        app: web\n", "        app: web\n        team: x\n")
        .replace("      app: web\n  template", "      app: web\n      team: x\n  template");
    let notes = check("commonLabels: {team: x}\n", &format!("{POLICY}---\n{WEB}"), &[&policy, &web]);
    said(&notes, &["labels-in-peers", "commonLabels", "`team=x`", "`app=scraper`", "NetworkPolicy `web`"]);
    assert_eq!(notes.iter().filter(|it| it.contains("labels-in-peers")).count(), 1, "{notes:#?}");
}

#[test]
fn patches_of_both_kinds_change_resources_and_are_no_objects() {
    let merged = WEB.replace("        app: web\n", "        app: web\n        tier: front\n");
    let patch =
        "kind: Deployment\nmetadata: {name: web}\nspec: {template: {metadata: {labels: {tier: front}}}}\n";
    let operation = "- {op: add, path: /spec/template/metadata/labels/tier, value: front}\n";
    let indented = |it: &str| it.lines().map(|it| format!("    {it}\n")).collect::<String>();
    for (keys, file) in [
        ("patches: [{path: p.yaml}]\n".to_owned(), patch),
        ("patchesStrategicMerge: [p.yaml]\n".to_owned(), patch),
        ("patches: [{path: p.yaml, target: {kind: Deployment, name: w.*}}]\n".to_owned(), operation),
        ("patchesJson6902: [{path: p.yaml, target: {kind: Deployment, name: web}}]\n".to_owned(), operation),
        (format!("patches:\n- patch: |-\n{}", indented(patch)), ""),
        (format!("patches:\n- target: {{labelSelector: '!='}}\n  patch: |-\n{}", indented(operation)), ""),
        (
            format!(
                "namePrefix: x-\npatchesJson6902:\n- target: {{kind: Deployment, name: web}}\n  patch: |-\n{}",
                indented(operation)
            ),
            "",
        ),
    ] {
        let kustomization = format!("kind: Kustomization\nresources: [a.yaml]\n{keys}");
        let (documents, notes) =
            read(&[("kustomization.yaml", &kustomization), ("a.yaml", WEB), ("p.yaml", file)]);
        let wanted = if keys.contains("namePrefix") {
            merged.replace("name: web", "name: x-web")
        } else {
            merged.clone()
        };
        assert_eq!(documents, [wanted.trim()], "{keys}\n{notes:#?}");
    }
}

#[test]
fn patches_that_do_not_fit_are_named() {
    for (keys, words) in [
        ("patches:\n- patch: 'kind: Deployment'\n", "no resource fits"),
        ("patches:\n- {target: {kind: Deployment}, patch: '[{op: remove, path: /x}]'}\n", "`remove /x`"),
        ("patches:\n- {target: {kind: Deployment}, patch: '[{'}\n", "cannot be read"),
        ("patches:\n- {path: b.yaml}\n", "`b.yaml` is not among the files"),
        ("replacements:\n- path: x\nvars: []\n", "`replacements`, `vars`"),
    ] {
        let notes = check(keys, WEB, &[WEB]);
        said(&notes, &["not-modelled", words]);
    }
}

#[test]
fn one_overlay_at_a_time_is_built_and_named() {
    let base = "resources: [a.yaml]\n";
    let overlay = |name: &str| format!("resources: [../../base, only.yaml]\nnameSuffix: -{name}\n");
    let pod = |name: &str| format!("kind: Pod\nmetadata:\n  name: {name}");
    let (dev, prod) = (overlay("dev"), overlay("prod"));
    let (documents, notes) = read(&[
        ("top/base/kustomization.yaml", base),
        ("top/base/a.yaml", &pod("a")),
        ("top/overlays/dev/kustomization.yaml", &dev),
        ("top/overlays/dev/only.yaml", &pod("b")),
        ("top/overlays/prod/kustomization.yaml", &prod),
        ("top/overlays/prod/only.yaml", &pod("c")),
        ("top/other.yaml", &pod("d")),
    ]);
    assert_eq!(documents, [pod("a-dev"), pod("b-dev"), pod("d")], "{notes:#?}");
    said(&notes, &["`overlays/dev` was built"]);
    said(&notes, &["`overlays/prod` was not built"]);
}

#[test]
fn a_kustomization_of_kustomizations_builds_each() {
    let pod = "kind: Pod\nmetadata:\n  name: a";
    let (documents, notes) = read(&[
        ("kustomization.yaml", "resources: [dev, prod]\n"),
        ("base/kustomization.yaml", "resources: [a.yaml]\n"),
        ("base/a.yaml", pod),
        ("dev/kustomization.yaml", "resources: [../base]\nnamespace: dev\n"),
        ("prod/kustomization.yaml", "resources: [../base]\nnamespace: prod\ncomponents: [../c]\n"),
        (
            "c/kustomization.yaml",
            "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nnamePrefix: x-\n",
        ),
    ]);
    let wanted = [
        format!("{pod}\n  namespace: dev"),
        "kind: Pod\nmetadata:\n  name: x-a\n  namespace: prod".to_owned(),
    ];
    assert_eq!(documents, wanted, "{notes:#?}");
}

#[test]
fn what_goes_in_circles_ends() {
    let (documents, _) = read(&[
        ("a/kustomization.yaml", "resources: [../b]\n"),
        ("b/kustomization.yaml", "resources: [../a, p.yaml]\n"),
        ("b/p.yaml", "kind: Pod\nmetadata: {name: a}"),
    ]);
    assert_eq!(documents, ["kind: Pod\nmetadata: {name: a}"]);
    // Each names the next one twice.
    let files: Vec<(String, String)> = (0..40)
        .map(|it| {
            (
                format!("k{it}/kustomization.yaml"),
                format!("resources: [../k{0}, ../k{0}]\nbases: [../k{0}]\n", it + 1),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
    read(&files);
}

#[test]
fn what_cannot_be_read_is_left_to_the_reader() {
    let broken = "kind: Pod\nmetadata: {name: [}";
    check(
        "namespace: x\n",
        &format!("{broken}\n---\nkind: Pod\nmetadata: {{name: b}}"),
        &[broken, "kind: Pod\nmetadata:\n  name: b\n  namespace: x"],
    );
}

#[test]
fn a_flux_kustomization_is_an_object_of_its_own() {
    let flux = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\nspec: {path: ./x}";
    let (documents, notes) = read(&[("a.yaml", flux)]);
    assert_eq!((documents, notes), (vec![flux.to_owned()], Vec::new()));
}

#[test]
fn a_long_kustomization_is_named() {
    let long = format!(
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n# {}\n",
        "x".repeat(super::MAX_BYTES)
    );
    let notes = read(&[("k/kustomization.yaml", &long), ("k/a.yaml", WEB)]).1;
    said(&notes, &["longer than 200 kB", "(incomplete)"]);
}
