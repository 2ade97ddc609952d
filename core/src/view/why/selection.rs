//! Which policies select the subject, where that is not plain.

use super::{evidence, side};
use crate::analysis::Analysis;
use crate::explain::{NearSelection, Side, SubjectTest};
use crate::kind::{LabelSelector, Manifest};
use crate::policy::Policy;
use crate::tri::Tri;
use crate::view::{Fragment, Sign, StepView};

/// How many policies that nearly select the subject get a line of their own.
const SHOWN: usize = 3;

/// The selectors of a policy's subject: of namespaces, and of pods.
fn written<'a>(
    analysis: &'a Analysis,
    policy: &Policy,
) -> (Option<&'a LabelSelector>, Option<&'a LabelSelector>) {
    let subject = analysis.read.manifests.get(policy.manifest).and_then(Manifest::written_subject);
    subject.map_or((None, None), |it| (it.namespaces, it.pods))
}

/// "If it is unknown whether a policy selects the pod … naming the missing fact" (M-91), in the policy's own lines.
pub(super) fn unsure(analysis: &Analysis, side: &Side) -> Vec<StepView> {
    side.unsure.iter().map(|it| unsure_step(analysis, side, it)).collect()
}

fn unsure_step(analysis: &Analysis, side: &Side, it: &SubjectTest) -> StepView {
    let policy = analysis.policies.policies.at(it.policy);
    let (namespaces, pods) = written(analysis, policy);
    let namespace = analysis.cluster.endpoints.at(side.subject).pod();
    let namespace = namespace.map_or("", |it| &analysis.cluster.namespaces.at(it.namespace).name);
    let tests =
        [(format!("namespace {namespace}"), &it.namespace, namespaces), ("pod".to_owned(), &it.pod, pods)];
    let mut children = Vec::new();
    for (what, tests, selector) in tests {
        let written = selector.map(|it| it.requirements.as_slice()).unwrap_or_default();
        for (test, it) in tests.iter().zip(written).filter(|it| it.0.holds == Tri::Unknown) {
            children.push(StepView {
                sign: Sign::Unknown,
                text: evidence::requirement(analysis, side.subject, &what, *test, it),
                place: analysis.places.place(policy.origin.locate(it.span)),
                children: Vec::new(),
            });
        }
    }
    StepView {
        sign: Sign::Unknown,
        text: vec![
            Fragment::Text("whether ".to_owned()),
            side::policy_link(analysis, it.policy),
            Fragment::Text(" selects it is not in the input".to_owned()),
        ],
        place: analysis.places.place(evidence::isolation(analysis, it.policy).0),
        children,
    }
}

/// "x/p does not select it: `tier` is `front`, wanted `back`". The first ones each with its line, the others by
/// their names.
pub(super) fn near(analysis: &Analysis, side: &Side) -> Vec<StepView> {
    let (first, others) = side.near.split_at_checked(SHOWN).unwrap_or((&side.near, &[]));
    let mut res: Vec<StepView> = first.iter().filter_map(|it| near_step(analysis, side, it)).collect();
    if !others.is_empty() {
        let mut text = vec![Fragment::Text("by one label, these do not select it either: ".to_owned())];
        text.extend(side::listed(analysis, others.iter().map(|it| it.policy)));
        res.push(StepView { sign: Sign::Plain, text, place: None, children: Vec::new() });
    }
    res
}

fn near_step(analysis: &Analysis, side: &Side, it: &NearSelection) -> Option<StepView> {
    let policy = analysis.policies.policies.at(it.policy);
    let requirement = written(analysis, policy).1?.requirements.get(it.requirement)?;
    let mut text = vec![side::policy_link(analysis, it.policy)];
    text.push(Fragment::Text(" does not select it: ".to_owned()));
    text.extend(evidence::requirement(analysis, side.subject, "pod", it.test, requirement));
    let place = analysis.places.place(policy.origin.locate(requirement.span));
    Some(StepView { sign: Sign::Plain, text, place, children: Vec::new() })
}

#[cfg(test)]
mod tests;
