use crate::source::SourceFile;
use crate::testing::{short, short_with};
use crate::{Analysis, Options, analyze};

/// What the line above the first policy says of whom it selects, and why of none.
fn selects(analysis: &Analysis) -> (String, String) {
    let lens = analysis.lens(0).unwrap();
    (lens.selects, lens.why.map_or(String::new(), |it| it.text))
}

/// The words of the lint with that code.
fn message(analysis: &Analysis, code: &str) -> String {
    let all = analysis.problems();
    all.iter().find(|it| it.code == code).map_or(String::new(), |it| it.message.clone())
}

#[test]
fn a_policy_that_selects_no_pod_tells_why_as_lints_do() {
    let policy = "np x/p {podSelector: {matchLabels: {app: api, tier: front}}, policyTypes: [Ingress]}";
    for (pods, why, code) in [
        (
            "pod x/api app=api tier=back",
            "the nearest: x/api has tier=back, wanted tier=front",
            "missed-by-one-label",
        ),
        (
            "pod x/api app=api",
            "the nearest: x/api has no label tier, wanted tier=front",
            "missed-by-one-label",
        ),
        (
            "pod x/db app=db tier=z",
            "the nearest: x/db has app=db and tier=z, wanted app=api and tier=front",
            "selects-nothing",
        ),
        (
            "pod y/api app=api tier=front",
            "namespace x has no pods; pods with these labels are in y",
            "empty-namespace",
        ),
        ("pod y/api app=db", "namespace x has no pods", "empty-namespace"),
        (
            "deployment x/api own:tier=front app=api",
            "Deployment x/api has the label that tier=front asks for, and its pod template has not",
            "workload-labels",
        ),
    ] {
        let analysis = short(&format!("{pods}\n{policy}"));
        assert_eq!(selects(&analysis), ("no pod".to_owned(), why.to_owned()), "{pods}");
        // The very words, but for what follows from it.
        let told = message(&analysis, code).replace(", so the policy protects nothing", "");
        let why = why.strip_prefix("the nearest: ").unwrap_or(why);
        assert!(told.contains(why), "{code}: {told}");
    }
    let (selects, why) = selects(&short(&format!("pod x/api app=api tier=front\n{policy}")));
    assert_eq!((selects.as_str(), why.as_str()), ("x/api", ""));
}

#[test]
fn what_was_made_up_does_not_count_beside_real_pods() {
    let text = "pod x/api app=api\nnp x/p {podSelector: {matchLabels: {app: ap1}}, policyTypes: [Ingress]}";
    let analysis = short_with(text, &Options::default());
    assert!(analysis.stand_ins().is_some());
    let (who, why) = selects(&analysis);
    assert_eq!(
        (who.as_str(), why.as_str()),
        ("no pod of the input", "the nearest: x/api has app=api, wanted app=ap1")
    );
    let alone = "np x/p {podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress]}";
    let (who, why) = selects(&short_with(alone, &Options::default()));
    assert!(who != "no pod" && why.is_empty(), "{who} {why}");
}

#[test]
fn the_reason_leads_to_the_line_that_keeps_the_pod_out() {
    let text = "apiVersion: v1
kind: Pod
metadata: {name: api, namespace: x, labels: {app: api, tier: back}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: p
  namespace: x
spec:
  podSelector:
    matchLabels:
      app: api
      tier: front
";
    let options = Options { stand_ins: false, ..Options::default() };
    let analysis = analyze(&[SourceFile::new("a.yaml", text)], &options);
    let why = analysis.lens(0).unwrap().why.unwrap();
    assert_eq!(why.place.unwrap().from_line, 14);
}

#[test]
fn pods_of_several_rows_are_counted_as_the_matrix_counts_them() {
    let analysis = short(
        "deployment x/web replicas=3 app=web\npod x/api app=api\nnp x/p {podSelector: {}, policyTypes: [Ingress]}",
    );
    assert_eq!(selects(&analysis).0, "4 pods");
}
