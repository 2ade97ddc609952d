//! Endpoints that nothing in the input tells apart, and which question each class answers with yes.

use super::address::{Address, AddressSpace, family_of};
use super::family::{Families, FamilyFacts, Has, without_difference};
use super::host_names::NamesOfPods;
use super::index::PodIndex;
use super::known::{
    KnownAddress, assumed_cidrs, declared, is_node, known_address, unknown_block, unknown_network,
};
use super::named::{Whose, name_match, node_match, whose};
use super::reach::Inputs;
use crate::cluster::{Body, Cluster, Endpoint, Family, PodBody};
use crate::ids::{AtomId, ClassId, EndpointId, FamiliesId, Id, IdSet, IdVec, Symbol};
use crate::options::{IpBlockPods, Options};
use crate::order::sort_dedup;
use crate::policy::{Atom, Policies, PortSet};
use crate::protocol::Protocol;
use crate::tri::Tri;

/// What a class is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClassKind {
    /// Pods and stand-ins.
    Pod,
    /// Host-network pods, taken for their node.
    Host,
    /// Addresses outside the cluster.
    External,
}

/// The port names that policies mention, as a class resolves them; number 0 resolves none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct NamesId(pub u32);

/// A class.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// What it is made of.
    pub kind: ClassKind,
    /// Its address families, by their position in [`Classes::families`].
    pub families: FamiliesId,
    /// How it resolves port names.
    pub names: NamesId,
    /// Its members in the order of the matrix; none where all of them are hidden.
    pub members: Vec<EndpointId>,
}

/// A yes or perhaps of a class to a block, with what decides whether it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BlockMember {
    pub(super) class: ClassId,
    pub(super) tri: Tri,
    /// The family of the flows for which it counts; `None`: for all.
    pub(super) family: Option<Family>,
}

/// All classes, and their answers.
#[derive(Clone, Debug, Default)]
pub struct Classes {
    /// The class of each endpoint.
    pub of: IdVec<EndpointId, ClassId>,
    /// The classes in the order of their first members.
    pub classes: IdVec<ClassId, Class>,
    /// For each question about labels: who answers yes or perhaps. Empty for the others.
    pub(super) pods: IdVec<AtomId, Vec<(ClassId, Tri)>>,
    /// For each question about addresses and names: who answers yes or perhaps. Empty for the others.
    pub(super) blocks: IdVec<AtomId, Vec<BlockMember>>,
    /// The ways of having address families; one where all flows have the same family.
    pub families: IdVec<FamiliesId, Families>,
    /// Ports by name, for each way of resolving names.
    resolutions: IdVec<u32, Resolution>,
}

/// Ports of the names that policies mention, sorted by name.
type Resolution = Vec<((Protocol, Symbol), PortSet)>;

/// What makes two endpoints the same to every policy.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    kind: ClassKind,
    families: FamiliesId,
    /// Number of the list of label questions that are answered with yes or perhaps.
    answers: u32,
    v4: Address,
    v6: Address,
    /// The name of a host outside the cluster.
    host: Option<String>,
    /// Whose address it is, where some peer asks for nodes.
    whose: Whose,
    /// Whether its addresses are a node's, also where policies take it for a pod.
    host_network: bool,
    names: NamesId,
    /// Host names that stand for its addresses, by number of the list.
    host_names: u32,
}

impl Classes {
    /// Sorts all endpoints of the cluster into classes.
    pub fn new(
        inputs: Inputs<'_>,
        space: &AddressSpace,
        facts: &FamilyFacts,
        host_names: &NamesOfPods,
    ) -> Classes {
        let Inputs { cluster, policies, options } = inputs;
        let mut builder = Builder::new(cluster, policies, space, options);
        let profiles: Vec<Option<u32>> = cluster.endpoints.iter().map(|it| builder.profile(it)).collect();
        let answers = builder.answers();
        let mut keys: IdSet<ClassId, Key> = IdSet::default();
        let mut res = Classes::default();
        let mut resolutions: IdSet<u32, Resolution> = IdSet::default();
        resolutions.add(Vec::new());
        let every: Vec<Families> = cluster.endpoints.iter().map(|it| facts.of(it)).collect();
        let of_every_flow = without_difference(&every).map(Families::only);
        let mut families: IdSet<FamiliesId, Families> = IdSet::default();
        for (((id, endpoint), profile), own) in cluster.endpoints.enumerate().zip(profiles).zip(every) {
            let names = builder.names(endpoint, &mut resolutions);
            let answers =
                profile.and_then(|it| answers.numbers.get(it as usize)).copied().unwrap_or_default();
            let key = Key {
                answers,
                names,
                families: families.add(of_every_flow.unwrap_or(own)),
                host_names: host_names.of(id),
                ..builder.key(endpoint, &own)
            };
            let (kind, families) = (key.kind, key.families);
            let class = keys.add(key);
            if class.index() == res.classes.len() {
                res.classes.push(Class { kind, families, names, members: Vec::new() });
            }
            // What is no row is judged, but neither shown nor counted.
            if id.index() < cluster.visible() {
                res.classes.at_mut(class).members.push(id);
            }
            res.of.push(class);
        }
        res.families = families.into_items();
        res.resolutions = resolutions.into_items();
        res.pods = IdVec::from_vec(vec![Vec::new(); policies.atoms.len()]);
        res.blocks = IdVec::from_vec(vec![Vec::new(); policies.atoms.len()]);
        for (class, key) in keys.items().enumerate() {
            for &(atom, tri) in answers.lists.get(key.answers).into_iter().flatten() {
                res.pods.at_mut(atom).push((class, tri));
            }
            builder.address_members(class, key, &mut res.blocks);
            for &(atom, family, tri) in host_names.list(key.host_names) {
                res.blocks.at_mut(atom).push(BlockMember { class, tri, family });
            }
        }
        res
    }

    /// The ports that a name stands for on a destination of this class (M-53): none where it is not declared.
    pub fn resolve(&self, names: NamesId, protocol: Protocol, name: Symbol) -> Option<&PortSet> {
        let resolution = self.resolutions.get(names.0)?;
        let at = resolution.binary_search_by_key(&(protocol, name), |it| it.0).ok()?;
        resolution.get(at).map(|it| &it.1)
    }

    /// The class of an endpoint.
    pub fn class(&self, endpoint: EndpointId) -> &Class {
        self.classes.at(*self.of.at(endpoint))
    }
}

/// Lists of answers by number; number 0 is the empty list.
struct Answers {
    numbers: Vec<u32>,
    lists: IdVec<u32, Vec<(AtomId, Tri)>>,
}

struct Builder<'b> {
    cluster: &'b Cluster,
    policies: &'b Policies,
    space: &'b AddressSpace,
    options: &'b Options,
    index: PodIndex,
    /// Port names that some rule mentions.
    mentioned: Vec<(Protocol, Symbol)>,
    /// Whether some peer is a list of networks, which match pods also where blocks do not.
    any_networks: bool,
    /// Whether some peer asks for nodes.
    any_nodes: bool,
}

impl<'b> Builder<'b> {
    fn new(
        cluster: &'b Cluster,
        policies: &'b Policies,
        space: &'b AddressSpace,
        options: &'b Options,
    ) -> Builder<'b> {
        let rules = policies.policies.iter().flat_map(|it| [&it.rules.egress, &it.rules.ingress]);
        let mut mentioned: Vec<_> =
            rules.flatten().flatten().flat_map(|it| it.ports.names.iter().copied()).collect();
        sort_dedup(&mut mentioned);
        let any = |is: fn(&Atom) -> bool| policies.atoms.iter().any(is);
        let any_networks = any(|it| matches!(it, Atom::Networks(_)));
        let any_nodes = any(|it| matches!(it, Atom::Nodes(_)));
        Builder {
            cluster,
            policies,
            space,
            options,
            index: PodIndex::new(cluster),
            mentioned,
            any_networks,
            any_nodes,
        }
    }

    fn kind(&self, endpoint: &Endpoint) -> ClassKind {
        match &endpoint.body {
            Body::External(_) => ClassKind::External,
            Body::Pod(pod) if is_node(pod, self.options) => ClassKind::Host,
            Body::Pod(_) => ClassKind::Pod,
        }
    }

    /// Host-network pods have none: "never selected as subject, never matched by selector peers" (M-64).
    fn profile(&mut self, endpoint: &Endpoint) -> Option<u32> {
        let kind = self.kind(endpoint);
        let pod = endpoint.pod().filter(|_| kind == ClassKind::Pod)?;
        Some(self.index.add(pod.namespace, &pod.labels, pod.host_network))
    }

    fn answers(&mut self) -> Answers {
        let mut by_profile: Vec<Vec<(AtomId, Tri)>> = vec![Vec::new(); self.index.len()];
        for (atom, it) in self.policies.atoms.enumerate() {
            let Atom::Pods { scope, selector, host_network } = it else { continue };
            for (profile, tri) in self.index.select(self.cluster, scope, selector, *host_network) {
                if let Some(it) = by_profile.get_mut(profile as usize) {
                    it.push((atom, tri));
                }
            }
        }
        let mut lists: IdSet<u32, Vec<(AtomId, Tri)>> = IdSet::default();
        lists.add(Vec::new());
        let numbers = by_profile.into_iter().map(|it| lists.add(it)).collect();
        Answers { numbers, lists: lists.into_items() }
    }

    fn names(&self, endpoint: &Endpoint, resolutions: &mut IdSet<u32, Resolution>) -> NamesId {
        // "For an external IP, node or host-network destination a named port matches nothing." (M-57)
        let Some(pod) = endpoint.pod().filter(|it| !is_node(it, self.options)) else { return NamesId(0) };
        let mut resolution = Vec::new();
        for &(protocol, name) in &self.mentioned {
            let text = self.cluster.strings.text(name);
            let declared = declared(pod, protocol, text, self.options);
            let ports =
                declared.fold(PortSet::empty(), |acc, it| acc.union(&PortSet::one(protocol, it.number)));
            if !ports.is_empty() {
                resolution.push(((protocol, name), ports));
            }
        }
        NamesId(resolutions.add(resolution))
    }

    /// What its addresses add to what makes an endpoint the same as another.
    fn key(&self, endpoint: &Endpoint, families: &Families) -> Key {
        let whose = match self.any_nodes {
            true => whose(self.cluster, endpoint),
            false => Whose::Nobody,
        };
        let address = |family| match &endpoint.body {
            Body::External(it) => match (families.get(family), it.ranges.first()) {
                (Has::No, _) => Address::None,
                (Has::Yes | Has::Perhaps, Some(it)) => Address::Known(self.space.class(it.0)),
                // Of a host only the name is known, unless the caller said more (M-66).
                (Has::Yes | Has::Perhaps, None) => Address::Unknown,
            },
            Body::Pod(pod) => self.address(pod, family, families.get(family)),
        };
        Key {
            kind: self.kind(endpoint),
            families: FamiliesId(0),
            answers: 0,
            v4: address(Family::V4),
            v6: address(Family::V6),
            host: endpoint.external().and_then(|it| it.host.clone()),
            whose,
            host_network: endpoint.pod().is_some_and(|it| it.host_network),
            names: NamesId::default(),
            host_names: 0,
        }
    }

    fn address(&self, pod: &PodBody, family: Family, has: Has) -> Address {
        // Without a block that speaks of the family, its addresses tell no two endpoints apart.
        let kind = if is_node(pod, self.options) { ClassKind::Host } else { ClassKind::Pod };
        if !self.space.mentions(family) || self.never_blocks(kind) && !self.any_networks {
            return Address::None;
        }
        match known_address(pod, family, has) {
            KnownAddress::None => Address::None,
            KnownAddress::Unknown => Address::Unknown,
            KnownAddress::At(it) => Address::Known(self.space.class(it)),
        }
    }

    fn address_members(&self, class: ClassId, key: &Key, acc: &mut IdVec<AtomId, Vec<BlockMember>>) {
        for (family, address) in [(Family::V4, key.v4), (Family::V6, key.v6)] {
            match address {
                Address::None => {}
                Address::Known(address) => {
                    let never = self.never_blocks(key.kind);
                    let blocks = self.space.blocks(family, address);
                    for &it in blocks.iter().filter(|&&it| !(never && self.is_block(it))) {
                        acc.at_mut(it).push(BlockMember { class, tri: Tri::Yes, family: Some(family) });
                    }
                }
                Address::Unknown => self.unknown_members(class, key, family, acc),
            }
        }
        if key.kind != ClassKind::Pod || key.host_network || key.whose != Whose::Nobody {
            self.named_members(class, key, acc);
        }
    }

    fn is_block(&self, it: AtomId) -> bool {
        matches!(self.policies.atoms.at(it), Atom::Block { .. })
    }

    /// Whether `ipBlock` is not asked about such endpoints.
    fn never_blocks(&self, kind: ClassKind) -> bool {
        kind == ClassKind::Pod && self.options.ip_block_pods == IpBlockPods::Never
    }

    fn unknown_members(
        &self,
        class: ClassId,
        key: &Key,
        family: Family,
        acc: &mut IdVec<AtomId, Vec<BlockMember>>,
    ) {
        let place = if key.host_network { ClassKind::Host } else { key.kind };
        let assumed = assumed_cidrs(place, self.options);
        for (atom, it) in self.policies.atoms.enumerate() {
            let tri = match it {
                Atom::Block { .. } if self.never_blocks(key.kind) => Tri::No,
                Atom::Block { cidr, except } if family_of(cidr) == family => {
                    unknown_block(cidr, except, key.kind == ClassKind::Pod, assumed, self.options)
                }
                Atom::Networks(all) => unknown_network(all, family, assumed),
                Atom::Block { .. } | Atom::Pods { .. } | Atom::Nodes(_) | Atom::DomainNames(_) => Tri::No,
            };
            if tri.possible() {
                acc.at_mut(atom).push(BlockMember { class, tri, family: Some(family) });
            }
        }
    }

    /// Nodes and names: what is no pod to selectors.
    fn named_members(&self, class: ClassId, key: &Key, acc: &mut IdVec<AtomId, Vec<BlockMember>>) {
        let point = match (key.v4, key.v6) {
            (Address::Known(it), _) => self.space.point(Family::V4, it),
            (_, Address::Known(it)) => self.space.point(Family::V6, it),
            (Address::Unknown | Address::None, _) => None,
        };
        for (atom, it) in self.policies.atoms.enumerate() {
            let tri = match it {
                Atom::Nodes(selector) => node_match(self.cluster, selector, key.whose),
                // In its node's network a pod is the node.
                Atom::DomainNames(names) if key.kind == ClassKind::External || key.host_network => {
                    name_match(names, key.host.as_deref(), point, self.options)
                }
                Atom::Pods { .. } | Atom::Block { .. } | Atom::Networks(_) | Atom::DomainNames(_) => Tri::No,
            };
            if tri.possible() {
                acc.at_mut(atom).push(BlockMember { class, tri, family: None });
            }
        }
    }
}

impl Class {
    /// A member that stands for all.
    pub fn representative(&self) -> EndpointId {
        self.members.first().copied().unwrap_or(EndpointId::from_index(0))
    }
}

#[cfg(test)]
mod tests;
