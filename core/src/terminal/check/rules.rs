//! Rules of a server for pods, workloads, Services and namespaces that do not bear on policies, so that nothing else of this
//! project asks for them: in its words, each behind its field.

use std::collections::BTreeMap;

use crate::kind::names;
use crate::terminal::cluster::is_workload;
use crate::terminal::resource::Kind;
use crate::terminal::value::Value;

/// What is wrong with an object.
#[expect(clippy::wildcard_enum_match_arm, reason = "other kinds have no rules here")]
pub(super) fn broken(kind: Kind, value: &Value) -> Vec<String> {
    let mut res = Vec::new();
    let name = value.str_at(&["metadata", "name"]);
    let problems = match kind {
        Kind::Namespace => names::label_1123(&name),
        Kind::Service => names::label_1035(&name),
        _ => names::subdomain(&name),
    };
    res.extend(problems.iter().map(|it| format!("metadata.name: Invalid value: \"{name}\": {it}")));
    let spec = value.get("spec").unwrap_or(&Value::Null);
    match kind {
        Kind::Pod => pod(spec, "spec", &mut res),
        Kind::Service => service(spec, &mut res),
        it if is_workload(it) => workload(it, spec, &mut res),
        _ => {}
    }
    res
}

fn of<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).map(Value::items).unwrap_or_default()
}

fn pod(spec: &Value, at: &str, res: &mut Vec<String>) {
    if of(spec, "containers").is_empty() {
        res.push(format!("{at}.containers: Required value"));
    }
    let mut seen: Vec<String> = Vec::new();
    for key in ["initContainers", "containers"] {
        for (nth, it) in of(spec, key).iter().enumerate() {
            let at = format!("{at}.{key}[{nth}]");
            let name = it.str_at(&["name"]);
            if name.is_empty() {
                res.push(format!("{at}.name: Required value"));
            } else if seen.contains(&name) {
                res.push(format!("{at}.name: Duplicate value: \"{name}\""));
            } else {
                let problems = names::label_1123(&name);
                res.extend(problems.iter().map(|it| format!("{at}.name: Invalid value: \"{name}\": {it}")));
            }
            seen.push(name);
            if it.str_at(&["image"]).trim().is_empty() {
                res.push(format!("{at}.image: Required value"));
            }
            ports(it, &at, res);
        }
    }
}

fn ports(container: &Value, at: &str, res: &mut Vec<String>) {
    for (nth, it) in of(container, "ports").iter().enumerate() {
        let at = format!("{at}.ports[{nth}]");
        match it.get("containerPort").and_then(Value::as_number) {
            None | Some(0) => res.push(format!("{at}.containerPort: Required value")),
            Some(port) => number(port, &format!("{at}.containerPort"), res),
        }
        protocol(it, &at, &["SCTP", "TCP", "UDP"], res);
        let name = it.str_at(&["name"]);
        if !name.is_empty() {
            let problems = names::port_name(&name);
            res.extend(problems.iter().map(|it| format!("{at}.name: Invalid value: \"{name}\": {it}")));
        }
    }
}

fn number(port: i64, at: &str, res: &mut Vec<String>) {
    if !(1..=65535).contains(&port) {
        res.push(format!("{at}: Invalid value: {port}: must be between 1 and 65535, inclusive"));
    }
}

fn protocol(it: &Value, at: &str, known: &[&str], res: &mut Vec<String>) {
    let own = it.str_at(&["protocol"]);
    if !own.is_empty() && !known.contains(&own.as_str()) {
        let known: Vec<String> = known.iter().map(|it| format!("\"{it}\"")).collect();
        res.push(format!(
            "{at}.protocol: Unsupported value: \"{own}\": supported values: {}",
            known.join(", ")
        ));
    }
}

fn workload(kind: Kind, spec: &Value, res: &mut Vec<String>) {
    let template = spec.get("template").unwrap_or(&Value::Null);
    let labels = template.at(&["metadata", "labels"]).map(Value::pairs).unwrap_or_default();
    // A Job makes its own selector, and that of a ReplicationController is no object.
    if !matches!(kind, Kind::Job | Kind::ReplicationController) {
        let asked = spec.at(&["selector", "matchLabels"]).map(Value::pairs).unwrap_or_default();
        let has_expressions = spec.at(&["selector", "matchExpressions"]).is_some_and(Value::has_parts);
        if spec.get("selector").is_none_or(Value::is_null) {
            res.push("spec.selector: Required value".to_owned());
        } else if asked.is_empty() && !has_expressions {
            // The server says it of a ReplicaSet as of a Deployment.
            let kind = if kind == Kind::ReplicaSet { Kind::Deployment } else { kind };
            let kind = kind.as_str().to_lowercase();
            res.push(format!("spec.selector: Invalid value: {{}}: empty selector is invalid for {kind}"));
        }
        if !asked.iter().all(|it| labels.contains(it)) {
            let map: BTreeMap<&str, &str> = labels.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
            let map: Vec<String> = map.iter().map(|(key, value)| format!("\"{key}\":\"{value}\"")).collect();
            res.push(format!(
                "spec.template.metadata.labels: Invalid value: {{{}}}: `selector` does not match template `labels`",
                map.join(",")
            ));
        }
    }
    if let Some(count) = spec.get("replicas").and_then(Value::as_number).filter(|it| *it < 0) {
        res.push(format!("spec.replicas: Invalid value: {count}: must be greater than or equal to 0"));
    }
    pod(template.get("spec").unwrap_or(&Value::Null), "spec.template.spec", res);
    let restart = template.str_at(&["spec", "restartPolicy"]);
    if kind == Kind::Job {
        if !matches!(restart.as_str(), "Never" | "OnFailure") {
            res.push(match restart.as_str() {
                "" => "spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"".to_owned(),
                it => format!(
                    "spec.template.spec.restartPolicy: Unsupported value: \"{it}\": supported values: \"OnFailure\", \"Never\""
                ),
            });
        }
    } else if !matches!(restart.as_str(), "" | "Always") {
        res.push(format!(
            "spec.template.spec.restartPolicy: Unsupported value: \"{restart}\": supported values: \"Always\""
        ));
    }
}

fn service(spec: &Value, res: &mut Vec<String>) {
    let form = spec.str_at(&["type"]);
    const TYPES: [&str; 4] = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
    if !form.is_empty() && !TYPES.contains(&form.as_str()) {
        let known = TYPES.map(|it| format!("\"{it}\"")).join(", ");
        res.push(format!("spec.type: Unsupported value: \"{form}\": supported values: {known}"));
    }
    let all = of(spec, "ports");
    let is_headless = spec.str_at(&["clusterIP"]) == "None";
    if all.is_empty() && !is_headless && form != "ExternalName" {
        res.push("spec.ports: Required value".to_owned());
    }
    if form == "ExternalName" && spec.str_at(&["externalName"]).is_empty() {
        res.push("spec.externalName: Required value".to_owned());
    }
    let mut seen: Vec<(i64, String)> = Vec::new();
    let mut names_seen: Vec<String> = Vec::new();
    for (nth, it) in all.iter().enumerate() {
        let at = format!("spec.ports[{nth}]");
        let name = it.str_at(&["name"]);
        if name.is_empty() && all.len() > 1 {
            res.push(format!("{at}.name: Required value"));
        } else if !name.is_empty() {
            let problems = names::label_1123(&name);
            res.extend(problems.iter().map(|it| format!("{at}.name: Invalid value: \"{name}\": {it}")));
            if names_seen.contains(&name) {
                res.push(format!("{at}.name: Duplicate value: \"{name}\""));
            }
        }
        names_seen.push(name);
        let port = it.get("port").and_then(Value::as_number).unwrap_or(0);
        number(port, &format!("{at}.port"), res);
        protocol(it, &at, &["SCTP", "TCP", "UDP"], res);
        match it.get("targetPort") {
            Some(Value::Number(target)) => number(*target, &format!("{at}.targetPort"), res),
            Some(Value::Text(target)) => {
                let problems = names::port_name(target);
                res.extend(
                    problems.iter().map(|it| format!("{at}.targetPort: Invalid value: \"{target}\": {it}")),
                );
            }
            Some(Value::Null | Value::Bool(_) | Value::Float(_) | Value::List(_) | Value::Map(_)) | None => {}
        }
        let own = it.str_at(&["protocol"]);
        let pair = (port, if own.is_empty() { "TCP".to_owned() } else { own });
        if seen.contains(&pair) {
            res.push(format!("{at}: Duplicate value: {{\"port\":{},\"protocol\":\"{}\"}}", pair.0, pair.1));
        }
        seen.push(pair);
    }
}
