//! What became of the cells of a matrix, whose rows and columns may stand for several ends.
//!
//! No cell is computed: the differences say it, class by class.

use super::{Both, CellPorts, Change, Comparison, Difference, joint};
use crate::ids::{EndId, IdVec, JointId};
use crate::model::Model;
use crate::order::{sort_by_key, sort_dedup};
use crate::probe::Probe;

/// Blocks by the class of their sources.
#[derive(Debug, Default)]
pub struct Marks {
    class_of: IdVec<EndId, Option<JointId>>,
    by_source: IdVec<JointId, Vec<usize>>,
}

/// A row or a column: its classes, and of each up to two ends.
type Line = Vec<(JointId, EndId, Option<EndId>)>;

impl Both<CellPorts> {
    /// What became of one port, or of all; `None`: nothing.
    pub fn change_at(&self, probe: Probe) -> Option<Change> {
        let Probe::Port(protocol, port) = probe else { return self.change() };
        let at = |it: &CellPorts| (it.allowed.contains(protocol, port), it.possible.contains(protocol, port));
        match (at(&self.before), at(&self.after)) {
            (before, after) if before == after => None,
            ((_, false), (true, _)) => Some(Change::NewlyAllowed),
            ((true, _), (_, false)) => Some(Change::NewlyDenied),
            _ => Some(Change::Undecided),
        }
    }
}

/// What became of several together.
fn joined(one: Option<Change>, other: Change) -> Change {
    match (one, other) {
        (None | Some(Change::Undecided), it) | (Some(it), Change::Undecided) => it,
        (Some(one), it) if one == it => it,
        (Some(_), _) => Change::Both,
    }
}

impl Marks {
    /// Those of a comparison.
    pub fn new(comparison: &Comparison) -> Marks {
        let mut res = Marks {
            class_of: IdVec::from_vec(vec![None; comparison.ends.len()]),
            by_source: IdVec::from_vec(vec![Vec::new(); comparison.classes.len()]),
        };
        for (at, class) in comparison.classes.enumerate() {
            for &end in &class.members {
                *res.class_of.at_mut(end) = Some(at);
            }
        }
        for (at, difference) in comparison.differences.iter().enumerate() {
            for &class in &difference.sources {
                res.by_source.at_mut(class).push(at);
            }
        }
        res
    }

    /// For each row and each column what became of the cell: of any pair that it stands for. `rows` and `columns` are
    /// numbers of rows after the change.
    pub fn cells(
        &self,
        comparison: &Comparison,
        (models, after): (Both<&Model>, &Model),
        (rows, columns): (&[Vec<u32>], &[Vec<u32>]),
        probe: Probe,
    ) -> Vec<Vec<Option<Change>>> {
        let changes: Vec<_> = comparison.differences.iter().map(|it| it.ports.change_at(probe)).collect();
        let line = |it: &Vec<u32>| {
            self.line(it.iter().flat_map(|it| comparison.ends_of_row(models, after, *it)).copied().collect())
        };
        let columns: Vec<Line> = columns.iter().map(line).collect();
        let cell = |row: &Line, column: &Line| {
            let mut res = None;
            for from in row {
                for &at in self.by_source.get(from.0).into_iter().flatten() {
                    let (Some(difference), Some(Some(change))) =
                        (comparison.differences.get(at), changes.get(at))
                    else {
                        continue;
                    };
                    if meets(comparison, models, difference, *from, column) {
                        res = Some(joined(res, *change));
                    }
                }
            }
            res
        };
        rows.iter().map(line).map(|row| columns.iter().map(|it| cell(&row, it)).collect()).collect()
    }

    fn line(&self, ends: Vec<EndId>) -> Line {
        let mut all: Vec<(JointId, EndId)> =
            ends.into_iter().filter_map(|it| Some(((*self.class_of.get(it)?)?, it))).collect();
        sort_dedup(&mut all);
        sort_by_key(&mut all, |it| it.0);
        all.chunk_by(|one, other| one.0 == other.0)
            .filter_map(|it| Some((it.first()?.0, it.first()?.1, it.get(1).map(|it| it.1))))
            .collect()
    }
}

/// Whether a pair of some ends of one class with a column is in a difference: a pod and itself is none.
fn meets(
    comparison: &Comparison,
    models: Both<&Model>,
    difference: &Difference,
    (class, first, second): (JointId, EndId, Option<EndId>),
    column: &Line,
) -> bool {
    column.iter().any(|&(other, to, further)| {
        if difference.destinations.binary_search(&other).is_err() {
            return false;
        }
        let alone = second.is_none() && further.is_none() && class == other && first == to;
        !alone || comparison.ends.get(first).is_none_or(|it| !joint::is_self(models, it))
    })
}
