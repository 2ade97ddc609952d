//! The changed objects that make a difference: as few as can be found.
//!
//! Enters: a comparison and some of its differences. Leaves: for each difference objects without which it would not be there, and
//! which by themselves bring it about: the analysis before with these alone as they are after gives every pair of the
//! difference what it has after. Each attempt is an evaluation of its own, and there is a budget of them. All differences are asked
//! about at once, so no evaluation is kept. Deliberately not here: which rule decides, which
//! [`decided`](super::decided()) tells.

use std::sync::Arc;

use super::decided::decided;
use super::ends::Addresses;
use super::{Both, CellPorts, Comparison, Difference, JointClass};
use crate::eval::Pair;
use crate::hash::{HashMap, HashSet};
use crate::ids::{EndId, EndpointId, JointId};
use crate::kind::Manifest;
use crate::model::Model;
use crate::probe::Probe;
use crate::source::Location;

/// An object that is not the same before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedObject {
    /// Its kind.
    pub kind: &'static str,
    /// Its namespace; empty for those of the whole cluster.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Where it is written; `None` where it is not there.
    pub location: Both<Option<Location>>,
    /// Its position among the objects.
    at: Both<Option<usize>>,
}

/// What became of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectChange {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is there before and after, and not the same.
    Changed,
}

impl ObjectChange {
    /// The word for it, as programs read it and behind its name: "NetworkPolicy shop/web changed".
    pub fn as_str(self) -> &'static str {
        match self {
            ObjectChange::Added => "added",
            ObjectChange::Removed => "removed",
            ObjectChange::Changed => "changed",
        }
    }
}

impl ChangedObject {
    /// What became of it.
    pub fn change(&self) -> ObjectChange {
        match (self.at.before, self.at.after) {
            (None, _) => ObjectChange::Added,
            (_, None) => ObjectChange::Removed,
            (Some(_), Some(_)) => ObjectChange::Changed,
        }
    }
}

/// So many evaluations at most are tried for the differences together; fewer where each has many objects.
const EVALUATIONS: usize = 200;
const OBJECTS: usize = 50_000;
/// With more changed objects, only those that decide are tried one by one.
const EACH: usize = 12;
/// Ends of differences beyond which nothing is searched: each is there in every evaluation.
const ENDS: usize = 2_000;
/// Differences with more pairs of classes are not searched, nor what comes after so many pairs of all differences.
const PAIRS: usize = 10_000;
const ALL_PAIRS: usize = 200_000;

/// Every object that is not the same, in the order before, then what is new.
pub fn changed_objects(before: &Model, after: &Model) -> Vec<ChangedObject> {
    type Key<'m> = (&'static str, &'m str, &'m str);
    fn key(it: &Manifest) -> Key<'_> {
        (it.kind_name(), &it.meta().namespace, &it.meta().name.value)
    }
    let place = |it: &Manifest| it.meta().origin.locate(it.meta().span);
    // What was made up follows from the others.
    let is_real = |it: &&Manifest| !it.meta().is_stand_in;
    let mut new: HashMap<Key<'_>, usize> = HashMap::default();
    for (at, it) in after.read.manifests.iter().enumerate().filter(|it| is_real(&it.1)) {
        new.insert(key(it), at);
    }
    let object = |it: &Manifest, at: Both<Option<usize>>| {
        let (kind, namespace, name) = key(it);
        let location = Both {
            before: at.before.and_then(|it| before.read.manifests.get(it)).map(place),
            after: at.after.and_then(|it| after.read.manifests.get(it)).map(place),
        };
        ChangedObject { kind, namespace: namespace.to_owned(), name: name.to_owned(), location, at }
    };
    let mut res = Vec::new();
    for (at, it) in before.read.manifests.iter().enumerate().filter(|it| is_real(&it.1)) {
        let other = new.remove(&key(it));
        let same = other.and_then(|it| after.read.manifests.get(it)).is_some_and(|other| {
            let doubts = it.meta().is_in_doubt == other.meta().is_in_doubt;
            let text = before.places.text(place(it));
            doubts && text.is_some() && text == after.places.text(place(other))
        });
        if !same {
            res.push(object(it, Both { before: Some(at), after: other }));
        }
    }
    for (at, it) in after.read.manifests.iter().enumerate().filter(|it| is_real(&it.1)) {
        if new.get(&key(it)) == Some(&at) {
            res.push(object(it, Both { before: None, after: Some(at) }));
        }
    }
    res
}

/// The search for the causes of some differences.
pub struct Causes<'c> {
    comparison: &'c Comparison,
    models: Both<&'c Model>,
    /// What changed.
    pub changed: Vec<ChangedObject>,
    /// The differences; `None`: it has too many pairs.
    differences: Vec<Option<&'c Difference>>,
    /// The objects that take part: all, or those that the differences are about.
    kept: Both<Vec<bool>>,
    /// What was tried: which changed objects, and whether each difference has with them what it has after.
    tried: Vec<(Vec<usize>, Vec<bool>)>,
    left: usize,
}

impl<'c> Causes<'c> {
    /// For these differences. `models`: those of [`Comparison::models`].
    pub fn new(
        comparison: &'c Comparison,
        models: Both<&'c Model>,
        differences: &[&'c Difference],
    ) -> Causes<'c> {
        let changed = changed_objects(models.before, models.after);
        let mut all_pairs: usize = 0;
        let differences: Vec<Option<&Difference>> = differences
            .iter()
            .map(|it| {
                let pairs = it.sources.len().saturating_mul(it.destinations.len());
                let fits = pairs <= PAIRS && all_pairs + pairs <= ALL_PAIRS;
                all_pairs += if fits { pairs } else { 0 };
                fits.then_some(*it)
            })
            .collect();
        let mut ends: HashSet<EndId> = HashSet::default();
        for it in differences.iter().flatten() {
            ends.extend(
                it.sources
                    .iter()
                    .chain(&it.destinations)
                    .filter_map(|it| comparison.classes.get(*it)?.members.first()),
            );
        }
        let rows = |row: fn(&Both<EndpointId>) -> EndpointId| {
            ends.iter().filter_map(move |it| Some(row(&comparison.ends.get(*it)?.both)))
        };
        let kept = Both {
            before: kept(models.before, rows(|it| it.before)),
            after: kept(models.after, rows(|it| it.after)),
        };
        let objects = kept.before.iter().filter(|it| **it).count();
        let left = if ends.len() > ENDS { 0 } else { (OBJECTS / objects.max(1)).clamp(20, EVALUATIONS) };
        let mut res = Causes { comparison, models, changed, differences, kept, tried: Vec::new(), left };
        // The other pods may matter all the same: by telling whose address is whose, for one.
        if !res.holds_with_kept() {
            res.kept = Both {
                before: vec![true; models.before.read.manifests.len()],
                after: vec![true; models.after.read.manifests.len()],
            };
            res.tried.clear();
        }
        res
    }

    /// Whether the objects that take part give every difference what it has, before and after.
    fn holds_with_kept(&mut self) -> bool {
        let Some(left) = self.left.checked_sub(1) else { return false };
        self.left = left;
        let model = self.mixed(&[]);
        let holds = self.give(&model, |ports| &ports.before).into_iter().all(|it| it);
        self.tried.push((Vec::new(), self.give(&model, |ports| &ports.after)));
        let all: Vec<usize> = (0..self.changed.len()).collect();
        holds && (0..self.differences.len()).all(|it| self.brings(&all, it) == Some(true))
    }

    /// Of a difference, by its position: the positions of the objects among those that changed, in ascending order. `None`: not
    /// found within the budget. None at all: it follows from what was made up.
    pub fn of(&mut self, at: usize) -> Option<Vec<usize>> {
        let difference = (*self.differences.get(at)?)?;
        if self.brings(&[], at)? {
            return Some(Vec::new());
        }
        // What made another difference may have made this one.
        let is_one = |it: &&(Vec<usize>, Vec<bool>)| it.0.len() == 1 && it.1.get(at) == Some(&true);
        if let Some(it) = self.tried.iter().find(is_one) {
            return Some(it.0.clone());
        }
        for one in self.by_likelihood(difference) {
            if self.brings(&[one], at)? {
                return Some(vec![one]);
            }
        }
        let all: Vec<usize> = (0..self.changed.len()).collect();
        if self.brings(&all, at)? { self.smaller(all, at) } else { None }
    }

    /// Leaves out what can be left out: halves first, then ever smaller parts ("delta debugging").
    fn smaller(&mut self, mut those: Vec<usize>, difference: usize) -> Option<Vec<usize>> {
        let mut parts = 2;
        while those.len() > 1 {
            let size = those.len().div_ceil(parts);
            let mut less = None;
            for (nth, part) in those.chunks(size).enumerate() {
                let others = those.chunks(size).enumerate().filter(|it| it.0 != nth);
                let rest: Vec<usize> = others.flat_map(|it| it.1).copied().collect();
                if self.brings(part, difference)? {
                    less = Some((part.to_vec(), 2));
                } else if self.brings(&rest, difference)? {
                    less = Some((rest, parts.saturating_sub(1).max(2)));
                }
                if less.is_some() {
                    break;
                }
            }
            match less {
                Some((fewer, next)) => (those, parts) = (fewer, next),
                None if size == 1 => break,
                None => parts = (parts * 2).min(those.len()),
            }
        }
        Some(those)
    }

    /// Changed objects to be tried one by one, those first that decide a pair of the difference before or after.
    fn by_likelihood(&self, difference: &Difference) -> Vec<usize> {
        let mut pairs = self.comparison.pairs(self.models, difference);
        let decided = pairs
            .next()
            .and_then(|it| decided(self.comparison, self.models, it, &difference.ports, Probe::Any));
        let mut places: Vec<Both<Option<Location>>> = Vec::new();
        for it in decided.iter().flat_map(|it| &it.ends) {
            let of = |model: &Model, reason: crate::eval::Reason| {
                reason.rule().and_then(|it| model.policies.policies.get(it.policy)).map(|it| it.location)
            };
            places.push(Both {
                before: of(self.models.before, it.by.before.1),
                after: of(self.models.after, it.by.after.1),
            });
        }
        let decides = |it: &ChangedObject| {
            places.iter().any(|place| {
                place.before.is_some() && place.before == it.location.before
                    || place.after.is_some() && place.after == it.location.after
            })
        };
        let (mut first, rest): (Vec<usize>, Vec<usize>) =
            (0..self.changed.len()).partition(|at| self.changed.get(*at).is_some_and(decides));
        first.extend(rest.into_iter().filter(|_| self.changed.len() <= EACH));
        first
    }

    /// Whether these objects by themselves bring about what a difference has after the change. `None`: the budget is used up.
    fn brings(&mut self, those: &[usize], difference: usize) -> Option<bool> {
        let at = match self.tried.iter().position(|it| it.0 == those) {
            Some(at) => at,
            None => {
                self.left = self.left.checked_sub(1)?;
                let given = self.give(&self.mixed(those), |ports| &ports.after);
                self.tried.push((those.to_vec(), given));
                self.tried.len() - 1
            }
        };
        self.tried.get(at)?.1.get(difference).copied()
    }

    /// For each difference whether every pair of it has these ports in another model; yes for those that are not searched.
    fn give(&self, model: &Model, wanted: fn(&Both<CellPorts>) -> &CellPorts) -> Vec<bool> {
        let addresses = Addresses::new(model);
        let rows = Rows { comparison: self.comparison, models: self.models, model, addresses };
        let gives = |it: &Option<&Difference>| it.is_none_or(|it| rows.give(it, wanted(&it.ports)));
        self.differences.iter().map(gives).collect()
    }

    /// The evaluation before, with these objects as they are after.
    fn mixed(&self, those: &[usize]) -> Model {
        let (before, after) = (self.models.before, self.models.after);
        let mut instead: HashMap<usize, Option<usize>> = HashMap::default();
        let mut new = Vec::new();
        for it in those.iter().filter_map(|it| self.changed.get(*it)) {
            match it.at.before {
                Some(at) => {
                    instead.insert(at, it.at.after);
                }
                None => new.extend(it.at.after),
            }
        }
        let keeps = |kept: &[bool], at: usize| kept.get(at).copied().unwrap_or_default();
        let later = |at: usize| {
            let it = after.read.manifests.get(at)?;
            keeps(&self.kept.after, at).then(|| it.clone())
        };
        let mut objects: Vec<Manifest> = Vec::new();
        for (at, it) in before.read.manifests.iter().enumerate() {
            match instead.get(&at) {
                Some(other) => objects.extend(other.and_then(later)),
                None if it.meta().is_stand_in => {}
                None if keeps(&self.kept.before, at) => objects.push(it.clone()),
                None => {}
            }
        }
        objects.extend(new.into_iter().filter_map(later));
        let made_up = if those.is_empty() { before } else { after };
        objects.extend(made_up.read.manifests.iter().filter(|it| it.meta().is_stand_in).cloned());
        let mut options = before.options.clone();
        options
            .externals
            .extend(after.options.externals.iter().filter(|it| !before.options.externals.contains(it)));
        before.with_objects(Arc::from(objects), &options)
    }
}

/// The rows of the ends in another model.
struct Rows<'r> {
    comparison: &'r Comparison,
    models: Both<&'r Model>,
    model: &'r Model,
    addresses: Addresses,
}

impl Rows<'_> {
    /// Whether every pair of a difference has these ports.
    fn give(&self, difference: &Difference, wanted: &CellPorts) -> bool {
        let rows = |classes: &[JointId]| -> Option<Vec<(JointId, EndpointId)>> {
            classes.iter().map(|it| Some((*it, self.nth(*it, 0)?))).collect()
        };
        let Some((sources, destinations)) = rows(&difference.sources).zip(rows(&difference.destinations))
        else {
            return false;
        };
        let classes = &self.comparison.classes;
        sources.iter().all(|&(from, source)| {
            destinations.iter().all(|&(to, destination)| {
                let is_only_self = |it: &JointClass| it.members.len() == 1 && it.selves == 1;
                if from == to && is_only_self(classes.at(from)) {
                    return true;
                }
                // Of a class with itself two members stand for all pairs.
                let second = if from == to { self.nth(to, 1) } else { None };
                let pair = Pair::new(source, second.unwrap_or(destination));
                CellPorts::from(self.model.reach.cell(self.model.inputs(), pair)) == *wanted
            })
        })
    }

    /// The row of a member of a class.
    fn nth(&self, class: JointId, nth: usize) -> Option<EndpointId> {
        let member = *self.comparison.classes.get(class)?.members.get(nth)?;
        let end = self.comparison.ends.get(member)?;
        if let Some(&(first, _)) = end.ranges.first() {
            return self.addresses.row(first);
        }
        let id = |of: &Model, it: EndpointId| self.model.cluster.endpoint(&of.cluster.endpoints.at(it).id);
        id(self.models.after, end.both.after).or_else(|| id(self.models.before, end.both.before))
    }
}

/// Which objects take part: all but the pods and workloads that are none of these rows.
fn kept(model: &Model, rows: impl Iterator<Item = EndpointId>) -> Vec<bool> {
    let pods = rows.filter_map(|it| model.cluster.endpoints.get(it)?.pod());
    let places: HashSet<Location> = pods.map(|it| it.location).collect();
    let is_other = |it: &Manifest| it.as_pod().is_none() && it.as_workload().is_none();
    let place = |it: &Manifest| it.meta().origin.locate(it.meta().span);
    model.read.manifests.iter().map(|it| is_other(it) || places.contains(&place(it))).collect()
}
