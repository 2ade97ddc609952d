//! What edits of the files change, in words and cell by cell: of repairs, and of what mends a finding.
//!
//! Enters: a comparison of the input with what it would be. Leaves: [`EffectView`]. Deliberately not here: making the
//! edits, which lints and repairs do, and evaluating the files with them, which the facade does (`api/effects.rs`).

use crate::compare::{Change, Comparison, Totals};
use crate::ids::EndId;
use crate::lint;
use crate::model::Model;
use crate::repair::Effect;

/// So many cells are named.
pub(crate) const NAMED: usize = 20;

/// What an edit of the files changes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EffectView {
    /// "+1 allowed, nothing else", "3 cells change: 2 newly allowed, 1 newly denied", "no cell changes".
    pub words: String,
    /// The first of the pairs that change.
    pub changes: Vec<CellChangeView>,
    /// How many change.
    pub changed: u64,
}

/// A pair that an edit of the files changes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct CellChangeView {
    /// The id of its row.
    pub from: String,
    /// The id of its column.
    pub to: String,
    /// `newly-allowed`, `both`, `newly-denied` or `undecided`.
    pub kind: &'static str,
    /// What its row is called, as *Changes* calls it.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub from_name: String,
    /// What its column is called.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub to_name: String,
    /// Whether a repair is about it, whole or in part.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub is_meant: bool,
}

impl EffectView {
    /// That of an edit that changes no verdict.
    pub(crate) fn none() -> EffectView {
        EffectView { words: words(&Totals::default(), 0, 0), changes: Vec::new(), changed: 0 }
    }

    /// What was found out about an edit of the files of this model.
    pub(crate) fn new(model: &Model, effect: &Effect) -> EffectView {
        let Comparison { totals, added, removed, .. } = &effect.comparison;
        let mut words = words(totals, added.len(), removed.len());
        if effect.pairs() == 0 && added.is_empty() && removed.is_empty() {
            words.push_str(&names(lint::dns_askers(effect.before(model), &effect.after)));
        }
        EffectView { words, changes: changes(model, effect, |_, _| false), changed: effect.pairs() }
    }
}

/// "+2 allowed, nothing else", "3 cells change: 2 newly allowed, 1 newly denied", "no cell changes, and 1 row more".
fn words(totals: &Totals, added: usize, removed: usize) -> String {
    let Totals { newly_allowed, newly_denied, both, undecided, .. } = *totals;
    let rows = rows(added, removed);
    let rest = if rows.is_empty() { "nothing else" } else { rows.as_str() };
    match (newly_allowed, newly_denied, both + undecided) {
        (0, 0, 0) if rows.is_empty() => "no cell changes".to_owned(),
        (0, 0, 0) => format!("no cell that is there changes, {rows}"),
        (n, 0, 0) => format!("+{n} allowed, {rest}"),
        (0, n, 0) => format!("−{n} allowed, {rest}"),
        (a, b, c) => {
            let all = a + b + c;
            let cells = if all == 1 { "cell changes" } else { "cells change" };
            let rows = if rows.is_empty() { rows } else { format!(", {rows}") };
            format!("{all} {cells}: {}{rows}", kinds(totals))
        }
    }
}

/// ": 2 more pods can ask the DNS of the cluster, which is not in the files". Empty where none more or less can.
fn names((before, after): (usize, usize)) -> String {
    let (count, how) = if before < after { (after - before, "more") } else { (before - after, "fewer") };
    let word = if count == 1 { "pod" } else { "pods" };
    match count {
        0 => String::new(),
        _ => format!(": {count} {how} {word} can ask the DNS of the cluster, which is not in the files"),
    }
}

/// "and 2 rows more, 1 gone": a text that becomes readable brings what it holds. Empty where none comes or goes.
fn rows(added: usize, removed: usize) -> String {
    match (added, removed) {
        (0, 0) => String::new(),
        (n, 0) => format!("and {} more", crate::words::count(n, "row")),
        (0, n) => format!("and {} gone", crate::words::count(n, "row")),
        (a, b) => format!("and {} more, {b} gone", crate::words::count(a, "row")),
    }
}

/// "2 newly allowed, 1 newly denied".
pub(super) fn kinds(totals: &Totals) -> String {
    let parts = [
        (totals.newly_allowed, Change::NewlyAllowed),
        (totals.newly_denied, Change::NewlyDenied),
        (totals.both, Change::Both),
        (totals.undecided, Change::Undecided),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|it| it.0 > 0).map(|(count, what)| format!("{count} {}", what.words())).collect();
    parts.join(", ")
}

/// The first of the pairs that change, some of which are meant.
pub(super) fn changes(
    model: &Model,
    it: &Effect,
    is_meant: impl Fn(EndId, EndId) -> bool,
) -> Vec<CellChangeView> {
    let models = it.comparison.models(it.before(model), &it.after);
    let mut res = Vec::new();
    for difference in &it.comparison.differences {
        let pairs = it.comparison.pairs(models, difference).take(NAMED - res.len().min(NAMED));
        for (from, to) in pairs {
            let is_meant = is_meant(from, to);
            let [from_name, to_name] =
                [from, to].map(|end| super::compare::title(&it.comparison, models, end));
            let [from, to] = [from, to].map(|end| super::compare::id(&it.comparison, models, end).join(","));
            res.push(CellChangeView {
                from,
                to,
                kind: difference.change.as_str(),
                from_name,
                to_name,
                is_meant,
            });
        }
    }
    res
}

#[cfg(test)]
mod tests;
