//! What a comparison of two inputs says is what a look at every cell says; and two sets of policies that are called equal
//! are so for every pod.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use netpol_core::api::{Agreement, equivalence};
use netpol_core::internals::compare::{self, CellPorts};
use netpol_core::internals::ids::EndId;
use netpol_core::internals::model::Model;
use netpol_core::view::report::Outcome;
use netpol_core::{Analysis, Options, Probe, SourceFile, analyze};
use netpol_tests::generator::{self, Manifests, Yaml, scalar};
use netpol_tests::random::Random;
use netpol_tests::runs::{run, run_on};
use netpol_tests::spec::{Answer, End, Flow, Spec, Truth};

fn read(text: &str) -> Analysis {
    analyze(&[SourceFile::new("all.yaml", text)], &Options { stand_ins: false, ..Options::default() })
}

/// Another input: some objects are gone, some are new, some are other ones.
fn edited(manifests: &Manifests, random: &mut Random) -> Manifests {
    let mut res = manifests.clone();
    let more = generator::of_all_kinds(random);
    res.documents.retain(|_| !random.chance(15));
    res.documents.extend(more.documents.into_iter().filter(|_| random.chance(20)));
    res
}

type Told = BTreeMap<(String, String), (CellPorts, CellPorts)>;

/// Every pair that changed, by the differences.
fn by_differences(before: &Analysis, after: &Analysis) -> Result<Told, String> {
    let (before, after) = (before.model(), after.model());
    let comparison = compare::compare(before, after);
    let models = comparison.models(before, after);
    let name = |it: EndId| {
        let end = &comparison.ends.as_slice()[it.0 as usize];
        if let Some(range) = end.ranges.first() {
            return format!("{}", range.0);
        }
        let id = |model: &Model, it| model.cluster.endpoints.at(it).id.clone();
        let (old, new) = (id(models.before, end.both.before), id(models.after, end.both.after));
        // Ids have no spaces: this one was matched by its workload.
        if old == new { old } else { format!("{old} {new}") }
    };
    let mut res = Told::new();
    let mut total = 0;
    for difference in &comparison.differences {
        let mut count = 0;
        for (from, to) in comparison.pairs(models, difference) {
            count += 1;
            let ports = (difference.ports.before.clone(), difference.ports.after.clone());
            if res.insert((name(from), name(to)), ports).is_some() {
                return Err(format!("{} to {} is told twice", name(from), name(to)));
            }
        }
        if count != difference.pairs {
            return Err(format!("{count} pairs, told are {}", difference.pairs));
        }
        total += count;
    }
    let totals = comparison.totals;
    if total != totals.newly_allowed + totals.newly_denied + totals.both + totals.undecided {
        return Err(format!("{total} pairs, but {totals:?}"));
    }
    Ok(res)
}

/// The text with a row for an address of IPv6, so that there are rows for all others, too.
fn with_all_addresses(text: &str) -> Analysis {
    let options = Options { stand_ins: false, externals: vec![LAST], ..Options::default() };
    analyze(&[SourceFile::new("all.yaml", text)], &options)
}

const LAST: IpAddr = IpAddr::V6(Ipv6Addr::from_bits(u128::MAX));

/// Addresses outside the cluster with a row, each stretch by its first and last.
fn stretches(analysis: &Analysis) -> impl Iterator<Item = (u32, (IpAddr, IpAddr))> {
    let rows = (0..).zip(analysis.endpoints().iter());
    let outside = rows.filter(|it| it.1.kind_name == "External" && !it.1.id.starts_with("host:"));
    outside.flat_map(|(row, it)| it.ranges.iter().map(move |it| (row, *it))).filter(|it| it.1.0 != LAST)
}

/// The row of an address outside the cluster: its own, if it has one.
fn row_at(analysis: &Analysis, address: IpAddr) -> Option<u32> {
    let around = stretches(analysis).filter(|(_, it)| it.0 <= address && address <= it.1);
    around.min_by_key(|(_, it)| it.0 != it.1).map(|it| it.0)
}

fn next(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(it) => it.to_bits().checked_add(1).map(|it| Ipv4Addr::from_bits(it).into()),
        IpAddr::V6(it) => it.to_bits().checked_add(1).map(|it| Ipv6Addr::from_bits(it).into()),
    }
}

/// The rows that are the same before and after, each with its name: by id, and address by address.
fn same_rows(before: &Analysis, after: &Analysis, families: &BTreeSet<bool>) -> Vec<(String, u32, u32)> {
    let mut res = Vec::new();
    for (row, it) in (0..).zip(after.endpoints().iter()) {
        let is_address = it.kind_name == "External" && !it.id.starts_with("host:");
        if let Some(old) = before.endpoint_index(&it.id).filter(|_| !is_address) {
            res.push((it.id.clone(), old, row));
        }
    }
    let mut starts = BTreeSet::from([Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into()]);
    for (_, (first, last)) in stretches(before).chain(stretches(after)) {
        starts.insert(first);
        starts.extend(next(last));
    }
    let mut known = BTreeSet::new();
    for it in starts.into_iter().filter(|it| families.contains(&it.is_ipv6())) {
        let Some(rows) = row_at(before, it).zip(row_at(after, it)) else { continue };
        if known.insert(rows) {
            res.push((it.to_string(), rows.0, rows.1));
        }
    }
    res
}

/// By a look at every cell of rows that are the same before and after.
fn by_cells(before: &str, after: &str) -> Told {
    let families = [before, after].map(|it| stretches(&read(it)).map(|it| it.1.0.is_ipv6()).collect());
    let [old, new]: [BTreeSet<bool>; 2] = families;
    let (before, after) = (with_all_addresses(before), with_all_addresses(after));
    let rows = same_rows(&before, &after, &(&old | &new));
    let mut res = Told::new();
    for (from, old, new) in &rows {
        for (to, old_to, new_to) in &rows {
            let is_one = |all: &Analysis, row: u32| {
                let it = &all.endpoints()[row as usize];
                it.kind_name != "External" && it.replicas == 1
            };
            if from == to && (is_one(&before, *old) || is_one(&after, *new)) {
                continue;
            }
            let cell = |all: &Analysis, from: u32, to: u32| {
                CellPorts::from(all.model().reachability(from, to).unwrap())
            };
            let (old, new) = (cell(&before, *old, *old_to), cell(&after, *new, *new_to));
            if old != new {
                res.insert((from.clone(), to.clone()), (old, new));
            }
        }
    }
    res
}

#[test]
fn a_comparison_says_what_every_cell_says() {
    run_on(generator::of_all_kinds, 150, |manifests, random| {
        let (one, other) = (manifests.plain(), edited(manifests, random).plain());
        let (before, after) = (read(&one), read(&other));
        let failed = |it: String| (format!("{one}=======\n{other}"), it);
        let told = by_differences(&before, &after).map_err(failed)?;
        let cells = by_cells(&one, &other);
        let mut by_id = told.clone();
        by_id.retain(|(from, to), _| !from.contains(' ') && !to.contains(' '));
        for (old, new) in told.keys().flat_map(|it| [&it.0, &it.1]).filter_map(|it| it.split_once(' ')) {
            if after.endpoint_index(old).is_some() || before.endpoint_index(new).is_some() {
                return Err(failed(format!("{old} is told of as {new}")));
            }
        }
        if by_id != cells {
            let differ: Vec<_> = by_id.iter().filter(|it| cells.get(it.0) != Some(it.1)).collect();
            let missing: Vec<_> = cells.iter().filter(|it| by_id.get(it.0) != Some(it.1)).collect();
            return Err(failed(format!("told {differ:#?}\ncells {missing:#?}")));
        }
        let reversed = by_differences(&after, &before).map_err(failed)?;
        let swapped: BTreeSet<_> = reversed.values().map(|it| (it.1.clone(), it.0.clone())).collect();
        if swapped != told.values().cloned().collect() || reversed.len() != told.len() {
            return Err(failed("reversed, it is not the same".to_owned()));
        }
        let same = by_differences(&before, &read(&one)).map_err(failed)?;
        if !same.is_empty() {
            return Err(failed(format!("the same differs: {same:#?}")));
        }
        Ok(())
    });
}

/// Where policies changed, objects are found that bring each change about by themselves, each of which is needed.
#[test]
fn every_change_has_a_cause_and_a_reason() {
    run(150, |manifests, random| {
        let mut edited = manifests.clone();
        for at in edited.policies() {
            if random.chance(40) {
                let name = edited.documents[at].get("metadata").cloned();
                edited.documents[at] = generator::policy(random, at);
                edited.documents[at].set("metadata", name.unwrap());
            }
        }
        let (one, other) = (manifests.plain(), edited.plain());
        let failed = |it: String| (format!("{one}=======\n{other}"), it);
        let (before, after) = (Arc::new(read(&one)), Arc::new(read(&other)));
        let changes = netpol_core::compare(&before, &after);
        let all: Vec<usize> = (0..changes.group_count().min(4)).collect();
        for (group, cause) in all.iter().zip(changes.causes(&all)) {
            let objects = cause.ok_or_else(|| failed(format!("{group}: none")))?;
            if objects.is_empty() || changes.why(*group, 0, Probe::Any).is_none() {
                return Err(failed(format!("{group}: nothing")));
            }
            let names: Vec<&str> = objects.iter().map(|it| it.name.as_str()).collect();
            let brings = |names: &[&str]| {
                let mut mixed = manifests.clone();
                for at in
                    mixed.policies().into_iter().filter(|it| names.contains(&named(&edited, *it).as_str()))
                {
                    mixed.documents[at] = edited.documents[at].clone();
                }
                brings(&before, &after, *group, &with_all_addresses(&mixed.plain()))
            };
            if !brings(&names) {
                return Err(failed(format!("{group}: {names:?} do not bring it about")));
            }
            for at in 0..names.len() {
                let mut rest = names.clone();
                let without = rest.remove(at);
                if brings(&rest) {
                    return Err(failed(format!("{group}: {without} of {names:?} is not needed")));
                }
            }
        }
        Ok(())
    });
}

/// "NetworkPolicy shop/web".
fn named(manifests: &Manifests, at: usize) -> String {
    let meta = manifests.documents[at].get("metadata").unwrap();
    let of = |key: &str| match meta.get(key) {
        Some(Yaml::Scalar(it)) => it.clone(),
        _ => "default".to_owned(),
    };
    format!("NetworkPolicy {}/{}", of("namespace"), of("name"))
}

/// Whether in this mixture each pair of a group has what it has after.
fn brings(before: &Analysis, after: &Analysis, group: usize, mixed: &Analysis) -> bool {
    let comparison = compare::compare(before.model(), after.model());
    let models = comparison.models(before.model(), after.model());
    let difference = &comparison.differences[group];
    let row = |it: EndId| {
        let end = &comparison.ends.as_slice()[it.0 as usize];
        match end.ranges.first() {
            Some(range) => row_at(mixed, range.0),
            // Whether pods of a workload are rows by themselves depends on what policies ask.
            None => {
                let id = |of: &Model, it| mixed.endpoint_index(&of.cluster.endpoints.at(it).id);
                id(models.after, end.both.after).or_else(|| id(models.before, end.both.before))
            }
        }
    };
    let mut pairs = comparison.pairs(models, difference);
    pairs.all(|(from, to)| {
        let ends = row(from).zip(row(to));
        let cell = ends.and_then(|it| mixed.model().reachability(it.0, it.1));
        cell.map(CellPorts::from).as_ref() == Some(&difference.ports.after)
    })
}

const KEYS: [&str; 2] = ["app", "tier"];

/// A selector of few labels.
fn selector(random: &mut Random) -> String {
    let key = random.pick(&KEYS);
    match random.range(0..6) {
        0 => "{}".to_owned(),
        1 | 2 => format!("{{matchLabels: {{{key}: a}}}}"),
        3 => format!("{{matchExpressions: [{{key: {key}, operator: Exists}}]}}"),
        4 => format!("{{matchExpressions: [{{key: {key}, operator: NotIn, values: [a]}}]}}"),
        _ => "{matchLabels: {app: a, tier: a}}".to_owned(),
    }
}

/// A policy of few words.
fn policy(random: &mut Random, nth: usize) -> String {
    let space = random.pick(&["alpha", "beta"]);
    let peer = |random: &mut Random| {
        let name = random.pick(&["alpha", "beta"]);
        match random.range(0..3) {
            0 => format!("{{podSelector: {}}}", selector(random)),
            1 => format!("{{namespaceSelector: {{}}, podSelector: {}}}", selector(random)),
            _ => format!("{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {name}}}}}}}"),
        }
    };
    let rules = |random: &mut Random, peers: &str| -> String {
        let count = random.range(0..3);
        let rules: Vec<String> = (0..count)
            .map(|_| {
                let peers =
                    if random.chance(80) { format!("{peers}: [{}]", peer(random)) } else { String::new() };
                let ports = random.pick(&["ports: [{port: 80}]", "ports: [{port: 80, endPort: 81}]", ""]);
                format!(
                    "{{{}}}",
                    [peers.as_str(), ports]
                        .iter()
                        .filter(|it| !it.is_empty())
                        .copied()
                        .collect::<Vec<_>>()
                        .join(", ")
                )
            })
            .collect();
        rules.join(", ")
    };
    let subject = selector(random);
    let types = random.pick(&["Ingress", "Egress", "Ingress, Egress"]);
    let (ingress, egress) = (rules(random, "from"), rules(random, "to"));
    let ingress = if types.contains("Ingress") { format!(", ingress: [{ingress}]") } else { String::new() };
    let egress = if types.contains("Egress") { format!(", egress: [{egress}]") } else { String::new() };
    format!(
        "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p{nth}, namespace: {space}}}\n\
         spec: {{podSelector: {subject}, policyTypes: [{types}]{ingress}{egress}}}\n"
    )
}

/// Every small pod: each key with a value that is asked for, with another one, and without it; in each namespace that is
/// asked for, and in another one.
fn every_pod() -> String {
    let values = [None, Some("a"), Some("other")];
    let mut res = String::new();
    for space in ["alpha", "beta", "gamma"] {
        for app in values {
            for tier in values {
                let label = |key: &str, it: Option<&str>| it.map(|it| format!("{key}: {it}"));
                let labels: Vec<String> =
                    [label("app", app), label("tier", tier)].into_iter().flatten().collect();
                for twin in ["x", "y"] {
                    let name = format!("p-{}-{}-{twin}", app.unwrap_or("no"), tier.unwrap_or("no"));
                    res += &format!(
                        "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: {space}, labels: {{{}}}}}\n\
                         spec: {{containers: [{{name: c, image: i}}]}}\n",
                        labels.join(", ")
                    );
                }
            }
        }
    }
    res
}

/// What each flow is answered with, in a fixed order.
fn brute(policies: &str, pods: &str) -> Vec<bool> {
    let spec = Spec::read(&format!("{policies}{pods}"));
    let outside: IpAddr = "192.0.2.9".parse().unwrap();
    let mut ends: Vec<End<'_>> = spec.cluster.pods.iter().map(End::Pod).collect();
    ends.push(End::Address(outside));
    let mut res = Vec::new();
    for (nth, from) in ends.iter().enumerate() {
        for (other, to) in ends.iter().enumerate() {
            if nth == other || nth + 1 == ends.len() && other + 1 == ends.len() {
                continue;
            }
            // Of two pods that are alike, the second is asked about the first only.
            let is_twin = |it: &End<'_>| matches!(it, End::Pod(it) if it.id.ends_with("-y"));
            if is_twin(from) || is_twin(to) && other != nth + 1 {
                continue;
            }
            for port in [80, 81, 82] {
                let flow = Flow { from: *from, to: *to, protocol: "TCP", port };
                res.push(spec.answer(&flow) == Answer::Policies(Truth::Yes));
            }
        }
    }
    res
}

#[test]
fn sets_of_policies_agree_where_they_agree_for_every_small_pod() {
    let pods = every_pod();
    run(60, |_, random| {
        let count = random.range(1..3);
        let first: Vec<String> = (0..count).map(|nth| policy(random, nth)).collect();
        // Often nearly the same, else nothing is ever equal.
        let mut second = first.clone();
        if random.chance(70) {
            let at = random.range(0..second.len());
            second[at] = policy(random, at);
        }
        if random.chance(30) {
            second.push(policy(random, 9));
        }
        // The order of policies says nothing.
        if random.chance(50) {
            second.reverse();
        }
        let (first, second) = (first.concat(), second.concat());
        let (one, other) = (brute(&first, &pods), brute(&second, &pods));
        let opens = one.iter().zip(&other).any(|it| !it.0 && *it.1);
        let closes = one.iter().zip(&other).any(|it| *it.0 && !it.1);
        let wanted = match (opens, closes) {
            (false, false) => Agreement::Equal,
            (true, false) => Agreement::Narrower,
            (false, true) => Agreement::Wider,
            (true, true) => Agreement::Different,
        };
        let found = equivalence(&read(&first), &read(&second)).agreement();
        if found != wanted {
            return Err((format!("{first}=======\n{second}"), format!("{found:?}, every pod: {wanted:?}")));
        }
        example_differs(&first, &second)
    });
}

/// The second specification says what the example says.
fn example_differs(first: &str, second: &str) -> Result<(), (String, String)> {
    let report = equivalence(&read(first), &read(second)).report();
    let Some(example) = report.example else { return Ok(()) };
    let failed = |it: String| (format!("{first}=======\n{second}=======\n{}", example.manifests), it);
    let (protocol, port) = example.port.split_once(' ').unwrap();
    let protocol = ["TCP", "UDP", "SCTP"].into_iter().find(|it| *it == protocol).unwrap();
    for (policies, wanted) in [(first, example.first), (second, example.second)] {
        let spec = Spec::read(&format!("{policies}{}", example.manifests));
        let end = |id: &str| match (id.strip_prefix("ip:"), id.strip_prefix("host:")) {
            (Some(it), _) => End::Address(it.parse().unwrap()),
            (_, Some(_)) => panic!("a host"),
            (None, None) => End::Pod(spec.cluster.pods.iter().find(|it| it.id == id).unwrap()),
        };
        let flow =
            Flow { from: end(&example.from), to: end(&example.to), protocol, port: port.parse().unwrap() };
        let found = spec.answer(&flow);
        let wanted = match wanted {
            Outcome::Allowed => Answer::Policies(Truth::Yes),
            Outcome::Denied => Answer::Policies(Truth::No),
            Outcome::Unknown => Answer::Policies(Truth::Unknown),
        };
        if found != wanted {
            let flow = format!("{} to {} {}", example.from, example.to, example.port);
            return Err(failed(format!("{flow}: the specification says {found:?}, the example {wanted:?}")));
        }
    }
    Ok(())
}

/// With names of ports, blocks and cluster-wide policies, too.
#[test]
fn every_example_of_a_difference_is_one() {
    run_on(generator::of_all_kinds, 12, |manifests, random| {
        let is_policy = |it: &Yaml| {
            ["NetworkPolicy", "AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy"]
                .iter()
                .any(|kind| it.get("kind") == Some(&scalar(kind)))
        };
        let named = |it: &Yaml| !it.write(&mut None).contains("domainNames");
        let mut first = manifests.without(|it| !is_policy(it) || !named(it));
        first.documents.truncate(2);
        let mut second = first.clone();
        if random.chance(70) && !second.documents.is_empty() {
            let at = random.range(0..second.documents.len());
            second.documents.remove(at);
        }
        if random.chance(70) {
            second.documents.push(generator::policy(random, 7));
        }
        let (first, second) = (first.plain() + "---\n", second.plain() + "---\n");
        example_differs(&first, &second)
    });
}
