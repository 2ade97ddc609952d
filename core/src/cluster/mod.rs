//! Manifests to the cluster they describe.
//!
//! Enters: [`Manifest`]s. Leaves: namespaces (also those that exist only because something lives in them),
//! and endpoints: one for each pod, one stand-in for each workload whose pods are not in the input.
//! Deliberately not here: what policies say, and addresses outside the cluster (only policies cut those).

mod any_pods;
mod by_label;
mod endpoint;
mod hidden;
mod labels;
mod listed;
mod node;
mod ownership;
mod services;
mod stand_in;
mod topology;
mod workloads;

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use crate::hash::HashMap;

pub use crate::protocol::Family;
pub(crate) use any_pods::AskedKeys;
pub use endpoint::{Body, Endpoint, External, PodBody};
pub use hidden::host;
pub use labels::{Interner, LabelSet, LabelValue};
pub use node::Node;
pub use services::{Backend, Backing, NoPort, Resolved, ServiceBody, ServicePortChoice, Translation};
pub use workloads::WorkloadPods;

use crate::ids::{EndpointId, IdVec, NamespaceId, NodeId};
use crate::kind::{Manifest, Meta, Pod, PodSpec};
use crate::options::Options;
use crate::pause::Pause;
use crate::source::Location;
use node::NodesByPods;
use topology::Topology;

pub use crate::kind::NAME_LABEL;

/// A namespace.
#[derive(Clone, Debug, PartialEq)]
pub struct Namespace {
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: LabelSet,
    /// Where it is written; `None` when it exists only because something lives in it.
    pub location: Option<Location>,
    /// Whether it stands for any namespace, and so may be each of the others.
    pub is_any: bool,
}

/// What the manifests describe.
#[derive(Clone, Debug, Default)]
pub struct Cluster {
    /// What it is made of. Services and policies refer to them by their positions.
    pub manifests: Arc<[Manifest]>,
    /// Every string that a label or selector holds.
    pub strings: Interner,
    /// In the order in which namespaces, pods and workloads first mention them; then those that only policies do.
    pub namespaces: IdVec<NamespaceId, Namespace>,
    /// Pods and stand-ins by namespace, then (added by [`Cluster::add_externals`]) what is outside, then what
    /// is no row ([`Cluster::add_hidden`]).
    pub endpoints: IdVec<EndpointId, Endpoint>,
    /// Every machine that the input speaks of; those with a Node object come first, in reading order.
    pub nodes: IdVec<NodeId, Node>,
    /// Services by namespace and name.
    pub services: Vec<ServiceBody>,
    /// How many pods were left out because they are finished.
    pub finished_pods: usize,
    namespace_names: HashMap<String, NamespaceId>,
    ids: HashMap<String, EndpointId>,
    /// Addresses of pods, sorted; not of those that share their node's.
    pod_addresses: Vec<(IpAddr, EndpointId)>,
    /// Addresses that Services have of their own, sorted, with their positions.
    service_addresses: Vec<(IpAddr, usize)>,
    /// Positions of the EndpointSlices and Endpoints in `manifests`, sorted by the Service they belong to.
    listings: Vec<usize>,
    /// Addresses of nodes, sorted; one twice where two nodes claim it.
    node_addresses: Vec<(IpAddr, NodeId)>,
    hidden: hidden::Hidden,
    /// Made when the first Service asks.
    by_label: OnceLock<by_label::ByLabel>,
}

/// What must be known of the whole input before pods are made of it.
struct Known {
    nodes: NodesByPods,
    topology: Topology,
    /// Whether each pod of a StatefulSet is an endpoint of its own.
    by_ordinal: bool,
}

impl Cluster {
    /// Namespaces, pods and stand-ins. Order of manifests decides order of rows, and nothing else.
    #[cfg(test)]
    pub fn new(manifests: Arc<[Manifest]>, options: &Options) -> Cluster {
        crate::pause::at_once(async |pause| Cluster::in_steps(manifests, options, &pause).await)
    }

    /// The same, stopping in between.
    pub(crate) async fn in_steps(manifests: Arc<[Manifest]>, options: &Options, pause: &Pause) -> Cluster {
        // Each look at an object takes as long as reading so many bytes.
        const LOOK: usize = 4;
        let mut cluster = Cluster { manifests: Arc::clone(&manifests), ..Cluster::default() };
        let makes_pods = |it: &Manifest| it.as_pod().is_some() || it.as_workload().is_some();
        for it in &*manifests {
            if let Some(it) = it.as_namespace() {
                cluster.declare(&it.meta);
            } else if makes_pods(it) {
                cluster.mention(&it.meta().namespace);
            }
            pause.after(LOOK).await;
        }
        // Policies last: while one is being typed, it comes and goes, and rows must not jump because of it.
        for it in manifests.iter().filter(|it| !makes_pods(it)).filter_map(Manifest::lives_in) {
            cluster.mention(it);
        }
        let mut endpoints = Vec::new();
        pause.here().await;
        let owners = ownership::Ownership::new(&manifests);
        pause.here().await;
        let known = Known {
            nodes: cluster.add_nodes(&manifests),
            topology: Topology::new(&manifests, options),
            by_ordinal: manifests.iter().any(|it| it.asks_for_label(&stand_in::ORDINALS)),
        };
        for (index, it) in manifests.iter().enumerate() {
            if let Some(pod) = it.as_pod() {
                if pod.finished {
                    cluster.finished_pods += 1;
                } else {
                    endpoints.push(cluster.pod(pod, &known));
                }
            } else if let Some(it) = it.as_workload().filter(|_| owners.stands_for_itself(index)) {
                stand_in::endpoints(&mut cluster, it, &known, &mut endpoints);
            }
            pause.after(LOOK * 4).await;
        }
        pause.here().await;
        cluster.place(endpoints, pause).await;
        pause.here().await;
        cluster.index_addresses();
        cluster
    }

    /// Puts the entries for addresses outside the cluster behind the pods.
    pub fn add_externals(&mut self, externals: Vec<Endpoint>) {
        externals.into_iter().for_each(|it| self.add_external(it));
    }

    /// Makes room for so many more entries at once.
    pub(crate) fn reserve(&mut self, count: usize) {
        self.endpoints.reserve(count);
        self.ids.reserve(count);
    }

    /// The same for one entry.
    pub(crate) fn add_external(&mut self, it: Endpoint) {
        let id = it.id.clone();
        let at = self.endpoints.push(it);
        self.ids.insert(id, at);
    }

    /// The endpoint of an id.
    pub fn endpoint(&self, id: &str) -> Option<EndpointId> {
        self.ids.get(id).copied()
    }

    /// The namespace of a name.
    pub fn namespace(&self, name: &str) -> Option<NamespaceId> {
        self.namespace_names.get(name).copied()
    }

    /// Sorts endpoints by namespace and makes their ids unique.
    async fn place(&mut self, mut endpoints: Vec<Endpoint>, pause: &Pause) {
        // To count the uses of an id, and to put an endpoint into its place, takes as long as reading so many bytes.
        const ENDPOINT: usize = 8;
        crate::order::sort_by_key(&mut endpoints, |it| it.pod().map(|pod| pod.namespace));
        let mut uses: HashMap<String, u32> = HashMap::default();
        for it in &endpoints {
            *uses.entry(it.id.clone()).or_default() += 1;
            pause.after(ENDPOINT).await;
        }
        for mut it in endpoints {
            let kind = it.pod().and_then(|pod| pod.workload);
            // A Deployment and a Pod may share a name; the pod keeps it.
            if let Some(kind) = kind
                && uses.get(&it.id).is_some_and(|&n| n > 1)
            {
                it.id = format!("{} [{}]", it.id, kind.as_str());
                it.name = format!("{} [{}]", it.name, kind.as_str());
            }
            let id = it.id.clone();
            let at = self.endpoints.push(it);
            self.ids.insert(id, at);
            pause.after(ENDPOINT).await;
        }
    }

    fn declare(&mut self, meta: &Meta) {
        let id = self.mention_id(&meta.name.value);
        let mut labels = self.labels(&meta.labels);
        labels.push(self.name_label(&meta.name.value));
        let namespace = self.namespaces.at_mut(id);
        namespace.labels = LabelSet::new(labels);
        namespace.location = Some(meta.origin.locate(meta.span));
    }

    /// "A namespace exists if a Namespace object names it, or any pod … lives in it."
    fn mention(&mut self, name: &str) {
        self.mention_id(name);
    }

    fn mention_id(&mut self, name: &str) -> NamespaceId {
        if let Some(&it) = self.namespace_names.get(name) {
            return it;
        }
        let labels = LabelSet::new(vec![self.name_label(name)]);
        let id =
            self.namespaces.push(Namespace { name: name.to_owned(), labels, location: None, is_any: false });
        self.namespace_names.insert(name.to_owned(), id);
        id
    }

    fn name_label(&mut self, name: &str) -> (crate::ids::Symbol, LabelValue) {
        (self.strings.intern(NAME_LABEL), LabelValue::Known(self.strings.intern(name)))
    }

    fn labels(&mut self, labels: &[(String, String)]) -> Vec<(crate::ids::Symbol, LabelValue)> {
        let known = |it: &mut Interner, (key, value): &(String, String)| {
            (it.intern(key), LabelValue::Known(it.intern(value)))
        };
        labels.iter().map(|it| known(&mut self.strings, it)).collect()
    }

    fn pod(&mut self, pod: &Pod, known: &Known) -> Endpoint {
        let mut labels = self.labels(&pod.spec.labels);
        let node = &pod.spec.node_name;
        labels.extend(known.topology.labels(self, &known.nodes, node, pod.exported));
        let mut body = self.body(&pod.meta, &pod.spec, labels);
        body.addresses = pod.addresses.clone();
        body.all_addresses = pod.all_addresses;
        self.place_on_node(&known.nodes, pod, &mut body);
        let name = pod.meta.name.value.clone();
        Endpoint { id: format!("{}/{name}", pod.meta.namespace), name, body: Body::Pod(Box::new(body)) }
    }

    fn body(
        &mut self,
        meta: &Meta,
        spec: &PodSpec,
        labels: Vec<(crate::ids::Symbol, LabelValue)>,
    ) -> PodBody {
        PodBody {
            workload: None,
            namespace: self.mention_id(&meta.namespace),
            labels: LabelSet::new(labels),
            workload_labels: None,
            ports: spec.ports.clone(),
            addresses: Vec::new(),
            all_addresses: false,
            host_addresses: Vec::new(),
            node: None,
            host_network: spec.host_network,
            replicas: 1,
            running: true,
            owner: meta.owner.clone(),
            is_stand_in: meta.is_stand_in,
            location: meta.origin.locate(meta.span),
            labels_location: meta.origin.locate(spec.labels_span),
            document_start: meta.origin.start,
        }
    }

    /// Pods and stand-ins, without what is outside the cluster.
    pub fn pods(&self) -> impl Iterator<Item = (EndpointId, &PodBody)> {
        let all = self.endpoints.enumerate().take(self.visible());
        all.filter_map(|(id, it)| it.pod().map(|pod| (id, pod)))
    }

    /// How many pods some rows stand for; a workload may ask for as many as a number holds.
    pub(crate) fn replicas_of<'p>(rows: impl IntoIterator<Item = &'p PodBody>) -> u32 {
        rows.into_iter().map(|it| it.replicas).fold(0, u32::saturating_add)
    }

    /// How many endpoints are pods or stand-ins; they come first.
    pub fn pod_count(&self) -> usize {
        self.endpoints.iter().take_while(|it| it.pod().is_some()).count()
    }
}

#[cfg(test)]
mod tests;
