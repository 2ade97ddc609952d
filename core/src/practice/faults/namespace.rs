//! The policy lies in another namespace than the pods that it is for.

use super::Finder;
use super::policy::Place;
use crate::yaml::Node;

pub(super) fn find(it: &mut Finder<'_, '_>) {
    const PATH: &str = "metadata.namespace";
    let policy = it.policy;
    if !policy.is_namespaced() {
        return;
    }
    let Some(node) = policy.written.at(PATH) else { return };
    let Some(own) = node.as_str() else { return };
    let place = Place { path: PATH.to_owned(), key: "namespace", node };
    for other in it.world.names.iter().filter(|it| *it != own) {
        it.edit(PATH, policy.scalar(&place, other));
    }
    let has_name = policy.written.at("metadata.name").and_then(Node::as_str).is_some();
    if has_name && own != "default" {
        // It then lands in the namespace of the context.
        it.edit(PATH, policy.written.delete(PATH));
    }
}
