//! One rule held against one flow, with everything that was compared.
//!
//! The comparisons themselves ([`Requirement::test`](crate::policy::Requirement::test), blocks, declared
//! ports) are those of the evaluation; a test checks that both come to the same result for every rule.

use ipnet::IpNet;

use super::{Assumption, BlockTest, PeerTest, PeerTrial, PortTrial, RequirementTest, RuleTrial, rank};
use crate::cluster::{Body, Cluster, Endpoint, Family, LabelSet, PodBody};
use crate::eval::address::unknown_address;
use crate::eval::{
    ClassKind, Inputs, KnownAddress, Reach, Whose, assumed_cidrs, declared, is_node, known_address,
    name_match, node_match, unknown_block, whose,
};
use crate::ids::{AtomId, EndpointId};
use crate::kind::{Manifest, PortMatch, WrittenPort};
use crate::options::IpBlockPods;
use crate::policy::{Atom, Direction, Peers, Policy, Rule, RuleRef, Scope, Selector, Usable};
use crate::protocol::Protocol;
use crate::tri::Tri;

/// The flow that rules are held against.
pub(super) struct Trial<'a> {
    pub(super) reach: &'a Reach,
    pub(super) inputs: Inputs<'a>,
    pub(super) manifests: &'a [Manifest],
    pub(super) source: EndpointId,
    pub(super) destination: EndpointId,
    /// "A flow has one family" (M-44); `None`: this one cannot be.
    pub(super) family: Option<Family>,
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
        let port = |it: &Vec<PortTrial>| it.iter().any(|it| matches!(it, PortTrial::Match(_)));
        let matches = together(peers.as_deref()).and(ports.as_ref().is_none_or(port).into());
        let nearest_peer = peers.as_deref().map_or(0, rank::nearest_peer);
        let nearest_port = ports.as_deref().map_or(0, rank::nearest_port);
        let action = rule.action;
        Some(RuleTrial { rule: reference, action, matches, peers, nearest_peer, ports, nearest_port })
    }

    /// Whether the peers of a rule match; the port plays no part.
    pub(super) fn matches_peer(&self, rule: &Rule, direction: Direction) -> Tri {
        together(self.peers(rule, direction).as_deref())
    }

    /// Whether a policy selects a pod.
    pub(super) fn selects(&self, policy: &Policy, subject: EndpointId) -> Tri {
        match self.inputs.policies.atoms.at(policy.subject) {
            Atom::Pods { host_network: false, .. } if self.shares_node(subject) => Tri::No,
            Atom::Pods { scope, selector, .. } => self.pods(scope, selector, self.endpoint(subject)).matches,
            Atom::Block { .. } | Atom::Networks(_) | Atom::Nodes(_) | Atom::DomainNames(_) => Tri::No,
        }
    }

    fn shares_node(&self, it: EndpointId) -> bool {
        self.endpoint(it).pod().is_some_and(|it| it.host_network)
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
        let id = direction.subject_and_peer(self.source, self.destination).1;
        let peer = self.endpoint(id);
        let test = |at: AtomId| match self.inputs.policies.atoms.at(at) {
            Atom::Pods { host_network: false, .. } if peer.pod().is_some_and(|it| it.host_network) => {
                PeerTrial { matches: Tri::No, how: PeerTest::NoPod }
            }
            Atom::Pods { scope, selector, .. } => self.pods(scope, selector, peer),
            Atom::Block { cidr, except } => {
                let (matches, how) = self.block(cidr, except, peer);
                PeerTrial { matches, how: PeerTest::Block(how) }
            }
            Atom::Networks(all) => self.networks(all, peer),
            Atom::Nodes(selector) => self.nodes(selector, peer),
            Atom::DomainNames(names) => self.names(names, peer, (id, at)),
        };
        Some(atoms.iter().map(|it| test(*it)).collect())
    }

    fn pods(&self, scope: &Scope, selector: &Selector, peer: &Endpoint) -> PeerTrial {
        let Some(pod) = peer.pod().filter(|it| !is_node(it, self.inputs.options)) else {
            return PeerTrial { matches: Tri::No, how: PeerTest::NoPod };
        };
        let namespace = match scope {
            Scope::Own(it) => Err(pod.namespace == *it),
            Scope::Matching(it) => Ok(namespace_tests(self.inputs.cluster, it, pod)),
            Scope::AnyOf(all) => {
                let labels = &namespace(self.inputs.cluster, pod).labels;
                Err(all.iter().any(|it| it.test(labels) == Tri::Yes))
            }
        };
        let pod = pod_tests(selector, pod);
        let all = |it: &[RequirementTest]| it.iter().map(|it| it.holds).fold(Tri::Yes, Tri::and);
        let in_namespace = namespace.as_ref().map_or_else(|&own| own.into(), |it| all(it));
        let matches = in_namespace.and(all(&pod));
        PeerTrial { matches, how: PeerTest::Pods { namespace, pod } }
    }

    fn block(&self, cidr: &IpNet, except: &[IpNet], peer: &Endpoint) -> (Tri, BlockTest) {
        let is_pod = peer.pod().is_some_and(|it| !is_node(it, self.inputs.options));
        let never = self.inputs.options.ip_block_pods == IpBlockPods::Never;
        if self.is_of_flow(cidr) && is_pod && never {
            return (Tri::No, BlockTest::NotForPods);
        }
        self.address(cidr, except, peer, |assumed| {
            unknown_block(cidr, except, is_pod, assumed, self.inputs.options)
        })
    }

    fn is_of_flow(&self, cidr: &IpNet) -> bool {
        self.family == Some(crate::eval::address::family_of(cidr))
    }

    /// "networks also match pods", also where blocks do not.
    fn networks(&self, all: &[IpNet], peer: &Endpoint) -> PeerTrial {
        let tests =
            all.iter().map(|it| self.address(it, &[], peer, |assumed| unknown_address(it, &[], assumed)));
        let best = tests.enumerate().max_by_key(|(index, it)| (it.0, std::cmp::Reverse(*index)));
        let (index, (matches, how)) = best.unwrap_or((0, (Tri::No, BlockTest::OtherFamily)));
        PeerTrial { matches, how: PeerTest::Networks(index, how) }
    }

    /// `unknown`: what comes of it where the address is not in the input, but taken to lie somewhere.
    fn address(
        &self,
        cidr: &IpNet,
        except: &[IpNet],
        peer: &Endpoint,
        unknown: impl Fn(&[IpNet]) -> Tri,
    ) -> (Tri, BlockTest) {
        let Some(family) = self.family.filter(|_| self.is_of_flow(cidr)) else {
            return (Tri::No, BlockTest::OtherFamily);
        };
        let (kind, address) = match &peer.body {
            Body::External(it) => {
                let known = it.ranges.first().map_or(KnownAddress::Unknown, |it| KnownAddress::At(it.0));
                (ClassKind::External, known)
            }
            Body::Pod(it) => {
                let kind = if it.host_network { ClassKind::Host } else { ClassKind::Pod };
                (kind, known_address(it, family, self.reach.families(peer).get(family)))
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
                let whole = cidr.prefix_len() == 0 && except.is_empty();
                let matches = unknown(assumed_cidrs(kind, self.inputs.options));
                let assumption = match kind {
                    ClassKind::Pod => Some(Assumption::PodCidr),
                    ClassKind::Host => Some(Assumption::NodeCidr),
                    ClassKind::External => None,
                };
                (matches, BlockTest::Assumed(assumption.filter(|_| !whole && matches != Tri::Unknown)))
            }
        }
    }

    fn nodes(&self, selector: &Selector, peer: &Endpoint) -> PeerTrial {
        let cluster = self.inputs.cluster;
        let whose = whose(cluster, peer);
        let node = match whose {
            Whose::Node(at) => {
                cluster.nodes.at(at).object.as_ref().map(|it| (at, tests(selector, &it.labels, None)))
            }
            Whose::SomeNode | Whose::Nobody | Whose::Unsaid => None,
        };
        PeerTrial { matches: node_match(cluster, selector, whose), how: PeerTest::Nodes(node) }
    }

    fn names(&self, names: &[String], peer: &Endpoint, (id, atom): (EndpointId, AtomId)) -> PeerTrial {
        let test = |host, address| name_match(names, host, address, self.inputs.options);
        let outside = match &peer.body {
            Body::External(it) => test(it.host.as_deref(), it.address()),
            // In its node's network a pod is the node.
            Body::Pod(it) if it.host_network => {
                let has = self.reach.families(peer);
                let address = |family| match known_address(it, family, has.get(family)) {
                    KnownAddress::At(it) => Some(it),
                    KnownAddress::None | KnownAddress::Unknown => None,
                };
                test(None, self.family.and_then(address))
            }
            Body::Pod(_) => Tri::No,
        };
        let matches = outside.or(self.reach.host_names.answer(id, atom, self.family));
        PeerTrial { matches, how: PeerTest::DomainNames }
    }
}

/// The namespace a pod lives in.
pub(super) fn namespace<'c>(cluster: &'c Cluster, pod: &PodBody) -> &'c crate::cluster::Namespace {
    cluster.namespaces.at(pod.namespace)
}

/// All peers together; `None`: the rule lists none, and matches everyone.
fn together(peers: Option<&[PeerTrial]>) -> Tri {
    peers.map_or(Tri::Yes, |it| it.iter().map(|it| it.matches).max().unwrap_or(Tri::No))
}

/// A selector against the labels of a pod.
pub(super) fn pod_tests(selector: &Selector, pod: &PodBody) -> Vec<RequirementTest> {
    tests(selector, &pod.labels, pod.workload_labels.as_deref())
}

/// A selector against the labels of a pod's namespace.
pub(super) fn namespace_tests(cluster: &Cluster, selector: &Selector, pod: &PodBody) -> Vec<RequirementTest> {
    tests(selector, &namespace(cluster, pod).labels, None)
}

fn tests(selector: &Selector, labels: &LabelSet, workload: Option<&LabelSet>) -> Vec<RequirementTest> {
    let test = |it: &crate::policy::Requirement| {
        let holds = it.test(labels);
        let would_do = workload.filter(|labels| holds == Tri::No && it.test(labels) == Tri::Yes);
        let on_workload = would_do.and_then(|labels| labels.get(it.key));
        RequirementTest { holds, actual: labels.get(it.key), on_workload }
    };
    selector.requirements.iter().map(test).collect()
}
