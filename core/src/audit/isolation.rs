//! Who is isolated: by namespace, and the pods that no policy selects.

use super::{Each, Found, POD};
use crate::eval::ClassKind;
use crate::ids::{EndpointId, IdVec, NamespaceId, PolicyId};
use crate::model::Model;
use crate::pause::Pause;
use crate::policy::{Action, Atom, Direction, Peers, PerDirection, Pods, Policy, Rule, Scope};
use crate::protocol::Family;
use crate::tri::Tri;

/// A namespace that has pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamespaceAudit {
    pub(crate) namespace: NamespaceId,
    /// How many pods it has, apart from those that no policy can select.
    pub(crate) pods: u32,
    /// By direction.
    pub(crate) by_direction: PerDirection<Isolated>,
    /// How many of them are isolated for neither direction.
    pub(crate) neither: u32,
    /// How many no policy can select, because they are in their node's network.
    pub(crate) host_network: u32,
}

/// Isolation of the pods of a namespace in one direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Isolated {
    /// How many are certainly isolated.
    pub(crate) pods: u32,
    /// How many of them perhaps are.
    pub(crate) perhaps: u32,
    /// The first that is not certainly isolated.
    pub(crate) open: Option<EndpointId>,
    /// Whether there is a default deny.
    pub(crate) default_deny: Tri,
    /// A policy that is it.
    pub(crate) by: Option<PolicyId>,
}

impl Default for Isolated {
    fn default() -> Isolated {
        Isolated { pods: 0, perhaps: 0, open: None, default_deny: Tri::No, by: None }
    }
}

/// Whether a pod is selected by policies, where it is not for certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Selection {
    /// No policy selects it.
    None,
    /// One perhaps does.
    Perhaps,
    /// None can: it is in its node's network.
    HostNetwork,
}

pub(super) async fn namespaces(each: &Each<'_>, pause: &Pause) -> Vec<NamespaceAudit> {
    let model = each.model;
    let empty = |_| None;
    let mut res: IdVec<NamespaceId, Option<NamespaceAudit>> =
        IdVec::from_vec(model.cluster.namespaces.iter().map(empty).collect());
    for (row, pod) in each.pods() {
        pause.after(POD).await;
        let it = res.at_mut(pod.namespace).get_or_insert_with(|| NamespaceAudit {
            namespace: pod.namespace,
            pods: 0,
            by_direction: PerDirection::from_fn(|_| Isolated::default()),
            neither: 0,
            host_network: 0,
        });
        if is_host(model, row) {
            it.host_network = it.host_network.saturating_add(pod.replicas);
            continue;
        }
        it.pods = it.pods.saturating_add(pod.replicas);
        let isolated = PerDirection::from_fn(|direction| isolated(model, direction, row));
        for direction in Direction::BOTH {
            let here = it.by_direction.get_mut(direction);
            match isolated.get(direction) {
                Tri::Yes => here.pods = here.pods.saturating_add(pod.replicas),
                Tri::Unknown => here.perhaps = here.perhaps.saturating_add(pod.replicas),
                Tri::No => {}
            }
            if *isolated.get(direction) != Tri::Yes {
                here.open = here.open.or(Some(row));
            }
        }
        if isolated.egress == Tri::No && isolated.ingress == Tri::No {
            it.neither = it.neither.saturating_add(pod.replicas);
        }
    }
    let mut res: Vec<NamespaceAudit> = res.iter().flatten().cloned().collect();
    let wide = PerDirection::from_fn(|it| denies_all(model, it));
    for it in &mut res {
        pause.after(POD).await;
        let namespace = it.namespace;
        for direction in Direction::BOTH {
            let (tri, by) = default_deny(model, wide.get(direction), namespace);
            let here = it.by_direction.get_mut(direction);
            (here.default_deny, here.by) = (tri, by);
        }
    }
    res
}

/// Whether policies isolate a pod: one whose stage isolates selects it.
pub(super) fn isolated(model: &Model, direction: Direction, row: EndpointId) -> Tri {
    let applying = model.reach.applying(direction, row).iter();
    let isolating = applying.filter(|it| model.policies.tier(it.0).mode().isolates());
    isolating.map(|it| it.1).max().unwrap_or(Tri::No)
}

/// The policies of a direction of which each is a default deny for the namespaces whose pods it selects, all of them: it
/// isolates and lets in not everything, or is of a stage with an order and denies every pod everything.
fn denies_all(model: &Model, direction: Direction) -> Vec<(PolicyId, &Pods)> {
    let subject = |it: &Policy| match model.policies.atoms.at(it.subject) {
        Atom::Pods(pods) if pods.selector.requirements.is_empty() => Some(it.subject),
        Atom::Pods(_) | Atom::Block(_) | Atom::Networks(_) | Atom::Nodes(_) | Atom::DomainNames(_) => None,
    };
    let takes_all = |rule: &Rule| rule.ports.numbers.is_all();
    let denies = |it: &Policy| {
        let Some(rules) = it.rules.get(direction) else { return false };
        if it.tier.mode().isolates() {
            // What allows everything is no deny.
            return !lets_in_all(model, rules.iter().filter(|it| takes_all(it)));
        }
        let every_pod = |peers: &Peers| match peers {
            Peers::Any => true,
            Peers::Only(atoms) => atoms.iter().any(|it| is_every_pod(model.policies.atoms.at(*it))),
        };
        rules.iter().any(|it| it.action == Action::Deny && takes_all(it) && every_pod(&it.peers))
    };
    let mut res = Vec::new();
    for (id, it) in model.policies.policies.enumerate() {
        if let Some(subject) = subject(it).filter(|_| denies(it))
            && let Atom::Pods(pods) = model.policies.atoms.at(subject)
        {
            res.push((id, pods));
        }
    }
    res
}

/// Whether rules for all ports together match every pod and every address.
fn lets_in_all<'r>(model: &Model, rules: impl Iterator<Item = &'r Rule>) -> bool {
    let (mut pods, mut v4, mut v6) = (false, false, false);
    for it in rules {
        let Peers::Only(atoms) = &it.peers else { return true };
        for atom in atoms.iter().map(|it| model.policies.atoms.at(*it)) {
            pods |= is_every_pod(atom);
            let (networks, except) = atom.networks();
            for net in networks.iter().filter(|it| it.prefix_len() == 0 && except.is_empty()) {
                match Family::of(net.addr()) {
                    Family::V4 => v4 = true,
                    Family::V6 => v6 = true,
                }
            }
        }
    }
    // Where the input has no IPv6 address, all IPv4 addresses are all that there are.
    let speaks_of_v6 = || {
        let outside = model.cluster.endpoints.iter().filter_map(|it| it.external());
        outside.into_iter().any(|it| it.family == Family::V6)
    };
    pods && v4 && (v6 || !speaks_of_v6())
}

fn is_every_pod(it: &Atom) -> bool {
    match it {
        Atom::Pods(Pods { scope: Scope::Matching(namespaces), selector, .. }) => {
            namespaces.requirements.is_empty() && selector.requirements.is_empty()
        }
        Atom::Pods(_) | Atom::Block(_) | Atom::Networks(_) | Atom::Nodes(_) | Atom::DomainNames(_) => false,
    }
}

/// Whether one of these takes a whole namespace.
fn default_deny(
    model: &Model,
    wide: &[(PolicyId, &Pods)],
    namespace: NamespaceId,
) -> (Tri, Option<PolicyId>) {
    let labels = &model.cluster.namespaces.at(namespace).labels;
    let takes = |pods: &Pods| {
        let tri = match &pods.scope {
            Scope::Own(it) => (*it == namespace).into(),
            Scope::Matching(it) => it.test(labels),
            Scope::AnyOf(all) => all.iter().map(|it| it.test(labels)).max().unwrap_or(Tri::No),
        };
        pods.doubted(tri)
    };
    let answers = wide.iter().map(|(id, it)| (takes(it), *id)).filter(|it| it.0.possible());
    // Of several that do, the first is named.
    let best = answers.fold(None, |best: Option<(Tri, PolicyId)>, it| match best {
        Some(other) if other.0 >= it.0 => Some(other),
        Some(_) | None => Some(it),
    });
    (best.map_or(Tri::No, |it| it.0), best.map(|it| it.1))
}

pub(super) async fn selection(each: &Each<'_>, pause: &Pause) -> Vec<Found<Selection>> {
    let model = each.model;
    let selection = |row: EndpointId, _: &_| {
        if is_host(model, row) {
            return Some(Selection::HostNetwork);
        }
        let all = Direction::BOTH.into_iter().flat_map(|it| model.reach.applying(it, row));
        match all.map(|it| it.1).max() {
            None | Some(Tri::No) => Some(Selection::None),
            Some(Tri::Unknown) => Some(Selection::Perhaps),
            Some(Tri::Yes) => None,
        }
    };
    each.ask(pause, selection).await
}

/// Whether a pod counts as its node, which no policy selects (M-64).
fn is_host(model: &Model, row: EndpointId) -> bool {
    model.reach.classes.class(row).kind == ClassKind::Host
}
