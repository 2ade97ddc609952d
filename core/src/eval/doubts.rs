//! Who answers questions with yes or perhaps, and which policies and questions some endpoint answers with "perhaps".

use super::reach::Reach;
use crate::hash::HashSet;
use crate::ids::{AtomId, EndpointId, PolicyId};
use crate::policy::Direction;
use crate::tri::Tri;

impl Reach {
    /// Policies of which it is unknown whether they select some pod.
    pub(crate) fn policies_in_doubt(&self) -> HashSet<PolicyId> {
        let groups = Direction::BOTH.into_iter().flat_map(|it| self.groups(it).groups.iter());
        groups.flat_map(|it| &it.policies).filter(|it| it.1 == Tri::Unknown).map(|it| it.0).collect()
    }

    /// Whether some endpoint perhaps answers yes to a question.
    pub(crate) fn is_in_doubt(&self, atom: AtomId) -> bool {
        let labels = self.classes.pods.get(atom).into_iter().flatten().map(|it| it.1);
        let addresses = self.classes.blocks.get(atom).into_iter().flatten().map(|it| it.tri);
        labels.chain(addresses).any(|it| it == Tri::Unknown)
    }

    /// Endpoints that answer a question about labels with yes or perhaps, in the order of the matrix.
    pub fn selected(&self, atom: AtomId) -> Vec<EndpointId> {
        let classes = self.classes.pods.get(atom).map(Vec::as_slice).unwrap_or_default();
        let mut res: Vec<EndpointId> =
            classes.iter().flat_map(|it| self.classes.classes.at(it.0).members.iter().copied()).collect();
        crate::order::sort(&mut res);
        res
    }
}
