//! What several rules ask of a model: found once, when the first of them asks.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::coverage::Coverage;
use super::dns::Dns;
use super::namespaces::{self, Kept};
use crate::edit::Written;
use crate::explain::ingress::Published;
use crate::ids::{IdVec, NamespaceId};
use crate::kind::{Ingress, IngressBackend};
use crate::model::Model;
use crate::source::Location;

/// A model, and what the rules of one run share.
pub(crate) struct Facts<'m> {
    pub(crate) model: &'m Model,
    published: OnceCell<Vec<Published>>,
    coverage: OnceCell<Coverage>,
    dns: OnceCell<Dns>,
    namespaces: OnceCell<IdVec<NamespaceId, Kept>>,
    /// `None`: the object cannot be read by itself.
    written: RefCell<FxHashMap<Location, Option<Rc<Written<'m>>>>>,
}

impl<'m> Facts<'m> {
    pub(crate) fn new(model: &'m Model) -> Facts<'m> {
        Facts {
            model,
            published: OnceCell::new(),
            coverage: OnceCell::new(),
            dns: OnceCell::new(),
            namespaces: OnceCell::new(),
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
}
