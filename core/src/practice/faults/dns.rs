//! Name resolution that is left out: the rule of port 53, or one of its two protocols.

use super::Finder;
use crate::yaml::Node;

fn is_dns(port: &Node<'_>) -> bool {
    port.get("port").is_some_and(|it| it.as_int() == Some(53) || it.as_str() == Some("dns"))
}

pub(super) fn find(it: &mut Finder<'_, '_>) {
    let policy = it.policy;
    for place in policy.places_of(&["egress"]).iter().filter(|it| it.path.ends_with(']')) {
        let ports = place.node.get("ports").map(Node::items).unwrap_or_default();
        let own: Vec<usize> = (0..ports.len()).filter(|at| ports.get(*at).is_some_and(is_dns)).collect();
        if own.is_empty() {
            continue;
        }
        if own.len() == ports.len() {
            it.edit("spec.egress", policy.written.delete(&place.path));
        }
        for at in own {
            let path = format!("{}.ports", place.path);
            it.edit(&path, policy.written.delete(&format!("{path}[{at}]")));
        }
    }
}
