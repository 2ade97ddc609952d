//! Commands to begin with, which fit the cluster that is there.

use super::Shell;
use super::cluster::{ServedCluster, owner_key};
use super::endpoints::{backing, is_running, pods_of};
use super::net::Image;
use super::resource::Kind;
use super::store::Object;
use super::value::Value;

impl Shell {
    pub(super) fn examples(&self) -> Vec<String> {
        let cluster = self.cluster();
        let asks = match connection(&cluster) {
            Some(it) => it,
            None => "kubectl create deployment web --image=nginx".to_owned(),
        };
        let is_policy = |it: &&Object| it.key.kind == Kind::NetworkPolicy && is_plain(it);
        let looks = match cluster.objects.iter().find(is_policy) {
            Some(it) => format!("kubectl describe netpol {} -n {}", it.key.name, it.key.namespace),
            None => "kubectl explain networkpolicy.spec".to_owned(),
        };
        vec!["kubectl get pods -A".to_owned(), asks, looks]
    }
}

/// A connection that one of the pods can try: to a Service, of another pod where there is one.
fn connection(cluster: &ServedCluster) -> Option<String> {
    let pods: Vec<&Object> = cluster
        .objects
        .iter()
        .filter(|it| it.key.kind == Kind::Pod && is_plain(it) && is_running(it) && client(it).is_some())
        .collect();
    let services = cluster.objects.iter().filter(|it| it.key.kind == Kind::Service && is_plain(it));
    for service in services {
        let behind = pods_of(cluster, service);
        let all = backing(cluster, service);
        let Some(port) = all.iter().find(|it| it.protocol == "TCP") else { continue };
        let is_other = |it: &&&Object| !behind.iter().any(|behind| behind.key == it.key);
        let Some(pod) = pods.iter().find(is_other) else { continue };
        let at = if port.port == 80 { String::new() } else { format!(":{}", port.port) };
        let server = format!("http://{}.{}{at}", service.key.name, service.key.namespace);
        return Some(asking(pod, &format!("{} {server}", client(pod)?)));
    }
    let pod = pods.first()?;
    let other =
        cluster.objects.iter().find(|it| it.key.kind == Kind::Pod && it.key != pod.key && is_running(it))?;
    let port =
        super::endpoints::container_ports(other).into_iter().find(|it| it.2 == "TCP").map_or(80, |it| it.1);
    Some(asking(pod, &format!("{} http://{}:{port}", client(pod)?, cluster.pod_ip(other))))
}

/// The command by which a pod asks. Names of pods that a workload makes are made up, so the workload is named.
fn asking(pod: &Object, words: &str) -> String {
    let name = match owner_key(pod) {
        Some(it) if it.kind != Kind::ReplicaSet => {
            format!("{}/{}", super::resource::kind(it.kind).singular, it.name)
        }
        _ => pod.key.name.clone(),
    };
    format!("kubectl exec -n {} {name} -- {words}", pod.key.namespace)
}

/// How a program of a pod asks for a page, if it has one that can.
fn client(pod: &Object) -> Option<&'static str> {
    let containers = pod.value.at(&["spec", "containers"]).map(Value::items).unwrap_or_default();
    let image = Image::of(&containers.first()?.str_at(&["image"]));
    let has = |program: &str| image.has(program) != Some(false);
    [("wget", "wget -qO- -T 2"), ("curl", "curl -s -m 2")].into_iter().find(|it| has(it.0)).map(|it| it.1)
}

/// Whether its names can stand in a command as they are.
fn is_plain(it: &Object) -> bool {
    let is_name = |it: &str| it.chars().all(|it| it.is_ascii_alphanumeric() || "-.".contains(it));
    is_name(&it.key.name) && is_name(&it.key.namespace)
}
