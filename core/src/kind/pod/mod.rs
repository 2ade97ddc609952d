//! v1 Pod, and what it shares with the templates of workloads.

mod fields;
mod reader;
mod together;

use std::net::IpAddr;

use super::{Labels, Meta};
use crate::protocol::Protocol;
use crate::source::Span;

pub(in crate::kind) use fields::{FIELDS, SPEC};
pub(in crate::kind) use reader::{PodReader, pod_spec};
pub(in crate::kind) use together::shared_addresses;

/// What a pod is made of, in a Pod as in a template.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PodSpec {
    /// The pod's labels.
    pub labels: Labels,
    /// Where the labels are written, for evidence; the pod's or template's metadata where there are none.
    pub labels_span: Span,
    /// Ports of containers and sidecars, in the order of the text.
    pub ports: Vec<ContainerPort>,
    /// `spec.hostNetwork`.
    pub host_network: bool,
    /// `spec.nodeName`; empty when unscheduled.
    pub node_name: String,
}

/// One entry of `containers[].ports`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerPort {
    /// The name policies can use; empty when it has none.
    pub name: String,
    /// 1–65535.
    pub number: u16,
    /// TCP unless said otherwise.
    pub protocol: Protocol,
    /// The port of the node that leads to it, if there is one.
    pub host_port: Option<u16>,
    /// The container that declares it.
    pub container: String,
    /// The whole entry.
    pub span: Span,
}

/// v1 Pod.
#[derive(Clone, Debug, PartialEq)]
pub struct Pod {
    /// Its metadata.
    pub meta: Meta,
    /// Labels, ports, node.
    pub spec: PodSpec,
    /// `status.podIPs` and `status.podIP`, each once; empty when unknown.
    pub addresses: Vec<IpAddr>,
    /// Whether `podIPs` lists them: `podIP` alone does not say that there is no other (M-44).
    pub all_addresses: bool,
    /// `status.hostIPs` and `status.hostIP`, each once.
    pub host_addresses: Vec<IpAddr>,
    /// Phase `Succeeded` or `Failed`: holds no network identity.
    pub finished: bool,
    /// Whether it shows a uid or a status, that is, comes from a live cluster with all labels that it has there.
    pub exported: bool,
}

#[cfg(test)]
mod tests;
