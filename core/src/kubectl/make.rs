//! The objects that `create`, `run` and `expose` make, with kubectl's defaults.

use super::command::{Command, part, place};
use super::object::Object;
use super::writer::{Writer, scalar, text_at};
use crate::source::{Location, Mapped};

/// What a command makes, or why kubectl refuses it.
pub(super) type Made = Result<Vec<Mapped>, String>;

/// `a=b,c=d` as pairs of words.
pub fn pairs(word: &Mapped) -> Vec<(Mapped, Mapped)> {
    let mut res = Vec::new();
    let mut at = 0;
    for piece in word.text().split(',') {
        if let Some((key, _)) = piece.split_once('=') {
            let value = at + key.len() + 1;
            res.push((scalar(&part(word, at..at + key.len())), scalar(&part(word, value..at + piece.len()))));
        }
        at += piece.len() + 1;
    }
    res
}

/// What stands behind `NAME` and above `spec` in every manifest.
pub(super) fn metadata(
    writer: &mut Writer,
    name: &Mapped,
    namespace: Option<&Mapped>,
    labels: &[(Mapped, Mapped)],
) {
    writer.line(0, "metadata:");
    writer.pair(2, "name", name);
    if let Some(it) = namespace.filter(|it| it.text() != "default") {
        writer.pair(2, "namespace", it);
    }
    map(writer, 2, "labels", labels);
}

/// A manifest of a name, a namespace and labels.
pub fn manifest(
    (api_version, kind): (&str, &str),
    at: Location,
    name: &Mapped,
    namespace: Option<&Mapped>,
    labels: &[(Mapped, Mapped)],
) -> Mapped {
    let mut writer = Writer::new(api_version, kind, at);
    metadata(&mut writer, name, namespace, labels);
    writer.finish()
}

pub(super) fn map(writer: &mut Writer, indent: usize, key: &str, pairs: &[(Mapped, Mapped)]) {
    if !pairs.is_empty() {
        writer.line(indent, &format!("{key}:"));
        for (key, value) in pairs {
            writer.both(indent + 2, key, value);
        }
    }
}

/// The name of a container: the last part of its image, without its tag.
fn image_name(image: &Mapped) -> Mapped {
    let text = image.text();
    let start = text.rfind('/').map_or(0, |it| it + 1);
    let length = text.get(start..).and_then(|it| it.find([':', '@'])).unwrap_or(text.len() - start);
    part(image, start..start + length)
}

/// A container, at the blanks of its list.
fn container(
    writer: &mut Writer,
    indent: usize,
    name: &Mapped,
    image: &Mapped,
    command: &Command,
    words: &str,
) {
    writer.pair(indent, "- name", name);
    writer.pair(indent + 2, "image", image);
    if !command.behind.is_empty() {
        writer.line(indent + 2, &format!("{words}:"));
        for it in &command.behind {
            writer.raw(indent + 2, "- ", &scalar(it));
        }
    }
    let env: Vec<&Mapped> = command.values("env").into_iter().filter(|it| it.text().contains('=')).collect();
    if !env.is_empty() {
        writer.line(indent + 2, "env:");
        for it in env {
            let key = it.text().find('=').unwrap_or(0);
            writer.pair(indent + 2, "- name", &part(it, 0..key));
            writer.pair(indent + 4, "value", &part(it, key + 1..it.text().len()));
        }
    }
    if let Some(port) = command.value("port") {
        writer.line(indent + 2, "ports:");
        writer.raw(indent + 2, "- containerPort", port);
    }
}

pub(super) fn number(word: &Mapped) -> bool {
    word.text().parse::<u16>().is_ok()
}

fn needed<'c>(command: &'c Command, flag: &str) -> Result<&'c Mapped, String> {
    command.value(flag).filter(|it| !it.text().is_empty()).ok_or_else(|| format!("--{flag} is not given"))
}

/// `kubectl run NAME`.
pub(super) fn run(command: &Command, namespace: &Mapped) -> Made {
    let name = command.args.get(1).ok_or("no name is given")?;
    let image = needed(command, "image")?;
    if command.value("port").is_some_and(|it| !number(it)) {
        return Err("--port is no number".to_owned());
    }
    let given = command.labels().map(pairs).unwrap_or_default();
    let at = place(name);
    let own = [(text_at("run", at), scalar(name))];
    let labels = if given.is_empty() { own.as_slice() } else { given.as_slice() };
    let mut res = Vec::new();
    if command.has("expose") {
        let port = command.value("port").ok_or("--port must be set when exposing a service")?;
        let mut writer = Writer::new("v1", "Service", command.verb_at());
        metadata(&mut writer, name, Some(namespace), &given);
        writer.line(0, "spec:");
        map(&mut writer, 2, "selector", labels);
        writer.line(2, "ports:");
        service_port(&mut writer, None, port, port, "TCP");
        res.push(writer.finish());
    }
    let mut writer = Writer::new("v1", "Pod", command.verb_at());
    metadata(&mut writer, name, Some(namespace), labels);
    writer.line(0, "spec:");
    writer.line(2, "containers:");
    let words = if command.has("command") { "command" } else { "args" };
    let mut command = command.clone();
    // Words behind the name without `--` are arguments too.
    if command.behind.is_empty() {
        command.behind = command.args.iter().skip(2).cloned().collect();
    }
    container(&mut writer, 2, name, image, &command, words);
    if let Some(it) = command.value("restart").filter(|it| it.text() != "Always") {
        writer.pair(2, "restartPolicy", it);
    }
    res.push(writer.finish());
    Ok(res)
}

fn service_port(writer: &mut Writer, name: Option<&Mapped>, port: &Mapped, target: &Mapped, protocol: &str) {
    match name {
        Some(name) => {
            writer.pair(2, "- name", name);
            writer.raw(4, "port", port);
        }
        None => writer.raw(2, "- port", port),
    }
    writer.line(4, &format!("protocol: {protocol}"));
    // A number stays one, a name is a string.
    let target = if number(target) { target.clone() } else { scalar(target) };
    writer.raw(4, "targetPort", &target);
}

/// `kubectl create KIND NAME`; the first word behind `create` names the kind.
pub(super) fn create(command: &Command, namespace: &Mapped) -> Made {
    let named = |index: usize| command.args.get(index).ok_or_else(|| "no name is given".to_owned());
    let at = command.verb_at();
    match command.arg(1) {
        "namespace" | "ns" => {
            let mut writer = Writer::new("v1", "Namespace", at);
            metadata(&mut writer, named(2)?, None, &[]);
            Ok(vec![writer.finish()])
        }
        "deployment" | "deploy" => deployment(command, named(2)?, namespace),
        "service" | "svc" => service(command, named(3)?, namespace),
        "job" => job(command, named(2)?, namespace, false),
        "cronjob" | "cj" => job(command, named(2)?, namespace, true),
        "configmap" | "cm" => {
            let mut writer = Writer::new("v1", "ConfigMap", at);
            metadata(&mut writer, named(2)?, Some(namespace), &[]);
            let data = command.values("from-literal");
            let data: Vec<_> = data.into_iter().filter_map(literal).collect();
            map(&mut writer, 0, "data", &data);
            Ok(vec![writer.finish()])
        }
        "secret" => {
            // What is in it plays no part, and does not leave the command.
            let mut writer = Writer::new("v1", "Secret", at);
            metadata(&mut writer, named(3)?, Some(namespace), &[]);
            Ok(vec![writer.finish()])
        }
        "serviceaccount" | "sa" => {
            let mut writer = Writer::new("v1", "ServiceAccount", at);
            metadata(&mut writer, named(2)?, Some(namespace), &[]);
            Ok(vec![writer.finish()])
        }
        "ingress" | "ing" => super::ingress::ingress(command, named(2)?, namespace),
        it => Err(format!("there is no `create {it}`")),
    }
}

pub(super) fn literal(word: &Mapped) -> Option<(Mapped, Mapped)> {
    let (key, _) = word.text().split_once('=')?;
    Some((scalar(&part(word, 0..key.len())), scalar(&part(word, key.len() + 1..word.text().len()))))
}

fn deployment(command: &Command, name: &Mapped, namespace: &Mapped) -> Made {
    let images = command.values("image");
    if images.is_empty() {
        return Err("--image is not given".to_owned());
    }
    let at = command.verb_at();
    let labels = [(text_at("app", place(name)), scalar(name))];
    let mut writer = Writer::new("apps/v1", "Deployment", at);
    metadata(&mut writer, name, Some(namespace), &labels);
    writer.line(0, "spec:");
    match command.value("replicas").filter(|it| number(it)) {
        Some(it) => writer.raw(2, "replicas", it),
        None => writer.line(2, "replicas: 1"),
    }
    writer.line(2, "selector:");
    map(&mut writer, 4, "matchLabels", &labels);
    writer.line(2, "template:");
    writer.line(4, "metadata:");
    map(&mut writer, 6, "labels", &labels);
    writer.line(4, "spec:");
    writer.line(6, "containers:");
    for image in images {
        container(&mut writer, 6, &image_name(image), image, command, "command");
    }
    Ok(vec![writer.finish()])
}

fn job(command: &Command, name: &Mapped, namespace: &Mapped, is_repeated: bool) -> Made {
    if command.value("from").is_some() {
        return Err("`--from` is not read".to_owned());
    }
    let image = needed(command, "image")?;
    let kind = if is_repeated { "CronJob" } else { "Job" };
    let mut writer = Writer::new("batch/v1", kind, command.verb_at());
    metadata(&mut writer, name, Some(namespace), &[]);
    writer.line(0, "spec:");
    let mut indent = 2;
    if is_repeated {
        writer.pair(2, "schedule", needed(command, "schedule")?);
        writer.line(2, "jobTemplate:");
        writer.line(4, "metadata:");
        writer.pair(6, "name", name);
        writer.line(4, "spec:");
        indent = 6;
    }
    writer.line(indent, "template:");
    writer.line(indent + 2, "spec:");
    writer.line(indent + 4, "containers:");
    container(&mut writer, indent + 4, name, image, command, "command");
    writer.line(indent + 4, if is_repeated { "restartPolicy: OnFailure" } else { "restartPolicy: Never" });
    Ok(vec![writer.finish()])
}

fn service(command: &Command, name: &Mapped, namespace: &Mapped) -> Made {
    let of = match command.arg(2) {
        "clusterip" => "ClusterIP",
        "nodeport" => "NodePort",
        "loadbalancer" => "LoadBalancer",
        "externalname" => "ExternalName",
        it => return Err(format!("there is no `create service {it}`")),
    };
    let labels = [(text_at("app", place(name)), scalar(name))];
    let mut writer = Writer::new("v1", "Service", command.verb_at());
    metadata(&mut writer, name, Some(namespace), &labels);
    writer.line(0, "spec:");
    writer.line(2, &format!("type: {of}"));
    for (flag, key) in [("clusterip", "clusterIP"), ("external-name", "externalName")] {
        if let Some(it) = command.value(flag) {
            writer.pair(2, key, it);
        }
    }
    map(&mut writer, 2, "selector", &labels);
    let ports = command.values("tcp");
    if !ports.is_empty() {
        writer.line(2, "ports:");
    }
    for word in ports {
        let (port, target) = match word.text().split_once(':') {
            Some((port, _)) => (part(word, 0..port.len()), part(word, port.len() + 1..word.text().len())),
            None => (word.clone(), word.clone()),
        };
        let name = text_at(&word.text().replace(':', "-"), place(word));
        service_port(&mut writer, Some(&name), &port, &target, "TCP");
        if let Some(it) = command.value("node-port").filter(|it| number(it)) {
            writer.raw(4, "nodePort", it);
        }
    }
    Ok(vec![writer.finish()])
}

/// `kubectl expose`: a Service for what an object selects.
pub(super) fn expose(command: &Command, of: &Object, kind: &str, namespace: &Mapped) -> Made {
    let selector = match command.value("selector") {
        Some(it) => pairs(it),
        None => of.written(match kind {
            "Pod" => &["metadata", "labels"],
            "Service" | "ReplicationController" => &["spec", "selector"],
            _ => &["spec", "selector", "matchLabels"],
        }),
    };
    if selector.is_empty() {
        return Err(format!("the {kind} has no labels to select by"));
    }
    let labels = command.value("labels").map_or_else(|| of.written(&["metadata", "labels"]), pairs);
    let own = of.key.as_ref().map(|it| text_at(&it.name, command.verb_at()));
    let Some(name) = command.value("name").cloned().or(own) else {
        return Err("no name is given".to_owned());
    };
    let mut ports: Vec<Mapped> = command.value("port").map(commas).unwrap_or_default();
    if ports.is_empty() {
        ports = of.ports(kind);
    }
    if ports.is_empty() {
        return Err("couldn't find port via --port flag or introspection".to_owned());
    }
    let mut writer = Writer::new("v1", "Service", command.verb_at());
    metadata(&mut writer, &name, Some(namespace), &labels);
    writer.line(0, "spec:");
    for (flag, key) in [("type", "type"), ("cluster-ip", "clusterIP")] {
        if let Some(it) = command.value(flag) {
            writer.pair(2, key, it);
        }
    }
    map(&mut writer, 2, "selector", &selector);
    writer.line(2, "ports:");
    let protocol = command.text_of("protocol").unwrap_or("TCP").to_ascii_uppercase();
    for (index, port) in ports.iter().enumerate() {
        let name = (ports.len() > 1).then(|| text_at(&format!("port-{}", index + 1), place(port)));
        let target = command.value("target-port").unwrap_or(port);
        service_port(&mut writer, name.as_ref(), port, target, &protocol);
    }
    Ok(vec![writer.finish()])
}

pub(super) fn commas(word: &Mapped) -> Vec<Mapped> {
    let mut at = 0;
    let mut res = Vec::new();
    for piece in word.text().split(',') {
        res.push(part(word, at..at + piece.len()));
        at += piece.len() + 1;
    }
    res
}
