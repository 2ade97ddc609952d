//! A whole direction on the other side: ingress for egress, with all that belongs to it.

use super::Finder;
use crate::diagnostic::Edit;
use crate::yaml::Node;

pub(super) fn find(it: &mut Finder<'_, '_>) {
    let policy = it.policy;
    if !policy.is_namespaced() {
        return;
    }
    for (own, other, peers, others, word) in
        [("ingress", "egress", "from", "to", "Egress"), ("egress", "ingress", "to", "from", "Ingress")]
    {
        let (path, written) = (format!("spec.{own}"), &policy.written);
        let Some(rules) = written.at(&path) else { continue };
        if written.at(&format!("spec.{other}")).is_some() {
            continue;
        }
        let mut edits = vec![written.rename(&path, other)];
        for (at, rule) in rules.items().iter().enumerate() {
            if rule.get(peers).is_some() {
                edits.push(written.rename(&format!("{path}[{at}].{peers}"), others));
            }
        }
        let types = written.at("spec.policyTypes").map(Node::items).unwrap_or_default();
        if types.len() == 1 {
            let all = policy.places_of(&["policyTypes"]);
            edits.extend(all.iter().filter(|it| it.path.ends_with(']')).map(|it| policy.scalar(it, word)));
        }
        it.add(&path, edits.into_iter().collect::<Option<Vec<Edit>>>());
    }
}
