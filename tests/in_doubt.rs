//! Policies of which only the name and the selector are known: a verdict is certain only where it does not depend on what
//! they allow.

use netpol_core::source::SourceFile;
use netpol_core::view::CellSign;
use netpol_core::{Analysis, Options, Probe, analyze};

const PODS: &str = "\
{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: x, labels: {app: a}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: b, namespace: x, labels: {app: b}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: c, namespace: x}}
---
{apiVersion: v1, kind: Pod, metadata: {name: d, namespace: y, labels: {app: a}}}
";

/// What else is in force.
const OTHERS: [&str; 3] = [
    "",
    "---\n{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny, namespace: x}, spec: {podSelector: {}}}\n",
    "---\n{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: some, namespace: x}, spec: {podSelector: {matchLabels: {app: a}}, ingress: [{from: [{podSelector: {matchLabels: {app: b}}}], ports: [{port: 80}]}]}}\n",
];

/// A selector as a table shows it, and as YAML.
const SELECTORS: [(&str, &str); 6] = [
    ("<none>", "{}"),
    ("app=a", "{matchLabels: {app: a}}"),
    ("app in (a,b)", "{matchExpressions: [{key: app, operator: In, values: [a, b]}]}"),
    (
        "app notin (a),app",
        "{matchExpressions: [{key: app, operator: NotIn, values: [a]}, {key: app, operator: Exists}]}",
    ),
    ("!app", "{matchExpressions: [{key: app, operator: DoesNotExist}]}"),
    ("app!=b", "{matchExpressions: [{key: app, operator: NotIn, values: [b]}]}"),
];

/// What the policy may be.
const RULES: [&str; 6] = [
    "policyTypes: [Ingress, Egress]",
    "policyTypes: [Ingress]",
    "policyTypes: [Egress]",
    "policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}]",
    "policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: b}}}]}]",
    "policyTypes: [Egress], egress: [{ports: [{port: 81}]}]",
];

fn read(text: String) -> Analysis {
    analyze(&[SourceFile::new("a.yaml", text)], &Options::default())
}

/// The signs of all cells, for any port and for one.
fn signs(it: &Analysis) -> Vec<CellSign> {
    let probes = [Probe::Any, it.parse_probe("TCP 80").unwrap()];
    let mut rows: Vec<u32> = (0..it.endpoints().len() as u32).collect();
    // Objects of a session and of a file may come in another order.
    rows.sort_by_key(|row| it.endpoints()[*row as usize].id.clone());
    let pairs = rows.iter().flat_map(|from| rows.iter().map(move |to| (*from, *to)));
    pairs.flat_map(|(from, to)| probes.map(|probe| it.cell(from, to, probe).unwrap().sign)).collect()
}

#[test]
fn what_a_table_does_not_tell_is_undecided_where_it_matters() {
    let mut undecided = 0;
    for others in OTHERS {
        for (shown, selector) in SELECTORS {
            let table = format!("\nNAMESPACE   NAME   POD-SELECTOR   AGE\nx           open   {shown}   5d\n");
            let found = read(format!("{PODS}{others}{table}"));
            assert!(found.is_incomplete(), "{table}");
            let found = signs(&found);
            let worlds = RULES.map(|rules| {
                let policy = format!("---\n{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: open, namespace: x}}, spec: {{podSelector: {selector}, {rules}}}}}\n");
                signs(&read(format!("{PODS}{others}{policy}")))
            });
            for (index, sign) in found.iter().enumerate() {
                let all: Vec<CellSign> = worlds.iter().map(|it| it[index]).collect();
                let is_same = all.iter().all(|it| *it == all[0]);
                match sign {
                    CellSign::Unknown => {
                        undecided += 1;
                        assert!(!is_same, "{shown}, {others}: cell {index} is {:?} in every world", all[0]);
                    }
                    // Some ports are certain, and others may be.
                    CellSign::Some => {}
                    // Of a row with a row of its own kind, each stands for itself.
                    CellSign::SelfPod => {}
                    it => assert!(all.iter().all(|other| other == it), "{shown}, {others}: {it:?}, {all:?}"),
                }
            }
        }
    }
    assert!(undecided > 0);
}
