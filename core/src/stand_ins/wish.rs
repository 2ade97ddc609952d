//! Policies to the pods that would show what they do.

use crate::kind::{LabelSelector, Manifest, PortMatch, WrittenPeer, WrittenPort, WrittenRule};
use crate::protocol::Protocol;
use crate::source::Location;

/// A pod that should be there.
pub(super) struct Wish<'m> {
    /// For which policy, by its position.
    pub(super) policy: usize,
    /// Where it lives.
    pub(super) space: Space<'m>,
    /// What its labels are.
    pub(super) labels: Wanted<'m>,
    /// The ports that it should have.
    pub(super) ports: Vec<WrittenPort<'m>>,
    /// Whether a selector asks for it; the others only show what a selector leaves out.
    pub(super) is_essential: bool,
    /// The selector that asks for it.
    pub(super) at: Location,
}

/// The namespace of a pod that should be there.
#[derive(Clone, Copy)]
pub(super) enum Space<'m> {
    /// This one; empty for any.
    Named(&'m str),
    /// One with such labels.
    Matching(&'m LabelSelector),
    /// Neither this one nor one with such labels.
    OtherThan(&'m str, Option<&'m LabelSelector>),
}

/// The labels of a pod that should be there.
#[derive(Clone)]
pub(super) enum Wanted<'m> {
    /// Such that this selector takes it; `None`: any.
    Taken(Option<&'m LabelSelector>),
    /// Such that none of these takes it, in the namespace where the first wish for it finds its pod.
    LeftOut(Vec<&'m LabelSelector>),
}

/// All wishes: what selectors ask for first, so that what only shows a contrast finds a pod among these.
pub(super) fn wishes<'m>(policies: &[&'m Manifest]) -> Vec<Wish<'m>> {
    let mut res = Vec::new();
    for (policy, it) in policies.iter().enumerate() {
        essential(policy, it, &mut res);
    }
    let taken: Vec<(usize, Space<'m>, Option<&LabelSelector>, Location)> = res
        .iter()
        .filter_map(|it| match it.labels {
            Wanted::Taken(pods) => Some((it.policy, it.space, pods, it.at)),
            Wanted::LeftOut(_) => None,
        })
        .collect();
    let selectors = |policy: usize| -> Vec<&'m LabelSelector> {
        let of_policy = taken.iter().filter(|it| it.0 == policy).filter_map(|it| it.2);
        of_policy.filter(|it| !it.requirements.is_empty()).collect()
    };
    for &(policy, space, pods, at) in &taken {
        let left_out = Wanted::LeftOut(selectors(policy));
        res.push(Wish { policy, space, labels: left_out, ports: Vec::new(), is_essential: false, at });
        let own = policies.get(policy).map_or("", |it| it.meta().namespace.as_str());
        // Every namespace is taken: one that is not the policy's own shows it.
        let is_everywhere =
            matches!(space, Space::Matching(it) if it.requirements.is_empty()) && !own.is_empty();
        let elsewhere = match space {
            Space::Matching(_) if is_everywhere => Space::OtherThan(own, None),
            Space::Named(it) => Space::OtherThan(it, None),
            Space::Matching(it) => Space::OtherThan(own, Some(it)),
            Space::OtherThan(..) => continue,
        };
        // Who is selected is seen in its own namespace.
        if (is_everywhere || pods.is_some_and(|it| !it.requirements.is_empty()))
            && is_peer(policies, policy, at)
        {
            let labels = Wanted::Taken(pods);
            res.push(Wish { policy, space: elsewhere, labels, ports: Vec::new(), is_essential: false, at });
        }
    }
    res
}

fn is_peer(policies: &[&Manifest], policy: usize, at: Location) -> bool {
    let policy = policies.get(policy);
    let subject = policy.and_then(|it| Some(it.meta().origin.locate(it.written_subject()?.span)));
    subject != Some(at)
}

/// Who is selected, and who is taken by each peer.
fn essential<'m>(policy: usize, it: &'m Manifest, wishes: &mut Vec<Wish<'m>>) {
    let own = it.meta().namespace.as_str();
    let Some(subject) = it.written_subject() else { return };
    let rules = |egress: bool| -> Vec<WrittenRule<'m>> {
        (0..).map_while(|index| it.written_rule(egress, index)).collect()
    };
    let (ingress, egress) = (rules(false), rules(true));
    let space = subject.namespaces.map_or(Space::Named(own), Space::Matching);
    wishes.push(Wish {
        policy,
        space,
        labels: Wanted::Taken(subject.pods),
        ports: ingress.iter().filter_map(|it| it.ports.clone()).flatten().collect(),
        is_essential: true,
        at: it.meta().origin.locate(subject.span),
    });
    for (rule, is_egress) in ingress.iter().map(|it| (it, false)).chain(egress.iter().map(|it| (it, true))) {
        for (span, peer) in rule.peers.iter().flatten() {
            let WrittenPeer::Pods { namespaces, pods, .. } = peer else { continue };
            let ports = if is_egress { rule.ports.clone().unwrap_or_default() } else { Vec::new() };
            wishes.push(Wish {
                policy,
                space: namespaces.map_or(Space::Named(own), Space::Matching),
                labels: Wanted::Taken(*pods),
                ports,
                is_essential: true,
                at: it.meta().origin.locate(*span),
            });
        }
    }
}

/// The protocol, number and name of a port; a number is 0 and a name is empty where it is not written.
pub(super) fn port(it: &WrittenPort<'_>) -> Option<(Protocol, u16, String)> {
    let protocol = it.protocol.unwrap_or(Protocol::Tcp);
    match it.port {
        PortMatch::Range(first, _) => Some((protocol, *first, String::new())),
        PortMatch::Named(name) => Some((protocol, 0, name.clone())),
        PortMatch::Any => None,
    }
}
