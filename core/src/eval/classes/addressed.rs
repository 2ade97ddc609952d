//! Who has a known address, side by side in the order of addresses: a block speaks of neighbours.
//!
//! So a question is a few stretches. As a list of all who answer yes, each of many blocks of nearly everything would be
//! as long as all of them together.

use crate::cluster::Family;
use crate::eval::address::{AddressClass, AddressSpace};
use crate::ids::{AtomId, ClassId, IdVec};
use crate::options::Options;
use crate::order::sort;
use crate::policy::Policies;

/// Who has a known address, and which questions are answered by it.
#[derive(Clone, Debug, Default)]
pub(in crate::eval) struct Addressed {
    v4: Line,
    v6: Line,
    /// For each question who answers yes.
    yes: IdVec<AtomId, Vec<Stretch>>,
}

/// Who has a known address of a family.
#[derive(Clone, Debug, Default)]
struct Line {
    /// Whether it is taken for a pod, and who it is. Pods stand behind the others, because they are asked fewer
    /// questions.
    classes: Vec<(bool, AddressClass, ClassId)>,
    /// The position of each class.
    positions: IdVec<ClassId, Option<u32>>,
}

/// Neighbours.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    family: Family,
    /// The position of the first one, and of the one behind the last.
    from: u32,
    end: u32,
}

impl Addressed {
    /// `addresses`: for a family who has a known address, and whether it is taken for a pod.
    pub(super) fn new<I: Iterator<Item = (bool, AddressClass, ClassId)>>(
        space: &AddressSpace,
        (policies, options): (&Policies, &Options),
        addresses: impl Fn(Family) -> I,
        count: usize,
    ) -> Addressed {
        let line = |family| Line::new(addresses(family).collect(), count);
        let mut res = Addressed {
            v4: line(Family::V4),
            v6: line(Family::V6),
            yes: IdVec::from_vec(vec![Vec::new(); policies.atoms.len()]),
        };
        for family in [Family::V4, Family::V6] {
            for (atom, stretches) in space.blocks(family) {
                let asks_pods = policies.atoms.at(*atom).asks_addresses_of_pods(options);
                for is_pod in [false, true].into_iter().take(if asks_pods { 2 } else { 1 }) {
                    let classes = &res.line(family).classes;
                    let stretches = stretches.iter().map(|&(first, last)| Stretch {
                        family,
                        from: classes.partition_point(|it| (it.0, it.1) < (is_pod, first)) as u32,
                        end: classes.partition_point(|it| (it.0, it.1) <= (is_pod, last)) as u32,
                    });
                    let stretches: Vec<Stretch> = stretches.filter(|it| it.from < it.end).collect();
                    res.yes.at_mut(*atom).extend(stretches);
                }
            }
        }
        res
    }

    /// Who answers one of several questions with yes in flows of a family, each once.
    pub(in crate::eval) fn answering(&self, atoms: &[AtomId], family: Family) -> Vec<ClassId> {
        let all = atoms.iter().flat_map(|&it| self.yes.at(it)).filter(|it| it.family == family);
        let mut all: Vec<(u32, u32)> = all.map(|it| (it.from, it.end)).collect();
        sort(&mut all);
        let classes = &self.line(family).classes;
        let mut res = Vec::new();
        let mut behind = 0;
        for (from, end) in all {
            let new = classes.get(from.max(behind) as usize..end as usize).unwrap_or_default();
            res.extend(new.iter().map(|it| it.2));
            behind = behind.max(end);
        }
        res
    }

    /// How many answer one of several questions with yes, and how many stretches are gone through to find them; in each
    /// family, and at most.
    pub(in crate::eval) fn reached(&self, atoms: &[AtomId]) -> u64 {
        let of = |family| {
            let those = atoms.iter().flat_map(|&it| self.yes.at(it)).filter(|it| it.family == family);
            let (stretches, classes): (u64, u64) =
                those.fold((0, 0), |acc, it| (acc.0 + 1, acc.1 + u64::from(it.end - it.from)));
            stretches + classes.min(self.line(family).classes.len() as u64)
        };
        of(Family::V4) + of(Family::V6)
    }

    /// Whether a class answers a question with yes in flows of a family.
    pub(in crate::eval) fn answers(&self, atom: AtomId, class: ClassId, family: Family) -> bool {
        let Some(at) = self.line(family).positions.at(class) else { return false };
        self.yes.at(atom).iter().any(|it| it.family == family && (it.from..it.end).contains(at))
    }

    fn line(&self, family: Family) -> &Line {
        match family {
            Family::V4 => &self.v4,
            Family::V6 => &self.v6,
        }
    }
}

impl Line {
    fn new(mut classes: Vec<(bool, AddressClass, ClassId)>, count: usize) -> Line {
        sort(&mut classes);
        let mut positions = IdVec::from_vec(vec![None; count]);
        for (at, it) in (0..).zip(&classes) {
            *positions.at_mut(it.2) = Some(at);
        }
        Line { classes, positions }
    }
}
