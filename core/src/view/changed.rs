//! How many cells an edit has changed, in one sentence.

use crate::compare::{Comparison, compare};
use crate::model::Model;

/// What is other than before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChangedView {
    /// Cells in which a port is allowed that was not, and none denied that was allowed.
    pub allowed: usize,
    /// Cells in which a port is denied that was not, and none allowed that was denied.
    pub denied: usize,
    /// Cells that changed in another way: both of these, or what is undecided.
    pub others: usize,
    /// Rows that were not there.
    pub added: usize,
    /// Rows that are no longer there.
    pub removed: usize,
}

impl ChangedView {
    /// "2 cells newly allowed, 1 newly denied"; empty where nothing has changed.
    pub fn sentence(&self) -> String {
        let cells = [
            (self.allowed, "newly allowed"),
            (self.denied, "newly denied"),
            (self.others, "changed otherwise"),
        ];
        let rows = [(self.added, "more"), (self.removed, "gone")];
        let mut parts = counted(&cells, "cell", "cells");
        parts.extend(counted(&rows, "row", "rows"));
        parts.join(", ")
    }
}

/// "2 cells newly allowed", "1 newly denied": the first part says what is counted.
fn counted(all: &[(usize, &str)], one: &str, several: &str) -> Vec<String> {
    let some = all.iter().filter(|it| it.0 != 0);
    let part = |(at, (n, what)): (usize, &(usize, &str))| match (at, *n) {
        (0, 1) => format!("1 {one} {what}"),
        (0, n) => format!("{n} {several} {what}"),
        (_, n) => format!("{n} {what}"),
    };
    some.enumerate().map(part).collect()
}

pub(crate) fn changed(before: &Model, after: &Model) -> ChangedView {
    let Comparison { totals, added, removed, .. } = compare(before, after);
    let count = |it: u64| usize::try_from(it).unwrap_or(usize::MAX);
    ChangedView {
        allowed: count(totals.newly_allowed),
        denied: count(totals.newly_denied),
        others: count(totals.both.saturating_add(totals.undecided)),
        added: added.len(),
        removed: removed.len(),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::short;

    const PODS: &str = "
pod x/a app=a
pod x/b app=b
pod x/c app=c";

    #[track_caller]
    fn sentence(before: &str, after: &str) -> String {
        let all = [before, after].map(|it| short(&format!("{PODS}{it}")));
        all[1].changed(&all[0]).sentence()
    }

    #[test]
    fn a_sentence_counts_the_cells_that_an_edit_changed() {
        let closed = "
np x/b {podSelector: {matchLabels: {app: b}}}";
        let from_a = "
np x/b {podSelector: {matchLabels: {app: b}}, ingress: [{from: [{podSelector: {matchLabels: {app: a}}}]}]}";
        let port = "
np x/b {podSelector: {matchLabels: {app: b}}, ingress: [{from: [{podSelector: {matchLabels: {app: a}}}], ports: [{port: 80}]}]}";
        let from_c = "
np x/b {podSelector: {matchLabels: {app: b}}, ingress: [{from: [{podSelector: {matchLabels: {app: c}}}]}]}";
        assert_eq!(sentence(closed, from_a), "1 cell newly allowed");
        assert_eq!(sentence("", closed), "3 cells newly denied");
        assert_eq!(sentence(from_a, from_c), "1 cell newly allowed, 1 newly denied");
        assert_eq!(sentence(from_a, port), "1 cell newly denied");
        assert_eq!(sentence(port, port), "");
    }

    #[test]
    fn rows_that_came_or_went_are_counted_apart() {
        assert_eq!(sentence("", "\npod x/d\npod x/e"), "2 rows more");
        assert_eq!(sentence("\npod x/d", "\npod x/e"), "1 row more, 1 gone");
    }
}
