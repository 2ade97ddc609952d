//! Documents to typed objects. API defaults and API validation live here and nowhere else.
//!
//! Enters: YAML trees. Leaves: [`Manifest`]s whose cited parts keep their spans (counted from the start of
//! their document, see [`Origin`]), and diagnostics. Deliberately not here: what objects mean to each other.

mod between;
mod cidr;
mod cluster_policy;
mod content;
pub mod document;
mod documents;
mod endpoint_slice;
mod hints;
mod ingress;
mod ip_block;
mod kinds;
mod labels;
mod meta;
mod names;
mod namespace;
mod network_policy;
mod node;
mod path;
mod peer;
mod pod;
mod port;
mod questions;
mod rare;
mod read;
mod reading;
mod report;
mod schema;
mod selector;
mod service;
mod tally;
#[cfg(test)]
mod testing;
mod workload;
mod written;

use std::net::IpAddr;

use ipnet::IpNet;

use crate::protocol::Protocol;
use crate::source::{Origin, Span, Spanned};

pub use cluster_policy::{
    Action, ClusterPeer, ClusterPeerKind, ClusterPolicy, ClusterPolicyKind, ClusterPort, ClusterRule,
    NamespaceMatch, PodsOf, Tier, Usable,
};
pub use documents::Documents;
pub use endpoint_slice::{EndpointAddress, EndpointPort, EndpointSet, Endpoints};
pub use ingress::{Ingress, IngressBackend};
pub use node::Node;
pub use rare::Readers;
pub use read::{Read, RejectedPolicy};
pub use reading::{Reading, read};
pub use service::{PortRef, Service, ServicePort, ServiceType};
pub use workload::{Workload, WorkloadKind};
pub use written::{WrittenPeer, WrittenPort, WrittenRule, WrittenSubject};

/// Labels sorted by key; each key once.
pub type Labels = Vec<(String, String)>;

/// One object of a kind that takes part in the evaluation.
#[derive(Clone, Debug, PartialEq)]
pub enum Manifest {
    /// v1 Namespace.
    Namespace(Namespace),
    /// v1 Pod.
    Pod(Pod),
    /// A kind that makes pods from a template.
    Workload(Workload),
    /// networking.k8s.io/v1 NetworkPolicy that passed validation.
    NetworkPolicy(NetworkPolicy),
    /// AdminNetworkPolicy, BaselineAdminNetworkPolicy or ClusterNetworkPolicy that passed validation.
    ClusterPolicy(ClusterPolicy),
    /// v1 Service.
    Service(Service),
    /// discovery.k8s.io/v1 EndpointSlice, or v1 Endpoints.
    Endpoints(Endpoints),
    /// networking.k8s.io/v1 Ingress.
    Ingress(Ingress),
    /// v1 Node.
    Node(Node),
}

impl Manifest {
    /// What all objects share.
    pub fn meta(&self) -> &Meta {
        match self {
            Manifest::Namespace(it) => &it.meta,
            Manifest::Pod(it) => &it.meta,
            Manifest::Workload(it) => &it.meta,
            Manifest::NetworkPolicy(it) => &it.meta,
            Manifest::ClusterPolicy(it) => &it.meta,
            Manifest::Service(it) => &it.meta,
            Manifest::Endpoints(it) => &it.meta,
            Manifest::Ingress(it) => &it.meta,
            Manifest::Node(it) => &it.meta,
        }
    }
}

/// What all objects share.
#[derive(Clone, Debug, PartialEq)]
pub struct Meta {
    /// Where the object was written.
    pub origin: Origin,
    /// The whole object.
    pub span: Span,
    /// `metadata.name`, or the stand-in `<generateName>~<n>`.
    pub name: Spanned<String>,
    /// Whether `name` is such a stand-in.
    pub name_is_generated: bool,
    /// The namespace it lives in, the default one filled in; empty for cluster-scoped kinds.
    pub namespace: String,
    /// `metadata.labels`.
    pub labels: Labels,
    /// The controlling owner in `metadata.ownerReferences`, if any.
    pub owner: Option<Owner>,
    /// Whether the object shows `uid` or `resourceVersion`, that is, comes from a live cluster.
    pub exported: bool,
    /// `metadata.uid`; empty where it is not shown.
    pub uid: String,
}

/// A controller reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The group of its `apiVersion`: `apps`, `batch`; empty for the core group. `None` where there is no
    /// `apiVersion`, which no server would have stored.
    pub group: Option<String>,
    /// `ReplicaSet`, `Job`, …
    pub kind: String,
    /// Its name; it lives in the namespace of the owned object.
    pub name: String,
    /// Its `uid`; empty where it is not shown.
    pub uid: String,
}

/// v1 Namespace.
#[derive(Clone, Debug, PartialEq)]
pub struct Namespace {
    /// Its labels already hold `kubernetes.io/metadata.name` with the right value.
    pub meta: Meta,
}

/// What a pod is made of, in a Pod as in a template.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PodSpec {
    /// The pod's labels.
    pub labels: Labels,
    /// Where the labels are written, for evidence; the pod's or template's metadata where there are none.
    pub labels_span: Span,
    /// Ports of containers and sidecars, in the order of the text.
    pub ports: Vec<ContainerPort>,
    /// `spec.hostNetwork`.
    pub host_network: bool,
    /// `spec.nodeName`; empty when unscheduled.
    pub node_name: String,
}

/// One entry of `containers[].ports`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerPort {
    /// The name policies can use; empty when it has none.
    pub name: String,
    /// 1–65535.
    pub number: u16,
    /// TCP unless said otherwise.
    pub protocol: Protocol,
    /// The port of the node that leads to it, if there is one.
    pub host_port: Option<u16>,
    /// The container that declares it.
    pub container: String,
    /// The whole entry.
    pub span: Span,
}

/// v1 Pod.
#[derive(Clone, Debug, PartialEq)]
pub struct Pod {
    /// Its metadata.
    pub meta: Meta,
    /// Labels, ports, node.
    pub spec: PodSpec,
    /// `status.podIPs` and `status.podIP`, each once; empty when unknown.
    pub addresses: Vec<IpAddr>,
    /// Whether `podIPs` lists them: `podIP` alone does not say that there is no other (M-44).
    pub all_addresses: bool,
    /// `status.hostIPs` and `status.hostIP`, each once.
    pub host_addresses: Vec<IpAddr>,
    /// Phase `Succeeded` or `Failed`: holds no network identity.
    pub finished: bool,
    /// Whether it shows a uid or a status, that is, comes from a live cluster with all labels that it has there.
    pub exported: bool,
}

/// networking.k8s.io/v1 NetworkPolicy, defaults applied.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkPolicy {
    /// Its metadata.
    pub meta: Meta,
    /// `spec.podSelector`: which pods of its namespace it applies to.
    pub pod_selector: LabelSelector,
    /// `spec.policyTypes` after defaulting.
    pub policy_types: PolicyTypes,
    /// `spec.ingress`, whether or not `policy_types` lists Ingress.
    pub ingress: Vec<Rule>,
    /// `spec.egress`, whether or not `policy_types` lists Egress.
    pub egress: Vec<Rule>,
}

/// The directions in which a policy isolates its pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyTypes {
    /// Lists Ingress.
    pub ingress: bool,
    /// Lists Egress.
    pub egress: bool,
    /// Where the list stands; `None` when the API filled it in (F-02, F-03).
    pub span: Option<Span>,
}

/// One entry of `spec.ingress` or `spec.egress`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The whole entry.
    pub span: Span,
    /// `from` or `to`.
    pub peers: Peers,
    /// `ports`.
    pub ports: Ports,
}

/// The other ends that a rule matches.
#[derive(Clone, Debug, PartialEq)]
pub enum Peers {
    /// "If this field is empty or missing, this rule matches all sources."
    Any,
    /// Never empty.
    Only(Vec<Peer>),
}

/// The ports that a rule matches.
#[derive(Clone, Debug, PartialEq)]
pub enum Ports {
    /// "If this field is empty or missing, this rule matches all ports."
    Any,
    /// Never empty.
    Only(Vec<PortEntry>),
}

/// One entry of `from` or `to`.
#[derive(Clone, Debug, PartialEq)]
pub struct Peer {
    /// The whole entry.
    pub span: Span,
    /// Its selectors that are written without a value.
    pub blank: Blank,
    /// What it matches.
    pub kind: PeerKind,
}

/// The selectors of a peer that are written, but null: they count as absent (D-09), and their author sees them in
/// the file. The spans are those of the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blank {
    /// `namespaceSelector:`
    pub namespaces: Option<Span>,
    /// `podSelector:`
    pub pods: Option<Span>,
}

/// The forms of a peer.
#[derive(Clone, Debug, PartialEq)]
pub enum PeerKind {
    /// `podSelector` and/or `namespaceSelector`; at least one is there.
    Pods {
        /// `None`: the policy's own namespace.
        namespaces: Option<LabelSelector>,
        /// `None`: all pods of those namespaces.
        pods: Option<LabelSelector>,
    },
    /// `ipBlock`.
    Block(IpBlock),
}

/// `ipBlock`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IpBlock {
    /// The whole block.
    pub span: Span,
    /// `cidr`, host bits cleared.
    pub cidr: Spanned<IpNet>,
    /// `except`, host bits cleared; each inside `cidr`.
    pub except: Vec<Spanned<IpNet>>,
}

/// One entry of `ports`.
#[derive(Clone, Debug, PartialEq)]
pub struct PortEntry {
    /// The whole entry.
    pub span: Span,
    /// TCP unless said otherwise.
    pub protocol: Protocol,
    /// Which ports of that protocol.
    pub port: PortMatch,
}

/// Which ports an entry matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortMatch {
    /// No `port`: every port of the protocol.
    Any,
    /// `port` to `endPort`, both included; the same number twice when there is no `endPort`.
    Range(u16, u16),
    /// The name of a container port of the destination pod.
    Named(String),
}

/// `matchLabels` and `matchExpressions` as one list of requirements, all of which must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabelSelector {
    /// The whole selector with its key; where it is missing, what is missing it.
    pub span: Span,
    /// Empty: everything matches.
    pub requirements: Vec<Requirement>,
}

/// One requirement of a selector.
#[derive(Clone, Debug, PartialEq)]
pub struct Requirement {
    /// The pair or expression.
    pub span: Span,
    /// The label's key.
    pub key: String,
    /// How it is compared.
    pub operator: Operator,
    /// With what; one value for `Equals`, none for `Exists` and `DoesNotExist`.
    pub values: Vec<String>,
}

/// Operators of a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operator {
    /// A pair of `matchLabels`.
    Equals,
    /// The label is present with one of the values.
    In,
    /// The label is absent, or present with none of the values.
    NotIn,
    /// The label is present.
    Exists,
    /// The label is absent.
    DoesNotExist,
}
