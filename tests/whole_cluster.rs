//! The audit of whole clusters: of one that is recorded beside this repository, and of random ones, where it must agree
//! with the matrix.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use netpol_core::Probe;
use netpol_core::internals::cluster::PodBody;
use netpol_core::options::{AnyNamespace, AnyPod};
use netpol_core::view::{AuditItemView, AuditKind, AuditView, CellSign};
use netpol_tests::adapter::{Core, Given};
use netpol_tests::paths;
use netpol_tests::runs::{given, run_all};

fn items(audit: &AuditView, kind: AuditKind) -> &[AuditItemView] {
    let section = audit.sections.iter().find(|it| it.kind == kind);
    section.map_or(&[], |it| &it.items)
}

/// What an `# audit` line is about, and how its words are made of an item.
type Line = (&'static str, AuditKind, fn(&AuditItemView) -> Option<String>);

fn id(it: &AuditItemView) -> Option<String> {
    Some(it.id.clone())
}

fn with_ports(it: &AuditItemView) -> Option<String> {
    Some(format!("{} {}", it.id, it.ports))
}

const LINES: &[Line] = &[
    ("without default deny for ingress", AuditKind::NoDefaultDenyIngress, id),
    ("without default deny for egress", AuditKind::NoDefaultDenyEgress, id),
    ("no policy selects", AuditKind::NotSelected, id),
    ("no policy can select (host network)", AuditKind::HostNetwork, id),
    ("policies that select nothing", AuditKind::SelectsNothing, id),
    ("a peer that matches nothing", AuditKind::MatchesNothing, id),
    ("from the internet, through a Service of type LoadBalancer", AuditKind::FromInternet, |it| {
        with_ports(it).filter(|_| it.sentence.ends_with("(LoadBalancer)"))
    }),
    ("from the internet, through a Service of type NodePort", AuditKind::FromInternet, |it| {
        with_ports(it).filter(|_| it.sentence.ends_with("(NodePort)"))
    }),
    ("published by an Ingress, and its controller gets in", AuditKind::IngressGetsIn, id),
    ("published by an Ingress, and its controller does not get in", AuditKind::IngressKeptOut, id),
    ("cannot use DNS", AuditKind::NoDns, id),
    ("to the internet on every port", AuditKind::ToInternet, id),
    ("to the internet on some ports", AuditKind::ToInternetPartly, |it| {
        Some(format!("{} {}", it.id, it.sentence))
    }),
    ("not to the internet", AuditKind::NotToInternet, id),
];

#[test]
fn the_audit_of_a_recorded_cluster_finds_all_that_is_expected() {
    let folder = paths::conformance("../pastes");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let (Some(dump), Some(expected)) = (read("dump-300.yaml"), read("dump-300.expect")) else {
        println!("skipped, the cluster is not here");
        return;
    };
    let audit = Core::read(&dump, &Given::default()).analysis.audit();
    let mut checked = 0;
    for line in expected.lines().filter_map(|it| it.strip_prefix("# audit ")) {
        let (what, wanted) = line.split_once(": ").unwrap();
        let (_, kind, words) = LINES.iter().find(|it| it.0 == what).unwrap_or_else(|| panic!("{what}"));
        let found: BTreeSet<String> = items(&audit, *kind).iter().filter_map(words).collect();
        // Ids alone stand with blanks between them; with ports, `; ` stands between.
        let is_list = !wanted.contains(" TCP ");
        let wanted: BTreeSet<String> = wanted
            .split(if is_list { " " } else { "; " })
            .filter(|it| *it != "none")
            .map(str::to_owned)
            .collect();
        assert_eq!(found, wanted, "{what}");
        let by_namespace = matches!(kind, AuditKind::NoDefaultDenyIngress | AuditKind::NoDefaultDenyEgress);
        let whole = items(&audit, *kind).iter().all(|it| it.pods == it.of && it.certain);
        assert!(whole || by_namespace, "{what} is not said of all pods");
        checked += 1;
    }
    assert_eq!(checked, LINES.len());
    assert!(items(&audit, AuditKind::Undecided).is_empty());
}

/// "Not to the internet" is every cell to the outside denied, and so on; each pod has one answer.
#[test]
fn the_audit_agrees_with_the_matrix() {
    run_all(150, |manifests, _| {
        let text = manifests.plain();
        let core = Core::read(&text, &given());
        let (analysis, endpoints) = (&core.analysis, core.analysis.endpoints());
        let audit = analysis.audit();
        let sections = [
            AuditKind::ToInternet,
            AuditKind::ToInternetPartly,
            AuditKind::NotToInternet,
            AuditKind::Undecided,
        ];
        // Each cell that an item shows must say what its section says.
        for kind in sections {
            for it in items(&audit, kind) {
                for (from, to) in &it.cells {
                    let (from, to) = (core.index(from).unwrap(), core.index(to).unwrap());
                    let sign = analysis.cell(from, to, Probe::Any).unwrap().sign;
                    let fits = match kind {
                        AuditKind::ToInternet => matches!(sign, CellSign::All | CellSign::Unreachable),
                        AuditKind::NotToInternet => matches!(sign, CellSign::None | CellSign::Unreachable),
                        AuditKind::ToInternetPartly => {
                            matches!(sign, CellSign::All | CellSign::Some | CellSign::Unknown)
                        }
                        _ => true,
                    };
                    if !fits {
                        return Err((text, format!("{}: {kind:?}, but the cell is {sign:?}", it.id)));
                    }
                }
            }
        }
        // What the matrix says of every pod, counted by workload.
        let outside: Vec<u32> = (0..endpoints.len() as u32).filter(|it| is_internet(&core, *it)).collect();
        let mut pods: BTreeMap<AuditKind, u32> = BTreeMap::new();
        for row in 0..endpoints.len() as u32 {
            let Some(pod) = analysis.model().pod(row).filter(|it| !it.is_stand_in) else { continue };
            let signs: Vec<CellSign> =
                outside.iter().map(|to| analysis.cell(row, *to, Probe::Any).unwrap().sign).collect();
            let reachable: Vec<CellSign> =
                signs.into_iter().filter(|it| *it != CellSign::Unreachable).collect();
            let kind = if reachable.iter().all(|it| *it == CellSign::None) {
                AuditKind::NotToInternet
            } else if reachable.iter().all(|it| *it == CellSign::All) {
                AuditKind::ToInternet
            } else {
                continue;
            };
            *pods.entry(kind).or_default() += pod.replicas;
        }
        for kind in [AuditKind::ToInternet, AuditKind::NotToInternet] {
            let found: u32 = items(&audit, kind).iter().map(|it| it.pods).sum();
            let of_matrix = pods.get(&kind).copied().unwrap_or_default();
            if found != of_matrix {
                return Err((text, format!("{kind:?}: {found} pods, the matrix has {of_matrix}")));
            }
        }
        Ok(())
    });
}

/// What is certain for any pod holds for each pod that there is, and what a pod may do is possible for any.
#[test]
fn any_pod_is_each_pod_that_there_is() {
    run_all(60, |manifests, _| {
        let text = manifests.plain();
        // Where pods without a known address lie is not assumed: each lies somewhere else.
        let knobs = vec![("pod-cidr".to_owned(), String::new())];
        let given = Given { knobs, ..Given::default() };
        let named = |it: &str| AnyPod { namespace: AnyNamespace::Named(it.to_owned()), labels: Vec::new() };
        let before = Core::read(&text, &given);
        let groups: BTreeSet<String> = before
            .analysis
            .endpoints()
            .iter()
            .map(|it| it.group.clone())
            .filter(|it| it != "outside")
            .collect();
        let any_pods = groups.iter().map(|it| named(it)).chain([AnyPod::anywhere()]).collect();
        let core = Core::read(&text, &Given { any_pods, ..given });
        let model = core.analysis.model();
        let endpoints = core.analysis.endpoints();
        // A pod of IPv6 has other flows, and one in its node's network is no pod to policies.
        let is_plain = |row: u32| {
            let v4 = |it: &PodBody| !it.host_network && it.addresses.iter().all(IpAddr::is_ipv4);
            model.pod(row).is_some_and(v4)
        };
        let rows: Vec<u32> = (0..endpoints.len() as u32).filter(|it| is_plain(*it)).collect();
        for &from in &rows {
            for any in [named(&endpoints[from as usize].group).id(), AnyPod::anywhere().id()] {
                let Some(any_row) = core.index(&any) else { return Err((text, format!("no {any}"))) };
                for &to in rows.iter().filter(|it| **it != from) {
                    let one = model.reachability(from, to).unwrap();
                    let all = model.reachability(any_row, to).unwrap();
                    if !all.allowed.difference(&one.allowed).is_empty()
                        || !one.possible.difference(&all.possible).is_empty()
                    {
                        let [from, to] = [from, to].map(|it| &endpoints[it as usize].id);
                        return Err((text, format!("{from} -> {to}: {one:?}, but {any}: {all:?}")));
                    }
                }
            }
        }
        Ok(())
    });
}

/// Whether a row is of the internet, by what Rust says of its addresses.
fn is_internet(core: &Core, row: u32) -> bool {
    let endpoint = &core.analysis.endpoints()[row as usize];
    if endpoint.group != "outside" {
        return false;
    }
    let is_node = endpoint.node.is_some() && !endpoint.id.starts_with("host:");
    // The private block that an address lies in, by its first octet or by what it is for.
    let private = |it: &IpAddr| match it {
        IpAddr::V4(it) => {
            let [first, second, ..] = it.octets();
            let own = it.is_private() || it.is_loopback() || it.is_link_local() || first == 0;
            let shared = first == 100 && second & 0xc0 == 64;
            match first {
                224..240 => Some(224),
                240.. => Some(240),
                _ => (own || shared).then_some(u16::from(first)),
            }
        }
        IpAddr::V6(it) if it.is_multicast() => Some(1000),
        IpAddr::V6(it) if it.is_unique_local() => Some(1001),
        IpAddr::V6(it) if it.is_unicast_link_local() => Some(1002),
        IpAddr::V6(it) => (it.is_loopback() || it.is_unspecified()).then_some(1003),
    };
    let wholly =
        |(first, last): &(IpAddr, IpAddr)| private(first).is_some() && private(first) == private(last);
    !is_node && (endpoint.ranges.is_empty() || !endpoint.ranges.iter().all(wholly))
}
