//! The columns of each kind, and what stands in them.

use super::super::cluster::{NODE, ServedCluster};
use super::super::endpoints::{backing, has_selector};
use super::super::resource::Kind;
use super::super::select::Selector;
use super::super::store::Object;
use super::super::value::Value;

/// How old everything is: there is no clock.
const AGE: &str = "5m";

/// The columns of a kind, and those that `-o wide` adds.
pub(super) fn columns(kind: &str) -> (&'static [&'static str], &'static [&'static str]) {
    const TEMPLATE: &[&str] = &["CONTAINERS", "IMAGES", "SELECTOR"];
    match kind {
        "Pod" => (
            &["NAME", "READY", "STATUS", "RESTARTS", "AGE"],
            &["IP", "NODE", "NOMINATED NODE", "READINESS GATES"],
        ),
        "Service" => (&["NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE"], &["SELECTOR"]),
        "Namespace" => (&["NAME", "STATUS", "AGE"], &[]),
        "NetworkPolicy" => (&["NAME", "POD-SELECTOR", "AGE"], &[]),
        "Deployment" => (&["NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE"], TEMPLATE),
        "ReplicaSet" | "ReplicationController" => (&["NAME", "DESIRED", "CURRENT", "READY", "AGE"], TEMPLATE),
        "StatefulSet" => (&["NAME", "READY", "AGE"], &["CONTAINERS", "IMAGES"]),
        "DaemonSet" => (
            &["NAME", "DESIRED", "CURRENT", "READY", "UP-TO-DATE", "AVAILABLE", "NODE SELECTOR", "AGE"],
            TEMPLATE,
        ),
        "Job" => (&["NAME", "STATUS", "COMPLETIONS", "DURATION", "AGE"], TEMPLATE),
        "CronJob" => {
            (&["NAME", "SCHEDULE", "TIMEZONE", "SUSPEND", "ACTIVE", "LAST SCHEDULE", "AGE"], TEMPLATE)
        }
        "Ingress" => (&["NAME", "CLASS", "HOSTS", "ADDRESS", "PORTS", "AGE"], &[]),
        "IngressClass" => (&["NAME", "CONTROLLER", "PARAMETERS", "AGE"], &[]),
        "Node" => (
            &["NAME", "STATUS", "ROLES", "AGE", "VERSION"],
            &["INTERNAL-IP", "EXTERNAL-IP", "OS-IMAGE", "KERNEL-VERSION", "CONTAINER-RUNTIME"],
        ),
        "Endpoints" => (&["NAME", "ENDPOINTS", "AGE"], &[]),
        "EndpointSlice" => (&["NAME", "ADDRESSTYPE", "PORTS", "ENDPOINTS", "AGE"], &[]),
        "ConfigMap" => (&["NAME", "DATA", "AGE"], &[]),
        "Secret" => (&["NAME", "TYPE", "DATA", "AGE"], &[]),
        "ServiceAccount" => (&["NAME", "SECRETS", "AGE"], &[]),
        _ => (&["NAME", "AGE"], &[]),
    }
}

/// What stands in them.
#[expect(clippy::wildcard_enum_match_arm, reason = "other kinds have a name and an age")]
pub(super) fn cells(cluster: &ServedCluster, it: &Object, is_wide: bool) -> Vec<String> {
    let name = it.key.name.clone();
    let value = &it.value;
    let age = AGE.to_owned();
    let or = |it: String, other: &str| if it.is_empty() { other.to_owned() } else { it };
    let number = |keys: &[&str], other: i64| value.at(keys).and_then(Value::as_number).unwrap_or(other);
    let mut wide = Vec::new();
    let count = |key: &str| value.get(key).map_or(0, |it| it.entries().len()).to_string();
    let mut res = match it.key.kind {
        Kind::Pod => {
            let (ready, status, restarts) = state(value);
            let node = or(value.str_at(&["spec", "nodeName"]), NODE);
            wide = vec![cluster.pod_ip(it), node, "<none>".to_owned(), "<none>".to_owned()];
            vec![name, ready, status, restarts, age]
        }
        Kind::Service => {
            let selector =
                if has_selector(it) { value.at(&["spec", "selector"]).map(Value::pairs) } else { None };
            wide = vec![Selector::pairs(&selector.unwrap_or_default()).shown()];
            let kind = or(value.str_at(&["spec", "type"]), "ClusterIP");
            vec![name, kind, or(cluster.service_ip(it), "<none>"), external(value), service_ports(value), age]
        }
        Kind::Namespace => vec![name, or(value.str_at(&["status", "phase"]), "Active"), age],
        Kind::NetworkPolicy => {
            let selector = value.at(&["spec", "podSelector"]).map(Selector::of).unwrap_or_default();
            vec![name, selector.shown(), age]
        }
        Kind::Deployment => {
            let replicas = number(&["spec", "replicas"], 1);
            wide = template(value);
            vec![name, format!("{replicas}/{replicas}"), replicas.to_string(), replicas.to_string(), age]
        }
        Kind::ReplicaSet | Kind::ReplicationController => {
            let replicas = number(&["spec", "replicas"], 1).to_string();
            wide = template(value);
            vec![name, replicas.clone(), replicas.clone(), replicas, age]
        }
        Kind::StatefulSet => {
            let replicas = number(&["spec", "replicas"], 1);
            wide = template(value).into_iter().take(2).collect();
            vec![name, format!("{replicas}/{replicas}"), age]
        }
        Kind::DaemonSet => {
            wide = template(value);
            let one = || "1".to_owned();
            let nodes =
                value.at(&["spec", "template", "spec", "nodeSelector"]).map(Value::pairs).unwrap_or_default();
            vec![name, one(), one(), one(), one(), one(), Selector::pairs(&nodes).shown(), age]
        }
        Kind::Job => {
            wide = template(value);
            vec![name, "Running".to_owned(), "0/1".to_owned(), age.clone(), age]
        }
        Kind::CronJob => {
            let none = "<none>".to_owned();
            wide = template(value.at(&["spec", "jobTemplate"]).unwrap_or(value));
            let schedule = value.str_at(&["spec", "schedule"]);
            vec![name, schedule, none.clone(), "False".to_owned(), "0".to_owned(), none, age]
        }
        Kind::Ingress => {
            let rules = value.at(&["spec", "rules"]).map(Value::items).unwrap_or_default();
            let hosts: Vec<String> =
                rules.iter().map(|it| it.str_at(&["host"])).filter(|it| !it.is_empty()).collect();
            let addresses =
                value.at(&["status", "loadBalancer", "ingress"]).map(Value::items).unwrap_or_default();
            let addresses: Vec<String> =
                addresses.iter().map(|it| or(it.str_at(&["ip"]), &it.str_at(&["hostname"]))).collect();
            let ports = if value.at(&["spec", "tls"]).is_some() { "80, 443" } else { "80" };
            let class = or(value.str_at(&["spec", "ingressClassName"]), "<none>");
            vec![name, class, or(hosts.join(","), "*"), addresses.join(","), ports.to_owned(), age]
        }
        Kind::IngressClass => {
            vec![name, value.str_at(&["spec", "controller"]), "<none>".to_owned(), age]
        }
        Kind::Node => return node(it, is_wide),
        Kind::Endpoints => vec![name, ends(cluster, it), age],
        Kind::EndpointSlice => slice(value, name, age),
        Kind::ConfigMap => vec![name, count("data"), age],
        Kind::Secret => vec![name, or(value.str_at(&["type"]), "Opaque"), count("data"), age],
        Kind::ServiceAccount => vec![name, "0".to_owned(), age],
        _ => vec![name, age],
    };
    if is_wide {
        res.extend(wide);
    }
    res
}

/// How many containers are ready, in which state the pod is, and how often it began anew.
pub(crate) fn state(pod: &Value) -> (String, String, String) {
    let containers = pod.at(&["spec", "containers"]).map_or(0, |it| it.items().len());
    let states = pod.at(&["status", "containerStatuses"]).map(Value::items).unwrap_or_default();
    let phase = pod.str_at(&["status", "phase"]);
    let is_ended = matches!(phase.as_str(), "Succeeded" | "Failed" | "Pending");
    let ready = if states.is_empty() {
        if is_ended { 0 } else { containers }
    } else {
        states.iter().filter(|it| it.get("ready") == Some(&Value::Bool(true))).count()
    };
    let restarts: i64 =
        states.iter().filter_map(|it| it.at(&["restartCount"]).and_then(Value::as_number)).sum();
    let mut status = match phase.as_str() {
        "" => "Running".to_owned(),
        "Succeeded" => "Completed".to_owned(),
        "Failed" => "Error".to_owned(),
        it => it.to_owned(),
    };
    for it in states {
        for way in ["waiting", "terminated"] {
            let reason = it.str_at(&["state", way, "reason"]);
            if !reason.is_empty() {
                status = reason;
            }
        }
    }
    (format!("{ready}/{containers}"), status, restarts.to_string())
}

/// Containers, images and selector of a workload.
fn template(value: &Value) -> Vec<String> {
    let containers =
        value.at(&["spec", "template", "spec", "containers"]).map(Value::items).unwrap_or_default();
    let all = |key: &str| containers.iter().map(|it| it.str_at(&[key])).collect::<Vec<_>>().join(",");
    vec![all("name"), all("image"), Selector::of_object(value).shown()]
}

fn external(service: &Value) -> String {
    let listed = service.at(&["spec", "externalIPs"]).map(Value::items).unwrap_or_default();
    let mut all: Vec<String> = listed.iter().map(Value::plain).collect();
    match service.str_at(&["spec", "type"]).as_str() {
        "ExternalName" => return service.str_at(&["spec", "externalName"]),
        "LoadBalancer" => {
            let given =
                service.at(&["status", "loadBalancer", "ingress"]).map(Value::items).unwrap_or_default();
            let given = given.iter().map(|it| it.str_at(&["ip"]) + &it.str_at(&["hostname"]));
            all.splice(0..0, given);
            if all.is_empty() {
                return "<pending>".to_owned();
            }
        }
        _ => {}
    }
    if all.is_empty() { "<none>".to_owned() } else { all.join(",") }
}

/// `80:30080/TCP,53/UDP`.
fn service_ports(service: &Value) -> String {
    let ports = service.at(&["spec", "ports"]).map(Value::items).unwrap_or_default();
    let one = |it: &Value| {
        let protocol = it.str_at(&["protocol"]);
        let protocol = if protocol.is_empty() { "TCP" } else { &protocol };
        match it.str_at(&["nodePort"]).as_str() {
            "" | "0" => format!("{}/{protocol}", it.str_at(&["port"])),
            node => format!("{}:{node}/{protocol}", it.str_at(&["port"])),
        }
    };
    let all: Vec<String> = ports.iter().map(one).collect();
    if all.is_empty() { "<none>".to_owned() } else { all.join(",") }
}

/// `10.244.1.11:80,… + 2 more...`.
fn ends(cluster: &ServedCluster, it: &Object) -> String {
    let mut all: Vec<String> = Vec::new();
    match cluster.find(Kind::Service, &it.key.namespace, &it.key.name).filter(|it| has_selector(it)) {
        Some(service) => {
            for it in backing(cluster, service) {
                all.extend(it.ends.iter().map(|it| format!("{}:{}", it.0, it.1)));
            }
            all.sort_by_key(|it| {
                it.split(':').next().map(|it| it.rsplit('.').next().and_then(|it| it.parse::<u32>().ok()))
            });
        }
        None => {
            for subset in it.value.get("subsets").map(Value::items).unwrap_or_default() {
                for port in subset.get("ports").map(Value::items).unwrap_or_default() {
                    let addresses = subset.get("addresses").map(Value::items).unwrap_or_default();
                    all.extend(
                        addresses
                            .iter()
                            .map(|it| format!("{}:{}", it.str_at(&["ip"]), port.str_at(&["port"]))),
                    );
                }
            }
        }
    }
    some(&all, "<none>")
}

/// At most three, and how many more there are.
pub(crate) fn some(all: &[String], nothing: &str) -> String {
    match all.len() {
        0 => nothing.to_owned(),
        1..=3 => all.join(","),
        more => format!("{} + {} more...", all.get(..3).unwrap_or_default().join(","), more - 3),
    }
}

fn slice(value: &Value, name: String, age: String) -> Vec<String> {
    let list = |key: &str| value.get(key).map(Value::items).unwrap_or_default();
    let ports: Vec<String> = list("ports").iter().map(|it| it.str_at(&["port"])).collect();
    let addresses: Vec<String> = list("endpoints")
        .iter()
        .flat_map(|it| it.get("addresses").map(Value::items).unwrap_or_default())
        .map(Value::plain)
        .collect();
    vec![name, value.str_at(&["addressType"]), some(&ports, "<unset>"), some(&addresses, "<unset>"), age]
}

fn node(it: &Object, is_wide: bool) -> Vec<String> {
    let value = &it.value;
    let roles: Vec<String> = it
        .labels()
        .iter()
        .filter_map(|it| it.0.strip_prefix("node-role.kubernetes.io/").map(str::to_owned))
        .collect();
    let or = |it: String, other: &str| if it.is_empty() { other.to_owned() } else { it };
    let is_closed = value.at(&["spec", "unschedulable"]) == Some(&Value::Bool(true));
    let status = if is_closed { "Ready,SchedulingDisabled" } else { "Ready" };
    let info = |key: &str, other: &str| or(value.str_at(&["status", "nodeInfo", key]), other);
    let mut res = vec![
        it.key.name.clone(),
        status.to_owned(),
        or(roles.join(","), "<none>"),
        AGE.to_owned(),
        info("kubeletVersion", "v1.32.5"),
    ];
    if is_wide {
        let addresses = value.at(&["status", "addresses"]).map(Value::items).unwrap_or_default();
        let address = |kind: &str| {
            let it = addresses.iter().find(|it| it.str_at(&["type"]) == kind);
            it.map_or_else(|| "<none>".to_owned(), |it| it.str_at(&["address"]))
        };
        res.extend([
            address("InternalIP"),
            address("ExternalIP"),
            info("osImage", "<unknown>"),
            info("kernelVersion", "<unknown>"),
            info("containerRuntimeVersion", "<unknown>"),
        ]);
    }
    res
}
