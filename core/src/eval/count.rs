//! The whole matrix, counted class by class.

use super::classes::{Class, ClassKind};
use super::reach::{Inputs, Pair, Reach};
use super::row::Row;
use super::sets::Sets;
use crate::ids::{ClassId, GroupId, Id, PortSetId};
use crate::policy::Direction;
use crate::threads;
use crate::tri::Tri;

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

/// The classes of a group, and how many endpoints each has.
type Members = Vec<(ClassId, u64)>;

/// What sources allow on their way out.
struct Egress {
    sources: Vec<Source>,
    /// Sources that allow every destination the same: how many, by kind and ports.
    same: Vec<(ClassKind, PortSetId, u64)>,
    /// The other groups: of what kind, and how many endpoints each has.
    others: Vec<(ClassKind, u64)>,
    /// For each class of destinations, what each of the other groups allows there.
    columns: Vec<PortSetId>,
}

/// One class of sources.
#[derive(Clone, Copy)]
struct Source {
    kind: ClassKind,
    count: u64,
    allows: Allows,
}

#[derive(Clone, Copy)]
enum Allows {
    /// The same to every destination.
    Same(PortSetId),
    /// What the column says.
    Column(u32),
}

impl Egress {
    /// What the other groups allow to a class.
    fn column(&self, to: ClassId) -> &[PortSetId] {
        let start = to.index() * self.others.len();
        self.columns.get(start..start + self.others.len()).unwrap_or_default()
    }

    fn allowed(&self, from: Allows, to: ClassId) -> PortSetId {
        match from {
            Allows::Same(it) => it,
            Allows::Column(at) => self.column(to).get(at as usize).copied().unwrap_or(Sets::EMPTY),
        }
    }
}

/// Whether two sets of ports have any in common, with the answers that were given.
struct Meets {
    sets: Sets,
    known: Vec<Option<bool>>,
}

impl Meets {
    /// Answers about sets with higher numbers are not kept here.
    const FEW: usize = 512;

    fn new(sets: Sets) -> Meets {
        Meets { sets, known: vec![None; Meets::FEW * Meets::FEW] }
    }

    fn ask(&mut self, a: PortSetId, b: PortSetId) -> bool {
        if a == Sets::EMPTY || b == Sets::EMPTY {
            return false;
        }
        if a == Sets::ALL || b == Sets::ALL || a == b {
            return true;
        }
        let at = if b.index() < Meets::FEW { a.index() * Meets::FEW + b.index() } else { usize::MAX };
        if let Some(&Some(it)) = self.known.get(at) {
            return it;
        }
        let answer = self.sets.intersection(a, b) != Sets::EMPTY;
        if let Some(it) = self.known.get_mut(at) {
            *it = Some(answer);
        }
        answer
    }
}

impl Reach {
    /// Goes through the whole matrix and counts. No row is kept: with many classes they would take more room
    /// than all the rest.
    pub fn counts(&self, inputs: Inputs<'_>) -> Counts {
        let mut sets = self.sets().clone();
        let egress = self.egress(inputs, &mut sets);
        let part = |part: &[(GroupId, Members)]| -> u64 {
            let mut meets = Meets::new(sets.clone());
            part.iter().map(|it| self.reaching(inputs, &egress, it, &mut meets)).sum()
        };
        let by_class: u64 = threads::in_parts(&self.members(Direction::Ingress), part).into_iter().sum();
        let own_nodes = self.own_nodes(inputs, &mut self.sets());
        Counts {
            endpoints: inputs.cluster.visible(),
            classes: self.classes.classes.iter().filter(|it| !it.members.is_empty()).count(),
            policies: inputs.policies.policies.len(),
            allowed_pairs: by_class.saturating_add_signed(own_nodes),
        }
    }

    /// Whether policies decide: not between two ends outside.
    fn is_counted(source: ClassKind, destination: ClassKind) -> bool {
        source != ClassKind::External || destination != ClassKind::External
    }

    /// The classes of each group.
    fn members(&self, direction: Direction) -> Vec<(GroupId, Members)> {
        let groups = self.groups(direction);
        let mut res: Vec<(GroupId, Members)> = groups.groups.ids().map(|it| (it, Vec::new())).collect();
        for (class, &group) in groups.of.enumerate() {
            let count = self.classes.classes.at(class).members.len() as u64;
            if let Some(it) = res.get_mut(group.index()) {
                it.1.push((class, count));
            }
        }
        res
    }

    fn egress(&self, inputs: Inputs<'_>, sets: &mut Sets) -> Egress {
        /// As many numbers as are written together.
        const TOGETHER: usize = 16;
        let members = self.members(Direction::Egress);
        let groups = &self.groups(Direction::Egress).groups;
        let all = self.classes.classes.iter();
        let source = |it: &Class| Source {
            kind: it.kind,
            count: it.members.len() as u64,
            allows: Allows::Same(Sets::ALL),
        };
        let mut res = Egress {
            sources: all.map(source).collect(),
            same: Vec::new(),
            others: Vec::new(),
            columns: Vec::new(),
        };
        let total = |it: &Members| it.iter().map(|it| it.1).sum();
        let (mut others, mut same) = (Vec::new(), Vec::new());
        for it in &members {
            let group = groups.at(it.0);
            let is_judged = group.kind == ClassKind::Pod && !group.policies.is_empty() && !group.is_left_out;
            // With several families, not even a group without policies reaches every endpoint.
            let speaks = is_judged || self.classes.families.len() > 1;
            if speaks { others.push(it) } else { same.push(it) }
        }
        let mut allow = |classes: &Members, allows| {
            for (class, _) in classes {
                if let Some(it) = res.sources.get_mut(class.index()) {
                    it.allows = allows;
                }
            }
        };
        for (group, classes) in same {
            let row = self.fresh(inputs, Direction::Egress, *group, None, sets);
            let set = row.same_for_all().unwrap_or(Sets::ALL);
            res.same.push((groups.at(*group).kind, set, total(classes)));
            allow(classes, Allows::Same(set));
        }
        for (at, (group, classes)) in (0..).zip(&others) {
            res.others.push((groups.at(*group).kind, total(classes)));
            allow(classes, Allows::Column(at));
        }
        res.columns = vec![Sets::EMPTY; others.len() * self.classes.classes.len()];
        for (start, some) in (0..).step_by(TOGETHER).zip(others.chunks(TOGETHER)) {
            let rows: Vec<Row> =
                some.iter().map(|it| self.fresh(inputs, Direction::Egress, it.0, None, sets)).collect();
            let mut rows: Vec<_> = rows.iter().map(Row::each_allowed).collect();
            for column in res.columns.chunks_mut(others.len()) {
                let column = column.get_mut(start..).unwrap_or_default();
                for (to, row) in column.iter_mut().zip(&mut rows) {
                    *to = row.next().unwrap_or(Sets::EMPTY);
                }
            }
        }
        res
    }

    /// How many pairs end in a group of destinations, as far as classes decide.
    fn reaching(
        &self,
        inputs: Inputs<'_>,
        egress: &Egress,
        (group, classes): &(GroupId, Members),
        meets: &mut Meets,
    ) -> u64 {
        let row = self.fresh(inputs, Direction::Ingress, *group, None, &mut meets.sets);
        let kind = self.groups(Direction::Ingress).groups.at(*group).kind;
        let total: u64 = classes.iter().map(|it| it.1).sum();
        let mut count = 0;
        if let Some(ingress) = row.same_for_all() {
            for &(_, set, n) in egress.same.iter().filter(|it| Reach::is_counted(it.0, kind)) {
                count += if meets.ask(set, ingress) { n * total } else { 0 };
            }
            for (to, members) in classes {
                let column = egress.column(*to).iter().zip(&egress.others);
                let counted = column.filter(|it| Reach::is_counted(it.1.0, kind));
                let n: u64 = counted.filter(|it| meets.ask(*it.0, ingress)).map(|it| it.1.1).sum();
                count += n * members;
            }
        } else {
            for (source, ingress) in egress.sources.iter().zip(row.each_allowed()) {
                if ingress == Sets::EMPTY || !Reach::is_counted(source.kind, kind) {
                    continue;
                }
                let n: u64 = match source.allows {
                    Allows::Same(it) => {
                        if meets.ask(it, ingress) {
                            total
                        } else {
                            0
                        }
                    }
                    Allows::Column(_) => {
                        let mut reached = |to| meets.ask(egress.allowed(source.allows, to), ingress);
                        classes.iter().filter(|it| reached(it.0)).map(|it| it.1).sum()
                    }
                };
                count += source.count * n;
            }
        }
        count - self.selves(inputs, egress, classes, &row, meets)
    }

    /// Members that were counted as reaching themselves.
    fn selves(
        &self,
        inputs: Inputs<'_>,
        egress: &Egress,
        classes: &Members,
        row: &Row,
        meets: &mut Meets,
    ) -> u64 {
        let mut count = 0;
        for &(it, _) in classes {
            let class = self.classes.classes.at(it);
            let Some(source) = egress.sources.get(it.index()) else { continue };
            if Reach::is_counted(class.kind, class.kind)
                && meets.ask(egress.allowed(source.allows, it), row.allowed(it))
            {
                count += class.members.iter().filter(|&&it| self.is_self(inputs, Pair::new(it, it))).count()
                    as u64;
            }
        }
        count
    }

    /// How many more pairs, or fewer, there are because a pod and its own node need no rule.
    fn own_nodes(&self, inputs: Inputs<'_>, sets: &mut Sets) -> i64 {
        if !self.nodes.any() {
            return 0;
        }
        let mut count = 0;
        for (pod, peer) in self.nodes.pairs(inputs.cluster, inputs.options) {
            for (direction, pair) in
                [(Direction::Ingress, Pair::new(peer, pod)), (Direction::Egress, Pair::new(pod, peer))]
            {
                if self.exempt(inputs, direction, pair) == Tri::Yes {
                    let mut reaches = |exempt| self.allowed(inputs, pair, exempt, sets) != Sets::EMPTY;
                    count += i64::from(reaches(true)) - i64::from(reaches(false));
                }
            }
        }
        count
    }

    /// What a pair of classes allows, with or without regard to the node that a pod runs on.
    fn allowed(&self, inputs: Inputs<'_>, pair: Pair, exempt: bool, sets: &mut Sets) -> PortSetId {
        let (source, destination) = (*self.classes.of.at(pair.source), *self.classes.of.at(pair.destination));
        if exempt {
            return self.sides(inputs, pair, sets).0;
        }
        let egress = self.row(inputs, Direction::Egress, source, None, sets).allowed(destination);
        let ingress = self.row(inputs, Direction::Ingress, destination, None, sets).allowed(source);
        sets.intersection(egress, ingress)
    }
}

#[cfg(test)]
mod tests;
