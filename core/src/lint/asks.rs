//! The selectors of all policies, each with its place and its question: what most rules about labels go through.
//!
//! Policies in doubt are left out, and so is what no question is made of: rules of a direction that a policy does not
//! list, and rules that cannot be used.

use super::Spot;
use crate::ids::{AtomId, PolicyId};
use crate::kind::{
    ClusterPeerKind, ClusterPolicy, LabelSelector, Meta, NamespaceMatch, NetworkPolicy, PeerKind, Peers,
    PodsOf, PolicyManifest, Requirement,
};
use crate::model::Model;
use crate::policy::{self, Direction, RuleRef, Usable};
use crate::source::{Location, Span};

/// The subject of a policy, or a peer by selectors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ask<'m> {
    pub(super) policy: PolicyId,
    pub(super) atom: AtomId,
    /// The entry of `from` or `to`; `None`: it is the subject.
    pub(super) peer: Option<(RuleRef, usize)>,
    pub(super) meta: &'m Meta,
    /// The whole peer, or where the subject is written.
    pub(super) span: Span,
    /// `None`: the namespace of the policy.
    pub(super) namespaces: Option<&'m LabelSelector>,
    /// `None`: all pods.
    pub(super) pods: Option<&'m LabelSelector>,
    /// Of a cluster-wide policy.
    pub(super) is_cluster_wide: bool,
    /// A key `namespaceSelector` is written and blank.
    pub(super) has_blank_namespaces: bool,
}

/// Which of the two selectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Pods,
    Namespaces,
}

impl<'m> Ask<'m> {
    /// Where the selectors are: `spec`, `spec.subject`, or the peer.
    pub(super) fn base(&self) -> String {
        match self.peer {
            Some((rule, nth)) => {
                let key = if rule.direction == Direction::Ingress { "from" } else { "to" };
                format!("{}.{key}[{nth}]", rule.path())
            }
            None if self.is_cluster_wide => "spec.subject".to_owned(),
            None => "spec".to_owned(),
        }
    }

    /// The path of one of its selectors.
    pub(super) fn path(&self, of: Of) -> String {
        let base = self.base();
        match (of, self.is_cluster_wide) {
            (Of::Namespaces, true) if self.pods.is_none() => format!("{base}.namespaces"),
            (Of::Namespaces, true) => format!("{base}.pods.namespaceSelector"),
            (Of::Pods, true) => format!("{base}.pods.podSelector"),
            (Of::Namespaces, false) => format!("{base}.namespaceSelector"),
            (Of::Pods, false) => format!("{base}.podSelector"),
        }
    }

    pub(super) fn selector(&self, of: Of) -> Option<&'m LabelSelector> {
        match of {
            Of::Pods => self.pods,
            Of::Namespaces => self.namespaces,
        }
    }

    /// A requirement of one of its selectors.
    pub(super) fn requirement(&self, of: Of, nth: usize) -> Option<&'m Requirement> {
        self.selector(of)?.requirements.get(nth)
    }

    /// Both selectors that are there.
    pub(super) fn selectors(&self) -> impl Iterator<Item = (Of, &'m LabelSelector)> + use<'m> {
        let both = [(Of::Namespaces, self.namespaces), (Of::Pods, self.pods)];
        both.into_iter().filter_map(|it| Some((it.0, it.1?)))
    }

    /// A place in its policy.
    pub(super) fn spot(&self, model: &Model, span: Span) -> Spot {
        let whole = Spot::of_policy(model.policies.policies.at(self.policy));
        Spot { location: self.meta.origin.locate(span), ..whole }
    }

    /// The whole object.
    pub(super) fn object(&self) -> Location {
        self.meta.origin.locate(self.meta.span)
    }
}

/// All of them, in the order of the policies and their rules.
pub(super) fn all(model: &Model) -> Vec<Ask<'_>> {
    let mut res = Vec::new();
    let mut last = None;
    for (id, policy) in model.policies.policies.enumerate() {
        let Some(manifest) = model.cluster.manifests.get(policy.manifest) else { continue };
        // A policy that compares its own namespace with others is there for each of them.
        let is_again = last.replace(policy.manifest) == Some(policy.manifest);
        if manifest.meta().is_in_doubt || manifest.meta().is_stand_in || is_again {
            continue;
        }
        match manifest.as_policy() {
            Some(PolicyManifest::NetworkPolicy(it)) => network_policy(&mut res, model, id, it),
            Some(PolicyManifest::ClusterPolicy(it)) => cluster_policy(&mut res, model, id, it),
            None => {}
        }
    }
    res
}

/// The questions of the peers of each rule that is in use, by the positions of rule and peer.
fn peers(model: &Model, policy: PolicyId) -> impl Iterator<Item = ((RuleRef, usize), AtomId)> + use<'_> {
    Direction::BOTH.into_iter().flat_map(move |direction| {
        let rules = model.policies.rules(policy, direction).iter().enumerate();
        rules.filter(|it| it.1.usable == Usable::Yes).flat_map(move |(index, rule)| {
            let rule_ref = RuleRef { policy, direction, index: index as u32 };
            let atoms = match &rule.peers {
                policy::Peers::Any => &[][..],
                policy::Peers::Only(it) => it,
            };
            atoms.iter().enumerate().map(move |(nth, atom)| ((rule_ref, nth), *atom))
        })
    })
}

fn network_policy<'m>(res: &mut Vec<Ask<'m>>, model: &'m Model, id: PolicyId, it: &'m NetworkPolicy) {
    let policy = model.policies.policies.at(id);
    let subject = Ask {
        policy: id,
        atom: policy.subject,
        peer: None,
        meta: &it.meta,
        span: it.pod_selector.span,
        namespaces: None,
        pods: Some(&it.pod_selector),
        is_cluster_wide: false,
        has_blank_namespaces: false,
    };
    res.push(subject);
    for ((rule, nth), atom) in peers(model, id) {
        let rules = if rule.direction == Direction::Egress { &it.egress } else { &it.ingress };
        let Some(Peers::Only(peers)) = rules.get(rule.index as usize).map(|it| &it.peers) else { continue };
        let Some(peer) = peers.get(nth) else { continue };
        let PeerKind::Pods { namespaces, pods } = &peer.kind else { continue };
        res.push(Ask {
            atom,
            peer: Some((rule, nth)),
            span: peer.span,
            namespaces: namespaces.as_ref(),
            pods: pods.as_ref(),
            has_blank_namespaces: peer.blank.namespaces.is_some(),
            ..subject
        });
    }
}

fn cluster_policy<'m>(res: &mut Vec<Ask<'m>>, model: &'m Model, id: PolicyId, it: &'m ClusterPolicy) {
    let policy = model.policies.policies.at(id);
    let ask = |of: &'m PodsOf, peer, atom, span| match &of.namespaces {
        NamespaceMatch::Labels(namespaces) => Some(Ask {
            policy: id,
            atom,
            peer,
            meta: &it.meta,
            span,
            namespaces: Some(namespaces),
            pods: of.pods.as_ref(),
            is_cluster_wide: true,
            has_blank_namespaces: false,
        }),
        NamespaceMatch::Same(_) | NamespaceMatch::NotSame(_) => None,
    };
    let is_relative = matches!(
        model.policies.atoms.at(policy.subject),
        policy::Atom::Pods(policy::Pods { scope: policy::Scope::Own(_), .. })
    );
    if !is_relative {
        res.extend(ask(&it.subject, None, policy.subject, it.subject.span));
    }
    for (peer, atom) in peers(model, id) {
        let rules = if peer.0.direction == Direction::Egress { &it.egress } else { &it.ingress };
        let found = rules.get(peer.0.index as usize).and_then(|it| it.peers.get(peer.1));
        let Some((ClusterPeerKind::Pods(of), span)) = found.map(|it| (&it.kind, it.span)) else { continue };
        res.extend(ask(of, Some(peer), atom, span));
    }
}
