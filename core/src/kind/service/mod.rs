//! v1 Service.
//!
//! Here is what clients connect to, and how that becomes ports of pods. Deliberately not here: which pods those are.

mod fields;
mod reader;

use std::net::IpAddr;

use super::{Labels, Meta};
use crate::protocol::{Family, Protocol};
use crate::source::Span;

pub(in crate::kind) use fields::FIELDS;
pub(in crate::kind) use reader::ServiceReader;

/// v1 Service.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Its metadata.
    pub meta: Meta,
    /// `spec.type`.
    pub kind: ServiceType,
    /// `spec.selector`; "`{}`, null and absent all mean: no selector".
    pub selector: Labels,
    /// Where the selector is written, else `spec`.
    pub selector_span: Span,
    /// `clusterIP: None`.
    pub headless: bool,
    /// Known addresses of its own, the first one first.
    pub cluster_ips: Vec<IpAddr>,
    /// `spec.ipFamilies`.
    pub families: Vec<Family>,
    /// `spec.externalName`, without a final dot; empty for all other types.
    pub external_name: String,
    /// `spec.externalIPs`, then those of the load balancer.
    pub external_ips: Vec<IpAddr>,
    /// Addresses and names of its load balancer in `status`, as written.
    pub published_at: Vec<String>,
    /// `externalTrafficPolicy: Local`: backends see the client's address.
    pub keeps_client_address: bool,
    /// `loadBalancerSourceRanges`, as written: the load balancer filters before policies do.
    pub source_ranges: Vec<String>,
    /// `spec.ports`, those that can be understood.
    pub ports: Vec<ServicePort>,
}

/// `spec.type` of a Service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ServiceType {
    /// Reachable inside the cluster.
    #[default]
    ClusterIp,
    /// And on a port of every node.
    NodePort,
    /// And through a load balancer.
    LoadBalancer,
    /// A DNS alias.
    ExternalName,
}

impl ServiceType {
    pub(super) const ALL: [ServiceType; 4] =
        [ServiceType::ClusterIp, ServiceType::ExternalName, ServiceType::LoadBalancer, ServiceType::NodePort];

    /// As the API writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            ServiceType::ClusterIp => "ClusterIP",
            ServiceType::NodePort => "NodePort",
            ServiceType::LoadBalancer => "LoadBalancer",
            ServiceType::ExternalName => "ExternalName",
        }
    }
}

/// One entry of a Service's `ports`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServicePort {
    /// The whole entry.
    pub span: Span,
    /// Its name; empty if it has none.
    pub name: String,
    /// `port`: what clients connect to.
    pub number: u16,
    /// TCP unless said otherwise.
    pub protocol: Protocol,
    /// `targetPort`; "absent, 0 or empty = `port`".
    pub target: PortRef,
    /// Where the target is written; `None` when it is `port`.
    pub target_span: Option<Span>,
    /// `nodePort`.
    pub node_port: Option<u16>,
}

/// A port by number or name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PortRef {
    /// 1–65535.
    Number(u16),
    /// A name; whose, depends on who refers.
    Name(String),
}

impl std::fmt::Display for PortRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PortRef::Number(it) => write!(f, "{it}"),
            PortRef::Name(it) => f.write_str(it),
        }
    }
}

impl Service {
    /// The ports that clients connect to.
    pub(in crate::kind) fn port_numbers(&self) -> Vec<(Protocol, u16)> {
        self.ports.iter().map(|it| (it.protocol, it.number)).collect()
    }
}

#[cfg(test)]
mod tests;
