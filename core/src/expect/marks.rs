//! Which cells of a matrix are not as asked, whose rows and columns may stand for several ends.

use crate::hash::HashMap;
use crate::ids::EndpointId;
use crate::probe::Probe;
use crate::protocol::Protocol;

/// Pairs that are not as asked, in blocks: each source with each destination.
#[derive(Debug, Default)]
pub struct Marks {
    blocks: Vec<Block>,
    by_source: HashMap<EndpointId, Vec<usize>>,
}

#[derive(Debug)]
struct Block {
    /// In ascending order.
    destinations: Vec<EndpointId>,
    /// The port that is not as asked; `None`: all of them together.
    port: Option<(Protocol, u16)>,
}

impl Marks {
    /// Adds a block. A pod and itself is no pair of it, unless it is the only one.
    pub(super) fn add(
        &mut self,
        sources: &[EndpointId],
        mut destinations: Vec<EndpointId>,
        port: Option<(Protocol, u16)>,
    ) {
        crate::order::sort_dedup(&mut destinations);
        for it in sources {
            self.by_source.entry(*it).or_default().push(self.blocks.len());
        }
        self.blocks.push(Block { destinations, port });
    }

    /// Whether nothing is marked.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// For each row and each column whether some pair of theirs is not as asked. Where one port is looked at, what is
    /// asked of another does not count.
    pub fn cells(&self, rows: &[Vec<u32>], columns: &[Vec<u32>], probe: Probe) -> Vec<Vec<bool>> {
        rows.iter().map(|row| self.row(row, columns, probe)).collect()
    }

    fn row(&self, row: &[u32], columns: &[Vec<u32>], probe: Probe) -> Vec<bool> {
        let counts = |it: &&Block| match (probe, it.port) {
            (Probe::Any, _) | (_, None) => true,
            (Probe::Port(protocol, port), Some(it)) => it == (protocol, port),
        };
        let mut blocks: Vec<(EndpointId, &Block)> = Vec::new();
        for from in row.iter().map(|it| EndpointId(*it)) {
            let of = self.by_source.get(&from).into_iter().flatten();
            blocks.extend(of.filter_map(|it| self.blocks.get(*it)).filter(counts).map(|it| (from, it)));
        }
        let is_alone = row.len() == 1;
        let meets = |(from, block): &(EndpointId, &Block), to: &u32| {
            let to = EndpointId(*to);
            (*from != to || is_alone && block.destinations.len() == 1)
                && block.destinations.binary_search(&to).is_ok()
        };
        columns.iter().map(|column| blocks.iter().any(|it| column.iter().any(|to| meets(it, to)))).collect()
    }
}
