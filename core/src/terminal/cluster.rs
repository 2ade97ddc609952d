//! The cluster as a server shows it: the objects of the files, and what the cluster adds by itself. Namespaces that are
//! always there, pods of workloads, ReplicaSets, endpoints.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

use super::resource;
use super::resource::Kind;
use super::select::Selector;
use super::store::{Key, NAME_LABEL, Object, Store};
use super::value::Value;

/// All objects that `get` finds.
#[derive(Debug)]
pub(super) struct ServedCluster {
    pub(super) objects: Vec<Object>,
    /// Where each of them is.
    index: BTreeMap<Key, usize>,
    turns: BTreeMap<Key, usize>,
}

/// Namespaces that are always there.
const ALWAYS: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];
/// How many pods of one workload are shown at most.
const REPLICAS: i64 = 100;
/// How many objects are added at most.
const ADDED: usize = 5000;

impl ServedCluster {
    pub(super) fn new(store: &Store) -> ServedCluster {
        let objects: Vec<Object> = store.objects().to_vec();
        let index = objects.iter().enumerate().map(|(at, it)| (it.key.clone(), at)).collect();
        let mut res = ServedCluster { objects, index, turns: BTreeMap::new() };
        for name in ALWAYS {
            res.add(Kind::Namespace, "", name, Value::Null);
        }
        // A namespace exists also where only what lives in it says so.
        let lived_in: BTreeSet<String> = res.objects.iter().map(|it| it.key.namespace.clone()).collect();
        for name in lived_in.iter().filter(|it| !it.is_empty()) {
            res.add(Kind::Namespace, "", name, Value::Null);
        }
        for it in &mut res.objects {
            if it.key.kind == Kind::Namespace {
                let name = it.key.name.clone();
                Arc::make_mut(&mut it.value).put_at(&["metadata", "labels", NAME_LABEL], Value::text(name));
            }
        }
        if !res.objects.iter().any(|it| it.key.kind == Kind::Node) {
            let labels = Value::map([("kubernetes.io/hostname", Value::text(NODE))]);
            let address =
                Value::map([("type", Value::text("InternalIP")), ("address", Value::text(NODE_ADDRESS))]);
            let status = Value::map([("addresses", Value::List(vec![address]))]);
            let body = Value::map([("metadata", Value::map([("labels", labels)])), ("status", status)]);
            res.add(Kind::Node, "", NODE, body);
        }
        res.add_pods();
        let mut turns: Vec<(usize, usize, Key)> = res
            .objects
            .iter()
            .enumerate()
            .filter(|it| it.1.key.kind == Kind::Pod)
            .map(|(at, it)| {
                (store.turn(&owner_key(it).unwrap_or_else(|| it.key.clone())), at, it.key.clone())
            })
            .collect();
        turns.sort();
        let services = res.objects.iter().filter(|it| it.key.kind == Kind::Service).map(|it| it.key.clone());
        let services: Vec<Key> = services.collect();
        let mut numbers = store.numbers.borrow_mut();
        number_all(&mut numbers, turns.into_iter().map(|it| it.2), FIRST_POD);
        number_all(&mut numbers, services.into_iter(), FIRST_SERVICE);
        res.turns = numbers.clone();
        drop(numbers);
        super::endpoints::add_endpoints(&mut res);
        res
    }

    /// Adds an object that is in no file, unless one of that name is there.
    pub(super) fn add(&mut self, kind: Kind, namespace: &str, name: &str, mut body: Value) {
        if self.find(kind, namespace, name).is_some() {
            return;
        }
        let resource = resource::kind(kind);
        body.put("apiVersion", Value::text(resource.api_version()));
        body.put("kind", Value::text(kind.as_str()));
        body.put_at(&["metadata", "name"], Value::text(name));
        if resource.is_namespaced {
            body.put_at(&["metadata", "namespace"], Value::text(namespace));
        }
        if let Some(it) = Object::new(body, namespace) {
            self.index.insert(it.key.clone(), self.objects.len());
            self.objects.push(it);
        }
    }

    fn add_pods(&mut self) {
        let workloads: Vec<Object> =
            self.objects.iter().filter(|it| is_workload(it.key.kind)).cloned().collect();
        for it in workloads {
            if self.objects.len() > ADDED || self.has_pods(&it) {
                continue;
            }
            let template = it.value.at(&["spec", "template"]).cloned().unwrap_or(Value::Null);
            let namespace = it.key.namespace.as_str();
            let replicas = if matches!(it.key.kind, Kind::DaemonSet | Kind::Job) {
                1
            } else {
                it.value.at(&["spec", "replicas"]).and_then(Value::as_number).unwrap_or(1).min(REPLICAS)
            };
            let mut front = it.key.name.clone();
            let mut body = Value::Null;
            let mut labels = template.at(&["metadata", "labels"]).cloned().unwrap_or(Value::Map(Vec::new()));
            if it.key.kind == Kind::Deployment {
                let hash = letters(&format!("{namespace}/{front}/{template:?}"), 10);
                labels.put("pod-template-hash", Value::text(&hash));
                front = format!("{front}-{hash}");
                let mut set = Value::Null;
                set.put_at(&["metadata", "labels"], labels.clone());
                set.put_at(&["metadata", "ownerReferences"], owner(&it));
                set.put_at(&["spec"], it.value.get("spec").cloned().unwrap_or(Value::Null));
                set.put_at(&["spec", "selector", "matchLabels", "pod-template-hash"], Value::text(&hash));
                self.add(Kind::ReplicaSet, namespace, &front, set);
            }
            if it.key.kind == Kind::StatefulSet {
                labels.put("apps.kubernetes.io/pod-index", Value::text(""));
            }
            body.put_at(&["spec"], template.get("spec").cloned().unwrap_or(Value::Null));
            for nth in 0..replicas {
                let end = if it.key.kind == Kind::StatefulSet {
                    nth.to_string()
                } else {
                    letters(&format!("{namespace}/{front}#{nth}"), 5)
                };
                let name = format!("{front}-{end}");
                let mut labels = labels.clone();
                if it.key.kind == Kind::StatefulSet {
                    labels.put("apps.kubernetes.io/pod-index", Value::text(&end));
                    labels.put("statefulset.kubernetes.io/pod-name", Value::text(&name));
                }
                let mut body = body.clone();
                body.put_at(&["metadata", "labels"], labels);
                body.put_at(&["metadata", "ownerReferences"], owner(&it));
                self.add(Kind::Pod, namespace, &name, body);
            }
        }
    }

    /// Whether the files have pods of a workload.
    fn has_pods(&self, workload: &Object) -> bool {
        let front = format!("{}-", workload.key.name);
        let selector = Selector::of_object(&workload.value);
        self.objects.iter().any(|it| {
            it.key.kind == Kind::Pod
                && it.key.namespace == workload.key.namespace
                && it.key.name.starts_with(&front)
                && selector.fits(&it.labels())
        })
    }

    pub(super) fn find(&self, kind: Kind, namespace: &str, name: &str) -> Option<&Object> {
        let key = Key { kind, namespace: namespace.to_owned(), name: name.to_owned() };
        self.objects.get(*self.index.get(&key)?)
    }

    pub(super) fn has_namespace(&self, name: &str) -> bool {
        self.find(Kind::Namespace, "", name).is_some()
    }

    /// The pods of a namespace that a selector takes, by name.
    pub(super) fn pods<'w>(&'w self, namespace: &str, selector: &Selector) -> Vec<&'w Object> {
        let mut res: Vec<&Object> = self
            .objects
            .iter()
            .filter(|it| {
                it.key.kind == Kind::Pod && it.key.namespace == namespace && selector.fits(&it.labels())
            })
            .collect();
        res.sort_by(|one, other| one.key.name.cmp(&other.key.name));
        res
    }

    /// The address of a pod: its own, or one as clusters give them, in the order in which pods came.
    pub(super) fn pod_ip(&self, pod: &Object) -> String {
        let own = pod.value.str_at(&["status", "podIP"]);
        if !own.is_empty() {
            return own;
        }
        if pod.value.at(&["spec", "hostNetwork"]) == Some(&Value::Bool(true)) {
            return NODE_ADDRESS.to_owned();
        }
        numbered("10.244", self.turn(pod), 1)
    }

    /// The address of a Service: its own, or one as clusters give them; empty for one that has none.
    pub(super) fn service_ip(&self, service: &Object) -> String {
        if service.value.str_at(&["spec", "type"]) == "ExternalName" {
            return String::new();
        }
        let own = service.value.str_at(&["spec", "clusterIP"]);
        if own.is_empty() { numbered("10.96", self.turn(service), 0) } else { own }
    }

    /// All addresses of a pod, of both families.
    pub(super) fn pod_ips(&self, pod: &Object) -> Vec<IpAddr> {
        let more = pod.value.at(&["status", "podIPs"]).map(Value::items).unwrap_or_default();
        let more = more.iter().map(|it| it.str_at(&["ip"]));
        std::iter::once(self.pod_ip(pod)).chain(more).filter_map(|it| it.parse().ok()).collect()
    }

    /// All addresses of a Service, of both families.
    pub(super) fn service_ips(&self, service: &Object) -> Vec<IpAddr> {
        let more = service.value.at(&["spec", "clusterIPs"]).map(Value::items).unwrap_or_default();
        let more = more.iter().map(Value::plain);
        std::iter::once(self.service_ip(service)).chain(more).filter_map(|it| it.parse().ok()).collect()
    }

    /// Whose addresses a range has that an address lies in: those that pods and Services have been given here, and the
    /// ranges of nodes.
    pub(super) fn inside(&self, address: IpAddr) -> Option<&'static str> {
        let nodes = self.objects.iter().filter(|it| it.key.kind == Kind::Node);
        let of_node = |it: &Object| {
            let one = it.value.str_at(&["spec", "podCIDR"]);
            let more = it
                .value
                .at(&["spec", "podCIDRs"])
                .map(Value::items)
                .unwrap_or_default()
                .iter()
                .map(Value::plain);
            std::iter::once(one)
                .chain(more)
                .any(|it| it.parse::<IpNet>().is_ok_and(|it| it.contains(&address)))
        };
        let IpAddr::V4(v4) = address else { return nodes.into_iter().any(of_node).then_some(PODS) };
        match v4.octets() {
            [10, 244, ..] => Some(PODS),
            [10, 96, ..] => Some("Services"),
            _ => nodes.into_iter().any(of_node).then_some(PODS),
        }
    }

    fn turn(&self, it: &Object) -> usize {
        self.turns.get(&it.key).copied().unwrap_or(0)
    }
}

/// Gives numbers to what has none yet, behind those that were given to its kind.
fn number_all(numbers: &mut BTreeMap<Key, usize>, keys: impl Iterator<Item = Key>, first: usize) {
    let mut next = None;
    for key in keys {
        if numbers.contains_key(&key) {
            continue;
        }
        let number = next.unwrap_or_else(|| {
            let own = numbers.iter().filter(|it| it.0.kind == key.kind).map(|it| it.1 + 1).max();
            own.unwrap_or(first)
        });
        next = Some(number + 1);
        numbers.insert(key, number);
    }
}

/// The node that pods are on where nothing else is said, and its address.
pub(super) const NODE: &str = "node-1";
pub(super) const NODE_ADDRESS: &str = "172.18.0.2";
const PODS: &str = "pods";
const FIRST_POD: usize = 11;
const FIRST_SERVICE: usize = 21;

fn numbered(front: &str, turn: usize, third: usize) -> String {
    format!("{front}.{}.{}", third + turn / 250, turn % 250)
}

/// Whether pods come of a kind.
pub(super) fn is_workload(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Deployment
            | Kind::StatefulSet
            | Kind::DaemonSet
            | Kind::Job
            | Kind::ReplicaSet
            | Kind::ReplicationController
    )
}

fn owner(it: &Object) -> Value {
    Value::List(vec![Value::map([
        ("apiVersion", Value::text(it.resource.api_version())),
        ("kind", Value::text(it.key.kind.as_str())),
        ("name", Value::text(&it.key.name)),
    ])])
}

/// The workload that an added pod is one of.
pub(super) fn owner_key(pod: &Object) -> Option<Key> {
    let it = pod.value.at(&["metadata", "ownerReferences"])?.items().first()?;
    let resource = resource::known(&it.str_at(&["kind"]))?;
    Some(Key { kind: resource.kind, namespace: pod.key.namespace.clone(), name: it.str_at(&["name"]) })
}

/// Some letters that depend on a text alone, as in the names of pods.
pub(super) fn letters(text: &str, count: usize) -> String {
    const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
    let mut hash = number(text);
    let mut res = String::new();
    for _ in 0..count {
        let at = (hash % LETTERS.len() as u64) as usize;
        res.push(LETTERS.get(at).copied().unwrap_or(b'x') as char);
        hash = (hash / LETTERS.len() as u64) ^ hash.rotate_left(29);
    }
    res
}

/// A number that depends on a text alone.
pub(super) fn number(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for it in text.bytes() {
        hash = (hash ^ u64::from(it)).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^ (hash >> 29)
}

/// Digits of sixteen that depend on a text alone, as in ids.
pub(super) fn digits(text: &str, count: usize) -> String {
    let mut res = String::new();
    let mut nth = 0;
    while res.len() < count {
        res.push_str(&format!("{:016x}", number(&format!("{text}#{nth}"))));
        nth += 1;
    }
    res.truncate(count);
    res
}
