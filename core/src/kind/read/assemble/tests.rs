use super::*;
use crate::kind::read;
use crate::source::FileId;
use crate::{Options, SourceFile};

fn read_texts(texts: &[&str]) -> Read {
    let files: Vec<_> =
        texts.iter().zip(0..).map(|(it, n)| SourceFile::new(format!("{n}.yaml"), *it)).collect();
    read(&files, &Options::default())
}

fn pod(name: &str, rest: &str) -> String {
    format!("apiVersion: v1\nkind: Pod\nmetadata: {{{name}}}\n{rest}\n---\n")
}

fn names(read: &Read) -> Vec<&str> {
    read.manifests.iter().map(|it| it.meta().name.value.as_str()).collect()
}

fn codes(read: &Read) -> Vec<(&'static str, &'static str)> {
    read.diagnostics.iter().map(|it| (it.severity.as_str(), it.code.as_str())).collect()
}

#[test]
fn files_are_read_in_order_and_a_broken_document_stays_alone() {
    let broken = format!("{}a: b: c\n---\n{}", pod("name: a", ""), pod("name: c", ""));
    let read = read_texts(&[&broken, &pod("name: d", "")]);
    assert_eq!(names(&read), ["a", "c", "d"]);
    assert_eq!(codes(&read), [("error", "invalid-yaml")]);
    assert!(read.incomplete);
    let at = read.diagnostics[0].location.unwrap();
    assert_eq!(
        (at.file, at.span.start as usize),
        (FileId(0), broken.find(": c").unwrap()),
        "counted from the file"
    );
}

#[test]
fn text_behind_a_separator_is_a_warning() {
    let read = read_texts(&["--- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n"]);
    assert_eq!((names(&read), codes(&read)), (vec!["a"], vec![("warning", "separator-text")]));
}

#[test]
fn generated_names_are_numbered_per_kind_namespace_and_prefix() {
    let text = [
        pod("generateName: web-", ""),
        pod("generateName: web-", ""),
        pod("generateName: web-, namespace: x", ""),
    ];
    let read = read_texts(&[&text.concat()]);
    assert_eq!(names(&read), ["web-~1", "web-~2", "web-~1"]);
    assert_eq!(codes(&read), [("warning", "generated-name"); 3]);
    assert_eq!(read.diagnostics[1].object, "Pod default/web-~2");
}

#[test]
fn of_duplicates_the_later_one_counts() {
    let twice = [pod("name: a, labels: {a: b}, uid: q", ""), pod("labels: {a: 'b'}, name: a, uid: r", "")];
    let read = read_texts(&[&twice[0], &twice[1]]);
    assert_eq!(
        (names(&read), codes(&read)),
        (vec!["a"], vec![("info", "repeated-object")]),
        "the same content"
    );
    let read = read_texts(&[&pod("name: a", ""), &pod("name: b", ""), &pod("name: a, labels: {a: b}", "")]);
    assert_eq!((names(&read), codes(&read)), (vec!["b", "a"], vec![("error", "duplicate-object")]));
    let it = &read.diagnostics[0];
    assert_eq!((it.location.unwrap().file, it.related[0].0.file), (FileId(2), FileId(0)));
    let read = read_texts(&[&pod("name: a", ""), &pod("name: a, namespace: x", "")]);
    assert_eq!(codes(&read), [], "another namespace");
}

#[test]
fn the_default_namespace_is_a_choice() {
    let options = Options { default_namespace: "team".to_owned(), ..Options::default() };
    let read = read(&[SourceFile::new("a", pod("name: a", ""))], &options);
    let [Manifest::Pod(it)] = &*read.manifests else { panic!() };
    assert_eq!(it.meta.namespace, "team");
}

#[test]
fn kinds_without_influence_are_counted() {
    let kind = |api_version: &str, kind: &str, name: &str| {
        format!("{{apiVersion: {api_version}, kind: {kind}, metadata: {{name: {name}}}}}\n---\n")
    };
    let text = [
        kind("v1", "ConfigMap", "a"),
        kind("v1", "ConfigMap", "b"),
        kind("v1", "Secret", "a"),
        kind("cilium.io/v2", "CiliumNetworkPolicy", "a"),
        kind("cilium.io/v2", "CiliumNetworkPolicy", "b"),
    ];
    let read = read_texts(&[&text.concat()]);
    let said: Vec<_> =
        read.diagnostics.iter().map(|it| format!("{} {}", it.severity.as_str(), it.message)).collect();
    assert_eq!(
        said,
        [
            "warning verdicts ignore 2 CiliumNetworkPolicies (cilium.io): other policy APIs are not evaluated",
            "info ignored 3 objects: 2 ConfigMap, 1 Secret",
        ]
    );
    assert!(!read.incomplete);
}

#[test]
fn refused_policies_are_listed() {
    let text = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: x}, spec: {policyTypes: [x]}}\n---\n{apiVersion: v1, kind: NetworkPolicy, metadata: {name: q}}";
    let read = read_texts(&[text]);
    let rejected: Vec<_> =
        read.policies_rejected.iter().map(|it| (it.namespace.as_str(), it.name.as_str())).collect();
    assert_eq!(rejected, [("x", "p"), ("", "q")]);
    assert!(read.incomplete && read.manifests.is_empty());
}

#[test]
fn refused_cluster_policies_are_listed_without_a_namespace() {
    let text = "{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: p, namespace: x}, spec: {}}\n---\n{apiVersion: v1, kind: ClusterNetworkPolicy, metadata: {name: q, namespace: x}}";
    let read = read_texts(&[text]);
    let rejected: Vec<_> = read
        .policies_rejected
        .iter()
        .map(|it| (it.kind.as_str(), it.namespace.as_str(), it.name.as_str()))
        .collect();
    assert_eq!(rejected, [("AdminNetworkPolicy", "", "p"), ("ClusterNetworkPolicy", "", "q")]);
    assert!(read.incomplete && read.manifests.is_empty());
}

#[test]
fn both_generations_together_are_told_once() {
    let policy = |version: &str, kind: &str, name: &str, spec: &str| {
        format!(
            "{{apiVersion: policy.networking.k8s.io/{version}, kind: {kind}, metadata: {{name: {name}}}, spec: {{{spec} priority: 1, subject: {{namespaces: {{}}}}, ingress: [{{action: Deny, from: [{{namespaces: {{}}}}]}}]}}}}\n---\n"
        )
    };
    let old = policy("v1alpha1", "AdminNetworkPolicy", "a", "");
    let new = |name: &str| policy("v1alpha2", "ClusterNetworkPolicy", name, "tier: Admin,");
    let told = |texts: &[&str]| {
        let read = read_texts(texts);
        read.diagnostics.into_iter().filter(|it| it.code.as_str() == "mixed-generations").collect::<Vec<_>>()
    };
    assert_eq!(told(&[&new("a"), &new("b")]), []);
    let [it] = &told(&[&new("a"), &old, &new("b")])[..] else { panic!("once") };
    assert_eq!(
        (it.severity, it.location.unwrap().file, it.related[0].0.file),
        (Severity::Info, FileId(0), FileId(1))
    );
}

#[test]
fn of_two_cluster_policies_of_one_name_the_later_counts() {
    let policy = |namespace: &str, priority: u32| {
        format!(
            "{{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {{name: p, namespace: {namespace}}}, spec: {{priority: {priority}, subject: {{namespaces: {{}}}}, ingress: [{{action: Deny, from: [{{namespaces: {{}}}}]}}]}}}}"
        )
    };
    let read = read_texts(&[&policy("x", 1), &policy("z", 2)]);
    let [Manifest::ClusterPolicy(it)] = &read.manifests[..] else { panic!("{:?}", read.manifests) };
    assert_eq!((it.priority, it.meta.namespace.as_str()), (2, ""));
    assert!(codes(&read).contains(&("error", "duplicate-object")));
}

#[test]
fn two_pods_cannot_share_an_address() {
    let with = |name: &str, spec: &str, phase: &str| {
        pod(
            &format!("name: {name}"),
            &format!("spec: {{{spec}}}\nstatus: {{podIP: 10.0.0.7, phase: {phase}}}"),
        )
    };
    for (spec, phase, expected) in
        [("", "Running", 1), ("hostNetwork: true", "Running", 0), ("", "Succeeded", 0)]
    {
        let read = read_texts(&[&with("a", "", "Running"), &with("b", spec, phase)]);
        assert_eq!(codes(&read).len(), expected, "{spec} {phase}");
    }
}

/// A generator that needs no crate: xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

#[test]
fn no_text_makes_it_panic() {
    let seed = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: p\n  labels: &l {a: b}\nspec:\n  podSelector:\n    matchLabels:\n      <<: *l\n  ingress:\n  - from:\n    - ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}\n    ports:\n    - port: 80\n      endPort: 90\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: ü, namespace: x}\nspec:\n  containers:\n  - name: |\n      c\n    ports: [{containerPort: 80, name: web}]\n---\napiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {name: c}\nspec:\n  tier: Admin\n  priority: 1\n  subject:\n    pods: {podSelector: {matchLabels: {a: b}}}\n  egress:\n  - action: Accept\n    to:\n    - networks: [10.0.0.0/8]\n    - domainNames: ['*.a.b.']\n    protocols:\n    - tcp: {destinationPort: {range: {start: 1, end: 9}}}\n";
    let pieces = [
        "\t", "\n", "  ", "- ", ": ", "{", "}", "[", "]", "'", "\"", "&a ", "*a ", "*l", "<<: ", "!!int ",
        "|", ">", "#", "%", "---\n", "...\n", "? ", "~", "{{", "\u{feff}", "é", "🦀", "0x", "1e9", "\r",
        "\0", "@", "\\",
    ];
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for _ in 0..4000 {
        let mut text: Vec<char> = seed.chars().collect();
        for _ in 0..=random.below(6) {
            let at = random.below(text.len());
            match random.below(4) {
                0 => drop(text.drain(at..(at + random.below(12)).min(text.len()))),
                1 => text.truncate(at.max(1)),
                2 => {
                    let from = random.below(text.len());
                    let copy: Vec<char> = text[from..(from + random.below(30)).min(text.len())].to_vec();
                    drop(text.splice(at..at, copy));
                }
                _ => drop(text.splice(at..at, pieces[random.below(pieces.len())].chars())),
            }
        }
        let text: String = text.into_iter().collect();
        let length = text.len() as u32;
        for it in read_texts(&[&text]).diagnostics {
            let span = it.location.unwrap().span;
            assert!(span.end <= length && text.is_char_boundary(span.start as usize), "{it:?}\n{text}");
        }
    }
}

/// The last problem in words, and how many there are before it.
fn last(read: &Read) -> (usize, &'static str, &str) {
    let (last, others) = read.diagnostics.split_last().unwrap();
    (others.len(), last.severity.as_str(), &last.message)
}

#[test]
fn problems_that_are_not_told_are_counted() {
    let fields: String = (0..250).map(|it| format!("f{it}: 1\n")).collect();
    let ports = "{containerPort: 70000}, ".repeat(250);
    let pod = pod("name: a", &format!("spec: {{containers: [{{name: c, ports: [{ports}]}}]}}"));
    let found = read_texts(&[&pod]);
    assert_eq!(last(&found), (200, "warning", "50 more warnings of this object are left out"));
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {podSelector: {}}\n";
    let found = read_texts(&[&format!("{policy}{fields}")]);
    assert_eq!(last(&found), (200, "error", "50 more errors of this object are left out"));
    let documents = format!("{}{}", "a: b\n---\n".repeat(1002), pod);
    let found = read_texts(&[&documents]);
    assert_eq!(last(&found), (1201, "error", "2 more errors of the input are left out"));
    assert!(found.incomplete);
    let list = format!("apiVersion: v1\nkind: List\nitems: [{}]", "{kind: X}, ".repeat(1003));
    assert_eq!(last(&read_texts(&[&list])), (1000, "error", "3 more errors of the input are left out"));
    assert_eq!(last(&read_texts(&[&list, &documents])).2, "1005 more errors of the input are left out");
}
