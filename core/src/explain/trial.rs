//! One rule held against one flow, with everything that was compared.
//!
//! The comparisons themselves ([`Requirement::test`](crate::policy::Requirement::test), blocks, declared
//! ports) are those of the evaluation; a test checks that both come to the same result for every rule.

use ipnet::IpNet;

use super::{BlockTest, PeerTest, PeerTrial, PortTrial, RequirementTest, RuleTrial, rank};
use crate::cluster::{Body, Cluster, Endpoint, External, Family, LabelSet, PodBody};
use crate::eval::address::unknown_address;
use crate::eval::{
    ClassKind, Inputs, KnownAddress, Whose, assumed_cidrs, declared, flow_family, is_node, known_address,
    name_match, node_match, whose,
};
use crate::ids::EndpointId;
use crate::manifest::{Manifest, PortMatch, WrittenPort};
use crate::options::IpBlockPods;
use crate::policy::{Atom, Direction, Peers, Rule, RuleRef, Scope, Selector, Usable};
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
        let egress = reference.direction == Direction::Egress;
        let written = self.manifests.get(policy.manifest)?.written_rule(egress, reference.index as usize)?;
        let (peers, ports) = match (rule.usable, &rule.peers) {
            (Usable::Yes, _) => {
                let ports = written.ports.map(|it| it.iter().map(|it| self.port(it)).collect());
                (self.peers(rule, reference.direction), ports)
            }
            // What is written is not what counts.
            (_, Peers::Any) => (None, None),
            (_, Peers::Only(_)) => (Some(Vec::new()), None),
        };
        let peer = |it: &Vec<PeerTrial>| it.iter().map(|it| it.matches).max().unwrap_or(Tri::No);
        let port = |it: &Vec<PortTrial>| it.iter().any(|it| matches!(it, PortTrial::Match(_)));
        let matches = peers.as_ref().map_or(Tri::Yes, peer).and(ports.as_ref().is_none_or(port).into());
        let nearest_peer = peers.as_deref().map_or(0, rank::nearest_peer);
        let nearest_port = ports.as_deref().map_or(0, rank::nearest_port);
        let action = rule.action;
        Some(RuleTrial { rule: reference, action, matches, peers, nearest_peer, ports, nearest_port })
    }

    fn port(&self, entry: &WrittenPort<'_>) -> PortTrial {
        let (protocol, port) = self.port;
        match entry.port {
            PortMatch::Named(name) => self.named_port(entry.protocol, name),
            _ if entry.protocol != Some(protocol) => PortTrial::Protocol,
            PortMatch::Any => PortTrial::Match(None),
            PortMatch::Range(first, last) if (first..=last).contains(&&port) => PortTrial::Match(None),
            PortMatch::Range(first, last) => {
                PortTrial::Number(if port < *first { first - port } else { port.saturating_sub(*last) })
            }
        }
    }

    /// `wanted`: `None` where the declaration brings the protocol.
    fn named_port(&self, wanted: Option<Protocol>, name: &str) -> PortTrial {
        let (protocol, port) = self.port;
        let destination = self.endpoint(self.destination).pod();
        let Some(pod) = destination.filter(|it| !is_node(it, self.inputs.options)) else {
            return PortTrial::NameWithoutPod;
        };
        let mut numbers =
            declared(pod, wanted.unwrap_or(protocol), name, self.inputs.options).map(|it| it.number);
        match numbers.next() {
            Some(_) if wanted.is_some_and(|it| it != protocol) => PortTrial::Protocol,
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
            Atom::Pods { host_network: false, .. } if peer.pod().is_some_and(|it| it.host_network) => {
                PeerTrial { matches: Tri::No, how: PeerTest::NoPod }
            }
            Atom::Pods { scope, selector, .. } => self.pods(scope, selector, peer),
            Atom::Block { cidr, except } => {
                let (matches, how) = self.block(cidr, except, peer, family);
                PeerTrial { matches, how: PeerTest::Block(how) }
            }
            Atom::Networks(all) => self.networks(all, peer, family),
            Atom::Nodes(selector) => self.nodes(selector, peer),
            Atom::DomainNames(names) => self.names(names, peer),
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
            Scope::AnyOf(all) => {
                let labels = &namespace(self.inputs.cluster, pod).labels;
                Err(all.iter().any(|it| it.test(labels) == Tri::Yes))
            }
        };
        let pod = tests(selector, &pod.labels);
        let all = |it: &[RequirementTest]| it.iter().map(|it| it.holds).fold(Tri::Yes, Tri::and);
        let in_namespace = namespace.as_ref().map_or_else(|&own| own.into(), |it| all(it));
        let matches = in_namespace.and(all(&pod));
        PeerTrial { matches, how: PeerTest::Pods { namespace, pod } }
    }

    fn block(&self, cidr: &IpNet, except: &[IpNet], peer: &Endpoint, family: Family) -> (Tri, BlockTest) {
        if crate::eval::address::family_of(cidr) != family {
            return (Tri::No, BlockTest::OtherFamily);
        }
        let never = self.inputs.options.ip_block_pods == IpBlockPods::Never;
        if never && peer.pod().is_some_and(|it| !is_node(it, self.inputs.options)) {
            return (Tri::No, BlockTest::NotForPods);
        }
        self.address(cidr, except, peer, family)
    }

    /// "networks also match pods", whatever blocks do.
    fn networks(&self, all: &[IpNet], peer: &Endpoint, family: Family) -> PeerTrial {
        let tests = all.iter().map(|it| match crate::eval::address::family_of(it) == family {
            true => self.address(it, &[], peer, family),
            false => (Tri::No, BlockTest::OtherFamily),
        });
        let best = tests.enumerate().max_by_key(|(index, it)| (it.0, std::cmp::Reverse(*index)));
        let (index, (matches, how)) = best.unwrap_or((0, (Tri::No, BlockTest::OtherFamily)));
        PeerTrial { matches, how: PeerTest::Networks(index, how) }
    }

    fn address(&self, cidr: &IpNet, except: &[IpNet], peer: &Endpoint, family: Family) -> (Tri, BlockTest) {
        let (kind, address) = match &peer.body {
            Body::External(it) => {
                let known = it.ranges.first().map_or(KnownAddress::Unknown, |it| KnownAddress::At(it.0));
                (ClassKind::External, known)
            }
            Body::Pod(it) => {
                let kind = if it.host_network { ClassKind::Host } else { ClassKind::Pod };
                (kind, known_address(it, family))
            }
        };
        match address {
            KnownAddress::At(it) if !cidr.contains(&it) => (Tri::No, BlockTest::Outside),
            KnownAddress::At(it) => match except.iter().find(|net| net.contains(&it)) {
                Some(net) => (Tri::No, BlockTest::Excepted(*net)),
                None => (Tri::Yes, BlockTest::Inside),
            },
            KnownAddress::None => (Tri::No, BlockTest::OtherFamily),
            KnownAddress::Unknown => {
                let options = self.inputs.options;
                let whole = cidr.prefix_len() == 0 && except.is_empty();
                let matches = unknown_address(cidr, except, assumed_cidrs(kind, options), options);
                (matches, BlockTest::Assumed(!whole && matches != Tri::Unknown))
            }
        }
    }

    fn nodes(&self, selector: &Selector, peer: &Endpoint) -> PeerTrial {
        let cluster = self.inputs.cluster;
        let whose = whose(cluster, peer);
        let node = match whose {
            Whose::Node(at) => {
                cluster.nodes.at(at).object.as_ref().map(|it| (at, tests(selector, &it.labels)))
            }
            Whose::SomeNode | Whose::Nobody | Whose::Unsaid => None,
        };
        PeerTrial { matches: node_match(cluster, selector, whose), how: PeerTest::Nodes(node) }
    }

    fn names(&self, names: &[String], peer: &Endpoint) -> PeerTrial {
        let test = |it: &External| name_match(names, it.host.as_deref(), it.address(), self.inputs.options);
        PeerTrial { matches: peer.external().map_or(Tri::No, test), how: PeerTest::DomainNames }
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
