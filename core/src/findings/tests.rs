use crate::options::Options;
use crate::testing::{text, text_with};

/// Two findings: a rule that is there twice, and a wide one.
const POLICY: &str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Ingress]
  ingress:
  - ports: [{port: 8080}]
  - ports: [{port: 8080}]
";

fn said(yaml: &str) -> Vec<String> {
    said_with(yaml, &[])
}

fn said_with(yaml: &str, ignore: &[&str]) -> Vec<String> {
    let ignore = ignore.iter().map(|it| (*it).to_owned()).collect();
    let analysis = text_with(yaml, &Options { ignore, stand_ins: false, ..Options::default() });
    let line = |it: &crate::diagnostic::Diagnostic| {
        it.location.and_then(|it| analysis.line_column(it)).map(|it| it.1.line)
    };
    let all = analysis
        .diagnostics()
        .iter()
        .filter(|it| ["repeated-rule", "unused-ignore", "unknown-field"].contains(&it.code.as_str()));
    all.map(|it| format!("{} {}: {}", line(it).unwrap_or_default(), it.code, it.message)).collect()
}

const FOUND: &str = "9 repeated-rule: says the same as `spec.ingress[0]`: it changes nothing in any cluster";

#[test]
fn an_annotation_is_about_its_object() {
    assert_eq!(said(POLICY), [FOUND]);
    let with = |names: &str| {
        POLICY.replace(
            "namespace: shop}",
            &format!("namespace: shop, annotations: {{netpol-playground/ignore: {names}}}}}"),
        )
    };
    for names in ["repeated-rule", "L-48", "l-48", "\"repeated-rule L-48\"", "'L-48'"] {
        assert_eq!(said(&with(names)), [] as [&str; 0], "{names}");
    }
    let other = with("L-48").replace("name: api", "name: other");
    assert_eq!(said(&format!("{}\n---\n{other}", with("repeated-rule"))), [] as [&str; 0]);
    let only_here = said(&format!(
        "{POLICY}---\n{}",
        with("repeated-rule").replace("name: api", "name: other").replace("8080", "81")
    ));
    assert_eq!(only_here, [FOUND]);
}

#[test]
fn a_comment_is_about_the_object_or_the_line_below_it() {
    for above in [
        "# netpol: ignore repeated-rule — as in the other cluster\n",
        "# netpol: ignore L-48\n\n# more\n",
        "# netpol: ignore L-48 (why)\n---\n",
    ] {
        assert_eq!(said(&format!("{above}{POLICY}")), [] as [&str; 0], "{above}");
    }
    let (head, last) = POLICY.rsplit_once("  - ports").unwrap();
    assert_eq!(
        said(&format!("{head}  # netpol: ignore repeated-rule -- why\n  - ports{last}")),
        [] as [&str; 0]
    );
    assert_eq!(said(&format!("{}  # netpol: ignore repeated-rule\n", POLICY.trim_end())), [] as [&str; 0]);
    // Another line.
    let before = POLICY.replacen("  - ports", "  # netpol: ignore repeated-rule\n  - ports", 1);
    assert_eq!(
        said(&before),
        [
            "10 repeated-rule: says the same as `spec.ingress[0]`: it changes nothing in any cluster",
            "8 unused-ignore: `repeated-rule` is to be ignored, and is not found"
        ]
    );
    // No comment.
    let in_text = POLICY.replace("name: api", "name: api, annotations: {a: 'netpol: ignore repeated-rule'}");
    assert_eq!(said(&in_text), [FOUND]);
}

#[test]
fn a_wish_that_nothing_answers_to_is_told() {
    let quiet = POLICY.replacen("8080", "80", 1);
    assert_eq!(
        said(&format!("# netpol: ignore repeated-rule, repeated-ruel\n{quiet}")),
        [
            "1 unused-ignore: `repeated-rule` is to be ignored, and is not found",
            "1 unused-ignore: there is no finding with the name `repeated-ruel`"
        ]
    );
    assert_eq!(said_with(POLICY, &["L-48"]), [] as [&str; 0]);
    assert_eq!(said_with(&quiet, &["L-48"]), ["0 unused-ignore: `L-48` is to be ignored, and is not found"]);
}

#[test]
fn what_leaves_something_out_is_told_all_the_same() {
    let refused = POLICY.replace("podSelector", "podSelektor");
    let said = said(&format!("# netpol: ignore unknown-field\n{refused}"));
    assert!(said.iter().any(|it| it.contains("unknown-field: ")), "{said:?}");
    let analysis = text(&format!("# netpol: ignore unknown-field\n{refused}"));
    assert!(analysis.is_incomplete());
    let global = said_with(&refused, &["unknown-field"]);
    assert!(global.iter().any(|it| it.contains("unknown-field: ")), "{global:?}");
    assert!(
        global.contains(
            &"0 unused-ignore: `unknown-field` cannot be ignored: something is left out because of it"
                .to_owned()
        ),
        "{global:?}"
    );
}

#[test]
fn findings_have_a_name_and_some_a_number() {
    assert_eq!(super::named("L-48").unwrap().code, "repeated-rule");
    assert_eq!(super::named("Repeated-Rule").unwrap().id, "L-48");
    assert_eq!(super::named("unknown-field").unwrap().id, "");
    assert_eq!(super::named(""), None);
    assert_eq!(super::nearest_name("repeated-ruel"), Some("repeated-rule"));
}

#[test]
fn what_a_problem_has_as_its_rule_is_a_name() {
    for it in crate::kind::NOTATIONS {
        // One of them is found where unknown fields are dropped.
        let found = [true, false].iter().any(|strict| {
            let read = text_with(it.examples.0, &Options { strict: *strict, ..Options::default() });
            read.diagnostics().iter().any(|told| told.rule() == it.about.id)
        });
        assert!(found, "{}", it.about.id);
        assert_eq!(super::named(it.about.id).map(|it| it.id), Some(it.about.id));
        assert_eq!(super::examples(it.about).map(|it| it.1), Some(it.examples));
    }
}
