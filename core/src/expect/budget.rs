//! How much work expectations may take.

/// Counted steps: a line that is read, a pod that is asked for its labels, a cell.
#[derive(Debug)]
pub(super) struct Budget {
    left: u64,
}

/// So many steps all expectations of an input take at most: less than a second.
const MOST: u64 = 8_000_000;

/// What a cell takes, where looking at one label is one step.
pub(super) const CELL: u64 = 20;

/// What reading a line, a sign of a drawing or a test takes.
pub(super) const LINE: u64 = 40;

impl Default for Budget {
    fn default() -> Budget {
        Budget { left: MOST }
    }
}

impl Budget {
    /// How many steps are left.
    #[cfg(test)]
    pub(super) fn left(&self) -> u64 {
        self.left
    }

    /// Takes so many steps; false where there are not as many left.
    pub(super) fn take(&mut self, steps: u64) -> bool {
        let has = self.left >= steps;
        self.left = self.left.saturating_sub(steps);
        has
    }
}
