//! Which part of the evaluator is available: all of it or, while the page is still loading its second part, only what
//! pods, workloads and NetworkPolicy need. The rest is reached through tables only, so that the program can be split
//! there.

use std::net::IpAddr;

use crate::cluster::Cluster;
use crate::eval::{self, NamesOfPods};
use crate::kind::{Manifest, Read, Readers};
use crate::options::Options;
use crate::policy::{Compiler, Policies};

/// What an analysis may use.
#[derive(Clone, Copy)]
pub struct Extent {
    pub(super) readers: Readers,
    pub(super) rare: Option<&'static Rare>,
}

impl Extent {
    /// Everything.
    pub const ALL: Extent = Extent { readers: Readers::ALL, rare: Some(&RARE) };
    /// What namespaces, pods, workloads and NetworkPolicy need while all options are as usual. Of anything else
    /// [`super::Analysis::is_unread`] tells.
    pub const USUAL: Extent = Extent { readers: Readers::USUAL, rare: None };

    /// What was read, if this is enough for it: what follows from a half of the input would be wrong.
    pub(super) fn bounded(self, read: Read, options: &Options) -> Read {
        let is_enough = self.rare.is_some() || !read.unread && *options == Options::default();
        if is_enough { read } else { Read { unread: true, ..Read::default() } }
    }
}

/// What an analysis does for the other kinds and options, in this order.
pub(super) struct Rare {
    /// Adds to the cluster what is neither namespace nor pod.
    pub(super) cluster: fn(&mut Cluster, &[Manifest]),
    /// Adds the policies that are no NetworkPolicy.
    pub(super) policies: fn(&mut Compiler<'_>, &[Manifest]),
    /// The addresses that not only blocks tell apart.
    pub(super) points: fn(&Cluster, &Policies, &Options) -> Vec<IpAddr>,
    /// Adds what is outside the cluster and not only an address.
    pub(super) outside: fn(&mut Cluster, &[Manifest], &Policies, &Options),
    /// Finds the pods that names of hosts stand for.
    pub(super) host_names: fn(&Cluster, &[Manifest], &Policies, &Options) -> NamesOfPods,
}

static RARE: Rare = Rare {
    cluster: |cluster, manifests| {
        cluster.add_services(manifests);
    },
    policies: |compiler, manifests| compiler.cluster_policies(manifests),
    points: eval::points,
    outside: |cluster, manifests, policies, options| {
        let hosts = eval::hosts(cluster, policies, options);
        cluster.add_externals(hosts);
        cluster.add_hidden(manifests, options);
    },
    host_names: NamesOfPods::new,
};

#[cfg(test)]
mod tests;
