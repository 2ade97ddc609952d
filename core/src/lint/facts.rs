//! What several rules ask of a model: found once, when the first of them asks.

mod admission;
mod entries;
mod hosts;
mod ports;
mod templates;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::asks::{self, Ask};
use super::coverage::Coverage;
use super::dead::{self, Dead, Why};
use super::dns::Dns;
use super::namespace_name_label;
use super::namespaces::{self, Kept};
use crate::diagnostic::Diagnostic;
use crate::edit::Written;
use crate::explain::ingress::Published;
use crate::hash::{HashMap, HashSet};
use crate::ids::{EndpointId, IdVec, NamespaceId, PolicyId, Symbol};
use crate::kind::{Ingress, IngressBackend, LabelSelector};
use crate::model::Model;
use crate::order::sort_dedup;
use crate::source::Location;

use admission::AdmissionKey;
pub(super) use admission::{Admission, Admitted};
pub(super) use entries::Entry;
pub(super) use ports::{Behind, Chosen, PortsOfPods};

/// A model, and what the rules of one run share.
pub(crate) struct Facts<'m> {
    pub(crate) model: &'m Model,
    published: OnceCell<Vec<Published>>,
    coverage: OnceCell<Coverage>,
    /// Which ports pods have, by their containers and by the Services before them.
    ports: OnceCell<PortsOfPods<'m>>,
    /// Pods in the network of their nodes, one for each set of labels, with all that have it.
    hosts: OnceCell<Vec<(EndpointId, Vec<EndpointId>)>>,
    /// What NetworkPolicies admit to a port of a class of pods.
    admissions: RefCell<HashMap<AdmissionKey, Option<Admission>>>,
    rules_left: Cell<usize>,
    asks: OnceCell<IdVec<u32, Ask<'m>>>,
    dead: OnceCell<IdVec<u32, Dead>>,
    name_labels: OnceCell<HashSet<(Symbol, Symbol)>>,
    dns: OnceCell<Dns>,
    namespaces: OnceCell<IdVec<NamespaceId, Kept>>,
    /// Where policies stand, in the order of the text.
    places: OnceCell<Vec<Location>>,
    /// `None`: the object cannot be read by itself.
    written: RefCell<FxHashMap<Location, Option<Rc<Written<'m>>>>>,
}

impl<'m> Facts<'m> {
    pub(crate) fn new(model: &'m Model) -> Facts<'m> {
        Facts {
            model,
            published: OnceCell::new(),
            coverage: OnceCell::new(),
            ports: OnceCell::new(),
            hosts: OnceCell::new(),
            admissions: RefCell::default(),
            rules_left: Cell::new(admission::MOST),
            asks: OnceCell::new(),
            dead: OnceCell::new(),
            name_labels: OnceCell::new(),
            dns: OnceCell::new(),
            namespaces: OnceCell::new(),
            places: OnceCell::new(),
            written: RefCell::default(),
        }
    }

    /// Every backend of every Ingress with its object.
    pub(crate) fn published(
        &self,
    ) -> impl Iterator<Item = (&'m Ingress, &'m IngressBackend, &Published)> + use<'_, 'm> {
        let model = self.model;
        let all = self.published.get_or_init(|| model.known().published()).iter();
        all.filter_map(move |it| {
            let (ingress, backend) = it.written(&model.read.manifests)?;
            Some((ingress, backend, it))
        })
    }

    /// Rules and policies that others cover.
    pub(super) fn coverage(&self) -> &Coverage {
        self.coverage.get_or_init(|| Coverage::of(self.model))
    }

    /// The selectors of all policies: subjects and peers, in the order of the policies.
    pub(super) fn asks(&self) -> &IdVec<u32, Ask<'m>> {
        self.asks.get_or_init(|| IdVec::from_vec(asks::all(self.model)))
    }

    /// Labels of namespaces whose keys people take for that of the name.
    pub(super) fn name_labels(&self) -> &HashSet<(Symbol, Symbol)> {
        self.name_labels.get_or_init(|| namespace_name_label::labels(self.model))
    }

    /// The selector of pods of a policy's subject.
    pub(super) fn subject(&self, policy: PolicyId) -> Option<&'m LabelSelector> {
        let asks = self.asks().as_slice();
        let at = asks.partition_point(|it| it.policy < policy);
        asks.get(at).filter(|it| it.policy == policy && it.peer.is_none())?.pods
    }

    /// Those of the selectors that select nothing, and why.
    pub(super) fn dead(&self) -> &IdVec<u32, Dead> {
        self.dead.get_or_init(|| IdVec::from_vec(dead::all(self)))
    }

    /// The positions of those of which one thing is to be told.
    pub(super) fn dead_by(&self, told: impl Fn(&Ask<'m>, &Why) -> bool) -> Vec<u32> {
        let all = self.dead().enumerate();
        all.filter(|it| told(self.asks().at(it.1.ask), &it.1.why)).map(|it| it.0).collect()
    }

    /// One of them.
    pub(super) fn dead_at(&self, at: u32) -> (&Ask<'m>, &Why) {
        let it = self.dead().at(at);
        (self.asks().at(it.ask), &it.why)
    }

    /// Who can ask the DNS of the cluster.
    pub(super) fn dns(&self) -> &Dns {
        self.dns.get_or_init(|| Dns::of(self.model))
    }

    /// What NetworkPolicies do for each namespace.
    pub(super) fn namespaces(&self) -> &IdVec<NamespaceId, Kept> {
        self.namespaces.get_or_init(|| namespaces::of(self.model))
    }

    /// An object as it is written, by the place of the whole object: what its author left out, left blank or wrote in
    /// another way than the API has it. `None` where it cannot be read by itself.
    pub(super) fn written(&self, object: Location) -> Option<Rc<Written<'m>>> {
        let read = || Written::of(&self.model.places, object).map(Rc::new);
        self.written.borrow_mut().entry(object).or_insert_with(read).clone()
    }

    /// Whether a word stands in the text of an object, or perhaps does: behind a backslash it may be written in another way.
    /// To look takes much less than to read the object again.
    pub(super) fn may_write(&self, object: Location, word: &str) -> bool {
        let span = object.span.start as usize..object.span.end as usize;
        let text = self.model.places.whole(object.file).and_then(|it| it.get(span));
        text.is_some_and(|it| it.contains(word) || it.contains('\\'))
    }

    /// The same of a place in an object, where an alias stands for what is written before it.
    pub(super) fn may_bring(&self, part: Location, word: &str) -> bool {
        let is_aliased = || self.model.places.text(part).is_none_or(|it| it.contains('*'));
        self.may_write(part, word) || is_aliased()
    }

    /// Whether two fields of the policy of a finding are one place of its text, which an alias repeats.
    pub(super) fn is_one_place(&self, it: &Diagnostic, one: &str, other: &str) -> bool {
        let Some(at) = it.location else { return false };
        let places = self.places.get_or_init(|| {
            let mut all: Vec<Location> = self.model.policies.policies.iter().map(|it| it.location).collect();
            sort_dedup(&mut all);
            all
        });
        let before = places.partition_point(|it| (it.file, it.span.start) <= (at.file, at.span.start));
        let policy = before.checked_sub(1).and_then(|it| places.get(it));
        policy.and_then(|it| self.written(*it)).is_some_and(|it| it.is_one_place(one, other))
    }
}
