use super::*;
use crate::api::page::{Edit, analyze_with};
use crate::api::{Analysis, analyze, analyze_after};
use crate::probe::Probe;
use crate::source::SourceFile;
use crate::testing::yaml;

const PODS: &str = "pod x/a app=web\npod x/b\nnp x/p {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}";

fn files(text: String) -> [SourceFile; 1] {
    [SourceFile::new("a.yaml", text)]
}

fn cells(it: &Analysis) -> Vec<String> {
    let n = it.endpoints().len() as u32;
    let pairs = (0..n).flat_map(|from| (0..n).map(move |to| (from, to)));
    pairs.map(|(from, to)| format!("{:?}", it.cell(from, to, Probe::Any))).collect()
}

#[test]
fn the_first_part_alone_gives_the_same_answers() {
    let (files, options) = (files(yaml(PODS)), Options::default());
    let part = analyze_with(Loaded::FIRST_PART, None, &files, &options, Edit::Replaced);
    let whole = analyze(&files, &options);
    assert!(!part.is_unread());
    assert_eq!(part.endpoints(), whole.endpoints());
    assert_eq!(cells(&part), cells(&whole));
}

#[test]
fn of_what_is_rare_there_is_nothing_until_all_of_it_can_be_read() {
    let admin = "{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: a}, \
                 spec: {priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}}";
    let empty = |version: &str, kind: &str| {
        format!("{{apiVersion: {version}, kind: {kind}, metadata: {{name: a, namespace: x}}}}")
    };
    for rare in [
        admin.to_owned(),
        admin.replace("Admin", "BaselineAdmin"),
        empty("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy"),
        empty("v1", "Service"),
        empty("v1", "Endpoints"),
        empty("discovery.k8s.io/v1", "EndpointSlice"),
        empty("networking.k8s.io/v1", "Ingress"),
        empty("v1", "Node"),
    ] {
        let (files, options) = (files(format!("{}---\n{rare}\n", yaml(PODS))), Options::default());
        let part = analyze_with(Loaded::FIRST_PART, None, &files, &options, Edit::Replaced);
        assert!(part.is_unread() && !part.lacks_forms(), "{rare}");
        assert_eq!(part.model().cluster.pod_count(), 0, "no answer at all: {rare}");

        let whole = analyze(&files, &options);
        let with_kinds = Loaded::FIRST_PART.with_kinds(Kinds::ALL);
        for after in [
            analyze_after(Some(&part), &files, &options),
            analyze_with(with_kinds, Some(&part), &files, &options, Edit::Replaced),
        ] {
            assert!(!after.is_unread(), "{rare}");
            assert_eq!(cells(&after), cells(&whole), "{rare}");
            assert_eq!(after.diagnostics(), whole.diagnostics(), "{rare}");
        }
    }
}

#[test]
fn options_that_are_not_the_defaults_need_all_of_it() {
    let options = Options { hosts: vec!["example.com".to_owned()], ..Options::default() };
    let part = analyze_with(Loaded::FIRST_PART, None, &files(yaml(PODS)), &options, Edit::Replaced);
    assert!(part.is_unread());
}

const SHELL: &str =
    "$ kubectl run a --image=nginx -n x\n$ kubectl create secret generic b --from-literal=c=d\n";

#[test]
fn of_a_text_that_is_no_manifest_there_is_nothing_until_its_form_can_be_read() {
    let (files, options) = (files(SHELL.to_owned()), Options::default());
    let part = analyze_with(Loaded::ALL_KINDS, None, &files, &options, Edit::Replaced);
    assert!(part.is_unread() && part.lacks_forms());
    assert_eq!(part.model().cluster.pod_count(), 0, "no answer at all");
    let first = analyze_with(Loaded::FIRST_PART, None, &files, &options, Edit::Replaced);
    assert!(first.is_unread() && first.lacks_forms());

    let three = Loaded::ALL_KINDS.with(Forms::ALL);
    let (after, whole) =
        (analyze_with(three, Some(&part), &files, &options, Edit::Replaced), analyze(&files, &options));
    assert!(!after.is_unread() && !after.lacks_forms());
    assert_eq!(cells(&after), cells(&whole));
    assert_eq!(after.diagnostics(), whole.diagnostics());
}

#[test]
fn what_was_analyzed_with_two_parts_is_analyzed_again_with_them() {
    let part = analyze_with(Loaded::ALL_KINDS, None, &files(yaml(PODS)), &Options::default(), Edit::Replaced);
    assert!(!part.is_unread());
    let options = Options { hosts: vec!["example.com".to_owned()], ..Options::default() };
    assert!(part.model().again(&options).loaded.forms().intake(&files(SHELL.to_owned())).is_unread);
}

#[test]
fn what_may_be_secret_in_such_a_text_is_not_known_before() {
    let plain = "kind: Secret\ndata: {a: b}\n";
    let two = Loaded::ALL_KINDS;
    assert_eq!(two.confidential([plain]).as_deref(), Some("data of a Secret"));
    assert_eq!(two.redacted(plain).as_deref(), Some("kind: Secret\ndata: {}\n"));
    assert_eq!((two.confidential([plain, SHELL]), two.redacted(SHELL)), (None, None));
    let found = Loaded::WHOLE.confidential([plain, SHELL]);
    assert_eq!(found.as_deref(), Some("data of a Secret, a value of a command"));
    assert!(Loaded::WHOLE.redacted(SHELL).is_some_and(|it| it.contains("--from-literal=c=removed")));
}

#[test]
fn what_was_in_force_waits_for_what_reads_a_line_that_is_half_typed() {
    let options = Options::default();
    let [before, half] = ["", "k\n"].map(|it| files(format!("{}{it}", yaml(PODS))));
    let typed = |loaded, last: &Analysis| analyze_with(loaded, Some(last), &half, &options, Edit::Typed);
    let plain = analyze_with(Loaded::ALL_KINDS, None, &before, &options, Edit::Typed);
    let whole = typed(Loaded::WHOLE, &plain);
    let part = typed(Loaded::ALL_KINDS, &plain);
    assert!(part.lacks_forms() && !whole.is_unread());
    let after = typed(Loaded::ALL_KINDS.with(Forms::ALL), &part);
    assert_eq!(cells(&after), cells(&whole));
    assert_eq!(after.diagnostics(), whole.diagnostics());
}
