//! Edits that open or close a flow, for readers.

use super::{CellChangeView, EditView, FixView, Place, effect};
use crate::diagnostic::{Edit, FixClass, edited};
use crate::model::Model;
use crate::repair::{Obstacle, Repair, Repairs, Wanted};
use crate::source::{FileId, Location, Span};

/// What can be done about a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct RepairsView {
    /// What it is to become: `allowed` or `denied`.
    pub wanted: &'static str,
    /// The port: `TCP/8080`.
    pub port: String,
    /// Best first: those that change the fewest other cells, then touch the fewest lines, then the fewest ports.
    pub repairs: Vec<RepairView>,
    /// Why there is none, in one sentence; empty where there are some.
    pub obstacle: String,
    /// What is in the way, where it is a rule.
    pub at: Option<Place>,
}

/// An edit that was evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct RepairView {
    /// What it does, as a button says it: lower case, no final period.
    pub title: String,
    /// "+1 allowed, nothing else", or how many other cells change.
    pub effect: String,
    /// `effect`: verdicts change.
    pub class: &'static str,
    /// How many pairs change besides the one that is meant.
    pub others: u64,
    /// The first of the pairs that change, the one that is meant among them.
    pub changes: Vec<CellChangeView>,
    /// The lines that go and come.
    pub patch: Vec<PatchLineView>,
    /// The edits, in the order of the text; they do not overlap.
    pub edits: Vec<EditView>,
}

/// A line of a repair.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct PatchLineView {
    /// The file.
    pub file: u32,
    /// Its line before, from 1: of a line that comes, the one that it comes before.
    pub line: u32,
    /// Whether it comes; else it goes.
    pub added: bool,
    /// The line without its end.
    pub text: String,
}

impl RepairView {
    /// The same as what mends a problem: one change of the files.
    pub fn fix(&self) -> FixView {
        let (title, edits) = (self.title.clone(), self.edits.clone());
        FixView { title, class: self.class, edits, effect: None, changes: None, changed: None }
    }
}

impl Wanted {
    /// `allowed` or `denied`.
    pub fn as_str(self) -> &'static str {
        match self {
            Wanted::Allowed => "allowed",
            Wanted::Denied => "denied",
        }
    }
}

pub(crate) fn view(model: &Model, it: &Repairs) -> RepairsView {
    let (obstacle, at) = it.obstacle.map_or_else(Default::default, |it| obstacle(model, it));
    RepairsView {
        wanted: it.wanted.as_str(),
        port: format!("{}/{}", it.port.0.as_str(), it.port.1),
        repairs: it.offered.iter().filter_map(|one| repair(model, it.wanted, one)).collect(),
        obstacle,
        at,
    }
}

fn repair(model: &Model, wanted: Wanted, it: &Repair) -> Option<RepairView> {
    let edit = |it: &Edit| Some(EditView { place: model.places.place(it.location)?, text: it.text.clone() });
    let edits = it.edits.iter().map(edit).collect::<Option<_>>()?;
    Some(RepairView {
        title: it.title.clone(),
        effect: effect_words(wanted, it),
        class: FixClass::Effect.as_str(),
        others: it.others(),
        changes: effect::changes(model, &it.effect, |from, to| it.is_meant(model, from, to)),
        patch: patch(model, &it.edits),
        edits,
    })
}

/// "+1 allowed, nothing else", "+1 allowed, and 3 other cells change: 2 newly allowed, 1 newly denied".
fn effect_words(wanted: Wanted, it: &Repair) -> String {
    let mut totals = it.effect.comparison.totals;
    // The cell that is meant is one of them.
    let own = match wanted {
        Wanted::Allowed => {
            totals.newly_allowed = totals.newly_allowed.saturating_sub(1);
            "+1 allowed"
        }
        Wanted::Denied => {
            totals.newly_denied = totals.newly_denied.saturating_sub(1);
            "−1 allowed"
        }
    };
    match it.others() {
        0 => format!("{own}, nothing else"),
        1 => format!("{own}, and 1 other cell changes: {}", effect::kinds(&totals)),
        more => format!("{own}, and {more} other cells change: {}", effect::kinds(&totals)),
    }
}

/// The lines that go and come, file by file.
fn patch(model: &Model, edits: &[Edit]) -> Vec<PatchLineView> {
    let mut res = Vec::new();
    let mut at = 0;
    while let Some(first) = edits.get(at) {
        // Edits of one line, or of neighbours, are one.
        let mut lines = whole_lines(model, first.location);
        let mut count = 1;
        while let (Some(next), Some(so_far)) = (edits.get(at + count), lines)
            && next.location.file == so_far.file
            && next.location.span.start <= so_far.span.end
        {
            let end = whole_lines(model, next.location).map_or(so_far.span.end, |it| it.span.end);
            lines = Some(Location { span: Span::new(so_far.span.start, so_far.span.end.max(end)), ..so_far });
            count += 1;
        }
        if let (Some(lines), Some(group)) = (lines, edits.get(at..at + count)) {
            res.extend(hunk(model, lines, group));
        }
        at += count;
    }
    res
}

/// The lines that a place touches, without the end of the last one.
fn whole_lines(model: &Model, it: Location) -> Option<Location> {
    let text = model.places.whole(it.file)?;
    let start = text.get(..it.span.start as usize)?.rfind('\n').map_or(0, |at| at + 1);
    let rest = text.get(it.span.end as usize..)?;
    let end = it.span.end as usize + rest.find('\n').unwrap_or(rest.len());
    Some(Location { file: it.file, span: Span::new(start as u32, end as u32) })
}

fn hunk(model: &Model, lines: Location, edits: &[Edit]) -> Vec<PatchLineView> {
    let before = model.places.text(lines).unwrap_or_default();
    let after = edited(before, lines.span.start, edits).unwrap_or_else(|| before.to_owned());
    let first = model.places.line_column(lines).map_or(1, |it| it.line);
    let [old, new] = [before, &after].map(|it| it.lines().collect::<Vec<&str>>());
    let same = old.iter().zip(&new).take_while(|it| it.0 == it.1).count();
    let rest = old.len().min(new.len()) - same;
    let same_end = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|it| it.0 == it.1).count();
    let FileId(file) = lines.file;
    let line = |nth: usize, added: bool, text: &str| PatchLineView {
        file,
        line: first + (same + nth) as u32,
        added,
        text: text.to_owned(),
    };
    let gone = old.get(same..old.len() - same_end).unwrap_or_default();
    let come = new.get(same..new.len() - same_end).unwrap_or_default();
    let gone_lines = gone.iter().enumerate().map(|(nth, it)| line(nth, false, it));
    gone_lines.chain(come.iter().map(|it| line(gone.len(), true, it))).collect()
}

fn obstacle(model: &Model, it: Obstacle) -> (String, Option<Place>) {
    match it {
        Obstacle::Rule(it) => {
            let policy = model.policies.policies.get(it.policy);
            let name = policy.map_or(String::new(), |it| format!("{} {}", it.kind.as_str(), it.id));
            let sentence = format!(
                "no NetworkPolicy can change it: {} of {name} decides first; its author can",
                it.words()
            );
            (sentence, model.policies.rule(it).and_then(|it| model.places.place(it.location)))
        }
        Obstacle::NotAsked => ("policies are not asked here, so none of them can change it".to_owned(), None),
        Obstacle::Unreachable => ("the two ends have no address family in common".to_owned(), None),
        Obstacle::Nothing => ("it is so already".to_owned(), None),
        Obstacle::NoText => ("no small edit of the files does it".to_owned(), None),
    }
}
