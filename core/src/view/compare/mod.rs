//! What differs between two analyses, for readers: groups of pairs that changed alike, each to be unfolded.

mod any;
mod edit;
mod revert;
mod words;

use super::Fragment;
use super::matrix::{CellSign, people};
use crate::compare::cause::{ChangedObject, ObjectChange};
use crate::compare::{Both, CellPorts, Change, Comparison, Difference, Totals, decided};
use crate::ids::{EndId, JointId};
use crate::model::Model;
use crate::policy::{Direction, PortSet};
use crate::probe::Probe;
use crate::source::Place;

pub use any::{EquivalenceView, ExampleView};
pub(crate) use any::{end_id, end_words, equivalence, example_manifests};
pub(crate) use edit::edit;
pub use revert::RevertView;
pub(crate) use revert::revert;
pub(crate) use words::{decider, id, names, title};

/// So many ends of a group are named.
const NAMED: usize = 3;

impl Change {
    /// `newly-allowed`, `both`, `newly-denied`, `undecided`.
    pub fn as_str(self) -> &'static str {
        match self {
            Change::NewlyAllowed => "newly-allowed",
            Change::Both => "both",
            Change::NewlyDenied => "newly-denied",
            Change::Undecided => "undecided",
        }
    }

    /// What it is called: "newly allowed".
    pub fn words(self) -> &'static str {
        match self {
            Change::NewlyAllowed => "newly allowed",
            Change::Both => "newly allowed and newly denied",
            Change::NewlyDenied => "newly denied",
            Change::Undecided => "decided otherwise or no more",
        }
    }

    /// The sign before it: `+`, `±`, `−`, `?`.
    pub fn sign(self) -> &'static str {
        match self {
            Change::NewlyAllowed => "+",
            Change::Both => "±",
            Change::NewlyDenied => "−",
            Change::Undecided => "?",
        }
    }
}

/// The ports of a pair, before or after.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChangePortsView {
    /// What a cell with these ports shows.
    pub sign: CellSign,
    /// Certainly allowed, for people: "TCP 80 and 443", "no port".
    pub allowed: String,
    /// What the input leaves open, if it does; empty where it does not.
    pub unknown: String,
}

impl ChangePortsView {
    fn new(it: &CellPorts) -> ChangePortsView {
        let open = it.possible.difference(&it.allowed);
        let unknown = if open.is_empty() { String::new() } else { people(&open) };
        let sign = match (it.allowed.is_empty(), it.allowed.is_all()) {
            (true, _) if open.is_empty() => CellSign::None,
            (true, _) => CellSign::Unknown,
            (false, true) => CellSign::All,
            (false, false) => CellSign::Some,
        };
        ChangePortsView { sign, allowed: people(&it.allowed), unknown }
    }

    /// "TCP 80 and 443", "no port; TCP 53 not decidable".
    pub fn words(&self) -> String {
        let ChangePortsView { allowed, unknown, .. } = self;
        if unknown.is_empty() { allowed.clone() } else { format!("{allowed}; {unknown} not decidable") }
    }
}

/// What became of one pair.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PairChangeView {
    /// What became of it.
    pub change: Change,
    /// Whether something is allowed that was not certain, or perhaps allowed that was denied.
    pub may_open: bool,
    /// "TCP 80 newly allowed, TCP 443 newly denied".
    pub sentence: String,
    /// The ports before.
    pub before: ChangePortsView,
    /// The ports after.
    pub after: ChangePortsView,
}

impl PairChangeView {
    fn new(ports: &Both<CellPorts>) -> Option<PairChangeView> {
        let [before, after] = [&ports.before, &ports.after].map(ChangePortsView::new);
        let (change, may_open) = (ports.change()?, ports.may_open());
        Some(PairChangeView { change, may_open, sentence: sentence(ports), before, after })
    }
}

/// Pairs that changed alike: every source with every destination, but for a pod and itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChangeGroupView {
    /// What became of each pair.
    pub pair: PairChangeView,
    /// "shop/web, shop/api and 3 more".
    pub from: String,
    /// The same for the destinations.
    pub to: String,
    /// How many pairs there are.
    pub pairs: u64,
}

/// What decided at one end, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChangeReasonView {
    /// "Leaving shop/web" or "Entering shop/api".
    pub title: String,
    /// `egress` or `ingress`.
    pub direction: &'static str,
    /// What decided before; places are those of the files before.
    pub before: Vec<Fragment>,
    /// What decides now.
    pub after: Vec<Fragment>,
}

/// Why one pair changed, told of one port.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChangeWhyView {
    /// `TCP 80`: the port that is told of.
    pub port: String,
    /// The ends that decide otherwise than before.
    pub ends: Vec<ChangeReasonView>,
}

/// An object that is not the same before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChangedObjectView {
    /// "NetworkPolicy shop/web".
    pub name: String,
    /// What became of it.
    pub change: ObjectChange,
    /// Where it is written before, with file and line for people: `policies.yaml:12`.
    pub before: Option<(String, Option<Place>)>,
    /// Where it is written after.
    pub after: Option<(String, Option<Place>)>,
}

impl ChangedObjectView {
    pub(crate) fn new(models: Both<&Model>, it: &ChangedObject) -> ChangedObjectView {
        let slash = if it.namespace.is_empty() { "" } else { "/" };
        let place = |model: &Model, at: Option<_>| {
            let at = at?;
            let text = match model.line_column(at) {
                Some((file, at)) => format!("{file}:{}", at.line),
                None => String::new(),
            };
            Some((text, model.places.place(at)))
        };
        ChangedObjectView {
            name: format!("{} {}{slash}{}", it.kind, it.namespace, it.name),
            change: it.change(),
            before: place(models.before, it.location.before),
            after: place(models.after, it.location.after),
        }
    }
}

/// "2 newly allowed, 1 newly denied", or "nothing changed".
pub(crate) fn totals(it: &Totals) -> String {
    let parts = [
        (it.newly_allowed, "newly allowed"),
        (it.both, "both newly allowed and newly denied"),
        (it.newly_denied, "newly denied"),
        (it.undecided, "changed only in whether the input decides"),
    ];
    let told: Vec<String> =
        parts.iter().filter(|it| it.0 > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if told.is_empty() { "nothing changed".to_owned() } else { told.join(", ") }
}

/// "TCP 80 newly allowed, TCP 443 newly denied".
fn sentence(ports: &Both<CellPorts>) -> String {
    let opened = (ports.opened(), "newly allowed");
    let closed = (ports.closed(), "newly denied");
    let rest = ports.changed().difference(&opened.0).difference(&closed.0);
    let open = |it: &CellPorts| it.possible.difference(&it.allowed);
    let doubtful = rest.intersection(&open(&ports.after));
    let settled = rest.difference(&doubtful);
    let [allowed, denied] =
        [settled.intersection(&ports.after.allowed), settled.difference(&ports.after.allowed)];
    let all: [(PortSet, &str); 5] = [
        opened,
        closed,
        (allowed, "allowed, which was not decidable"),
        (denied, "denied, which was not decidable"),
        (doubtful, "no longer decidable from the input"),
    ];
    let told: Vec<String> = all
        .iter()
        .filter(|it| !it.0.is_empty())
        .map(|(ports, what)| format!("{} {what}", people(ports)))
        .collect();
    told.join(", ")
}

/// A group.
pub(crate) fn group(
    comparison: &Comparison,
    models: Both<&Model>,
    difference: &Difference,
) -> Option<ChangeGroupView> {
    let pair = PairChangeView::new(&difference.ports)?;
    let names = |classes: &[JointId]| names(comparison, models, classes, NAMED);
    Some(ChangeGroupView {
        pair,
        from: names(&difference.sources),
        to: names(&difference.destinations),
        pairs: difference.pairs,
    })
}

/// What became of a pair of rows after the change; `None`: nothing. Of addresses outside the cluster, some of which
/// changed, the first that did is told.
pub(crate) fn pair(
    comparison: &Comparison,
    models: Both<&Model>,
    after: &Model,
    (from, to): (u32, u32),
) -> Option<PairChangeView> {
    let ends = |row| comparison.ends_of_row(models, after, row);
    let (sources, destinations) = (ends(from), ends(to));
    let all = sources.iter().flat_map(|from| destinations.iter().map(move |to| (*from, *to)));
    all.filter_map(|(from, to)| PairChangeView::new(&comparison.cells(models, from, to)?)).next()
}

/// Why a pair changed: told of a port that is asked for, where that one did.
pub(crate) fn why(
    comparison: &Comparison,
    models: Both<&Model>,
    pair: (EndId, EndId),
    ports: &Both<CellPorts>,
    probe: Probe,
) -> Option<ChangeWhyView> {
    let found = decided(comparison, models, pair, ports, probe)?;
    let (source, destination) = (comparison.ends.get(pair.0)?, comparison.ends.get(pair.1)?);
    let end = |it: &crate::compare::DecidedEnd| {
        let (subject, verb, at) = match it.direction {
            Direction::Egress => (source, "Leaving", pair.0),
            Direction::Ingress => (destination, "Entering", pair.1),
        };
        let told = |model: &Model, subject, by| words::decider(model, it.direction, subject, by);
        ChangeReasonView {
            title: format!("{verb} {}", title(comparison, models, at)),
            direction: it.direction.as_str(),
            before: told(models.before, subject.both.before, it.by.before),
            after: told(models.after, subject.both.after, it.by.after),
        }
    };
    let (protocol, port) = found.port;
    let port = format!("{} {port}", protocol.as_str());
    Some(ChangeWhyView { port, ends: found.ends.iter().map(end).collect() })
}
