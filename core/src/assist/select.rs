//! Selectors as they are being written, and whom they take.
//!
//! Enters: the place of a selector in a sketch. Leaves: the requirements that are whole, and the pods, namespaces or nodes
//! that have the labels, which the selectors of the evaluation are asked.

use super::items::Asked;
use super::place::{Chosen, Place};
use super::sketch::{Inline, Sketch};
use crate::cluster::{Cluster, LabelSet, Namespace, PodBody};
use crate::ids::{EndpointId, NamespaceId};
use crate::kind::fields::{Sort, Whose};
use crate::kind::{self, Operator};
use crate::policy::atom::is_node;
use crate::policy::{Requirement, Selector};
use crate::source::Span;
use crate::tri::Tri;
use crate::words;

/// What a selector is compared with.
#[derive(Clone, Debug)]
pub(super) enum Things<'a> {
    Pods(Vec<(EndpointId, &'a PodBody)>),
    Namespaces(Vec<(NamespaceId, &'a LabelSet)>),
    /// With their names.
    Nodes(Vec<(&'a str, &'a LabelSet)>),
}

/// A selector, or none where it cannot take anything: it asks for a label that is nowhere in the input.
pub(super) type Wanted = Option<Selector>;

impl<'a> Asked<'a, '_> {
    /// The requirements of a selector, without those below one entry.
    pub(super) fn wanted(&self, it: Chosen, without: Option<usize>) -> Wanted {
        let mut all = Vec::new();
        for requirement in written(self.sketch, it, without) {
            match self.known(&requirement) {
                Known::Asks(it) => all.push(it),
                Known::Holds => {}
                Known::Fails => return None,
            }
        }
        Some(Selector { requirements: all })
    }

    /// The same as numbers: what the input does not have has none.
    fn known(&self, it: &kind::Requirement) -> Known {
        let strings = &self.model.cluster.strings;
        let values = it.values.iter().filter_map(|it| strings.find(it)).collect();
        match (strings.find(&it.key), it.operator) {
            (Some(key), operator) => Known::Asks(Requirement { key, operator, values }),
            (None, Operator::NotIn | Operator::DoesNotExist) => Known::Holds,
            (None, Operator::Equals | Operator::In | Operator::Exists) => Known::Fails,
        }
    }

    /// What the selector at a place can take at all. `None` for the selector of a workload, which takes what its own
    /// template makes.
    pub(super) fn things(&self, place: &Place, it: Chosen) -> Option<Things<'a>> {
        match it.whose {
            Whose::Own(Sort::Namespaces) | Whose::Namespaces => Some(self.all_namespaces()),
            Whose::Own(Sort::Nodes) | Whose::Nodes => Some(self.nodes()),
            Whose::Template => None,
            Whose::PodsHere | Whose::PodsOfPeer | Whose::PodsAnywhere | Whose::Own(Sort::Pods) => {
                let is_in = self.is_in(&self.scope(place, it));
                Some(Things::Pods(self.pods_there(|it| has(&is_in, it))))
            }
        }
    }

    /// The pods that one of several selectors takes for certain, each once, however many take it.
    pub(super) fn pods_of_any(&self, place: &Place, selectors: &[Chosen]) -> Vec<(EndpointId, &'a PodBody)> {
        let asked = selectors.iter().map(|it| (self.is_in(&self.scope(place, *it)), self.wanted(*it, None)));
        let asked: Vec<(Vec<bool>, Wanted)> = asked.collect();
        let mut res = self.pods_there(|pod| asked.iter().any(|it| has(&it.0, pod)));
        let takes = |pod: &PodBody, (is_in, wanted): &(Vec<bool>, Wanted)| {
            has(is_in, pod) && wanted.as_ref().is_some_and(|it| it.test(&pod.labels) == Tri::Yes)
        };
        res.retain(|it| asked.iter().any(|asked| takes(it.1, asked)));
        res
    }

    /// For each namespace, whether it is one of these.
    fn is_in(&self, namespaces: &[NamespaceId]) -> Vec<bool> {
        let mut res = vec![false; self.model.cluster.namespaces.as_slice().len()];
        for it in namespaces {
            if let Some(it) = res.get_mut(it.0 as usize) {
                *it = true;
            }
        }
        res
    }

    /// The pods of which something is so. Those that were made up say nothing where there are others.
    fn pods_there(&self, is_there: impl Fn(&PodBody) -> bool) -> Vec<(EndpointId, &'a PodBody)> {
        let all = self.model.cluster.pods().filter(|it| !is_node(it.1, &self.model.options));
        let (real, made): (Vec<_>, Vec<_>) =
            all.filter(|it| is_there(it.1)).partition(|it| !it.1.is_stand_in);
        if real.is_empty() { made } else { real }
    }

    /// The namespaces in which a selector of pods looks.
    pub(super) fn scope(&self, place: &Place, it: Chosen) -> Vec<NamespaceId> {
        match it.whose {
            Whose::PodsHere => self.own_namespace(place),
            Whose::PodsOfPeer => self.beside(it).unwrap_or_else(|| self.own_namespace(place)),
            Whose::PodsAnywhere => self.beside(it).unwrap_or_else(|| self.every_namespace()),
            Whose::Own(_) => self.every_namespace(),
            Whose::Namespaces | Whose::Nodes | Whose::Template => Vec::new(),
        }
    }

    /// The name of the namespace that an object lives in.
    pub(super) fn namespace_of(&self, place: &Place) -> &str {
        let written = self.sketch.scalar(place.root, &["metadata", "namespace"]).filter(|it| !it.is_empty());
        written.unwrap_or(&self.model.options.default_namespace)
    }

    fn own_namespace(&self, place: &Place) -> Vec<NamespaceId> {
        self.model.cluster.namespace(self.namespace_of(place)).into_iter().collect()
    }

    fn every_namespace(&self) -> Vec<NamespaceId> {
        self.model.cluster.namespaces.enumerate().map(|it| it.0).collect()
    }

    /// The namespaces that the `namespaceSelector` beside a selector takes, if there is one.
    fn beside(&self, it: Chosen) -> Option<Vec<NamespaceId>> {
        let holder = self.sketch.entries.get(it.entry)?.parent;
        let entry = self.sketch.child(holder, "namespaceSelector")?;
        let selector = Chosen { whose: Whose::Namespaces, entry, is_map: false };
        let Some(wanted) = self.wanted(selector, None) else { return Some(Vec::new()) };
        let all = self.model.cluster.namespaces.enumerate();
        Some(all.filter(|it| wanted.test(&it.1.labels) == Tri::Yes).map(|it| it.0).collect())
    }

    fn all_namespaces(&self) -> Things<'a> {
        let all = self.model.cluster.namespaces.enumerate().filter(|it| is_real(it.1));
        Things::Namespaces(all.map(|(id, it)| (id, &it.labels)).collect())
    }

    fn nodes(&self) -> Things<'a> {
        let objects = self
            .model
            .cluster
            .nodes
            .iter()
            .filter_map(|it| Some((it.name.as_deref().unwrap_or_default(), &it.object.as_ref()?.labels)));
        Things::Nodes(objects.collect())
    }
}

fn counted(n: usize, one: &str) -> String {
    if n == 0 { format!("no {one}") } else { words::count(n, one) }
}

/// Whether a pod lives in one of the namespaces that are marked.
fn has(is_in: &[bool], pod: &PodBody) -> bool {
    is_in.get(pod.namespace.0 as usize).copied().unwrap_or_default()
}

/// Whether a namespace is one of the input, and does not stand for others: those have no names that an API would take.
pub(super) fn is_real(it: &Namespace) -> bool {
    !it.is_any && !it.name.contains(' ')
}

/// What is known of a requirement.
enum Known {
    Asks(Requirement),
    /// It holds for everything.
    Holds,
    /// It holds for nothing.
    Fails,
}

/// The requirements of a selector, or of a map of labels, as far as they are whole.
pub(super) fn written(sketch: &Sketch<'_>, it: Chosen, without: Option<usize>) -> Vec<kind::Requirement> {
    let labels = if it.is_map { Some(it.entry) } else { sketch.child(Some(it.entry), "matchLabels") };
    let mut res = Vec::new();
    for (at, pair) in labels.into_iter().flat_map(|it| sketch.children(Some(it))) {
        if let (Some(key), Inline::Scalar(value, _)) = (pair.key, pair.value)
            && Some(at) != without
        {
            res.push(requirement(key, Operator::Equals, vec![value.to_owned()]));
        }
    }
    let expressions = if it.is_map { None } else { sketch.child(Some(it.entry), "matchExpressions") };
    for (at, _) in expressions.into_iter().flat_map(|it| sketch.children(Some(it))) {
        let key = sketch.scalar(Some(at), &["key"]);
        let operator = match sketch.scalar(Some(at), &["operator"]) {
            Some("In") => Operator::In,
            Some("NotIn") => Operator::NotIn,
            Some("Exists") => Operator::Exists,
            Some("DoesNotExist") => Operator::DoesNotExist,
            Some(_) | None => continue,
        };
        let values = sketch.child(Some(at), "values");
        let values = values.into_iter().flat_map(|it| sketch.children(Some(it)));
        let values = values.filter_map(|it| super::place::scalar(sketch, it.0).map(str::to_owned)).collect();
        if let Some(key) = key.filter(|_| Some(at) != without) {
            res.push(requirement(key, operator, values));
        }
    }
    res
}

fn requirement(key: &str, operator: Operator, values: Vec<String>) -> kind::Requirement {
    kind::Requirement { span: Span::default(), key: key.to_owned(), operator, values }
}

impl<'a> Things<'a> {
    /// Those that a selector takes for certain.
    pub(super) fn taken(self, wanted: &Wanted) -> Things<'a> {
        let takes = |labels: &LabelSet| wanted.as_ref().is_some_and(|it| it.test(labels) == Tri::Yes);
        match self {
            Things::Pods(all) => Things::Pods(all.into_iter().filter(|it| takes(&it.1.labels)).collect()),
            Things::Namespaces(all) => Things::Namespaces(all.into_iter().filter(|it| takes(it.1)).collect()),
            Things::Nodes(all) => Things::Nodes(all.into_iter().filter(|it| takes(it.1)).collect()),
        }
    }

    /// The labels of each of them.
    pub(super) fn labels(&self) -> Vec<&'a LabelSet> {
        match self {
            Things::Pods(all) => all.iter().map(|it| &it.1.labels).collect(),
            Things::Namespaces(all) => all.iter().map(|it| it.1).collect(),
            Things::Nodes(all) => all.iter().map(|it| it.1).collect(),
        }
    }

    /// "3 pods in 2 namespaces", "2 namespaces", "no pod": of those at these positions.
    pub(super) fn count(&self, which: &[u32]) -> String {
        let one = match self {
            Things::Pods(_) => "pod",
            Things::Namespaces(_) => "namespace",
            Things::Nodes(_) => "node",
        };
        let n = self.how_many(which);
        let Things::Pods(all) = self else { return counted(n, one) };
        let rows = which.iter().filter_map(|it| all.get(*it as usize));
        let mut namespaces: Vec<u32> = rows.map(|it| it.1.namespace.0).collect();
        crate::order::sort_dedup(&mut namespaces);
        match namespaces.len() {
            0 | 1 => counted(n, one),
            several => format!("{} in {}", counted(n, one), words::count(several, "namespace")),
        }
    }

    /// How many are at these positions: a row of pods stands for as many as it has replicas, as in the matrix.
    pub(super) fn how_many(&self, which: &[u32]) -> usize {
        match self {
            Things::Pods(all) => {
                Cluster::replicas_of(which.iter().filter_map(|it| all.get(*it as usize)).map(|it| it.1))
                    as usize
            }
            Things::Namespaces(_) | Things::Nodes(_) => which.len(),
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Things::Pods(all) => all.len(),
            Things::Namespaces(all) => all.len(),
            Things::Nodes(all) => all.len(),
        }
    }

    /// All of them, as [`Things::count`] says it.
    pub(super) fn count_all(&self) -> String {
        let all: Vec<u32> = (0..self.len() as u32).collect();
        self.count(&all)
    }
}
