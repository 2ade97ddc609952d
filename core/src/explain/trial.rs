//! One rule held against one flow, with everything that was compared.
//!
//! The comparisons themselves ([`Requirement::test`](crate::policy::Requirement::test), blocks, declared
//! ports) are those of the evaluation; a test checks that both come to the same result for every rule.

use ipnet::IpNet;

use super::{BlockTest, PeerTest, PeerTrial, PortTrial, RequirementTest, RuleTrial, rank};
use crate::cluster::{Body, Cluster, Endpoint, Family, LabelSet, PodBody};
use crate::eval::{Inputs, KnownAddress, flow_family, is_node, known_address, unknown_match};
use crate::ids::EndpointId;
use crate::manifest::{self, Manifest, PortEntry, PortMatch};
use crate::options::IpBlockPods;
use crate::policy::{Atom, Direction, Peers, Rule, RuleRef, Scope, Selector};
use crate::protocol::Protocol;
use crate::tri::Tri;

/// The flow that rules are held against.
pub(super) struct Trial<'a> {
    pub(super) inputs: Inputs<'a>,
    pub(super) manifests: &'a [Manifest],
    pub(super) source: EndpointId,
    pub(super) destination: EndpointId,
    pub(super) port: (Protocol, u16),
}

impl Trial<'_> {
    /// Holds one rule against the flow.
    pub(super) fn rule(&self, reference: RuleRef) -> Option<RuleTrial> {
        let rule = self.inputs.policies.rule(reference)?;
        let policy = self.inputs.policies.policies.at(reference.policy);
        let ports = self.ports(self.written(policy.manifest, reference)?);
        let peers = self.peers(rule, reference.direction);
        let peer = |it: &Vec<PeerTrial>| it.iter().map(|it| it.matches).max().unwrap_or(Tri::No);
        let port = |it: &Vec<PortTrial>| it.iter().any(|it| matches!(it, PortTrial::Match(_)));
        let matches = peers.as_ref().map_or(Tri::Yes, peer).and(ports.as_ref().is_none_or(port).into());
        let nearest_peer = peers.as_deref().map_or(0, rank::nearest_peer);
        let nearest_port = ports.as_deref().map_or(0, rank::nearest_port);
        Some(RuleTrial { rule: reference, matches, peers, nearest_peer, ports, nearest_port })
    }

    /// The rule as it is written.
    fn written(&self, manifest: usize, reference: RuleRef) -> Option<&manifest::Rule> {
        let Manifest::NetworkPolicy(policy) = self.manifests.get(manifest)? else { return None };
        let rules = match reference.direction {
            Direction::Egress => &policy.egress,
            Direction::Ingress => &policy.ingress,
        };
        rules.get(reference.index as usize)
    }

    fn ports(&self, rule: &manifest::Rule) -> Option<Vec<PortTrial>> {
        let manifest::Ports::Only(entries) = &rule.ports else { return None };
        Some(entries.iter().map(|it| self.port(it)).collect())
    }

    fn port(&self, entry: &PortEntry) -> PortTrial {
        let (protocol, port) = self.port;
        match &entry.port {
            _ if entry.protocol != protocol && !matches!(entry.port, PortMatch::Named(_)) => {
                PortTrial::Protocol
            }
            PortMatch::Any => PortTrial::Match(None),
            PortMatch::Range(first, last) if (first..=last).contains(&&port) => PortTrial::Match(None),
            PortMatch::Range(first, last) => {
                PortTrial::Number(if port < *first { first - port } else { port.saturating_sub(*last) })
            }
            PortMatch::Named(name) => self.named_port(entry.protocol, name),
        }
    }

    fn named_port(&self, wanted: Protocol, name: &str) -> PortTrial {
        let (protocol, port) = self.port;
        let destination = self.endpoint(self.destination).pod();
        let Some(pod) = destination.filter(|it| !is_node(it, self.inputs.options)) else {
            return PortTrial::NameWithoutPod;
        };
        let mut numbers = pod.declared(wanted, name).map(|it| it.number);
        match numbers.next() {
            Some(_) if wanted != protocol => PortTrial::Protocol,
            Some(first) if first == port || numbers.any(|it| it == port) => PortTrial::Match(Some(port)),
            Some(first) => PortTrial::NameNumber(first),
            None => {
                let other = pod.ports.iter().find(|it| it.name == name);
                other.map_or(PortTrial::NameUnknown, |it| PortTrial::NameProtocol(it.protocol))
            }
        }
    }

    fn endpoint(&self, id: EndpointId) -> &Endpoint {
        self.inputs.cluster.endpoints.at(id)
    }

    fn peers(&self, rule: &Rule, direction: Direction) -> Option<Vec<PeerTrial>> {
        let Peers::Only(atoms) = &rule.peers else { return None };
        let (subject, peer) = direction.subject_and_peer(self.source, self.destination);
        let (subject, peer) = (self.endpoint(subject), self.endpoint(peer));
        let family = match direction {
            Direction::Egress => self.family(peer),
            Direction::Ingress if peer.external().is_some() => self.family(peer),
            Direction::Ingress => self.family(subject),
        };
        let test = |atom: &Atom| match atom {
            Atom::Pods { scope, selector } => self.pods(scope, selector, peer),
            Atom::Block { cidr, except } => self.block(cidr, except, peer, family),
        };
        Some(atoms.iter().map(|it| test(self.inputs.policies.atoms.at(*it))).collect())
    }

    /// "A flow has one family" (M-44).
    fn family(&self, endpoint: &Endpoint) -> Family {
        match &endpoint.body {
            Body::Pod(it) => flow_family(it, self.inputs.options),
            Body::External(it) => it.family,
        }
    }

    fn pods(&self, scope: &Scope, selector: &Selector, peer: &Endpoint) -> PeerTrial {
        let Some(pod) = peer.pod().filter(|it| !is_node(it, self.inputs.options)) else {
            return PeerTrial { matches: Tri::No, how: PeerTest::NoPod };
        };
        let namespace = match scope {
            Scope::Own(it) => Err(pod.namespace == *it),
            Scope::Matching(it) => Ok(tests(it, &namespace(self.inputs.cluster, pod).labels)),
        };
        let pod = tests(selector, &pod.labels);
        let all = |it: &[RequirementTest]| it.iter().map(|it| it.holds).fold(Tri::Yes, Tri::and);
        let in_namespace = namespace.as_ref().map_or_else(|&own| own.into(), |it| all(it));
        let matches = in_namespace.and(all(&pod));
        PeerTrial { matches, how: PeerTest::Pods { namespace, pod } }
    }

    fn block(&self, cidr: &IpNet, except: &[IpNet], peer: &Endpoint, family: Family) -> PeerTrial {
        let trial = |matches: Tri, how| PeerTrial { matches, how: PeerTest::Block(how) };
        if crate::eval::address::family_of(cidr) != family {
            return trial(Tri::No, BlockTest::OtherFamily);
        }
        let address = match &peer.body {
            Body::External(it) => it.ranges.first().map_or(KnownAddress::None, |it| KnownAddress::At(it.0)),
            Body::Pod(it) => known_address(it, family, self.inputs.options),
        };
        match address {
            KnownAddress::At(it) if !cidr.contains(&it) => trial(Tri::No, BlockTest::Outside),
            KnownAddress::At(it) => match except.iter().find(|net| net.contains(&it)) {
                Some(net) => trial(Tri::No, BlockTest::Excepted(*net)),
                None => trial(Tri::Yes, BlockTest::Inside),
            },
            KnownAddress::None => {
                let never = self.inputs.options.ip_block_pods == IpBlockPods::Never;
                trial(Tri::No, if never { BlockTest::NotForPods } else { BlockTest::OtherFamily })
            }
            KnownAddress::Unknown => {
                let of_node = peer.pod().is_some_and(|it| is_node(it, self.inputs.options));
                let whole = cidr.prefix_len() == 0 && except.is_empty();
                let matches = unknown_match(cidr, except, of_node, self.inputs.options);
                trial(matches, BlockTest::Assumed(!whole && matches != Tri::Unknown))
            }
        }
    }
}

/// The namespace a pod lives in.
pub(super) fn namespace<'c>(cluster: &'c Cluster, pod: &PodBody) -> &'c crate::cluster::Namespace {
    cluster.namespaces.at(pod.namespace)
}

fn tests(selector: &Selector, labels: &LabelSet) -> Vec<RequirementTest> {
    let test = |it: &crate::policy::Requirement| RequirementTest {
        holds: it.test(labels),
        actual: labels.get(it.key),
    };
    selector.requirements.iter().map(test).collect()
}
