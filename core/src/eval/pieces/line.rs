//! What a stage says about every port, as stretches of the line of ports.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Said;
use crate::order::sort;
use crate::policy::PortSet;

/// What a stage says about all ports.
#[derive(Default)]
pub(super) struct Line {
    /// The first code of each stretch, ascending from 0, and which of `said` holds there. A stretch ends where the
    /// next one begins, and may hold codes that are no ports.
    pub(super) starts: Vec<(u32, u32)>,
    /// What the stage says, each for some stretches.
    pub(super) said: Vec<Said>,
    /// Whether pieces come in the order of `said`.
    pub(super) is_ordered: bool,
}

/// What a stage says about some ports, unless it said something about them before.
#[derive(Default)]
pub(super) struct Takes<'m> {
    ports: Vec<Cow<'m, PortSet>>,
    said: Vec<Said>,
}

impl<'m> Takes<'m> {
    pub(super) fn take(&mut self, ports: Cow<'m, PortSet>, said: Said) {
        self.ports.push(ports);
        self.said.push(said);
    }

    /// What it says about all ports of which it said nothing.
    pub(super) fn rest(mut self, said: Said) -> Line {
        self.said.push(said);
        let ports: Vec<&PortSet> = self.ports.iter().map(|it| &**it).collect();
        Line { starts: firsts(&ports), said: self.said, is_ordered: true }
    }
}

/// Which of some sets is the first that holds a port: stretches in ascending order. Where none does it is the number
/// of the sets.
///
/// One pass over the intervals in the order of where they begin. Those that have begun and not ended wait in a heap,
/// the first set on top, so each interval is moved twice and the time is near to linear in their number.
pub(super) fn firsts(sets: &[&PortSet]) -> Vec<(u32, u32)> {
    let none = sets.len() as u32;
    let mut intervals: Vec<(u32, u32, u32)> = (0..)
        .zip(sets)
        .flat_map(|(set, it)| it.intervals().iter().map(move |&(first, last)| (first, set, last)))
        .collect();
    sort(&mut intervals);
    let mut coming = intervals.into_iter().peekable();
    let mut begun: BinaryHeap<Reverse<(u32, u32)>> = BinaryHeap::new();
    let mut res = vec![(0, none)];
    let mut at = 0;
    loop {
        while let Some((_, set, last)) = coming.next_if(|it| it.0 == at) {
            // What ends before an earlier set does is never the first.
            if begun.peek().is_none_or(|Reverse(top)| set < top.0 || last > top.1) {
                begun.push(Reverse((set, last)));
            }
        }
        while begun.peek().is_some_and(|Reverse(top)| top.1 < at) {
            begun.pop();
        }
        let top = begun.peek().map(|it| it.0);
        let now = top.map_or(none, |it| it.0);
        match res.last_mut() {
            Some(latest) if latest.1 == now => {}
            Some(_) | None => res.push((at, now)),
        }
        let (ends, begins) = (top.map(|it| it.1 + 1), coming.peek().map(|it| it.0));
        let Some(next) = ends.into_iter().chain(begins).min() else { return res };
        at = next;
    }
}

/// The ports of which each set is the first that holds them, apart from some: set and ports, in the order of the sets.
pub(super) fn shares(apart_from: &PortSet, sets: &[&PortSet]) -> Vec<(usize, PortSet)> {
    let all: Vec<&PortSet> = [apart_from].into_iter().chain(sets.iter().copied()).collect();
    let starts = firsts(&all);
    let ends = starts.iter().skip(1).map(|it| it.0 - 1).chain([u32::MAX]);
    let mut shares = vec![PortSet::empty(); sets.len()];
    for (&(first, set), last) in starts.iter().zip(ends) {
        if let Some(it) = (set as usize).checked_sub(1).and_then(|it| shares.get_mut(it)) {
            it.append(first, last);
        }
    }
    shares.into_iter().enumerate().filter(|it| !it.1.is_empty()).collect()
}
