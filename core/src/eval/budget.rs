//! Counted work: how much an evaluation may take, and whose rules are left out past that.
//!
//! Steps are counted before they are done and never timed, and each row is counted by itself. So the same input under
//! the same limit leaves out the same on every machine, whatever the number of threads and whichever row is asked for
//! first. What is left out is neither allowed nor denied.

use super::classes::{ClassKind, Classes};
use super::reach::{Inputs, Pair, Reach};
use super::row::{Group, Groups};
use crate::ids::{EndpointId, GroupId, Id, IdVec, PolicyId};
use crate::order::sort_by_key;
use crate::pause::Pause;
use crate::policy::{Direction, PerDirection, Policies, Policy};
use crate::tri::Tri;

/// Steps that are left, and those that were taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meter {
    left: Option<u64>,
    taken: u64,
}

impl Meter {
    pub(super) fn new(limit: u64) -> Meter {
        Meter { left: Some(limit), taken: 0 }
    }

    /// Takes steps that are about to be done. `false`: there are not so many, and from then on there are none.
    pub(super) fn take(&mut self, steps: u64) -> bool {
        self.left = self.left.and_then(|it| it.checked_sub(steps));
        self.taken += if self.left.is_some() { steps } else { 0 };
        self.left.is_some()
    }

    /// The same for some things of which each takes so many.
    pub(super) fn take_for(&mut self, count: usize, each: u64) -> bool {
        self.take((count as u64).saturating_mul(each))
    }

    /// How many were taken since it was as `before`.
    pub(super) fn since(self, before: Meter) -> u64 {
        before.left.unwrap_or_default().saturating_sub(self.left.unwrap_or_default())
    }

    /// Whether more was asked for than there was.
    pub(super) fn is_spent(&self) -> bool {
        self.left.is_none()
    }
}

/// Whose rules are not evaluated, because that would take more steps than the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// How many steps there were.
    pub limit: u64,
    /// Pods of which one direction or both are left out.
    pub pods: usize,
    /// Of how many.
    pub of: usize,
}

/// Marks the groups for which no steps are left. Those that take least are computed first, so what is heavy does not
/// take away what is light. Where not even classes could be made, it is all of them. Leaves how many steps there
/// are in all.
pub(super) async fn leave_out(
    mut meter: Meter,
    (policies, classes): (&Policies, &Classes),
    groups: &mut PerDirection<Groups>,
    pause: &Pause,
) -> u64 {
    // As long as reading so many bytes a policy takes here, and a group besides one for each of its policies.
    const POLICY: usize = 4;
    const GROUP: usize = 2;
    let sources = judged_classes(&groups.egress);
    let mut rows: Vec<(u64, Direction, GroupId)> = Vec::new();
    for direction in Direction::BOTH {
        let mut rules: IdVec<PolicyId, Steps> = IdVec::default();
        for it in policies.policies.iter() {
            rules.push(Steps::of(it, direction, classes));
            pause.after(POLICY).await;
        }
        let groups = groups.get(direction);
        for ((id, group), members) in groups.groups.enumerate().zip(members(groups)) {
            if group.kind == ClassKind::Pod {
                let cells = cells(direction, group, classes.classes.len() as u64, (members, sources));
                rows.push((cells.saturating_add(steps(group, policies, &rules)), direction, id));
            }
            pause.after(GROUP + group.policies.len()).await;
        }
    }
    sort_by_key(&mut rows, |it| *it);
    for (steps, direction, id) in rows {
        if !meter.take(steps) {
            groups.get_mut(direction).groups.at_mut(id).is_left_out = true;
        }
    }
    meter.taken
}

impl Reach {
    /// How many steps are counted for this evaluation, with all its rows: never more than the limit.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Whether rules are left out that decide about a pair.
    pub(crate) fn is_left_out(&self, inputs: Inputs<'_>, pair: Pair) -> bool {
        Direction::BOTH.into_iter().any(|it| {
            let subject = it.subject_and_peer(pair.source, pair.destination).0;
            self.group(it, subject).is_left_out && self.exempt(inputs, it, pair) != Tri::Yes
        })
    }

    /// Whose rules are not evaluated; `None` where all are.
    pub fn left_out(&self, inputs: Inputs<'_>) -> Option<LeftOut> {
        let visible = || inputs.cluster.endpoints.enumerate().take(inputs.cluster.visible());
        let is_left_out =
            |it: EndpointId| Direction::BOTH.into_iter().any(|to| self.group(to, it).is_left_out);
        let of_pods = || visible().filter(|it| it.1.pod().is_some());
        let pods = of_pods().filter(|it| is_left_out(it.0)).count();
        (pods > 0).then(|| LeftOut { limit: inputs.options.limit_work, pods, of: of_pods().count() })
    }
}

/// How many classes each group has.
fn members(groups: &Groups) -> Vec<u64> {
    let mut res = vec![0; groups.groups.len()];
    for it in groups.of.iter() {
        if let Some(it) = res.get_mut(it.index()) {
            *it += 1;
        }
    }
    res
}

/// How many classes policies select.
fn judged_classes(groups: &Groups) -> u64 {
    let all = groups.groups.iter().zip(members(groups));
    all.filter(|it| !it.0.policies.is_empty()).map(|it| it.1).sum()
}

/// What the rules of one direction of a policy take in each row that has them.
#[derive(Clone, Copy, Default)]
struct Steps {
    /// To how many classes they are added.
    matches: u64,
    /// How many stretches of ports that makes, where each class has a list of rules of its own.
    ports: u64,
}

impl Steps {
    fn of(policy: &Policy, direction: Direction, classes: &Classes) -> Steps {
        let mut res = Steps::default();
        for it in policy.rules.get(direction).iter().flatten() {
            let matches = classes.reached(&it.peers);
            let numbers = &it.ports.numbers;
            let ports = if numbers.is_all() { 1 } else { numbers.intervals().len() } + it.ports.names.len();
            res.matches = res.matches.saturating_add(matches);
            res.ports = res.ports.saturating_add(matches.saturating_mul(ports as u64));
        }
        res
    }
}

/// What the rules of a row take at most.
fn steps(group: &Group, policies: &Policies, rules: &IdVec<PolicyId, Steps>) -> u64 {
    // So many stretches of ports are added up in a step. To go through the stages takes longer.
    const ADDED_UP: u64 = 8;
    // A row is in memory as a whole. From so many steps on it leaves the processor's own memory, and one of twice as many
    // counts four times as much: of many policies that all select everything, few rows are more than all of an honest input.
    const LIGHT: u64 = 1 << 15;
    let all = || group.policies.iter().map(|it| rules.at(it.0));
    let sum = |of: fn(&Steps) -> u64| all().map(of).fold(0, u64::saturating_add);
    let adds_up = |it: &(PolicyId, Tri)| it.1 == Tri::Yes && policies.tier(it.0).mode().isolates();
    let ports = sum(|it| it.ports) / if group.policies.iter().all(adds_up) { ADDED_UP } else { 1 };
    let steps = sum(|it| it.matches).saturating_add(ports);
    steps.saturating_add((steps / LIGHT).saturating_mul(steps))
}

/// What the cells of a row take by themselves: some memory, and a look at each when all are counted.
fn cells(direction: Direction, group: &Group, classes: u64, (members, sources): (u64, u64)) -> u64 {
    // So many are looked at in a step.
    const LOOKED_AT: u64 = 8;
    // So many steps the memory of one counts, where a column of it is kept.
    const KEPT: u64 = 8;
    match direction {
        Direction::Egress if !group.policies.is_empty() => classes * KEPT,
        Direction::Egress => classes / LOOKED_AT,
        Direction::Ingress => (classes + sources * members) / LOOKED_AT,
    }
}

#[cfg(test)]
mod tests;
