//! Random workloads, and the pods that they own.

use super::{Yaml, labels, map, maybe, meta, pod, pod_spec, scalar, selector};
use crate::random::Random;

const KINDS: [&str; 9] = [
    "Deployment",
    "Deployment",
    "ReplicaSet",
    "StatefulSet",
    "StatefulSet",
    "DaemonSet",
    "Job",
    "CronJob",
    "ReplicationController",
];

fn version(kind: &str) -> &'static str {
    match kind {
        "Job" | "CronJob" => "batch/v1",
        "ReplicationController" => "v1",
        _ => "apps/v1",
    }
}

/// A workload of any kind: some scaled to zero, suspended, finished, or nearly so.
pub fn workload(random: &mut Random, nth: usize) -> Yaml {
    let kind = random.pick(&KINDS);
    let name = format!("{}-{nth}", kind.to_lowercase());
    let mut metadata = meta(random, name);
    let own = labels(random);
    maybe(random, &mut metadata, "labels", own);
    if random.chance(30) {
        metadata.set("uid", scalar("u1"));
    }
    let mut spec = map([("template", template(random, kind))]);
    let mut status = Yaml::Map(Vec::new());
    if matches!(kind, "Job" | "CronJob") {
        job(random, &mut spec, &mut status);
    } else if kind != "DaemonSet" && random.chance(50) {
        spec.set("replicas", scalar(random.range(0..4)));
    }
    if kind == "StatefulSet" && random.chance(20) {
        spec.set("ordinals", map([("start", scalar(random.range(0..3)))]));
    }
    if kind == "CronJob" {
        let suspended = random.chance(15);
        spec = map([("schedule", scalar("'@daily'")), ("jobTemplate", map([("spec", spec)]))]);
        if suspended {
            spec.set("suspend", scalar("true"));
        }
    }
    let mut object = map([
        ("apiVersion", scalar(version(kind))),
        ("kind", scalar(kind)),
        ("metadata", metadata),
        ("spec", spec),
    ]);
    if kind == "Job" && status != Yaml::Map(Vec::new()) {
        object.set("status", status);
    }
    object
}

fn template(random: &mut Random, kind: &str) -> Yaml {
    let mut metadata = Yaml::Map(Vec::new());
    let mut of_pods = labels(random);
    // The server refuses a Job whose template spells other values.
    if !matches!(kind, "Job" | "CronJob") && random.chance(20) {
        let (key, value) = selector::added_label(random);
        of_pods.set(&key, value);
    }
    maybe(random, &mut metadata, "labels", of_pods);
    let mut pods = pod_spec(random);
    if random.chance(8) {
        pods.set("hostNetwork", scalar("true"));
    }
    let mut template = Yaml::Map(Vec::new());
    maybe(random, &mut template, "metadata", metadata);
    template.set("spec", pods);
    template
}

fn job(random: &mut Random, spec: &mut Yaml, status: &mut Yaml) {
    if random.chance(50) {
        spec.set("parallelism", scalar(random.range(0..4)));
    }
    if random.chance(50) {
        spec.set("completions", scalar(random.range(1..4)));
    }
    if random.chance(15) {
        spec.set("manualSelector", scalar("true"));
        spec.set("selector", map([("matchLabels", map([("app", scalar("a"))]))]));
    }
    if random.chance(10) {
        spec.set("suspend", scalar("true"));
    }
    if random.chance(30) {
        status.set("succeeded", scalar(random.range(0..3)));
    }
    if random.chance(20) {
        let kind = random.pick(&["Complete", "Failed", "Suspended"]);
        let condition =
            map([("type", scalar(kind)), ("status", scalar(random.pick(&["'True'", "'False'"])))]);
        status.set("conditions", Yaml::List(vec![condition]));
    }
}

/// At times pods of a workload, with their controller as owner: of its group and uid, or of another.
pub fn owned(random: &mut Random, owner: &Yaml, nth: usize) -> Vec<Yaml> {
    let text = |it: &Yaml, key: &str| match it.get(key) {
        Some(Yaml::Scalar(it)) => it.clone(),
        _ => String::new(),
    };
    let Some(metadata) = owner.get("metadata").cloned() else { return Vec::new() };
    let (kind, name) = (text(owner, "kind"), text(&metadata, "name"));
    // The pods of a CronJob belong to Jobs of their own.
    if random.chance(75) || kind == "CronJob" {
        return Vec::new();
    }
    let group = if random.chance(15) { "batch.example.com/v1" } else { version(&kind) };
    let reference = |random: &mut Random, kind: &str, name: &str, group: &str| {
        let mut it = map([("apiVersion", scalar(group)), ("kind", scalar(kind)), ("name", scalar(name))]);
        it.set("uid", scalar(if random.chance(85) { "u1" } else { "u2" }));
        if random.chance(90) {
            it.set("controller", scalar("true"));
        }
        Yaml::List(vec![it])
    };
    let within = |it: &mut Yaml| match metadata.get("namespace") {
        Some(namespace) => it.set("namespace", namespace.clone()),
        None => it.set("namespace", scalar("default")),
    };
    let mut objects = Vec::new();
    let mut owners = reference(random, &kind, &name, group);
    if kind == "Deployment" {
        let set = format!("{name}-abc");
        let mut between = map([("name", scalar(&set)), ("uid", scalar("u1")), ("ownerReferences", owners)]);
        within(&mut between);
        let spec = map([("template", template(random, "ReplicaSet"))]);
        objects.push(map([
            ("apiVersion", scalar("apps/v1")),
            ("kind", scalar("ReplicaSet")),
            ("metadata", between),
            ("spec", spec),
        ]));
        owners = reference(random, "ReplicaSet", &set, "apps/v1");
    }
    for at in 0..random.range(0..3) {
        let mut pod = pod(random, 100 + nth * 10 + at);
        if let Some(metadata) = pod.get_mut("metadata") {
            metadata.set("ownerReferences", owners.clone());
            within(metadata);
        }
        // Whether a finished pod still stands for its workload is left open.
        if let Some(status) = pod.get_mut("status") {
            status.remove("phase");
        }
        objects.push(pod);
    }
    objects
}
