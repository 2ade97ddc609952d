//! Policies that perhaps select the subject, and policies that one label, or their namespace, keeps from selecting it.

use super::trial::Trial;
use super::{Because, RequirementTest, Side};
use crate::cluster::PodBody;
use crate::eval::{By, Reason, is_node};
use crate::ids::{EndpointId, PolicyId};
use crate::policy::Atom;
use crate::tri::Tri;

/// A policy of which it is unknown whether it selects the subject: its selectors, requirement by requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectTest {
    /// Which policy.
    pub policy: PolicyId,
    /// The subject's namespace against the selector of namespaces; empty for a policy of one namespace.
    pub namespace: Vec<RequirementTest>,
    /// The subject's labels against the selector of pods.
    pub pod: Vec<RequirementTest>,
}

/// A NetworkPolicy that would select the subject but for one requirement of its `podSelector`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NearSelection {
    /// Which policy.
    pub policy: PolicyId,
    /// Position of the requirement in its `podSelector`.
    pub requirement: usize,
    /// How it fails.
    pub test: RequirementTest,
    /// How many other requirements hold.
    pub holding: usize,
}

/// So many requirements of policies of other namespaces are held against one subject at most.
const STEPS: usize = 200_000;

/// Policies that were written for the subject and stand in another namespace: its labels are those that they ask for, and
/// they select no pod of their own namespace. Asked where [`near`] is.
pub(super) fn elsewhere(trial: &Trial<'_>, side: &Side) -> Vec<PolicyId> {
    let inputs = trial.inputs;
    let Some(pod) = asked(trial, side) else { return Vec::new() };
    let mut left = STEPS;
    let mut res = Vec::new();
    for (policy, it) in inputs.policies.policies.enumerate() {
        let is_other = it.namespace.is_some_and(|it| it != pod.namespace);
        if !is_other || it.rules.get(side.direction).is_none() {
            continue;
        }
        let Atom::Pods(subject) = inputs.policies.atoms.at(it.subject) else { continue };
        match left.checked_sub(subject.selector.requirements.len() + 1) {
            Some(rest) => left = rest,
            None => break,
        }
        let fits = !subject.is_in_doubt
            && subject.selector.asks_for_labels()
            && subject.selector.test(&pod.labels) == Tri::Yes;
        let is_real =
            |it: &EndpointId| inputs.cluster.endpoints.at(*it).pod().is_some_and(|it| !it.is_stand_in);
        if fits && !trial.reach.selected(it.subject).iter().any(is_real) {
            res.push(policy);
        }
    }
    res
}

/// The subject, where policies that do not select it are to be told: no rule of one that does matched.
fn asked<'t>(trial: &Trial<'t>, side: &Side) -> Option<&'t PodBody> {
    let inputs = trial.inputs;
    let matched = |it: Reason| match it.by() {
        By::Rule(it) => inputs.policies.tier(it.policy).mode().isolates(),
        By::Perhaps(_) | By::IfFirst(_) | By::NoRule | By::NoPolicy => false,
    };
    if matched(side.reason) || matches!(side.reason, Reason::OwnNode | Reason::LeftOut) {
        return None;
    }
    let pod = inputs.cluster.endpoints.at(side.subject).pod();
    pod.filter(|it| !is_node(it, inputs.options))
}

/// The tests of those policies, in the order of the walk.
pub(super) fn unsure(
    trial: &Trial<'_>,
    subject: EndpointId,
    applying: &[(PolicyId, Tri)],
) -> Vec<SubjectTest> {
    let test = |policy: PolicyId| {
        let (namespace, pod) = tests(trial, policy, subject)?;
        Some(SubjectTest { policy, namespace, pod })
    };
    applying.iter().filter(|it| it.1 == Tri::Unknown).filter_map(|it| test(it.0)).collect()
}

/// How a policy compares the labels of a namespace and of a pod there.
fn tests(
    trial: &Trial<'_>,
    policy: PolicyId,
    subject: EndpointId,
) -> Option<(Vec<RequirementTest>, Vec<RequirementTest>)> {
    let answer = trial.subject(trial.inputs.policies.policies.at(policy), subject);
    let Because::Pods { namespace, pod } = answer.because else { return None };
    Some((namespace.unwrap_or_default(), pod))
}

/// "Unless an NP rule matched, name every policy of the subject's namespace for that direction whose `podSelector`
/// fails by exactly one requirement": those first that ask for more.
pub(super) fn near(trial: &Trial<'_>, side: &Side) -> Vec<NearSelection> {
    let inputs = trial.inputs;
    let Some(pod) = asked(trial, side) else { return Vec::new() };
    let mut res = Vec::new();
    for (policy, it) in inputs.policies.policies.enumerate() {
        if it.namespace != Some(pod.namespace) || it.rules.get(side.direction).is_none() {
            continue;
        }
        let Some((_, tests)) = tests(trial, policy, side.subject) else { continue };
        let holding = tests.iter().filter(|it| it.holds == Tri::Yes).count();
        let failing = tests.iter().enumerate().find(|it| it.1.holds == Tri::No);
        if let Some((requirement, &test)) = failing.filter(|_| holding + 1 == tests.len()) {
            res.push(NearSelection { policy, requirement, test, holding });
        }
    }
    crate::order::sort_by_key(&mut res, |it| std::cmp::Reverse(it.holding));
    res
}
