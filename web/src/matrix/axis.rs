//! One side of the matrix: which endpoints, in which order, and where each begins in pixels. Pure.

use netpol_core::view::EndpointView;

use super::filter::Words;
use super::fold::{Folds, count_text};

/// Height of a row with the space below it, as in the style sheet.
pub(super) const ROW: i32 = 30;
/// Width of a column with the space beside it.
pub(super) const COLUMN: i32 = 37;
/// Further space before a group that is not the first.
const GAP: i32 = 7;
/// Width of a letter of a group's name over the columns in tenths of a pixel, and how many letters count.
const GROUP_LETTER: i32 = 66;
const GROUP_LETTERS: usize = 11;

/// One row or column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Index in the analysis; where it stands for several, that of the first.
    pub(super) index: u32,
    /// For how many it stands.
    pub(super) count: usize,
    /// How many pods these are.
    pub(super) pods: u32,
    start: i32,
}

/// A run of places of one group: positions `start..end`.
#[derive(Debug)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Position of its first item.
    pub start: usize,
    /// Position after its last item.
    pub end: usize,
}

/// What is shown, and where.
#[derive(Debug)]
pub struct Axis {
    /// In order.
    pub(super) places: Vec<Place>,
    /// In order; every place is in one.
    pub groups: Vec<Group>,
    /// The position of every endpoint, by its index.
    positions: Vec<Option<usize>>,
    /// Pixels in all.
    pub size: i32,
    /// Letters of the longest name, and of the longest name with its group.
    pub longest_name: usize,
    /// With its group and the stroke between.
    pub longest_id: usize,
    /// Letters of the longest count of pods.
    pub longest_count: usize,
    step: i32,
    /// Whether the names of the groups stand along it.
    named: bool,
}

impl Axis {
    /// The sources that the words let through.
    pub fn rows(endpoints: &[EndpointView], words: &Words, folds: &Folds) -> Axis {
        Axis::new(endpoints, words, folds, ROW, false)
    }

    /// The destinations that the words let through; narrow groups have room for their names.
    pub fn columns(endpoints: &[EndpointView], words: &Words, folds: &Folds) -> Axis {
        Axis::new(endpoints, words, folds, COLUMN, true)
    }

    fn new(endpoints: &[EndpointView], words: &Words, folds: &Folds, step: i32, named: bool) -> Axis {
        let mut axis = Axis {
            named,
            places: Vec::new(),
            groups: Vec::new(),
            positions: Vec::new(),
            size: 0,
            longest_name: 0,
            longest_id: 0,
            longest_count: 0,
            step,
        };
        // Where each fold stands, once one of its members has passed.
        let mut stands = vec![None; folds.list.len()];
        for (index, it) in endpoints.iter().enumerate() {
            let position = folds.allow(endpoints, words, index).then(|| {
                let after = axis.places.len();
                let stand = folds.closed(index).and_then(|fold| stands.get_mut(fold));
                let position = stand.map_or(after, |it| *it.get_or_insert(after));
                axis.put(position, index, it);
                position
            });
            axis.positions.push(position);
        }
        axis.measure(endpoints, folds);
        axis
    }

    fn measure(&mut self, endpoints: &[EndpointView], folds: &Folds) {
        let count = |it: &Place| if 1 < it.count { count_text(it.pods).chars().count() } else { 0 };
        self.longest_count = self.places.iter().map(count).max().unwrap_or_default();
        for place in &self.places {
            let Some(it) = endpoints.get(place.index as usize) else { continue };
            // Counts stand below each other.
            let more = if 1 < place.count { self.longest_count } else { 0 };
            let letters = folds.short_name(endpoints, place).map_or(0, |it| it.chars().count()) + more;
            self.longest_name = self.longest_name.max(letters);
            self.longest_id = self.longest_id.max(letters + it.group.chars().count() + 1);
        }
    }

    /// Adds an endpoint to those of a position, or after all of them.
    fn put(&mut self, position: usize, index: usize, it: &EndpointView) {
        match self.places.get_mut(position) {
            Some(place) => {
                place.count += 1;
                place.pods = place.pods.saturating_add(it.replicas);
            }
            None => self.push(index, it),
        }
    }

    fn push(&mut self, index: usize, it: &EndpointView) {
        let position = self.places.len();
        match self.groups.last_mut() {
            Some(group) if group.name == it.group => group.end += 1,
            last => {
                if let Some(group) = last {
                    let letters = group.name.chars().count().min(GROUP_LETTERS) as i32;
                    let taken = (group.end - group.start) as i32 * self.step;
                    let missing = if self.named { (letters * GROUP_LETTER + 85) / 10 - taken } else { 0 };
                    self.size += GAP + missing.max(0);
                }
                self.groups.push(Group { name: it.group.clone(), start: position, end: position + 1 });
            }
        }
        self.places.push(Place { index: index as u32, count: 1, pods: it.replicas, start: self.size });
        self.size += self.step;
    }

    /// How many rows or columns there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Position of an endpoint, which may stand there with others.
    pub fn position(&self, index: u32) -> Option<usize> {
        *self.positions.get(index as usize)?
    }

    /// Where an item begins; the end for one that is not there.
    pub fn start(&self, position: usize) -> i32 {
        self.places.get(position).map_or(self.size, |it| it.start)
    }

    /// Pixels that a group takes.
    pub fn extent(&self, group: &Group) -> (i32, i32) {
        let start = self.start(group.start);
        (start, self.start(group.end.saturating_sub(1)) + self.step - start)
    }

    /// Positions of the items that touch the pixels `from..to`, and `more` on either side.
    pub fn range(&self, from: i32, to: i32, more: usize) -> (usize, usize) {
        let first = self.places.partition_point(|it| it.start + self.step <= from);
        let last = self.places.partition_point(|it| it.start < to);
        (first.saturating_sub(more), (last + more).min(self.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::endpoint;
    use super::*;

    #[test]
    fn groups_stand_apart_and_ranges_find_what_is_on_screen() {
        let endpoints = [endpoint("a", "x", ""), endpoint("a", "y", ""), endpoint("b", "z", "")];
        let axis = Axis::new(&endpoints, &Words::default(), &Folds::default(), 10, false);
        assert_eq!((axis.start(0), axis.start(1), axis.start(2), axis.size), (0, 10, 27, 37));
        assert_eq!(axis.groups.len(), 2);
        assert_eq!(axis.extent(&axis.groups[0]), (0, 20));
        assert_eq!(axis.position(2), Some(2));
        for (from, to, expected) in [(0, 10, (0, 1)), (10, 12, (1, 2)), (21, 26, (2, 2)), (0, 99, (0, 3))] {
            assert_eq!(axis.range(from, to, 0), expected, "{from}..{to}");
        }
        assert_eq!(axis.range(10, 12, 5), (0, 3));
    }
}
