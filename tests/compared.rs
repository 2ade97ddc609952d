//! What a comparison of two inputs says is what a look at every cell says; and two sets of policies that are called equal
//! are so for every pod.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use netpol_core::api::{Agreement, equivalence, equivalence_report};
use netpol_core::internals::compare::{self, CellPorts};
use netpol_core::view::report::Outcome;
use netpol_core::{Analysis, Options, SourceFile, analyze};
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

/// Every pair that changed, by the blocks.
fn by_blocks(before: &Analysis, after: &Analysis) -> Result<Told, String> {
    let (before, after) = (before.model(), after.model());
    let comparison = compare::compare(before, after);
    let models = comparison.models(before, after);
    let name = |it: u32| {
        let end = &comparison.ends.as_slice()[it as usize];
        if let Some(range) = end.ranges.first() {
            return format!("{}", range.0);
        }
        let title = models.before.title(end.both.before);
        format!("{title} {}", models.after.title(end.both.after))
    };
    let mut res = Told::new();
    let mut total = 0;
    for block in &comparison.blocks {
        let mut count = 0;
        for (from, to) in comparison.pairs(models, block) {
            count += 1;
            let ports = (block.ports.before.clone(), block.ports.after.clone());
            if res.insert((name(from), name(to)), ports).is_some() {
                return Err(format!("{} to {} is told twice", name(from), name(to)));
            }
        }
        if count != block.pairs {
            return Err(format!("{count} pairs, told are {}", block.pairs));
        }
        total += count;
    }
    let totals = comparison.totals;
    if total != totals.newly_allowed + totals.newly_denied + totals.both + totals.undecided {
        return Err(format!("{total} pairs, but {totals:?}"));
    }
    Ok(res)
}

/// By a look at every cell.
fn by_cells(before: &Analysis, after: &Analysis) -> Told {
    let (before, after) = (before.model(), after.model());
    let comparison = compare::compare(before, after);
    let models = comparison.models(before, after);
    let mut res = Told::new();
    for (from, source) in (0..).zip(comparison.ends.iter()) {
        for (to, destination) in (0..).zip(comparison.ends.iter()) {
            let name = |it: &compare::Matched| match it.ranges.first() {
                Some(range) => format!("{}", range.0),
                None => {
                    let title = models.before.title(it.both.before);
                    format!("{title} {}", models.after.title(it.both.after))
                }
            };
            let one = |model: &netpol_core::internals::model::Model, it| {
                model.cluster.endpoints.at(it).pod().is_some_and(|it| it.replicas == 1)
            };
            let is_one = one(models.before, source.both.before) || one(models.after, source.both.after);
            if from == to && is_one {
                continue;
            }
            let both = comparison.cells(models, from, to).unwrap();
            if both.before != both.after {
                res.insert((name(source), name(destination)), (both.before, both.after));
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
        let told = by_blocks(&before, &after).map_err(failed)?;
        let cells = by_cells(&before, &after);
        if told != cells {
            let differ: Vec<_> = told.iter().filter(|it| cells.get(it.0) != Some(it.1)).collect();
            let missing: Vec<_> = cells.iter().filter(|it| told.get(it.0) != Some(it.1)).collect();
            return Err(failed(format!("told {differ:#?}\ncells {missing:#?}")));
        }
        let reversed = by_blocks(&after, &before).map_err(failed)?;
        let swapped: BTreeSet<_> = reversed.values().map(|it| (it.1.clone(), it.0.clone())).collect();
        if swapped != told.values().cloned().collect() || reversed.len() != told.len() {
            return Err(failed("reversed, it is not the same".to_owned()));
        }
        let same = by_blocks(&before, &read(&one)).map_err(failed)?;
        if !same.is_empty() {
            return Err(failed(format!("the same differs: {same:#?}")));
        }
        Ok(())
    });
}

/// Where policies changed, objects that bring each change about are found, and there is a reason.
#[test]
fn every_change_has_a_cause_and_a_reason() {
    run(60, |manifests, random| {
        let mut other = manifests.clone();
        for at in other.policies() {
            if random.chance(40) {
                let name = other.documents[at].get("metadata").cloned();
                other.documents[at] = generator::policy(random, at);
                other.documents[at].set("metadata", name.unwrap());
            }
        }
        let (one, other) = (manifests.plain(), other.plain());
        let (before, after) = (Arc::new(read(&one)), Arc::new(read(&other)));
        let changes = netpol_core::compare(&before, &after);
        let all: Vec<usize> = (0..changes.group_count().min(4)).collect();
        for (group, cause) in all.iter().zip(changes.causes(&all)) {
            let objects =
                cause.ok_or_else(|| (format!("{one}=======\n{other}"), format!("{group}: none")))?;
            if objects.is_empty() || changes.why(*group, 0).is_none() {
                return Err((format!("{one}=======\n{other}"), format!("{group}: nothing")));
            }
        }
        Ok(())
    });
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
        let (first, second) = (first.concat(), second.concat());
        let (one, other) = (brute(&first, &pods), brute(&second, &pods));
        let opens = one.iter().zip(&other).any(|it| !it.0 && *it.1);
        let closes = one.iter().zip(&other).any(|it| *it.0 && !it.1);
        let wanted = match (opens, closes) {
            (false, false) => Agreement::Equal,
            (true, false) => Agreement::Within,
            (false, true) => Agreement::Beyond,
            (true, true) => Agreement::Different,
        };
        let found = equivalence(&read(&first), &read(&second)).agreement;
        if found != wanted {
            return Err((format!("{first}=======\n{second}"), format!("{found:?}, every pod: {wanted:?}")));
        }
        example_differs(&first, &second)
    });
}

/// The second specification says what the example says.
fn example_differs(first: &str, second: &str) -> Result<(), (String, String)> {
    let report = equivalence_report(&read(first), &read(second));
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
