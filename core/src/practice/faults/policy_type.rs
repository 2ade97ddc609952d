//! A word of `policyTypes` that lacks, or is the other one.

use super::Finder;

pub(super) fn find(it: &mut Finder<'_, '_>) {
    const PATH: &str = "spec.policyTypes";
    let policy = it.policy;
    let Some(node) = policy.written.at(PATH) else { return };
    it.edit(PATH, policy.written.delete(PATH));
    for place in policy.places_of(&["policyTypes"]).iter().filter(|it| it.path.ends_with(']')) {
        it.edit(PATH, policy.written.delete(&place.path));
        let other = match place.node.as_str() {
            Some("Ingress") => "Egress",
            Some("Egress") => "Ingress",
            Some(_) | None => continue,
        };
        if node.items().len() == 1 {
            it.edit(PATH, policy.scalar(place, other));
        }
    }
}
