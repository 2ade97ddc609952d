//! Which cells of a matrix are not as asked, whose rows and columns may stand for several ends.

use crate::hash::{HashMap, HashSet};
use crate::ids::EndpointId;
use crate::probe::Probe;
use crate::protocol::Protocol;

/// Pairs that are not as asked. Whatever fails from the same sources is put together when it is added: a matrix is drawn
/// often, and asks each of these sets once for a column, however many expectations there are.
#[derive(Debug, Default)]
pub struct Marks {
    sets: Vec<Set>,
    /// The set of sources, in ascending order.
    known: HashMap<Vec<EndpointId>, usize>,
    by_source: HashMap<EndpointId, Vec<usize>>,
    /// Rows that are not as asked with themselves.
    themselves: Failing,
}

/// A port that is not as asked; `None`: all of them together.
type Port = Option<(Protocol, u16)>;

/// Each of some sources with any of these.
#[derive(Debug, Default)]
struct Set {
    failing: Failing,
}

/// Destinations, and the ports for which they are not as asked.
#[derive(Debug, Default)]
struct Failing {
    any: HashSet<EndpointId>,
    by_port: HashSet<(EndpointId, Port)>,
}

impl Failing {
    fn add(&mut self, it: EndpointId, port: Port) {
        self.any.insert(it);
        self.by_port.insert((it, port));
    }

    /// Where one port is looked at, what is asked of another does not count.
    fn has(&self, it: EndpointId, probe: Probe) -> bool {
        match probe {
            Probe::Any => self.any.contains(&it),
            Probe::Port(protocol, port) => {
                [None, Some((protocol, port))].into_iter().any(|port| self.by_port.contains(&(it, port)))
            }
        }
    }
}

impl Marks {
    /// Adds each source with each destination. Of a row and itself `is_pair` says whether it is one.
    pub(super) fn add(
        &mut self,
        sources: &[EndpointId],
        destinations: Vec<EndpointId>,
        port: Port,
        is_pair: impl Fn(EndpointId) -> bool,
    ) {
        let at = match self.known.get(sources) {
            Some(it) => *it,
            None => {
                let new = self.sets.len();
                self.known.insert(sources.to_vec(), new);
                self.sets.push(Set::default());
                for it in sources {
                    self.by_source.entry(*it).or_default().push(new);
                }
                new
            }
        };
        let Some(set) = self.sets.get_mut(at) else { return };
        for it in destinations {
            set.failing.add(it, port);
            if sources.binary_search(&it).is_ok() && is_pair(it) {
                self.themselves.add(it, port);
            }
        }
    }

    /// Whether nothing is marked.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// For each row and each column whether some pair of theirs is not as asked. Where one port is looked at, what is
    /// asked of another does not count.
    pub fn cells(&self, rows: &[Vec<u32>], columns: &[Vec<u32>], probe: Probe) -> Vec<Vec<bool>> {
        rows.iter().map(|row| self.row(row, columns, probe)).collect()
    }

    fn row(&self, row: &[u32], columns: &[Vec<u32>], probe: Probe) -> Vec<bool> {
        let sets = self.sets_of(row);
        let own: HashSet<u32> = row.iter().copied().collect();
        // With two sources of a set, one of them is another than the destination.
        let meets = |to: u32| {
            let end = EndpointId(to);
            own.contains(&to) && self.themselves.has(end, probe)
                || sets
                    .iter()
                    .any(|(from, is_alone, it)| (!is_alone || *from != end) && it.failing.has(end, probe))
        };
        columns.iter().map(|column| column.iter().any(|to| meets(*to))).collect()
    }

    /// The sets that a row has sources of: the first of these, whether it is the only one, and the set.
    fn sets_of(&self, row: &[u32]) -> Vec<(EndpointId, bool, &Set)> {
        let mut positions: HashMap<usize, usize> = HashMap::default();
        let mut res: Vec<(EndpointId, bool, &Set)> = Vec::new();
        for from in row.iter().map(|it| EndpointId(*it)) {
            for at in self.by_source.get(&from).into_iter().flatten() {
                let place = *positions.entry(*at).or_insert(res.len());
                match res.get_mut(place) {
                    Some(it) => it.1 &= it.0 == from,
                    None => res.extend(self.sets.get(*at).map(|it| (from, true, it))),
                }
            }
        }
        res
    }

    /// How many sets a draw asks for each column of a row.
    #[cfg(test)]
    pub(super) fn asked(&self, row: &[u32]) -> usize {
        self.sets_of(row).len()
    }
}
