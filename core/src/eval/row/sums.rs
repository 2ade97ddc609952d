//! What rules allow together, where they only add up.

use crate::eval::lists::{ListId, Lists};
use crate::eval::rules::Gathered;
use crate::order::sort;
use crate::policy::PortSet;
use crate::tri::Tri;

/// The ports of the rules of a group, sorted once for all lists.
pub(super) struct Sums<'p> {
    ports: Vec<&'p PortSet>,
    /// First and last code of each interval, and its rule.
    intervals: Vec<(u32, u32, u32)>,
    /// Whether some rule names ports: what a name stands for is another matter for each destination.
    any_names: bool,
    /// Which rules are in the list that is being added up.
    is_in: Vec<bool>,
}

impl<'p> Sums<'p> {
    pub(super) fn new(rules: &[Gathered<'p>]) -> Sums<'p> {
        let ports: Vec<&PortSet> = rules.iter().map(|it| &it.rule.ports.numbers).collect();
        let intervals = (0..).zip(&ports);
        let intervals = intervals
            .flat_map(|(rule, it)| it.intervals().iter().map(move |&(first, last)| (first, last, rule)));
        let mut intervals: Vec<(u32, u32, u32)> = intervals.collect();
        sort(&mut intervals);
        let any_names = rules.iter().any(|it| !it.rule.ports.names.is_empty());
        Sums { is_in: vec![false; ports.len()], ports, intervals, any_names }
    }

    /// What the rules of a list allow; `None` where that is more than a sum.
    pub(super) fn of(&mut self, lists: &Lists, list: ListId) -> Option<PortSet> {
        if self.any_names {
            return None;
        }
        let mut is_certain = true;
        let mut rules: Vec<u32> = Vec::new();
        lists.each(list, |it| {
            is_certain &= it.matches == Tri::Yes;
            rules.push(it.rule);
        });
        if !is_certain {
            return None;
        }
        let ports = rules.iter().filter_map(|&it| self.ports.get(it as usize).copied());
        // To go through all is quicker than to sort some, unless these are few.
        if rules.len() < self.intervals.len() / 8 {
            return Some(PortSet::of_all(ports));
        }
        self.mark(&rules, true);
        let mut res = PortSet::empty();
        for &(first, last, rule) in &self.intervals {
            if self.is_in.get(rule as usize).is_some_and(|it| *it) {
                res.append(first, last);
            }
        }
        self.mark(&rules, false);
        Some(res)
    }

    fn mark(&mut self, rules: &[u32], is_in: bool) {
        for &it in rules {
            if let Some(it) = self.is_in.get_mut(it as usize) {
                *it = is_in;
            }
        }
    }
}
