//! Policies and peers that do nothing.

use crate::ids::{AtomId, EndpointId, PolicyId};
use crate::model::Model;
use crate::pause::Pause;
use crate::policy::{Atom, Direction, Peers, RuleRef};

/// A policy that selects no pod of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IdlePolicy(pub(crate) PolicyId);

/// An entry of `from` or `to` that is no pod of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IdlePeer {
    pub(crate) rule: RuleRef,
    /// Zero-based position in the list.
    pub(crate) peer: u32,
}

/// What looking at one policy counts for, in the measure of [`Pause::after`].
const POLICY: usize = 256;

/// Whether a pod of the input answers a question about labels, for certain or perhaps.
fn is_answered(model: &Model, atom: AtomId) -> bool {
    let is_real = |it: EndpointId| model.cluster.endpoints.at(it).pod().is_some_and(|it| !it.is_stand_in);
    model.reach.is_selected(atom, is_real)
}

pub(super) async fn idle_policies(model: &Model, pause: &Pause) -> Vec<IdlePolicy> {
    let all = model.policies.policies.enumerate();
    let mut last = None;
    let mut res: Vec<(usize, PolicyId, bool)> = Vec::new();
    // A policy that is taken apart by namespaces selects something if one of its parts does.
    for (id, it) in all {
        pause.after(POLICY).await;
        let selects = is_answered(model, it.subject);
        if last.replace(it.manifest) == Some(it.manifest) {
            if let Some(whole) = res.last_mut() {
                whole.2 |= selects;
            }
        } else {
            res.push((it.manifest, id, selects));
        }
    }
    res.into_iter().filter(|it| !it.2).map(|it| IdlePolicy(it.1)).collect()
}

pub(super) async fn idle_peers(model: &Model, pause: &Pause) -> Vec<IdlePeer> {
    let mut answered: Vec<Option<bool>> = vec![None; model.policies.atoms.as_slice().len()];
    let mut is_idle = |atom: AtomId| {
        if !matches!(model.policies.atoms.at(atom), Atom::Pods(_)) {
            return false;
        }
        let known = answered.get(atom.0 as usize).copied().flatten();
        let res = known.unwrap_or_else(|| is_answered(model, atom));
        if let Some(it) = answered.get_mut(atom.0 as usize) {
            *it = Some(res);
        }
        !res
    };
    let mut res = Vec::new();
    for (policy, it) in model.policies.policies.enumerate() {
        pause.after(POLICY).await;
        // Parts of one policy have the same peers but for the namespaces, and are no mistake of its author.
        if it.namespace.is_none() && is_part(model, policy) {
            continue;
        }
        for direction in Direction::BOTH {
            for (index, rule) in (0u32..).zip(model.policies.rules(policy, direction)) {
                let Peers::Only(atoms) = &rule.peers else { continue };
                let rule = RuleRef { policy, direction, index };
                let idle = (0u32..).zip(atoms).filter(|it| is_idle(*it.1));
                res.extend(idle.map(|(peer, _)| IdlePeer { rule, peer }));
            }
        }
    }
    res
}

/// Whether a policy is one of several that were made of one manifest.
fn is_part(model: &Model, policy: PolicyId) -> bool {
    let manifest = |at: Option<u32>| Some(model.policies.policies.get(PolicyId(at?))?.manifest);
    let own = manifest(Some(policy.0));
    own == manifest(policy.0.checked_sub(1)) || own == manifest(policy.0.checked_add(1))
}
