//! What NetworkPolicies do for each namespace as a whole, for rules about that.

use super::network_policies::{self, Np};
use crate::ids::{EndpointId, IdVec, NamespaceId, PolicyId};
use crate::model::Model;
use crate::policy::{Action, Direction, PerDirection};

/// A namespace.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    /// Its pods that run, apart from those in the network of their node and those that were made up.
    pub(super) pods: u32,
    /// The first of them.
    pub(super) first: Option<EndpointId>,
    /// Whether it has a policy that may not be what it is read as, or one that takes no part.
    pub(super) is_in_doubt: bool,
    /// By direction.
    pub(super) by: PerDirection<Closed>,
}

/// What policies do in one direction.
#[derive(Clone, Debug, Default)]
pub(super) struct Closed {
    /// How many pods some policy of any kind applies to, or perhaps does.
    pub(super) applied: u32,
    /// The first NetworkPolicy that closes the direction for some pods.
    pub(super) some: Option<PolicyId>,
    /// The first that does for all pods, whatever it lets through.
    pub(super) all: Option<PolicyId>,
    /// The first that does for all pods and lets nothing through.
    pub(super) deny: Option<PolicyId>,
    /// Whether a cluster-wide policy denies something in this direction.
    pub(super) by_admin: bool,
}

/// All namespaces.
pub(super) fn of(model: &Model) -> IdVec<NamespaceId, Kept> {
    let mut res: IdVec<NamespaceId, Kept> =
        IdVec::from_vec(model.cluster.namespaces.iter().map(|_| Kept::default()).collect());
    for (id, pod) in model.cluster.pods().filter(|it| it.1.running && !it.1.host_network && !it.1.is_stand_in)
    {
        let it = res.at_mut(pod.namespace);
        it.pods = it.pods.saturating_add(1);
        it.first = it.first.or(Some(id));
        it.is_in_doubt |= model.missing_for(id).next().is_some();
        for direction in Direction::BOTH {
            if !model.reach.applying(direction, id).is_empty() {
                it.by.get_mut(direction).applied += 1;
            }
        }
    }
    let denies = |direction: Direction| {
        let mut cluster_wide = model.policies.policies.iter().filter(|it| !it.tier.mode().isolates());
        cluster_wide.any(|it| it.rules.get(direction).iter().flatten().any(|it| it.action != Action::Accept))
    };
    let denied = PerDirection::from_fn(denies);
    for it in res.iter_mut() {
        for direction in Direction::BOTH {
            it.by.get_mut(direction).by_admin = *denied.get(direction);
        }
    }
    for it in model.policies.policies.iter() {
        let is_in_doubt = model.read.manifests.get(it.manifest).is_some_and(|it| it.meta().is_in_doubt);
        if let Some(namespace) = it.namespace.filter(|_| is_in_doubt) {
            res.at_mut(namespace).is_in_doubt = true;
        }
    }
    for np in network_policies::all(model) {
        let Some(namespace) = np.policy.namespace else { continue };
        for direction in Direction::BOTH.into_iter().filter(|it| np.isolates(*it)) {
            res.at_mut(namespace).by.get_mut(direction).add(np, direction);
        }
    }
    res
}

impl Closed {
    fn add(&mut self, np: Np<'_>, direction: Direction) {
        let id = Some(np.id);
        self.some = self.some.or(id);
        if np.selects_all() {
            self.all = self.all.or(id);
            self.deny = self.deny.or(id.filter(|_| np.denies_all(direction)));
        }
    }
}

impl Kept {
    /// Whether one direction is closed for all pods, and the other one is not.
    pub(super) fn is_half_closed(&self, open: Direction) -> bool {
        let (open, closed) = (self.by.get(open), self.by.get(open.opposite()));
        let all_are = self.pods > 0 && open.applied == self.pods;
        closed.deny.is_some() && open.all.is_none() && !open.by_admin && !all_are && !self.is_in_doubt
    }
}

/// Namespaces of the cluster itself, which are mostly left to who runs it.
pub(super) fn is_of_cluster(name: &str) -> bool {
    name.starts_with("kube-") || name.starts_with("openshift-") || name == "openshift"
}
