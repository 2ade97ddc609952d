//! Questions that are asked of objects of any kind.
//!
//! Each names every kind: who adds one is asked for its answer here. What wants objects of one kind only takes them by
//! [`Manifest::as_service`] and the like.

use ipnet::IpNet;

use super::{
    ClusterPeerKind, ClusterPolicy, Endpoints, Ingress, IpBlock, LabelSelector, Manifest, Namespace,
    NamespaceMatch, NetworkPolicy, Node, PeerKind, Peers, Pod, PodsOf, PortMatch, Ports, Service, Workload,
};
use crate::protocol::Protocol;

impl Manifest {
    /// The selectors for pods and namespaces that a policy has; those for nodes are others.
    pub fn selectors(&self) -> Vec<&LabelSelector> {
        match self {
            Manifest::NetworkPolicy(it) => {
                let peers = it.ingress.iter().chain(&it.egress).flat_map(|it| peers(&it.peers));
                let selectors = peers.flat_map(|it| match it {
                    PeerKind::Pods { namespaces, pods } => [namespaces.as_ref(), pods.as_ref()],
                    PeerKind::Block(_) => [None, None],
                });
                [&it.pod_selector].into_iter().chain(selectors.flatten()).collect()
            }
            Manifest::ClusterPolicy(it) => {
                let peers = cluster_peers(it).filter_map(|it| match it {
                    ClusterPeerKind::Pods(it) => Some(it),
                    ClusterPeerKind::Networks(_)
                    | ClusterPeerKind::Nodes(_)
                    | ClusterPeerKind::DomainNames(_) => None,
                });
                [&it.subject].into_iter().chain(peers).flat_map(selectors_of_pods).collect()
            }
            Manifest::Namespace(_)
            | Manifest::Pod(_)
            | Manifest::Workload(_)
            | Manifest::Service(_)
            | Manifest::Endpoints(_)
            | Manifest::Ingress(_)
            | Manifest::Node(_) => Vec::new(),
        }
    }

    /// Whether it selects pods, or perhaps their namespaces, by one of these labels: policies and Services do.
    pub fn asks_for_label(&self, keys: &[&str]) -> bool {
        let by_service =
            self.as_service().is_some_and(|it| has_key(it.selector.iter().map(|it| &it.0), keys));
        let requirements = || self.selectors().into_iter().flat_map(|it| &it.requirements);
        by_service || has_key(requirements().map(|it| &it.key), keys)
    }

    /// The ports that it mentions by number: of a range its ends. Those of containers are not among them.
    pub fn ports(&self) -> Vec<(Protocol, u16)> {
        match self {
            Manifest::NetworkPolicy(it) => {
                let rules = it.ingress.iter().chain(&it.egress);
                let entries = rules.flat_map(|it| match &it.ports {
                    Ports::Any => &[][..],
                    Ports::Only(entries) => entries,
                });
                entries.flat_map(|it| numbers(&[it.protocol], &it.port)).collect()
            }
            Manifest::ClusterPolicy(it) => {
                let entries = it.ingress.iter().chain(&it.egress).flat_map(|it| it.ports.iter().flatten());
                let protocols = |it: Option<Protocol>| it.map_or(Protocol::ALL.to_vec(), |it| vec![it]);
                entries.flat_map(|it| numbers(&protocols(it.protocol), &it.port)).collect()
            }
            Manifest::Service(it) => it.ports.iter().map(|it| (it.protocol, it.number)).collect(),
            Manifest::Endpoints(it) => {
                it.sets.iter().flat_map(|it| &it.ports).map(|it| (it.protocol, it.number)).collect()
            }
            Manifest::Namespace(_)
            | Manifest::Pod(_)
            | Manifest::Workload(_)
            | Manifest::Ingress(_)
            | Manifest::Node(_) => Vec::new(),
        }
    }

    /// The blocks and networks that a policy asks for, each with what is excepted from it.
    pub fn blocks(&self) -> Vec<(IpNet, Vec<IpNet>)> {
        match self {
            Manifest::NetworkPolicy(it) => {
                let peers = it.ingress.iter().chain(&it.egress).flat_map(|it| peers(&it.peers));
                let blocks = peers.filter_map(|it| match it {
                    PeerKind::Block(it) => Some(it),
                    PeerKind::Pods { .. } => None,
                });
                let except = |it: &'_ IpBlock| it.except.iter().map(|it| it.value).collect();
                blocks.map(|it| (it.cidr.value, except(it))).collect()
            }
            Manifest::ClusterPolicy(it) => {
                let networks = cluster_peers(it).flat_map(|it| match it {
                    ClusterPeerKind::Networks(it) => it.as_slice(),
                    ClusterPeerKind::Pods(_)
                    | ClusterPeerKind::Nodes(_)
                    | ClusterPeerKind::DomainNames(_) => &[],
                });
                networks.map(|it| (it.value, Vec::new())).collect()
            }
            Manifest::Namespace(_)
            | Manifest::Pod(_)
            | Manifest::Workload(_)
            | Manifest::Service(_)
            | Manifest::Endpoints(_)
            | Manifest::Ingress(_)
            | Manifest::Node(_) => Vec::new(),
        }
    }

    /// The object by its kind.
    fn by_kind(&self) -> ByKind<'_> {
        let mut res = ByKind::default();
        match self {
            Manifest::Namespace(it) => res.namespace = Some(it),
            Manifest::Pod(it) => res.pod = Some(it),
            Manifest::Workload(it) => res.workload = Some(it),
            Manifest::NetworkPolicy(it) => res.network_policy = Some(it),
            Manifest::ClusterPolicy(it) => res.cluster_policy = Some(it),
            Manifest::Service(it) => res.service = Some(it),
            Manifest::Endpoints(it) => res.endpoints = Some(it),
            Manifest::Ingress(it) => res.ingress = Some(it),
            Manifest::Node(it) => res.node = Some(it),
        }
        res
    }

    /// The namespace, if it is one.
    pub fn as_namespace(&self) -> Option<&Namespace> {
        self.by_kind().namespace
    }

    /// The pod, if it is one.
    pub fn as_pod(&self) -> Option<&Pod> {
        self.by_kind().pod
    }

    /// The workload, if it is one.
    pub fn as_workload(&self) -> Option<&Workload> {
        self.by_kind().workload
    }

    /// The NetworkPolicy, if it is one.
    pub fn as_network_policy(&self) -> Option<&NetworkPolicy> {
        self.by_kind().network_policy
    }

    /// The cluster-wide policy, if it is one.
    pub fn as_cluster_policy(&self) -> Option<&ClusterPolicy> {
        self.by_kind().cluster_policy
    }

    /// The Service, if it is one.
    pub fn as_service(&self) -> Option<&Service> {
        self.by_kind().service
    }

    /// The EndpointSlice or Endpoints, if it is one.
    pub fn as_endpoints(&self) -> Option<&Endpoints> {
        self.by_kind().endpoints
    }

    /// The Ingress, if it is one.
    pub fn as_ingress(&self) -> Option<&Ingress> {
        self.by_kind().ingress
    }

    /// The Node, if it is one.
    pub fn as_node(&self) -> Option<&Node> {
        self.by_kind().node
    }
}

/// One of these is there.
#[derive(Default)]
struct ByKind<'m> {
    namespace: Option<&'m Namespace>,
    pod: Option<&'m Pod>,
    workload: Option<&'m Workload>,
    network_policy: Option<&'m NetworkPolicy>,
    cluster_policy: Option<&'m ClusterPolicy>,
    service: Option<&'m Service>,
    endpoints: Option<&'m Endpoints>,
    ingress: Option<&'m Ingress>,
    node: Option<&'m Node>,
}

fn peers(it: &Peers) -> impl Iterator<Item = &PeerKind> {
    let peers = match it {
        Peers::Any => &[][..],
        Peers::Only(it) => it,
    };
    peers.iter().map(|it| &it.kind)
}

fn cluster_peers(it: &ClusterPolicy) -> impl Iterator<Item = &ClusterPeerKind> {
    it.ingress.iter().chain(&it.egress).flat_map(|it| &it.peers).map(|it| &it.kind)
}

fn selectors_of_pods(it: &PodsOf) -> impl Iterator<Item = &LabelSelector> {
    let namespaces = match &it.namespaces {
        NamespaceMatch::Labels(it) => Some(it),
        NamespaceMatch::Same(_) | NamespaceMatch::NotSame(_) => None,
    };
    namespaces.into_iter().chain(&it.pods)
}

fn numbers(protocols: &[Protocol], port: &PortMatch) -> Vec<(Protocol, u16)> {
    match port {
        PortMatch::Range(first, last) => {
            protocols.iter().flat_map(|it| [(*it, *first), (*it, *last)]).collect()
        }
        PortMatch::Any | PortMatch::Named(_) => Vec::new(),
    }
}

fn has_key<'m>(mut asked: impl Iterator<Item = &'m String>, keys: &[&str]) -> bool {
    asked.any(|it| keys.contains(&it.as_str()))
}

#[cfg(test)]
mod tests;
