//! Counting the pairs of an expectation.

use super::{Found, Judged, Target};
use crate::tri::Tri;

impl Judged {
    /// Counts pairs that are alike.
    pub(super) fn add(&mut self, pairs: u64, holds: Tri, found: Found) {
        self.pairs += pairs;
        let before = (self.failed, self.undecided);
        match holds {
            Tri::Yes => {}
            Tri::No => self.failed += pairs,
            Tri::Unknown => self.undecided += pairs,
        }
        let is_first = match holds {
            Tri::Yes => false,
            Tri::No => before.0 == 0 || self.first.as_ref().is_some_and(|it| is_before(&found, it)),
            Tri::Unknown => {
                before == (0, 0)
                    || before.0 == 0 && self.first.as_ref().is_some_and(|it| is_before(&found, it))
            }
        };
        if is_first {
            self.first = Some(found.clone());
        }
        if self.example.is_none() {
            self.example = Some(found);
        }
    }
}

/// Whether a pair comes earlier in the matrix; of several lines of a drawing the first counts.
fn is_before(one: &Found, other: &Found) -> bool {
    let order = |it: &Found| {
        let to = match it.to {
            Target::End(it) => (0, it.0),
            Target::Service(it, _) => (1, it as u32),
        };
        (it.at.span.start, it.from, to)
    };
    order(one) < order(other)
}
