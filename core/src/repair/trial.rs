//! Evaluating a candidate: the objects that it edits are read again, and everything is evaluated with them.

use std::sync::Arc;

use super::candidate::Candidate;
use super::{Effect, Goal, Repair, Wanted};
use crate::cluster::Endpoint;
use crate::diagnostic::{Edit, edited};
use crate::eval::Pair;
use crate::ids::EndpointId;
use crate::kind::Manifest;
use crate::model::Model;
use crate::pause::Pause;
use crate::policy::PortSet;
use crate::source::{FileId, Location, Span};

/// The repair, where the candidate does what is wanted and its text can be edited.
pub(super) async fn repair(model: &Model, goal: &Goal, it: Candidate, pause: &Pause) -> Option<Repair> {
    let objects = objects(model, &it.edits)?;
    let after = model.with_objects_in_steps(Arc::from(objects), &model.options, pause).await;
    pause.here().await;
    let [from, to] = [goal.from, goal.to].map(|it| same(model, &after, it));
    let own = (from?, to?);
    let cell = after.reach.cell(after.inputs(), Pair::new(own.0, own.1));
    let (protocol, port) = goal.port;
    let is_done = match goal.wanted {
        Wanted::Allowed => cell.allowed.contains(protocol, port),
        Wanted::Denied => !cell.possible.contains(protocol, port),
    };
    if !is_done || after.left_out.is_some() {
        return None;
    }
    let lines = it.edits.iter().map(|it| lines(model, it)).sum();
    let mut edits = it.edits;
    for it in &mut edits {
        it.location = model.places.verbatim(it.location)?;
    }
    crate::order::sort_by_key(&mut edits, |it| (it.location.file, it.location.span.start));
    let effect = Effect::new(model, after, pause).await;
    Some(Repair { title: it.title, edits, lines, effect, own })
}

/// The same end in the input as it would be. What is outside the cluster may be cut otherwise there.
fn same(model: &Model, after: &Model, it: EndpointId) -> Option<EndpointId> {
    let end = model.cluster.endpoints.get(it)?;
    let first = end.external().and_then(|it| it.ranges.first()).map(|it| it.0);
    let holds = |it: &Endpoint| {
        it.external()
            .is_some_and(|it| it.ranges.iter().any(|it| first.is_some_and(|at| it.0 <= at && at <= it.1)))
    };
    let by_name = after.cluster.endpoint(&end.id);
    by_name.or_else(|| after.cluster.endpoints.enumerate().find(|it| holds(it.1)).map(|it| it.0))
}

/// How many lines an edit writes or deletes, whichever is more.
fn lines(model: &Model, it: &Edit) -> usize {
    let gone = model.places.text(it.location).unwrap_or_default();
    let count = |text: &str| text.trim().lines().count();
    count(gone).max(count(&it.text)).max(1)
}

/// Whether a repair opens or closes more ports of the pair than the one that was asked for: the fewer the better.
pub(super) fn spare_ports(goal: &Goal, it: &Repair) -> bool {
    let wanted = PortSet::one(goal.port.0, goal.port.1);
    it.effect.comparison.differences.iter().any(|it| !it.ports.changed().difference(&wanted).is_empty())
}

/// All objects with those that are edited read anew, and new ones behind them.
fn objects(model: &Model, edits: &[Edit]) -> Option<Vec<Manifest>> {
    let mut objects = model.read.manifests.to_vec();
    let mut left: Vec<&Edit> = edits.iter().collect();
    crate::order::sort_by_key(&mut left, |it| (it.location.file, it.location.span.start));
    for it in &mut objects {
        let whole = it.meta().origin.locate(it.meta().span);
        let own = |edit: &&Edit| is_inside(edit.location, whole);
        if left.iter().any(own) {
            let of_object: Vec<&Edit> = left.iter().copied().filter(own).collect();
            left.retain(|edit| !own(edit));
            *it = read_again(model, it, whole, &of_object)?;
        }
    }
    for it in left {
        objects.push(model.read_object(it.text.trim_start().strip_prefix("---")?)?);
    }
    Some(objects)
}

fn is_inside(it: Location, whole: Location) -> bool {
    let ends = |it: Location| (it.file, it.span.start, it.span.end);
    let ((file, start, end), (other, from, to)) = (ends(it), ends(whole));
    file == other && from <= start && end <= to
}

fn read_again(model: &Model, old: &Manifest, whole: Location, edits: &[&Edit]) -> Option<Manifest> {
    let before = model.places.lead(whole)?;
    let is_item = before.bytes().all(|it| matches!(it, b' ' | b'-'));
    let text = edited(model.places.text(whole)?, whole.span.start, edits.iter().copied())?;
    // An item of a list stands behind its dash.
    let pad = if is_item { before.len() } else { 0 };
    let new = model.read_object(&format!("{}{text}", " ".repeat(pad)))?;
    let is_same = new.kind_name() == old.kind_name()
        && new.meta().name.value == old.meta().name.value
        && new.meta().namespace == old.meta().namespace;
    is_same.then_some(new)
}

/// Where something new can be written at the end of a file: that of an object, or another one that is plain YAML.
pub(super) fn file_for(model: &Model, near: Option<Location>) -> Option<Location> {
    let files = model.places.files();
    let is_yaml = |it: &FileId| {
        let text = files.get(it.0 as usize).map(|it| it.text.trim_start());
        // JSON ends with its document.
        let is_json = |it: &str| it.starts_with(['{', '[']) && !it.contains("\n---");
        text.is_some_and(|it| !is_json(it) && !it.starts_with('<') && !it.contains("```"))
    };
    let near = near.and_then(|it| model.places.verbatim(it)).map(|it| it.file).filter(is_yaml);
    let file = near.or_else(|| (0..files.len() as u32).map(FileId).rev().find(is_yaml))?;
    let end = files.get(file.0 as usize)?.text.len() as u32;
    Some(Location { file, span: Span::new(end, end) })
}
