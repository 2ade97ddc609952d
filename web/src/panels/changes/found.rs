//! What the list shows: the groups of pairs, by the objects that bring them about.

use std::sync::Arc;

use netpol_core::Changes;
use netpol_core::view::{ChangeGroupView, ChangedObjectView, RevertView};

use crate::engine::Compared;

/// The causes of so many groups are sought: each attempt is an evaluation.
const EXPLAINED: usize = 12;
/// The same where each takes longer.
const EXPLAINED_OF_MANY: usize = 3;
/// More rows than this are many.
const MANY: usize = 200;

/// What differs.
#[derive(Clone)]
pub struct Found {
    /// "2 newly allowed, 1 newly denied".
    pub sentence: String,
    /// What changed alike, by its cause, in the order of the first group of each.
    pub causes: Vec<Cause>,
    /// Objects that changed and make no difference by themselves.
    pub others: Vec<Object>,
    /// Rows that are new.
    pub added: Vec<String>,
    /// Rows that are no more.
    pub removed: Vec<String>,
    /// Whether only some causes were sought.
    pub is_partial: bool,
}

/// Some groups with one cause.
#[derive(Clone)]
pub struct Cause {
    /// All of them together bring it about; none where that is not known.
    pub objects: Vec<Object>,
    /// The groups.
    pub groups: Vec<Group>,
}

/// Pairs that changed alike, by their position in the comparison.
#[derive(Clone)]
pub struct Group {
    /// Its position.
    pub at: usize,
    /// What it says.
    pub view: ChangeGroupView,
}

/// A changed object, and what puts it back.
#[derive(Clone, PartialEq, Eq)]
pub struct Object {
    /// What became of it.
    pub view: ChangedObjectView,
    /// What puts it back, where that can be done by itself.
    pub revert: Option<Arc<RevertView>>,
}

/// All that differs; `None` where nothing does.
pub fn found(compared: &Compared) -> Option<Found> {
    compared.ask(all)
}

fn all(changes: &Changes) -> Found {
    let objects: Vec<Object> = (0..)
        .zip(changes.objects())
        .map(|(at, view)| Object { view, revert: changes.revert(at).map(Arc::new) })
        .collect();
    let many = MANY < changes.after().endpoints().len();
    let most = if many { EXPLAINED_OF_MANY } else { EXPLAINED };
    let asked: Vec<usize> = (0..changes.group_count().min(most)).collect();
    // Of one alone there is no question.
    let known: Vec<Option<Vec<ChangedObjectView>>> = match objects.as_slice() {
        [] => Vec::new(),
        [one] => vec![Some(vec![one.view.clone()]); changes.group_count()],
        [_, ..] => changes.causes(&asked),
    };
    let mut causes: Vec<Cause> = Vec::new();
    for at in 0..changes.group_count() {
        let Some(view) = changes.group(at) else { continue };
        let those = known.get(at).cloned().flatten().unwrap_or_default();
        let those: Vec<Object> = objects.iter().filter(|it| those.contains(&it.view)).cloned().collect();
        let group = Group { at, view };
        match causes.iter_mut().find(|it| it.objects == those) {
            Some(it) => it.groups.push(group),
            None => causes.push(Cause { objects: those, groups: vec![group] }),
        }
    }
    // What is not explained comes last.
    let (mut causes, rest): (Vec<_>, Vec<_>) = causes.into_iter().partition(|it| !it.objects.is_empty());
    causes.extend(rest);
    let is_cause = |it: &Object| causes.iter().any(|cause| cause.objects.contains(it));
    Found {
        sentence: changes.sentence(),
        others: objects.iter().filter(|it| !is_cause(it)).cloned().collect(),
        added: changes.added(),
        removed: changes.removed(),
        is_partial: 1 < objects.len() && most < changes.group_count(),
        causes,
    }
}
