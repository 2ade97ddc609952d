//! Rows and columns of the matrix: pods, stand-ins of workloads, addresses outside the cluster.

use std::net::IpAddr;

use super::labels::LabelSet;
use crate::ids::{NamespaceId, NodeId};
use crate::kind::{ContainerPort, Owner, WorkloadKind};
use crate::protocol::{Family, Protocol};
use crate::source::{Location, Span};

/// A row and column.
#[derive(Clone, Debug, PartialEq)]
pub struct Endpoint {
    /// `namespace/name` or `ip:…`; unique.
    pub id: String,
    /// The short name.
    pub name: String,
    /// What it is.
    pub body: Body,
}

/// What an endpoint is.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// In the cluster. Apart, because thousands of address blocks have a place each that would be as large.
    Pod(Box<PodBody>),
    /// Outside of it.
    External(External),
}

impl Endpoint {
    /// The pod, unless the endpoint is outside the cluster.
    pub fn pod(&self) -> Option<&PodBody> {
        match &self.body {
            Body::Pod(it) => Some(it.as_ref()),
            Body::External(_) => None,
        }
    }

    /// The addresses, if the endpoint is outside the cluster.
    pub fn external(&self) -> Option<&External> {
        match &self.body {
            Body::Pod(_) => None,
            Body::External(it) => Some(it),
        }
    }
}

/// A pod, or the stand-in of a workload's pods.
#[derive(Clone, Debug, PartialEq)]
pub struct PodBody {
    /// The workload kind of a stand-in; `None` for a Pod of the input.
    pub workload: Option<WorkloadKind>,
    /// The namespace it lives in.
    pub namespace: NamespaceId,
    /// Its labels, with those that controllers add.
    pub labels: LabelSet,
    /// The labels that the workload of a stand-in has itself; `None` for a pod of the input. They are not those of
    /// its pods (L-35): explanations say so where a policy asks for one of them.
    pub workload_labels: Option<Box<LabelSet>>,
    /// Exposed container ports.
    pub ports: Vec<ContainerPort>,
    /// Known addresses; empty when unknown.
    pub addresses: Vec<IpAddr>,
    /// Whether these are all it has; else it may have one of the other family (M-44).
    pub all_addresses: bool,
    /// Its node's addresses, as far as known.
    pub host_addresses: Vec<IpAddr>,
    /// Its node; `None` when nothing is known of it.
    pub node: Option<NodeId>,
    /// Shares its node's network.
    pub host_network: bool,
    /// How many pods this stands for; with more than one, the cell to itself is replica to replica.
    pub replicas: u32,
    /// False for workloads scaled to zero or suspended.
    pub running: bool,
    /// The controller that the input names, whether or not it is in the input.
    pub owner: Option<Owner>,
    /// Whether it was made up, because policies speak of such a pod and the input has none.
    pub is_stand_in: bool,
    /// The whole object.
    pub location: Location,
    /// Where its labels are written.
    pub labels_location: Location,
    /// First byte of the document that the spans in `ports` count from.
    pub document_start: u32,
}

impl PodBody {
    /// The place of one of its `ports`.
    pub fn port_location(&self, span: Span) -> Location {
        Location { file: self.location.file, span: span.shifted(self.document_start) }
    }

    /// Whether it is known to have addresses of both families.
    pub fn is_dual_stack(&self) -> bool {
        self.addresses.iter().any(IpAddr::is_ipv4) && self.addresses.iter().any(IpAddr::is_ipv6)
    }

    /// The container ports that a name stands for (M-53, M-55: any declaration with the right protocol counts).
    pub fn declared<'p>(
        &'p self,
        protocol: Protocol,
        name: &'p str,
    ) -> impl Iterator<Item = &'p ContainerPort> {
        self.ports.iter().filter(move |it| it.protocol == protocol && it.name == name)
    }
}

/// Addresses outside the cluster that no block of the input tells apart.
#[derive(Clone, Debug, PartialEq)]
pub struct External {
    /// Their family.
    pub family: Family,
    /// The name that people reach them by, or `*.` and its end, lower case; then no block tells apart what is
    /// known of the name only.
    pub host: Option<String>,
    /// Inclusive ranges in ascending order; empty only for a host whose address the caller did not give.
    pub ranges: Vec<(IpAddr, IpAddr)>,
    /// Whether the caller asked for this very address.
    pub added: bool,
}

impl External {
    /// The address of an entry that has only one.
    pub fn address(&self) -> Option<IpAddr> {
        match self.ranges.as_slice() {
            [(first, last)] if first == last => Some(*first),
            _ => None,
        }
    }
}
