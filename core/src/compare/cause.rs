//! The changed objects that make a difference: as few as can be found.
//!
//! Enters: a comparison and some of its blocks. Leaves: for each block objects without which it would not be there, and
//! which by themselves bring it about: the analysis before with these alone as they are after gives every pair of the
//! block what it has after. Each attempt is an evaluation of its own, and there is a budget of them. Deliberately not
//! here: which rule decides, which [`decided`](super::decided()) tells.

use std::sync::Arc;

use super::decided::decided;
use super::{Block, Both, CellPorts, Comparison};
use crate::eval::Pair;
use crate::hash::{HashMap, HashSet};
use crate::ids::EndpointId;
use crate::kind::Manifest;
use crate::model::Model;
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

/// So many evaluations at most are tried for the blocks together; fewer where each has many objects.
const EVALUATIONS: usize = 200;
const OBJECTS: usize = 50_000;
/// With more changed objects, only those that decide are tried one by one.
const EACH: usize = 12;
/// Ends of blocks beyond which nothing is searched: each is there in every evaluation.
const ENDS: usize = 2_000;
/// The same for the pairs of classes of one block.
const PAIRS: usize = 10_000;

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

/// The search for the causes of some blocks.
pub struct Causes<'c> {
    comparison: &'c Comparison,
    models: Both<&'c Model>,
    /// What changed.
    pub changed: Vec<ChangedObject>,
    /// The objects that take part: all, or those that the blocks are about.
    kept: Both<Vec<bool>>,
    /// What was tried: which changed objects, and what came of it.
    tried: Vec<(Vec<usize>, Model)>,
    left: usize,
}

impl<'c> Causes<'c> {
    /// For these blocks. `models`: those of [`Comparison::models`].
    pub fn new(comparison: &'c Comparison, models: Both<&'c Model>, blocks: &[&Block]) -> Causes<'c> {
        let changed = changed_objects(models.before, models.after);
        let mut ends: HashSet<u32> = HashSet::default();
        for it in blocks {
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
        let mut res = Causes { comparison, models, changed, kept, tried: Vec::new(), left };
        // The other pods may matter all the same: by telling whose address is whose, for one.
        let all: Vec<usize> = (0..res.changed.len()).collect();
        let holds = |res: &mut Causes<'c>| {
            blocks.iter().all(|it| {
                let old = res.gives(&[], it, |ports| &ports.before);
                old == Some(true) && res.gives(&all, it, |ports| &ports.after) == Some(true)
            })
        };
        if !holds(&mut res) {
            res.kept = Both {
                before: vec![true; models.before.read.manifests.len()],
                after: vec![true; models.after.read.manifests.len()],
            };
            res.tried.clear();
        }
        res
    }

    /// The positions of the objects among those that changed, in ascending order. `None`: not found within the budget.
    /// None at all: it follows from what was made up.
    pub fn of(&mut self, block: &Block) -> Option<Vec<usize>> {
        if block.sources.len() * block.destinations.len() > PAIRS {
            return None;
        }
        if self.brings(&[], block)? {
            return Some(Vec::new());
        }
        // What made another difference may have made this one.
        let known: Vec<Vec<usize>> =
            self.tried.iter().map(|it| it.0.clone()).filter(|it| it.len() == 1).collect();
        for it in known {
            if self.brings(&it, block)? {
                return Some(it);
            }
        }
        for at in self.by_likelihood(block) {
            if self.brings(&[at], block)? {
                return Some(vec![at]);
            }
        }
        let all: Vec<usize> = (0..self.changed.len()).collect();
        if self.brings(&all, block)? { self.smaller(all, block) } else { None }
    }

    /// Leaves out what can be left out: halves first, then ever smaller parts ("delta debugging").
    fn smaller(&mut self, mut those: Vec<usize>, block: &Block) -> Option<Vec<usize>> {
        let mut parts = 2;
        while those.len() > 1 {
            let size = those.len().div_ceil(parts);
            let mut less = None;
            for part in those.chunks(size) {
                let rest: Vec<usize> = those.iter().copied().filter(|it| !part.contains(it)).collect();
                if self.brings(part, block)? {
                    less = Some((part.to_vec(), 2));
                } else if self.brings(&rest, block)? {
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

    /// Changed objects to be tried one by one, those first that decide a pair of the block before or after.
    fn by_likelihood(&self, block: &Block) -> Vec<usize> {
        let mut pairs = self.comparison.pairs(self.models, block);
        let decided = pairs.next().and_then(|it| decided(self.comparison, self.models, it, &block.ports));
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

    /// Whether these objects by themselves bring about what the block has after the change.
    fn brings(&mut self, those: &[usize], block: &Block) -> Option<bool> {
        self.gives(those, block, |ports| &ports.after)
    }

    /// Whether with these objects every pair of the block has these ports. `None`: the budget is used up.
    fn gives(
        &mut self,
        those: &[usize],
        block: &Block,
        wanted: fn(&Both<CellPorts>) -> &CellPorts,
    ) -> Option<bool> {
        let at = match self.tried.iter().position(|it| it.0 == those) {
            Some(at) => at,
            None => {
                self.left = self.left.checked_sub(1)?;
                self.tried.push((those.to_vec(), self.mixed(those)));
                self.tried.len() - 1
            }
        };
        let model = &self.tried.get(at)?.1;
        let row = |class: &u32| self.row(model, *class);
        let wanted = wanted(&block.ports);
        let classes = &self.comparison.classes;
        for from in &block.sources {
            let Some(source) = row(from) else { return Some(false) };
            for to in &block.destinations {
                let one = from == to && classes.at(*from).members.len() == 1;
                if one && classes.at(*from).selves == 1 {
                    continue;
                }
                let Some(destination) = row(to) else { return Some(false) };
                // Of a class with itself two members stand for all pairs.
                let destination =
                    if from == to { self.second(model, *to).unwrap_or(destination) } else { destination };
                let cell = model.reach.cell(model.inputs(), Pair::new(source, destination));
                if CellPorts::from(cell) != *wanted {
                    return Some(false);
                }
            }
        }
        Some(true)
    }

    /// The row of the first member of a class in another model.
    fn row(&self, model: &Model, class: u32) -> Option<EndpointId> {
        self.member(model, *self.comparison.classes.get(class)?.members.first()?)
    }

    fn second(&self, model: &Model, class: u32) -> Option<EndpointId> {
        self.member(model, *self.comparison.classes.get(class)?.members.get(1)?)
    }

    fn member(&self, model: &Model, end: u32) -> Option<EndpointId> {
        let end = self.comparison.ends.get(end)?;
        if let Some(&(first, _)) = end.ranges.first() {
            return super::ends::row_of(model, first);
        }
        let id = |of: &Model, it: EndpointId| model.cluster.endpoint(&of.cluster.endpoints.at(it).id);
        id(self.models.after, end.both.after).or_else(|| id(self.models.before, end.both.before))
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

/// Which objects take part: all but the pods and workloads that are none of these rows.
fn kept(model: &Model, rows: impl Iterator<Item = EndpointId>) -> Vec<bool> {
    let pods = rows.filter_map(|it| model.cluster.endpoints.get(it)?.pod());
    let places: HashSet<Location> = pods.map(|it| it.location).collect();
    let is_other = |it: &Manifest| it.as_pod().is_none() && it.as_workload().is_none();
    let place = |it: &Manifest| it.meta().origin.locate(it.meta().span);
    model.read.manifests.iter().map(|it| is_other(it) || places.contains(&place(it))).collect()
}
