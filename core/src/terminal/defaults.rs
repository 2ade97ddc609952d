//! What a server adds to an object that it is given: what `-o yaml` shows and the files do not say.

use super::cluster::{NODE, NODE_ADDRESS, ServedCluster, digits, number};
use super::resource::Kind;
use super::store::Object;
use super::value::Value;

/// When everything was made: there is no clock.
pub(super) const MADE: &str = "2026-01-05T09:00:00Z";

/// An object as the server has it.
#[expect(clippy::wildcard_enum_match_arm, reason = "to other kinds nothing is added")]
pub(super) fn full(cluster: &ServedCluster, object: &Object) -> Value {
    let mut res = (*object.value).clone();
    let id = format!("{:?}", object.key);
    put_new(&mut res, &["metadata", "creationTimestamp"], Value::text(MADE));
    if object.resource.is_namespaced {
        put_new(&mut res, &["metadata", "namespace"], Value::text(&object.key.namespace));
    }
    let version = 1000 + number(&id) % 1000;
    put_new(&mut res, &["metadata", "resourceVersion"], Value::text(version.to_string()));
    let uid = digits(&id, 32);
    let part = |from: usize, to: usize| uid.get(from..to).unwrap_or_default();
    let uid = format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32));
    put_new(&mut res, &["metadata", "uid"], Value::text(uid));
    match object.key.kind {
        Kind::NetworkPolicy => policy(&mut res),
        Kind::Service => service(&mut res, cluster, object),
        Kind::Pod => pod(&mut res, cluster, object),
        Kind::Namespace => {
            put_new(&mut res, &["spec", "finalizers"], Value::List(vec![Value::text("kubernetes")]));
            put_new(&mut res, &["status", "phase"], Value::text("Active"));
        }
        Kind::Deployment => workload(&mut res, true),
        Kind::ReplicaSet | Kind::StatefulSet | Kind::DaemonSet => workload(&mut res, false),
        _ => {}
    }
    if let Some(mut meta) = res.take("metadata") {
        // What is empty is not told.
        for key in ["annotations", "labels"] {
            if meta.get(key).is_some_and(|it| !it.has_parts()) {
                meta.take(key);
            }
        }
        res.put("metadata", meta);
    }
    res
}

fn put_new(value: &mut Value, keys: &[&str], new: Value) {
    if value.at(keys).is_none_or(Value::is_null) {
        value.put_at(keys, new);
    }
}

fn policy(it: &mut Value) {
    let mut spec = it.get("spec").cloned().unwrap_or(Value::Map(Vec::new()));
    put_new(&mut spec, &["podSelector"], Value::Map(Vec::new()));
    if spec.get("policyTypes").is_none_or(|it| it.items().is_empty()) {
        let has_egress = spec.get("egress").is_some_and(|it| !it.items().is_empty());
        let types = [Some("Ingress"), has_egress.then_some("Egress")];
        spec.put("policyTypes", Value::List(types.into_iter().flatten().map(Value::text).collect()));
    }
    for key in ["ingress", "egress"] {
        let Some(rules) = spec.get(key).map(Value::items).filter(|it| !it.is_empty()) else {
            spec.take(key);
            continue;
        };
        let mut rules = rules.to_vec();
        for rule in &mut rules {
            let Some(ports) = rule.get("ports").map(Value::items).filter(|it| !it.is_empty()) else {
                continue;
            };
            let mut ports = ports.to_vec();
            for it in &mut ports {
                put_new(it, &["protocol"], Value::text("TCP"));
            }
            rule.put("ports", Value::List(ports));
        }
        spec.put(key, Value::List(rules));
    }
    it.put("spec", spec);
}

fn service(it: &mut Value, cluster: &ServedCluster, object: &Object) {
    let form = it.str_at(&["spec", "type"]);
    let is_alias = form == "ExternalName";
    put_new(it, &["spec", "type"], Value::text("ClusterIP"));
    put_new(it, &["spec", "sessionAffinity"], Value::text("None"));
    put_new(it, &["status", "loadBalancer"], Value::Map(Vec::new()));
    if !is_alias {
        let address = cluster.service_ip(object);
        put_new(it, &["spec", "clusterIP"], Value::text(&address));
        put_new(it, &["spec", "clusterIPs"], Value::List(vec![Value::text(&address)]));
        put_new(it, &["spec", "internalTrafficPolicy"], Value::text("Cluster"));
        put_new(it, &["spec", "ipFamilies"], Value::List(vec![Value::text("IPv4")]));
        put_new(it, &["spec", "ipFamilyPolicy"], Value::text("SingleStack"));
    }
    if matches!(form.as_str(), "NodePort" | "LoadBalancer") {
        put_new(it, &["spec", "externalTrafficPolicy"], Value::text("Cluster"));
    }
    let mut ports = it.at(&["spec", "ports"]).map(Value::items).unwrap_or_default().to_vec();
    for it in &mut ports {
        put_new(it, &["protocol"], Value::text("TCP"));
        let port = it.get("port").cloned().unwrap_or(Value::Null);
        put_new(it, &["targetPort"], port);
    }
    if !ports.is_empty() {
        it.put_at(&["spec", "ports"], Value::List(ports));
    }
}

fn spec_of_pod(spec: &mut Value) {
    let mut containers = spec.get("containers").map(Value::items).unwrap_or_default().to_vec();
    for it in &mut containers {
        let image = it.str_at(&["image"]);
        let tag = image.rsplit('/').next().unwrap_or_default().split_once(':').map_or("latest", |it| it.1);
        let pull = if tag == "latest" { "Always" } else { "IfNotPresent" };
        put_new(it, &["imagePullPolicy"], Value::text(pull));
        put_new(it, &["resources"], Value::Map(Vec::new()));
        put_new(it, &["terminationMessagePath"], Value::text("/dev/termination-log"));
        put_new(it, &["terminationMessagePolicy"], Value::text("File"));
        let mut ports = it.get("ports").map(Value::items).unwrap_or_default().to_vec();
        for it in &mut ports {
            put_new(it, &["protocol"], Value::text("TCP"));
        }
        if !ports.is_empty() {
            it.put("ports", Value::List(ports));
        }
    }
    spec.put("containers", Value::List(containers));
    put_new(spec, &["dnsPolicy"], Value::text("ClusterFirst"));
    put_new(spec, &["restartPolicy"], Value::text("Always"));
    put_new(spec, &["schedulerName"], Value::text("default-scheduler"));
    put_new(spec, &["securityContext"], Value::Map(Vec::new()));
    put_new(spec, &["terminationGracePeriodSeconds"], Value::Number(30));
}

fn pod(it: &mut Value, cluster: &ServedCluster, object: &Object) {
    let mut spec = it.get("spec").cloned().unwrap_or(Value::Null);
    spec_of_pod(&mut spec);
    put_new(&mut spec, &["nodeName"], Value::text(NODE));
    put_new(&mut spec, &["serviceAccountName"], Value::text("default"));
    it.put("spec", spec);
    let address = Value::text(cluster.pod_ip(object));
    put_new(it, &["status", "hostIP"], Value::text(NODE_ADDRESS));
    put_new(it, &["status", "phase"], Value::text("Running"));
    put_new(it, &["status", "podIP"], address.clone());
    put_new(it, &["status", "podIPs"], Value::List(vec![Value::map([("ip", address)])]));
    put_new(it, &["status", "qosClass"], Value::text("BestEffort"));
    put_new(it, &["status", "startTime"], Value::text(MADE));
}

fn workload(it: &mut Value, is_deployment: bool) {
    put_new(it, &["spec", "replicas"], Value::Number(1));
    if let Some(mut spec) = it.at(&["spec", "template", "spec"]).cloned() {
        spec_of_pod(&mut spec);
        it.put_at(&["spec", "template", "spec"], spec);
    }
    let replicas = it.at(&["spec", "replicas"]).cloned().unwrap_or(Value::Number(1));
    if is_deployment {
        put_new(it, &["spec", "progressDeadlineSeconds"], Value::Number(600));
        put_new(it, &["spec", "revisionHistoryLimit"], Value::Number(10));
        let surge = [("maxSurge", Value::text("25%")), ("maxUnavailable", Value::text("25%"))];
        let strategy = [("rollingUpdate", Value::map(surge)), ("type", Value::text("RollingUpdate"))];
        put_new(it, &["spec", "strategy"], Value::map(strategy));
        put_new(it, &["metadata", "annotations", "deployment.kubernetes.io/revision"], Value::text("1"));
        put_new(it, &["status", "availableReplicas"], replicas.clone());
        put_new(it, &["status", "updatedReplicas"], replicas.clone());
    }
    put_new(it, &["status", "readyReplicas"], replicas.clone());
    put_new(it, &["status", "replicas"], replicas);
}

/// A policy with what the server adds to it.
pub(super) fn policy_of(value: &Value) -> Value {
    let mut res = value.clone();
    policy(&mut res);
    res
}
