//! Endpoints of Services: which addresses and ports of pods a Service stands for.

use super::cluster::{ServedCluster, letters};
use super::resource::Kind;
use super::select::Selector;
use super::store::Object;
use super::value::Value;

/// A port of a Service and the pods behind it.
#[derive(Debug)]
pub(super) struct Backing {
    pub(super) name: String,
    pub(super) port: i64,
    pub(super) protocol: String,
    /// As it is written: a number or a name.
    pub(super) target: String,
    /// Address and port of each pod that is ready.
    pub(super) ends: Vec<(String, i64)>,
}

/// Whether a Service selects pods by itself.
pub(super) fn has_selector(service: &Object) -> bool {
    service.value.str_at(&["spec", "type"]) != "ExternalName"
        && service.value.at(&["spec", "selector"]).is_some_and(|it| !it.entries().is_empty())
}

/// The pods behind a Service that run, by name.
pub(super) fn pods_of<'w>(cluster: &'w ServedCluster, service: &Object) -> Vec<&'w Object> {
    if !has_selector(service) {
        return Vec::new();
    }
    let pairs = service.value.at(&["spec", "selector"]).map(Value::pairs).unwrap_or_default();
    let pods = cluster.pods(&service.key.namespace, &Selector::pairs(&pairs));
    pods.into_iter().filter(|it| is_running(it)).collect()
}

/// Whether a pod has not ended.
pub(super) fn is_running(pod: &Object) -> bool {
    !matches!(pod.value.str_at(&["status", "phase"]).as_str(), "Succeeded" | "Failed" | "Pending")
}

/// The port of a pod that a word means: a number, or the name of a port of its containers.
pub(super) fn target_of(pod: &Object, target: &str, protocol: &str) -> Option<i64> {
    target.parse().ok().or_else(|| {
        let it = container_ports(pod).into_iter().find(|it| it.0 == target && it.2 == protocol);
        it.map(|it| it.1)
    })
}

/// The containers of a pod that stay: its own, and those before them that are started again (native sidecars).
pub(super) fn servers(pod: &Object) -> impl Iterator<Item = &Value> {
    let of = |key| pod.value.at(&["spec", key]).map(Value::items).unwrap_or_default().iter();
    of("containers").chain(of("initContainers").filter(|it| it.str_at(&["restartPolicy"]) == "Always"))
}

/// Name, number and protocol of each port that the containers of a pod declare.
pub(super) fn container_ports(pod: &Object) -> Vec<(String, i64, String)> {
    let ports = servers(pod).flat_map(|it| it.get("ports").map(Value::items).unwrap_or_default());
    ports
        .map(|it| {
            let protocol = it.str_at(&["protocol"]);
            let protocol = if protocol.is_empty() { "TCP".to_owned() } else { protocol };
            (
                it.str_at(&["name"]),
                it.at(&["containerPort"]).and_then(Value::as_number).unwrap_or(0),
                protocol,
            )
        })
        .collect()
}

/// The ports of a Service with what is behind each.
pub(super) fn backing(cluster: &ServedCluster, service: &Object) -> Vec<Backing> {
    let pods = pods_of(cluster, service);
    let ports = service.value.at(&["spec", "ports"]).map(Value::items).unwrap_or_default();
    ports
        .iter()
        .map(|it| {
            let port = it.at(&["port"]).and_then(Value::as_number).unwrap_or(0);
            let or = |it: String, other: &str| if it.is_empty() { other.to_owned() } else { it };
            let protocol = or(it.str_at(&["protocol"]), "TCP");
            let target = or(it.str_at(&["targetPort"]), &port.to_string());
            let ends = pods
                .iter()
                .filter_map(|pod| Some((cluster.pod_ip(pod), target_of(pod, &target, &protocol)?)))
                .collect();
            Backing { name: it.str_at(&["name"]), port, protocol, target, ends }
        })
        .collect()
}

/// Adds Endpoints and EndpointSlices of all Services that select.
pub(super) fn add_endpoints(cluster: &mut ServedCluster) {
    let services: Vec<Object> = cluster
        .objects
        .iter()
        .filter(|it| it.key.kind == Kind::Service && has_selector(it))
        .cloned()
        .collect();
    for it in services {
        let backing = backing(cluster, &it);
        let (namespace, name) = (it.key.namespace.as_str(), it.key.name.as_str());
        let addresses: Vec<String> = backing
            .first()
            .map(|it| &it.ends[..])
            .unwrap_or_default()
            .iter()
            .map(|it| it.0.clone())
            .collect();
        let ports = |ends: &dyn Fn(&Backing) -> i64| {
            let one = |it: &Backing| {
                let mut res = Value::Null;
                if !it.name.is_empty() {
                    res.put("name", Value::text(&it.name));
                }
                res.put("port", Value::Number(ends(it)));
                res.put("protocol", Value::text(&it.protocol));
                res
            };
            Value::List(backing.iter().map(one).collect())
        };
        let first = |it: &Backing| it.ends.first().map_or(0, |it| it.1);
        let mut body = Value::Null;
        if !addresses.is_empty() {
            let them = addresses.iter().map(|it| Value::map([("ip", Value::text(it))])).collect();
            let subset = Value::map([("addresses", Value::List(them)), ("ports", ports(&first))]);
            body.put("subsets", Value::List(vec![subset]));
        }
        cluster.add(Kind::Endpoints, namespace, name, body);
        let mut body = Value::map([("addressType", Value::text("IPv4"))]);
        let one = |it: &String| Value::map([("addresses", Value::List(vec![Value::text(it)]))]);
        body.put("endpoints", Value::List(addresses.iter().map(one).collect()));
        body.put("ports", if addresses.is_empty() { Value::List(Vec::new()) } else { ports(&first) });
        body.put_at(&["metadata", "labels", "kubernetes.io/service-name"], Value::text(name));
        let slice = format!("{name}-{}", letters(&format!("{namespace}/{name}"), 5));
        cluster.add(Kind::EndpointSlice, namespace, &slice, body);
    }
}
