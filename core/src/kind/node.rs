//! v1 Node, as far as policies and addresses are concerned.

use std::net::IpAddr;

use super::{Meta, cidr};
use crate::yaml;

/// v1 Node.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its metadata, with the labels that `nodes` peers select.
    pub meta: Meta,
    /// "Every address in `status.addresses`, of any type": the internal ones first, then the external ones,
    /// each once.
    pub addresses: Vec<IpAddr>,
}

/// A Node. Its status is written by a machine; what cannot be understood there is left out.
pub(super) fn read(root: &yaml::Node<'_>, meta: Meta) -> Node {
    let listed = root.at(&["status", "addresses"]).map_or(&[][..], yaml::Node::items);
    let mut addresses = Vec::new();
    let kind = |it: &yaml::Node<'_>| match it.get("type").and_then(yaml::Node::as_str) {
        Some("InternalIP") => 0,
        Some("ExternalIP") => 1,
        Some(_) | None => 2,
    };
    for wanted in 0..=2 {
        let of_kind = listed.iter().filter(|it| kind(it) == wanted);
        let texts = of_kind.filter_map(|it| it.get("address").and_then(yaml::Node::as_str));
        for (address, _) in texts.filter_map(cidr::parse_address) {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
    }
    Node { meta, addresses }
}
