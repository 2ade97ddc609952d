//! All objects of the files as one list: what it is, where it stands, and whether something is wrong with it.

mod objects;
mod search;

use crate::diagnostic::{Diagnostic, Severity, causes};
use crate::hash::HashMap;
use crate::model::Model;
use crate::order::{sort_by, sort_by_key};
use crate::source::Place;

pub use search::{OutlineFound, OutlinePart};

/// Under which heading an entry stands, in the order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutlineGroup {
    /// What is wrong with the files: errors and warnings.
    Problems,
    /// Namespaces, also those that no object describes.
    Namespaces,
    /// What people call by one name: a Deployment with all of its pods, a pod that stands alone.
    Workloads,
    /// Policies of every kind, also those that take no part.
    Policies,
    /// Services.
    Services,
    /// Ingresses, nodes, endpoints.
    Others,
    /// Pods and ReplicaSets that a workload of the list made. A search finds them where nothing else has the name.
    MadeByWorkloads,
}

impl OutlineGroup {
    /// All of them.
    pub const ALL: [OutlineGroup; 7] = [
        OutlineGroup::Problems,
        OutlineGroup::Namespaces,
        OutlineGroup::Workloads,
        OutlineGroup::Policies,
        OutlineGroup::Services,
        OutlineGroup::Others,
        OutlineGroup::MadeByWorkloads,
    ];

    /// The heading.
    pub fn title(self) -> &'static str {
        match self {
            OutlineGroup::Problems => "Problems",
            OutlineGroup::Namespaces => "Namespaces",
            OutlineGroup::Workloads => "Workloads",
            OutlineGroup::Policies => "Policies",
            OutlineGroup::Services => "Services",
            OutlineGroup::Others => "Other objects",
            OutlineGroup::MadeByWorkloads => "Made by workloads",
        }
    }
}

/// One object, or one problem.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutlineEntry {
    /// Its heading.
    pub group: OutlineGroup,
    /// `Deployment`; of a problem the object that it is about, or empty.
    pub kind: String,
    /// Its namespace; empty for what lives in none.
    pub namespace: String,
    /// Its name; of a problem its message.
    pub name: String,
    /// What stands beside the name: `×4`, `2 policies`, `443`.
    pub detail: String,
    /// The whole object; of a workload that the input has only pods of, the first of these.
    pub place: Option<Place>,
    /// The worst that is wrong inside of it.
    pub problem: Option<Severity>,
}

impl OutlineEntry {
    /// `payments/ledger`, or the name alone.
    pub fn title(&self) -> String {
        let slash = if self.namespace.is_empty() { "" } else { "/" };
        format!("{}{slash}{}", self.namespace, self.name)
    }

    /// "NetworkPolicy payments/closed, selects all 8 pods, error": what a screen reader says.
    pub fn label(&self) -> String {
        let is_problem = self.group == OutlineGroup::Problems;
        let mut res = match (is_problem, self.kind.is_empty()) {
            (true, true) => self.name.clone(),
            (true, false) => format!("{}: {}", self.kind, self.name),
            (false, _) => format!("{} {}", self.kind, self.title()),
        };
        // The kind is told already.
        if !self.detail.is_empty() && self.detail != self.kind.to_lowercase() {
            let detail = match (self.group, self.detail.as_str()) {
                (OutlineGroup::Policies, "1") => "selects 1 pod".to_owned(),
                (OutlineGroup::Policies, NO_POD) => format!("selects {NO_POD}"),
                (OutlineGroup::Policies, it) if it != LEFT_OUT => format!("selects {it} pods"),
                (_, it) => it.to_owned(),
            };
            res = format!("{res}, {detail}");
        }
        match self.problem {
            Some(it) => format!("{res}, {}", it.as_str()),
            None => res,
        }
    }
}

/// Beside a policy that takes no part.
const LEFT_OUT: &str = "left out";
/// Beside a policy that selects nothing.
const NO_POD: &str = "no pod";

/// Everything that the files hold, in the order of the list: by heading and then by name, problems as they are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutlineView {
    /// All of it.
    pub entries: Vec<OutlineEntry>,
    /// How many of these are objects that the list shows without a search.
    pub count: usize,
}

pub(crate) fn outline(model: &Model, diagnostics: &[Diagnostic]) -> OutlineView {
    let mut entries = objects::objects(model);
    sort_by(&mut entries, |a, b| key(a).cmp(&key(b)));
    mark(model, &mut entries, diagnostics);
    let is_shown = |it: &&OutlineEntry| it.group != OutlineGroup::MadeByWorkloads;
    let count = entries.iter().filter(is_shown).count();
    let mut all = problems(model, diagnostics);
    all.append(&mut entries);
    OutlineView { entries: all, count }
}

fn key(it: &OutlineEntry) -> (OutlineGroup, &str, &str, &str) {
    (it.group, &it.namespace, &it.name, &it.kind)
}

/// Errors and warnings; one cause is one of them, as in the list of problems.
fn problems(model: &Model, diagnostics: &[Diagnostic]) -> Vec<OutlineEntry> {
    let repeats = causes::repeats(diagnostics);
    let told = diagnostics.iter().zip(repeats);
    let told = told.filter(|(it, repeats)| repeats.is_none() && it.severity != Severity::Info);
    let entry = |(it, _): (&Diagnostic, Option<usize>)| OutlineEntry {
        group: OutlineGroup::Problems,
        kind: it.object.clone(),
        namespace: String::new(),
        name: it.message.clone(),
        detail: String::new(),
        place: it.location.and_then(|it| model.places.place(it)),
        problem: Some(it.severity),
    };
    told.map(entry).collect()
}

/// Gives each object the worst problem that lies inside of it, or that names it: of a policy that takes no part, only
/// the name has a place.
fn mark(model: &Model, entries: &mut [OutlineEntry], diagnostics: &[Diagnostic]) {
    let mut by_place: Vec<(Place, usize)> =
        entries.iter().enumerate().filter_map(|(at, it)| Some((it.place?, at))).collect();
    sort_by_key(&mut by_place, |it| (it.0.file, it.0.from));
    let mut by_object: HashMap<&str, Severity> = HashMap::default();
    for it in diagnostics.iter().filter(|it| it.severity != Severity::Info) {
        let named = by_object.entry(&it.object).or_insert(it.severity);
        *named = it.severity.min(*named);
        let Some(place) = it.location.and_then(|it| model.places.place(it)) else { continue };
        let start = |it: &(Place, usize)| (it.0.file, it.0.from);
        let before = by_place.partition_point(|it| start(it) <= (place.file, place.from));
        let before = by_place.get(..before).unwrap_or_default();
        // Objects of a list begin where each of them does: the last one before the problem is around it, or none is.
        let nearest = before.last().map(start);
        let around = before.iter().rev().take_while(|it| Some(start(it)) == nearest);
        for &(_, at) in around.filter(|it| it.0.file == place.file && place.from <= it.0.to) {
            // A namespace without an object shows another one, whose problems are not its own.
            if let Some(entry) = entries.get_mut(at).filter(|it| it.kind != objects::UNWRITTEN) {
                entry.problem = Some(entry.problem.map_or(it.severity, |worst| worst.min(it.severity)));
            }
        }
    }
    for it in entries.iter_mut().filter(|it| it.problem.is_none() && it.detail == LEFT_OUT) {
        it.problem = by_object.get(format!("{} {}", it.kind, it.title()).as_str()).copied();
    }
}

#[cfg(test)]
mod tests;
