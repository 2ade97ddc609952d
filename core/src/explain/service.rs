//! A connection to a Service: one flow for each backend, judged like every other, and all of them together.
//!
//! Enters: a Service's port, resolved by [`Cluster::resolve`](crate::cluster::Cluster::resolve). Leaves:
//! [`ServiceFlow`]. "Policies see the address after translation" (M-70): nothing here asks policies about the
//! Service itself.

mod certainty;
mod written;

use std::net::IpAddr;

pub use self::written::published;
pub(crate) use self::written::served;
use super::{Contested, Explanation, assemble};
use crate::cluster::{Backend, Backing, Endpoint, NoPort, Resolved, ServicePortChoice};
use crate::eval::{Cell, Families, Has, Inputs, Pair, Reach, Verdict, Wanted, flow_family};
use crate::ids::EndpointId;
use crate::kind::{PortRef, Service, ServiceType};
use crate::options::ServiceHairpin;
use crate::policy::{Action, Atom, Block, Direction, Networks, Peers, RuleRef};
use crate::probe::Probe;
use crate::protocol::{Family, Protocol};
use crate::tri::Tri;

/// A connection to a port of a Service.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceFlow {
    /// Who connects.
    pub source: EndpointId,
    /// Position of the Service that was asked for; `resolved` may hold another one, where this is an alias.
    pub service: usize,
    /// Where it leads.
    pub resolved: Resolved,
    /// What becomes of each of its `backends`.
    pub flows: Vec<BackendFlow>,
    /// All together.
    pub outcome: ServiceOutcome,
    /// Caveats, each once.
    pub notes: Vec<ServiceNote>,
}

/// What becomes of a connection that ends at one backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackendFlow {
    /// Whether it is allowed.
    pub allowed: Tri,
    /// The family of the flow (M-44); never `None` for what counts as a backend.
    pub family: Option<Family>,
    /// The backend is the client itself, or a replica of it may be.
    pub hairpin: bool,
    /// Traffic from outside that may come from a node's address instead: whether it is allowed then; `Unknown`
    /// where that depends on the node or on its address.
    pub from_node: Option<Tri>,
}

/// All backends together (M-71).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServiceOutcome {
    /// Every backend can be reached.
    Allowed,
    /// None can.
    Denied,
    /// Some can, some cannot.
    Partial,
    /// The input does not decide.
    Unknown,
    /// The Service has no backend: not a matter of policies.
    NoEndpoint,
    /// The client has no address family that the Service has: not a matter of policies either (M-44).
    Unreachable,
}

/// A caveat about a Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServiceNote {
    /// The Service is an alias of another one.
    Alias,
    /// No selector, and no endpoints in the input.
    NoEndpointsKnown,
    /// A backend is the client itself (C-03).
    Hairpin,
    /// Backends outside the cluster: plugins may look at either address (C-31).
    ExternalBackend,
    /// A block of this rule holds the Service's own address, which policies do not see (C-10).
    ClusterIpInBlock(RuleRef),
    /// Policies allow the Service's port, where they should allow the pods' (M-70).
    PortOfService,
    /// Headless, with a `targetPort` that does not count.
    HeadlessTarget(u16, PortRef),
    /// Whether something is a backend depends on a label that is not in the input.
    PerhapsBackend,
    /// From outside: backends may see a node's address instead of the client's (C-30).
    SourceRewrite,
    /// From outside: backends see the client's address.
    SourceKept,
    /// From outside: the load balancer filters first.
    SourceRanges,
    /// From outside: a Service that is not published there.
    NotPublished,
    /// Rules that decide about a backend are not evaluated: that takes more steps than the limit.
    LeftOut,
}

impl ServiceNote {
    /// The contested question that it is about.
    pub fn contested(&self) -> Option<Contested> {
        match self {
            ServiceNote::Hairpin => Some(Contested::Hairpin),
            ServiceNote::ExternalBackend => Some(Contested::ExternalBackend),
            ServiceNote::ClusterIpInBlock(_) => Some(Contested::ClusterIp),
            ServiceNote::SourceRewrite => Some(Contested::SourceAddress),
            ServiceNote::Alias
            | ServiceNote::NoEndpointsKnown
            | ServiceNote::PortOfService
            | ServiceNote::HeadlessTarget(..)
            | ServiceNote::PerhapsBackend
            | ServiceNote::SourceKept
            | ServiceNote::SourceRanges
            | ServiceNote::NotPublished
            | ServiceNote::LeftOut => None,
        }
    }
}

/// What is known about the cluster.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Who reaches whom.
    pub reach: &'a Reach,
    /// What that is computed from.
    pub inputs: Inputs<'a>,
}

impl Known<'_> {
    /// Whether one flow is allowed. The client itself counts as any other pod here.
    pub(super) fn allowed(&self, pair: Pair, port: (Protocol, u16)) -> Tri {
        let piece = |direction| {
            let pieces = self.reach.pieces(self.inputs, direction, pair);
            let found = pieces.iter().find(|it| it.ports.contains(port.0, port.1));
            found.map_or(Tri::Unknown, |it| it.allowed)
        };
        piece(Direction::Egress).and(piece(Direction::Ingress))
    }

    /// What becomes of a connection to a port of a Service.
    pub fn service_flow(
        &self,
        source: EndpointId,
        service: usize,
        choice: Option<&ServicePortChoice>,
        asked: [Option<Family>; 2],
    ) -> Result<ServiceFlow, NoPort> {
        let cluster = self.inputs.cluster;
        let mut resolved = cluster.resolve(service, choice)?;
        let written = cluster.written(resolved.service).map(|it| it.1);
        let is_outside = self.is_outside(source);
        let served = written.map(served).unwrap_or_default();
        let conflict = matches!(asked, [Some(one), Some(other)] if one != other);
        let asked = asked.into_iter().flatten().next();
        let family = |it: &Backend| {
            let wanted = Wanted { asked: [asked, None], service: &served, knob: self.inputs.options.family };
            let families = |it| self.reach.families(cluster.endpoints.at(it));
            // What was found by an address is reached by that address.
            let destination = it.family.map_or_else(|| families(it.endpoint), Families::only);
            flow_family(&families(source), &destination, wanted).filter(|_| !conflict)
        };
        // "A pod that lacks the flow's family is no backend" (M-71).
        let (backends, others) =
            std::mem::take(&mut resolved.backends).into_iter().partition(|it| family(it).is_some());
        resolved.backends = backends;
        resolved.without_family = Vec::from_iter(others.iter().map(|it: &Backend| it.endpoint));
        let rewritten = written.filter(|it| is_outside && published(it) && !it.keeps_client_address);
        let nodes = rewritten.map(|_| node_addresses(self.inputs));
        let flow = |it: &Backend| {
            let hairpin = it.endpoint == source && !is_outside;
            let exempt = hairpin
                && self.reach.is_self(self.inputs, Pair::new(source, source))
                && self.inputs.options.service_hairpin == ServiceHairpin::Allow;
            let family = family(it);
            let pair = Pair { asked: [family, None], ..Pair::new(source, it.endpoint) };
            BackendFlow {
                allowed: if exempt { Tri::Yes } else { self.allowed(pair, it.port) },
                family,
                hairpin,
                from_node: nodes.as_ref().and_then(|nodes| self.seen_from_node(nodes, it, family)),
            }
        };
        let flows: Vec<BackendFlow> = resolved.backends.iter().map(flow).collect();
        let can = |family| self.reach.families(cluster.endpoints.at(source)).get(family) != Has::No;
        let wanted = asked.map_or_else(|| served.clone(), |it| vec![it]);
        let outcome = match !conflict && (wanted.is_empty() || wanted.iter().any(|&it| can(it))) {
            true => outcome(&resolved, &flows),
            false => ServiceOutcome::Unreachable,
        };
        let mut res = ServiceFlow { source, service, resolved, flows, outcome, notes: Vec::new() };
        if let Some(it) = written {
            res.notes = self.notes(&res, it, is_outside);
        }
        Ok(res)
    }

    /// Why one backend can or cannot be reached.
    pub fn explain_backend(&self, flow: &ServiceFlow, backend: usize) -> Option<Explanation> {
        let (it, own) = (flow.resolved.backends.get(backend)?, flow.flows.get(backend)?);
        let pair = Pair { asked: [own.family, None], ..Pair::new(flow.source, it.endpoint) };
        let probe = Probe::Port(it.port.0, it.port.1);
        let is_exempt = self.inputs.options.service_hairpin == ServiceHairpin::Allow;
        let cell =
            if own.hairpin && !is_exempt { self.cell(pair) } else { self.reach.cell(self.inputs, pair) };
        Some(assemble::explain_cell(self.as_flow(pair, own.hairpin), cell, probe))
    }

    /// The cell of a pod and itself as if it were another pod.
    fn cell(&self, itself: Pair) -> Cell {
        let side = |direction| self.reach.judged_side(self.inputs, direction, itself);
        let ((out, may_out), (into, may_into)) = (side(Direction::Egress), side(Direction::Ingress));
        let (allowed, possible) = (out.intersection(&into), may_out.intersection(&may_into));
        let verdict = match (&allowed, &possible) {
            (it, _) if it.is_all() => Verdict::All,
            (_, it) if it.is_empty() => Verdict::None,
            (a, b) if a == b => Verdict::Some,
            _ => Verdict::Unknown,
        };
        Cell { verdict, allowed, possible }
    }

    fn is_outside(&self, it: EndpointId) -> bool {
        self.inputs.cluster.endpoints.at(it).pod().is_none()
    }

    /// "With `Cluster` the pod may see a node address instead: any node; with the pod's own node it is allowed"
    /// (M-75).
    pub(crate) fn seen_from_node(
        &self,
        nodes: &[IpAddr],
        backend: &Backend,
        family: Option<Family>,
    ) -> Option<Tri> {
        let Inputs { cluster, options, .. } = self.inputs;
        let pod = cluster.endpoints.at(backend.endpoint).pod()?;
        let others: Vec<IpAddr> =
            nodes.iter().copied().filter(|it| !pod.host_addresses.contains(it)).collect();
        let may_hold = |it: &Endpoint| {
            let Some(entry) = it.external().filter(|it| Some(it.family) == family) else { return false };
            if nodes.is_empty() {
                return entry.ranges.iter().any(|range| may_be_node(range, &options.node_cidrs));
            }
            entry.ranges.iter().any(|(first, last)| others.iter().any(|it| first <= it && it <= last))
        };
        let entries = cluster.endpoints.enumerate().take(cluster.visible());
        let own = options.own_node_ingress_exempt.then_some(Tri::Yes);
        let mut seen = own.into_iter().chain(
            entries
                .filter(|it| may_hold(it.1))
                .map(|it| self.allowed(Pair::new(it.0, backend.endpoint), backend.port)),
        );
        let first = seen.next()?;
        Some(if seen.all(|it| it == first) { first } else { Tri::Unknown })
    }

    fn notes(&self, flow: &ServiceFlow, service: &Service, is_outside: bool) -> Vec<ServiceNote> {
        let mut notes = Vec::new();
        let mut note = |holds: bool, it: ServiceNote| {
            if holds {
                notes.push(it);
            }
        };
        let (resolved, flows) = (&flow.resolved, &flow.flows);
        note(flow.service != resolved.service, ServiceNote::Alias);
        note(resolved.backing == Backing::Unknown, ServiceNote::NoEndpointsKnown);
        note(resolved.backends.iter().any(|it| it.certain == Tri::Unknown), ServiceNote::PerhapsBackend);
        let is_left_out = |it: (&Backend, &BackendFlow)| {
            let pair = Pair::new(flow.source, it.0.endpoint);
            it.1.allowed == Tri::Unknown && self.reach.is_left_out(self.inputs, pair)
        };
        note(resolved.backends.iter().zip(flows).any(is_left_out), ServiceNote::LeftOut);
        if is_outside {
            note(!published(service), ServiceNote::NotPublished);
            note(
                flows.iter().any(|it| it.from_node.is_some_and(|b| b != it.allowed)),
                ServiceNote::SourceRewrite,
            );
            note(published(service) && service.keeps_client_address, ServiceNote::SourceKept);
            let filtered = !service.source_ranges.is_empty() && service.kind == ServiceType::LoadBalancer;
            note(filtered, ServiceNote::SourceRanges);
        }
        let to_itself = |it: (&Backend, &BackendFlow)| {
            it.1.hairpin && self.backend_certainty(flow.source, it).1.contains(&Contested::Hairpin)
        };
        note(resolved.backends.iter().zip(flows).any(to_itself), ServiceNote::Hairpin);
        let asked = resolved.asked;
        let other_port = |it: &(&Backend, &BackendFlow)| it.0.port != asked && it.1.allowed == Tri::No;
        let mut translated = resolved.backends.iter().zip(flows).filter(other_port);
        let by_service = |it: (&Backend, &BackendFlow)| {
            let pair = Pair { asked: [it.1.family, None], ..Pair::new(flow.source, it.0.endpoint) };
            self.allowed(pair, asked) == Tri::Yes
        };
        note(translated.any(by_service), ServiceNote::PortOfService);
        let outside = resolved.backends.iter().any(|it| self.is_outside(it.endpoint));
        let judged = !self.reach.applying(Direction::Egress, flow.source).is_empty();
        note(judged && outside && resolved.backing == Backing::Listed, ServiceNote::ExternalBackend);
        let port = resolved.port.and_then(|at| service.ports.get(at)).filter(|_| service.headless);
        if let Some(it) = port.filter(|it| it.target != PortRef::Number(it.number)) {
            note(true, ServiceNote::HeadlessTarget(it.number, it.target.clone()));
        }
        let denied = flows.iter().any(|it| it.allowed != Tri::Yes);
        for it in self.blocks_of_service(flow.source, service).into_iter().filter(|_| denied) {
            note(true, ServiceNote::ClusterIpInBlock(it));
        }
        notes
    }

    /// Rules for the client's way out whose blocks hold the Service's own address.
    fn blocks_of_service(&self, source: EndpointId, service: &Service) -> Vec<RuleRef> {
        let Inputs { policies, options, .. } = self.inputs;
        let holds = |it: &Atom| match it {
            Atom::Block(Block { cidr, except }) if !service.cluster_ips.is_empty() => service
                .cluster_ips
                .iter()
                .any(|it| cidr.contains(it) && !except.iter().any(|except| except.contains(it))),
            Atom::Block(Block { cidr, .. }) => {
                !service.headless && options.service_cidrs.iter().any(|it| it.contains(cidr))
            }
            Atom::Networks(Networks { networks }) => {
                service.cluster_ips.iter().any(|it| networks.iter().any(|network| network.contains(it)))
            }
            Atom::Pods(_) | Atom::Nodes(_) | Atom::DomainNames(_) => false,
        };
        let mut res = Vec::new();
        for &(policy, _) in self.reach.applying(Direction::Egress, source) {
            let rules = policies.rules(policy, Direction::Egress);
            for (index, it) in (0u32..).zip(rules) {
                let Peers::Only(atoms) = &it.peers else { continue };
                if it.action != Action::Accept {
                    continue;
                }
                // What also holds every other address was not written for the Service.
                if atoms.iter().map(|it| policies.atoms.at(*it)).any(|it| holds(it) && !is_everything(it)) {
                    res.push(RuleRef { policy, direction: Direction::Egress, index });
                }
            }
        }
        res
    }
}

fn is_everything(it: &Atom) -> bool {
    it.networks().0.iter().any(|it| it.prefix_len() == 0)
}

/// Every address of a node that the input tells, sorted.
pub(crate) fn node_addresses(inputs: Inputs<'_>) -> Vec<IpAddr> {
    inputs.cluster.node_addresses().collect()
}

/// Whether a node may have one of these addresses, where no node's address is known.
fn may_be_node(range: &(IpAddr, IpAddr), node_cidrs: &[ipnet::IpNet]) -> bool {
    let same = |it: &&ipnet::IpNet| it.addr().is_ipv4() == range.0.is_ipv4();
    let mut cidrs = node_cidrs.iter().filter(same).peekable();
    cidrs.peek().is_none() || cidrs.any(|it| it.network() <= range.1 && range.0 <= it.broadcast())
}

/// "All allowed => allowed; all denied => denied; mixed => partial; any unknown and none decisive => unknown; no
/// backend => no-endpoint" (M-71).
fn outcome(resolved: &Resolved, flows: &[BackendFlow]) -> ServiceOutcome {
    if resolved.backing == Backing::Unknown {
        return ServiceOutcome::Unknown;
    }
    let together = |least: Tri| {
        let backends = resolved.backends.iter().zip(flows);
        let those = || backends.clone().filter(|it| it.0.certain >= least).map(|it| it.1.allowed);
        let has = |tri| those().any(|it| it == tri);
        match (has(Tri::Yes), has(Tri::No), has(Tri::Unknown)) {
            (true, true, _) => ServiceOutcome::Partial,
            (true, false, false) => ServiceOutcome::Allowed,
            (false, true, false) => ServiceOutcome::Denied,
            (false, false, false) => ServiceOutcome::NoEndpoint,
            (_, _, true) => ServiceOutcome::Unknown,
        }
    };
    let (certain, all) = (together(Tri::Yes), together(Tri::Unknown));
    if certain == all { all } else { ServiceOutcome::Unknown }
}

#[cfg(test)]
mod tests;
