//! Random clusters as YAML: few names and few numbers, so that selectors, blocks and ports meet often.

use crate::random::Random;

mod admin;
mod given;
mod policy;
pub mod selector;
mod service;
mod workload;
mod yaml;

pub use admin::{admin_policy, node};
pub use given::given;
pub use policy::{policy, rule};
pub use yaml::{Yaml, map, scalar};

/// Namespaces in use; `default` is where objects without one live.
pub const NAMESPACES: [&str; 4] = ["alpha", "beta", "gamma", "default"];
/// Keys of pod labels.
pub const KEYS: [&str; 3] = ["app", "tier", "example.com/role"];
/// Values of pod labels.
pub const VALUES: [&str; 4] = ["a", "b", "c", "''"];
/// Names of container ports.
pub const PORT_NAMES: [&str; 3] = ["web", "dns", "admin"];
/// Numbers of ports.
pub const PORTS: [u16; 8] = [1, 53, 80, 81, 8080, 8090, 9000, 65535];
/// Addresses that no pod has.
pub const OUTSIDE: [&str; 5] = ["192.0.2.9", "198.51.100.1", "10.0.0.200", "2001:db8::1", "192.168.1.1"];
/// Addresses that often are those of pods, Services and nodes, or of the pod that asks.
pub const SPECIAL: [&str; 9] = [
    "10.0.0.1",
    "10.244.0.2",
    "fd00::1:1",
    "10.96.0.1",
    "fd00:96::1",
    "192.168.1.2",
    "fd00:1::1",
    "127.0.0.1",
    "::1",
];
/// What a name outside the cluster stands for.
pub const DNS: (&str, &str) = ("api.example.com", "192.0.2.9");

/// The objects of one input, in order.
#[derive(Clone, Debug)]
pub struct Manifests {
    pub documents: Vec<Yaml>,
}

impl Manifests {
    /// In block style.
    pub fn plain(&self) -> String {
        self.write(&mut None)
    }

    /// In the style that the seed says.
    pub fn styled(&self, seed: u64) -> String {
        self.write(&mut Some(Random::new(seed)))
    }

    fn write(&self, random: &mut Option<Random>) -> String {
        let texts: Vec<String> = self.documents.iter().map(|it| it.write(random)).collect();
        texts.join("---\n")
    }

    /// The policies' places in `documents`.
    pub fn policies(&self) -> Vec<usize> {
        let is_policy = |it: &Yaml| it.get("kind") == Some(&scalar("NetworkPolicy"));
        (0..self.documents.len()).filter(|&it| is_policy(&self.documents[it])).collect()
    }

    /// The same without the documents of a sort.
    pub fn without(&self, is_of_sort: impl Fn(&Yaml) -> bool) -> Manifests {
        Manifests { documents: self.documents.iter().filter(|it| !is_of_sort(it)).cloned().collect() }
    }
}

/// Whether a document is a cluster-wide policy.
pub fn is_admin_policy(document: &Yaml) -> bool {
    ["AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy"]
        .iter()
        .any(|it| document.get("kind") == Some(&scalar(it)))
}

/// A cluster of up to a dozen pods and half a dozen policies.
pub fn manifests(random: &mut Random) -> Manifests {
    let mut documents = Vec::new();
    for namespace in random.some_of(&NAMESPACES, 60) {
        documents.push(namespace_object(random, namespace));
    }
    let most = if random.chance(10) { 12 } else { 6 };
    for nth in 0..random.range(1..most) {
        pods_or_workload(random, nth, 30, &mut documents);
    }
    let most = if random.chance(10) { 8 } else { 4 };
    for nth in 0..random.range(0..most) {
        documents.push(policy(random, nth));
    }
    if random.chance(30) {
        random.shuffle(&mut documents);
    }
    Manifests { documents }
}

/// A smaller cluster, with policies of all tiers, nodes and Services.
pub fn of_all_kinds(random: &mut Random) -> Manifests {
    let mut documents = Vec::new();
    for namespace in random.some_of(&NAMESPACES, 60) {
        documents.push(namespace_object(random, namespace));
    }
    for nth in 0..random.range(1..5) {
        pods_or_workload(random, nth, 25, &mut documents);
    }
    for nth in 0..random.range(0..3) {
        documents.push(policy(random, nth));
    }
    for nth in 0..random.range(1..6) {
        let it = admin::admin_policy(random, nth);
        // Of the v1alpha1 baseline there is one.
        let id = |it: &Yaml| (it.get("kind").cloned(), it.get("metadata").cloned());
        if documents.iter().all(|other| id(other) != id(&it)) {
            documents.push(it);
        }
    }
    if random.chance(50) {
        let nodes = if random.chance(80) { 1..3 } else { 2..3 };
        documents.extend(nodes.map(|nth| admin::node(random, nth, true)));
    }
    for nth in 0..random.range(0..3) {
        let service = service::service(random, nth);
        let endpoints = service::endpoints(random, &service);
        documents.push(service);
        documents.extend(endpoints);
    }
    if random.chance(30) {
        random.shuffle(&mut documents);
    }
    Manifests { documents }
}

/// A pod, or `percent` times in a hundred a workload, perhaps with pods of its own.
fn pods_or_workload(random: &mut Random, nth: usize, percent: usize, documents: &mut Vec<Yaml>) {
    if !random.chance(percent) {
        documents.push(pod(random, nth));
        return;
    }
    let workload = workload::workload(random, nth);
    let owned = workload::owned(random, &workload, nth);
    documents.push(workload);
    documents.extend(owned);
}

fn namespace_object(random: &mut Random, name: &str) -> Yaml {
    let mut meta = map([("name", scalar(name))]);
    let mut labels = Vec::new();
    if random.chance(60) {
        labels.push(("team".to_owned(), scalar(random.pick(&["red", "blue"]))));
    }
    if random.chance(30) {
        labels.push(("env".to_owned(), scalar(random.pick(&["prod", "''"]))));
    }
    if random.chance(10) {
        labels.push(("kubernetes.io/metadata.name".to_owned(), scalar("beta")));
    }
    maybe(random, &mut meta, "labels", Yaml::Map(labels));
    map([("apiVersion", scalar("v1")), ("kind", scalar("Namespace")), ("metadata", meta)])
}

/// Sets the key; an empty value is as well left out or null.
fn maybe(random: &mut Random, into: &mut Yaml, key: &str, value: Yaml) {
    let is_empty = match &value {
        Yaml::Scalar(_) => false,
        Yaml::List(items) => items.is_empty(),
        Yaml::Map(pairs) => pairs.is_empty(),
    };
    match if is_empty { random.range(0..3) } else { 0 } {
        0 => into.set(key, value),
        1 => into.set(key, scalar("null")),
        _ => {}
    }
}

fn meta(random: &mut Random, name: String) -> Yaml {
    let mut meta = map([("name", scalar(name))]);
    let namespace = random.pick(&NAMESPACES);
    if namespace != "default" || random.chance(50) {
        meta.set("namespace", scalar(namespace));
    }
    meta
}

fn labels(random: &mut Random) -> Yaml {
    let keys = random.some_of(&KEYS, 60);
    Yaml::Map(keys.into_iter().map(|it| (it.to_owned(), scalar(random.pick(&VALUES)))).collect())
}

fn pod(random: &mut Random, nth: usize) -> Yaml {
    let mut metadata = meta(random, format!("pod-{nth}"));
    let mut labels = labels(random);
    if random.chance(15) {
        let (key, value) = selector::added_label(random);
        labels.set(&key, value);
    }
    maybe(random, &mut metadata, "labels", labels);
    if random.chance(10) {
        metadata.set("uid", scalar(format!("uid-{nth}")));
    }
    let mut spec = pod_spec(random);
    let mut status = Yaml::Map(Vec::new());
    let node = random.range(1..3);
    if random.chance(15) {
        spec.set("hostNetwork", scalar("true"));
        if random.chance(70) {
            node_addresses(random, node, ("podIP", "podIPs"), &mut status);
        }
    } else if random.chance(70) {
        addresses(random, nth, &mut status);
    }
    if random.chance(30) {
        spec.set("nodeName", scalar(format!("node-{node}")));
    }
    if random.chance(30) {
        node_addresses(random, node, ("hostIP", "hostIPs"), &mut status);
    }
    if random.chance(15) {
        status.set("phase", scalar(random.pick(&["Running", "Pending", "Succeeded", "Failed"])));
    }
    let kind = [("apiVersion", scalar("v1")), ("kind", scalar("Pod")), ("metadata", metadata)];
    let mut object = map(kind);
    object.set("spec", spec);
    if status != Yaml::Map(Vec::new()) {
        object.set("status", status);
    }
    object
}

fn list(all: &[&String]) -> Yaml {
    Yaml::List(all.iter().map(|it| map([("ip", scalar(it))])).collect())
}

/// Of both families, in both orders; those of one family; and one alone, besides which there may be another.
fn addresses(random: &mut Random, nth: usize, status: &mut Yaml) {
    let v4 = format!("{}.{}", random.pick(&["10.0.0", "10.0.1", "10.244.0"]), nth + 1);
    let v6 = format!("'fd00::{}:{}'", random.pick(&["0", "1"]), nth + 1);
    match random.range(0..12) {
        0 | 1 => status.set("podIP", scalar(v6)),
        2 => {
            status.set("podIP", scalar(&v4));
            status.set("podIPs", list(&[&v4, &v6]));
        }
        3 => status.set("podIPs", list(&[&v4, &v6])),
        4 | 5 => status.set("podIPs", list(&[&v6, &v4])),
        6 => status.set("podIPs", list(&[&v4])),
        7 => {
            status.set("podIP", scalar(&v6));
            status.set("podIPs", list(&[&v6]));
        }
        _ => status.set("podIP", scalar(v4)),
    }
}

/// Those of a node, as a pod shows them.
fn node_addresses(random: &mut Random, node: usize, (one, all): (&str, &str), status: &mut Yaml) {
    let (v4, v6) = (format!("192.168.1.{node}"), format!("'fd00:1::{node}'"));
    match random.range(0..8) {
        0 => status.set(all, list(&[&v4, &v6])),
        1 => status.set(all, list(&[&v6])),
        2 => status.set(all, list(&[&v4])),
        _ => status.set(one, scalar(v4)),
    }
}

fn pod_spec(random: &mut Random) -> Yaml {
    let containers = (0..random.range(1..3)).map(|nth| container(random, nth)).collect();
    let mut spec = map([("containers", Yaml::List(containers))]);
    if random.chance(15) {
        let mut init = container(random, 9);
        if random.chance(50) {
            init.set("restartPolicy", scalar("Always"));
        }
        spec.set("initContainers", Yaml::List(vec![init]));
    }
    spec
}

fn container(random: &mut Random, nth: usize) -> Yaml {
    let mut container =
        map([("name", scalar(format!("c{nth}"))), ("image", scalar("registry.k8s.io/pause"))]);
    let mut ports = Vec::new();
    for name in random.some_of(&PORT_NAMES, 40) {
        let mut port = map([("containerPort", scalar(PORTS[random.range(0..PORTS.len())]))]);
        if random.chance(90) {
            port.set("name", scalar(name));
        }
        if random.chance(40) {
            port.set("protocol", scalar(random.pick(&["TCP", "UDP", "SCTP"])));
        }
        ports.push(port);
    }
    maybe(random, &mut container, "ports", Yaml::List(ports));
    container
}
