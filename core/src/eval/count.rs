//! The whole matrix, counted class by class.

use super::classes::{Class, ClassKind};
use super::reach::{Inputs, Reach};
use super::row::Row;
use super::sets::Sets;
use crate::ids::{ClassId, EndpointId, IdVec};
use crate::policy::Direction;

/// How much there is of everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows of the matrix.
    pub endpoints: usize,
    /// Classes among them.
    pub classes: usize,
    /// Policies that take part.
    pub policies: usize,
    /// Ordered pairs of different endpoints, or of two replicas, with something allowed for certain.
    pub allowed_pairs: u64,
}

/// Destinations that say the same about every source.
struct Destinations<'r> {
    row: &'r Row,
    kind: ClassKind,
    classes: Vec<(ClassId, u64)>,
    endpoints: u64,
}

impl Reach {
    /// Goes through the whole matrix and counts.
    pub fn counts(&self, inputs: Inputs<'_>) -> Counts {
        let sets = &mut self.sets();
        let destinations = self.destinations(inputs, sets);
        let mut allowed_pairs = 0;
        for (source, class) in self.classes.classes.enumerate() {
            let egress = self.row(inputs, Direction::Egress, source, sets);
            let mut reached = 0;
            for it in destinations.iter().filter(|it| self.by_class(class.kind, it.kind)) {
                let ingress = it.row.allowed(source);
                if ingress == Sets::EMPTY {
                    continue;
                }
                let mut meets = |it| sets.intersection(it, ingress) != Sets::EMPTY;
                reached += match egress.same_for_all() {
                    Some(egress) => it.endpoints * u64::from(meets(egress)),
                    None => it.classes.iter().filter(|it| meets(egress.allowed(it.0))).map(|it| it.1).sum(),
                };
            }
            allowed_pairs += reached * class.members.len() as u64;
            allowed_pairs -= self.selves(inputs, source, class, sets);
        }
        allowed_pairs += self.one_by_one(inputs, sets);
        Counts {
            endpoints: inputs.cluster.visible(),
            classes: self.classes.classes.iter().filter(|it| !it.members.is_empty()).count(),
            policies: inputs.policies.policies.len(),
            allowed_pairs,
        }
    }

    /// Whether classes decide: not between two ends outside, and not where two endpoints may share a node.
    fn by_class(&self, source: ClassKind, destination: ClassKind) -> bool {
        let pods = source == ClassKind::Pod && destination == ClassKind::Pod;
        pods || !self.nodes.any() && (source != ClassKind::External || destination != ClassKind::External)
    }

    fn destinations(&self, inputs: Inputs<'_>, sets: &mut Sets) -> Vec<Destinations<'_>> {
        let groups = self.groups(Direction::Ingress);
        let mut members: IdVec<_, Vec<(ClassId, u64)>> =
            IdVec::from_vec(vec![Vec::new(); groups.groups.len()]);
        for (class, &group) in groups.of.enumerate() {
            let count = self.classes.classes.at(class).members.len() as u64;
            members.at_mut(group).push((class, count));
        }
        let destinations = groups.groups.enumerate().map(|(id, group)| {
            let classes = std::mem::take(members.at_mut(id));
            let first = classes.first().map_or(ClassId(0), |it| it.0);
            let row = self.row(inputs, Direction::Ingress, first, sets);
            let endpoints = classes.iter().map(|it| it.1).sum();
            Destinations { row, kind: group.kind, classes, endpoints }
        });
        destinations.collect()
    }

    /// Members of a class that were counted as reaching themselves.
    fn selves(&self, inputs: Inputs<'_>, id: ClassId, class: &Class, sets: &mut Sets) -> u64 {
        if !self.by_class(class.kind, class.kind) {
            return 0;
        }
        let egress = self.row(inputs, Direction::Egress, id, sets).allowed(id);
        let ingress = self.row(inputs, Direction::Ingress, id, sets).allowed(id);
        if sets.intersection(egress, ingress) == Sets::EMPTY {
            return 0;
        }
        class.members.iter().filter(|&&it| self.is_self(inputs, it, it)).count() as u64
    }

    /// Pairs that classes do not decide.
    fn one_by_one(&self, inputs: Inputs<'_>, sets: &mut Sets) -> u64 {
        let kind = |it: EndpointId| self.classes.class(it).kind;
        let visible = || inputs.cluster.endpoints.ids().take(inputs.cluster.visible());
        let others: Vec<EndpointId> = match self.nodes.any() {
            true => visible().filter(|&it| kind(it) != ClassKind::Pod).collect(),
            false => return 0,
        };
        let mut count = 0;
        let mut ask = |from, to| {
            let outside = kind(from) == ClassKind::External && kind(to) == ClassKind::External;
            let allowed = !outside
                && !self.is_self(inputs, from, to)
                && self.sides(inputs, from, to, sets).0 != Sets::EMPTY;
            count += u64::from(allowed);
        };
        for &it in &others {
            visible().for_each(|to| ask(it, to));
            visible().filter(|&it| kind(it) == ClassKind::Pod).for_each(|from| ask(from, it));
        }
        count
    }
}

#[cfg(test)]
mod tests;
