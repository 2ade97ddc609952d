//! Ingress objects: what they publish, and whether the ingress controller can reach it.
//!
//! "The Ingress object itself opens nothing: it makes the ingress controller's pods a client of those backends
//! on the target port" (R-49).

use std::net::IpAddr;

use ipnet::IpNet;

use super::Side;
use super::service::Known;
use crate::cluster::{Backend, Backing, Resolved, ServicePortChoice};
use crate::eval::address::{family_of, unknown_address};
use crate::eval::{By, Has, Inputs, Pair};
use crate::ids::{AtomId, EndpointId};
use crate::kind::{Ingress, IngressBackend, Manifest};
use crate::options::IpBlockPods;
use crate::policy::{Action, Atom, Block, Direction, Peers, Pods, RuleRef, Scope};
use crate::probe::Probe;
use crate::tri::Tri;

/// One backend of an Ingress.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// Position of its manifest.
    pub manifest: usize,
    /// Position in the Ingress's `backends`.
    pub backend: usize,
    /// Where it leads.
    pub target: PublishedTarget,
}

/// Where a backend of an Ingress leads.
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
    /// Where the controller is not named: the rule that would let it in, and what it would have to be.
    pub would_enter: Option<(RuleRef, WouldEnter)>,
}

/// What a controller would have to be for a rule to admit it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WouldEnter {
    /// A pod with the labels, in a namespace with the labels, that the rule asks for.
    ByLabels,
    /// At an address in this block: controllers often run in the host network.
    AtAddress(IpNet),
    /// A pod of the backend's own namespace, with the labels that the rule asks for. Controllers are seldom there, so
    /// it is said, and leaves nothing open.
    InOwnNamespace,
}

impl Known<'_> {
    /// Every backend of every Ingress, in reading order.
    pub fn published(&self) -> Vec<Published> {
        let mut res = Vec::new();
        for (manifest, it) in self.inputs.cluster.manifests.iter().enumerate() {
            let Some(ingress) = it.as_ingress() else { continue };
            for (backend, it) in ingress.backends.iter().enumerate() {
                res.push(Published { manifest, backend, target: self.target((manifest, ingress), it) });
            }
        }
        res
    }

    fn target(&self, (manifest, ingress): (usize, &Ingress), it: &IngressBackend) -> PublishedTarget {
        let cluster = self.inputs.cluster;
        let Some(service) = cluster.service(&ingress.meta.namespace, &it.service) else {
            return PublishedTarget::NoService;
        };
        let choice = ServicePortChoice { protocol: None, port: it.port.clone() };
        let Ok(resolved) = cluster.resolve(service, Some(&choice)) else {
            return PublishedTarget::NoPort(service);
        };
        let flows = resolved.backends.iter().map(|it| self.published_flow(manifest, it)).collect();
        PublishedTarget::Service(resolved, flows)
    }

    fn published_flow(&self, manifest: usize, to: &Backend) -> PublishedFlow {
        let (controllers, known) = self.inputs.cluster.controllers_of(manifest, self.inputs.options);
        let allowed = |it: &EndpointId| self.allowed(Pair::new(*it, to.endpoint), to.port);
        let allowed = controllers.iter().map(allowed).max().unwrap_or(Tri::Unknown);
        let would_enter = match controllers {
            [any] if allowed != Tri::Yes && !known => self.would_enter(*any, to),
            _ => None,
        };
        let allowed = match would_enter {
            Some((_, WouldEnter::ByLabels | WouldEnter::AtAddress(_))) => Tri::Unknown,
            Some((_, WouldEnter::InOwnNamespace)) | None => allowed,
        };
        PublishedFlow { allowed, would_enter }
    }

    /// A rule for the port that the controller may satisfy, by what is not known of it: "a namespaceSelector, or a
    /// block that may hold a pod or a node … say who would get in" (R-49).
    fn would_enter(&self, any: EndpointId, to: &Backend) -> Option<(RuleRef, WouldEnter)> {
        let probe = Probe::Port(to.port.0, to.port.1);
        let pair = Pair::new(any, to.endpoint);
        let side = super::explain(self.reach, self.inputs, pair, probe).sides?.ingress;
        let decider = match side.reason.by() {
            By::Rule(it) => Some(it),
            By::Perhaps(_) | By::NoRule => None,
            // What comes first among equals no label of the controller decides.
            By::IfFirst(_) | By::NoPolicy => return None,
        };
        let before = side.outer.iter().flat_map(|it| it.trials.iter().map(move |trial| (it.tier, trial)));
        let before = before
            .take_while(|it| Some(it.1.rule) != decider)
            .filter(|it| decider.is_some() || !it.0.is_after_isolation())
            .filter(|it| it.1.port_matches());
        let accepting = before.clone().filter(|it| it.1.action == Action::Accept).map(|it| it.1.rule);
        let network_policy = side.matches.iter().chain(&side.misses).filter(|it| it.port_matches());
        let network_policy = network_policy.filter(|_| decider.is_none()).map(|it| it.rule);
        let family = |it: &(RuleRef, WouldEnter)| match it.1 {
            WouldEnter::AtAddress(block) => {
                let has = self.reach.families(self.inputs.cluster.endpoints.at(to.endpoint));
                has.get(family_of(&block)) != Has::No
            }
            WouldEnter::ByLabels | WouldEnter::InOwnNamespace => true,
        };
        let way = accepting.chain(network_policy).flat_map(|it| self.ways_in(it)).filter(family);
        let certainty = |it: &(RuleRef, WouldEnter)| match it.1 {
            WouldEnter::ByLabels => 0,
            WouldEnter::AtAddress(_) => 1,
            WouldEnter::InOwnNamespace => 2,
        };
        if let Some(way) = way.min_by_key(certainty) {
            return Some(way);
        }
        // A rule that leaves the tier for some, or a denial of some only: the rest of the way may let them in.
        let passing = before.filter(|it| it.1.action == Action::Pass).map(|it| it.1.rule);
        let mut around = passing.chain(decider).filter(|&it| self.is_for_some(it));
        around.next().filter(|_| self.may_be_admitted(&side)).map(|it| (it, WouldEnter::ByLabels))
    }

    fn ways_in(&self, rule: RuleRef) -> Vec<(RuleRef, WouldEnter)> {
        let Some(Peers::Only(atoms)) = self.inputs.policies.rule(rule).map(|it| &it.peers) else {
            return Vec::new();
        };
        let way = |at: &AtomId| Some((rule, self.way_in(self.inputs.policies.atoms.at(*at))?));
        atoms.iter().filter_map(way).collect()
    }

    /// Whether a rule asks its peers for labels.
    fn is_for_some(&self, rule: RuleRef) -> bool {
        let Some(Peers::Only(atoms)) = self.inputs.policies.rule(rule).map(|it| &it.peers) else {
            return false;
        };
        let asks = |it: &AtomId| match self.inputs.policies.atoms.at(*it) {
            Atom::Pods(Pods { scope: Scope::Matching(namespaces), selector, .. }) => {
                !namespaces.requirements.is_empty() || !selector.requirements.is_empty()
            }
            Atom::Pods(_) => true,
            Atom::Block(_) | Atom::Networks(_) | Atom::Nodes(_) | Atom::DomainNames(_) => false,
        };
        atoms.iter().all(asks)
    }

    /// Whether NetworkPolicies let anyone in who may be the controller.
    fn may_be_admitted(&self, side: &Side) -> bool {
        let policies = self.inputs.policies;
        let admits = |policy| {
            let count = policies.rules(policy, Direction::Ingress).len() as u32;
            (0..count).any(|index| {
                let rule = RuleRef { policy, direction: Direction::Ingress, index };
                let everything = policies.rule(rule).is_some_and(|it| matches!(it.peers, Peers::Any));
                let enters = |it: &(RuleRef, WouldEnter)| it.1 != WouldEnter::InOwnNamespace;
                everything || self.ways_in(rule).iter().any(enters)
            })
        };
        side.isolating.is_empty() || side.isolating.iter().any(|it| admits(it.0))
    }

    fn way_in(&self, peer: &Atom) -> Option<WouldEnter> {
        match peer {
            Atom::Pods(Pods { scope: Scope::Matching(_) | Scope::AnyOf(_), .. }) => {
                Some(WouldEnter::ByLabels)
            }
            Atom::Pods(Pods { scope: Scope::Own(_), .. }) => Some(WouldEnter::InOwnNamespace),
            Atom::Block(Block { cidr, except }) if self.may_hold_a_controller(cidr, except) => {
                Some(WouldEnter::AtAddress(*cidr))
            }
            Atom::Block(_) | Atom::Networks(_) | Atom::Nodes(_) | Atom::DomainNames(_) => None,
        }
    }

    fn may_hold_a_controller(&self, cidr: &IpNet, except: &[IpNet]) -> bool {
        let Inputs { cluster, options, .. } = self.inputs;
        let mut nodes = cluster.node_addresses().peekable();
        let unknown = |cidrs| unknown_address(cidr, except, cidrs).possible();
        let holds = |it: IpAddr| cidr.contains(&it) && !except.iter().any(|net| net.contains(&it));
        let a_node = match nodes.peek() {
            Some(_) => nodes.any(holds),
            None => unknown(&options.node_cidrs),
        };
        a_node || options.ip_block_pods != IpBlockPods::Never && unknown(&options.pod_cidrs)
    }
}

impl Published {
    /// The object and the backend in it.
    pub fn written<'m>(&self, manifests: &'m [Manifest]) -> Option<(&'m Ingress, &'m IngressBackend)> {
        let ingress = manifests.get(self.manifest)?.as_ingress()?;
        Some((ingress, ingress.backends.get(self.backend)?))
    }

    /// The workloads that are certainly behind it, and that the controller cannot reach.
    pub fn denied(&self) -> Vec<EndpointId> {
        let PublishedTarget::Service(resolved, flows) = &self.target else { return Vec::new() };
        let certain = resolved.backends.iter().zip(flows).filter(|it| it.0.certain == Tri::Yes);
        certain.filter(|it| it.1.allowed == Tri::No).map(|it| it.0.endpoint).collect()
    }

    /// All workloads together: `Yes` if the controller reaches each of them, `No` if there is one that it does not
    /// reach, `Unknown` if that is open or there is none. What is only perhaps behind it can leave that open, and
    /// never decides it.
    pub fn allowed(&self) -> Tri {
        let PublishedTarget::Service(resolved, flows) = &self.target else { return Tri::Unknown };
        if resolved.backing == Backing::Unknown {
            return Tri::Unknown;
        }
        let together = |least: Tri| {
            let those = resolved.backends.iter().zip(flows).filter(|it| it.0.certain >= least);
            those.map(|it| it.1.allowed).min().unwrap_or(Tri::Unknown)
        };
        let (certain, all) = (together(Tri::Yes), together(Tri::Unknown));
        if certain == all { all } else { Tri::Unknown }
    }
}

#[cfg(test)]
mod tests;
