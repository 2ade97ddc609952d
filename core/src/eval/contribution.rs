//! What single rules add: the cells that a policy or rule opens.

use super::reach::{Inputs, Reach};
use super::row::{Groups, Rules};
use crate::ids::{ClassId, PolicyId};
use crate::policy::{Direction, PortSet};
use crate::tri::Tri;

/// A pair of classes between which some rules allow something that the other end allows too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// Class of the sources.
    pub source: ClassId,
    /// Class of the destinations.
    pub destination: ClassId,
    /// Whether some of it is allowed by no other rule.
    pub only_here: bool,
}

impl Reach {
    /// What one rule of a policy, or all its rules of a direction, open.
    pub fn contributions(
        &self,
        inputs: Inputs<'_>,
        direction: Direction,
        policy: PolicyId,
        rule: Option<u32>,
    ) -> Vec<Contribution> {
        let mut res = Vec::new();
        let groups: &Groups = self.groups(direction);
        for (group_id, group) in groups.groups.enumerate() {
            if !group.policies.contains(&(policy, Tri::Yes)) {
                continue;
            }
            let rules = Rules::new(direction, group, inputs.policies);
            let lists = rules.matches(direction, group, &self.classes);
            let subjects: Vec<ClassId> =
                groups.of.enumerate().filter(|it| *it.1 == group_id).map(|it| it.0).collect();
            for (peer, &list) in lists.of.enumerate() {
                let names = rules.names(direction, group, peer, &self.classes);
                let (mut these, mut others) = (PortSet::empty(), PortSet::empty());
                for it in lists.codes(list).iter().filter_map(|it| rules.matching(*it, names, &self.classes))
                {
                    if it.matches.and(it.selected) != Tri::Yes {
                        continue;
                    }
                    let ours = it.rule.policy == policy && rule.is_none_or(|index| index == it.rule.index);
                    let ports = if ours { &mut these } else { &mut others };
                    *ports = ports.union(&it.ports);
                }
                if these.is_empty() {
                    continue;
                }
                let only = these.difference(&others);
                for &subject in &subjects {
                    let (source, destination) = match direction {
                        Direction::Egress => (subject, peer),
                        Direction::Ingress => (peer, subject),
                    };
                    let far = self.far_side(inputs, direction, source, destination);
                    if !these.intersection(&far).is_empty() {
                        let only_here = !only.intersection(&far).is_empty();
                        res.push(Contribution { source, destination, only_here });
                    }
                }
            }
        }
        res
    }
}

#[cfg(test)]
mod tests;
