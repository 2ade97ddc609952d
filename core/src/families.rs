//! Where dual-stack pods are not reached alike by IPv4 and by IPv6 (M-44).
//!
//! Enters: files and options. Leaves: a warning for each destination and difference. A flow has one address family; a
//! block speaks of one, and its sibling is easily forgotten. Deliberately not here: how a flow is judged.

use std::collections::BTreeMap;

use crate::analysis::{Analysis, analyze};
use crate::cluster::PodBody;
use crate::diagnostic::{Diagnostic, Severity};
use crate::options::Options;
use crate::probe::Probe;
use crate::protocol::Family;
use crate::source::SourceFile;
use crate::view::{CellSign, CellView};

/// Connections between pods with addresses of both families that are judged differently in them.
pub fn differences(files: &[SourceFile], options: &Options) -> Vec<Diagnostic> {
    let of = |family| analyze(files, &Options { family: Some(family), ..options.clone() });
    let (v4, v6) = (of(Family::V4), of(Family::V6));
    let rows = 0..v4.endpoints().len() as u32;
    let dual: Vec<u32> = rows.filter(|&it| v4.pod(it).is_some_and(PodBody::is_dual_stack)).collect();
    let mut res = Vec::new();
    for &to in &dual {
        // What differs, with the sources for which it does.
        let mut found: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
        for &from in dual.iter().filter(|&&from| from != to) {
            let words = |it: &Analysis| it.cell(from, to, Probe::Any).map(|it| words(&it));
            let (Some(one), Some(other)) = (words(&v4), words(&v6)) else { continue };
            if one != other
                && let Some(source) = v4.endpoints().get(from as usize)
            {
                found.entry((one, other)).or_default().push(&source.id);
            }
        }
        let Some((destination, pod)) = v4.endpoints().get(to as usize).zip(v4.pod(to)) else { continue };
        res.extend(found.into_iter().map(|((by_v4, by_v6), sources)| Diagnostic {
            object: format!("{} {}", destination.kind_name, destination.id),
            help: "a block covers one address family: add a block of the other family beside it".to_owned(),
            location: Some(pod.location),
            ..Diagnostic::new(
                Severity::Warning,
                "families-differ",
                format!("from {}: {by_v4} by IPv4, {by_v6} by IPv6", list(&sources)),
            )
        }));
    }
    res
}

fn words(cell: &CellView) -> String {
    match cell.sign {
        CellSign::All => "every port".to_owned(),
        CellSign::Unknown => "not decidable".to_owned(),
        CellSign::None | CellSign::Denied => "nothing".to_owned(),
        CellSign::Unreachable => "no common address family".to_owned(),
        CellSign::Some | CellSign::Allowed | CellSign::SelfPod | CellSign::Void => cell.ports.clone(),
    }
}

/// "shop/web", "shop/web and 3 more".
fn list(sources: &[&str]) -> String {
    match sources {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, more @ ..] => format!("{one} and {} more", more.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PODS: &str = "\
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}, status: {podIPs: [{ip: 10.0.0.7}, {ip: 'fd00::7'}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: api, namespace: shop, labels: {app: api}}, status: {podIPs: [{ip: 10.0.0.8}, {ip: 'fd00::8'}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: old, namespace: shop}, status: {podIP: 10.0.0.9}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
";

    fn found(rules: &str) -> Vec<String> {
        let files = [SourceFile::new("a.yaml", format!("{PODS}{rules}"))];
        let all = differences(&files, &Options::default());
        all.iter().map(|it| format!("{}: {}", it.object, it.message)).collect()
    }

    #[test]
    fn a_block_of_one_family_closes_the_other() {
        assert_eq!(
            found("  - {from: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 80}]}\n"),
            ["Pod shop/api: from shop/web: TCP 80 by IPv4, nothing by IPv6"],
            "the pod with one address has nothing to compare"
        );
        let both = "  - from: [{ipBlock: {cidr: 0.0.0.0/0}}, {ipBlock: {cidr: '::/0'}}]\n";
        assert_eq!(found(both), [] as [&str; 0]);
        assert_eq!(found("  - from: [{podSelector: {}}]\n"), [] as [&str; 0]);
    }
}
