//! A cell of rows that stand for several: what their pairs say together, and where they differ.
//!
//! It is made of one cell for each pair of parts, never of pods, so it costs as much for ten thousand replicas as for
//! two.

use std::collections::{BTreeMap, BTreeSet};

use super::bundle::{Bundle, PartPair};
use crate::cluster::LabelValue;
use crate::eval::{Cell, Verdict};
use crate::ids::{EndpointId, Symbol};
use crate::model::Model;
use crate::policy::PortSet;
use crate::probe::{Asked, Probe};
use crate::view::report::{sentence_of, sign_of};
use crate::view::{CellSign, CellView, ports};

/// A cell between two rows, each of which may stand for several.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FoldedCell {
    /// What is drawn.
    pub cell: CellView,
    /// Where not all pairs answer the same: each answer, those that allow most first; else empty.
    pub outcomes: Vec<Outcome>,
    /// What a pod's own node may do, or what a pod may do to it, where that is not what other nodes may.
    pub own_node: Option<Outcome>,
}

/// One of several answers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// Fill and sign.
    pub sign: CellSign,
    /// The port's number where exactly one port is allowed, else empty.
    pub only_port: String,
    /// What is allowed: `TCP 80,8000-8100; UDP 53`, `all`, or empty.
    pub ports: String,
    /// `all ports denied`.
    pub sentence: String,
    /// What is counted.
    pub of: OutcomeOf,
    /// How many of them have this answer.
    pub count: u64,
    /// How many there are.
    pub all: u64,
    /// Whose answer it is: rows of sources or destinations, none where pairs are counted.
    pub members: Vec<u32>,
    /// The pairs of parts, as [`FoldView::parts`](super::FoldView) has them, each by a pair of rows that has the answer.
    pub pairs: Vec<(u32, u32)>,
}

/// What an answer depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutcomeOf {
    /// On the source alone.
    Source,
    /// On the destination alone.
    Destination,
    /// On both.
    Pair,
}

impl Outcome {
    /// `from 3 of 4 pods`, `2 of 12 pairs`.
    pub fn whose(&self) -> String {
        let Outcome { count, all, .. } = self;
        match self.of {
            OutcomeOf::Source => format!("from {count} of {all} pods"),
            OutcomeOf::Destination => format!("to {count} of {all} pods"),
            OutcomeOf::Pair => format!("{count} of {all} pairs"),
        }
    }
}

impl Outcome {
    /// Of what a pod and its own node may do: `from its own node`.
    pub fn own_node(&self) -> &'static str {
        match self.of {
            OutcomeOf::Source => "from its own node",
            OutcomeOf::Destination => "to its own node",
            OutcomeOf::Pair => "with its own node, for example",
        }
    }
}

/// What one pair of ends answers.
struct Answer {
    probes: Vec<Probe>,
    cell: Cell,
    sign: CellSign,
}

impl Answer {
    fn new(model: &Model, (from, to): (u32, u32), asked: &Asked) -> Option<Answer> {
        let cell = model.reachability(from, to)?;
        let probes = ports::at(model, asked, to);
        let sign = sign_of(&cell, &probes);
        Some(Answer { probes, cell, sign })
    }

    /// Whether a reader is told the same of both.
    fn is_like(&self, other: &Answer) -> bool {
        let is_computed = |it: &Answer| it.cell.verdict != Verdict::NotComputed;
        let any = self.probes.contains(&Probe::Any);
        self.sign == other.sign
            && is_computed(self) == is_computed(other)
            && (!any || self.cell == other.cell)
    }

    /// Of one port these say all, of any port the number of ports does.
    fn allows(&self) -> bool {
        match self.sign {
            CellSign::All | CellSign::Some | CellSign::Allowed | CellSign::SelfPod => true,
            CellSign::Unknown => self.probes.contains(&Probe::Any) && !self.cell.allowed.is_empty(),
            CellSign::None | CellSign::Denied | CellSign::Unreachable | CellSign::Void => false,
        }
    }

    fn sentence(&self) -> String {
        sentence_of(&self.cell, &self.probes)
    }

    fn only_port(&self) -> String {
        let only = self.cell.allowed.only().filter(|_| self.sign == CellSign::Some);
        only.map(|it| it.1.to_string()).unwrap_or_default()
    }

    fn outcome(&self) -> Outcome {
        Outcome {
            sign: self.sign,
            only_port: self.only_port(),
            ports: self.cell.allowed.to_string(),
            sentence: self.sentence(),
            of: OutcomeOf::Pair,
            count: 0,
            all: 0,
            members: Vec::new(),
            pairs: Vec::new(),
        }
    }

    fn view(&self, label: String) -> CellView {
        CellView {
            sign: self.sign,
            only_port: self.only_port(),
            ports: self.cell.allowed.to_string(),
            share: String::new(),
            label,
        }
    }
}

/// Different answers, each with the pairs of parts that have it.
#[derive(Default)]
struct Answers<'a>(Vec<(Answer, Vec<PartPair<'a>>)>);

impl<'a> Answers<'a> {
    fn add(&mut self, answer: Answer, pair: PartPair<'a>) {
        match self.0.iter_mut().find(|it| it.0.is_like(&answer)) {
            Some((_, pairs)) => pairs.push(pair),
            None => self.0.push((answer, vec![pair])),
        }
    }
}

/// The cell of two rows.
pub(crate) fn folded(model: &Model, from: &Bundle, to: &Bundle, asked: &Asked) -> Option<FoldedCell> {
    let (mut plain, mut own, mut itself) = (Answers::default(), Answers::default(), Answers::default());
    for pair in from.pairs(to) {
        let answer = Answer::new(model, pair.at, asked)?;
        if answer.cell.verdict == Verdict::SelfPod {
            itself.add(answer, pair);
            continue;
        }
        if pair.is_own_node() {
            own.add(answer, pair);
            continue;
        }
        if let Some((at, _)) = pair.own_nodes() {
            let on_node = Answer::new(model, at, asked)?;
            if !on_node.is_like(&answer) {
                own.add(on_node, PartPair { at, ..pair });
            }
        }
        plain.add(answer, pair);
    }
    // Of nothing but exceptions these are the rule.
    let main = [&plain, &own, &itself].into_iter().find(|it| !it.0.is_empty())?;
    let ends = format!("{} to {}", from.title, to.title);
    let note = (!plain.0.is_empty()).then(|| own_node(&plain, &own, to)).flatten();
    let noted = |label: String| match &note {
        Some(it) => format!("{label}; and {} {}", it.own_node(), it.sentence),
        None => label,
    };
    let (cell, outcomes) = match main.0.as_slice() {
        [(one, pairs)] => {
            let same = likewise(from, to, pairs);
            (one.view(noted(format!("{ends}: {}{same}", one.sentence()))), Vec::new())
        }
        several => {
            let outcomes = differing(several);
            let told = |it: &Outcome| match (it.members.as_slice(), it.count) {
                ([one], 1) => format!("{} ({}) {}", it.whose(), short_name(model, *one), it.sentence),
                _ => format!("{} {}", it.whose(), it.sentence),
            };
            let all: Vec<String> = outcomes.iter().map(told).collect();
            (mixed(several, &outcomes, noted(format!("{ends}: {}", all.join("; ")))), outcomes)
        }
    };
    Some(FoldedCell { cell, outcomes, own_node: note })
}

/// What a pod and its own node say, unless it is what all others do.
fn own_node(plain: &Answers<'_>, own: &Answers<'_>, to: &Bundle) -> Option<Outcome> {
    let (first, _) = own.0.first()?;
    let mut all = plain.0.iter().chain(&own.0);
    if all.all(|it| it.0.is_like(first)) {
        return None;
    }
    let to_node = to.parts.iter().any(|it| it.is_node);
    let of = match (own.0.len(), to_node) {
        (1, true) => OutcomeOf::Destination,
        (1, false) => OutcomeOf::Source,
        _ => OutcomeOf::Pair,
    };
    let pairs = own.0.iter().flat_map(|it| &it.1).map(|it| it.at).collect();
    Some(Outcome { of, pairs, ..first.outcome() })
}

/// What is to be said of a cell whose pairs all answer the same.
fn likewise(from: &Bundle, to: &Bundle, pairs: &[PartPair<'_>]) -> String {
    let count: u64 = pairs.iter().map(PartPair::count).sum();
    if !from.is_folded && !to.is_folded || count <= 1 {
        String::new()
    } else if pairs.iter().all(|it| it.from.key == it.to.key) {
        format!("; the same between any two of the {}", from.pods.max(to.pods))
    } else {
        format!("; the same for all {count} pairs")
    }
}

/// Each answer with whose it is, those that allow first.
fn differing(answers: &[(Answer, Vec<PartPair<'_>>)]) -> Vec<Outcome> {
    // Which answers there are by part of the row, and by part of the column.
    let depends = |key: fn(&PartPair<'_>) -> u32| {
        let all =
            || (0..).zip(answers).flat_map(|(at, it): (usize, _)| it.1.iter().map(move |it| (key(it), at)));
        let keys: BTreeSet<u32> = all().map(|it| it.0).collect();
        let several: BTreeSet<(u32, usize)> = all().collect();
        keys.len() == several.len()
    };
    let of = if depends(|it| it.from.key) {
        OutcomeOf::Source
    } else if depends(|it| it.to.key) {
        OutcomeOf::Destination
    } else {
        OutcomeOf::Pair
    };
    let mut outcomes: Vec<(bool, Outcome)> = answers
        .iter()
        .map(|(answer, pairs)| {
            let mut members: Vec<u32> = Vec::new();
            let mut seen: BTreeSet<u32> = BTreeSet::new();
            let mut count = 0;
            for it in pairs {
                let part = match of {
                    OutcomeOf::Source => it.from,
                    OutcomeOf::Destination => it.to,
                    OutcomeOf::Pair => {
                        count += it.count();
                        continue;
                    }
                };
                if seen.insert(part.key) {
                    members.extend(&part.members);
                    count += u64::from(part.pods);
                }
            }
            let pairs = pairs.iter().map(|it| it.at).collect();
            let members = super::sorted(members);
            (answer.allows(), Outcome { of, count, members, pairs, ..answer.outcome() })
        })
        .collect();
    let all = outcomes.iter().map(|it| it.1.count).sum();
    // Stable: in the order of the rows.
    outcomes.sort_by_key(|it| (!it.0, std::cmp::Reverse(it.1.count)));
    outcomes.into_iter().map(|it| Outcome { all, ..it.1 }).collect()
}

/// Labels that all pods with one answer have and no others: for each answer, as `key=value`. Those that controllers write
/// are told where there are no others.
pub(crate) fn labels(model: &Model, outcomes: &[Outcome]) -> Vec<Vec<String>> {
    let mut counts: BTreeMap<(Symbol, Symbol), Vec<usize>> = BTreeMap::new();
    for (at, outcome) in outcomes.iter().enumerate() {
        for pod in outcome.members.iter().filter_map(|it| model.pod(*it)) {
            for (key, value) in pod.labels.iter() {
                if let LabelValue::Known(value) = value {
                    let count = counts.entry((key, value)).or_insert_with(|| vec![0; outcomes.len()]);
                    count.iter_mut().skip(at).take(1).for_each(|it| *it += 1);
                }
            }
        }
    }
    let own = |at: usize, members: usize| {
        let is_own = move |counts: &Vec<usize>| {
            let others = counts.iter().enumerate().filter(|it| it.0 != at);
            counts.get(at) == Some(&members) && others.map(|it| it.1).sum::<usize>() == 0
        };
        let found = counts.iter().filter(|it| is_own(it.1));
        let mut found: Vec<String> =
            found.map(|((key, value), _)| format!("{}={}", model.text(*key), model.text(*value))).collect();
        let by_controllers = |it: &String| BY_CONTROLLERS.iter().any(|key| it.starts_with(key));
        if !found.iter().all(by_controllers) {
            found.retain(|it| !by_controllers(it));
        }
        found
    };
    (0..).zip(outcomes).map(|(at, it)| own(at, it.members.len())).collect()
}

/// Keys of labels that are other ones for each revision, or for each pod.
const BY_CONTROLLERS: [&str; 5] = [
    "pod-template-hash=",
    "rollouts-pod-template-hash=",
    "controller-revision-hash=",
    "statefulset.kubernetes.io/pod-name=",
    "apps.kubernetes.io/pod-index=",
];

/// The cell of pairs that do not answer the same: never drawn as if all were allowed.
fn mixed(answers: &[(Answer, Vec<PartPair<'_>>)], outcomes: &[Outcome], label: String) -> CellView {
    let all: u64 = outcomes.iter().map(|it| it.count).sum();
    let allowing = answers.iter().filter(|it| it.0.allows()).count();
    let allowed: u64 = outcomes.iter().take(allowing).map(|it| it.count).sum();
    let open = answers.iter().any(|it| it.0.sign == CellSign::Unknown);
    let sign = match (allowing, open) {
        (0, true) => CellSign::Unknown,
        // Denied for several reasons, such as no common family.
        (0, false) => CellSign::None,
        _ => CellSign::Some,
    };
    let share = match allowing {
        0 => String::new(),
        it if it == answers.len() => "mixed".to_owned(),
        // So many at least: some are not decided.
        _ if open => format!("{}?", share(allowed, all)),
        _ => share(allowed, all),
    };
    // What is allowed whichever of them it is.
    let common = answers.iter().map(|it| &it.0.cell.allowed);
    let common = common.fold(PortSet::all(), |all, it| all.intersection(it));
    CellView { sign, only_port: String::new(), ports: common.to_string(), share, label }
}

/// `3 of 4`, `60/61`, of more `99%`: a cell has little room.
pub(super) fn share(count: u64, all: u64) -> String {
    match all {
        0..=9 => format!("{count} of {all}"),
        10..=99 => format!("{count}/{all}"),
        // Neither nothing nor all.
        _ => format!("{}%", (u128::from(count) * 100 / u128::from(all)).clamp(1, 99)),
    }
}

fn short_name(model: &Model, row: u32) -> &str {
    model.cluster.endpoints.get(EndpointId(row)).map_or("", |it| &it.name)
}
