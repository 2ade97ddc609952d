//! The cluster as a server shows it: the objects of the files, and what the cluster adds by itself. Namespaces that are
//! always there, pods of workloads, ReplicaSets, endpoints.

use super::resource;
use super::resource::Kind;
use super::select::Selector;
use super::store::{Key, NAME_LABEL, Object, Store};
use super::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// All objects that `get` finds.
#[derive(Debug)]
pub(super) struct World {
    pub(super) objects: Vec<Object>,
    turns: BTreeMap<Key, usize>,
}

/// Namespaces that are always there.
const ALWAYS: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];
/// How many pods of one workload are shown at most.
const REPLICAS: i64 = 100;
/// How many objects are added at most.
const ADDED: usize = 5000;

impl World {
    pub(super) fn new(store: &Store) -> World {
        let mut objects: Vec<Object> = store.objects().to_vec();
        for name in ALWAYS {
            add(&mut objects, Kind::Namespace, "", name, Value::Null);
        }
        // A namespace exists also where only what lives in it says so.
        let lived_in: BTreeSet<String> = objects.iter().map(|it| it.key.namespace.clone()).collect();
        for name in lived_in.iter().filter(|it| !it.is_empty()) {
            add(&mut objects, Kind::Namespace, "", name, Value::Null);
        }
        for it in &mut objects {
            if it.key.kind == Kind::Namespace {
                let name = it.key.name.clone();
                it.value.put_at(&["metadata", "labels", NAME_LABEL], Value::text(name));
            }
        }
        if !objects.iter().any(|it| it.key.kind == Kind::Node) {
            let labels = Value::map([("kubernetes.io/hostname", Value::text(NODE))]);
            let address =
                Value::map([("type", Value::text("InternalIP")), ("address", Value::text(NODE_ADDRESS))]);
            let status = Value::map([("addresses", Value::List(vec![address]))]);
            let body = Value::map([("metadata", Value::map([("labels", labels)])), ("status", status)]);
            add(&mut objects, Kind::Node, "", NODE, body);
        }
        let mut res = World { objects, turns: BTreeMap::new() };
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
        let pods = turns.into_iter().enumerate().map(|(at, it)| (it.2, at + FIRST_POD));
        let services = res.objects.iter().filter(|it| it.key.kind == Kind::Service).enumerate();
        res.turns = pods.chain(services.map(|(at, it)| (it.key.clone(), at + FIRST_SERVICE))).collect();
        super::endpoints::add_endpoints(&mut res);
        res
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
            let replicas = match it.key.kind.as_str() {
                "DaemonSet" | "Job" => 1,
                _ => it.value.at(&["spec", "replicas"]).and_then(Value::as_number).unwrap_or(1).min(REPLICAS),
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
                add(&mut self.objects, Kind::ReplicaSet, namespace, &front, set);
            }
            if it.key.kind == Kind::StatefulSet {
                labels.put("apps.kubernetes.io/pod-index", Value::text(""));
            }
            body.put_at(&["spec"], template.get("spec").cloned().unwrap_or(Value::Null));
            for nth in 0..replicas {
                let end = match it.key.kind.as_str() {
                    "StatefulSet" => nth.to_string(),
                    _ => letters(&format!("{namespace}/{front}#{nth}"), 5),
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
                add(&mut self.objects, Kind::Pod, namespace, &name, body);
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
        self.objects
            .iter()
            .find(|it| it.key.kind == kind && it.key.namespace == namespace && it.key.name == name)
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

    fn turn(&self, it: &Object) -> usize {
        self.turns.get(&it.key).copied().unwrap_or_default()
    }
}

/// The node that pods are on where nothing else is said, and its address.
pub(super) const NODE: &str = "node-1";
pub(super) const NODE_ADDRESS: &str = "172.18.0.2";
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

/// Adds an object that is in no file, unless one of that name is there.
pub(super) fn add(objects: &mut Vec<Object>, kind: Kind, namespace: &str, name: &str, mut body: Value) {
    let resource = resource::kind(kind);
    if objects.iter().any(|it| it.key.kind == kind && it.key.namespace == namespace && it.key.name == name) {
        return;
    }
    body.put("apiVersion", Value::text(resource.api_version()));
    body.put("kind", Value::text(kind.as_str()));
    body.put_at(&["metadata", "name"], Value::text(name));
    if resource.is_namespaced {
        body.put_at(&["metadata", "namespace"], Value::text(namespace));
    }
    objects.extend(Object::new(body, namespace));
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
