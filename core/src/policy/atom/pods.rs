//! Is it a pod of these namespaces with these labels?

use super::answer::{Answer, Because, Comparisons};
use super::seen::Seen;
use crate::cluster::{Cluster, PodBody};
use crate::ids::NamespaceId;
use crate::policy::Selector;
use crate::tri::Tri;

/// Pods by their namespace and labels.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pods {
    /// Where to look.
    pub scope: Scope,
    /// What to look for.
    pub selector: Selector,
    /// Whether it asks host-network pods, too, where these are pods to policies: cluster-wide policies never do
    /// (C-01).
    pub host_network: bool,
    /// Whether the question is in doubt, so that nobody's answer is yes: the policy is perhaps not as it is read.
    pub is_in_doubt: bool,
}

/// The namespaces that a selector looks at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The policy's own.
    Own(NamespaceId),
    /// Those with these labels.
    Matching(Selector),
    /// Those that one of these matches.
    AnyOf(Vec<Selector>),
}

impl Pods {
    pub(super) fn answer<T: Comparisons>(&self, seen: &Seen<'_>) -> Answer<T> {
        let asked = seen.pod().filter(|_| self.host_network || !seen.shares_node());
        let Some(pod) = asked else { return Answer { tri: Tri::No, because: Because::NoPod } };
        let (in_namespace, namespace) = self.scope.compare(seen.cluster, pod);
        let (matches, pod) = self.selector.compare(&pod.labels, pod.workload_labels.as_deref());
        let tri = self.doubted(in_namespace.and(matches));
        Answer { tri, because: Because::Pods { namespace, pod } }
    }
}

impl Pods {
    /// Whether a pod has the labels that are asked for, in a namespace that is: also one that shares its node's network,
    /// of which the answer to the question is no.
    pub(crate) fn fit(&self, cluster: &Cluster, pod: &PodBody) -> Tri {
        self.scope.compare::<()>(cluster, pod).0.and(self.selector.test(&pod.labels))
    }

    /// An answer, as far as it can be relied on.
    pub(crate) fn doubted(&self, answer: Tri) -> Tri {
        if self.is_in_doubt && answer == Tri::Yes { Tri::Unknown } else { answer }
    }
}

impl Scope {
    fn compare<T: Comparisons>(&self, cluster: &Cluster, pod: &PodBody) -> (Tri, Result<T, bool>) {
        let namespace = cluster.namespaces.at(pod.namespace);
        let labels = &namespace.labels;
        let is_meant = match self {
            Scope::Own(_) if namespace.is_any => Tri::Unknown,
            Scope::Own(it) => (pod.namespace == *it).into(),
            Scope::AnyOf(all) => all.iter().map(|it| it.test(labels)).max().unwrap_or(Tri::No),
            Scope::Matching(it) => {
                let (tri, comparisons) = it.compare(labels, None);
                return (tri, Ok(comparisons));
            }
        };
        (is_meant, Err(is_meant == Tri::Yes))
    }
}
