//! Names to addresses, as the cluster's DNS servers answer them.

use super::super::resource::Kind;
use std::net::IpAddr;

use super::super::cluster::{ServedCluster, is_workload, number};
use super::super::endpoints::pods_of;
use super::super::store::Object;
use super::super::value::Value;
use super::Client;
use crate::protocol::Protocol;

/// The address of the DNS servers' Service where the files have none.
const DNS: &str = "10.96.0.10";

/// The address of the API server's Service where the files have none.
pub(super) const API: &str = "10.96.0.1";

/// What became of looking a name up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Lookup {
    /// The whole name, and its addresses.
    Found(String, Vec<String>),
    /// There is no such name.
    Unknown,
    /// The servers cannot be reached.
    Denied,
}

/// Ends of names that are somewhere outside.
const OUTSIDE: [&str; 16] = [
    "com", "org", "net", "io", "dev", "de", "edu", "gov", "eu", "uk", "fr", "ch", "at", "info", "cloud", "ai",
];

impl Client<'_> {
    /// The suffixes that a name without its end is tried with.
    pub(in super::super) fn search(&self) -> [String; 3] {
        let own = &self.pod.key.namespace;
        [format!("{own}.svc.cluster.local"), "svc.cluster.local".to_owned(), "cluster.local".to_owned()]
    }

    pub(in super::super) fn dns_address(&self) -> String {
        dns_address(self.cluster)
    }

    /// Looks a name up as programs do: with the search list, which `ndots:5` brings before the name itself.
    pub(in super::super) fn look_up(&mut self, name: &str) -> Lookup {
        if name.parse::<IpAddr>().is_ok() {
            return Lookup::Found(name.to_owned(), vec![name.to_owned()]);
        }
        if name == "localhost" {
            return Lookup::Found(name.to_owned(), vec!["127.0.0.1".to_owned()]);
        }
        if !self.may_ask_dns(Protocol::Udp) {
            return Lookup::Denied;
        }
        if let Some(whole) = name.strip_suffix('.') {
            return self.found(whole);
        }
        for it in self.search() {
            if let it @ Lookup::Found(..) = self.found(&format!("{name}.{it}")) {
                return it;
            }
        }
        self.found(name)
    }

    /// What a server answers to a whole name.
    pub(in super::super) fn found(&self, name: &str) -> Lookup {
        let name = name.trim_end_matches('.').to_lowercase();
        let all = addresses(self.cluster, &name, 0);
        if all.is_empty() { Lookup::Unknown } else { Lookup::Found(name, all) }
    }
}

/// The Service of the DNS servers: the one of that name, or one that is labelled as it or selects what is.
pub(super) fn dns_service(cluster: &ServedCluster) -> Option<&Object> {
    let is_mark = |it: &(String, String)| it.0 == "k8s-app" && it.1 == "kube-dns";
    cluster.find(Kind::Service, "kube-system", "kube-dns").or_else(|| {
        cluster.objects.iter().find(|it| {
            let selector = it.value.at(&["spec", "selector"]).map(Value::pairs).unwrap_or_default();
            it.key.kind == Kind::Service && (it.labels().iter().any(is_mark) || selector.iter().any(is_mark))
        })
    })
}

/// The address of the DNS servers' Service.
pub(in super::super) fn dns_address(cluster: &ServedCluster) -> String {
    dns_service(cluster).map_or_else(|| DNS.to_owned(), |it| cluster.service_ip(it))
}

/// The addresses of a whole name.
fn addresses(cluster: &ServedCluster, name: &str, depth: usize) -> Vec<String> {
    if depth > 4 || name.len() > 253 {
        return Vec::new();
    }
    if let Some(rest) = name.strip_suffix(".svc.cluster.local") {
        let parts: Vec<&str> = rest.split('.').collect();
        return match parts.as_slice() {
            ["kubernetes", "default"] if cluster.find(Kind::Service, "default", "kubernetes").is_none() => {
                vec![API.to_owned()]
            }
            [service, namespace] => of_service(cluster, namespace, service, None, depth),
            [host, service, namespace] => of_service(cluster, namespace, service, Some(host), depth),
            _ => Vec::new(),
        };
    }
    if let Some(rest) = name.strip_suffix(".pod.cluster.local") {
        let (address, namespace) = rest.split_once('.').unwrap_or((rest, ""));
        let address = address.replace('-', ".");
        let is_there = cluster.has_namespace(namespace) && address.parse::<IpAddr>().is_ok();
        return if is_there { vec![address] } else { Vec::new() };
    }
    let end = name.rsplit('.').next().unwrap_or_default();
    if name.contains('.') && OUTSIDE.contains(&end) {
        return vec![match name {
            "example.com" | "www.example.com" => "192.0.2.80".to_owned(),
            _ => format!("198.51.100.{}", number(name) % 200 + 10),
        }];
    }
    Vec::new()
}

fn of_service(
    cluster: &ServedCluster,
    namespace: &str,
    name: &str,
    host: Option<&str>,
    depth: usize,
) -> Vec<String> {
    let Some(it) = cluster.find(Kind::Service, namespace, name) else { return Vec::new() };
    if it.value.str_at(&["spec", "type"]) == "ExternalName" {
        let target = it.value.str_at(&["spec", "externalName"]);
        return if host.is_none() {
            addresses(cluster, target.trim_end_matches('.'), depth + 1)
        } else {
            Vec::new()
        };
    }
    let own = cluster.service_ip(it);
    match (own.as_str(), host) {
        ("None", None) => pods_of(cluster, it).into_iter().map(|it| cluster.pod_ip(it)).collect(),
        ("None", Some(host)) => {
            let is_called = |it: &&Object| hostname(it) == host;
            pods_of(cluster, it).into_iter().filter(is_called).map(|it| cluster.pod_ip(it)).collect()
        }
        (_, None) => vec![own],
        (_, Some(_)) => Vec::new(),
    }
}

/// What a pod of a headless Service is called there: its hostname, or its name in a StatefulSet.
fn hostname(pod: &Object) -> String {
    let own = pod.value.str_at(&["spec", "hostname"]);
    let set = pod.labels().iter().any(|it| it.0 == "statefulset.kubernetes.io/pod-name");
    if own.is_empty() && set { pod.key.name.clone() } else { own }
}

/// The name of an address that a Service has.
pub(in super::super) fn name_of(cluster: &ServedCluster, address: &str) -> Option<String> {
    let is_meant = |it: &&Object| it.key.kind == Kind::Service && cluster.service_ip(it) == address;
    let it = cluster.objects.iter().find(is_meant)?;
    Some(format!("{}.{}.svc.cluster.local", it.key.name, it.key.namespace))
}

/// The DNS servers as most clusters have them, for files that have none.
pub(in super::super) const DNS_MANIFESTS: &str = "
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system, labels: {k8s-app: kube-dns}}
spec:
  clusterIP: 10.96.0.10
  selector: {k8s-app: kube-dns}
  ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53, protocol: TCP}]
---
apiVersion: v1
kind: Pod
metadata: {name: coredns, namespace: kube-system, labels: {k8s-app: kube-dns}}
spec:
  containers:
  - name: coredns
    image: registry.k8s.io/coredns/coredns:v1.11.3
    ports: [{name: dns, containerPort: 53, protocol: UDP}, {name: dns-tcp, containerPort: 53, protocol: TCP}]
";

/// Whether files have DNS servers of their own.
pub(in super::super) fn has_dns(objects: &[Object]) -> bool {
    objects.iter().any(|it| {
        let labels = if it.key.kind == Kind::Pod {
            it.labels()
        } else if is_workload(it.key.kind) {
            it.value.at(&["spec", "template", "metadata", "labels"]).map(Value::pairs).unwrap_or_default()
        } else {
            return false;
        };
        labels.iter().any(|it| it.0 == "k8s-app" && it.1 == "kube-dns")
    })
}
