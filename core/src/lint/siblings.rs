//! Pods of one controller or behind one Service of which a selector takes some and misses others by one label each.

use super::asks::{Ask, Of};
use super::{Facts, missed_ordinals, release_label, rollout_label};
use crate::cluster::{LabelSet, PodBody};
use crate::hash::HashMap;
use crate::ids::{EndpointId, NamespaceId, Symbol};
use crate::kind::Requirement;
use crate::order::sort_dedup;
use crate::policy::atom::RequirementTest;
use crate::policy::{Atom, Direction, Pods, Scope, Tier};
use crate::tri::Tri;

/// So many requirements are held against labels at most.
const STEPS: usize = 1_000_000;

/// A selector that takes some pods of an application, and not all.
pub(super) struct Siblings {
    pub(super) ask: u32,
    /// The requirement that the first of those left out fails.
    pub(super) requirement: usize,
    /// `Service shop/api`
    pub(super) group: String,
    /// One that is selected.
    pub(super) taken: EndpointId,
    /// The first that is not, and what the requirement finds there.
    pub(super) first: EndpointId,
    pub(super) test: RequirementTest,
    /// How many are not.
    pub(super) left_out: usize,
}

/// Pods that belong together.
struct Group {
    name: String,
    namespace: NamespaceId,
    members: Vec<EndpointId>,
}

struct Groups {
    groups: Vec<Group>,
    /// Those whose members differ in a label, by its key.
    by_key: HashMap<Symbol, Vec<usize>>,
}

pub(super) fn find(facts: &Facts<'_>) -> Vec<Siblings> {
    if facts.model.left_out.is_some() {
        return Vec::new();
    }
    let mut left = STEPS;
    let groups = groups(facts, &mut left);
    let mut res = Vec::new();
    if groups.by_key.is_empty() {
        return res;
    }
    for (at, ask) in facts.asks().enumerate() {
        let Atom::Pods(Pods { scope, selector, .. }) = facts.model.policies.atoms.at(ask.atom) else {
            continue;
        };
        let mut those: Vec<usize> = selector
            .requirements
            .iter()
            .filter_map(|it| groups.by_key.get(&it.key))
            .flatten()
            .copied()
            .collect();
        sort_dedup(&mut those);
        let those = those.iter().filter_map(|it| groups.groups.get(*it));
        let found = those
            .filter(|it| is_in(facts, scope, it.namespace))
            .find_map(|it| split(facts, (at, ask), it, &mut left));
        res.extend(found);
    }
    res
}

fn groups(facts: &Facts<'_>, left: &mut usize) -> Groups {
    let cluster = &facts.model.cluster;
    let pod = |it: &EndpointId| cluster.endpoints.at(*it).pod();
    // Controllers of two groups may share kind and name, and what stands for a workload is none of its pods.
    let owner =
        |it: &EndpointId| pod(it).map(|it| (it.owner.as_ref().and_then(|it| it.group.clone()), it.workload));
    let is_one = |those: &[EndpointId]| {
        let first = those.first().map(owner);
        those.iter().all(|it| Some(owner(it)) == first)
    };
    let workloads = cluster.by_workload().into_iter().filter(|it| it.is_workload && is_one(&it.members));
    let of_workloads = workloads.map(|it| Group {
        name: format!("{} {}", it.kind, it.name()),
        namespace: it.namespace,
        members: it.members,
    });
    let mut groups: Vec<Group> = of_workloads.collect();
    for (at, body) in cluster.services.iter().enumerate() {
        let Some((_, service)) = cluster.written(at).filter(|_| *left > 0) else { continue };
        let Some(namespace) = cluster.namespace(&body.namespace) else { continue };
        let pods = cluster.backing_pods(service);
        *left = left.saturating_sub(pods.len() + 1);
        let members = pods.iter().filter(|it| it.2 == Tri::Yes && !it.1.is_stand_in).map(|it| it.0).collect();
        groups.push(Group { name: format!("Service {}/{}", body.namespace, body.name), namespace, members });
    }
    let mut by_key: HashMap<Symbol, Vec<usize>> = HashMap::default();
    for (at, it) in groups.iter_mut().enumerate() {
        // Pods in the network of their node are not what selectors take.
        it.members.retain(|it| cluster.endpoints.at(*it).pod().is_some_and(|it| !it.host_network));
        let labels = it.members.iter().filter_map(|it| cluster.endpoints.at(*it).pod()).map(|it| &it.labels);
        for key in different(labels, left) {
            by_key.entry(key).or_default().push(at);
        }
    }
    Groups { groups, by_key }
}

/// The keys in which labels differ.
fn different<'l>(mut all: impl Iterator<Item = &'l LabelSet>, left: &mut usize) -> Vec<Symbol> {
    let Some(first) = all.next() else { return Vec::new() };
    let mut res: Vec<Symbol> = Vec::new();
    for it in all.filter(|it| *it != first) {
        let here = it.iter().filter(|(key, value)| first.get(*key) != Some(*value)).map(|it| it.0);
        let there = first.iter().filter(|(key, _)| it.get(*key).is_none()).map(|it| it.0);
        res.extend(here.chain(there));
        sort_dedup(&mut res);
        *left = left.saturating_sub(it.iter().count() + 1);
        if *left == 0 {
            break;
        }
    }
    res
}

fn is_in(facts: &Facts<'_>, scope: &Scope, it: NamespaceId) -> bool {
    match scope {
        Scope::Own(own) => *own == it,
        Scope::Matching(selector) => selector.test(&facts.model.cluster.namespaces.at(it).labels) == Tri::Yes,
        Scope::AnyOf(_) => false,
    }
}

/// Whether other rules speak of a label: it is meant to tell the pods of one application apart.
fn is_of_others(it: &Requirement) -> bool {
    rollout_label::is_made_up(&it.key)
        || release_label::is_version(&it.key, &it.values)
        || missed_ordinals::KEYS.contains(&it.key.as_str())
}

/// Whether a selector takes some of a group, and each of the others fails one requirement.
fn split(facts: &Facts<'_>, (at, ask): (u32, &Ask<'_>), group: &Group, left: &mut usize) -> Option<Siblings> {
    let cluster = &facts.model.cluster;
    let Atom::Pods(Pods { selector, .. }) = facts.model.policies.atoms.at(ask.atom) else { return None };
    let mut taken = None;
    let mut missed: Vec<(EndpointId, &PodBody, usize, RequirementTest)> = Vec::new();
    for id in &group.members {
        *left = left.saturating_sub(selector.requirements.len());
        let pod = cluster.endpoints.at(*id).pod().filter(|_| *left > 0)?;
        let (tri, tests) = selector.compare::<Vec<RequirementTest>>(&pod.labels, None);
        match tri {
            Tri::Yes => {
                taken.get_or_insert(*id);
            }
            Tri::Unknown => return None,
            Tri::No => {
                let mut failing = tests.iter().enumerate().filter(|it| it.1.holds != Tri::Yes);
                let (nth, test) = failing.next()?;
                if failing.next().is_some() {
                    return None;
                }
                missed.push((*id, pod, nth, *test));
            }
        }
    }
    let (first, _, requirement, test) = *missed.first()?;
    let is_of_others = ask.requirement(Of::Pods, requirement).is_none_or(is_of_others);
    let mut is_covered = || missed.iter().all(|it| is_taken_elsewhere(facts, ask, (it.0, it.1), left));
    if is_of_others || taken.is_none() || is_covered() {
        return None;
    }
    let left_out = missed.len();
    Some(Siblings { ask: at, requirement, group: group.name.clone(), taken: taken?, first, test, left_out })
}

/// Whether somebody has thought of a pod that a selector leaves out: another policy selects it by labels in the same
/// directions, or another peer of the policy takes it.
fn is_taken_elsewhere(
    facts: &Facts<'_>,
    ask: &Ask<'_>,
    (id, pod): (EndpointId, &PodBody),
    left: &mut usize,
) -> bool {
    let model = facts.model;
    let Some((rule, _)) = ask.peer else {
        let policy = model.policies.policies.at(ask.policy);
        let by_labels = |it: &crate::policy::Policy| {
            let subject = model.policies.atoms.at(it.subject);
            it.tier == Tier::NetworkPolicy
                && matches!(subject, Atom::Pods(Pods { selector, .. }) if !selector.requirements.is_empty())
        };
        let is_selected = |it: Direction| {
            let mut applying = model.reach.applying(it, id).iter();
            applying.any(|it| it.0 != ask.policy && by_labels(model.policies.policies.at(it.0)))
        };
        return Direction::BOTH.into_iter().all(|it| policy.rules.get(it).is_none() || is_selected(it));
    };
    let all = facts.asks().as_slice();
    let first = all.partition_point(|it| it.policy < ask.policy);
    let of_policy = all.iter().skip(first).take_while(|it| it.policy == ask.policy);
    let same_direction = |it: &&Ask<'_>| it.peer.is_some_and(|it| it.0.direction == rule.direction);
    of_policy.filter(same_direction).filter(|it| it.atom != ask.atom).any(|it| {
        *left = left.saturating_sub(1);
        let Atom::Pods(Pods { scope, selector, .. }) = model.policies.atoms.at(it.atom) else { return false };
        *left > 0 && is_in(facts, scope, pod.namespace) && selector.test(&pod.labels) == Tri::Yes
    })
}
