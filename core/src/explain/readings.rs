//! One flow under other readings of what Kubernetes leaves open: how certain its verdict is.
//!
//! "`defined`: every conformant implementation agrees." An implementation takes one reading of each contested
//! question, so a verdict is defined where every combination of readings gives it, and the questions that decide
//! are the fewest whose other readings change it. Nothing here reads reasons or guesses: each combination is
//! walked as the first one is. The same function gathers the rules, the same questions are asked under the other
//! options, and the same walk goes through the stages. A test compares the results with whole analyses under these
//! options.
//!
//! Questions without a setting (a Service's own address, the source of a connection through a node port) are not asked here but
//! where they arise, in [`service`](super::service).

use super::trial::Trial;
use super::{Certainty, Contested, FlowPiece};
use crate::eval::{Inputs, Pair, Piece, Reach, Reason, Subject, declared_ports, gather, is_node, walk};
use crate::ids::{PolicyId, Symbol};
use crate::kind::PolicyKind;
use crate::options::{NetworkPolicyTier, Options, ServiceHairpin};
use crate::policy::{Direction, PerDirection, PerStage, PortSet, STAGES};
use crate::protocol::Protocol;
use crate::tri::Tri;

/// What one direction says about the whole port space.
#[derive(Clone, Debug)]
struct Ways {
    /// Certainly allowed.
    allowed: PortSet,
    /// Not certainly denied.
    possible: PortSet,
}

/// The verdicts of one combination of readings.
#[derive(Debug)]
struct Reading {
    /// What is read otherwise.
    cases: Vec<Contested>,
    sides: PerDirection<Ways>,
}

/// One flow under every combination of readings.
#[derive(Debug)]
pub(super) struct Readings {
    /// As the options have it.
    own: PerDirection<Ways>,
    /// Fewer changed readings first.
    others: Vec<Reading>,
}

/// Ports whose verdict some readings change.
type Difference = (Vec<Contested>, PortSet);

/// A flow between two ends, on any port.
#[derive(Clone, Copy)]
pub(super) struct Flow<'a> {
    pub(super) reach: &'a Reach,
    pub(super) inputs: Inputs<'a>,
    pub(super) pair: Pair,
    /// Through a Service of which the source itself is the backend (M-61).
    pub(super) hairpin: bool,
}

impl Readings {
    pub(super) fn new(flow: Flow<'_>) -> Readings {
        let Flow { reach, inputs, pair, .. } = flow;
        let pieces = |direction| reach.pieces(inputs, direction, pair);
        let own = PerDirection { egress: pieces(Direction::Egress), ingress: pieces(Direction::Ingress) };
        let arising = Contested::WITH_READINGS
            .into_iter()
            .filter(|it| it.arises(inputs, pair.source, pair.destination));
        let arising: Vec<Contested> = arising.collect();
        let mut others: Vec<Reading> =
            combinations(&arising).into_iter().map(|cases| flow.read_otherwise(cases)).collect();
        let ways = PerDirection::from_fn(|it| Ways::of(own.get(it)));
        others.extend(flow.through_the_node(&ways));
        if flow.hairpin {
            others.extend(flow.through_own_service(&own));
        }
        let exempt = flow.hairpin && inputs.options.service_hairpin == ServiceHairpin::Allow;
        let own = if exempt && reach.is_self(inputs, pair) {
            PerDirection::from_fn(|_| Ways::everything())
        } else {
            ways
        };
        Readings { own, others }
    }

    /// How certain the flow is on one port.
    pub(super) fn of_port(&self, protocol: Protocol, port: u16) -> (Certainty, Vec<Contested>) {
        let contested = at(&self.flow(), protocol, port);
        (certainty(&contested, self.own_flow().at(protocol, port)), contested)
    }

    /// How certain one direction by itself is on one port.
    pub(super) fn of_side(
        &self,
        direction: Direction,
        (protocol, port): (Protocol, u16),
    ) -> (Certainty, Vec<Contested>) {
        let own = self.own.get(direction);
        let others = self.others.iter().map(|it| (it.cases.as_slice(), it.sides.get(direction).clone()));
        let contested = at(&differences(own, others), protocol, port);
        (certainty(&contested, own.at(protocol, port)), contested)
    }

    /// Cuts pieces so that each is equally certain on all its ports.
    pub(super) fn cut(&self, pieces: Vec<FlowPiece>) -> Vec<FlowPiece> {
        let mut pieces = pieces;
        for (cases, ports) in self.flow() {
            let mut next = Vec::with_capacity(pieces.len() + 1);
            for it in pieces {
                let inside = it.ports.intersection(&ports);
                let outside = it.ports.difference(&inside);
                if !inside.is_empty() {
                    let mut contested = it.contested.clone();
                    contested.extend(cases.iter().copied());
                    crate::order::sort_dedup(&mut contested);
                    next.push(FlowPiece { ports: inside, contested, ..it.clone() });
                }
                if !outside.is_empty() {
                    next.push(FlowPiece { ports: outside, ..it });
                }
            }
            pieces = next;
        }
        for it in &mut pieces {
            it.certainty = certainty(&it.contested, it.allowed);
        }
        pieces
    }

    fn own_flow(&self) -> Ways {
        Ways::both(&self.own)
    }

    fn flow(&self) -> Vec<Difference> {
        let others = self.others.iter().map(|it| (it.cases.as_slice(), Ways::both(&it.sides)));
        differences(&self.own_flow(), others)
    }
}

/// An answer that facts leave open is no matter of readings, unless it is the reading that leaves it open.
fn certainty(contested: &[Contested], allowed: Tri) -> Certainty {
    match (contested, allowed) {
        ([], Tri::Unknown) => Certainty::InputDependent,
        ([], Tri::Yes | Tri::No) => Certainty::Defined,
        ([_, ..], _) => Certainty::ImplementationDefined,
    }
}

fn at(differences: &[Difference], protocol: Protocol, port: u16) -> Vec<Contested> {
    let here = differences.iter().filter(|it| it.1.contains(protocol, port));
    let mut res: Vec<Contested> = here.flat_map(|it| it.0.iter().copied()).collect();
    crate::order::sort_dedup(&mut res);
    res
}

/// Where readings change a verdict. What fewer of them change alone is not named again.
fn differences<'r>(own: &Ways, others: impl Iterator<Item = (&'r [Contested], Ways)>) -> Vec<Difference> {
    let mut res: Vec<Difference> = Vec::new();
    for (cases, other) in others {
        let decided = own.decided().intersection(&own.differing(&other));
        let ports = match cases {
            // Undecided is a reading of its own here: the other one decides.
            [Contested::EqualPriority] => decided.union(&other.decided().difference(&own.decided())),
            _ => decided,
        };
        let explained = res.iter().filter(|it| it.0.iter().all(|case| cases.contains(case)));
        let ports = explained.fold(ports, |acc, it| acc.difference(&it.1));
        if !ports.is_empty() {
            res.push((cases.to_vec(), ports));
        }
    }
    res
}

/// Every choice of at least one, smaller ones first.
fn combinations(all: &[Contested]) -> Vec<Vec<Contested>> {
    let mut res: Vec<Vec<Contested>> = vec![Vec::new()];
    for &it in all {
        let with: Vec<Vec<Contested>> =
            res.iter().map(|others| others.iter().copied().chain([it]).collect()).collect();
        res.extend(with);
    }
    res.retain(|it| !it.is_empty());
    crate::order::sort_by_key(&mut res, Vec::len);
    res
}

impl Ways {
    fn of(pieces: &[Piece]) -> Ways {
        let (allowed, possible) = crate::eval::allowed_and_possible(pieces);
        Ways { allowed, possible }
    }

    fn everything() -> Ways {
        Ways { allowed: PortSet::all(), possible: PortSet::all() }
    }

    fn both(sides: &PerDirection<Ways>) -> Ways {
        Ways {
            allowed: sides.egress.allowed.intersection(&sides.ingress.allowed),
            possible: sides.egress.possible.intersection(&sides.ingress.possible),
        }
    }

    /// Ports that are certainly allowed or certainly denied.
    fn decided(&self) -> PortSet {
        PortSet::all().difference(&self.possible.difference(&self.allowed))
    }

    fn differing(&self, other: &Ways) -> PortSet {
        let differing = |a: &PortSet, b: &PortSet| a.difference(b).union(&b.difference(a));
        differing(&self.allowed, &other.allowed).union(&differing(&self.possible, &other.possible))
    }

    fn at(&self, protocol: Protocol, port: u16) -> Tri {
        match (self.allowed.contains(protocol, port), self.possible.contains(protocol, port)) {
            (true, _) => Tri::Yes,
            (false, true) => Tri::Unknown,
            (false, false) => Tri::No,
        }
    }
}

impl Flow<'_> {
    fn read_otherwise(&self, cases: Vec<Contested>) -> Reading {
        let mut options = self.inputs.options.clone();
        cases.iter().for_each(|it| it.read_otherwise(&mut options));
        let sides = PerDirection::from_fn(|it| self.side(it, &options));
        Reading { cases, sides }
    }

    /// "Like NodePort without a Service" (C-35): from outside, the way through the node's port arrives as the pod's
    /// own node.
    fn through_the_node(&self, own: &PerDirection<Ways>) -> Option<Reading> {
        let endpoints = &self.inputs.cluster.endpoints;
        if endpoints.at(self.pair.source).pod().is_some() || !self.inputs.options.own_node_ingress_exempt {
            return None;
        }
        let ports = &endpoints.at(self.pair.destination).pod()?.ports;
        let open = ports.iter().filter(|it| it.host_port.is_some());
        let open = open.map(|it| PortSet::range(it.protocol, it.number, it.number));
        let open = open.fold(PortSet::empty(), |acc, it| acc.union(&it));
        let through = |it: &PortSet| it.union(&open);
        let ingress =
            Ways { allowed: through(&own.ingress.allowed), possible: through(&own.ingress.possible) };
        let sides = PerDirection { egress: own.egress.clone(), ingress };
        (!open.is_empty()).then(|| Reading { cases: vec![Contested::HostPort], sides })
    }

    /// A pod that is a backend of its own Service: judged as two pods, or always let through but for what the API documents:
    /// "traffic to oneself via a Service is subject to CNP" (C-03).
    fn through_own_service(&self, own: &PerDirection<Vec<Piece>>) -> Option<Reading> {
        let cases = vec![Contested::Hairpin];
        if self.inputs.options.service_hairpin == ServiceHairpin::Allow {
            return Some(Reading { cases, sides: PerDirection::from_fn(|it| Ways::of(own.get(it))) });
        }
        let policies = self.inputs.policies;
        let documented = |it: &&Piece| {
            let by = it.reason.rule().map(|it| policies.policies.at(it.policy).kind);
            it.allowed == Tri::No && by.is_some_and(PolicyKind::governs_hairpins)
        };
        let sides = PerDirection::from_fn(|it| {
            let denied = own.get(it).iter().filter(documented);
            let open = denied.fold(PortSet::all(), |acc, it| acc.difference(&it.ports));
            Ways { allowed: open.clone(), possible: open }
        });
        Some(Reading { cases, sides })
    }

    fn side(&self, direction: Direction, options: &Options) -> Ways {
        let inputs = Inputs { options, ..self.inputs };
        match self.reach.exempt_under(inputs, direction, self.pair) {
            Tri::Yes if self.is_judged(direction, options) => Ways::everything(),
            Tri::Unknown if self.is_judged(direction, options) => {
                let pieces = self.pieces(direction, options);
                Ways { possible: PortSet::all(), ..Ways::of(&pieces) }
            }
            Tri::Yes | Tri::No | Tri::Unknown => Ways::of(&self.pieces(direction, options)),
        }
    }

    /// Whether the subject is a pod to policies.
    fn is_judged(&self, direction: Direction, options: &Options) -> bool {
        let subject = direction.subject_and_peer(self.pair.source, self.pair.destination).0;
        self.inputs.cluster.endpoints.at(subject).pod().is_some_and(|it| !is_node(it, options))
    }

    /// What one direction says by its rules alone, as if the peer were not the subject's own node.
    pub(super) fn pieces(&self, direction: Direction, options: &Options) -> Vec<Piece> {
        let subject = direction.subject_and_peer(self.pair.source, self.pair.destination).0;
        let inputs = Inputs { options, ..self.inputs };
        let policies = inputs.policies;
        let Some(pod) = inputs.cluster.endpoints.at(subject).pod().filter(|it| !is_node(it, options)) else {
            return crate::eval::whole(Tri::Yes, Reason::NotApplicable);
        };
        if self.reach.group(direction, subject).is_left_out() {
            return crate::eval::whole(Tri::Unknown, Reason::LeftOut);
        }
        let trial = Trial {
            reach: self.reach,
            inputs,
            source: self.pair.source,
            destination: self.pair.destination,
            family: self.reach.family(inputs, self.pair),
            port: Default::default(),
        };
        // Which pods a policy selects is the same under all readings, except for host-network pods.
        let applying = |direction: Direction| -> Vec<(PolicyId, Tri)> {
            if !pod.host_network {
                return self.reach.applying(direction, subject).to_vec();
            }
            let here = policies.policies.enumerate().filter(|it| it.1.rules.get(direction).is_some());
            let selected = here.map(|(id, it)| (id, trial.subject::<()>(it, subject).tri));
            selected.filter(|it| it.1.possible()).collect()
        };
        let selected = applying(direction);
        let either = options.network_policy_tier == NetworkPolicyTier::EitherDirection;
        let other = if either { applying(direction.opposite()) } else { Vec::new() };
        let shielded = PerStage::from_fn(|stage| {
            let here = |it: &&(PolicyId, Tri)| policies.tier(it.0) == stage.tier;
            let other = other.iter().filter(here).filter(|it| !selected.iter().any(|here| here.0 == it.0));
            other.map(|it| it.1).fold(Tri::No, Tri::or)
        });
        let facts = Subject::new(policies, &selected, &shielded, options);
        let matching = gather(policies, direction, &selected).into_iter().filter_map(|it| {
            let matches = trial.matches_peer(it.rule, direction);
            matches
                .possible()
                .then(|| it.matching(matches, |protocol, name| self.named(protocol, name, options)))
        });
        let matching: Vec<_> = matching.collect();
        walk(&STAGES, &facts, &matching)
    }

    /// The ports that a name stands for on the destination.
    fn named(&self, protocol: Protocol, name: Symbol, options: &Options) -> Option<PortSet> {
        let Inputs { cluster, .. } = self.inputs;
        let pod = cluster.endpoints.at(self.pair.destination).pod().filter(|it| !is_node(it, options))?;
        Some(declared_ports(pod, protocol, cluster.strings.text(name), options))
    }
}
