//! networking.k8s.io/v1 Ingress, and the form of its backends in `v1beta1`.
//!
//! "The Ingress object itself opens nothing: it makes the ingress controller's pods a client of those backends"
//! . So only the backends are here.

mod fields;
mod reader;

use super::{Meta, PortRef};
use crate::source::Span;

pub(in crate::kind) use fields::FIELDS;
pub(in crate::kind) use reader::IngressReader;

/// An Ingress.
#[derive(Clone, Debug, PartialEq)]
pub struct Ingress {
    /// Its metadata.
    pub meta: Meta,
    /// `defaultBackend`, then those of the rules in their order.
    pub backends: Vec<IngressBackend>,
    /// Addresses and names of the load balancer that its controller wrote into `status`, as written.
    pub published_at: Vec<String>,
}

/// A Service that an Ingress publishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IngressBackend {
    /// The whole backend.
    pub span: Span,
    /// `rules[].host`; empty for any host.
    pub host: String,
    /// `paths[].path`; empty for the default backend.
    pub path: String,
    /// The Service's name, in the namespace of the Ingress.
    pub service: String,
    /// Its port.
    pub port: PortRef,
}

#[cfg(test)]
mod tests;
