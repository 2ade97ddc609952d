//! What an engineer asks of a whole cluster, by workload: who is isolated, who is reachable from the internet, who may
//! leave to it, who can use DNS, which policies do nothing.
//!
//! Enters: a `Model`. Leaves: [`Audit`]: positions, ids, counts and sets of ports. It asks the cells of `eval`, the
//! backends of Services and what `explain` says of Ingresses, and judges nothing itself. Pods that were made up are left
//! out. Deliberately not here: words, which are in `view`.
//!
//! Pods are asked by groups and classes: of ten thousand pods that a hundred policies tell apart into fifty groups, fifty
//! are asked. It stops in between: of a hundred thousand pods it takes seconds.

mod any_pod;
mod dns;
mod internet;
mod isolation;
mod policies;
mod published;
#[cfg(test)]
mod tests;

use crate::cluster::{PodBody, WorkloadPods};
use crate::hash::HashMap;
use crate::ids::EndpointId;
use crate::model::Model;
use crate::pause::Pause;
use crate::protocol::Protocol;

pub(crate) use any_pod::any_pod;
pub(crate) use dns::{Dns, Resolves, dns};
pub(crate) use internet::{Leaving, Part, internet};
pub(crate) use isolation::{Isolated, NamespaceAudit, Selection};
pub(crate) use policies::{IdlePeer, IdlePolicy};
pub(crate) use published::{ByIngress, ByService};

/// All of it.
#[derive(Debug)]
pub(crate) struct Audit {
    /// The workloads that the rest speaks of, by position.
    pub(crate) workloads: Vec<WorkloadPods>,
    /// The position of each row's workload.
    pub(crate) of: HashMap<EndpointId, usize>,
    /// Namespaces with pods, in the order of their rows.
    pub(crate) namespaces: Vec<NamespaceAudit>,
    /// Whether policies select pods, where they do not.
    pub(crate) selection: Vec<Found<Selection>>,
    /// Policies that select no pod.
    pub(crate) idle_policies: Vec<IdlePolicy>,
    /// Peers that no pod is.
    pub(crate) idle_peers: Vec<IdlePeer>,
    /// What is reachable from the internet through Services.
    pub(crate) by_service: Vec<Found<ByService>>,
    /// What Ingresses publish.
    pub(crate) by_ingress: Vec<Found<ByIngress>>,
    /// Who may leave to the internet.
    pub(crate) leaving: Vec<Found<Leaving>>,
    /// Who can use DNS.
    pub(crate) dns: Dns,
}

/// Something that holds for pods of a workload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found<T> {
    /// Position of the workload.
    pub(crate) workload: usize,
    /// For how many of its pods it holds.
    pub(crate) pods: u32,
    /// The first of them.
    pub(crate) first: EndpointId,
    /// What.
    pub(crate) what: T,
}

/// What asking about one pod counts for, in the measure of [`Pause::after`]. Most pods are like one before.
const POD: usize = 128;

/// The audit of a model.
pub(crate) async fn audit(model: &Model, pause: &Pause) -> Audit {
    let workloads = model.cluster.by_workload();
    pause.here().await;
    let each = Each::new(model, &workloads);
    let internet = internet(model);
    pause.here().await;
    // Where rules are left out, it is not known whom policies select.
    let known = model.left_out.is_none();
    Audit {
        namespaces: if known { isolation::namespaces(&each, pause).await } else { Vec::new() },
        selection: if known { isolation::selection(&each, pause).await } else { Vec::new() },
        idle_policies: if known { policies::idle_policies(model, pause).await } else { Vec::new() },
        idle_peers: if known { policies::idle_peers(model, pause).await } else { Vec::new() },
        by_service: published::by_service(&each, &internet, pause).await,
        by_ingress: published::by_ingress(&each, pause).await,
        leaving: internet::leaving(&each, &internet, pause).await,
        dns: dns::of_each(&each, Protocol::Udp, pause).await,
        of: each.of,
        workloads,
    }
}

/// The pods of a model, each with its workload.
struct Each<'m> {
    model: &'m Model,
    workloads: &'m [WorkloadPods],
    /// The workload of each row.
    of: HashMap<EndpointId, usize>,
}

impl<'m> Each<'m> {
    fn new(model: &'m Model, workloads: &'m [WorkloadPods]) -> Each<'m> {
        let rows =
            workloads.iter().enumerate().flat_map(|(at, it)| it.members.iter().map(move |row| (*row, at)));
        Each { model, workloads, of: rows.collect() }
    }

    /// Every pod with its row, workload after workload.
    fn pods(&self) -> impl Iterator<Item = (EndpointId, &'m PodBody)> + use<'m> {
        let model = self.model;
        let rows = self.workloads.iter().flat_map(|it| it.members.iter().copied());
        rows.filter_map(move |it| Some((it, model.cluster.endpoints.at(it).pod()?)))
    }

    /// What `about` says of every pod that it says something of, workload after workload: for each of these, what is the
    /// same stands once, in the order in which it was found first.
    async fn ask<T: PartialEq>(
        &self,
        pause: &Pause,
        mut about: impl FnMut(EndpointId, &'m PodBody) -> Option<T>,
    ) -> Vec<Found<T>> {
        let mut found = Vec::new();
        for (row, pod) in self.pods() {
            found.extend(about(row, pod).map(|it| (row, it)));
            pause.after(POD).await;
        }
        self.by_workload(found)
    }

    /// Whether a row is a pod of the input.
    fn is_real(&self, row: EndpointId) -> bool {
        self.of.contains_key(&row)
    }

    /// Puts together what was found about single pods: for each workload, what is the same stands once, in the order in
    /// which it was found first.
    fn by_workload<T: PartialEq>(&self, found: impl IntoIterator<Item = (EndpointId, T)>) -> Vec<Found<T>> {
        let mut res: Vec<Vec<Found<T>>> = self.workloads.iter().map(|_| Vec::new()).collect();
        for (first, what) in found {
            let Some(&workload) = self.of.get(&first) else { continue };
            let pods = self.model.cluster.endpoints.at(first).pod().map_or(0, |it| it.replicas);
            let Some(own) = res.get_mut(workload) else { continue };
            match own.iter_mut().find(|it| it.what == what) {
                Some(it) => it.pods = it.pods.saturating_add(pods),
                None => own.push(Found { workload, pods, first, what }),
            }
        }
        res.into_iter().flatten().collect()
    }
}

/// Answers by key, each found once.
struct Once<K, T>(HashMap<K, T>);

impl<K: std::hash::Hash + Eq, T: Clone> Once<K, T> {
    fn new() -> Once<K, T> {
        Once(HashMap::default())
    }

    fn get(&mut self, key: K, find: impl FnOnce() -> T) -> T {
        self.0.entry(key).or_insert_with(find).clone()
    }
}
