//! What many rules allow together, where they only add up: no class has a list of rules, but a row of bits.
//!
//! A bit stands for ports that some rule names together, and bits are in the order of ports. So what a class is allowed
//! is read off its row from the first bit to the last, and rows are compared sixty-four bits at a time.

use std::collections::BTreeMap;

use super::matching::{Alike, each_match};
use super::{Decision, FlowFamilies, Row};
use crate::eval::classes::Classes;
use crate::eval::sets::Sets;
use crate::hash::HashMap;
use crate::ids::{ClassId, Id};
use crate::order::sort_dedup;
use crate::policy::PortSet;
use crate::tri::Tri;

/// First and last code of ports that some rule names together.
type Interval = (u32, u32);

const WORD: usize = u64::BITS as usize;

/// For each class, what rules allow it.
pub(super) struct Sums {
    /// What the bits stand for, in ascending order.
    intervals: Vec<Interval>,
    /// What all bits of a word stand for.
    whole: Vec<PortSet>,
    /// The row of each class, one behind the other: what is certainly allowed.
    rows: Vec<u64>,
    /// What is perhaps allowed besides, where there is such.
    perhaps: BTreeMap<ClassId, Vec<u64>>,
}

impl Sums {
    /// `None` where lists are quicker, because most rules match few classes.
    pub(super) fn new(rules: &[Alike<'_>], classes: &Classes, families: &FlowFamilies) -> Option<Sums> {
        let ports = rules.iter().flat_map(|it| it.ports.intervals());
        let mut intervals: Vec<Interval> = ports.copied().collect();
        sort_dedup(&mut intervals);
        let (words, count) = (intervals.len().div_ceil(WORD), classes.classes.len());
        let matches: u64 = rules.iter().map(|it| classes.reached(&it.peers)).sum();
        if matches < (words * count) as u64 {
            return None;
        }
        let mut rows = vec![0; words * count];
        let mut perhaps: BTreeMap<ClassId, Vec<u64>> = BTreeMap::new();
        let mut doubts: Vec<ClassId> = Vec::new();
        for it in rules {
            let bits = bits(it.ports, &intervals);
            each_match(&it.peers, classes, families, |class, matches| match matches {
                Tri::Yes => set(&bits, &mut rows, class.index() * words),
                Tri::Unknown | Tri::No => doubts.push(class),
            });
            for class in doubts.drain(..) {
                set(&bits, perhaps.entry(class).or_insert_with(|| vec![0; words]), 0);
            }
        }
        let whole = intervals.chunks(WORD).map(|it| {
            let mut res = PortSet::empty();
            it.iter().for_each(|&(first, last)| res.append(first, last));
            res
        });
        let whole = whole.collect();
        Some(Sums { intervals, whole, rows, perhaps })
    }

    /// Adds what is said of every class to a row, in which those that cannot be reached have the first decision.
    pub(super) fn decide(
        &self,
        row: &mut Row,
        (classes, families): (&Classes, &FlowFamilies),
        sets: &mut Sets,
    ) {
        let words = self.whole.len();
        let mut known: HashMap<(&[u64], Option<&[u64]>), u32> = HashMap::default();
        for (id, class) in classes.classes.enumerate() {
            if families.of(class).is_none() {
                row.of.push(0);
                continue;
            }
            let start = id.index() * words;
            let certain = self.rows.get(start..start + words).unwrap_or_default();
            let perhaps = self.perhaps.get(&id).map(Vec::as_slice);
            let decision = *known.entry((certain, perhaps)).or_insert_with(|| {
                let allowed = sets.intern(self.ports(certain.iter().copied()));
                let possible = perhaps.map(|it| self.ports(certain.iter().zip(it).map(|(a, b)| a | b)));
                let possible = possible.map_or(allowed, |it| sets.intern(it));
                row.decisions.push(Decision { allowed, possible });
                row.decisions.len() as u32 - 1
            });
            row.of.push(decision);
        }
    }

    /// The ports of the bits of a row.
    fn ports(&self, row: impl Iterator<Item = u64>) -> PortSet {
        let mut res = PortSet::empty();
        for ((mut word, intervals), whole) in row.zip(self.intervals.chunks(WORD)).zip(&self.whole) {
            if word.count_ones() as usize == intervals.len() {
                whole.intervals().iter().for_each(|it| res.append(it.0, it.1));
                continue;
            }
            while let Some(&(first, last)) = intervals.get(word.trailing_zeros() as usize) {
                res.append(first, last);
                word &= word - 1;
            }
        }
        res
    }
}

/// Sets bits of the row that begins at a word. It is done for each match of each rule: most of the time, most rules have
/// one stretch of ports.
#[inline]
fn set(bits: &[(usize, u64)], rows: &mut [u64], start: usize) {
    for &(word, mask) in bits {
        if let Some(it) = rows.get_mut(start + word) {
            *it |= mask;
        }
    }
}

/// The bits of some ports: in which word, and which of its bits.
fn bits(ports: &PortSet, intervals: &[Interval]) -> Vec<(usize, u64)> {
    let mut res: Vec<(usize, u64)> = Vec::new();
    for it in ports.intervals() {
        let at = intervals.partition_point(|other| other < it);
        let (word, bit) = (at / WORD, 1 << (at % WORD));
        match res.last_mut() {
            Some(last) if last.0 == word => last.1 |= bit,
            Some(_) | None => res.push((word, bit)),
        }
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::row::Rules;
    use crate::eval::{Pair, allowed_and_possible};
    use crate::policy::Direction;
    use crate::testing::short;

    /// One policy with hundreds of rules: about pods, and a workload of which a label is not known.
    fn cluster(below: &mut impl FnMut(u32) -> u32) -> String {
        let mut res = "ns x\ndeployment x/db app=a0\n".to_owned();
        (0..6).for_each(|it| res += &format!("pod x/p{it} app=a{it}\n"));
        let rules: Vec<String> = (0..20 + below(300))
            .map(|_| {
                let key = if below(8) == 0 { "pod-template-hash" } else { "app" };
                let (operator, value) = (["In", "NotIn"][below(2) as usize], below(6));
                let value = if key == "app" { format!("a{value}") } else { format!("'{value}'") };
                let ports: Vec<String> = (0..1 + below(3))
                    .map(|_| {
                        let first = 1 + below(400);
                        format!("{{port: {first}, endPort: {}}}", first + below(3))
                    })
                    .collect();
                format!(
                    "{{from: [{{podSelector: {{matchExpressions: [{{key: {key}, operator: {operator}, values: [{value}]}}]}}}}], ports: [{}]}}",
                    ports.join(", ")
                )
            })
            .collect();
        res + &format!("np x/p {{podSelector: {{}}, ingress: [{}]}}\n", rules.join(", "))
    }

    #[test]
    fn many_rules_allow_together_what_the_walk_allows() {
        let mut state = 7_u64;
        let mut below = |end: u32| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) as u32 % end
        };
        for _ in 0..20 {
            let text = cluster(&mut below);
            let analysis = short(&text);
            let (model, direction) = (analysis.model(), Direction::Ingress);
            let (inputs, reach) = (model.inputs(), &model.reach);
            for subject in model.cluster.endpoints.ids() {
                let group = reach.group(direction, subject);
                let families = FlowFamilies::new(direction, group, &reach.classes, inputs.options, None);
                let rules = Rules::new(direction, group, inputs.policies);
                let sums = Sums::new(&rules.alike(), &reach.classes, &families);
                let is_judged = model.cluster.endpoints.at(subject).pod().is_some();
                assert_eq!(sums.is_some_and(|it| !it.perhaps.is_empty()), is_judged);
                for peer in model.cluster.endpoints.ids() {
                    let pair = Pair::new(peer, subject);
                    let expected = allowed_and_possible(&reach.pieces(inputs, direction, pair));
                    assert_eq!(reach.judged_side(inputs, direction, pair), expected);
                }
            }
        }
    }
}
