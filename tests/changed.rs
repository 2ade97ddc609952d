//! What netpol-analyzer says differs between two folders.
//!
//! It differs in form, and these differences are left out of the comparison: lines about `{ingress-controller}` (Ingress
//! objects are no pairs here); lines about a workload that one folder lacks are pairs of a row that came or went, which
//! are told as rows; pods of one workload are one end there, and addresses are cut in other places; loopback, which is a
//! pod itself (M-67), is an address like others there. Folders that the tool refuses are only compared for not failing
//! here.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use netpol_core::compare;
use netpol_tests::adapter::{Core, Given};
use netpol_tests::spec::Facts;
use serde::Deserialize;

use crate::ranges::{owners, ports};
use crate::suites::{first_few, lines};

#[derive(Debug, Deserialize)]
struct Vector {
    id: String,
    manifests: String,
    manifests2: String,
    #[serde(default)]
    expected_text: String,
    valid: Option<bool>,
}

type Ports = Vec<(String, u16, u16)>;
/// Ranges of addresses with the ports before and after.
type Space = Vec<((u32, u32), (Ports, Ports))>;

/// What changed, between workloads, and between one and addresses (`true`: from outside).
#[derive(Debug, Default)]
struct Found {
    pods: BTreeSet<(String, String, Ports, Ports)>,
    spaces: BTreeMap<(String, bool), Space>,
    cells: usize,
}

fn read(text: &str) -> Core {
    let text = text
        .replace("use_common_labels_same_values", "use-common-labels-same-values")
        .replace("ownerReferences:\n    - name:", "ownerReferences:\n    - kind: Pod\n      name:");
    let facts = Facts { host_network_as_pod: true, own_node_ingress_exempt: false, ..Facts::default() };
    Core::read(&text, &Given { facts, lenient: true, ..Given::default() })
}

/// First and last of `0.0.0.0-9.255.255.255[External]` or of an id.
fn addresses(text: &str) -> Option<(u32, u32)> {
    let text = text.strip_suffix("[External]").or_else(|| text.strip_prefix("ip:"))?;
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let number = |it: &str| {
        it.parse::<IpAddr>().ok().and_then(|it| match it {
            IpAddr::V4(it) => Some(u32::from(it)),
            IpAddr::V6(_) => None,
        })
    };
    Some((number(first)?, number(last)?))
}

fn notation(text: &str) -> Ports {
    match text {
        "All Connections" => ports("all"),
        "No Connections" => Vec::new(),
        other => ports(other),
    }
}

impl Found {
    fn add(&mut self, from: &str, to: &str, both: (Ports, Ports)) {
        self.cells += 1;
        match (addresses(from), addresses(to)) {
            (Some(range), _) => self.spaces.entry((to.to_owned(), true)).or_default().push((range, both)),
            (_, Some(range)) => self.spaces.entry((from.to_owned(), false)).or_default().push((range, both)),
            // Between the pods of one workload the tool says nothing.
            (None, None) if from == to => {}
            (None, None) => {
                self.pods.insert((from.to_owned(), to.to_owned(), both.0, both.1));
            }
        }
    }
}

fn expected(text: &str) -> (Found, BTreeSet<String>) {
    let (mut found, mut gone) = (Found::default(), BTreeSet::new());
    for line in text.lines().filter_map(|it| it.strip_prefix("diff-type: ")) {
        let (line, info) = line.split_once(", workloads-diff-info: ").unwrap_or((line, ""));
        let field = |name: &str, next: &str| {
            let rest = line.split_once(name).unwrap().1;
            if next.is_empty() { rest } else { rest.split_once(next).unwrap().0 }.to_owned()
        };
        let (from, to) = (field("source: ", ", destination"), field("destination: ", ", ref1"));
        if from.starts_with('{') || to.starts_with('{') {
            continue;
        }
        if !info.is_empty() {
            let names = info.trim_start_matches("workloads ").trim_start_matches("workload ");
            let names = names.trim_end_matches(" added").trim_end_matches(" removed");
            gone.extend(names.split(" and ").map(str::to_owned));
            continue;
        }
        let both = (notation(&field("ref1: ", ", ref2")), notation(&field("ref2: ", "")));
        found.add(&from, &to, both);
    }
    (found, gone)
}

/// What holds for an address.
fn at(space: &Space, address: u32) -> Option<&(Ports, Ports)> {
    space.iter().find(|it| it.0.0 <= address && address <= it.0.1).map(|it| &it.1)
}

#[test]
fn differences_between_two_folders_are_those_of_netpol_analyzer() {
    let suite = "netpol-analyzer-diff";
    let (mut cells, mut wrong, mut count) = (0, Vec::new(), 0);
    for vector in lines(suite).lines().map(|it| serde_json::from_str::<Vector>(it).unwrap()) {
        count += 1;
        let (before, after) = (read(&vector.manifests), read(&vector.manifests2));
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        for core in [&before, &after] {
            for (name, rows) in owners(core) {
                let ids = rows.iter().map(|it| core.analysis.endpoints()[*it as usize].id.clone());
                names.extend(ids.map(|it| (it, name.clone())));
            }
        }
        let (before, after) = (Arc::new(before.analysis), Arc::new(after.analysis));
        let changes = compare(&before, &after);
        let mut found = Found::default();
        for it in changes.report().changes.iter() {
            // Addresses of IPv6 are no ends there.
            if [&it.from, &it.to].iter().any(|it| it.starts_with("ip:") && addresses(it).is_none()) {
                continue;
            }
            let name = |it: &str| names.get(it).cloned().unwrap_or_else(|| it.to_owned());
            found.add(&name(&it.from), &name(&it.to), (ports(&it.before.ports), ports(&it.after.ports)));
        }
        cells += found.cells;
        if vector.valid == Some(false) {
            continue;
        }
        let (wanted, gone) = expected(&vector.expected_text);
        let is_gone = |it: &String| gone.contains(it);
        for it in found.pods.difference(&wanted.pods) {
            wrong.push(format!("{}: too much: {it:?}", vector.id));
        }
        for it in wanted.pods.difference(&found.pods) {
            wrong.push(format!("{}: missing: {it:?}", vector.id));
        }
        let changed: BTreeSet<String> = changes.added().into_iter().chain(changes.removed()).collect();
        for it in &gone {
            if !names.iter().any(|(id, name)| name == it && changed.contains(id)) {
                wrong.push(format!("{}: {it} is in both", vector.id));
            }
        }
        let none = Space::new();
        let keys: BTreeSet<_> = found.spaces.keys().chain(wanted.spaces.keys()).collect();
        for key in keys.into_iter().filter(|it| !is_gone(&it.0)) {
            let one = found.spaces.get(key).unwrap_or(&none);
            let other = wanted.spaces.get(key).unwrap_or(&none);
            let starts = one.iter().chain(other).flat_map(|it| [Some(it.0.0), it.0.1.checked_add(1)]);
            let is_loopback = |it: &u32| Ipv4Addr::from(*it).is_loopback();
            for address in starts.flatten().filter(|it| !is_loopback(it)).collect::<BTreeSet<u32>>() {
                if at(one, address) != at(other, address) {
                    let ip = Ipv4Addr::from(address);
                    let (found, wanted) = (at(one, address), at(other, address));
                    wrong.push(format!("{}: {key:?} {ip}: {found:?}, expected {wanted:?}", vector.id));
                }
            }
        }
    }
    println!("{suite}: {count} cases, {cells} pairs");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), first_few(&wrong));
}
