//! From a line to the cells: what a policy or rule does.

use super::Place;
use crate::cluster::Cluster;
use crate::eval::{Contribution, Pair};
use crate::explain::nearest::{Unselected, unselected};
use crate::ids::{EndpointId, PolicyId};
use crate::lint::{coverage, near};
use crate::model::Model;
use crate::order::sort_by_key;
use crate::policy::{Action, Direction, Policy, RuleRef, Usable};
use crate::source::FileId;
use crate::tri::Tri;
use crate::words;

/// A policy of a file, above which a lens belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LensLine {
    /// Which policy, for [`Analysis::lens`](crate::Analysis::lens).
    pub policy: u32,
    /// The policy's object in its file.
    pub place: Place,
}

/// The line above a policy: "selects shop/api · isolates ingress · opens 1 connection".
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LensView {
    /// The policy's object in its file.
    pub place: Place,
    /// `namespace/name`.
    pub policy: String,
    /// "shop/api", "2 pods", "no pod".
    pub selects: String,
    /// "ingress", "egress", "ingress and egress".
    pub isolates: String,
    /// How many ordered pairs of endpoints lose connections when the policy's rules go and its isolation stays;
    /// of a cluster-wide policy, to how many of them its rules allow something.
    pub opens: usize,
    /// To how many of them its rules deny something.
    pub denies: usize,
    /// Why it selects no pod of the input, where that is so.
    pub why: Option<LensWhyView>,
    /// Whether they were counted: not where more rules meet than can be added up while somebody waits.
    pub is_counted: bool,
    /// Whether this is said of the last version that could be read, because the text as it is now cannot.
    pub is_last_version: bool,
}

/// Why a policy selects no pod of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LensWhyView {
    /// "the nearest: shop/api has tier=backend, wanted tier=frontend", as lints say it.
    pub text: String,
    /// The line that keeps the pod out; the policy's name where it is its namespace.
    pub place: Option<Place>,
}

/// The rule the caret is in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleView {
    /// "shop/allow-web, ingress rule 1".
    pub title: String,
    /// The whole rule.
    pub place: Place,
    /// Cells (row, column) in which the rule allows something, in reading order; at most 20,000.
    pub cells: Vec<(u32, u32)>,
    /// How many there are.
    pub count: usize,
    /// How many of them no other rule opens as far: 0 means that the rule changes nothing.
    pub only_here: usize,
    /// "opens 4 connections, 1 of them by no other rule", "this rule changes nothing: ingress rule 1 allows all that it
    /// allows". Code is in backticks.
    pub sentence: String,
    /// The rule without which this one changes nothing either, where one alone is that.
    pub by: Option<Place>,
}

/// More cells than these are counted, not outlined.
const MOST_CELLS: usize = 20_000;

pub(crate) fn lens_lines(model: &Model, file: u32) -> Vec<LensLine> {
    let policies = model.policies.policies.enumerate();
    let here = policies.filter(|it| model.places.real(it.1.location).file == FileId(file));
    let line = |(id, it): (PolicyId, &Policy)| model.places.place(it.location).map(|it| (id.0, it));
    here.filter_map(line).map(|(policy, place)| LensLine { policy, place }).collect()
}

pub(crate) fn lens(model: &Model, policy: u32) -> Option<LensView> {
    // Of connections that are not computed, it is not known who opens them.
    if model.left_out.is_some() {
        return None;
    }
    let id = PolicyId(policy);
    let policy = model.policies.policies.get(id)?;
    let selected = model.reach.selected(policy.subject);
    let is_made_up = |it: &EndpointId| model.cluster.endpoints.at(*it).pod().is_some_and(|it| it.is_stand_in);
    let why = if selected.iter().all(is_made_up) { why(model, id) } else { None };
    let selects = match selected.as_slice() {
        [] => "no pod".to_owned(),
        // Beside real pods, that one was made up for it does not say that it selects something.
        _ if why.is_some() => "no pod of the input".to_owned(),
        [one] => model.cluster.endpoints.at(*one).id.clone(),
        several => {
            let pods = several.iter().filter_map(|it| model.cluster.endpoints.at(*it).pod());
            words::count(Cluster::replicas_of(pods) as usize, "pod")
        }
    };
    let isolates = match (&policy.rules.ingress, &policy.rules.egress) {
        (Some(_), Some(_)) => "ingress and egress",
        (Some(_), None) => "ingress",
        (None, Some(_)) => "egress",
        (None, None) => "nothing",
    };
    let opens = decided(model, id, Action::Accept);
    let denies = if policy.tier.mode().isolates() { Some(0) } else { decided(model, id, Action::Deny) };
    let is_counted = opens.is_some() && denies.is_some();
    let (opens, denies) = (opens.unwrap_or_default(), denies.unwrap_or_default());
    let isolates = if policy.tier.mode().isolates() { isolates } else { "" };
    let place = model.places.place(policy.location)?;
    let manifest = model.read.manifests.get(policy.manifest);
    let is_last_version = manifest.is_some_and(|it| it.meta().is_last_version);
    let (policy, isolates) = (policy.id.clone(), isolates.to_owned());
    Some(LensView { place, policy, selects, isolates, opens, denies, why, is_counted, is_last_version })
}

/// Why a NetworkPolicy selects no pod of the input, in the words of the lints that find it.
fn why(model: &Model, id: PolicyId) -> Option<LensWhyView> {
    let policy = model.policies.policies.get(id).filter(|it| it.tier.mode().isolates())?;
    let manifest = model.read.manifests.get(policy.manifest)?;
    let selector = manifest.written_subject()?.pods?;
    let requirement = |nth: usize| selector.requirements.get(nth);
    let place = |nth: usize| Some(policy.origin.locate(requirement(nth)?.span));
    let name = || Some(policy.origin.locate(manifest.meta().name.span));
    let (text, at) = match unselected(model, id)? {
        Unselected::NoPods(own, fitting) => {
            let own = &model.cluster.namespaces.at(own).name;
            (near::no_pods(model, own, "", &fitting), name())
        }
        Unselected::Elsewhere(those) => (near::with_labels(model, &those), name()),
        Unselected::OnWorkload(it, nth) => {
            let workload = model.cluster.endpoints.at(it).pod().map(|it| it.location);
            (near::on_workload(model, &[it], requirement(nth)), workload)
        }
        Unselected::Near(it) => {
            let told = near::sentence(model, selector, model.title(it.it), &it)?;
            (format!("the nearest: {told}"), it.misses.first().and_then(|it| place(it.requirement)))
        }
    };
    Some(LensWhyView { text, place: at.and_then(|it| model.places.place(it)) })
}

/// How many ordered pairs the rules of a policy decide in this way; `None` where that takes too long.
fn decided(model: &Model, id: PolicyId, action: Action) -> Option<usize> {
    let mut res: Vec<(Direction, Contribution)> = Vec::new();
    for direction in Direction::BOTH {
        let rules = model.policies.rules(id, direction);
        if rules.iter().any(|it| it.action == action) {
            let all = model.reach.contributions(model.inputs(), direction, id, None, action)?;
            res.extend(all.into_iter().filter(|it| it.only_here).map(|it| (direction, it)));
        }
    }
    // A connection that the policy decides at both of its ends is one connection.
    sort_by_key(&mut res, |(_, it)| (it.source, it.destination));
    res.dedup_by_key(|(_, it)| (it.source, it.destination));
    Some(res.iter().map(|(direction, it)| pairs(model, *direction, it).count()).sum())
}

/// The cells between two classes, without those that need no rule: a pod and itself, a pod and its own node.
fn pairs<'a>(
    model: &'a Model,
    direction: Direction,
    it: &Contribution,
) -> impl Iterator<Item = (EndpointId, EndpointId)> + use<'a> {
    let members = |class| model.reach.classes.classes.at(class).members.as_slice();
    let (sources, destinations) = (members(it.source), members(it.destination));
    let all = sources.iter().flat_map(move |&from| destinations.iter().map(move |&to| (from, to)));
    all.filter(move |&(from, to)| {
        let (reach, inputs) = (&model.reach, model.inputs());
        let pair = Pair::new(from, to);
        !reach.is_self(inputs, pair) && reach.exempt(inputs, direction, pair) != Tri::Yes
    })
}

pub(crate) fn rule_at(model: &Model, file: u32, utf16: u32) -> Option<RuleView> {
    if model.left_out.is_some() {
        return None;
    }
    let byte = model.places.byte(file, utf16)?;
    // Before the first letter of a line the caret is on what the line begins with, behind its dash.
    let first = byte + model.places.dent(file, byte);
    let here = |it: &crate::source::Location| {
        let it = model.places.real(*it);
        it.file == FileId(file) && (it.span.touches(byte) || it.span.touches(first))
    };
    let (id, policy) = model.policies.policies.enumerate().find(|it| here(&it.1.location))?;
    let (direction, index, rule) = Direction::BOTH.into_iter().find_map(|direction| {
        let rules = policy.rules.get(direction).as_deref().unwrap_or_default();
        let at = rules.iter().position(|it| here(&it.location))?;
        Some((direction, at, rules.get(at)?))
    })?;
    let reference = RuleRef { policy: id, direction, index: index as u32 };
    let mut cells = Vec::new();
    let (mut count, mut only_here) = (0, 0);
    let all = model.reach.contributions(model.inputs(), direction, id, Some(reference.index), rule.action);
    let is_counted = all.is_some();
    for it in all.unwrap_or_default() {
        for (from, to) in pairs(model, direction, &it) {
            count += 1;
            only_here += usize::from(it.only_here);
            if cells.len() < MOST_CELLS {
                cells.push((from.0, to.0));
            }
        }
    }
    crate::order::sort(&mut cells);
    let connections = if count == 1 { "connection" } else { "connections" };
    // What another rule makes useless is found where it opens nothing by itself.
    let is_accept = rule.action == Action::Accept;
    let is_idle = is_counted && rule.usable == Usable::Yes && only_here == 0 && (count > 0 || !is_accept);
    let by = if is_idle { coverage::of_rule(model, reference) } else { None };
    let because = by.map(|it| it.because(model));
    let sentence = match (count, only_here) {
        _ if !is_counted => "so many rules meet here that it is not counted what this one does".to_owned(),
        (0, _) if !is_accept => told("this rule decides nothing", because),
        (n, _) if rule.action == Action::Deny => format!("denies {n} {connections}"),
        (n, _) if rule.action == Action::Pass => format!("passes {n} {connections} on to the next tier"),
        (0, _) => "this rule opens nothing".to_owned(),
        (n, 0) => {
            let others = format!("other rules open its {n} {connections} too");
            told("this rule changes nothing", because.or(Some(others)))
        }
        (n, own) if n == own => format!("opens {n} {connections} that no other rule opens"),
        (n, own) => format!("opens {n} {connections}, {own} of them by no other rule"),
    };
    let by = by.and_then(|it| model.policies.rule(it.by)).and_then(|it| model.places.place(it.location));
    Some(RuleView {
        title: format!("{}, {} rule {}", policy.id, direction.as_str(), index + 1),
        place: model.places.place(rule.location)?,
        cells,
        count,
        only_here,
        sentence,
        by,
    })
}

/// What a rule does not do, and why.
fn told(what: &str, because: Option<String>) -> String {
    because.map_or_else(|| what.to_owned(), |it| format!("{what}: {it}"))
}

#[cfg(test)]
mod tests;
