//! From YAML text to namespaces, pods, nodes, Services and policies, with as few thoughts as possible.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_yaml::Value;

use super::admin::AdminPolicy;
use super::labels::{Label, Labels};
use super::objects::{Container, Ip, Meta, NodeAddress, Object, PodSpec, PolicySpec, Status};
use super::service::{Endpoints, Service};
use super::workload::{self, Workload};

/// A pod, or what stands for the pods of a workload.
#[derive(Clone, Debug, Default)]
pub struct Pod {
    pub id: String,
    pub namespace: String,
    pub labels: Labels,
    /// Name, protocol, number.
    pub ports: Vec<(String, String, u16)>,
    /// Empty: not known.
    pub addresses: Vec<IpAddr>,
    /// There are no addresses besides these: the input shows `podIPs`.
    pub has_no_other: bool,
    pub host_network: bool,
    pub node: Option<String>,
    pub node_addresses: Vec<IpAddr>,
    /// What a cluster printed: it shows a uid or a status.
    pub exported: bool,
    /// Stands for two or more pods.
    pub many: bool,
    /// Stands for pods that there are none of: scaled to zero, suspended, or finished.
    pub idle: bool,
}

/// A Node object.
#[derive(Clone, Debug, Default)]
pub struct Node {
    pub name: String,
    pub labels: Labels,
    /// "every IP in status.addresses, of whatever type".
    pub addresses: Vec<IpAddr>,
}

#[derive(Clone, Debug, Default)]
pub struct Policy {
    pub namespace: String,
    pub spec: PolicySpec,
}

/// Everything that takes part.
#[derive(Clone, Debug, Default)]
pub struct Cluster {
    pub namespaces: BTreeMap<String, Labels>,
    pub pods: Vec<Pod>,
    pub nodes: Vec<Node>,
    pub policies: Vec<Policy>,
    pub admin_policies: Vec<AdminPolicy>,
    pub services: Vec<Service>,
    pub endpoints: Vec<Endpoints>,
}

/// Copied from the Node to the pods that are bound to it.
const TOPOLOGY: [&str; 2] = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"];

impl Cluster {
    /// Reads a stream of documents, as a server of 1.`minor` has them. Panics on what is not valid: the generator
    /// makes valid manifests.
    pub fn read(text: &str, minor: u16) -> Cluster {
        let mut objects = Vec::new();
        for document in serde_yaml::Deserializer::from_str(text) {
            flatten(Value::deserialize(document).unwrap(), &mut objects);
        }
        let by_ordinal = objects.iter().any(|it| {
            let spec = it.spec.clone().unwrap_or_default();
            is_policy(it) && workload::ORDINALS.iter().any(|key| selects_by(key, &spec))
        });
        let mut cluster = Cluster::default();
        let workloads: Vec<Workload> = objects.iter().filter_map(Workload::read).collect();
        let owned = workload::represented(&objects, &workloads);
        for object in objects {
            cluster.add(object);
        }
        for it in workloads.iter().filter(|it| !owned.contains(&it.identity)) {
            cluster.pods.extend(it.stand_ins(by_ordinal));
        }
        cluster.add_what_the_server_adds(minor);
        cluster
    }

    fn add(&mut self, object: Object) {
        let meta = object.metadata.clone().unwrap_or_default();
        let namespace = namespace_of(&meta);
        match object.kind.as_str() {
            "Namespace" => drop(self.namespaces.insert(meta.name.clone(), labels(&meta))),
            "Pod" => {
                let exported = meta.uid.is_some() || object.status.is_some();
                let status = object.status.unwrap_or_default();
                // A pod that has come to its end holds no address.
                if !is_finished(&status) {
                    self.pods.push(Pod {
                        addresses: self::addresses(&status.pod_ips, &status.pod_ip),
                        has_no_other: !status.pod_ips.is_empty(),
                        node_addresses: self::addresses(&status.host_ips, &status.host_ip),
                        exported,
                        ..pod(namespace, &meta.name, &meta, &read(object.spec))
                    });
                }
            }
            "Node" => {
                let addresses = node_addresses(&object.status.unwrap_or_default().addresses);
                self.nodes.push(Node { name: meta.name.clone(), labels: labels(&meta), addresses });
            }
            "AdminNetworkPolicy" | "BaselineAdminNetworkPolicy" | "ClusterNetworkPolicy"
                if object.api_version.starts_with("policy.networking.k8s.io/") =>
            {
                self.admin_policies.extend(admin_policy(&object));
            }
            "Service" => self.services.push(Service::read(namespace, &meta.name, read(object.spec))),
            "Endpoints" | "EndpointSlice" => self.endpoints.push(Endpoints::read(namespace, &meta, &object)),
            "NetworkPolicy" => self.policies.push(Policy { namespace, spec: read(object.spec) }),
            _ => {}
        }
    }

    fn add_what_the_server_adds(&mut self, minor: u16) {
        for pod in &self.pods {
            self.namespaces.entry(pod.namespace.clone()).or_default();
        }
        for (name, labels) in &mut self.namespaces {
            // "The Kubernetes control plane sets an immutable label kubernetes.io/metadata.name on all
            // namespaces, the value of the label is the namespace name."
            labels.insert("kubernetes.io/metadata.name".to_owned(), Label::Is(name.clone()));
        }
        if minor < 35 {
            return;
        }
        for pod in &mut self.pods {
            let bound = pod.node.as_ref().and_then(|name| self.nodes.iter().find(|it| it.name == *name));
            for key in TOPOLOGY.into_iter().filter(|it| !pod.labels.contains_key(*it)).collect::<Vec<_>>() {
                // What a cluster printed shows what it has, also where it is older than the copying.
                let label = match bound {
                    _ if pod.exported => None,
                    Some(node) => node.labels.get(key).cloned(),
                    None => Some(Label::Perhaps),
                };
                pod.labels.extend(label.map(|it| (key.to_owned(), it)));
            }
        }
    }
}

fn flatten(value: Value, into: &mut Vec<Object>) {
    if value.is_null() {
        return;
    }
    let object: Object = serde_yaml::from_value(value).unwrap();
    match object.kind.as_str() {
        "List" => object.items.into_iter().for_each(|it| flatten(it, into)),
        _ => into.push(object),
    }
}

fn admin_policy(object: &Object) -> Option<AdminPolicy> {
    let name = object.metadata.clone().unwrap_or_default().name;
    AdminPolicy::read(&object.kind, &name, object.spec.clone().unwrap_or_default())
}

/// Whether it is a policy that takes part.
fn is_policy(object: &Object) -> bool {
    match object.kind.as_str() {
        "NetworkPolicy" => true,
        "AdminNetworkPolicy" | "BaselineAdminNetworkPolicy" | "ClusterNetworkPolicy" => {
            admin_policy(object).is_some()
        }
        _ => false,
    }
}

/// Whether some selector in it has a requirement on the key.
fn selects_by(key: &str, value: &Value) -> bool {
    match value {
        Value::Sequence(items) => items.iter().any(|it| selects_by(key, it)),
        Value::Mapping(pairs) => pairs.iter().any(|(name, value)| {
            let is_pair = name.as_str() == Some("matchLabels") && value.get(key).is_some();
            let is_requirement = name.as_str() == Some("key") && value.as_str() == Some(key);
            is_pair || is_requirement || selects_by(key, value)
        }),
        _ => false,
    }
}

pub(super) fn namespace_of(meta: &Meta) -> String {
    let named = meta.namespace.clone().filter(|it| !it.is_empty());
    named.unwrap_or_else(|| "default".to_owned())
}

pub(super) fn is_finished(status: &Status) -> bool {
    matches!(status.phase.as_deref(), Some("Succeeded" | "Failed"))
}

pub(super) fn read<T: DeserializeOwned + Default>(value: Option<Value>) -> T {
    value.map(|it| serde_yaml::from_value(it).unwrap()).unwrap_or_default()
}

fn labels(meta: &Meta) -> Labels {
    meta.labels.iter().map(|(key, value)| (key.clone(), Label::Is(value.clone()))).collect()
}

fn addresses(list: &[Ip], single: &Option<String>) -> Vec<IpAddr> {
    let all = list.iter().filter_map(|it| it.ip.clone()).chain(single.clone());
    let mut addresses: Vec<IpAddr> = Vec::new();
    for address in all.map(|it| it.parse().unwrap()) {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    addresses
}

fn node_addresses(all: &[NodeAddress]) -> Vec<IpAddr> {
    all.iter().filter_map(|it| it.address.parse().ok()).collect()
}

pub(super) fn pod(namespace: String, name: &str, meta: &Meta, spec: &PodSpec) -> Pod {
    // "Sidecar containers" are init containers with `restartPolicy: Always`.
    let sidecar = |it: &Container| it.restart_policy.as_deref() == Some("Always");
    let containers = spec.containers.iter().chain(spec.init_containers.iter().filter(|it| sidecar(it)));
    let ports = containers.flat_map(|it| &it.ports).filter_map(|it| {
        let protocol = it.protocol.as_deref().unwrap_or("TCP");
        it.name.as_ref().map(|name| (name.clone(), protocol.to_owned(), it.container_port))
    });
    Pod {
        id: format!("{namespace}/{name}"),
        namespace,
        labels: labels(meta),
        ports: ports.collect(),
        host_network: spec.host_network == Some(true),
        node: spec.node_name.clone(),
        ..Pod::default()
    }
}
