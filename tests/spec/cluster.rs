//! From YAML text to namespaces, pods, nodes, Services and policies, with as few thoughts as possible.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_yaml::Value;

use super::admin::AdminPolicy;
use super::objects::{Container, Ip, Meta, NodeAddress, Object, PodSpec, PolicySpec, Template, WorkloadSpec};
use super::service::{Endpoints, Service};

/// Labels of an object; `None` is a value that some controller knows and we do not.
pub type Labels = BTreeMap<String, Option<String>>;

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
    pub host_network: bool,
    pub node: Option<String>,
    pub node_addresses: Vec<IpAddr>,
    /// Stands for two or more pods.
    pub many: bool,
    /// Stands for pods that there are none of: scaled to zero, or suspended.
    pub idle: bool,
}

/// A Node object.
#[derive(Clone, Debug, Default)]
pub struct Node {
    pub name: String,
    pub labels: Labels,
    /// InternalIP and ExternalIP.
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
    /// Some selector tells the pods of StatefulSets apart.
    by_ordinal: bool,
}

const POD_NAME: &str = "statefulset.kubernetes.io/pod-name";
const POD_INDEX: &str = "apps.kubernetes.io/pod-index";

impl Cluster {
    /// Reads a stream of documents. Panics on what is not valid: the generator makes valid manifests.
    pub fn read(text: &str) -> Cluster {
        let keys = [POD_NAME, POD_INDEX];
        let by_ordinal = keys.iter().any(|it| text.contains(it));
        let mut cluster = Cluster { by_ordinal, ..Cluster::default() };
        for document in serde_yaml::Deserializer::from_str(text) {
            cluster.add(Value::deserialize(document).unwrap());
        }
        for pod in &cluster.pods {
            cluster.namespaces.entry(pod.namespace.clone()).or_default();
        }
        for (name, labels) in &mut cluster.namespaces {
            // "The Kubernetes control plane sets an immutable label kubernetes.io/metadata.name on all
            // namespaces, the value of the label is the namespace name."
            labels.insert("kubernetes.io/metadata.name".to_owned(), Some(name.clone()));
        }
        cluster
    }

    fn add(&mut self, value: Value) {
        if value.is_null() {
            return;
        }
        let object: Object = serde_yaml::from_value(value).unwrap();
        let meta = object.metadata.clone().unwrap_or_default();
        let namespace = meta.namespace.clone().filter(|it| !it.is_empty());
        let namespace = namespace.unwrap_or_else(|| "default".to_owned());
        match object.kind.as_str() {
            "List" => object.items.into_iter().for_each(|it| self.add(it)),
            "Namespace" => drop(self.namespaces.insert(meta.name.clone(), labels(&meta))),
            "Pod" => {
                let status = object.status.unwrap_or_default();
                // A pod that has come to its end holds no address.
                if !matches!(status.phase.as_deref(), Some("Succeeded" | "Failed")) {
                    let addresses = self::addresses(&status.pod_ips, &status.pod_ip);
                    let node_addresses = self::addresses(&status.host_ips, &status.host_ip);
                    let pod = pod(namespace, &meta.name, &meta, &read(object.spec));
                    self.pods.push(Pod { addresses, node_addresses, ..pod });
                }
            }
            "Node" => {
                let addresses = node_addresses(&object.status.unwrap_or_default().addresses);
                self.nodes.push(Node { name: meta.name.clone(), labels: labels(&meta), addresses });
            }
            "AdminNetworkPolicy" | "BaselineAdminNetworkPolicy" | "ClusterNetworkPolicy"
                if object.api_version.starts_with("policy.networking.k8s.io/") =>
            {
                let spec = object.spec.unwrap_or_default();
                self.admin_policies.extend(AdminPolicy::read(&object.kind, &meta.name, spec));
            }
            "Service" => self.services.push(Service::read(namespace, &meta.name, read(object.spec))),
            "Endpoints" | "EndpointSlice" => self.endpoints.push(Endpoints::read(namespace, &meta, &object)),
            "NetworkPolicy" => self.policies.push(Policy { namespace, spec: read(object.spec) }),
            "Deployment"
            | "ReplicaSet"
            | "StatefulSet"
            | "DaemonSet"
            | "Job"
            | "CronJob"
            | "ReplicationController" => {
                self.add_workload(&object.kind, namespace, &meta.name, read(object.spec))
            }
            _ => {}
        }
    }

    fn add_workload(&mut self, kind: &str, namespace: String, name: &str, mut spec: WorkloadSpec) {
        let suspended = spec.suspend == Some(true);
        if let Some(job) = spec.job_template.take() {
            spec = job.spec.map(|it| *it).unwrap_or_default();
        }
        let Some(Template { metadata, spec: pod_spec }) = spec.template else { return };
        let count = if matches!(kind, "Job" | "CronJob") { spec.parallelism } else { spec.replicas };
        let mut pod = pod(namespace, name, &metadata.unwrap_or_default(), &pod_spec.unwrap_or_default());
        pod.many = match kind {
            "DaemonSet" => true,
            _ => count.unwrap_or(1) > 1,
        };
        pod.idle = suspended || spec.suspend == Some(true) || count == Some(0);
        let job_name = if kind == "Job" { Some(name.to_owned()) } else { None };
        let added: &[(&str, Option<String>)] = match kind {
            "Deployment" => &[("pod-template-hash", None)],
            "StatefulSet" | "DaemonSet" => &[("controller-revision-hash", None)],
            "Job" | "CronJob" => &[
                ("batch.kubernetes.io/job-name", job_name.clone()),
                ("job-name", job_name),
                ("batch.kubernetes.io/controller-uid", None),
                ("controller-uid", None),
            ],
            _ => &[],
        };
        pod.labels.extend(added.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        if kind == "StatefulSet" && self.by_ordinal {
            let first = spec.ordinals.unwrap_or_default().start.unwrap_or(0);
            for ordinal in first..first + spec.replicas.unwrap_or(1).max(1) {
                let mut pod = Pod { id: format!("{}-{ordinal}", pod.id), many: false, ..pod.clone() };
                pod.labels.insert(POD_NAME.to_owned(), Some(format!("{name}-{ordinal}")));
                pod.labels.insert(POD_INDEX.to_owned(), Some(ordinal.to_string()));
                self.pods.push(pod);
            }
        } else {
            self.pods.push(pod);
        }
    }
}

fn read<T: DeserializeOwned + Default>(value: Option<Value>) -> T {
    value.map(|it| serde_yaml::from_value(it).unwrap()).unwrap_or_default()
}

fn labels(meta: &Meta) -> Labels {
    meta.labels.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect()
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
    let of_network = all.iter().filter(|it| matches!(it.kind.as_str(), "InternalIP" | "ExternalIP"));
    of_network.filter_map(|it| it.address.parse().ok()).collect()
}

fn pod(namespace: String, name: &str, meta: &Meta, spec: &PodSpec) -> Pod {
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
