//! What rules allow together, where they only add up.

use crate::eval::lists::{ListId, Lists};
use crate::eval::rules::Gathered;
use crate::order::sort;
use crate::policy::PortSet;
use crate::tri::Tri;

/// The ports of the rules of a group, sorted at most once for all lists.
pub(super) struct Sums<'p> {
    ports: Vec<&'p PortSet>,
    /// First and last code of each interval, and its rule, once they are needed.
    sorted: Option<Vec<(u32, u32, u32)>>,
    /// How many there are.
    intervals: usize,
    /// Whether some rule names ports: what a name stands for is another matter for each destination.
    any_names: bool,
    /// The latest list that was added up in which each rule is.
    is_in: Vec<u32>,
    latest: u32,
}

/// So many rules are few.
const FEW: usize = 16;

impl<'p> Sums<'p> {
    pub(super) fn new(rules: &[Gathered<'p>]) -> Sums<'p> {
        let ports: Vec<&PortSet> = rules.iter().map(|it| &it.rule.ports.numbers).collect();
        let intervals = ports.iter().map(|it| it.intervals().len()).sum();
        let any_names = rules.iter().any(|it| !it.rule.ports.names.is_empty());
        Sums { is_in: vec![0; ports.len()], latest: 0, ports, sorted: None, intervals, any_names }
    }

    /// What the rules of a list allow; `None` where that is more than a sum.
    pub(super) fn of(&mut self, lists: &Lists, list: ListId) -> Option<PortSet> {
        if self.any_names {
            return None;
        }
        self.latest += 1;
        let (mut is_certain, mut count) = (true, 0);
        lists.each(list, |it| {
            is_certain &= it.matches == Tri::Yes;
            count += 1;
            if let Some(in_list) = self.is_in.get_mut(it.rule as usize) {
                *in_list = self.latest;
            }
        });
        if !is_certain {
            return None;
        }
        // To go through all is quicker than to sort some, unless these are few.
        if count <= FEW || count < self.intervals / 8 {
            let codes = lists.codes(list);
            let ports = codes.iter().filter_map(|it| self.ports.get(it.rule as usize).copied());
            return Some(PortSet::of_all(ports));
        }
        let sorted = self.sorted.get_or_insert_with(|| sorted(&self.ports));
        let mut res = PortSet::empty();
        for &(first, last, rule) in &*sorted {
            if self.is_in.get(rule as usize) == Some(&self.latest) {
                res.append(first, last);
            }
        }
        Some(res)
    }
}

fn sorted(ports: &[&PortSet]) -> Vec<(u32, u32, u32)> {
    let of = |(rule, it)| PortSet::intervals(it).iter().map(move |&(first, last)| (first, last, rule));
    let mut res: Vec<(u32, u32, u32)> = (0..).zip(ports.iter().copied()).flat_map(of).collect();
    sort(&mut res);
    res
}
