//! The ends of a question: rows of the matrix, and what addresses and names of hosts mean.

use std::net::IpAddr;

use super::Model;
use crate::eval::{Pair, is_loopback};
use crate::ids::EndpointId;
use crate::protocol::Family;

/// One end of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// A row, by its position.
    Row(u32),
    /// A row, asked for by one of its addresses: the flow has the family of that address (M-44).
    Address(u32, Family),
    /// The other end itself, as a loopback address means it (M-67).
    Itself,
}

impl End {
    /// The row that is meant, unless it is that of the other end.
    pub fn row(self) -> Option<u32> {
        match self {
            End::Row(it) | End::Address(it, _) => Some(it),
            End::Itself => None,
        }
    }
}

impl From<u32> for End {
    fn from(row: u32) -> End {
        End::Row(row)
    }
}

/// A Service at the end of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceEnd<'s> {
    /// `svc:namespace/name`.
    pub id: &'s str,
    /// The family of the address that it was asked for by.
    pub family: Option<Family>,
}

impl<'s> From<&'s str> for ServiceEnd<'s> {
    fn from(id: &'s str) -> ServiceEnd<'s> {
        ServiceEnd { id, family: None }
    }
}

impl<'s> From<&'s String> for ServiceEnd<'s> {
    fn from(id: &'s String) -> ServiceEnd<'s> {
        ServiceEnd::from(id.as_str())
    }
}

/// What an address or the name of a host means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// This end: a pod, a node, an address outside the cluster, a host.
    End(End),
    /// The Service of this id, by an address of this family.
    Service(String, Family),
}

impl Model {
    /// What an address means: "known pod IP → that pod; known Service clusterIP → that Service; known node/host IP →
    /// that node; otherwise external" (R-52). `None`: an address outside the cluster that has no row of its own.
    pub fn meant(&self, address: IpAddr) -> Option<Meant> {
        let address = address.to_canonical();
        let family = Family::of(address);
        if is_loopback(address) {
            return Some(Meant::End(End::Itself));
        }
        if let Some(it) = self.cluster.pod_with(address) {
            return Some(Meant::End(End::Address(it.0, family)));
        }
        if let Some(it) = self.cluster.service_with(address).and_then(|it| self.cluster.services.get(it)) {
            return Some(Meant::Service(it.id(), family));
        }
        self.cluster.endpoint(&format!("ip:{address}")).map(|it| Meant::End(End::Row(it.0)))
    }

    /// What the name of a host means: its row, or what its addresses mean where DNS data gives them (M-66). Several
    /// where it has several addresses that are rows of their own.
    pub fn meant_by_host(&self, name: &str) -> Vec<Meant> {
        let Ok(name) = crate::options::host_name(name) else { return Vec::new() };
        let rows = crate::cluster::host(&name, &self.options.dns);
        let meant = |it: &crate::cluster::Endpoint| {
            let row = || self.cluster.endpoint(&it.id).map(|it| Meant::End(End::Row(it.0)));
            row().or_else(|| self.meant(it.external()?.address()?))
        };
        rows.iter().filter_map(meant).collect()
    }

    /// The endpoint of an end and the family that it asks for; none for [`End::Itself`].
    pub fn row(&self, it: End) -> (Option<EndpointId>, Option<Family>) {
        match it {
            End::Row(it) => (self.cluster.at(it), None),
            End::Address(it, family) => (self.cluster.at(it), Some(family)),
            End::Itself => (None, None),
        }
    }

    /// The two ends of a flow; `None` where one of them is out of range.
    pub fn pair(&self, from: impl Into<End>, to: impl Into<End>) -> Option<Pair> {
        match (from.into(), to.into()) {
            (End::Itself, it) | (it, End::Itself) => self.row(it).0.map(Pair::of_itself),
            (from, to) => {
                let ((from, source), (to, destination)) = (self.row(from), self.row(to));
                Some(Pair { asked: [source, destination], ..Pair::new(from?, to?) })
            }
        }
    }
}

#[cfg(test)]
mod tests;
