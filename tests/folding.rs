//! Rows that stand for several: a cell of them says of each pair of their members what the unfolded matrix says; and the
//! rows of a real cluster are its workloads.

use std::cell::Cell;
use std::collections::BTreeMap;

use netpol_core::protocol::Protocol;
use netpol_core::view::{Bundle, CellSign, EndpointView, FoldView, FoldedCell, Outcome, OutcomeOf};
use netpol_core::{Asked, Options, Probe, SourceFile, analyze};
use netpol_tests::adapter::Core;
use netpol_tests::generator::{self, Manifests, Yaml, map, scalar};
use netpol_tests::paths;
use netpol_tests::random::Random;
use netpol_tests::runs::run_on;

/// Fewer of them would not show a fold whose members differ.
const COPIES: usize = 7;

/// Pods of two controllers, made of the pods of a cluster: some on nodes, some in their node's network, some with labels
/// of other pods; and at times a policy that takes no part.
fn with_replicas(random: &mut Random, manifests: &Manifests) -> Manifests {
    let kind = |it: &&Yaml| it.get("kind") == Some(&scalar("Pod"));
    let pods: Vec<Yaml> = manifests.documents.iter().filter(kind).cloned().collect();
    let mut all = manifests.clone();
    if pods.is_empty() {
        return all;
    }
    for nth in 0..random.range(2..COPIES) {
        let mut pod = pods[random.range(0..pods.len())].clone();
        let labels =
            pods[random.range(0..pods.len())].get("metadata").and_then(|it| it.get("labels")).cloned();
        let controller = random.range(0..2);
        let metadata = pod.get_mut("metadata").unwrap();
        metadata.set("name", scalar(format!("copy-{nth}")));
        metadata.set("namespace", scalar(if controller == 0 { "default" } else { "alpha" }));
        let owner = [
            ("apiVersion", scalar("apps/v1")),
            ("kind", scalar("StatefulSet")),
            ("name", scalar(format!("set-{controller}"))),
            ("controller", scalar("true")),
        ];
        // At times no owner: a pod by itself.
        if random.chance(85) {
            metadata.set("ownerReferences", Yaml::List(vec![map(owner)]));
        }
        if let Some(labels) = labels.filter(|_| random.chance(50)) {
            metadata.set("labels", labels);
        }
        let spec = pod.get_mut("spec").unwrap();
        if random.chance(60) {
            spec.set("nodeName", scalar(format!("node-{}", random.range(1..4))));
        }
        if random.chance(25) {
            spec.set("hostNetwork", scalar("true"));
        }
        if random.chance(60) {
            pod.remove("status");
        }
        all.documents.push(pod);
    }
    if random.chance(25) {
        let metadata = map([("name", scalar("broken")), ("namespace", scalar("default"))]);
        let labels = map([("matchLabels", map([("app", scalar("web"))]))]);
        all.documents.push(map([
            ("apiVersion", scalar("networking.k8s.io/v1")),
            ("kind", scalar("NetworkPolicy")),
            ("metadata", metadata),
            ("spec", map([("podSelector", labels), ("ingres", Yaml::List(Vec::new()))])),
        ]));
    }
    all
}

/// What a cell says of a port, or of all.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Said {
    sign: CellSign,
    sentence: String,
}

struct Matrix<'a> {
    core: &'a Core,
    endpoints: &'a [EndpointView],
    asked: Asked,
    probe: Probe,
}

impl Matrix<'_> {
    /// The cell of two endpoints.
    fn of(&self, from: u32, to: u32) -> Said {
        let cell = self.core.analysis.cell(from, to, self.probe).unwrap();
        let title = |it: u32| {
            let it = &self.endpoints[it as usize];
            if it.group == "outside" { &it.name } else { &it.id }
        };
        let ends = format!("{} to {}: ", title(from), title(to));
        Said { sign: cell.sign, sentence: cell.label.strip_prefix(&ends).unwrap().to_owned() }
    }

    fn is_own_node(&self, one: u32, other: u32) -> bool {
        let [one, other] = [one, other].map(|it| &self.endpoints[it as usize]);
        one.is_node != other.is_node && one.node.is_some() && one.node == other.node
    }

    /// Whether a folded cell says of each pair of its members what there is.
    fn check(&self, from: (&Bundle, &FoldView), to: (&Bundle, &FoldView)) -> Result<FoldedCell, String> {
        let folded = self.core.analysis.folded_cell(from.0, to.0, &self.asked).unwrap();
        let wrong = |what: &str, one: u32, other: u32| {
            let [a, b] = [one, other].map(|it| &self.endpoints[it as usize].id);
            Err(format!("{a} to {b} ({:?}): {what}: {:?}\n{folded:#?}", self.probe, self.of(one, other)))
        };
        let mut counted: BTreeMap<String, u64> = BTreeMap::new();
        let (rows, columns) = (from.0.members(), to.0.members());
        let mut n_plain = 0;
        for &one in &rows {
            for &other in &columns {
                let actual = self.of(one, other);
                if actual.sign == CellSign::SelfPod {
                    continue;
                }
                if self.is_own_node(one, other) {
                    match &folded.own_node {
                        Some(it) if it.of == OutcomeOf::Pair => {}
                        Some(it) if said(it) == actual => {}
                        // Without a word about it, it is as the others of its parts.
                        _ if self.answers(&folded, from.1, to.1, one, other).contains(&actual) => {}
                        _ => return wrong("its own node", one, other),
                    }
                    continue;
                }
                n_plain += 1;
                if self.answers(&folded, from.1, to.1, one, other) != [actual.clone()] {
                    return wrong("other than the cell", one, other);
                }
                let replicas = |it: u32| u64::from(self.endpoints[it as usize].replicas);
                *counted.entry(actual.sentence).or_default() += replicas(one) * replicas(other);
            }
        }
        if folded.outcomes.is_empty() {
            return Ok(folded);
        }
        assert!(1 < folded.outcomes.len() && folded.cell.sign != CellSign::All);
        assert_ne!(folded.cell.sign, CellSign::Allowed);
        // Of pods and their own nodes alone, these count.
        for it in folded.outcomes.iter().filter(|_| n_plain != 0) {
            let pods =
                |of: &[u32]| of.iter().map(|it| u64::from(self.endpoints[*it as usize].replicas)).sum();
            let (count, all): (u64, u64) = match it.of {
                OutcomeOf::Source => (pods(&it.members), 0),
                OutcomeOf::Destination => (pods(&it.members), 0),
                // Replicas of one row speak with each other too, which is not counted here.
                OutcomeOf::Pair if from.1.members == to.1.members => continue,
                OutcomeOf::Pair => (counted[&it.sentence], counted.values().sum()),
            };
            if count != it.count || all != 0 && all != it.all {
                return Err(format!("{count} of {all} are counted: {it:#?}"));
            }
        }
        Ok(folded)
    }

    /// What a folded cell says of two members.
    fn answers(&self, cell: &FoldedCell, from: &FoldView, to: &FoldView, one: u32, other: u32) -> Vec<Said> {
        let part = |fold: &FoldView, it: u32| fold.parts.iter().position(|all| all.contains(&it));
        if cell.outcomes.is_empty() {
            let sentence = cell.cell.label.split_once(": ").unwrap().1;
            let sentence = sentence.split("; and ").next().unwrap().split("; the same").next().unwrap();
            return vec![Said { sign: cell.cell.sign, sentence: sentence.to_owned() }];
        }
        let is_of =
            |pair: &(u32, u32)| part(from, pair.0) == part(from, one) && part(to, pair.1) == part(to, other);
        cell.outcomes.iter().filter(|it| it.pairs.iter().any(is_of)).map(said).collect()
    }
}

fn said(it: &Outcome) -> Said {
    Said { sign: it.sign, sentence: it.sentence.clone() }
}

/// A row that stands for itself, as a fold of one.
fn alone(row: u32) -> FoldView {
    FoldView { members: vec![row], parts: vec![vec![row]], ..FoldView::default() }
}

#[test]
fn an_expanded_cell_is_the_unfolded_matrix() {
    // How many cells there were whose members differ, by what it depends on; and with a word about a pod's own node.
    let [sources, destinations, pairs, nodes] = [(); 4].map(|()| Cell::new(0));
    run_on(generator::of_all_kinds, 300, |manifests, random| {
        let manifests = with_replicas(random, manifests);
        let text = manifests.plain();
        let core = Core::read(&text, &generator::given(random));
        let endpoints = core.analysis.endpoints();
        let mut folds = core.analysis.folds();
        let folded: Vec<u32> = folds.iter().flat_map(|it| it.members.iter().copied()).collect();
        folds.extend((0..endpoints.len() as u32).filter(|it| !folded.contains(it)).map(alone));
        // What the filter lets through.
        let most = random.range(1..4);
        for probe in [Probe::Any, Probe::Port(Protocol::Tcp, 80)] {
            let matrix = Matrix { core: &core, endpoints, asked: Asked::Probe(probe), probe };
            for is_shown in [0, most] {
                let is_shown = |it: u32| is_shown == 0 || it % 4 != most as u32;
                let bundle = |it: &FoldView| match it.members.as_slice() {
                    [one] => Bundle::single(endpoints, *one),
                    _ => Bundle::of_fold(endpoints, it, is_shown),
                };
                for from in &folds {
                    for to in &folds {
                        let (Some(row), Some(column)) =
                            (bundle(from), Bundle::of_fold(endpoints, to, |_| true))
                        else {
                            continue;
                        };
                        let cell =
                            matrix.check((&row, from), (&column, to)).map_err(|it| (text.clone(), it))?;
                        let counter = cell.outcomes.first().map(|it| match it.of {
                            OutcomeOf::Source => &sources,
                            OutcomeOf::Destination => &destinations,
                            OutcomeOf::Pair => &pairs,
                        });
                        counter
                            .into_iter()
                            .chain(cell.own_node.map(|_| &nodes))
                            .for_each(|it| it.set(it.get() + 1));
                    }
                }
            }
        }
        Ok(())
    });
    let found = [sources, destinations, pairs, nodes].map(|it| it.get());
    println!("{found:?} cells by what their answers depend on");
    assert!(!found.contains(&0), "{found:?}");
}

/// The dump of a cluster of 301 pods in `../shared/pastes`.
#[test]
fn the_rows_of_a_real_cluster_are_its_workloads() {
    let Ok(text) = std::fs::read_to_string(paths::shared("pastes").join("dump-300.yaml")) else {
        println!("skipped: no pastes/dump-300.yaml");
        return;
    };
    let analysis = analyze(&[SourceFile::new("dump.yaml", text)], &Options::default());
    let any = Asked::Probe(Probe::Any);
    let rows = analysis.bundles(&any);
    assert!(rows.len() <= 30, "{} rows", rows.len());
    let titles: Vec<&str> = rows.iter().map(|it| &*it.title).collect();
    for wanted in
        ["tracking/api ×26", "data/redis ×6", "kube-system/calico-node ×7", "default/toolbox", "internet"]
    {
        assert!(titles.contains(&wanted), "{wanted}: {titles:?}");
    }
    let cell = |from: &str, to: &str| {
        let row = |title: &str| rows.iter().find(|it| it.title.starts_with(title)).unwrap();
        analysis.folded_cell(row(from), row(to), &any).unwrap().cell
    };
    let redis = cell("tracking/api", "data/redis");
    assert_eq!((redis.sign, &*redis.only_port, &*redis.share), (CellSign::Some, "6379", ""));
    // One pod was given other labels.
    let solver = cell("default/toolbox", "routing/solver");
    assert_eq!((solver.sign, &*solver.share), (CellSign::Some, "1/61"));
    assert!(
        solver.label.contains("to 1 of 61 pods (solver-49z28b8tgd-knzhg) all ports allowed"),
        "{}",
        solver.label
    );
    // A rollout is under way.
    assert_eq!(cell("monitoring/prometheus", "tracking/api").share, "mixed");
    let own = cell("kube-system/calico-node", "tracking/web");
    assert_eq!(own.sign, CellSign::None);
    assert!(own.label.ends_with("; and from its own node all ports allowed"), "{}", own.label);
}
