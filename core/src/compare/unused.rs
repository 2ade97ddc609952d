//! Parts of policies that no cell of this cluster notices: without one of them, every pair has the ports that it has.
//!
//! Each part is left out, the rest is evaluated and compared with what there is. That says nothing about pods that may
//! come: what changes nothing in any cluster is for lints. There is a budget of evaluations; parts beyond it are counted.
//! Parts of a part that is not noticed are not looked at.

use std::sync::Arc;

use super::compare;
use crate::diagnostic::{About, Code, Diagnostic, Severity};
use crate::kind::{Manifest, PartKind};
use crate::model::Model;
use crate::words;

/// So many evaluations at most, and fewer where each has many objects.
const EVALUATIONS: usize = 4_000;
const OBJECTS: usize = 400_000;

/// What it is.
pub static ABOUT: About = About::new(
    "",
    "unused-part",
    Severity::Info,
    "No connection of this cluster would change without a rule, a peer, an entry of ports or a term of a selector. Pods that are not in the input may need it all the same.",
);

/// Every such part, in reading order.
pub fn unused(model: &Model) -> Vec<Diagnostic> {
    let manifests = &model.read.manifests;
    let mut left = (OBJECTS / manifests.len().max(1)).clamp(20, EVALUATIONS);
    let (mut res, mut untried) = (Vec::new(), 0_usize);
    for (at, policy) in manifests.iter().enumerate() {
        let parts = policy.policy_parts();
        let mut skipped = vec![false; parts.len()];
        for (nth, part) in parts.iter().enumerate() {
            let is_in_such = part.parent.and_then(|it| skipped.get(it)).copied().unwrap_or_default();
            let is_unused = if is_in_such {
                true
            } else if left == 0 {
                untried += 1;
                false
            } else {
                left -= 1;
                is_unnoticed(model, at, policy.without_part(nth))
            };
            if let Some(it) = skipped.get_mut(nth) {
                *it = is_unused;
            }
            if is_unused && !is_in_such {
                let meta = policy.meta();
                let name = if meta.namespace.is_empty() {
                    meta.name.value.clone()
                } else {
                    format!("{}/{}", meta.namespace, meta.name.value)
                };
                let finding = Diagnostic {
                    object: format!("{} {name}", policy.kind_name()),
                    field: part.path.clone(),
                    location: Some(meta.origin.locate(part.span)),
                    ..Diagnostic::new(Severity::Info, Code::Lint(&ABOUT), message(part.kind))
                };
                res.push(finding.in_files(&model.places));
            }
        }
    }
    if untried > 0 {
        let parts = words::count(untried, "part");
        let message = format!("{parts} of policies were not looked at: that would take too long");
        res.push(Diagnostic::new(Severity::Info, Code::Lint(&ABOUT), message));
    }
    res
}

fn message(it: PartKind) -> String {
    let what = match it {
        PartKind::Rule => "rule",
        PartKind::Peer => "peer",
        PartKind::Port => "entry",
        PartKind::Term => "term of the selector",
    };
    format!("no connection of this cluster would change without this {what}")
}

fn is_unnoticed(model: &Model, at: usize, instead: Manifest) -> bool {
    let mut objects: Vec<Manifest> = model.read.manifests.to_vec();
    let Some(it) = objects.get_mut(at) else { return false };
    *it = instead;
    let without = model.with_objects(Arc::from(objects), &model.options);
    without.left_out.is_none() && compare(model, &without).differences.is_empty()
}

#[cfg(test)]
mod tests {
    use super::unused;
    use crate::testing::short;

    fn found(text: &str) -> Vec<String> {
        unused(short(text).model()).iter().map(|it| format!("{} {}", it.object, it.field)).collect()
    }

    #[test]
    fn parts_that_no_cell_notices_are_named() {
        let pods = "pod x/web app=web\npod x/other\npod x/api app=api tier=back\n";
        let policy = "np x/api {podSelector: {matchLabels: {app: api, tier: back}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}, {podSelector: {matchLabels: {app: gone}}}], ports: [{port: 80}, {port: 80, endPort: 90}]}, {from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 85}]}]}";
        assert_eq!(
            found(&format!("{pods}{policy}")),
            [
                "NetworkPolicy x/api spec.podSelector",
                "NetworkPolicy x/api spec.podSelector",
                "NetworkPolicy x/api spec.ingress[0].from[1]",
                "NetworkPolicy x/api spec.ingress[0].ports[0]",
                "NetworkPolicy x/api spec.ingress[1]",
            ]
        );
    }

    #[test]
    fn what_decides_something_is_not_named() {
        let text = "pod x/web app=web\npod x/api app=api\nnp x/api {podSelector: {matchLabels: {app: api}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 80}]}]}";
        // Of a pod and itself nothing is asked, so the peers could be all pods.
        let all = found(text);
        assert_eq!(all, ["NetworkPolicy x/api spec.ingress[0].from[0].podSelector"]);
    }
}
