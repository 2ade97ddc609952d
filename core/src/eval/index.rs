//! Which pods answer a question about labels with yes, found through an index from labels to pods.
//!
//! The same answers come from asking each pod ([`atom`](crate::policy::atom)); a test compares both.

use super::budget::Meter;
use crate::cluster::{Cluster, LabelSet, LabelValue};
use crate::hash::HashMap;
use crate::ids::{Id, IdSet, NamespaceId, Symbol};
use crate::kind::Operator;
use crate::order::sort_dedup;
use crate::pause::Pause;
use crate::policy::{Pods, Requirement, Scope, Selector};
use crate::tri::Tri;

/// Sets of labels by number, findable by what they hold.
#[derive(Default)]
struct Postings {
    by_pair: HashMap<(Symbol, Symbol), Vec<u32>>,
    /// Holders of a key with any value; also those that perhaps hold it.
    by_key: HashMap<Symbol, Vec<u32>>,
    /// Holders of a key whose value is unknown.
    by_unknown: HashMap<Symbol, Vec<u32>>,
}

impl Postings {
    fn insert(&mut self, holder: u32, labels: &LabelSet) {
        for (key, value) in labels.iter() {
            self.by_key.entry(key).or_default().push(holder);
            match value {
                LabelValue::Known(value) => self.by_pair.entry((key, value)).or_default().push(holder),
                LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything => {
                    self.by_unknown.entry(key).or_default().push(holder);
                }
            }
        }
    }

    /// Lists that together hold all sets of labels that may satisfy the requirement; `None` when any set may.
    fn candidates<'p>(&'p self, it: &Requirement) -> Option<Vec<&'p [u32]>> {
        let list = |it: Option<&'p Vec<u32>>| it.map(Vec::as_slice).unwrap_or_default();
        match it.operator {
            Operator::Equals | Operator::In => {
                let known = it.values.iter().map(|&value| list(self.by_pair.get(&(it.key, value))));
                Some(known.chain([list(self.by_unknown.get(&it.key))]).collect())
            }
            Operator::Exists => Some(vec![list(self.by_key.get(&it.key))]),
            Operator::NotIn | Operator::DoesNotExist => None,
        }
    }

    /// The shortest such lists among all requirements.
    fn shortest(&self, selector: &Selector) -> Option<Vec<&[u32]>> {
        selector.requirements.iter().filter_map(|it| self.candidates(it)).min_by_key(|it| size(it))
    }
}

fn size(lists: &[&[u32]]) -> usize {
    lists.iter().map(|it| it.len()).sum()
}

/// A set of labels in a namespace; many pods share one.
#[derive(PartialEq, Eq, Hash)]
struct Profile {
    namespace: NamespaceId,
    labels: LabelSet,
    host_network: bool,
}

/// Pods by what selectors can see of them.
pub(super) struct PodIndex {
    profiles: IdSet<u32, Profile>,
    postings: Postings,
    by_namespace: Vec<Vec<u32>>,
    /// Namespaces that stand for any.
    any_namespaces: Vec<NamespaceId>,
    namespaces_matching: HashMap<Selector, Vec<(NamespaceId, Tri)>>,
}

impl PodIndex {
    pub(super) fn new(cluster: &Cluster) -> PodIndex {
        PodIndex {
            profiles: IdSet::default(),
            postings: Postings::default(),
            by_namespace: vec![Vec::new(); cluster.namespaces.len()],
            any_namespaces: cluster.namespaces.enumerate().filter(|it| it.1.is_any).map(|it| it.0).collect(),
            namespaces_matching: HashMap::default(),
        }
    }

    /// The number of a pod's profile.
    pub(super) fn add(&mut self, namespace: NamespaceId, labels: &LabelSet, host_network: bool) -> u32 {
        let next = self.len();
        let number = self.profiles.add(Profile { namespace, labels: labels.clone(), host_network });
        if number.index() == next {
            self.postings.insert(number, labels);
            if let Some(it) = self.by_namespace.get_mut(namespace.index()) {
                it.push(number);
            }
        }
        number
    }

    /// How many profiles there are.
    pub(super) fn len(&self) -> usize {
        self.profiles.items().len()
    }

    /// Profiles that answer yes or perhaps, in ascending order: all those that would if each were asked. From then on no
    /// more are added. None where that takes more steps than are left.
    pub(super) async fn select(
        &mut self,
        cluster: &Cluster,
        question: &Pods,
        meter: &mut Meter,
        pause: &Pause,
    ) -> Vec<(u32, Tri)> {
        // To ask a set of labels.
        const REQUIREMENT: u64 = 10;
        // What an answer takes until it is part of a row, most of all memory.
        const ANSWER: u64 = 300;
        let Pods { scope, selector, host_network, is_in_doubt: _ } = question;
        let of_namespaces: u64 = match scope {
            Scope::Own(_) => 0,
            Scope::AnyOf(all) => all.iter().map(requirements).sum(),
            Scope::Matching(it) if self.namespaces_matching.contains_key(it) => 0,
            Scope::Matching(it) => requirements(it),
        };
        if !meter.take_for(peopled(cluster, &self.by_namespace).count(), of_namespaces * REQUIREMENT) {
            return Vec::new();
        }
        let own: Vec<(NamespaceId, Tri)>;
        let several: Vec<(NamespaceId, Tri)>;
        let namespaces = match scope {
            Scope::Own(it) => {
                let any = self.any_namespaces.iter().map(|it| (*it, Tri::Unknown));
                own = std::iter::once((*it, Tri::Yes)).chain(any).collect();
                own.as_slice()
            }
            Scope::AnyOf(selectors) => {
                several = matching(peopled(cluster, &self.by_namespace), |labels| {
                    selectors.iter().map(|it| it.test(labels)).max().unwrap_or(Tri::No)
                });
                several.as_slice()
            }
            Scope::Matching(it) => {
                let matching = || matching(peopled(cluster, &self.by_namespace), |labels| it.test(labels));
                self.namespaces_matching.entry(it.clone()).or_insert_with(matching).as_slice()
            }
        };
        let by_namespace: Vec<&[u32]> = namespaces
            .iter()
            .filter_map(|it| self.by_namespace.get(it.0.index()))
            .map(Vec::as_slice)
            .collect();
        let by_label = self.postings.shortest(selector).filter(|it| size(it) < size(&by_namespace));
        let asked = by_label.as_ref().map_or_else(|| size(&by_namespace), |it| size(it));
        if !meter.take_for(namespaces.len() + asked, requirements(selector) * REQUIREMENT) {
            return Vec::new();
        }
        let mut inside = vec![Tri::No; self.by_namespace.len()];
        for (namespace, tri) in namespaces {
            if let Some(it) = inside.get_mut(namespace.index()) {
                *it = *tri;
            }
        }
        let test = |number: u32| {
            let it = self.profiles.items().get(number).filter(|it| *host_network || !it.host_network)?;
            let here = inside.get(it.namespace.index()).copied().filter(|it| it.possible())?;
            let tri = question.doubted(here.and(selector.test(&it.labels)));
            tri.possible().then_some((number, tri))
        };
        let those: Vec<u32> = match by_label {
            None => by_namespace.into_iter().flatten().copied().collect(),
            Some(lists) => lists.into_iter().flatten().copied().collect(),
        };
        let bytes = bytes(selector);
        let mut res: Vec<(u32, Tri)> = Vec::new();
        for number in those {
            res.extend(test(number));
            pause.after(bytes).await;
        }
        sort_dedup(&mut res);
        if meter.take_for(res.len(), ANSWER) { res } else { Vec::new() }
    }
}

/// To ask a set of labels takes as long as reading so many bytes.
fn bytes(it: &Selector) -> usize {
    // So many values are compared, or requirements looked at, in the time of a byte.
    const VALUES: usize = 64;
    const REQUIREMENTS: usize = 8;
    let values: usize = it.requirements.iter().map(|it| it.values.len()).sum();
    values / VALUES + it.requirements.len() / REQUIREMENTS
}

/// The namespaces for which a test says yes or perhaps.
fn matching<'c>(
    all: impl Iterator<Item = (NamespaceId, &'c LabelSet)>,
    test: impl Fn(&LabelSet) -> Tri,
) -> Vec<(NamespaceId, Tri)> {
    all.map(|(id, labels)| (id, test(labels))).filter(|it| it.1.possible()).collect()
}

/// How much a set of labels is asked.
fn requirements(it: &Selector) -> u64 {
    1 + it.requirements.len() as u64
}

/// The namespaces that have pods, with their labels.
fn peopled<'c>(
    cluster: &'c Cluster,
    by_namespace: &'c [Vec<u32>],
) -> impl Iterator<Item = (NamespaceId, &'c LabelSet)> {
    let all = cluster.namespaces.enumerate().zip(by_namespace);
    all.filter(|it| !it.1.is_empty()).map(|((id, namespace), _)| (id, &namespace.labels))
}
