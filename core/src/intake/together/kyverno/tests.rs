use super::super::tests::{read, said};

fn policy(rule: &str) -> String {
    format!(
        "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {{name: p}}\nspec:\n  rules:\n  - name: r\n{rule}"
    )
}

const GENERATE: &str = "    generate:\n      apiVersion: networking.k8s.io/v1\n      kind: NetworkPolicy\n      name: deny\n      namespace: '{{request.object.metadata.name}}'\n      data:\n        spec: {podSelector: {}}\n";
const NAMESPACES: &str = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: a}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop-test}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: ops}";

/// The namespaces that a rule generates for.
#[track_caller]
fn check(filters: &str, wanted: &[&str]) {
    let text = format!("{}---\n{NAMESPACES}", policy(&format!("{filters}{GENERATE}")));
    let (documents, notes) = read(&[("a.yaml", &text)]);
    let made: Vec<&str> = documents
        .iter()
        .filter_map(|it| it.split("  namespace: ").nth(1)?.lines().next())
        .filter(|it| !it.contains('}'))
        .collect();
    assert_eq!(made, wanted, "{filters}\n{notes:#?}");
    said(&notes, &["rule `r`", "`p`"]);
}

#[test]
fn rules_choose_namespaces() {
    let any = "    match: {any: [{resources: {kinds: [Namespace]}}]}\n";
    check(any, &["shop", "shop-test", "ops"]);
    check("    match: {resources: {kinds: [v1/Namespace], names: ['shop*']}}\n", &["shop", "shop-test"]);
    check(
        "    match: {all: [{resources: {kinds: [Namespace]}}, {resources: {kinds: [Namespace], selector: {matchLabels: {team: '*'}}}}]}\n",
        &["shop"],
    );
    check(&format!("{any}    exclude: {{any: [{{resources: {{names: ['*-test', ops]}}}}]}}\n"), &["shop"]);
    check(
        &format!(
            "{any}    exclude: {{any: [{{resources: {{selector: {{matchExpressions: [{{key: team, operator: DoesNotExist}}]}}}}}}]}}\n"
        ),
        &["shop"],
    );
    check("    match: {any: [{resources: {kinds: [Namespace], names: [none]}}]}\n", &[]);
}

#[test]
fn what_is_there_already_is_not_made_again() {
    let own = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny, namespace: shop}\nspec: {podSelector: {}}";
    let text = format!(
        "{}---\n{own}\n---\n{NAMESPACES}",
        policy(&format!("    match: {{any: [{{resources: {{kinds: [Namespace]}}}}]}}\n{GENERATE}"))
    );
    let (documents, _) = read(&[("a.yaml", &text)]);
    assert_eq!(documents.iter().filter(|it| it.contains("NetworkPolicy")).count(), 3, "{documents:#?}");
}

#[test]
fn what_is_copied_is_the_object_of_the_input() {
    let clone = "    match: {any: [{resources: {kinds: [Namespace], names: [ops]}}]}\n    generate: {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, name: deny, namespace: '{{ request.object.metadata.name }}', clone: {namespace: shop, name: source}}\n";
    let source = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: source, namespace: shop}\nspec: {podSelector: {matchLabels: {a: b}}}";
    let (documents, notes) =
        read(&[("a.yaml", &format!("{}---\n{source}\n---\n{NAMESPACES}", policy(clone)))]);
    let wanted = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: deny\n  namespace: ops\nspec:\n  podSelector:\n    matchLabels:\n      a: b";
    assert!(documents.iter().any(|it| it == wanted), "{documents:#?}\n{notes:#?}");
    let (_, notes) = read(&[("a.yaml", &format!("{}---\n{NAMESPACES}", policy(clone)))]);
    said(&notes, &["not-modelled", "what it copies is not in the input", "(incomplete)"]);
}

#[test]
fn what_is_not_modelled_is_named() {
    let found = "    match: {any: [{resources: {kinds: [Namespace]}}]}\n";
    for (rule, words) in [
        (format!("{found}    preconditions: {{all: [{{key: a}}]}}\n{GENERATE}"), "preconditions"),
        (format!("{found}{}", GENERATE.replace("podSelector: {}", "podSelector: '{{ x.y }}'")), "`{{x.y}}`"),
        (format!("    match: {{any: [{{resources: {{kinds: [Pod]}}}}]}}\n{GENERATE}"), "other objects"),
        (format!("{found}    generate: {{cloneList: {{}}}}\n"), "`kind`"),
        (GENERATE.to_owned(), "`match`"),
    ] {
        let (documents, notes) = read(&[("a.yaml", &format!("{}---\n{NAMESPACES}", policy(&rule)))]);
        said(&notes, &["not-modelled", words, "(incomplete)"]);
        assert_eq!(documents.len(), 3, "{documents:#?}");
    }
}

#[test]
fn rules_that_validate_are_left_alone() {
    let text = policy("    match: {any: [{resources: {kinds: [Pod]}}]}\n    validate: {pattern: {}}\n");
    let (documents, notes) = read(&[("a.yaml", &text)]);
    assert_eq!((documents, notes), (vec![text.trim().to_owned()], Vec::new()));
}

#[test]
fn rules_stop_together_where_they_generate_too_much() {
    let rule = format!("    match: {{any: [{{resources: {{kinds: [Namespace]}}}}]}}\n{GENERATE}");
    let rules: Vec<String> =
        (0..60).map(|it| rule.replace("name: deny", &format!("name: deny-{it}"))).collect();
    let namespaces: String = (0..200)
        .map(|it| format!("---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: n{it}}}\n"))
        .collect();
    let text = format!("{}{namespaces}", policy(&rules.join("  - name: r\n")));
    let (documents, notes) = read(&[("a.yaml", &text)]);
    assert_eq!(documents.len(), 10_000 + 200, "{:?}", notes.last());
    assert_eq!(notes.iter().filter(|it| it.contains("more than 10,000 objects")).count(), 1);
}
