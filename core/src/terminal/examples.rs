//! Commands to begin with, which fit the cluster that is there.

use super::cluster::{ServedCluster, owner_key};
use super::endpoints::{backing, container_ports, is_running, pods_of};
use super::net::Image;
use super::resource::Kind;
use super::store::Object;
use super::value::Value;
use super::{Evaluate, Terminal};

/// So many connections are tried.
const TRIED: usize = 16;

/// How a connection of an example ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    Answered,
    Denied,
    Refused,
}

impl Terminal {
    /// Some commands to begin with, which fit the files: of connections one that is answered, one that is denied and one
    /// that is refused, as far as there are such.
    pub fn examples(&self, evaluate: &Evaluate<'_>) -> Vec<String> {
        let cluster = self.shell.cluster();
        let connections = connections(&cluster);
        let mut found: Vec<(Ends, String)> = Vec::new();
        for it in connections.into_iter().take(TRIED) {
            let ends = self.ends(&it, evaluate);
            if let Some(ends) = ends.filter(|ends| !found.iter().any(|it| it.0 == *ends)) {
                found.push((ends, it));
            }
            if found.len() == 3 {
                break;
            }
        }
        let mut res = vec!["kubectl get pods -A".to_owned()];
        if found.is_empty() {
            res.push("kubectl create deployment web --image=nginx".to_owned());
        }
        for ends in [Ends::Answered, Ends::Denied, Ends::Refused] {
            res.extend(found.iter().find(|it| it.0 == ends).map(|it| it.1.clone()));
        }
        let is_policy = |it: &&Object| it.key.kind == Kind::NetworkPolicy && is_plain(it);
        res.push(match cluster.objects.iter().find(is_policy) {
            Some(it) => format!("kubectl describe netpol {} -n {}", it.key.name, it.key.namespace),
            None => "kubectl explain networkpolicy.spec".to_owned(),
        });
        res
    }

    /// How a connection ends, tried in another terminal.
    fn ends(&self, command: &str, evaluate: &Evaluate<'_>) -> Option<Ends> {
        let output = self.clone().run(command, evaluate);
        let text = output.text();
        if output.status == 0 {
            Some(Ends::Answered)
        } else if text.contains("timed out") {
            Some(Ends::Denied)
        } else {
            text.to_lowercase().contains("refused").then_some(Ends::Refused)
        }
    }
}

/// Connections that pods can try: to Services by their names, and to other pods by their addresses, on a port where they
/// listen and on one where they do not.
fn connections(cluster: &ServedCluster) -> Vec<String> {
    let of_kind = |kind: Kind| cluster.objects.iter().filter(move |it| it.key.kind == kind && is_plain(it));
    let pods: Vec<&Object> = of_kind(Kind::Pod).filter(|it| is_running(it) && client(it).is_some()).collect();
    let ask = |pod: &Object, server: &str| Some(asking(pod, &format!("{} {server}", client(pod)?)));
    let mut res = Vec::new();
    for service in of_kind(Kind::Service) {
        let behind = pods_of(cluster, service);
        let Some(port) = backing(cluster, service).into_iter().find(|it| it.protocol == "TCP") else {
            continue;
        };
        let at = if port.port == 80 { String::new() } else { format!(":{}", port.port) };
        let server = format!("http://{}.{}{at}", service.key.name, service.key.namespace);
        let others = pods.iter().filter(|it| !behind.iter().any(|behind| behind.key == it.key));
        res.extend(others.take(4).filter_map(|it| ask(it, &server)));
    }
    // Room is left for what is refused.
    res.truncate(TRIED / 2);
    let (mut listening, mut silent) = (Vec::new(), Vec::new());
    for pod in pods.iter().take(4) {
        let others = of_kind(Kind::Pod).filter(|it| it.key != pod.key && is_running(it)).take(3);
        for other in others {
            let ports: Vec<i64> =
                container_ports(other).into_iter().filter(|it| it.2 == "TCP").map(|it| it.1).collect();
            let ip = cluster.pod_ip(other);
            listening.extend(ports.first().and_then(|it| ask(pod, &format!("http://{ip}:{it}"))));
            let free = (8080..).find(|it| !ports.contains(it)).unwrap_or(8080);
            silent.extend(ask(pod, &format!("http://{ip}:{free}")));
        }
    }
    let pairs = listening.iter().zip(&silent).flat_map(|(a, b)| [a.clone(), b.clone()]);
    let rest = silent.iter().skip(listening.len()).cloned();
    res.extend(pairs.chain(rest));
    res
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
