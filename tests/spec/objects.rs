//! What the specification reads: the fields that matter, as `serde_yaml` finds them. Every field may be null.

use std::collections::BTreeMap;

use ipnet::IpNet;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_yaml::Value;

/// Labels; a null value is the empty string.
pub type StringMap = BTreeMap<String, String>;

/// A list that may be null, with elements that may be null, which then are the zero object.
fn list<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<Vec<T>, D::Error> {
    let list = Option::<Vec<Option<T>>>::deserialize(from)?;
    Ok(list.into_iter().flatten().map(Option::unwrap_or_default).collect())
}

fn strings<'de, D: Deserializer<'de>>(from: D) -> Result<StringMap, D::Error> {
    let map = Option::<BTreeMap<String, Option<String>>>::deserialize(from)?;
    Ok(map.into_iter().flatten().map(|(key, value)| (key, value.unwrap_or_default())).collect())
}

fn nets<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<IpNet>, D::Error> {
    list::<D, String>(from)?.iter().map(|it| it.parse().map_err(Error::custom)).collect()
}

fn net<'de, D: Deserializer<'de>>(from: D) -> Result<Option<IpNet>, D::Error> {
    String::deserialize(from)?.parse().map(Some).map_err(Error::custom)
}

/// Any object.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Object {
    pub api_version: String,
    pub kind: String,
    pub metadata: Option<Meta>,
    pub spec: Option<Value>,
    pub status: Option<Status>,
    #[serde(deserialize_with = "list")]
    pub items: Vec<Value>,
    /// Of an EndpointSlice.
    #[serde(deserialize_with = "list")]
    pub endpoints: Vec<SliceEndpoint>,
    /// Of an EndpointSlice.
    #[serde(deserialize_with = "list")]
    pub ports: Vec<EndpointPort>,
    /// Of an Endpoints object.
    #[serde(deserialize_with = "list")]
    pub subsets: Vec<Subset>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SliceEndpoint {
    #[serde(deserialize_with = "list")]
    pub addresses: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Subset {
    #[serde(deserialize_with = "list")]
    pub addresses: Vec<Ip>,
    #[serde(deserialize_with = "list")]
    pub ports: Vec<EndpointPort>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EndpointPort {
    pub name: Option<String>,
    pub port: u16,
    pub protocol: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ServiceSpec {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(rename = "clusterIP")]
    pub cluster_ip: Option<String>,
    #[serde(rename = "clusterIPs", deserialize_with = "list")]
    pub cluster_ips: Vec<String>,
    #[serde(deserialize_with = "list")]
    pub ip_families: Vec<String>,
    pub external_name: Option<String>,
    #[serde(deserialize_with = "strings")]
    pub selector: StringMap,
    #[serde(deserialize_with = "list")]
    pub ports: Vec<ServicePort>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ServicePort {
    pub name: Option<String>,
    pub protocol: Option<String>,
    pub port: u16,
    pub target_port: Option<NumberOrName>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Meta {
    pub name: String,
    pub namespace: Option<String>,
    pub uid: Option<String>,
    #[serde(deserialize_with = "strings")]
    pub labels: StringMap,
    #[serde(deserialize_with = "list")]
    pub owner_references: Vec<OwnerReference>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct OwnerReference {
    pub api_version: String,
    pub kind: String,
    pub name: String,
    pub uid: Option<String>,
    pub controller: Option<bool>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Status {
    pub phase: Option<String>,
    #[serde(rename = "podIP")]
    pub pod_ip: Option<String>,
    #[serde(rename = "podIPs", deserialize_with = "list")]
    pub pod_ips: Vec<Ip>,
    #[serde(rename = "hostIP")]
    pub host_ip: Option<String>,
    #[serde(rename = "hostIPs", deserialize_with = "list")]
    pub host_ips: Vec<Ip>,
    #[serde(deserialize_with = "list")]
    pub addresses: Vec<NodeAddress>,
    #[serde(deserialize_with = "list")]
    pub conditions: Vec<Condition>,
    pub succeeded: Option<u32>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Condition {
    #[serde(rename = "type")]
    pub kind: String,
    pub status: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NodeAddress {
    pub address: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ip {
    pub ip: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PodSpec {
    #[serde(deserialize_with = "list")]
    pub containers: Vec<Container>,
    #[serde(deserialize_with = "list")]
    pub init_containers: Vec<Container>,
    pub host_network: Option<bool>,
    pub node_name: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Container {
    #[serde(deserialize_with = "list")]
    pub ports: Vec<ContainerPort>,
    pub restart_policy: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ContainerPort {
    pub name: Option<String>,
    pub container_port: u16,
    pub protocol: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct WorkloadSpec {
    pub replicas: Option<u32>,
    pub parallelism: Option<u32>,
    pub completions: Option<u32>,
    pub completion_mode: Option<String>,
    pub manual_selector: Option<bool>,
    pub suspend: Option<bool>,
    pub ordinals: Option<Ordinals>,
    pub template: Option<Template>,
    pub job_template: Option<JobTemplate>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ordinals {
    pub start: Option<u32>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Template {
    pub metadata: Option<Meta>,
    pub spec: Option<PodSpec>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct JobTemplate {
    pub spec: Option<Box<WorkloadSpec>>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PolicySpec {
    pub pod_selector: Option<Selector>,
    #[serde(deserialize_with = "list")]
    pub policy_types: Vec<String>,
    #[serde(deserialize_with = "list")]
    pub ingress: Vec<Rule>,
    #[serde(deserialize_with = "list")]
    pub egress: Vec<Rule>,
}

/// Of AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AdminSpec {
    pub tier: Option<String>,
    pub priority: Option<u32>,
    pub subject: AdminPeerFields,
    #[serde(deserialize_with = "list")]
    pub ingress: Vec<AdminRuleFields>,
    #[serde(deserialize_with = "list")]
    pub egress: Vec<AdminRuleFields>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AdminRuleFields {
    pub action: String,
    #[serde(alias = "from", alias = "to", deserialize_with = "list")]
    pub peers: Vec<AdminPeerFields>,
    #[serde(alias = "protocols", deserialize_with = "list")]
    pub ports: Vec<AdminPortFields>,
}

/// A peer, or a subject.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct AdminPeerFields {
    pub namespaces: Option<Selector>,
    pub pods: Option<PodsFields>,
    pub nodes: Option<Selector>,
    #[serde(deserialize_with = "nets")]
    pub networks: Vec<IpNet>,
    #[serde(deserialize_with = "list")]
    pub domain_names: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PodsFields {
    pub namespace_selector: Option<Selector>,
    pub pod_selector: Option<Selector>,
}

/// A port of either generation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct AdminPortFields {
    pub port_number: Option<PortNumber>,
    pub port_range: Option<PortRange>,
    pub named_port: Option<String>,
    pub tcp: Option<ProtocolFields>,
    pub udp: Option<ProtocolFields>,
    pub sctp: Option<ProtocolFields>,
    pub destination_named_port: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PortNumber {
    pub protocol: Option<String>,
    pub port: u16,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PortRange {
    pub protocol: Option<String>,
    pub start: u16,
    pub end: u16,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ProtocolFields {
    pub destination_port: Option<DestinationPort>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DestinationPort {
    pub number: Option<u16>,
    pub range: Option<PortRange>,
}

/// One entry of `ingress` or `egress`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Rule {
    #[serde(alias = "from", alias = "to", deserialize_with = "list")]
    pub peers: Vec<Peer>,
    #[serde(deserialize_with = "list")]
    pub ports: Vec<Port>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Peer {
    pub pod_selector: Option<Selector>,
    pub namespace_selector: Option<Selector>,
    pub ip_block: Option<IpBlock>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct IpBlock {
    #[serde(deserialize_with = "net")]
    pub cidr: Option<IpNet>,
    #[serde(deserialize_with = "nets")]
    pub except: Vec<IpNet>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Port {
    pub protocol: Option<String>,
    pub port: Option<NumberOrName>,
    pub end_port: Option<u16>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum NumberOrName {
    Number(u16),
    Name(String),
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Selector {
    #[serde(deserialize_with = "strings")]
    pub match_labels: StringMap,
    #[serde(deserialize_with = "list")]
    pub match_expressions: Vec<Requirement>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Requirement {
    pub key: String,
    pub operator: String,
    #[serde(deserialize_with = "list")]
    pub values: Vec<String>,
}
