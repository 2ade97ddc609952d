//! How many cells an edit has changed, in one sentence.

use crate::cluster::Endpoint;
use crate::model::Model;

/// More rows than this are not compared: the sentence is said after each pause of somebody who types.
const MOST_ROWS: usize = 120;

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

pub(crate) fn changed(before: &Model, after: &Model) -> Option<ChangedView> {
    let (rows, rows_before) = (after.cluster.visible(), before.cluster.visible());
    if MOST_ROWS < rows || MOST_ROWS < rows_before {
        return None;
    }
    let same = |it: &Endpoint| Some((before.cluster.endpoint(&it.id)?, after.cluster.endpoint(&it.id)?));
    let both: Vec<_> = after.cluster.endpoints.iter().take(rows).filter_map(same).collect();
    let mut res = ChangedView {
        added: rows.saturating_sub(both.len()),
        removed: rows_before.saturating_sub(both.len()),
        ..ChangedView::default()
    };
    for from in &both {
        for to in &both {
            let cells = before.reachability(from.0.0, to.0.0).zip(after.reachability(from.1.0, to.1.0));
            let Some((old, new)) = cells.filter(|(old, new)| old != new) else { continue };
            let more = !new.allowed.difference(&old.allowed).is_empty();
            let fewer = !old.possible.difference(&new.possible).is_empty();
            match (more, fewer) {
                (true, false) => res.allowed += 1,
                (false, true) => res.denied += 1,
                (true, true) | (false, false) => res.others += 1,
            }
        }
    }
    Some(res)
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
        all[1].changed(&all[0]).unwrap().sentence()
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

    #[test]
    fn of_many_rows_nothing_is_counted() {
        let many: String = (0..121).map(|it| format!("\npod x/p{it}")).collect();
        assert!(short(&many).changed(&short(PODS)).is_none());
    }
}
