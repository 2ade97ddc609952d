//! One side of the matrix: which endpoints, in which order, and where each begins in pixels. Pure.

use std::rc::Rc;

use netpol_core::view::EndpointView;

use super::filter::Words;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Index in the analysis.
    pub index: u32,
    /// `namespace/name`.
    pub id: String,
    /// The short name.
    pub name: String,
    /// The namespace, or `outside`.
    pub group: String,
    /// The tooltip.
    pub details: String,
}

/// A run of items of one group: positions `start..end`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Position of its first item.
    pub start: usize,
    /// Position behind its last item.
    pub end: usize,
}

/// The items that are shown, with their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// In order.
    pub items: Vec<Rc<Item>>,
    /// In order; every item is in one.
    pub groups: Vec<Group>,
    /// Where each item begins.
    starts: Vec<i32>,
    /// Positions in the order of the ids.
    by_id: Vec<usize>,
    /// Pixels in all.
    pub size: i32,
    /// Letters of the longest name, and of the longest name with its group.
    pub longest_name: usize,
    /// With its group and the stroke between.
    pub longest_id: usize,
    step: i32,
    /// Whether the names of the groups stand along it.
    named: bool,
}

impl Axis {
    /// The sources that the words let through.
    pub fn rows(endpoints: &[EndpointView], words: &Words) -> Axis {
        Axis::new(endpoints, words, ROW, false)
    }

    /// The destinations that the words let through; narrow groups have room for their names.
    pub fn columns(endpoints: &[EndpointView], words: &Words) -> Axis {
        Axis::new(endpoints, words, COLUMN, true)
    }

    fn new(endpoints: &[EndpointView], words: &Words, step: i32, named: bool) -> Axis {
        let mut axis = Axis {
            named,
            items: Vec::new(),
            groups: Vec::new(),
            starts: Vec::new(),
            by_id: Vec::new(),
            size: 0,
            longest_name: 0,
            longest_id: 0,
            step,
        };
        for (index, it) in endpoints.iter().enumerate().filter(|(_, it)| words.allow(it)) {
            axis.push(index as u32, it);
        }
        axis
    }

    fn push(&mut self, index: u32, it: &EndpointView) {
        let position = self.items.len();
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
        self.starts.push(self.size);
        self.size += self.step;
        self.longest_name = self.longest_name.max(it.name.chars().count());
        self.longest_id = self.longest_id.max(it.name.chars().count() + it.group.chars().count() + 1);
        // The evaluator's order is nearly that of the ids: most of them come last.
        let at = self.place_of(&it.id).unwrap_or_else(|at| at);
        self.by_id.insert(at, position);
        self.items.push(Rc::new(Item {
            index,
            id: it.id.clone(),
            name: it.name.clone(),
            group: it.group.clone(),
            details: it.details.clone(),
        }));
    }

    /// Position of an endpoint.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.by_id.get(self.place_of(id).ok()?).copied()
    }

    /// Where an id stands in `by_id`, or would.
    fn place_of(&self, id: &str) -> Result<usize, usize> {
        let id_at = |at: &usize| self.items.get(*at).map(|it| it.id.as_str());
        self.by_id.binary_search_by(|at| id_at(at).cmp(&Some(id)))
    }

    /// Where an item begins; the end for one that is not there.
    pub fn start(&self, position: usize) -> i32 {
        self.starts.get(position).copied().unwrap_or(self.size)
    }

    /// Pixels that a group takes.
    pub fn extent(&self, group: &Group) -> (i32, i32) {
        let start = self.start(group.start);
        (start, self.start(group.end.saturating_sub(1)) + self.step - start)
    }

    /// Positions of the items that touch the pixels `from..to`, and `more` on either side.
    pub fn range(&self, from: i32, to: i32, more: usize) -> (usize, usize) {
        let first = self.starts.partition_point(|&it| it + self.step <= from);
        let last = self.starts.partition_point(|&it| it < to);
        (first.saturating_sub(more), (last + more).min(self.items.len()))
    }
}

/// A name in at most so many letters: names of one owner differ at their ends, so the middle goes.
pub(super) fn short(name: &str, most: usize) -> String {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= most || most < 3 {
        return name.to_owned();
    }
    let tail = most / 2;
    let head = most - 1 - tail;
    let kept = |part: &[char]| part.iter().collect::<String>();
    let (front, rest) = letters.split_at(head);
    format!("{}…{}", kept(front), kept(rest.get(rest.len() - tail..).unwrap_or_default()))
}

/// Namespace and name in at most so many letters, the stroke between them included.
pub(super) fn short_pair(group: &str, name: &str, most: usize) -> (String, String) {
    let (n_group, n_name) = (group.chars().count(), name.chars().count());
    if n_group + 1 + n_name <= most {
        return (group.to_owned(), name.to_owned());
    }
    let room = (most / 3).max(most.saturating_sub(n_name + 1));
    let group = short(group, room);
    let name = short(name, most.saturating_sub(group.chars().count() + 1));
    (group, name)
}

#[cfg(test)]
mod tests {
    use super::super::testing::endpoint;
    use super::*;

    #[test]
    fn long_names_keep_both_ends() {
        for (name, most, expected) in
            [("web", 5, "web"), ("payments-service-17", 9, "paym…e-17"), ("äöüß", 3, "ä…ß")]
        {
            assert_eq!(short(name, most), expected);
        }
        let pair = |group, name| short_pair(group, name, 12);
        assert_eq!(pair("shop", "web"), ("shop".to_owned(), "web".to_owned()));
        assert_eq!(pair("monitoring", "web"), ("mon…ring".to_owned(), "web".to_owned()));
        assert_eq!(pair("ns", "a-very-long-name"), ("ns".to_owned(), "a-ve…name".to_owned()));
    }

    #[test]
    fn groups_stand_apart_and_ranges_find_what_is_on_screen() {
        let endpoints = [endpoint("a", "x", ""), endpoint("a", "y", ""), endpoint("b", "z", "")];
        let axis = Axis::new(&endpoints, &Words::default(), 10, false);
        assert_eq!((axis.start(0), axis.start(1), axis.start(2), axis.size), (0, 10, 27, 37));
        assert_eq!(axis.groups.len(), 2);
        assert_eq!(axis.extent(&axis.groups[0]), (0, 20));
        assert_eq!(axis.position("b/z"), Some(2));
        for (from, to, expected) in [(0, 10, (0, 1)), (10, 12, (1, 2)), (21, 26, (2, 2)), (0, 99, (0, 3))] {
            assert_eq!(axis.range(from, to, 0), expected, "{from}..{to}");
        }
        assert_eq!(axis.range(10, 12, 5), (0, 3));
    }
}
