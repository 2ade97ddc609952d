//! What an answer allows and denies otherwise than the goal, on one cluster.
//!
//! Enters: two models of the same cluster. Leaves: how many pairs lack something, how many have something too much, and
//! the first of them. Cells on which network plugins differ are left out: no answer is wrong because of them.

use crate::compare::{self, Both, Comparison};
use crate::eval::Pair;
use crate::explain::Certainty;
use crate::ids::{EndId, EndpointId};
use crate::model::Model;
use crate::order;
use crate::policy::PortSet;
use crate::probe::Probe;
use crate::protocol::Protocol;
use crate::view::compare as view;

/// The differences on one cluster.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Pairs of which a port is denied that the goal allows.
    pub(super) missing: u64,
    /// Pairs of which a port is allowed that the goal denies.
    pub(super) excess: u64,
    /// The first, what is missing before what is too much.
    pub(super) first: Option<Wrong>,
}

/// One connection that is not as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Whether the answer denies it and the goal allows it; else it is the other way round.
    pub(super) is_missing: bool,
    /// What the source is called.
    pub(super) from: String,
    /// What the destination is called.
    pub(super) to: String,
    /// A row, or an address in one: what can be asked about.
    pub(super) ids: [String; 2],
    /// The port that is told of.
    pub(super) port: (Protocol, u16),
    /// The rows in the model of the goal, and of the answer.
    pub(super) pair: Both<(EndpointId, EndpointId)>,
}

/// Compares an answer with the goal. `says` is asked about the first difference, with the models that its rows are of.
pub(super) fn find<R>(
    goal: &Model,
    own: &Model,
    counts_undefined: bool,
    says: impl FnOnce(Both<&Model>, &Wrong) -> R,
) -> (Found, Option<R>) {
    let comparison = compare::compare(goal, own);
    let models = comparison.models(goal, own);
    let mut res = Found::default();
    for difference in &comparison.differences {
        for (ports, is_missing) in [(difference.ports.closed(), true), (difference.ports.opened(), false)] {
            if ports.is_empty() {
                continue;
            }
            for ends in comparison.pairs(models, difference) {
                let Some(pair) = rows(&comparison, ends) else { continue };
                let ports =
                    if counts_undefined { ports.clone() } else { ports.difference(&contested(models, pair)) };
                let Some(wrong) = wrong(&comparison, models, ends, pair, &ports, is_missing) else {
                    continue;
                };
                *(if is_missing { &mut res.missing } else { &mut res.excess }) += 1;
                if res.first.as_ref().is_none_or(|it| rank(&wrong) < rank(it)) {
                    res.first = Some(wrong);
                }
            }
        }
    }
    let said = res.first.as_ref().map(|it| says(models, it));
    (res, said)
}

/// The order in which differences are told.
fn rank(it: &Wrong) -> (bool, bool, &str, &str, (Protocol, u16)) {
    // Rows of pods have a slash in their names; what is outside the cluster comes last.
    let is_outside = !it.from.contains('/') || !it.to.contains('/');
    (!it.is_missing, is_outside, &it.from, &it.to, it.port)
}

fn wrong(
    comparison: &Comparison,
    models: Both<&Model>,
    (from, to): (EndId, EndId),
    pair: Both<(EndpointId, EndpointId)>,
    ports: &PortSet,
    is_missing: bool,
) -> Option<Wrong> {
    let (source, destination) = (comparison.ends.get(from)?, comparison.ends.get(to)?);
    let port = port(models.after, destination.both.after, ports)?;
    let title = |it| view::title(comparison, models, it);
    let id = |end: &compare::Matched, row| match end.ranges.first() {
        Some((first, _)) => first.to_string(),
        None => models.after.id(row).unwrap_or_default().to_owned(),
    };
    let ids = [id(source, pair.after.0), id(destination, pair.after.1)];
    Some(Wrong { is_missing, from: title(from), to: title(to), ids, port, pair })
}

/// The rows of two ends in both models.
fn rows(comparison: &Comparison, (from, to): (EndId, EndId)) -> Option<Both<(EndpointId, EndpointId)>> {
    let (source, destination) = (comparison.ends.get(from)?.both, comparison.ends.get(to)?.both);
    Some(Both { before: (source.before, destination.before), after: (source.after, destination.after) })
}

/// A port that says something to people: one on which the destination listens, else one that is known, else the first.
fn port(model: &Model, to: EndpointId, ports: &PortSet) -> Option<(Protocol, u16)> {
    const KNOWN: [u16; 3] = [80, 443, 8080];
    let pod = model.cluster.endpoints.get(to).and_then(|it| it.pod());
    let mut listens: Vec<(Protocol, u16)> =
        pod.into_iter().flat_map(|it| &it.ports).map(|it| (it.protocol, it.number)).collect();
    order::sort(&mut listens);
    let known = KNOWN.into_iter().map(|it| (Protocol::Tcp, it));
    listens.into_iter().chain(known).find(|it| ports.contains(it.0, it.1)).or_else(|| ports.first())
}

/// The ports on which network plugins differ, in the goal or in the answer.
fn contested(models: Both<&Model>, pair: Both<(EndpointId, EndpointId)>) -> PortSet {
    let of = |model: &Model, (from, to)| {
        let pieces = model.explain(Pair::new(from, to), Probe::Any).pieces;
        let contested = pieces.iter().filter(|it| it.certainty == Certainty::ImplementationDefined);
        PortSet::of_all(contested.map(|it| &it.ports))
    };
    of(models.before, pair.before).union(&of(models.after, pair.after))
}
