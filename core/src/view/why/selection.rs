//! Which policies select the subject, where that is not plain.

use super::{evidence, side};
use crate::explain::{NearSelection, Side, SubjectTest};
use crate::ids::{NamespaceId, PolicyId};
use crate::kind::{LabelSelector, Manifest};
use crate::model::Model;
use crate::policy::Policy;
use crate::tri::Tri;
use crate::view::{Fragment, Sign, StepView};

/// How many policies that nearly select the subject get a line of their own.
const SHOWN: usize = 3;

/// The selectors of a policy's subject: of namespaces, and of pods.
fn written<'a>(model: &'a Model, policy: &Policy) -> (Option<&'a LabelSelector>, Option<&'a LabelSelector>) {
    let subject = model.read.manifests.get(policy.manifest).and_then(Manifest::written_subject);
    subject.map_or((None, None), |it| (it.namespaces, it.pods))
}

/// "If it is unknown whether a policy selects the pod … naming the missing fact" (M-91), in the policy's own lines.
pub(super) fn unsure(model: &Model, side: &Side) -> Vec<StepView> {
    side::some_lines(side.unsure.iter(), Sign::Unknown, |it| unsure_step(model, side, it))
}

fn unsure_step(model: &Model, side: &Side, it: &SubjectTest) -> StepView {
    let policy = model.policies.policies.at(it.policy);
    let (namespaces, pods) = written(model, policy);
    let namespace = model.cluster.endpoints.at(side.subject).pod();
    let namespace = namespace.map_or("", |it| &model.cluster.namespaces.at(it.namespace).name);
    let tests =
        [(format!("namespace {namespace}"), &it.namespace, namespaces), ("pod".to_owned(), &it.pod, pods)];
    let mut children = Vec::new();
    for (what, tests, selector) in tests {
        let written = selector.map(|it| it.requirements.as_slice()).unwrap_or_default();
        for (test, it) in tests.iter().zip(written).filter(|it| it.0.holds == Tri::Unknown) {
            children.push(StepView {
                sign: Sign::Unknown,
                text: evidence::requirement(model, side.subject, &what, *test, it),
                place: model.places.place(policy.origin.locate(it.span)),
                children: Vec::new(),
            });
        }
    }
    let manifest = model.read.manifests.get(policy.manifest);
    let words = match manifest {
        Some(it) if it.meta().is_in_doubt => " is in force as it is read here is not known",
        _ => " selects it is not in the input",
    };
    StepView {
        sign: Sign::Unknown,
        text: vec![
            Fragment::Text("whether ".to_owned()),
            side::policy_link(model, it.policy),
            Fragment::Text(words.to_owned()),
        ],
        place: model.places.place(evidence::isolation(model, it.policy).0),
        children,
    }
}

/// "x/p does not select it: `tier` is `front`, wanted `back`". The first ones each with its line, the others by
/// their names.
pub(super) fn near(model: &Model, side: &Side) -> Vec<StepView> {
    let (first, others) = side.near.split_at_checked(SHOWN).unwrap_or((&side.near, &[]));
    let mut res: Vec<StepView> = first.iter().filter_map(|it| near_step(model, side, it)).collect();
    if !others.is_empty() {
        let mut text = vec![Fragment::Text("by one label, these do not select it either: ".to_owned())];
        text.extend(side::listed(model, others.iter().map(|it| it.policy)));
        res.push(StepView { sign: Sign::Plain, text, place: None, children: Vec::new() });
    }
    res
}

/// "ops/db asks for the labels of this pod and does not select it: it is in namespace `ops`, where no pod has them". The
/// first ones each with its line, the others by their names.
pub(super) fn elsewhere(model: &Model, side: &Side) -> Vec<StepView> {
    let (first, others) = side.elsewhere.split_at_checked(SHOWN).unwrap_or((&side.elsewhere, &[]));
    let mut res: Vec<StepView> = first.iter().map(|it| elsewhere_step(model, side, *it)).collect();
    if !others.is_empty() {
        let mut text = vec![Fragment::Text("nor do these, in other namespaces: ".to_owned())];
        text.extend(side::listed(model, others.iter().copied()));
        res.push(StepView { sign: Sign::Plain, text, place: None, children: Vec::new() });
    }
    res
}

fn elsewhere_step(model: &Model, side: &Side, it: PolicyId) -> StepView {
    let policy = model.policies.policies.at(it);
    let name = |it: Option<NamespaceId>| {
        Fragment::Code(it.map_or(String::new(), |it| model.cluster.namespaces.at(it).name.clone()))
    };
    let own = model.cluster.endpoints.at(side.subject).pod().map(|it| it.namespace);
    let plain = |it: &str| Fragment::Text(it.to_owned());
    let text = vec![
        side::policy_link(model, it),
        plain(" asks for the labels of this pod and does not select it: it is in namespace "),
        name(policy.namespace),
        plain(", where no pod has them, and the pod is in "),
        name(own),
    ];
    let place = model.places.place(evidence::isolation(model, it).0);
    StepView { sign: Sign::Plain, text, place, children: Vec::new() }
}

fn near_step(model: &Model, side: &Side, it: &NearSelection) -> Option<StepView> {
    let policy = model.policies.policies.at(it.policy);
    let requirement = written(model, policy).1?.requirements.get(it.requirement)?;
    let mut text = vec![side::policy_link(model, it.policy)];
    text.push(Fragment::Text(" does not select it: ".to_owned()));
    text.extend(evidence::requirement(model, side.subject, "pod", it.test, requirement));
    let place = model.places.place(policy.origin.locate(requirement.span));
    Some(StepView { sign: Sign::Plain, text, place, children: Vec::new() })
}

#[cfg(test)]
mod tests;
