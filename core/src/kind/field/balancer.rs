//! `status.loadBalancer` of Services and Ingresses: where the cluster says that they can be reached.

use crate::yaml::Node;

/// Addresses and names in `status.loadBalancer.ingress`, as written. A status is not what an author wrote, so nothing of
/// it is a problem.
pub(in crate::kind) fn published_at(root: &Node<'_>) -> Vec<String> {
    let entries = root.at(&["status", "loadBalancer", "ingress"]).map_or(&[][..], Node::items);
    let written = |it: &Node<'_>| it.get("ip").or(it.get("hostname"))?.as_str().map(str::to_owned);
    entries.iter().filter_map(written).collect()
}
