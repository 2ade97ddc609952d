//! What NetworkPolicies admit to a port of a pod.

use super::Facts;
use crate::ids::{ClassId, EndpointId, PolicyId};
use crate::lint::added;
use crate::policy::{Action, Atom, Direction, Peers, Rule};
use crate::protocol::Protocol;
use crate::tri::Tri;

/// A class of pods, and a port.
pub(super) type AdmissionKey = (ClassId, (Protocol, u16));

/// So many rules are looked at for all pods and ports together.
pub(super) const MOST: usize = 2_000_000;

/// Who is admitted to a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lint) enum Admitted {
    /// No rule is for the port.
    Nobody,
    /// Pods only.
    Pods,
    /// Addresses, or everyone.
    Addresses,
}

/// What becomes of connections to a port of a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lint) struct Admission {
    /// The first policy that isolates the pod for certain.
    pub(in crate::lint) isolates: PolicyId,
    pub(in crate::lint) admitted: Admitted,
}

impl<'m> Facts<'m> {
    /// Who is admitted to a port of a pod by NetworkPolicies; `None` where no policy isolates it for certain, or that is
    /// not known.
    pub(in crate::lint) fn admission(&self, to: EndpointId, port: (Protocol, u16)) -> Option<Admission> {
        let model = self.model;
        // All pods of a class are judged alike, and resolve the names of policies alike.
        let key = (*model.reach.classes.of.at(to), port);
        if let Some(it) = self.admissions.borrow().get(&key) {
            return *it;
        }
        let found = self.isolating(Direction::Ingress, to).and_then(|isolates| {
            let applying = model.reach.applying(Direction::Ingress, to).iter().map(|it| it.0);
            // What an earlier stage accepts is not asked here; a later one is not asked at all.
            let asked = applying.filter(|it| !model.policies.tier(*it).is_after_isolation());
            let mut admitted = Admitted::Nobody;
            for rule in asked.flat_map(|it| model.policies.rules(it, Direction::Ingress)) {
                self.rules_left.set(self.rules_left.get().checked_sub(1)?);
                if rule.action == Action::Accept && self.is_for_port(rule, to, port) {
                    admitted = admitted.max(self.admitted(rule));
                }
            }
            Some(Admission { isolates, admitted })
        });
        self.admissions.borrow_mut().insert(key, found);
        found
    }

    /// The NetworkPolicy that isolates a pod for certain: of several the first that is not for all pods of its namespace.
    pub(in crate::lint) fn isolating(&self, direction: Direction, pod: EndpointId) -> Option<PolicyId> {
        let policies = &self.model.policies;
        let applying = self.model.reach.applying(direction, pod).iter().filter(|it| it.1 == Tri::Yes);
        let mut all = applying.map(|it| it.0).filter(|it| policies.policies.at(*it).tier.mode().isolates());
        let first = all.next()?;
        let mut those = std::iter::once(first).chain(all);
        Some(those.find(|it| added::is_for_some(self, *it)).unwrap_or(first))
    }

    /// Whether a rule is for a port of a pod.
    pub(in crate::lint) fn is_for_port(&self, it: &Rule, to: EndpointId, port: (Protocol, u16)) -> bool {
        let named = || {
            let pod = self.model.cluster.endpoints.get(to).and_then(|it| it.pod());
            pod.is_some_and(|pod| {
                let numbers = |&(protocol, name): &(Protocol, crate::ids::Symbol)| {
                    let declared = pod.declared(protocol, self.model.text(name));
                    (protocol == port.0)
                        .then_some(declared)
                        .into_iter()
                        .flatten()
                        .any(|it| it.number == port.1)
                };
                it.ports.names.iter().any(numbers)
            })
        };
        it.ports.numbers.contains(port.0, port.1) || named()
    }

    fn admitted(&self, it: &Rule) -> Admitted {
        let is_pods = |it: &crate::ids::AtomId| matches!(self.model.policies.atoms.at(*it), Atom::Pods(_));
        match &it.peers {
            Peers::Only(atoms) if atoms.iter().all(is_pods) => Admitted::Pods,
            Peers::Any | Peers::Only(_) => Admitted::Addresses,
        }
    }
}
