//! Endpoints that are not rows: backends of Services outside the cluster, and the client that stands for the
//! controller of Ingress objects where the input has no such pods. They are judged like all others.

use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

use super::endpoint::{Body, Endpoint, External, PodBody};
use super::labels::LabelSet;
use super::{Cluster, Namespace};
use crate::hash::HashMap;
use crate::ids::{EndpointId, Id};
use crate::kind::Manifest;
use crate::options::{DnsRecord, Options};
use crate::order::{sort_by_key, sort_dedup};
use crate::protocol::Family;
use crate::source::{FileId, Location, Span};
use crate::tri::Tri;

/// The name of the client that stands for a controller, where the user named none.
const ANY_POD: &str = "any pod";
/// Its namespace: no valid name, so nothing of the input can be called so.
const ANY_NAMESPACE: &str = "a namespace without labels";

/// What a name outside the cluster stands for, and the family of the address that says so.
type Host = (EndpointId, Option<Family>);

/// The hidden endpoints by what they are.
#[derive(Clone, Debug, Default)]
pub(super) struct Hidden {
    /// How many there are; they stand behind all others.
    count: usize,
    /// How many of them, the first, can be ends of questions.
    asked: usize,
    /// Entries of a single address, hidden or not, sorted.
    addresses: Vec<(IpAddr, EndpointId)>,
    /// What is known of names outside the cluster.
    hosts: Vec<(String, Host)>,
    /// Who serves the Ingress objects.
    controllers: Vec<EndpointId>,
    /// Who serves an Ingress for certain, by the position of its manifest.
    known_controllers: Vec<(usize, Vec<EndpointId>)>,
}

impl Hidden {
    /// The entry of an address outside the cluster.
    pub(super) fn address(&self, it: IpAddr) -> Option<EndpointId> {
        let at = self.addresses.binary_search_by_key(&it, |it| it.0).ok()?;
        self.addresses.get(at).map(|it| it.1)
    }

    /// The entries of a name outside the cluster.
    pub(super) fn hosts(&self, name: &str) -> impl Iterator<Item = Host> {
        self.hosts.iter().filter(move |it| it.0 == name).map(|it| it.1)
    }
}

impl Cluster {
    /// Adds an endpoint that is no row, and can be an end of questions. All of these come before [`Cluster::add_hidden`].
    pub(super) fn add_asked(&mut self, it: Endpoint) {
        let id = it.id.clone();
        let at = self.endpoints.push(it);
        self.ids.entry(id).or_insert(at);
        self.hidden.asked += 1;
        self.hidden.count += 1;
    }

    /// How many endpoints are rows and columns; the hidden ones come behind them.
    pub fn visible(&self) -> usize {
        self.endpoints.len().saturating_sub(self.hidden.count)
    }

    /// The clients that Ingress objects stand for: the pods that the options describe, or one that stands for
    /// them. Empty where no Ingress asks for one.
    pub fn controllers(&self) -> &[EndpointId] {
        &self.hidden.controllers
    }

    /// The clients that one Ingress stands for, and whether they are known: named by the options, or the pods behind a
    /// load balancer whose address the controller wrote into the status of the Ingress.
    pub fn controllers_of(&self, manifest: usize, options: &Options) -> (&[EndpointId], bool) {
        let all = &self.hidden.known_controllers;
        let known = all.binary_search_by_key(&manifest, |it| it.0).ok().and_then(|it| all.get(it));
        match known.filter(|_| options.ingress_controller.is_none()) {
            Some((_, those)) => (those, true),
            None => (self.controllers(), options.ingress_controller.is_some()),
        }
    }

    /// The pods behind the load balancer of each Ingress whose status tells it.
    fn behind_balancers(&self) -> Vec<(usize, Vec<EndpointId>)> {
        let services = || self.manifests.iter().filter_map(Manifest::as_service);
        let mut by_address: HashMap<&str, Vec<EndpointId>> = HashMap::default();
        for it in services().filter(|it| !it.published_at.is_empty()) {
            let certain = self.backing_pods(it).into_iter().filter(|it| it.2 == Tri::Yes);
            let pods: Vec<EndpointId> = certain.filter(|it| it.1.running).map(|it| it.0).collect();
            for address in &it.published_at {
                by_address.entry(address).or_default().extend(&pods);
            }
        }
        let mut res = Vec::new();
        for (at, it) in self.manifests.iter().enumerate() {
            let Some(it) = it.as_ingress() else { continue };
            let found = it.published_at.iter().filter_map(|it| by_address.get(it.as_str()));
            let mut pods: Vec<EndpointId> = found.flatten().copied().collect();
            sort_dedup(&mut pods);
            if !pods.is_empty() {
                res.push((at, pods));
            }
        }
        res
    }

    /// Adds them, behind the entries for addresses outside the cluster.
    pub fn add_hidden(&mut self, options: &Options) {
        let manifests = Arc::clone(&self.manifests);
        let first = self.endpoints.len();
        let single = |it: &Endpoint| it.external().filter(|it| it.host.is_none())?.address();
        self.hidden.addresses =
            self.endpoints.enumerate().filter_map(|(id, it)| Some((single(it)?, id))).collect();
        let mut addresses = self.listed_addresses();
        addresses.retain(|&it| self.pod_with(it).is_none());
        let services = manifests.iter().filter_map(Manifest::as_service);
        let mut names: Vec<&str> = services.map(|it| it.external_name.as_str()).collect();
        names.retain(|it| !it.is_empty());
        sort_dedup(&mut names);
        sort_by_key(&mut self.hidden.addresses, |it| it.0);
        addresses.retain(|&it| self.hidden.address(it).is_none());
        for it in addresses {
            let (id, name) = (format!("ip:{it}"), it.to_string());
            let id = self.hide(external(id, name, Family::of(it), None, vec![(it, it)]));
            self.hidden.addresses.push((it, id));
        }
        sort_by_key(&mut self.hidden.addresses, |it| it.0);
        for name in names {
            for it in host(name, &options.dns) {
                let address = it.external().and_then(External::address);
                // "Addresses that DNS data gives for a name are resolved likewise": a pod's means the pod.
                let pod = address.and_then(|it| self.pod_with(it));
                let id = pod.or_else(|| self.endpoint(&it.id)).unwrap_or_else(|| self.hide(it));
                self.hidden.hosts.push((name.to_owned(), (id, address.map(Family::of))));
            }
        }
        if manifests.iter().any(|it| it.as_ingress().is_some()) {
            self.hidden.count = self.hidden.asked + self.endpoints.len() - first;
            self.hidden.controllers = self.controller(options);
            self.hidden.known_controllers = self.behind_balancers();
        }
        self.hidden.count = self.hidden.asked + self.endpoints.len() - first;
    }

    /// Adds an endpoint that is no row.
    fn hide(&mut self, it: Endpoint) -> EndpointId {
        self.endpoints.push(it)
    }

    /// "The controller is user-supplied (namespace + labels); without it: any pod in an unlabelled namespace."
    fn controller(&mut self, options: &Options) -> Vec<EndpointId> {
        let Some(it) = &options.ingress_controller else {
            let labels = LabelSet::new(vec![self.name_label(ANY_NAMESPACE)]);
            let name = ANY_NAMESPACE.to_owned();
            let namespace = self.namespaces.push(Namespace { name, labels, location: None, is_any: false });
            let body = pod(namespace, LabelSet::default());
            let id = format!("{ANY_POD} of {ANY_NAMESPACE}");
            return vec![self.endpoints.push(Endpoint { id, name: ANY_POD.to_owned(), body })];
        };
        let namespace = self.mention_id(&it.namespace);
        let labels = LabelSet::new(self.labels(&it.labels));
        let has_all = |pod: &PodBody| labels.iter().all(|(key, value)| pod.labels.get(key) == Some(value));
        let real: Vec<EndpointId> =
            self.pods_of(namespace).filter(|it| has_all(it.1)).map(|it| it.0).collect();
        if !real.is_empty() {
            return real;
        }
        let name = "the ingress controller".to_owned();
        let id = format!("{name} in {}", it.namespace);
        vec![self.endpoints.push(Endpoint { id, name, body: pod(namespace, labels) })]
    }

    /// How many addresses pods and Services are known to have; one that two of them claim counts twice.
    pub fn known_addresses(&self) -> usize {
        self.pod_addresses.len() + self.service_addresses.len()
    }

    /// The pod that has an address. Of several that claim it the last.
    pub fn pod_with(&self, address: IpAddr) -> Option<EndpointId> {
        let at = self.pod_addresses.partition_point(|it| it.0 <= address).checked_sub(1)?;
        self.pod_addresses.get(at).filter(|it| it.0 == address).map(|it| it.1)
    }

    /// The addresses of pods in a network, with their pods, in ascending order.
    pub(crate) fn pods_within(&self, net: &IpNet) -> impl Iterator<Item = (IpAddr, EndpointId)> + use<'_> {
        let net = *net;
        let first = self.pod_addresses.partition_point(|it| it.0 < net.network());
        let rest = self.pod_addresses.get(first..).unwrap_or_default();
        rest.iter().copied().take_while(move |it| net.contains(&it.0))
    }

    pub(super) fn index_addresses(&mut self) {
        let own = self.pods().filter(|it| !it.1.host_network);
        let mut res: Vec<(IpAddr, EndpointId)> =
            own.flat_map(|(id, pod)| pod.addresses.iter().map(move |it| (*it, id))).collect();
        sort_by_key(&mut res, |it| it.0);
        self.pod_addresses = res;
    }

    /// The endpoint at a position in the matrix, or behind it one that the options ask about.
    pub fn at(&self, index: u32) -> Option<EndpointId> {
        ((index as usize) < self.visible() + self.hidden.asked)
            .then(|| EndpointId::from_index(index as usize))
    }
}

/// The entries of a name outside the cluster: one for each address that is known of it, else one of which only
/// the name is known (M-66).
pub fn host(name: &str, dns: &[DnsRecord]) -> Vec<Endpoint> {
    let records = dns.iter().filter(|it| it.name == name);
    let mut addresses: Vec<IpAddr> =
        records.flat_map(|it| it.addresses.iter().map(IpAddr::to_canonical)).collect();
    sort_dedup(&mut addresses);
    let entry = |id: String, title: String, it: Option<IpAddr>| {
        let ranges = it.map(|it| (it, it)).into_iter().collect();
        external(id, title, it.map_or(Family::V4, Family::of), Some(name.to_owned()), ranges)
    };
    let id = format!("host:{name}");
    match addresses.as_slice() {
        [] => vec![entry(id, name.to_owned(), None)],
        [one] => vec![entry(id, name.to_owned(), Some(*one))],
        all => {
            all.iter().map(|it| entry(format!("{id}@{it}"), format!("{name} at {it}"), Some(*it))).collect()
        }
    }
}

fn external(
    id: String,
    name: String,
    family: Family,
    host: Option<String>,
    ranges: Vec<(IpAddr, IpAddr)>,
) -> Endpoint {
    Endpoint { id, name, body: Body::External(External { family, host, ranges, added: false }) }
}

/// A pod of which nothing is known but its namespace and labels.
pub(super) fn pod(namespace: crate::ids::NamespaceId, labels: LabelSet) -> Body {
    let nowhere = Location { file: FileId(u32::MAX), span: Span::default() };
    Body::Pod(Box::new(PodBody {
        workload: None,
        namespace,
        labels,
        workload_labels: None,
        ports: Vec::new(),
        addresses: Vec::new(),
        all_addresses: false,
        host_addresses: Vec::new(),
        node: None,
        host_network: false,
        replicas: 1,
        running: true,
        owner: None,
        is_stand_in: false,
        location: nowhere,
        labels_location: nowhere,
        document_start: 0,
    }))
}
