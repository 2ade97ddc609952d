//! Why a policy selects no pod of the input: what is told above it, by lints, and of pods that it was written for.

use super::{Found, Nearest, Search};
use crate::ids::{EndpointId, NamespaceId, PolicyId};
use crate::model::Model;
use crate::policy::selector::Requirement;
use crate::policy::{Atom, Pods, Scope, Selector};
use crate::tri::Tri;

/// Why a policy of one namespace selects no pod.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Unselected {
    /// Its namespace has no pods; these have some with the labels.
    NoPods(NamespaceId, Vec<NamespaceId>),
    /// A workload has the labels, and the template of its pods has not; the first requirement that fails for it.
    OnWorkload(EndpointId, usize),
    /// These other namespaces have pods with the labels, and no pod of its own is plainly meant.
    Elsewhere(Vec<NamespaceId>),
    /// The pod that fails the fewest requirements.
    Near(Nearest<EndpointId>),
}

/// Why a policy selects no pod of the input; `None` where it selects one, or perhaps does, or no pod is there to be selected.
/// Pods that were made up do not count.
pub(crate) fn unselected(model: &Model, policy: PolicyId) -> Option<Unselected> {
    let Atom::Pods(Pods { scope: Scope::Own(own), selector, is_in_doubt: false, .. }) =
        model.policies.atoms.at(model.policies.policies.get(policy)?.subject)
    else {
        return None;
    };
    let search = Search::new(&model.cluster);
    if search.pods().is_empty() || selector.requirements.is_empty() && !search.pods_of(*own).is_empty() {
        return None;
    }
    if search.pods_of(*own).is_empty() {
        return Some(Unselected::NoPods(*own, search.meant(selector)));
    }
    let namespaces = [*own];
    if let Some((workload, requirement)) = search.on_workload(&namespaces, selector)? {
        return Some(Unselected::OnWorkload(workload, requirement));
    }
    let nearest = match search.pod(&namespaces, selector) {
        Found::Near(it) => Some(it),
        Found::Nobody => None,
        Found::Fits | Found::TooMuch => return None,
    };
    let is_meant = nearest.as_ref().is_some_and(Nearest::is_meant);
    let others = if is_meant { Vec::new() } else { search.meant(selector) };
    if others.is_empty() { nearest.map(Unselected::Near) } else { Some(Unselected::Elsewhere(others)) }
}

impl Search<'_> {
    /// The namespaces that have pods with these labels: none where it would take too long to know, and none of a selector that
    /// asks for no label, which takes every pod and says of none that it is meant.
    pub(crate) fn meant(&self, selector: &Selector) -> Vec<NamespaceId> {
        let mut res: Vec<NamespaceId> = Vec::new();
        if !selector.asks_for_labels() {
            return res;
        }
        // Pods are sorted by namespace.
        for (_, it) in self.having(selector).iter().flat_map(|it| it.iter()) {
            if res.last() != Some(&it.namespace) {
                res.push(it.namespace);
            }
        }
        res
    }

    /// The first workload of these namespaces that has the labels which its template has not, and the first requirement that
    /// fails there; `None` where it would take too long to know.
    pub(crate) fn on_workload(
        &self,
        namespaces: &[NamespaceId],
        selector: &Selector,
    ) -> Option<Option<(EndpointId, usize)>> {
        for (id, it) in namespaces.iter().flat_map(|it| self.pods_of(*it)) {
            let Some(workload) = it.workload_labels.as_deref() else { continue };
            self.spend(selector.requirements.len() + 1)?;
            let holds = |asked: &Requirement| asked.test(&it.labels);
            let would_do = |asked: &Requirement| {
                holds(asked) == Tri::No
                    && asked.test(workload) == Tri::Yes
                    && workload.get(asked.key).is_some()
            };
            let mut all = selector.requirements.iter();
            if all.all(|it| holds(it) == Tri::Yes || would_do(it)) {
                let nth =
                    selector.requirements.iter().position(|it| holds(it) != Tri::Yes).unwrap_or_default();
                return Some(Some((*id, nth)));
            }
        }
        Some(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::short;

    fn of(lines: &str) -> Option<Unselected> {
        let analysis = short(lines);
        unselected(analysis.model(), PolicyId(0))
    }

    #[test]
    fn each_reason_is_found_once() {
        let policy = "np x/p {podSelector: {matchLabels: {app: api, tier: back}}}";
        assert!(matches!(
            of(&format!("pod y/api app=api tier=back\n{policy}")),
            Some(Unselected::NoPods(_, there)) if there.len() == 1
        ));
        assert!(matches!(
            of(&format!("pod y/api app=web\n{policy}")),
            Some(Unselected::NoPods(_, there)) if there.is_empty()
        ));
        assert!(matches!(
            of(&format!("deployment x/api own:tier=back app=api\n{policy}")),
            Some(Unselected::OnWorkload(_, 1))
        ));
        assert!(matches!(
            of(&format!("pod x/web app=web\npod x/api app=api tier=front\n{policy}")),
            Some(Unselected::Near(it)) if it.only_miss().is_some_and(|it| it.requirement == 1)
        ));
        assert!(matches!(
            of(&format!("pod x/web app=web\npod y/api app=api tier=back\n{policy}")),
            Some(Unselected::Elsewhere(there)) if there.len() == 1
        ));
        assert_eq!(of(&format!("pod x/api app=api tier=back\n{policy}")), None);
        assert_eq!(of(policy), None);
        // A default deny that is prepared says nothing of pods elsewhere.
        assert!(matches!(
            of("pod y/api app=api\nnp x/p {podSelector: {}}"),
            Some(Unselected::NoPods(_, there)) if there.is_empty()
        ));
    }
}
