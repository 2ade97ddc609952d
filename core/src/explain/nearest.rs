//! Whom a selector that selects nothing comes nearest to, and what keeps it out.
//!
//! Enters: a selector, and the namespaces in which it looks. Leaves: the pod or namespace that fails the fewest of its
//! requirements, and what each of these finds there. Pods with equal labels are looked at once, and the work of one
//! search has a budget; beyond it nothing is said. Pods that were made up are not looked at.
//!
//! Deliberately not here: whether a selector selects something, which `eval` knows.

mod letters;
mod subject;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use crate::cluster::{Cluster, LabelSet, LabelValue, PodBody};
use crate::hash::{HashMap, HashSet};
use crate::ids::{EndpointId, NamespaceId, Symbol};
use crate::kind::Operator;
use crate::policy::Selector;
use crate::policy::atom::RequirementTest;
use crate::policy::selector::Requirement;
use crate::tri::Tri;

use letters::{is_alike, is_slip_of};
pub(crate) use letters::{is_slip, letters};
pub(crate) use subject::{Unselected, unselected};

/// So many requirements are held against labels at most.
const BUDGET: usize = 1_000_000;

/// What comes of a search.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Found<T> {
    /// Somebody has, or perhaps has, the labels that are asked for.
    Fits,
    /// Nobody has them, and this one comes nearest.
    Near(Nearest<T>),
    /// There is nobody to look at.
    Nobody,
    /// It would take too long.
    TooMuch,
}

/// Whom a selector comes nearest to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Nearest<T> {
    /// The first of those that come as near.
    pub(crate) it: T,
    /// The requirements that it fails; at least one.
    pub(crate) misses: Vec<Miss>,
    /// How many requirements hold for it that ask for something: that a label is absent holds for nearly everything.
    pub(crate) holding: usize,
    /// Whether others come as near by other labels, so that nobody can say which of them is meant.
    pub(crate) is_one_of_several: bool,
}

/// A requirement that fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Miss {
    /// Its position in the selector.
    pub(crate) requirement: usize,
    /// What it finds instead.
    pub(crate) test: RequirementTest,
    /// A label that has a value that is wanted, and the key that is wanted but for capital letters, with that value.
    pub(crate) other_key: Option<(Symbol, Symbol)>,
    /// By how many letters the value that is there differs from the nearest one that is wanted; `None` where there is no
    /// value, or the requirement wants none.
    pub(crate) letters: Option<usize>,
    /// Whether that is a slip of the pen: another case, or a letter or two ([`is_slip`]).
    pub(crate) is_slip: bool,
    /// Whether the value that is there looks like one that is wanted ([`is_alike`]).
    pub(crate) is_alike: bool,
}

impl<T> Nearest<T> {
    /// The requirement that fails, where all others hold.
    pub(crate) fn only_miss(&self) -> Option<&Miss> {
        match self.misses.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// Whether it is plain that this one was meant: one requirement fails beside others that hold, or the only one does by
    /// a slip of the pen.
    pub(crate) fn is_meant(&self) -> bool {
        self.only_miss().is_some_and(|it| self.holding > 0 || it.is_slip)
    }
}

/// Pods that have the labels of a selector.
type Having<'m> = Rc<[(EndpointId, &'m PodBody)]>;

/// Pods and namespaces to compare selectors with.
pub(crate) struct Search<'m> {
    cluster: &'m Cluster,
    /// Pods in the order of their namespaces, of those with equal labels the first.
    pods: Vec<(EndpointId, &'m PodBody)>,
    /// Their positions by label.
    by_label: OnceCell<HashMap<(Symbol, Symbol), Vec<usize>>>,
    /// Those with the labels of a selector: many policies have the same.
    having: RefCell<HashMap<Selector, Having<'m>>>,
    left: Cell<usize>,
}

impl<'m> Search<'m> {
    pub(crate) fn new(cluster: &'m Cluster) -> Search<'m> {
        let mut seen: HashSet<(NamespaceId, &LabelSet, Option<&LabelSet>)> = HashSet::default();
        let real = cluster.pods().filter(|it| !it.1.is_stand_in);
        let pods =
            real.filter(|(_, it)| seen.insert((it.namespace, &it.labels, it.workload_labels.as_deref())));
        Search {
            cluster,
            pods: pods.collect(),
            by_label: OnceCell::new(),
            having: RefCell::default(),
            left: Cell::new(BUDGET),
        }
    }

    /// The pods of the input that certainly have the labels, in their order. Those with the label that fewest pods have are
    /// looked at, once for each selector, and none where the selector asks for a label that no pod has; it counts as if all
    /// were. `None` where it would take too long.
    pub(crate) fn having(&self, selector: &Selector) -> Option<Having<'m>> {
        self.spend((selector.requirements.len() + 1).saturating_mul(self.pods.len()))?;
        if let Some(it) = self.having.borrow().get(selector) {
            return Some(Rc::clone(it));
        }
        let fewest = self.fewest(selector);
        let all = if fewest.is_none() { self.pods.as_slice() } else { &[] };
        let some = fewest.unwrap_or_default().iter().filter_map(|it| self.pods.get(*it));
        let has = |it: &(EndpointId, &PodBody)| selector.test(&it.1.labels) == Tri::Yes;
        let found: Having<'m> = some.chain(all).copied().filter(has).collect();
        self.having.borrow_mut().insert(selector.clone(), Rc::clone(&found));
        Some(found)
    }

    /// The pods of the input in a namespace, of those with equal labels the first.
    pub(crate) fn pods_of(&self, namespace: NamespaceId) -> &[(EndpointId, &'m PodBody)] {
        let first = self.pods.partition_point(|it| it.1.namespace < namespace);
        let end = self.pods.partition_point(|it| it.1.namespace <= namespace);
        self.pods.get(first..end).unwrap_or_default()
    }

    /// All pods of the input, of those with equal labels in one namespace the first.
    pub(crate) fn pods(&self) -> &[(EndpointId, &'m PodBody)] {
        &self.pods
    }

    /// The positions of the pods with the label of a selector that fewest of them have; `None` where it asks for none that
    /// has one value.
    fn fewest(&self, selector: &Selector) -> Option<&[usize]> {
        let by_label = self.by_label.get_or_init(|| by_label(&self.pods));
        let with = |it: &Requirement| match (it.operator, it.values.as_slice()) {
            (Operator::Equals | Operator::In, &[value]) => {
                Some(by_label.get(&(it.key, value)).map(Vec::as_slice).unwrap_or_default())
            }
            (_, _) => None,
        };
        selector.requirements.iter().filter_map(with).min_by_key(|it| it.len())
    }

    /// Takes from the budget; `None` where it is used up.
    pub(crate) fn spend(&self, steps: usize) -> Option<()> {
        let left = self.left.get().checked_sub(steps);
        self.left.set(left.unwrap_or_default());
        left.map(|_| ())
    }

    /// The pod of these namespaces that a selector comes nearest to.
    pub(crate) fn pod(&self, namespaces: &[NamespaceId], selector: &Selector) -> Found<EndpointId> {
        let pods = namespaces.iter().flat_map(|it| self.pods_of(*it));
        self.nearest(pods.map(|(id, pod)| (*id, &pod.labels, pod.workload_labels.as_deref())), selector)
    }

    /// The namespace that a selector comes nearest to.
    pub(crate) fn namespace(&self, selector: &Selector) -> Found<NamespaceId> {
        let all = self.cluster.namespaces.enumerate().filter(|it| !it.1.is_any);
        self.nearest(all.map(|(id, it)| (id, &it.labels, None)), selector)
    }

    fn nearest<'l, T: Copy>(
        &self,
        all: impl Iterator<Item = (T, &'l LabelSet, Option<&'l LabelSet>)>,
        selector: &Selector,
    ) -> Found<T> {
        let mut best: Option<(usize, usize, Nearest<T>)> = None;
        // Many pods have the same value.
        let mut seen: HashMap<(usize, Option<LabelValue>), Miss> = HashMap::default();
        for (it, labels, workload) in all {
            if self.spend(selector.requirements.len() + 1).is_none() {
                return Found::TooMuch;
            }
            let count = selector.requirements.iter().filter(|it| it.test(labels) == Tri::No).count();
            if count == 0 {
                return Found::Fits;
            }
            if best.as_ref().is_some_and(|it| it.0 < count) {
                continue;
            }
            let tests = selector.compare::<Vec<RequirementTest>>(labels, workload).1;
            let misses = || tests.iter().enumerate().filter(|it| it.1.holds == Tri::No);
            let holding = tests.iter().filter(|it| it.holds == Tri::Yes).count();
            // A value that is not known may be what keeps it out as well.
            if holding + count < tests.len() {
                continue;
            }
            let mut told = |(nth, test): (usize, &RequirementTest)| {
                let alike =
                    *seen.entry((nth, test.actual)).or_insert_with(|| self.alike(selector, nth, *test));
                match self.other_key(selector, nth, *test, labels) {
                    None => Miss { requirement: nth, test: *test, ..alike },
                    // The value is the wanted one.
                    other_key => Miss {
                        requirement: nth,
                        test: *test,
                        other_key,
                        letters: Some(0),
                        is_slip: true,
                        is_alike: true,
                    },
                }
            };
            let misses: Vec<Miss> = misses().map(&mut told).collect();
            let letters = misses.iter().map(|it| it.letters.unwrap_or(FAR)).sum::<usize>();
            match &mut best {
                Some(best) if best.0 == count && best.1 == letters => {
                    let same = |a: &Miss, b: &Miss| {
                        a.requirement == b.requirement && a.test == b.test && a.other_key == b.other_key
                    };
                    let is_same = best.2.misses.iter().zip(&misses).all(|it| same(it.0, it.1));
                    best.2.is_one_of_several |= !is_same;
                }
                Some(best) if (best.0, best.1) < (count, letters) => {}
                None | Some(_) => {
                    let holding = agreeing(selector, &tests);
                    best = Some((count, letters, Nearest { it, misses, holding, is_one_of_several: false }));
                }
            }
        }
        best.map_or(Found::Nobody, |it| Found::Near(it.2))
    }

    /// A label whose key differs from that of a requirement in capital letters only, and that has a wanted value.
    fn other_key(
        &self,
        selector: &Selector,
        requirement: usize,
        test: RequirementTest,
        labels: &LabelSet,
    ) -> Option<(Symbol, Symbol)> {
        let text = |it| self.cluster.strings.text(it);
        let it = selector.requirements.get(requirement)?;
        if test.actual.is_some() || !wants_values(it.operator) {
            return None;
        }
        labels.iter().find_map(|(other, value)| match value {
            LabelValue::Known(value) if text(other).eq_ignore_ascii_case(text(it.key)) => {
                it.values.contains(&value).then_some((other, value))
            }
            LabelValue::Known(_) | LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything => {
                None
            }
        })
    }

    /// How the value of a label resembles the wanted ones.
    fn alike(&self, selector: &Selector, requirement: usize, test: RequirementTest) -> Miss {
        let text = |it| self.cluster.strings.text(it);
        let wanted = selector.requirements.get(requirement).filter(|it| wants_values(it.operator));
        let values = wanted.map(|it| it.values.as_slice()).unwrap_or_default();
        let actual = match test.actual {
            Some(LabelValue::Known(it)) => Some(text(it)),
            Some(LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything) | None => None,
        };
        // Of so many values none is a slip for another.
        let pairs = values.iter().take(MOST_VALUES).filter_map(|it| Some((text(*it), actual?)));
        let mut miss =
            Miss { requirement, test, letters: None, is_slip: false, is_alike: false, other_key: None };
        for (wanted, actual) in pairs {
            let differ = letters(wanted, actual);
            miss.letters = Some(miss.letters.map_or(differ, |it| it.min(differ)));
            miss.is_slip |= is_slip_of(differ, wanted, actual);
            miss.is_alike |= is_alike(differ, wanted, actual);
        }
        miss
    }
}

/// The positions of pods by label.
fn by_label(pods: &[(EndpointId, &PodBody)]) -> HashMap<(Symbol, Symbol), Vec<usize>> {
    let mut res: HashMap<(Symbol, Symbol), Vec<usize>> = HashMap::default();
    for (nth, (_, it)) in pods.iter().enumerate() {
        for (key, value) in it.labels.iter() {
            match value {
                LabelValue::Known(value) => res.entry((key, value)).or_default().push(nth),
                LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything => {}
            }
        }
    }
    res
}

/// What a value that is not there counts.
const FAR: usize = 1_000;
/// So many values of one requirement are compared letter by letter.
const MOST_VALUES: usize = 16;

/// How many of the requirements that ask for something hold.
fn agreeing(selector: &Selector, tests: &[RequirementTest]) -> usize {
    let asks = |it: Operator| match it {
        Operator::Equals | Operator::In | Operator::Exists => true,
        Operator::NotIn | Operator::DoesNotExist => false,
    };
    let both = selector.requirements.iter().zip(tests);
    both.filter(|it| asks(it.0.operator) && it.1.holds == Tri::Yes).count()
}

fn wants_values(it: Operator) -> bool {
    match it {
        Operator::Equals | Operator::In => true,
        Operator::NotIn | Operator::Exists | Operator::DoesNotExist => false,
    }
}

#[cfg(test)]
mod tests;
