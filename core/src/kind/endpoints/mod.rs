//! discovery.k8s.io/v1 EndpointSlice and v1 Endpoints: the addresses of a Service without selector.

mod fields;
mod reader;

use std::net::IpAddr;

use super::Meta;
use crate::protocol::Protocol;
use crate::source::Span;

pub(in crate::kind) use fields::{ENDPOINTS, SLICE};
pub(in crate::kind) use reader::{EndpointSliceReader, EndpointsReader};

/// Addresses of a Service of the same namespace.
#[derive(Clone, Debug, PartialEq)]
pub struct Endpoints {
    /// Its metadata.
    pub meta: Meta,
    /// The Service; empty for a slice that names none.
    pub service: String,
    /// One for a slice, one for each of `subsets`.
    pub sets: Vec<EndpointSet>,
}

/// Addresses that share their ports.
#[derive(Clone, Debug, PartialEq)]
pub struct EndpointSet {
    /// The addresses, ready or not: readiness is assumed.
    pub addresses: Vec<EndpointAddress>,
    /// The ports.
    pub ports: Vec<EndpointPort>,
}

/// One address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointAddress {
    /// Where it is written.
    pub span: Span,
    /// The address.
    pub address: IpAddr,
    /// The pod of the same namespace that `targetRef` names; empty for none.
    pub pod: String,
}

/// One port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointPort {
    /// The name of the Service's port that leads to it; empty if that has none.
    pub name: String,
    /// The port of the address.
    pub number: u16,
    /// TCP unless said otherwise.
    pub protocol: Protocol,
}

impl Endpoints {
    /// The ports of its addresses.
    pub(in crate::kind) fn port_numbers(&self) -> Vec<(Protocol, u16)> {
        self.sets.iter().flat_map(|it| &it.ports).map(|it| (it.protocol, it.number)).collect()
    }
}

#[cfg(test)]
mod tests;
