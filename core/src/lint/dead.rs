//! Selectors that select nothing, each with the one reason that is told: what several rules find, and where one of them
//! speaks in place of another.
//!
//! Where something is not known, as labels of namespaces that are not in the input, nothing is found but that. Which pods
//! a namespace of the system has is not known unless the input has them.

use super::Facts;
use super::asks::{Ask, Of};
use super::terms::{contradiction, is_name, pair};
use crate::explain::nearest::{Found, Nearest, Search};
use crate::hash::{HashMap, HashSet};
use crate::ids::{EndpointId, NamespaceId, Symbol};
use crate::kind::{LabelSelector, NAME_LABEL, Operator};
use crate::policy::{Atom, Pods, Scope, Selector};
use crate::tri::Tri;

/// A selector that selects nothing.
#[derive(Debug)]
pub(super) struct Dead {
    /// Position among the asks.
    pub(super) ask: u32,
    pub(super) why: Why,
}

/// Why it selects nothing, or what is to be told of it.
#[derive(Debug)]
pub(super) enum Why {
    /// The policy's own namespace has no pods; these have some with the labels.
    NoPodsHere(Vec<NamespaceId>),
    /// No namespace has the labels.
    NoNamespace(Option<Nearest<NamespaceId>>),
    /// The labels of these namespaces are not in the input.
    UnknownLabels(Vec<NamespaceId>),
    /// The pair, by its position, is one of pods and of no namespace.
    LabelOfPods(usize, EndpointId),
    /// The pair, by its position, is one of a namespace and of no pod.
    LabelOfNamespace(usize, NamespaceId),
    /// Pods of these other namespaces have the labels; the first of them.
    Elsewhere(Vec<NamespaceId>, EndpointId),
    /// Pairs of the policy itself, without which it selects a pod.
    OwnLabels(Vec<usize>, EndpointId),
    /// A pod fails one requirement, and is plainly meant.
    Near(Nearest<EndpointId>),
    /// A policy that selects no pod of its namespace, while these others have pods with all of its labels.
    SubjectElsewhere(Vec<NamespaceId>),
    /// None of that.
    Nothing(Option<Nearest<EndpointId>>),
}

/// All of them, in the order of the asks.
pub(super) fn all(facts: &Facts<'_>) -> Vec<Dead> {
    // Then answers are missing.
    if facts.model.left_out.is_some() {
        return Vec::new();
    }
    let finder = Finder::new(facts);
    let asks = facts.asks().enumerate();
    asks.filter_map(|(ask, it)| Some(Dead { ask, why: finder.why(it)? })).collect()
}

/// Whether a namespace is one of the system, whose pods are often not in an input.
fn is_of_system(name: &str) -> bool {
    name.starts_with("kube-") || name.starts_with("openshift-") || name == "default"
}

struct Finder<'f, 'm> {
    facts: &'f Facts<'m>,
    search: Search<'m>,
    /// Namespaces that have pods.
    inhabited: HashSet<NamespaceId>,
    /// Whether the input has pods.
    has_pods: bool,
    /// Labels of the namespaces, each with the first that has it.
    of_namespaces: HashMap<(Symbol, Symbol), NamespaceId>,
    /// Labels of the pods likewise.
    of_pods: HashMap<(Symbol, Symbol), EndpointId>,
}

impl<'f, 'm> Finder<'f, 'm> {
    fn new(facts: &'f Facts<'m>) -> Finder<'f, 'm> {
        let cluster = &facts.model.cluster;
        let known = |(key, value)| match value {
            crate::cluster::LabelValue::Known(it) => Some((key, it)),
            crate::cluster::LabelValue::Unknown
            | crate::cluster::LabelValue::PerhapsAbsent
            | crate::cluster::LabelValue::Anything => None,
        };
        let search = Search::new(cluster);
        let mut of_namespaces = HashMap::default();
        for (id, it) in cluster.namespaces.enumerate() {
            for pair in it.labels.iter().filter_map(known) {
                of_namespaces.entry(pair).or_insert(id);
            }
        }
        let mut of_pods = HashMap::default();
        for (id, it) in search.pods() {
            for pair in it.labels.iter().filter_map(known) {
                of_pods.entry(pair).or_insert(*id);
            }
        }
        Finder {
            facts,
            inhabited: cluster.pods().map(|it| it.1.namespace).collect(),
            has_pods: !search.pods().is_empty(),
            search,
            of_namespaces,
            of_pods,
        }
    }

    fn why(&self, ask: &Ask<'m>) -> Option<Why> {
        let model = self.facts.model;
        let Atom::Pods(pods) = model.policies.atoms.at(ask.atom) else { return None };
        if ask.selectors().any(|it| contradiction(it.1).is_some()) {
            return None;
        }
        if model.reach.groups_answering(ask.atom).next().is_some() {
            return None;
        }
        let namespaces = match &pods.scope {
            Scope::Own(own) if !self.inhabited.contains(own) => {
                return (self.has_pods && ask.peer.is_none() && !ask.is_cluster_wide)
                    .then(|| Why::NoPodsHere(self.search.meant(&pods.selector)));
            }
            Scope::Own(own) => vec![*own],
            Scope::Matching(selector) => {
                let found = self.namespaces(selector)?;
                if found.is_empty() {
                    return self.without_namespace(ask, selector);
                }
                found
            }
            Scope::AnyOf(_) => return None,
        };
        let asks_nothing = pods.selector.requirements.is_empty();
        if !self.has_pods || asks_nothing || self.is_served_by_system(ask, &namespaces) {
            return None;
        }
        self.without_pod(ask, pods, &namespaces)
    }

    /// The namespaces that a selector looks at, or perhaps does; `None` where it would take too long to know.
    fn namespaces(&self, selector: &Selector) -> Option<Vec<NamespaceId>> {
        let all = &self.facts.model.cluster.namespaces;
        self.search.spend((selector.requirements.len() + 1).saturating_mul(all.len()))?;
        let fits = all.enumerate().filter(|it| it.1.is_any || selector.test(&it.1.labels).possible());
        Some(fits.map(|it| it.0).collect())
    }

    /// No namespace of the input has the labels.
    fn without_namespace(&self, ask: &Ask<'m>, selector: &Selector) -> Option<Why> {
        let cluster = &self.facts.model.cluster;
        let written = ask.namespaces?;
        let asks_system = |it: &crate::kind::Requirement| {
            is_name(it) && wants(it.operator) && it.values.iter().any(|it| is_of_system(it))
        };
        if written.requirements.iter().any(asks_system) || blank(self.facts, ask, Of::Namespaces) {
            return None;
        }
        // That the key is no label of namespaces is told by a rule of its own.
        if !super::namespace_name_label::named(self.facts, ask).is_empty() {
            return None;
        }
        let own = self.facts.model.policies.policies.at(ask.policy).namespace;
        let is_hidden = |(id, it): &(NamespaceId, &crate::cluster::Namespace)| {
            it.location.is_none() && !it.is_any && Some(*id) != own && self.inhabited.contains(id)
        };
        let hidden: Vec<NamespaceId> = cluster
            .namespaces
            .enumerate()
            .filter(is_hidden)
            .filter(|it| may_have(self.facts.model, selector, it.1))
            .map(|it| it.0)
            .collect();
        let of_pods = written.requirements.iter().enumerate().find_map(|(nth, it)| {
            let pair = self.symbols(pair(it).filter(|it| hidden.is_empty() || is_of_applications(it.0))?)?;
            let pod = *self.of_pods.get(&pair)?;
            (!self.of_namespaces.contains_key(&pair)).then_some(Why::LabelOfPods(nth, pod))
        });
        if of_pods.is_some() {
            return of_pods;
        }
        let nearest = match self.search.namespace(selector) {
            Found::Near(it) => Some(it),
            Found::Nobody => None,
            Found::Fits | Found::TooMuch => return None,
        };
        let slip = nearest.as_ref().and_then(Nearest::only_miss).is_some_and(|it| it.is_slip);
        if !slip && !hidden.is_empty() {
            return Some(Why::UnknownLabels(hidden));
        }
        // An input of policies alone says nothing of the cluster.
        let knows = self.has_pods || cluster.namespaces.iter().any(|it| it.location.is_some());
        (knows && ask.peer.is_some()).then_some(Why::NoNamespace(nearest))
    }

    /// The namespaces are there, and no pod in them has the labels.
    fn without_pod(&self, ask: &Ask<'m>, pods: &Pods, namespaces: &[NamespaceId]) -> Option<Why> {
        let written = ask.pods?;
        if blank(self.facts, ask, Of::Pods) || !namespaces.iter().any(|it| self.inhabited.contains(it)) {
            return None;
        }
        let nearest = match self.search.pod(namespaces, &pods.selector) {
            Found::Near(it) => Some(it),
            Found::Nobody => None,
            // Pods in the network of their node have the labels.
            Found::Fits | Found::TooMuch => return None,
        };
        // That is told of subjects of cluster-wide policies by a rule of their own.
        let is_other_rule = ask.is_cluster_wide && ask.peer.is_none();
        let is_meant = nearest.as_ref().is_some_and(Nearest::is_meant);
        // A rule of its own tells that (L-35).
        if self.search.on_workload(namespaces, &pods.selector)?.is_some() {
            return None;
        }
        if !is_other_rule {
            let of_namespace = written.requirements.iter().enumerate().find_map(|(nth, it)| {
                let pair = self.symbols(pair(it)?)?;
                let namespace = *self.of_namespaces.get(&pair)?;
                (!self.of_pods.contains_key(&pair)).then_some(Why::LabelOfNamespace(nth, namespace))
            });
            let found = of_namespace
                .or_else(|| self.elsewhere(ask, &pods.selector))
                .or_else(|| self.own_labels(ask, pods, namespaces));
            if found.is_some() {
                return found;
            }
        }
        match nearest {
            Some(it) if is_meant => Some(Why::Near(it)),
            _ if ask.peer.is_none() && !is_other_rule && pods.selector.asks_for_labels() => {
                let others = self.search.meant(&pods.selector);
                Some(if others.is_empty() { Why::Nothing(nearest) } else { Why::SubjectElsewhere(others) })
            }
            nearest => (!is_other_rule).then_some(Why::Nothing(nearest)),
        }
    }

    /// A podSelector alone, for which another namespace has pods (L-05).
    fn elsewhere(&self, ask: &Ask<'m>, selector: &Selector) -> Option<Why> {
        let alone = ask.peer.is_some() && ask.namespaces.is_none() && !ask.has_blank_namespaces;
        alone.then_some(())?;
        let mut namespaces: Vec<NamespaceId> = Vec::new();
        let mut first = None;
        for (id, it) in self.search.having(selector)?.iter() {
            first.get_or_insert(*id);
            if namespaces.last() != Some(&it.namespace) {
                namespaces.push(it.namespace);
            }
        }
        Some(Why::Elsewhere(namespaces, first?))
    }

    /// Pairs of the policy's labels or subject that stand in the peer again (L-75).
    fn own_labels(&self, ask: &Ask<'m>, pods: &Pods, namespaces: &[NamespaceId]) -> Option<Why> {
        let (_, subject) = (ask.peer?, self.facts.subject(ask.policy)?);
        let written = ask.pods.filter(|_| !ask.is_cluster_wide)?;
        let is_own = |(key, value): (&str, &str)| {
            let of_policy = || ask.meta.labels.iter().any(|it| it.0 == key && it.1 == value);
            of_policy() || subject.requirements.iter().filter_map(pair).any(|it| it == (key, value))
        };
        let own: Vec<usize> = written
            .requirements
            .iter()
            .enumerate()
            .filter(|it| pair(it.1).is_some_and(is_own))
            .map(|it| it.0)
            .collect();
        if own.is_empty() || own.len() == written.requirements.len() {
            return None;
        }
        let others = pods.selector.requirements.iter().enumerate().filter(|it| !own.contains(&it.0));
        let rest = Selector { requirements: others.map(|it| it.1.clone()).collect() };
        for (id, it) in namespaces.iter().flat_map(|it| self.search.pods_of(*it)) {
            self.search.spend(rest.requirements.len() + 1)?;
            if rest.test(&it.labels) == Tri::Yes {
                return Some(Why::OwnLabels(own, *id));
            }
        }
        None
    }

    /// The DNS pods are in every cluster, and seldom in an input; nor is anything else of its system.
    fn is_served_by_system(&self, ask: &Ask<'m>, namespaces: &[NamespaceId]) -> bool {
        let cluster = &self.facts.model.cluster;
        let is_dns = |it: &LabelSelector| {
            let mut all = it.requirements.iter();
            all.all(|it| {
                it.key == "k8s-app" && wants(it.operator) && it.values.iter().any(|it| it == "kube-dns")
            })
        };
        let is_system = |it: &NamespaceId| is_of_system(&cluster.namespaces.at(*it).name);
        let reaches_others = ask.namespaces.is_some();
        reaches_others && ask.pods.is_some_and(is_dns)
            || namespaces.iter().all(|it| is_system(it) && !self.inhabited.contains(it))
    }

    fn symbols(&self, (key, value): (&str, &str)) -> Option<(Symbol, Symbol)> {
        let strings = &self.facts.model.cluster.strings;
        Some((strings.find(key)?, strings.find(value)?))
    }
}

/// Whether a selector asks for a label: that one is absent holds for nearly everything.
fn wants(it: Operator) -> bool {
    match it {
        Operator::Equals | Operator::In => true,
        Operator::NotIn | Operator::Exists | Operator::DoesNotExist => false,
    }
}

/// Labels that say which application a pod belongs to, and that namespaces hardly ever have.
fn is_of_applications(key: &str) -> bool {
    ["app", "k8s-app", "run", "component", "tier", "role"].contains(&key)
        || key.starts_with("app.kubernetes.io/")
}

/// Whether a namespace that is not in the input would be selected with labels that nobody knows: what is asked of its
/// name holds.
fn may_have(model: &crate::model::Model, selector: &Selector, it: &crate::cluster::Namespace) -> bool {
    let name = model.cluster.strings.find(NAME_LABEL);
    let of_name = selector.requirements.iter().filter(|it| Some(it.key) == name);
    of_name.into_iter().all(|asked| asked.test(&it.labels) == Tri::Yes)
        && selector.requirements.iter().any(|it| Some(it.key) != name)
}

/// Whether a value of the selector is left blank, which a rule of its own tells (L-24).
fn blank(facts: &Facts<'_>, ask: &Ask<'_>, of: Of) -> bool {
    super::blank_value::blanks(facts, ask).iter().any(|it| it.0 == of)
}
