//! Documents to typed objects. API defaults and API validation live here and nowhere else.
//!
//! Enters: files. Leaves: [`Manifest`]s whose cited parts keep their spans (counted from the start of their document, see
//! [`Origin`](crate::source::Origin)), and diagnostics. Deliberately not here: what objects mean to each other.
//!
//! Each kind of object has a folder: its types and its answers to the questions of `manifest` and `policy_manifest`
//! (`mod.rs`), and how a tree becomes one (`reader.rs`). `kinds` lists all of them. What several kinds share is in `field`
//! (fields of objects) and `check` (how a tree is checked); `read` is the way from files to objects.

mod cluster_policy;
mod endpoints;
mod ingress;
mod namespace;
mod network_policy;
mod node;
mod pod;
mod service;
mod workload;

mod check;
mod field;
pub(crate) mod fields;
mod kinds;
mod manifest;
mod notation;
mod policy_kind;
mod policy_manifest;
mod policy_parts;
mod read;
pub(crate) mod server;
#[cfg(test)]
mod testing;
mod written;

pub use cluster_policy::{
    Action, ClusterPeerKind, ClusterPolicy, ClusterPolicyKind, ClusterPort, ClusterRule, NamespaceMatch,
    PodsOf, Tier, Usable,
};
pub use endpoints::{EndpointPort, Endpoints};
pub use field::ip_block::IpBlock;
pub use field::labels::Labels;
pub use field::meta::{Meta, Owner};
pub(crate) use field::names;
pub use field::peer::{Blank, Peer, PeerKind, Peers};
pub use field::port::{PortEntry, PortMatch, Ports};
pub use field::selector::{LabelSelector, Operator, Requirement};
pub use ingress::{Ingress, IngressBackend};
pub use manifest::Manifest;
pub use namespace::{NAME_LABEL, Namespace};
pub(crate) use network_policy::entry_fields;
pub use network_policy::{NetworkPolicy, Rule};
pub use node::Node;
pub(crate) use notation::ABOUTS as NOTATION_ABOUTS;
#[cfg(any(test, feature = "internals"))]
pub use notation::Entry as Notation;
#[cfg(any(test, feature = "examples", feature = "internals"))]
pub use notation::NOTATIONS;
pub use pod::{ContainerPort, Pod, PodSpec};
pub use policy_kind::PolicyKind;
pub use policy_manifest::PolicyManifest;
pub use policy_parts::PartKind;
pub(crate) use read::documents;
pub use read::{Documents, MissingPolicy, Read, Readers, Reading, Versions, read, read_stand_ins};
pub(crate) use read::{errors_in, read_object};
pub use service::{PortRef, Service, ServicePort, ServiceType};
pub use workload::{Workload, WorkloadKind};
pub use written::{WrittenPeer, WrittenPort, WrittenRule, WrittenSubject};
