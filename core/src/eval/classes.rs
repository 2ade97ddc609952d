//! Endpoints that nothing in the input tells apart, and which question each class answers with yes.

mod addressed;
mod answers;

pub(super) use self::addressed::Addressed;
use super::address::{Address, AddressSpace};
use super::budget::Meter;
use super::family::{Families, FamilyFacts, Has, without_difference};
use super::index::PodIndex;
use super::known::{declarations, known_address, see};
use super::reach::Inputs;
use crate::cluster::{Body, Cluster, Endpoint, Family, PodBody};
use crate::ids::{AtomId, ClassId, EndpointId, FamiliesId, Id, IdSet, IdVec, Symbol};
use crate::kind::ContainerPort;
use crate::options::Options;
use crate::order::{sort_by_key, sort_dedup};
use crate::pause::Pause;
use crate::policy::atom::{KnownAddress, NamesOfPods, Seen, Sight, Whose, is_node, whose};
use crate::policy::{Peers, Policies, PortSet};
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
    /// For each question about addresses and names: who answers yes or perhaps, but for those who are `addressed`.
    /// Empty for the others.
    pub(super) blocks: IdVec<AtomId, Vec<BlockMember>>,
    /// Who has a known address, and which questions are answered by it.
    pub(super) addressed: Addressed,
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
    /// Whose address it is, where some question asks for that.
    whose: Whose,
    /// Whether it has the addresses of its node. Policies may take it for a pod or for the node.
    host_network: bool,
    names: NamesId,
    /// Host names that stand for its addresses, by number of the list.
    host_names: u32,
}

impl Classes {
    /// Sorts all endpoints of the cluster into classes.
    pub(super) async fn new(
        inputs: Inputs<'_>,
        space: &AddressSpace,
        facts: &FamilyFacts,
        host_names: &NamesOfPods,
        (meter, pause): (&mut Meter, &Pause),
    ) -> Classes {
        // Each look at an endpoint takes as long as reading so many bytes.
        const ENDPOINT: usize = 8;
        let Inputs { cluster, policies, options } = inputs;
        let mut builder = Builder::new(inputs, space, (facts, host_names));
        let mut profiles: Vec<Option<u32>> = Vec::with_capacity(cluster.endpoints.len());
        for it in cluster.endpoints.iter() {
            profiles.push(builder.profile(it));
            pause.after(ENDPOINT).await;
        }
        let answers = builder.answers(meter, pause).await;
        let mut keys: IdSet<ClassId, Key> = IdSet::default();
        let mut first: IdVec<ClassId, EndpointId> = IdVec::default();
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
                first.push(id);
                res.classes.push(Class { kind, families, names, members: Vec::new() });
            }
            // What is no row is judged, but neither shown nor counted.
            if id.index() < cluster.visible() {
                res.classes.at_mut(class).members.push(id);
            }
            res.of.push(class);
            pause.after(ENDPOINT).await;
        }
        res.families = families.into_items();
        res.resolutions = resolutions.into_items();
        res.pods = IdVec::from_vec(vec![Vec::new(); policies.atoms.len()]);
        res.blocks = IdVec::from_vec(vec![Vec::new(); policies.atoms.len()]);
        let address = |family| {
            let keys = keys.items().enumerate();
            keys.filter_map(move |(id, it)| {
                let address = if family == Family::V4 { it.v4 } else { it.v6 };
                let Address::Known(address) = address else { return None };
                Some((it.kind == ClassKind::Pod, address, id))
            })
        };
        res.addressed = Addressed::new(space, (policies, options), address, keys.items().len());
        pause.here().await;
        for (class, key) in keys.items().enumerate() {
            for &(atom, tri) in answers.lists.get(key.answers).into_iter().flatten() {
                res.pods.at_mut(atom).push((class, tri));
            }
            builder.address_members((class, *first.at(class)), key, &mut res.blocks, meter);
            pause.after(ENDPOINT).await;
            for &(atom, family, tri) in host_names.list(key.host_names) {
                res.blocks.at_mut(atom).push(BlockMember { class, tri, family });
            }
        }
        // What nothing needs any more takes its time to go.
        drop(builder);
        pause.here().await;
        drop((keys, answers));
        pause.here().await;
        res
    }

    /// The ports that a name stands for on a destination of this class (M-53): none where it is not declared.
    pub fn resolve(&self, names: NamesId, protocol: Protocol, name: Symbol) -> Option<&PortSet> {
        let resolution = self.resolutions.get(names.0)?;
        let at = resolution.binary_search_by_key(&(protocol, name), |it| it.0).ok()?;
        resolution.get(at).map(|it| &it.1)
    }

    /// How many classes answer the questions of a rule, each at most as often as it does.
    pub(super) fn reached(&self, peers: &Peers) -> u64 {
        let Peers::Only(atoms) = peers else { return self.classes.len() as u64 };
        let listed = atoms.iter().map(|&it| (self.pods.at(it).len() + self.blocks.at(it).len()) as u64);
        listed.sum::<u64>() + self.addressed.reached(atoms)
    }

    /// The class of an endpoint.
    pub fn class(&self, endpoint: EndpointId) -> &Class {
        self.classes.at(*self.of.at(endpoint))
    }
}

struct Builder<'b> {
    cluster: &'b Cluster,
    policies: &'b Policies,
    space: &'b AddressSpace,
    options: &'b Options,
    index: PodIndex,
    /// Port names that some rule mentions.
    mentioned: Vec<(Protocol, Symbol)>,
    /// Questions that addresses decide.
    by_address: Vec<AtomId>,
    /// Whether none of them is.
    none_asks_pods: bool,
    /// Questions that are decided by whose an address is.
    by_owner: Vec<AtomId>,
    /// Questions that names decide.
    by_name: Vec<AtomId>,
    facts: (&'b FamilyFacts, &'b NamesOfPods),
}

impl<'b> Builder<'b> {
    fn new(
        inputs: Inputs<'b>,
        space: &'b AddressSpace,
        facts: (&'b FamilyFacts, &'b NamesOfPods),
    ) -> Builder<'b> {
        let Inputs { cluster, policies, options } = inputs;
        let rules = policies.policies.iter().flat_map(|it| [&it.rules.egress, &it.rules.ingress]);
        let mut mentioned: Vec<_> =
            rules.flatten().flatten().flat_map(|it| it.ports.names.iter().copied()).collect();
        sort_dedup(&mut mentioned);
        let those = |sight| {
            let all = policies.atoms.enumerate().filter(move |it| it.1.sight() == sight);
            all.map(|it| it.0).collect::<Vec<AtomId>>()
        };
        let by_address = those(Sight::Address);
        let asks_pods = |it: &&AtomId| policies.atoms.at(**it).asks_addresses_of_pods(options);
        let asking_pods = by_address.iter().filter(asks_pods).count();
        Builder {
            cluster,
            policies,
            space,
            options,
            index: PodIndex::new(cluster),
            mentioned,
            none_asks_pods: asking_pods == 0,
            by_address,
            by_owner: those(Sight::Owner),
            by_name: those(Sight::Name),
            facts,
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

    fn names(&self, endpoint: &Endpoint, resolutions: &mut IdSet<u32, Resolution>) -> NamesId {
        // "For an external IP, node or host-network destination a named port matches nothing." (M-57)
        let Some(pod) = endpoint.pod().filter(|it| !is_node(it, self.options)) else { return NamesId(0) };
        let asked = |it: &ContainerPort| {
            let key = (it.protocol, self.cluster.strings.find(&it.name)?);
            self.mentioned.binary_search(&key).ok().map(|_| (key, PortSet::one(it.protocol, it.number)))
        };
        let named = pod.ports.iter().filter(|_| !self.mentioned.is_empty());
        let mut declared: Vec<_> = named.filter_map(asked).collect();
        sort_by_key(&mut declared, |it| it.0);
        let most = declarations(self.options);
        let resolution = declared.chunk_by(|a, b| a.0 == b.0).filter_map(|those| {
            Some((those.first()?.0, PortSet::of_all(those.iter().take(most).map(|it| &it.1))))
        });
        NamesId(resolutions.add(resolution.collect()))
    }

    /// What its addresses add to what makes an endpoint the same as another.
    fn key(&self, endpoint: &Endpoint, families: &Families) -> Key {
        let whose = if self.by_owner.is_empty() { Whose::NoNode } else { whose(self.cluster, endpoint) };
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
        // Without a block of the family, no question tells such addresses apart.
        if !self.space.mentions(family) || self.none_asks_pods && !is_node(pod, self.options) {
            return Address::None;
        }
        match known_address(pod, family, has) {
            KnownAddress::None => Address::None,
            KnownAddress::Unknown => Address::Unknown,
            KnownAddress::At(it) => Address::Known(self.space.class(it)),
        }
    }

    /// Who answers questions about addresses, owners and names with yes or perhaps. `first`: an endpoint of the class, all
    /// of which answer the same.
    fn address_members(
        &self,
        (class, first): (ClassId, EndpointId),
        key: &Key,
        acc: &mut IdVec<AtomId, Vec<BlockMember>>,
        meter: &mut Meter,
    ) {
        // To ask, and to keep an answer.
        const QUESTION: u64 = 100;
        let unknown = [key.v4, key.v6].into_iter().filter(|it| *it == Address::Unknown).count();
        let is_asked = key.kind != ClassKind::Pod || key.host_network || key.whose != Whose::NoNode;
        let others = if is_asked { 2 * (self.by_owner.len() + self.by_name.len()) } else { 0 };
        if !meter.take_for(unknown * self.by_address.len() + others, QUESTION) {
            return;
        }
        let answer = |atom, family| self.policies.answer::<()>(atom, &self.see(first, family)).tri;
        let mut add = |atom, family, tri: Tri| {
            if tri.possible() {
                acc.at_mut(atom).push(BlockMember { class, tri, family });
            }
        };
        for (family, address) in [(Family::V4, key.v4), (Family::V6, key.v6)] {
            let here = Some(family);
            match address {
                // Known addresses are not asked one by one.
                Address::None | Address::Known(_) => {}
                Address::Unknown => self.by_address.iter().for_each(|&it| add(it, here, answer(it, here))),
            }
        }
        if is_asked {
            for &it in self.by_owner.iter().chain(&self.by_name) {
                let (v4, v6) = (answer(it, Some(Family::V4)), answer(it, Some(Family::V6)));
                if v4 == v6 {
                    add(it, None, v4);
                } else {
                    add(it, Some(Family::V4), v4);
                    add(it, Some(Family::V6), v6);
                }
            }
        }
    }

    fn see(&self, it: EndpointId, family: Option<Family>) -> Seen<'_> {
        let inputs = Inputs { cluster: self.cluster, policies: self.policies, options: self.options };
        see(inputs, self.facts, it, family)
    }
}

#[cfg(test)]
mod tests;
