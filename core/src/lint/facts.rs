//! What several rules ask of a model: found once, when the first of them asks.

use std::cell::OnceCell;

use super::coverage::Coverage;
use crate::explain::ingress::Published;
use crate::kind::{Ingress, IngressBackend};
use crate::model::Model;

/// A model, and what the rules of one run share.
pub(crate) struct Facts<'m> {
    pub(crate) model: &'m Model,
    published: OnceCell<Vec<Published>>,
    coverage: OnceCell<Coverage>,
}

impl<'m> Facts<'m> {
    pub(crate) fn new(model: &'m Model) -> Facts<'m> {
        Facts { model, published: OnceCell::new(), coverage: OnceCell::new() }
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
}
