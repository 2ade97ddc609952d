//! Ingress objects: what they publish, and whether whoever serves them can reach it.
//!
//! "The Ingress object itself opens nothing: it makes the ingress controller's pods a client of those backends
//! on the target port" (R-49).

use super::service::Known;
use super::{PeerTest, PortTrial, RuleTrial};
use crate::cluster::{Backend, Backing, Resolved, ServicePortChoice};
use crate::eval::Reason;
use crate::ids::EndpointId;
use crate::manifest::{Ingress, IngressBackend, Manifest};
use crate::policy::RuleRef;
use crate::probe::Probe;
use crate::tri::Tri;

/// One backend of an Ingress.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// Position of its manifest.
    pub manifest: usize,
    /// Position in the Ingress's `backends`.
    pub backend: usize,
    /// What stands behind it.
    pub target: PublishedTarget,
}

/// What stands behind a backend of an Ingress.
#[derive(Clone, Debug, PartialEq)]
pub enum PublishedTarget {
    /// The Service is not in the input.
    NoService,
    /// The Service has no such port.
    NoPort(usize),
    /// The Service, and what the controller can reach of it.
    Service(Resolved, Vec<PublishedFlow>),
}

/// Whether the controller can reach one backend of a Service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedFlow {
    /// Yes if one of its pods can.
    pub allowed: Tri,
    /// Nobody named the controller: whether this rule admits it depends on its namespace and labels.
    pub depends_on: Option<RuleRef>,
}

impl Known<'_> {
    /// Every backend of every Ingress, in reading order.
    pub fn published(&self) -> Vec<Published> {
        let mut res = Vec::new();
        for (manifest, it) in self.manifests.iter().enumerate() {
            let Manifest::Ingress(ingress) = it else { continue };
            for (backend, it) in ingress.backends.iter().enumerate() {
                res.push(Published { manifest, backend, target: self.target(ingress, it) });
            }
        }
        res
    }

    fn target(&self, ingress: &Ingress, it: &IngressBackend) -> PublishedTarget {
        let cluster = self.inputs.cluster;
        let Some(service) = cluster.service(&ingress.meta.namespace, &it.service) else {
            return PublishedTarget::NoService;
        };
        let choice = ServicePortChoice { protocol: None, port: it.port.clone() };
        let Ok(resolved) = cluster.resolve(self.manifests, service, Some(&choice)) else {
            return PublishedTarget::NoPort(service);
        };
        let flows = resolved.backends.iter().map(|it| self.published_flow(it)).collect();
        PublishedTarget::Service(resolved, flows)
    }

    fn published_flow(&self, to: &Backend) -> PublishedFlow {
        let controllers = self.inputs.cluster.controllers();
        let allowed = |it: &EndpointId| self.allowed(*it, to.endpoint, to.port);
        let allowed = controllers.iter().map(allowed).max().unwrap_or(Tri::Unknown);
        let depends_on = match controllers {
            [any] if allowed == Tri::No && self.inputs.options.ingress_controller.is_none() => {
                self.may_admit(*any, to)
            }
            _ => None,
        };
        PublishedFlow { allowed: if depends_on.is_some() { Tri::Unknown } else { allowed }, depends_on }
    }

    /// A rule that admits pods of other namespaces by their labels: the controller may be one of them.
    fn may_admit(&self, any: EndpointId, to: &Backend) -> Option<RuleRef> {
        let probe = Probe::Port(to.port.0, to.port.1);
        let pair = (any, to.endpoint);
        let side = super::explain(self.reach, self.inputs, self.manifests, pair, probe).sides?.ingress;
        let port_matches = |it: &RuleTrial| {
            it.ports.as_ref().is_none_or(|it| it.iter().any(|it| matches!(it, PortTrial::Match(_))))
        };
        let by_labels = |it: &RuleTrial| {
            let mut peers = it.peers.iter().flatten();
            peers.any(|it| matches!(it.how, PeerTest::Pods { namespace: Ok(_), .. }))
        };
        let mut misses = side.misses.iter().filter(|_| side.reason == Reason::Isolated);
        misses.find(|it| port_matches(it) && by_labels(it)).map(|it| it.rule)
    }
}

impl Published {
    /// All backends together: `No` if the controller reaches none, `Unknown` if that is open or there is none.
    pub fn allowed(&self) -> Tri {
        let PublishedTarget::Service(resolved, flows) = &self.target else { return Tri::Unknown };
        if resolved.backing == Backing::Unknown || flows.is_empty() {
            return Tri::Unknown;
        }
        flows.iter().map(|it| it.allowed).min().unwrap_or(Tri::Unknown)
    }
}

#[cfg(test)]
mod tests;
