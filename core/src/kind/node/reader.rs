//! A tree to a [`Node`].

use super::Node;
use crate::hash::HashSet;
use crate::kind::check::Report;
use crate::kind::field::cidr;
use crate::kind::read::readers::ObjectReader;
use crate::kind::{Manifest, Meta};
use crate::options::Options;
use crate::yaml;

/// Reads Nodes.
pub(in crate::kind) struct NodeReader;

impl ObjectReader for NodeReader {
    fn read(
        &self,
        root: &yaml::Node<'_>,
        meta: Meta,
        _options: &Options,
        _report: &mut Report<'_>,
    ) -> Option<Manifest> {
        Some(Manifest::Node(read(root, meta)))
    }
}

/// A Node. Its status is written by a machine; what cannot be understood there is left out.
fn read(root: &yaml::Node<'_>, meta: Meta) -> Node {
    let listed = root.at(&["status", "addresses"]).map_or(&[][..], yaml::Node::items);
    let (mut addresses, mut known) = (Vec::new(), HashSet::default());
    let kind = |it: &yaml::Node<'_>| match it.get("type").and_then(yaml::Node::as_str) {
        Some("InternalIP") => 0,
        Some("ExternalIP") => 1,
        Some(_) | None => 2,
    };
    for wanted in 0..=2 {
        let of_kind = listed.iter().filter(|it| kind(it) == wanted);
        let texts = of_kind.filter_map(|it| it.get("address").and_then(yaml::Node::as_str));
        for (address, _) in texts.filter_map(cidr::parse_address) {
            if known.insert(address) {
                addresses.push(address);
            }
        }
    }
    Node { meta, addresses }
}
