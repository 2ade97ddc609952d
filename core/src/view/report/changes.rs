//! What differs between two analyses.

use super::DeciderReport;
use super::SCHEMA;
use super::decider::decider;
use crate::compare::cause::{Causes, ChangedObject};
use crate::compare::{Both, CellPorts, Comparison, Difference, decided};
use crate::hash::HashMap;
use crate::ids::{EndId, IdVec, JointId};
use crate::model::Model;
use crate::probe::Probe;
use crate::view::compare::id;

/// What differs between two analyses.
#[derive(Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct ChangesReport<'a> {
    /// The version of the format, 1.
    pub schema: u32,
    /// One for each pair that changed, what is newly allowed first. Each is made when it is written.
    #[cfg_attr(feature = "js", tsify(type = "ChangeReport[]"))]
    pub changes: ChangeList<'a>,
    /// Rows that came or went: no pair of theirs is among the changes.
    pub endpoints: ChangedEndpointsReport,
    /// How many pairs of rows changed.
    pub totals: ChangeTotalsReport,
    /// How many of them are left out of `changes`, because fewer were asked for. Missing where none are.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub left_out: Option<u64>,
}

impl ChangesReport<'_> {
    /// Leaves out all pairs but the first ones, and says how many these are.
    pub fn keep_pairs(&mut self, count: u64) {
        let ChangeTotalsReport { newly_allowed, newly_denied, both, undecided } = self.totals;
        let left = (newly_allowed + newly_denied + both + undecided).saturating_sub(count);
        self.changes.kept = count;
        self.left_out = (0 < left).then_some(left);
    }
}

/// Rows that came or went.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct ChangedEndpointsReport {
    /// Ids of rows that are new.
    pub added: Vec<String>,
    /// Ids of rows that are no more.
    pub removed: Vec<String>,
}

/// How many pairs of rows changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct ChangeTotalsReport {
    /// Ports that were denied are allowed.
    pub newly_allowed: u64,
    /// Ports that were allowed are denied.
    pub newly_denied: u64,
    /// Both.
    pub both: u64,
    /// Only whether something is decided has changed.
    pub undecided: u64,
}

/// One pair.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct ChangeReport {
    /// Id of the source.
    pub from: String,
    /// Id of the destination.
    pub to: String,
    /// What became of it.
    #[cfg_attr(feature = "js", tsify(type = "'newly-allowed' | 'newly-denied' | 'both' | 'undecided'"))]
    pub kind: &'static str,
    /// The ports before.
    pub before: ChangePortsReport,
    /// The ports after.
    pub after: ChangePortsReport,
    /// The ends that decide otherwise than before, told of one port that changed.
    pub because: Vec<BecauseReport>,
    /// The changed objects that bring it about: none of them can be left out. Missing where they were not searched for,
    /// or not found within the budget.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub objects: Option<Vec<ChangedObjectReport>>,
}

/// The ports of a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct ChangePortsReport {
    /// What is certainly allowed: `all`, `TCP 80,8000-8100; UDP 53`, or empty.
    pub ports: String,
    /// Where ports are left open: which.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub unknown: Option<String>,
}

impl ChangePortsReport {
    fn new(it: &CellPorts) -> ChangePortsReport {
        let open = it.possible.difference(&it.allowed);
        let unknown = (!open.is_empty()).then(|| open.to_string());
        ChangePortsReport { ports: it.allowed.to_string(), unknown }
    }
}

/// What decided at one end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct BecauseReport {
    /// Whether this is the egress of the source or the ingress of the destination.
    #[cfg_attr(feature = "js", tsify(type = "'egress' | 'ingress'"))]
    pub direction: &'static str,
    /// The port that is told of: `TCP 80`.
    pub port: String,
    /// What decided before; lines are those of the files before.
    pub before: DeciderReport,
    /// What decides now.
    pub after: DeciderReport,
}

/// An object that is not the same before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct ChangedObjectReport {
    /// Its kind.
    pub kind: &'static str,
    /// Its namespace; empty for those of the whole cluster.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// What became of it.
    #[cfg_attr(feature = "js", tsify(type = "'added' | 'removed' | 'changed'"))]
    pub change: &'static str,
    /// Where it is before.
    pub before: Option<LineReport>,
    /// Where it is after.
    pub after: Option<LineReport>,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct LineReport {
    /// The name of the file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

/// One report for each pair that changed, each made when it is asked for.
#[derive(Debug)]
#[non_exhaustive]
pub struct ChangeList<'a> {
    comparison: &'a Comparison,
    models: Both<&'a Model>,
    /// The class of each end.
    classes: IdVec<EndId, Option<JointId>>,
    /// For each difference the objects that bring it about.
    objects: Vec<Option<Vec<ChangedObjectReport>>>,
    /// There are so many reports at most.
    kept: u64,
}

impl ChangeList<'_> {
    /// The reports.
    pub fn iter(&self) -> impl Iterator<Item = ChangeReport> {
        self.comparison
            .differences
            .iter()
            .zip(&self.objects)
            .flat_map(|(difference, objects)| self.of(difference, objects))
            .take(usize::try_from(self.kept).unwrap_or(usize::MAX))
    }

    fn of<'s>(
        &'s self,
        difference: &'s Difference,
        objects: &'s Option<Vec<ChangedObjectReport>>,
    ) -> impl Iterator<Item = ChangeReport> + 's {
        // Of the members of two classes, each pair is decided alike.
        let mut known: HashMap<(Option<JointId>, Option<JointId>), Vec<BecauseReport>> = HashMap::default();
        self.comparison.pairs(self.models, difference).flat_map(move |(from, to)| {
            let class = |it: EndId| self.classes.get(it).copied().flatten();
            let because = known.entry((class(from), class(to)));
            let because = because.or_insert_with(|| self.because(difference, (from, to))).clone();
            let [before, after] =
                [&difference.ports.before, &difference.ports.after].map(ChangePortsReport::new);
            let one = ChangeReport {
                from: String::new(),
                to: String::new(),
                kind: difference.change.as_str(),
                before,
                after,
                because,
                objects: objects.clone(),
            };
            let (sources, destinations) =
                (id(self.comparison, self.models, from), id(self.comparison, self.models, to));
            let mut res = Vec::with_capacity(sources.len() * destinations.len());
            for from in &sources {
                for to in &destinations {
                    res.push(ChangeReport { from: from.clone(), to: to.clone(), ..one.clone() });
                }
            }
            res
        })
    }

    fn because(&self, difference: &Difference, pair: (EndId, EndId)) -> Vec<BecauseReport> {
        let found = decided(self.comparison, self.models, pair, &difference.ports, Probe::Any);
        let port = |it: &crate::compare::Decided| format!("{} {}", it.port.0.as_str(), it.port.1);
        let ends = found.iter().flat_map(|all| all.ends.iter().map(move |it| (port(all), it)));
        ends.map(|(port, it)| BecauseReport {
            direction: it.direction.as_str(),
            port,
            before: decider(self.models.before, it.by.before.1),
            after: decider(self.models.after, it.by.after.1),
        })
        .collect()
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for ChangeList<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

pub(crate) fn changes<'a>(comparison: &'a Comparison, models: Both<&'a Model>) -> ChangesReport<'a> {
    let differences: Vec<&Difference> = comparison.differences.iter().collect();
    let mut causes = Causes::new(comparison, models, &differences);
    let objects = (0..differences.len()).map(|at| {
        let found = causes.of(at)?;
        Some(found.iter().filter_map(|it| Some(object(models, causes.changed.get(*it)?))).collect())
    });
    let objects = objects.collect();
    let mut classes = IdVec::from_vec(vec![None; comparison.ends.len()]);
    for (class, it) in comparison.classes.enumerate() {
        for end in &it.members {
            *classes.at_mut(*end) = Some(class);
        }
    }
    let ids =
        |model: &Model, those: &[_]| those.iter().filter_map(|it| model.id(*it)).map(str::to_owned).collect();
    let totals = comparison.totals;
    ChangesReport {
        schema: SCHEMA,
        changes: ChangeList { comparison, models, classes, objects, kept: u64::MAX },
        endpoints: ChangedEndpointsReport {
            added: ids(models.after, &comparison.added),
            removed: ids(models.before, &comparison.removed),
        },
        totals: ChangeTotalsReport {
            newly_allowed: totals.newly_allowed,
            newly_denied: totals.newly_denied,
            both: totals.both,
            undecided: totals.undecided,
        },
        left_out: None,
    }
}

fn object(models: Both<&Model>, it: &ChangedObject) -> ChangedObjectReport {
    let line = |model: &Model, at: Option<_>| {
        let (file, at) = model.line_column(at?)?;
        Some(LineReport { file: file.to_owned(), line: at.line })
    };
    ChangedObjectReport {
        kind: it.kind,
        namespace: it.namespace.clone(),
        name: it.name.clone(),
        change: it.change().as_str(),
        before: line(models.before, it.location.before),
        after: line(models.after, it.location.after),
    }
}
