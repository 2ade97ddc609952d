//! Which pods policies that take no part may select: their verdicts may be others.

use crate::cluster::{Cluster, LabelValue, PodBody};
use crate::hash::HashMap;
use crate::ids::NamespaceId;
use crate::kind::MissingPolicy;
use crate::options::Options;

/// Policies that take no part, by the pods that they may select.
#[derive(Debug, Default)]
pub struct Missing {
    policies: Vec<MissingPolicy>,
    by_namespace: HashMap<NamespaceId, Vec<usize>>,
    everywhere: Vec<usize>,
}

impl Missing {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.policies.is_empty()
    }

    /// The policies of an input.
    pub(super) fn new(policies: Vec<MissingPolicy>, cluster: &Cluster, options: &Options) -> Missing {
        let mut res = Missing::default();
        for (index, it) in policies.iter().enumerate() {
            match it.namespace() {
                None => res.everywhere.push(index),
                Some(name) => {
                    let name = if name.is_empty() { &options.default_namespace } else { name };
                    if let Some(it) = cluster.namespace(name) {
                        res.by_namespace.entry(it).or_default().push(index);
                    }
                }
            }
        }
        res.policies = policies;
        res
    }

    /// All of them, in reading order.
    pub fn all(&self) -> &[MissingPolicy] {
        &self.policies
    }

    /// Those that may select a pod, in reading order.
    pub fn of<'a>(
        &'a self,
        cluster: &'a Cluster,
        pod: &'a PodBody,
    ) -> impl Iterator<Item = &'a MissingPolicy> {
        let here = self.by_namespace.get(&pod.namespace).map(Vec::as_slice).unwrap_or_default();
        let all = self.everywhere.iter().chain(here).filter_map(|it| self.policies.get(*it));
        all.filter(move |it| may_select(cluster, pod, it))
    }
}

fn may_select(cluster: &Cluster, pod: &PodBody, it: &MissingPolicy) -> bool {
    it.selected().iter().all(|(key, value)| {
        pod.labels.iter().any(|(its_key, its_value)| {
            cluster.strings.text(its_key) == key
                && match its_value {
                    LabelValue::Known(it) => cluster.strings.text(it) == value,
                    LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything => true,
                }
        })
    })
}

#[cfg(test)]
mod tests;
