//! What `create`, `run` and `expose` make of their flags: objects without what a server or a printer adds.

use super::flags::Command;
use super::resource::Kind;
use super::shell::Io;
use super::value::Value;

/// An object without a body.
pub(super) fn object(api_version: &str, kind: &str, name: &str, labels: &[(String, String)]) -> Value {
    let mut res = Value::map([("apiVersion", Value::text(api_version)), ("kind", Value::text(kind))]);
    if !labels.is_empty() {
        res.put_at(&["metadata", "labels"], Value::texts(labels));
    }
    res.put_at(&["metadata", "name"], Value::text(name));
    res
}

/// `app=web,tier=front`.
pub(super) fn labels(text: &str) -> Result<Vec<(String, String)>, Io> {
    let mut res = Vec::new();
    for it in text.split(',').filter(|it| !it.is_empty()) {
        let Some((key, value)) = it.split_once('=') else {
            return Err(Io::error(format!(
                "error: unexpected label format \"{it}\", expected \"key=value\""
            )));
        };
        res.retain(|it: &(String, String)| it.0 != key);
        res.push((key.to_owned(), value.to_owned()));
    }
    Ok(res)
}

fn app(name: &str) -> Vec<(String, String)> {
    vec![("app".to_owned(), name.to_owned())]
}

fn container(name: &str, image: &str, words: Option<(&str, &[String])>) -> Value {
    let mut res = Value::Null;
    res.put("name", Value::text(name));
    res.put("image", Value::text(image));
    if let Some((key, words)) = words.filter(|it| !it.1.is_empty()) {
        res.put(key, Value::List(words.iter().map(Value::text).collect()));
    }
    res
}

fn number(command: &Command, flag: &str, shown: &str) -> Result<Option<i64>, Io> {
    let Some(text) = command.value(flag) else { return Ok(None) };
    text.parse().map(Some).map_err(|_| {
        command.wrong(&format!(
            "invalid argument \"{text}\" for \"{shown}\" flag: strconv.ParseInt: parsing \"{text}\": invalid syntax"
        ))
    })
}

pub(super) fn required(command: &Command, flags: &[&str]) -> Result<(), Io> {
    let missing: Vec<String> =
        flags.iter().filter(|it| command.value(it).is_none()).map(|it| format!("\"{it}\"")).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Io::error(format!("error: required flag(s) {} not set", missing.join(", "))))
}

pub(super) fn deployment(command: &Command, name: &str) -> Result<Value, Io> {
    required(command, &["image"])?;
    let replicas = number(command, "replicas", "-r, --replicas")?.unwrap_or(1);
    let port = number(command, "port", "--port")?;
    let behind = command.behind.clone().unwrap_or_default();
    let mut containers = Vec::new();
    for image in command.values("image") {
        let own = image.rsplit('/').next().unwrap_or_default().split([':', '@']).next().unwrap_or_default();
        let mut it = container(own, image, Some(("command", &behind)));
        if let Some(port) = port {
            it.put("ports", Value::List(vec![Value::map([("containerPort", Value::Number(port))])]));
        }
        containers.push(it);
    }
    let mut res = object("apps/v1", "Deployment", name, &app(name));
    res.put_at(&["spec", "replicas"], Value::Number(replicas));
    res.put_at(&["spec", "selector", "matchLabels"], Value::texts(&app(name)));
    res.put_at(&["spec", "template", "metadata", "labels"], Value::texts(&app(name)));
    res.put_at(&["spec", "template", "spec", "containers"], Value::List(containers));
    Ok(res)
}

pub(super) fn service(command: &Command, name: &str) -> Result<Value, Io> {
    let form = match command.name.rsplit(' ').next().unwrap_or_default() {
        "nodeport" => "NodePort",
        "loadbalancer" => "LoadBalancer",
        "externalname" => "ExternalName",
        _ => "ClusterIP",
    };
    let is_headless = command.value("clusterip") == Some("None");
    let mut res = object("v1", "Service", name, &app(name));
    if is_headless {
        res.put_at(&["spec", "clusterIP"], Value::text("None"));
    } else if let Some(it) = command.value("clusterip") {
        res.put_at(&["spec", "clusterIP"], Value::text(it));
    }
    if form == "ExternalName" {
        required(command, &["external-name"])?;
        res.put_at(
            &["spec", "externalName"],
            Value::text(command.value("external-name").unwrap_or_default()),
        );
    }
    let mut ports = Vec::new();
    for it in command.values("tcp").into_iter().flat_map(|it| it.split(',')) {
        let (port, target) = it.split_once(':').unwrap_or((it, it));
        let Ok(number) = port.parse::<u16>() else {
            let is_number = port.chars().all(|it| it.is_ascii_digit()) && !port.is_empty();
            let why = if is_number { "value out of range" } else { "invalid syntax" };
            return Err(Io::error(format!("error: strconv.ParseUint: parsing \"{port}\": {why}")));
        };
        let mut one = Value::map([("name", Value::text(it.replace(':', "-")))]);
        if let Some(node) = command.value("node-port").and_then(|it| it.parse().ok()) {
            one.put("nodePort", Value::Number(node));
        }
        one.put("port", Value::Number(i64::from(number)));
        one.put("protocol", Value::text("TCP"));
        one.put("targetPort", target.parse().map_or_else(|_| Value::text(target), Value::Number));
        ports.push(one);
    }
    if ports.is_empty() && form != "ExternalName" && !is_headless {
        return Err(Io::error("error: at least one tcp port specifier must be provided"));
    }
    if !ports.is_empty() {
        res.put_at(&["spec", "ports"], Value::List(ports));
    }
    res.put_at(&["spec", "selector"], Value::texts(&app(name)));
    res.put_at(&["spec", "type"], Value::text(form));
    Ok(res)
}

pub(super) fn job(command: &Command, name: &str) -> Result<Value, Io> {
    let Some(image) = command.value("image") else {
        return Err(Io::error("error: either --image or --from must be specified"));
    };
    let behind = command.behind.clone().unwrap_or_default();
    let mut res = object("batch/v1", "Job", name, &[]);
    let containers = vec![container(name, image, Some(("command", &behind)))];
    res.put_at(&["spec", "template", "spec", "containers"], Value::List(containers));
    res.put_at(&["spec", "template", "spec", "restartPolicy"], Value::text("Never"));
    Ok(res)
}

pub(super) fn cronjob(command: &Command, name: &str) -> Result<Value, Io> {
    required(command, &["image", "schedule"])?;
    let behind = command.behind.clone().unwrap_or_default();
    let image = command.value("image").unwrap_or_default();
    let mut res = object("batch/v1", "CronJob", name, &[]);
    res.put_at(&["spec", "schedule"], Value::text(command.value("schedule").unwrap_or_default()));
    let pod = ["spec", "jobTemplate", "spec", "template", "spec"];
    let mut spec = Value::Null;
    spec.put("containers", Value::List(vec![container(name, image, Some(("command", &behind)))]));
    spec.put("restartPolicy", Value::text(command.value("restart").unwrap_or("OnFailure")));
    res.put_at(&["spec", "jobTemplate", "metadata", "name"], Value::text(name));
    res.put_at(&pod, spec);
    Ok(res)
}

pub(super) fn ingress(command: &Command, name: &str) -> Result<Value, Io> {
    let backend = |text: &str| {
        let (service, port) = text.split_once(':').unwrap_or((text, "80"));
        let (key, value) = match port.parse() {
            Ok(it) => ("number", Value::Number(it)),
            Err(_) => ("name", Value::text(port)),
        };
        let port = Value::map([(key, value)]);
        Value::map([("service", Value::map([("name", Value::text(service)), ("port", port)]))])
    };
    let rules = command.values("rule");
    if rules.is_empty() && command.value("default-backend").is_none() {
        return Err(Io::error(
            "error: not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)",
        ));
    }
    let mut res = object("networking.k8s.io/v1", "Ingress", name, &[]);
    for it in command.values("annotation") {
        let (key, value) = it.split_once('=').unwrap_or((it, ""));
        res.put_at(&["metadata", "annotations", key], Value::text(value));
    }
    if let Some(it) = command.value("class") {
        res.put_at(&["spec", "ingressClassName"], Value::text(it));
    }
    if let Some(it) = command.value("default-backend") {
        res.put_at(&["spec", "defaultBackend"], backend(it));
    }
    let (mut made, mut tls) = (Vec::new(), Vec::new());
    for rule in rules {
        let mut parts = rule.split(',');
        let Some((path, target)) = parts.next().and_then(|it| it.split_once('=')) else {
            return Err(Io::error(format!(
                "error: rule {rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]"
            )));
        };
        let (host, path) = path.split_once('/').unwrap_or((path, ""));
        let path = format!("/{path}");
        let (path, kind) = match path.strip_suffix('*') {
            Some(it) => (it.to_owned(), "Prefix"),
            None => (path, "Exact"),
        };
        let one = Value::map([
            ("backend", backend(target)),
            ("path", Value::text(path)),
            ("pathType", Value::text(kind)),
        ]);
        let http = Value::map([("paths", Value::List(vec![one]))]);
        let mut it = Value::Null;
        if !host.is_empty() {
            it.put("host", Value::text(host));
        }
        it.put("http", http);
        made.push(it);
        if let Some(secret) = parts.find_map(|it| it.strip_prefix("tls")) {
            let mut it = Value::Null;
            if !host.is_empty() {
                it.put("hosts", Value::List(vec![Value::text(host)]));
            }
            if let Some(secret) = secret.strip_prefix('=') {
                it.put("secretName", Value::text(secret));
            }
            tls.push(it);
        }
    }
    if !made.is_empty() {
        res.put_at(&["spec", "rules"], Value::List(made));
    }
    if !tls.is_empty() {
        res.put_at(&["spec", "tls"], Value::List(tls));
    }
    Ok(res)
}

pub(super) fn pod(command: &Command, name: &str) -> Result<Value, Io> {
    let own = match command.value("labels") {
        Some(it) => labels(it)?,
        None => vec![("run".to_owned(), name.to_owned())],
    };
    // Words behind the name without `--` are arguments too.
    let behind = command.behind.clone().unwrap_or_else(|| command.args.get(1..).unwrap_or_default().to_vec());
    let key = if command.has("command") { "command" } else { "args" };
    let mut it = container(name, command.value("image").unwrap_or_default(), Some((key, &behind)));
    let env: Vec<Value> = command
        .values("env")
        .iter()
        .filter_map(|it| it.split_once('='))
        .map(|(key, value)| Value::map([("name", Value::text(key)), ("value", Value::text(value))]))
        .collect();
    if !env.is_empty() {
        it.put("env", Value::List(env));
    }
    if let Some(port) = port(command)? {
        it.put("ports", Value::List(vec![Value::map([("containerPort", Value::Number(port))])]));
    }
    let mut res = object("v1", "Pod", name, &own);
    for it in command.values("annotations").into_iter().flat_map(|it| it.split(',')) {
        let (key, value) = it.split_once('=').unwrap_or((it, ""));
        res.put_at(&["metadata", "annotations", key], Value::text(value));
    }
    res.put_at(&["spec", "containers"], Value::List(vec![it]));
    match command.value("restart").unwrap_or("Always") {
        "Always" => {}
        it @ ("Never" | "OnFailure") => res.put_at(&["spec", "restartPolicy"], Value::text(it)),
        it => return Err(Io::error(format!("error: invalid restart policy: {it}"))),
    }
    Ok(res)
}

pub(super) fn port(command: &Command) -> Result<Option<i64>, Io> {
    let Some(text) = command.value("port").filter(|it| !it.is_empty()) else { return Ok(None) };
    // Whether there is such a port is a server's matter.
    let read = text.parse::<i64>().map(Some);
    read.map_err(|_| Io::error(format!("error: strconv.Atoi: parsing \"{text}\": invalid syntax")))
}

pub(super) fn small(command: &Command, name: &str) -> Result<Value, Io> {
    let pairs = |flag: &str| -> Vec<(String, String)> {
        let all = command
            .values(flag)
            .into_iter()
            .flat_map(|it| if flag == "hard" { it.split(',').collect() } else { vec![it] });
        all.filter_map(|it| it.split_once('=')).map(|it| (it.0.to_owned(), it.1.to_owned())).collect()
    };
    Ok(match command.name {
        "create namespace" => object("v1", "Namespace", name, &[]),
        "create serviceaccount" => object("v1", "ServiceAccount", name, &[]),
        "create quota" => {
            let mut res = object("v1", "ResourceQuota", name, &[]);
            res.put_at(&["spec", "hard"], Value::texts(&pairs("hard")));
            res
        }
        _ => {
            let mut res = object("v1", "ConfigMap", name, &[]);
            let data = pairs("from-literal");
            if !data.is_empty() {
                res.put("data", Value::texts(&data));
            }
            res
        }
    })
}

/// What kubectl prints of an object that no server has seen: empty fields of its types.
#[expect(clippy::wildcard_enum_match_arm, reason = "of other kinds nothing is printed besides")]
pub(super) fn printed(value: &Value) -> Value {
    let mut res = value.clone();
    res.put_at(&["metadata", "creationTimestamp"], Value::Null);
    let empty = || Value::Map(Vec::new());
    let Some(kind) = super::resource::known(&value.str_at(&["kind"])).map(|it| it.kind) else { return res };
    let resources = |res: &mut Value, way: &[&str]| {
        let mut way = way.to_vec();
        way.push("containers");
        let mut all = res.at(&way).map(Value::items).unwrap_or_default().to_vec();
        all.iter_mut().for_each(|it| it.put("resources", Value::Map(Vec::new())));
        res.put_at(&way, Value::List(all));
    };
    let template = ["spec", "template", "metadata", "creationTimestamp"];
    match kind {
        Kind::Deployment => {
            res.put_at(&template, Value::Null);
            resources(&mut res, &["spec", "template", "spec"]);
            res.put_at(&["spec", "strategy"], empty());
            res.put("status", empty());
        }
        Kind::Pod => {
            resources(&mut res, &["spec"]);
            res.put_at(&["spec", "dnsPolicy"], Value::text("ClusterFirst"));
            if res.at(&["spec", "restartPolicy"]).is_none() {
                res.put_at(&["spec", "restartPolicy"], Value::text("Always"));
            }
            res.put("status", empty());
        }
        Kind::Job => {
            res.put_at(&template, Value::Null);
            resources(&mut res, &["spec", "template", "spec"]);
            res.put("status", empty());
        }
        Kind::CronJob => {
            res.put_at(&["spec", "jobTemplate", "metadata", "creationTimestamp"], Value::Null);
            res.put_at(
                &["spec", "jobTemplate", "spec", "template", "metadata", "creationTimestamp"],
                Value::Null,
            );
            resources(&mut res, &["spec", "jobTemplate", "spec", "template", "spec"]);
            res.put("status", empty());
        }
        Kind::Service | Kind::Ingress => res.put_at(&["status", "loadBalancer"], empty()),
        Kind::Namespace => {
            res.put("spec", empty());
            res.put("status", empty());
        }
        Kind::ResourceQuota => res.put("status", empty()),
        _ => {}
    }
    res
}
