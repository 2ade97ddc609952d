//! Pods, Services, namespaces and workloads described.

use super::super::cluster::{NODE, NODE_ADDRESS, ServedCluster, digits, letters, owner_key};
use super::super::endpoints::{backing, has_selector};
use super::super::resource::Kind;
use super::super::select::Selector;
use super::super::store::Object;
use super::super::value::Value;
use super::{Lines, annotations};

const STARTED: &str = "Mon, 05 Jan 2026 09:00:02 +0000";
const MADE: &str = "Mon, 05 Jan 2026 09:00:00 +0000";

fn or(it: String, other: &str) -> String {
    if it.is_empty() { other.to_owned() } else { it }
}

pub(super) fn pod(cluster: &ServedCluster, object: &Object) -> String {
    let value = &object.value;
    let is_told = value.at(&["status", "phase"]).is_some();
    let mut lines = Lines::default();
    lines.put(0, "Name", object.name());
    lines.put(0, "Namespace", &object.key.namespace);
    lines.put(0, "Priority", "0");
    lines.put(0, "Service Account", or(value.str_at(&["spec", "serviceAccountName"]), "default"));
    let host = or(value.str_at(&["status", "hostIP"]), NODE_ADDRESS);
    lines.put(0, "Node", format!("{}/{host}", or(value.str_at(&["spec", "nodeName"]), NODE)));
    if !is_told {
        lines.put(0, "Start Time", MADE);
    }
    lines.pairs(0, "Labels", &object.labels(), "=");
    lines.pairs(0, "Annotations", &annotations(value), ": ");
    lines.put(0, "Status", or(value.str_at(&["status", "phase"]), "Running"));
    let address = cluster.pod_ip(object);
    lines.put(0, "IP", &address);
    lines.head(0, "IPs:");
    lines.put(2, "IP", &address);
    if let Some(owner) = owner_key(object) {
        let owner = if owner.kind == Kind::Deployment {
            let name = object.name().rsplit_once('-').map(|it| it.0).unwrap_or_default();
            format!("ReplicaSet/{name}")
        } else {
            format!("{}/{}", owner.kind, owner.name)
        };
        lines.put(0, "Controlled By", owner);
    }
    lines.head(0, "Containers:");
    for it in value.at(&["spec", "containers"]).map(Value::items).unwrap_or_default() {
        lines.head(2, format!("{}:", it.str_at(&["name"])));
        container(&mut lines, 4, it, (!is_told).then_some(&object.key.name));
    }
    if !is_told {
        lines.head(0, "Conditions:");
        lines.head(2, "Type                        Status");
        for it in ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"] {
            lines.head(2, format!("{it:<27} True "));
        }
        lines.put(0, "Volumes", "<none>");
    } else {
        lines.put(0, "Volumes", "<none>");
    }
    lines.put(0, "QoS Class", "BestEffort");
    lines.put(0, "Node-Selectors", "<none>");
    lines.put(0, "Tolerations", "<none>");
    lines.put(0, "Events", "<none>");
    let text = lines.print();
    if is_told { text } else { widened(&text) }
}

/// The lines behind the conditions stand in columns as wide as theirs.
fn widened(text: &str) -> String {
    let mut is_behind = false;
    let line = |it: &str| {
        is_behind |= it.starts_with("Volumes:");
        match it.split_once(':') {
            Some((name, rest)) if is_behind => format!("{:<30}{}", format!("{name}:"), rest.trim_start()),
            _ => it.to_owned(),
        }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn container(lines: &mut Lines, indent: usize, it: &Value, pod: Option<&String>) {
    let image = it.str_at(&["image"]);
    if let Some(pod) = pod {
        let id = format!("{pod}/{}", it.str_at(&["name"]));
        lines.put(indent, "Container ID", format!("containerd://{}", digits(&id, 64)));
        lines.put(indent, "Image", &image);
        let bare = image.split(':').next().unwrap_or_default();
        let path = if bare.contains('/') { bare.to_owned() } else { format!("docker.io/library/{bare}") };
        lines.put(indent, "Image ID", format!("{path}@sha256:{}", digits(&image, 64)));
    } else {
        lines.put(indent, "Image", &image);
    }
    let ports = it.get("ports").map(Value::items).unwrap_or_default();
    let all = |host: bool| {
        let one = |it: &Value| {
            let number = if host { or(it.str_at(&["hostPort"]), "0") } else { it.str_at(&["containerPort"]) };
            format!("{number}/{}", or(it.str_at(&["protocol"]), "TCP"))
        };
        or(ports.iter().map(one).collect::<Vec<_>>().join(", "), "<none>")
    };
    let end = if ports.len() > 1 { "s" } else { "" };
    lines.put(indent, &format!("Port{end}"), all(false));
    lines.put(indent, &format!("Host Port{end}"), all(true));
    for (key, name) in [("command", "Command"), ("args", "Args")] {
        let words = it.get(key).map(Value::items).unwrap_or_default();
        if !words.is_empty() {
            lines.head(indent, format!("{name}:"));
            words.iter().for_each(|it| lines.head(indent + 2, it.plain()));
        }
    }
    if pod.is_some() {
        lines.put(indent, "State", "Running");
        lines.put(indent + 2, "Started", STARTED);
        lines.put(indent, "Ready", "True");
        lines.put(indent, "Restart Count", "0");
    }
    let env = it.get("env").map(Value::items).unwrap_or_default();
    if env.is_empty() {
        lines.put(indent, "Environment", "<none>");
    } else {
        lines.head(indent, "Environment:");
        env.iter().for_each(|it| lines.put(indent + 2, &it.str_at(&["name"]), it.str_at(&["value"])));
    }
    lines.put(indent, "Mounts", "<none>");
}

pub(super) fn service(cluster: &ServedCluster, object: &Object) -> String {
    let value = &object.value;
    let form = or(value.str_at(&["spec", "type"]), "ClusterIP");
    let is_alias = form == "ExternalName";
    let mut lines = Lines::default();
    lines.put(0, "Name", object.name());
    lines.put(0, "Namespace", &object.key.namespace);
    lines.pairs(0, "Labels", &object.labels(), "=");
    lines.pairs(0, "Annotations", &annotations(value), ": ");
    let selector = value.at(&["spec", "selector"]).map(Value::pairs).unwrap_or_default();
    lines.put(0, "Selector", Selector::pairs(&selector).shown());
    lines.put(0, "Type", &form);
    if !is_alias {
        lines.put(0, "IP Family Policy", "SingleStack");
    }
    lines.put(0, "IP Families", if is_alias { "<none>" } else { "IPv4" });
    let address = cluster.service_ip(object);
    lines.put(0, "IP", &address);
    lines.put(0, "IPs", or(address, "<none>"));
    let outer = value.at(&["spec", "externalIPs"]).map(Value::items).unwrap_or_default();
    if !outer.is_empty() {
        lines.put(0, "External IPs", outer.iter().map(Value::plain).collect::<Vec<_>>().join(","));
    }
    if is_alias {
        lines.put(0, "External Name", value.str_at(&["spec", "externalName"]));
    }
    let ports = value.at(&["spec", "ports"]).map(Value::items).unwrap_or_default();
    for (it, port) in backing(cluster, object).iter().zip(ports) {
        let name = or(it.name.clone(), "<unset>");
        lines.put(0, "Port", format!("{name}  {}/{}", it.port, it.protocol));
        lines.put(0, "TargetPort", format!("{}/{}", it.target, it.protocol));
        let node = port.str_at(&["nodePort"]);
        if !node.is_empty() {
            lines.put(0, "NodePort", format!("{name}  {node}/{}", it.protocol));
        }
        let ends: Vec<String> = it.ends.iter().map(|it| format!("{}:{}", it.0, it.1)).collect();
        let ends =
            if has_selector(object) { super::super::get::rows::some(&ends, "") } else { "<none>".to_owned() };
        lines.put(0, "Endpoints", ends);
    }
    lines.put(0, "Session Affinity", or(value.str_at(&["spec", "sessionAffinity"]), "None"));
    if matches!(form.as_str(), "NodePort" | "LoadBalancer") {
        lines.put(
            0,
            "External Traffic Policy",
            or(value.str_at(&["spec", "externalTrafficPolicy"]), "Cluster"),
        );
    }
    if !is_alias {
        lines.put(
            0,
            "Internal Traffic Policy",
            or(value.str_at(&["spec", "internalTrafficPolicy"]), "Cluster"),
        );
    }
    lines.put(0, "Events", "<none>");
    lines.print()
}

pub(super) fn namespace(cluster: &ServedCluster, object: &Object) -> String {
    let mut lines = Lines::default();
    lines.put(0, "Name", object.name());
    lines.pairs(0, "Labels", &object.labels(), "=");
    lines.pairs(0, "Annotations", &annotations(&object.value), ": ");
    lines.put(0, "Status", or(object.value.str_at(&["status", "phase"]), "Active"));
    let mut res = lines.print();
    let is_here = |it: &&Object| it.key.namespace == object.key.name;
    let quotas: Vec<&Object> =
        cluster.objects.iter().filter(|it| it.key.kind == Kind::ResourceQuota).filter(is_here).collect();
    if quotas.is_empty() {
        res.push_str("\n\nNo resource quota.");
    } else {
        res.push_str("\n\nResource Quotas");
        for it in quotas {
            let mut rows = vec![
                ["Name:".to_owned(), it.key.name.clone(), String::new()],
                ["Resource".to_owned(), "Used".to_owned(), "Hard".to_owned()],
                ["--------".to_owned(), "---".to_owned(), "---".to_owned()],
            ];
            for (name, hard) in it.value.at(&["spec", "hard"]).map(Value::pairs).unwrap_or_default() {
                rows.push([name.clone(), or(it.value.str_at(&["status", "used", &name]), "0"), hard]);
            }
            let width =
                |at: usize| rows.iter().filter_map(|it| it.get(at)).map(String::len).max().unwrap_or(0) + 2;
            let (first, second) = (width(0), width(1));
            for [one, two, three] in &rows {
                res.push_str(&format!("\n  {one:first$}{two:second$}{three}"));
            }
        }
    }
    res.push_str("\n\nNo LimitRange resource.");
    res
}

pub(super) fn deployment(object: &Object) -> String {
    let value = &object.value;
    let mut lines = Lines::default();
    lines.put(0, "Name", object.name());
    lines.put(0, "Namespace", &object.key.namespace);
    lines.put(0, "CreationTimestamp", MADE);
    lines.pairs(0, "Labels", &object.labels(), "=");
    let mut notes = annotations(value);
    notes.push(("deployment.kubernetes.io/revision".to_owned(), "1".to_owned()));
    notes.sort();
    lines.pairs(0, "Annotations", &notes, ": ");
    lines.put(0, "Selector", Selector::of_object(value).shown());
    let count = value.at(&["spec", "replicas"]).and_then(Value::as_number).unwrap_or(1);
    lines.put(
        0,
        "Replicas",
        format!("{count} desired | {count} updated | {count} total | {count} available | 0 unavailable"),
    );
    lines.put(0, "StrategyType", or(value.str_at(&["spec", "strategy", "type"]), "RollingUpdate"));
    lines.put(0, "MinReadySeconds", "0");
    lines.put(0, "RollingUpdateStrategy", "25% max unavailable, 25% max surge");
    lines.head(0, "Pod Template:");
    let labels = value.at(&["spec", "template", "metadata", "labels"]).map(Value::pairs).unwrap_or_default();
    lines.pairs(2, "Labels", &labels, "=");
    lines.head(2, "Containers:");
    for it in value.at(&["spec", "template", "spec", "containers"]).map(Value::items).unwrap_or_default() {
        lines.head(3, format!("{}:", it.str_at(&["name"])));
        container(&mut lines, 4, it, None);
    }
    lines.put(2, "Volumes", "<none>");
    lines.put(2, "Node-Selectors", "<none>");
    lines.put(2, "Tolerations", "<none>");
    lines.head(0, "Conditions:");
    lines.head(2, "Type           Status  Reason");
    lines.head(2, "----           ------  ------");
    lines.head(2, "Available      True    MinimumReplicasAvailable");
    lines.head(2, "Progressing    True    NewReplicaSetAvailable");
    lines.put(0, "OldReplicaSets", "<none>");
    let template = value.at(&["spec", "template"]).cloned().unwrap_or(Value::Null);
    let hash = letters(&format!("{}/{}/{template:?}", object.key.namespace, object.key.name), 10);
    lines.put(0, "NewReplicaSet", format!("{}-{hash} ({count}/{count} replicas created)", object.name()));
    lines.put(0, "Events", "<none>");
    lines.print()
}

/// What all kinds have.
pub(super) fn other(object: &Object) -> String {
    let mut lines = Lines::default();
    lines.put(0, "Name", object.name());
    if object.resource.is_namespaced {
        lines.put(0, "Namespace", &object.key.namespace);
    }
    lines.pairs(0, "Labels", &object.labels(), "=");
    lines.pairs(0, "Annotations", &annotations(&object.value), ": ");
    lines.put(0, "API Version", object.resource.api_version());
    lines.put(0, "Kind", object.key.kind.as_str());
    let mut res = lines.print();
    for (key, it) in object.value.sorted().entries() {
        if !matches!(key.as_str(), "apiVersion" | "kind" | "metadata") {
            res.push('\n');
            res.push_str(super::super::print::yaml(&Value::map([(key.clone(), it.clone())])).trim_end());
        }
    }
    res.push_str("\nEvents:  <none>");
    res
}
