//! v1 Node, as far as policies and addresses are concerned.

mod fields;
mod reader;

use std::net::IpAddr;

use super::Meta;

pub(in crate::kind) use fields::FIELDS;
pub(in crate::kind) use reader::NodeReader;

/// v1 Node.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its metadata, with the labels that `nodes` peers select.
    pub meta: Meta,
    /// "Every IP in `status.addresses`, of whatever type": the internal ones first, then the external ones,
    /// each once.
    pub addresses: Vec<IpAddr>,
}
