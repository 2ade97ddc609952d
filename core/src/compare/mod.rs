//! What differs between two analyses: who may reach whom before and after, and why.
//!
//! Enters: two models. Leaves: a [`Comparison`]: the ends that both have, the ends that came or went, and the
//! differences: pairs that changed alike. [`cause`] finds the changed objects that make a difference, [`any`] compares
//! two sets of policies for every pod that could exist. Deliberately not here: words, which are in `view`.
//!
//! No pair is looked at by itself. Ends that neither analysis tells apart are one *joint class*, and only where a group
//! says something else about such a class than before are cells computed at all.

pub mod any;
pub mod cause;
mod decided;
mod differences;
mod ends;
mod joint;
mod line;
mod marks;
mod renamed;
mod sets;
pub mod unused;

use crate::eval::{Cell, Pair};
use crate::hash::HashMap;
use crate::ids::{EndId, EndpointId, IdVec, JointId};
use crate::model::Model;
use crate::pause::{Pause, at_once};
use crate::policy::PortSet;

pub use decided::{Decided, DecidedEnd, decided};
pub use ends::Matched;
pub use joint::JointClass;
pub use marks::Marks;

/// One value before the change, and one after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Both<T> {
    /// Before.
    pub before: T,
    /// After.
    pub after: T,
}

impl<T> Both<T> {
    /// Both made alike.
    pub fn map<'b, R>(&'b self, mut make: impl FnMut(&'b T) -> R) -> Both<R> {
        Both { before: make(&self.before), after: make(&self.after) }
    }
}

/// What became of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Ports that were denied are allowed.
    NewlyAllowed,
    /// That, and ports that were allowed are denied.
    Both,
    /// Ports that were allowed are denied.
    NewlyDenied,
    /// Only whether something is decided at all has changed.
    Undecided,
}

impl Change {
    /// All of them, in the order in which they are told.
    pub const ALL: [Change; 4] = [Change::NewlyAllowed, Change::Both, Change::NewlyDenied, Change::Undecided];
}

/// The ports of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellPorts {
    /// Those that are certainly allowed.
    pub allowed: PortSet,
    /// Those that are not certainly denied; never fewer.
    pub possible: PortSet,
}

impl From<Cell> for CellPorts {
    fn from(it: Cell) -> CellPorts {
        CellPorts { allowed: it.allowed, possible: it.possible }
    }
}

impl Both<CellPorts> {
    /// What became of the ports; `None`: nothing.
    pub fn change(&self) -> Option<Change> {
        if self.before == self.after {
            return None;
        }
        Some(match (self.opened().is_empty(), self.closed().is_empty()) {
            (false, true) => Change::NewlyAllowed,
            (false, false) => Change::Both,
            (true, false) => Change::NewlyDenied,
            (true, true) => Change::Undecided,
        })
    }

    /// Ports that were certainly denied and are certainly allowed.
    pub fn opened(&self) -> PortSet {
        self.after.allowed.difference(&self.before.possible)
    }

    /// Ports that were certainly allowed and are certainly denied.
    pub fn closed(&self) -> PortSet {
        self.before.allowed.difference(&self.after.possible)
    }

    /// Whether something is allowed for which that was not certain, or perhaps allowed where it was denied.
    pub fn may_open(&self) -> bool {
        let more = |it: fn(&CellPorts) -> &PortSet| !it(&self.after).difference(it(&self.before)).is_empty();
        more(|it| &it.allowed) || more(|it| &it.possible)
    }

    /// Ports of which something else is known than before.
    pub fn changed(&self) -> PortSet {
        let differ = |a: &PortSet, b: &PortSet| a.difference(b).union(&b.difference(a));
        differ(&self.before.allowed, &self.after.allowed)
            .union(&differ(&self.before.possible, &self.after.possible))
    }
}

/// Pairs of ends that changed alike: every source with every destination, but for a pod and itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What became of them.
    pub change: Change,
    /// The ports of each of these pairs.
    pub ports: Both<CellPorts>,
    /// Joint classes of sources, in ascending order.
    pub sources: Vec<JointId>,
    /// Joint classes of destinations, in ascending order.
    pub destinations: Vec<JointId>,
    /// How many pairs there are.
    pub pairs: u64,
}

/// How many pairs changed in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Pairs with [`Change::NewlyAllowed`].
    pub newly_allowed: u64,
    /// Pairs with [`Change::NewlyDenied`].
    pub newly_denied: u64,
    /// Pairs with [`Change::Both`].
    pub both: u64,
    /// Pairs with [`Change::Undecided`].
    pub undecided: u64,
    /// Pairs for which something is allowed that was not, or perhaps is.
    pub may_open: u64,
}

/// What differs between two analyses.
#[derive(Debug)]
pub struct Comparison {
    /// The ends that both have, in the order of the rows after the change; then what is outside the cluster.
    pub ends: IdVec<EndId, Matched>,
    /// Ends that nothing tells apart, before or after.
    pub classes: IdVec<JointId, JointClass>,
    /// The differences, what is newly allowed first.
    pub differences: Vec<Difference>,
    /// Rows that are no more.
    pub removed: Vec<EndpointId>,
    /// Rows that are new.
    pub added: Vec<EndpointId>,
    /// How many pairs changed.
    pub totals: Totals,
    /// Where one analysis had no rows for a family of addresses that the other has: it, with such rows.
    widened: Both<Option<Box<Model>>>,
    /// The ends of each row before and after; several where the other side cuts its addresses.
    by_row: Both<HashMap<EndpointId, Vec<EndId>>>,
}

/// Compares two analyses.
pub fn compare(before: &Model, after: &Model) -> Comparison {
    at_once(async |pause| compare_in_steps(before, after, &pause).await)
}

/// The same, stopping in between.
pub(crate) async fn compare_in_steps(before: &Model, after: &Model, pause: &Pause) -> Comparison {
    let widened = ends::widened(Both { before, after });
    pause.here().await;
    let models = Both {
        before: widened.before.as_deref().unwrap_or(before),
        after: widened.after.as_deref().unwrap_or(after),
    };
    let ends::Ends { matched, removed, added } = ends::ends(models);
    let ends = IdVec::from_vec(matched);
    pause.here().await;
    let classes = joint::classes(models, &ends);
    pause.here().await;
    let differences = differences::differences(models, &ends, &classes);
    pause.here().await;
    let mut totals = Totals::default();
    for it in &differences {
        let count = match it.change {
            Change::NewlyAllowed => &mut totals.newly_allowed,
            Change::Both => &mut totals.both,
            Change::NewlyDenied => &mut totals.newly_denied,
            Change::Undecided => &mut totals.undecided,
        };
        *count += it.pairs;
        totals.may_open += if it.ports.may_open() { it.pairs } else { 0 };
    }
    let rows = |row: fn(&Matched) -> EndpointId| {
        let mut res: HashMap<EndpointId, Vec<EndId>> = HashMap::default();
        for (at, it) in ends.enumerate() {
            res.entry(row(it)).or_default().push(at);
        }
        res
    };
    let by_row = Both { before: rows(|it| it.both.before), after: rows(|it| it.both.after) };
    Comparison { ends, classes, differences, removed, added, totals, widened, by_row }
}

impl Comparison {
    /// The models that rows of [`Matched`] belong to: those that were compared, or the same with more rows.
    pub fn models<'m>(&'m self, before: &'m Model, after: &'m Model) -> Both<&'m Model> {
        Both {
            before: self.widened.before.as_deref().unwrap_or(before),
            after: self.widened.after.as_deref().unwrap_or(after),
        }
    }

    /// The ends that a row after the change is made of; none where it is new.
    pub fn ends_of_row(&self, models: Both<&Model>, after: &Model, row: u32) -> &[EndId] {
        let id = after.cluster.at(row).and_then(|it| {
            // The same row has another number where there are more rows.
            models.after.cluster.endpoint(&after.cluster.endpoints.at(it).id)
        });
        id.and_then(|it| self.by_row.after.get(&it)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The ports of a pair of ends.
    pub fn cells(&self, models: Both<&Model>, from: EndId, to: EndId) -> Option<Both<CellPorts>> {
        let (source, destination) = (self.ends.get(from)?, self.ends.get(to)?);
        let cell = |model: &Model, source, destination| {
            CellPorts::from(model.reach.cell(model.inputs(), Pair::new(source, destination)))
        };
        Some(Both {
            before: cell(models.before, source.both.before, destination.both.before),
            after: cell(models.after, source.both.after, destination.both.after),
        })
    }

    /// The pairs of a difference, source by source.
    pub fn pairs<'c>(
        &'c self,
        models: Both<&'c Model>,
        difference: &'c Difference,
    ) -> impl Iterator<Item = (EndId, EndId)> + 'c {
        let members = |classes: &'c [JointId]| {
            classes.iter().flat_map(|it| self.classes.at(*it).members.iter().copied())
        };
        members(&difference.sources).flat_map(move |from| {
            members(&difference.destinations)
                .filter(move |&to| from != to || !joint::is_self(models, self.ends.at(from)))
                .map(move |to| (from, to))
        })
    }
}

#[cfg(test)]
mod tests;
