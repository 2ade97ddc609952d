//! Pairs with all their ports, as netpol-analyzer writes them.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};

use netpol_tests::adapter::{Core, Given};
use netpol_tests::spec::{BlockPods, Facts};

use crate::explained::published;
use crate::suites::{Outcome, Vector};

/// This tool knows no host network; the API leaves open what policies do to such pods.
pub fn given(vector: &Vector) -> Given {
    let never = vector.marks.iter().any(|it| it == "ipblock-external-only");
    let block_pods = if never { BlockPods::Never } else { BlockPods::WhenKnown };
    let facts = Facts { block_pods, host_network_as_pod: true, ..Facts::default() };
    Given { facts, ..Given::default() }
}

/// Every pair of workloads, and the addresses outside. A pair that is not listed allows nothing.
pub fn check(vector: &Vector, core: &Core) -> Outcome {
    let mut outcome = Outcome::default();
    let owners = owners(core);
    let mut expected: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let mut spaces: BTreeMap<(&str, bool), Space> = BTreeMap::new();
    for it in &vector.expect_ranges {
        match (addresses(&it.from), addresses(&it.to)) {
            (Some(from), _) => {
                spaces.entry((&it.to, true)).or_default().push((from, it.allowed_ports.clone()))
            }
            (_, Some(to)) => {
                spaces.entry((&it.from, false)).or_default().push((to, it.allowed_ports.clone()))
            }
            (None, None) => drop(expected.insert((&it.from, &it.to), &it.allowed_ports)),
        }
    }
    for one in &vector.peers {
        let Some(rows) = owners.get(one) else {
            outcome.wrong.push(format!("no {one} among {:?}", owners.keys()));
            continue;
        };
        for other in vector.peers.iter().filter(|it| *it != one) {
            let wanted = expected.get(&(one.as_str(), other.as_str())).copied().unwrap_or_default();
            for (from, to) in rows
                .iter()
                .flat_map(|&from| owners.get(other).into_iter().flatten().map(move |&to| (from, to)))
            {
                outcome.cells += 1;
                let found = core.ports(from, to);
                if ports(&found) != ports(wanted) {
                    outcome.wrong.push(format!("{one} -> {other}: {found}, expected {wanted}"));
                }
            }
        }
        for inward in [true, false] {
            let space = spaces.get(&(one.as_str(), inward)).cloned().unwrap_or_default();
            for &pod in rows {
                let found = found_space(core, pod, inward);
                outcome.cells += found.len();
                if let Some(it) = space_differs(&found, &space) {
                    let way = if inward { "from outside" } else { "to outside" };
                    outcome.wrong.push(format!("{one} {way}: {it}"));
                }
            }
        }
    }
    for it in &vector.expect_ingress_controller {
        if vector.manifests.contains("kind: Route") {
            outcome.left_out += 1;
            continue;
        }
        outcome.cells += 1;
        let found = published(core, &it.to).into_iter().map(|it| (it.1.as_str().to_owned(), it.2, it.2));
        let found: BTreeSet<_> = found.collect();
        if !found.iter().eq(&ports(&it.allowed_ports)) {
            outcome.wrong.push(format!("published of {}: {found:?}, expected {}", it.to, it.allowed_ports));
        }
    }
    outcome
}

/// Ports as sorted ranges by protocol, of both notations: `TCP 80,8000-8100; UDP 53` and `TCP 1-79,UDP 53`.
pub fn ports(text: &str) -> Vec<(String, u16, u16)> {
    let text = if text == "all" { "SCTP 1-65535,TCP 1-65535,UDP 1-65535" } else { text };
    let mut protocol = "";
    let mut ranges = Vec::new();
    for part in text.split([',', ';']).map(str::trim).filter(|it| !it.is_empty()) {
        let range = match part.split_once(' ') {
            Some((name, range)) => {
                protocol = name;
                range
            }
            None => part,
        };
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        ranges.push((protocol.to_owned(), first.parse().unwrap(), last.parse().unwrap()));
    }
    ranges.sort();
    ranges
}

/// First and last address of `ip:FIRST-LAST`.
pub fn addresses(text: &str) -> Option<(u32, u32)> {
    let (first, last) = text.strip_prefix("ip:")?.split_once('-')?;
    let number = |it: &str| it.parse::<Ipv4Addr>().ok().map(u32::from);
    Some((number(first)?, number(last)?))
}

/// IPv4 ranges with the ports that a peer may use from or to them.
type Space = Vec<((u32, u32), String)>;

/// Rows and columns by the name of their top owner, as netpol-analyzer names them.
pub fn owners(core: &Core) -> BTreeMap<String, Vec<u32>> {
    let mut owners: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (at, it) in core.analysis.endpoints().iter().enumerate() {
        let name = match &it.owner {
            _ if it.id.starts_with("ip:") => continue,
            Some((kind, name)) if kind != "Node" => format!("{}/{name}[{kind}]", it.group),
            Some(_) | None => format!("{}/{}[{}]", it.group, it.name, it.kind_name),
        };
        owners.entry(name).or_default().push(at as u32);
    }
    owners
}

/// Where the address ranges and ports that core found differ from what is expected.
fn space_differs(found: &[(u32, u32, String)], expected: &Space) -> Option<String> {
    for (first, last, allowed) in found {
        let mut at = u64::from(*first);
        let mut inside: Vec<_> = expected.iter().filter(|it| it.0.0 <= *last && *first <= it.0.1).collect();
        inside.sort();
        for ((from, to), wanted) in inside {
            let hole = at < u64::from(*from).max(u64::from(*first));
            if hole && !ports(allowed).is_empty() || ports(allowed) != ports(wanted) {
                return Some(format!(
                    "{}-{}: {allowed}, expected {wanted} for {}-{}",
                    Ipv4Addr::from(*first),
                    Ipv4Addr::from(*last),
                    Ipv4Addr::from(*from),
                    Ipv4Addr::from(*to)
                ));
            }
            at = u64::from(*to) + 1;
        }
        if at <= u64::from(*last) && !ports(allowed).is_empty() {
            return Some(format!(
                "{}-{}: {allowed}, expected none",
                Ipv4Addr::from(*first),
                Ipv4Addr::from(*last)
            ));
        }
    }
    None
}

/// IPv4 ranges outside the cluster and the ports allowed between them and a pod.
fn found_space(core: &Core, pod: u32, inward: bool) -> Vec<(u32, u32, String)> {
    let mut found = Vec::new();
    for (at, it) in core.analysis.endpoints().iter().enumerate().filter(|it| it.1.id.starts_with("ip:")) {
        let (from, to) = if inward { (at as u32, pod) } else { (pod, at as u32) };
        let allowed = core.ports(from, to);
        for range in &it.ranges {
            if let (IpAddr::V4(first), IpAddr::V4(last)) = *range {
                found.push((u32::from(first), u32::from(last), allowed.clone()));
            }
        }
    }
    found.sort();
    found
}
