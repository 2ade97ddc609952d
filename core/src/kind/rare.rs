//! Kinds that not every input has: all but namespaces, pods, workloads and NetworkPolicy.
//!
//! Their readers are half of this module, and reached through one table only. A page can therefore load
//! these readers only when an input needs them. All other callers use [`Readers::ALL`].

use super::kinds::RareClass;
use super::report::Report;
use super::schema::Decoded;
use super::{Manifest, Meta, cluster_policy, endpoint_slice, ingress, node, service};
use crate::diagnostic::Diagnostic;
use crate::options::Options;
use crate::yaml::Node;

/// The readers that are there.
#[derive(Clone, Copy)]
pub struct Readers {
    pub(super) rare: Option<&'static Rare>,
}

impl Readers {
    /// For every kind.
    pub const ALL: Readers = Readers { rare: Some(&RARE) };
    /// For namespaces, pods, workloads and NetworkPolicy. Where something else comes, [`super::Read::unread`] says so.
    pub const USUAL: Readers = Readers { rare: None };
}

/// How an object of a rare kind is read.
pub(super) struct Rare {
    /// What comes before its metadata is read. Diagnostics that come after those of the metadata go to the last
    /// argument.
    pub(super) check: fn(&Node<'_>, RareClass, &Options, &mut Report<'_>, &mut Vec<Diagnostic>) -> Decoded,
    /// The object itself, unless it lacks what nothing can stand for.
    pub(super) read: fn(&Node<'_>, RareClass, Meta, &Options, &mut Report<'_>) -> Option<Manifest>,
}

static RARE: Rare = Rare { check, read };

fn check(
    node: &Node<'_>,
    class: RareClass,
    options: &Options,
    report: &mut Report<'_>,
    after_metadata: &mut Vec<Diagnostic>,
) -> Decoded {
    match class {
        RareClass::ClusterPolicy(kind) => cluster_policy::check(node, kind, options, report, after_metadata),
        RareClass::Service
        | RareClass::EndpointSlice
        | RareClass::Endpoints
        | RareClass::Ingress
        | RareClass::Node => Decoded::Whole,
    }
}

fn read(
    node: &Node<'_>,
    class: RareClass,
    meta: Meta,
    options: &Options,
    report: &mut Report<'_>,
) -> Option<Manifest> {
    Some(match class {
        RareClass::ClusterPolicy(kind) => {
            Manifest::ClusterPolicy(cluster_policy::read(node, kind, meta, options, report)?)
        }
        RareClass::Service => Manifest::Service(service::read(node, meta, report)),
        RareClass::EndpointSlice => Manifest::Endpoints(endpoint_slice::slice(node, meta, report)),
        RareClass::Endpoints => Manifest::Endpoints(endpoint_slice::endpoints(node, meta, report)),
        RareClass::Ingress => Manifest::Ingress(ingress::read(node, meta, options, report)),
        RareClass::Node => Manifest::Node(node::read(node, meta)),
    })
}
