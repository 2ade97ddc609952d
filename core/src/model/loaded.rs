//! How much of the evaluator is loaded: all of it, or on the page one part, or two.
//!
//! The first part is enough for the kinds and options that most inputs have. [`Kinds`] is for the others, and [`Forms`]
//! reads texts that are no plain manifests. Both are reached through tables only, so that the program can be split there.
//! Everything but the page has [`Loaded::WHOLE`].

use std::fmt;
use std::net::IpAddr;

use super::{inside, made_up};
use crate::cluster::Cluster;
use crate::diagnostic::Diagnostic;
use crate::eval::{self, NamesOfPods};
#[cfg(any(test, feature = "page"))]
use crate::intake::Forms;
use crate::kind::{Manifest, Read, Readers};
use crate::options::Options;
use crate::policy::{Compiler, Policies};
use crate::source::SourceFile;
use crate::stand_ins::StandIns;

/// The parts of the evaluator that are there.
#[derive(Clone, Copy)]
pub struct Loaded {
    pub(super) readers: Readers,
    pub(super) second: Option<&'static SecondPart>,
}

impl Loaded {
    /// All parts.
    pub const WHOLE: Loaded = Loaded { readers: Readers::ALL, second: Some(&SECOND_PART) };
    /// What namespaces, pods, workloads and NetworkPolicy need while all options have their defaults. Where an input
    /// needs more, [`Read::unread`] is set and the model is empty.
    #[cfg(any(test, feature = "page"))]
    pub const FIRST_PART: Loaded = Loaded { readers: Readers::FIRST_PART, second: None };
    /// Without forms: where a text is no plain manifest, [`Read::unread`] is set and the model is empty.
    #[cfg(any(test, feature = "page"))]
    pub const ALL_KINDS: Loaded = Loaded { readers: Readers::PLAIN, second: Some(&SECOND_PART) };

    /// The forms of text that can be read.
    #[cfg(any(test, feature = "page"))]
    pub(crate) fn forms(self) -> Forms {
        self.readers.forms()
    }

    /// The same with these forms.
    #[cfg(any(test, feature = "page"))]
    #[must_use]
    pub fn with(self, forms: Forms) -> Loaded {
        Loaded { readers: self.readers.with(forms), ..self }
    }

    /// The same with these kinds.
    #[cfg(any(test, feature = "page"))]
    #[must_use]
    pub fn with_kinds(self, kinds: Kinds) -> Loaded {
        Loaded { readers: kinds.readers.with(self.readers.forms()), second: Some(kinds.second) }
    }

    /// What was read, if this is enough for it: what follows from a half of the input would be wrong.
    pub(super) fn bounded(self, read: Read, options: &Options) -> Read {
        let asks_for_stand_ins = || {
            let has = |is: fn(&Manifest) -> bool| read.manifests.iter().any(is);
            has(|it| it.as_policy().is_some())
                && !has(|it| it.as_pod().is_some() || it.as_workload().is_some())
        };
        let is_enough = !read.unread
            && (self.second.is_some() || *options == Options::default() && !asks_for_stand_ins());
        let lacks_forms = read.lacks_forms;
        if is_enough { read } else { Read { unread: true, lacks_forms, ..Read::default() } }
    }
}

/// What reads and evaluates the kinds of objects that the first part leaves out, and options that are not the defaults.
#[cfg(any(test, feature = "page"))]
#[derive(Clone, Copy)]
pub struct Kinds {
    readers: Readers,
    second: &'static SecondPart,
}

#[cfg(any(test, feature = "page"))]
impl Kinds {
    /// All of them.
    pub const ALL: Kinds = Kinds { readers: Readers::PLAIN, second: &SECOND_PART };
}

impl fmt::Debug for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Loaded")
    }
}

/// What an analysis does for the other kinds and options, in this order.
pub(super) struct SecondPart {
    /// Adds pods that stand in for those of which policies speak, where the input has none.
    pub(super) stand_ins: fn(&mut Read, &[SourceFile], &Options) -> Option<StandIns>,
    /// Adds to the cluster what is neither namespace nor pod.
    pub(super) cluster: fn(&mut Cluster),
    /// Adds the policies that are not NetworkPolicies.
    pub(super) policies: fn(&mut Compiler<'_>),
    /// The addresses that not only blocks tell apart.
    pub(super) points: fn(&Cluster, &Policies, &Options) -> Vec<IpAddr>,
    /// Adds what is outside the cluster and not only an address.
    pub(super) outside: fn(&mut Cluster, &Policies, &Options),
    /// Tells which of the addresses that were asked for are not outside.
    pub(super) inside: fn(&Cluster, &Options) -> Vec<Diagnostic>,
    /// Finds the pods that names of hosts stand for.
    pub(super) host_names: fn(&Cluster, &Policies, &Options) -> NamesOfPods,
}

static SECOND_PART: SecondPart = SecondPart {
    stand_ins: made_up::add,
    cluster: Cluster::add_services,
    policies: |compiler| compiler.other_policies(),
    points: eval::points,
    outside: |cluster, policies, options| {
        let hosts = eval::hosts(cluster, policies, options);
        cluster.add_externals(hosts);
        if !options.any_pods.is_empty() {
            cluster.add_any_pods(&options.any_pods, &policies.asked_keys());
        }
        cluster.add_hidden(options);
    },
    inside: inside::told,
    host_names: NamesOfPods::new,
};

#[cfg(test)]
mod tests;
