//! What the subjects of each group say about a few peers: for questions that are asked of every pod.
//!
//! Groups are asked one after the other, and no row is kept: of ten thousand groups, the rows would take more room than
//! all the rest.

use super::classes::ClassKind;
use super::reach::{Inputs, Reach};
use super::row::Decision;
use super::sets::Sets;
use crate::ids::{AtomId, ClassId, EndpointId, GroupId, IdVec};
use crate::policy::{Direction, PortSet};
use crate::tri::Tri;

/// The answers of all groups of pods of a direction about some peers. They are those of the cells, but for a pod and
/// itself, a pod and its own node, and what the other direction says.
#[derive(Debug)]
pub(crate) struct Said {
    sets: Sets,
    /// By group, in the order of the peers; empty for groups of what is outside.
    decisions: IdVec<GroupId, Vec<Decision>>,
}

impl Said {
    /// Which ports a group allows for certain for each of the peers, and which it does not certainly deny.
    pub(crate) fn about(&self, group: GroupId) -> impl Iterator<Item = (&PortSet, &PortSet)> {
        let of = |it: &Decision| (self.sets.get(it.allowed), self.sets.get(it.possible));
        self.decisions.get(group).into_iter().flatten().map(of)
    }
}

impl Reach {
    /// What every group of a direction says about these peers.
    pub(crate) fn said(&self, inputs: Inputs<'_>, direction: Direction, peers: &[EndpointId]) -> Said {
        let mut sets = self.sets().clone();
        let classes: Vec<_> = peers.iter().map(|it| *self.classes.of.at(*it)).collect();
        let mut decisions: IdVec<GroupId, Vec<Decision>> = IdVec::default();
        for (id, group) in self.groups(direction).groups.enumerate() {
            if group.kind == ClassKind::External || classes.is_empty() {
                decisions.push(Vec::new());
                continue;
            }
            let row = self.fresh(inputs, direction, id, None, &mut sets);
            decisions.push(classes.iter().map(|it| row.decision(*it)).collect());
        }
        Said { sets, decisions }
    }

    /// The group of a subject: all of one group are judged alike.
    pub(crate) fn group_id(&self, direction: Direction, subject: EndpointId) -> GroupId {
        *self.groups(direction).of.at(*self.classes.of.at(subject))
    }

    /// The classes that answer a question about labels with yes or perhaps.
    pub(crate) fn answering(&self, atom: AtomId) -> &[(ClassId, Tri)] {
        self.classes.pods.get(atom).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a question about labels is answered with yes or perhaps by a row for which `counts` holds.
    pub(crate) fn is_selected(&self, atom: AtomId, counts: impl Fn(EndpointId) -> bool) -> bool {
        let classes = self.classes.pods.get(atom).into_iter().flatten();
        classes.flat_map(|it| &self.classes.classes.at(it.0).members).any(|it| counts(*it))
    }
}

#[cfg(test)]
mod tests {
    use crate::eval::Pair;
    use crate::policy::Direction;
    use crate::testing::{index, short};

    #[test]
    fn says_what_the_cells_say() {
        let analysis = short(
            "
pod x/web app=web
pod x/api app=api
pod y/other
np x/api {podSelector: {matchLabels: {app: api}}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 80}]}]}
np x/out {podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]}",
        );
        let model = analysis.model();
        let (reach, inputs) = (&model.reach, model.inputs());
        let outside: Vec<_> = model
            .cluster
            .endpoints
            .enumerate()
            .filter(|it| it.1.external().is_some())
            .map(|it| it.0)
            .collect();
        assert_eq!(outside.len(), 2);
        let mut kinds = std::collections::BTreeSet::new();
        for direction in Direction::BOTH {
            let said = reach.said(inputs, direction, &outside);
            for id in ["x/web", "x/api", "y/other"] {
                let pod = model.cluster.at(index(&analysis, id)).unwrap();
                let answers = said.about(reach.group_id(direction, pod));
                for ((allowed, possible), peer) in answers.zip(&outside) {
                    let (from, to) = match direction {
                        Direction::Egress => (pod, *peer),
                        Direction::Ingress => (*peer, pod),
                    };
                    let cell = reach.cell(inputs, Pair::new(from, to));
                    assert_eq!((allowed, possible), (&cell.allowed, &cell.possible), "{id} {direction:?}");
                    kinds.insert(format!("{:?}", cell.verdict));
                }
            }
        }
        assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["All", "None", "Some"]);
    }
}
