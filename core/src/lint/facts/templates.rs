//! What only the text of a pod or of a template says: annotations and probes. One pod stands for all of its owner.

use std::rc::Rc;

use super::Facts;
use crate::cluster::PodBody;
use crate::edit::Written;
use crate::hash::HashSet;
use crate::ids::EndpointId;

/// Where pods and templates begin in the objects that have one.
const PREFIXES: [&str; 3] = ["", "spec.template.", "spec.jobTemplate.spec.template."];

impl<'m> Facts<'m> {
    /// Pods of which each is made by another owner, or by none.
    pub(in crate::lint) fn representatives(&self) -> Vec<(EndpointId, &'m PodBody)> {
        let mut seen: HashSet<(u32, &str, &str)> = HashSet::default();
        let mut first = |pod: &'m PodBody| {
            let owner = pod.owner.as_ref();
            owner.is_none_or(|it| seen.insert((pod.namespace.0, it.kind.as_str(), it.name.as_str())))
        };
        self.model
            .cluster
            .pods()
            .filter(|it| !it.1.is_stand_in && !it.1.host_network)
            .filter(|it| first(it.1))
            .collect()
    }

    /// The text of a pod's object, if a word stands in it and so many bytes are left to read.
    pub(in crate::lint) fn template(
        &self,
        pod: &PodBody,
        word: &str,
        left: &mut usize,
    ) -> Option<(Rc<Written<'m>>, &'static str)> {
        let text = self.model.places.text(pod.location).filter(|it| it.contains(word))?;
        *left = left.checked_sub(text.len())?;
        let written = self.written(pod.location)?;
        let has = |it: &&&str| written.at(&format!("{it}spec.containers")).is_some();
        let prefix = PREFIXES.iter().rev().find(has)?;
        Some((written, prefix))
    }
}
