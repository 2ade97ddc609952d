//! Random Services, and the endpoints of those without a selector.

use super::{KEYS, NAMESPACES, PORT_NAMES, PORTS, VALUES, Yaml, map, scalar};
use crate::random::Random;

/// Addresses that pods have, and some that none has.
const ADDRESSES: [&str; 5] = ["10.0.0.1", "10.0.1.2", "10.244.0.1", "192.0.2.9", "192.168.1.1"];

/// A Service of every kind that a connection from within the cluster may meet.
pub fn service(random: &mut Random, nth: usize) -> Yaml {
    let mut spec = Yaml::Map(Vec::new());
    if random.chance(8) {
        spec.set("type", scalar("ExternalName"));
        let name = random.pick(&["api.example.com", "www.example.org", "service-0.alpha.svc.cluster.local"]);
        spec.set("externalName", scalar(name));
        return object(random, nth, spec);
    }
    let kind = random.pick(&["ClusterIP", "ClusterIP", "ClusterIP", "NodePort", "LoadBalancer"]);
    if kind != "ClusterIP" || random.chance(30) {
        spec.set("type", scalar(kind));
    } else if random.chance(25) {
        spec.set("clusterIP", scalar("None"));
    }
    families(random, nth, &mut spec);
    let mut wanted = Yaml::Map(Vec::new());
    for key in random.some_of(&KEYS, 35) {
        wanted.set(key, scalar(random.pick(&VALUES)));
    }
    if wanted != Yaml::Map(Vec::new()) || random.chance(50) {
        spec.set("selector", wanted);
    }
    let ports = random.some_of(&PORT_NAMES, 50);
    let ports = if ports.is_empty() { vec!["web"] } else { ports };
    let several = ports.len() > 1;
    let port = |random: &mut Random, at: usize, name: &str| {
        // Each has a number of its own.
        let mut port = map([("port", scalar(8000 + at))]);
        if several || random.chance(50) {
            port.set("name", scalar(name));
        }
        if random.chance(30) {
            port.set("protocol", scalar(random.pick(&["TCP", "UDP", "SCTP"])));
        }
        match random.range(0..3) {
            0 => port.set("targetPort", scalar(random.pick(&PORT_NAMES))),
            1 => port.set("targetPort", scalar(PORTS[random.range(0..PORTS.len())])),
            _ => {}
        }
        port
    };
    let ports = ports.iter().enumerate().map(|(at, name)| port(random, at, name)).collect();
    spec.set("ports", Yaml::List(ports));
    object(random, nth, spec)
}

/// Which families a Service has, and its addresses in them; a headless one has none.
fn families(random: &mut Random, nth: usize, spec: &mut Yaml) {
    let own = [format!("10.96.0.{}", nth + 1), format!("'fd00:96::{}'", nth + 1)];
    let both: &[usize] = match random.range(0..8) {
        0 => &[0],
        1 => &[1],
        2 => &[0, 1],
        3 => &[1, 0],
        _ => return,
    };
    let names = both.iter().map(|it| scalar(["IPv4", "IPv6"][*it])).collect();
    spec.set("ipFamilies", Yaml::List(names));
    if spec.get("clusterIP").is_none() && random.chance(70) {
        spec.set("clusterIP", scalar(&own[both[0]]));
        if both.len() > 1 || random.chance(30) {
            spec.set("clusterIPs", Yaml::List(both.iter().map(|it| scalar(&own[*it])).collect()));
        }
    }
}

fn object(random: &mut Random, nth: usize, spec: Yaml) -> Yaml {
    let namespace = random.pick(&NAMESPACES);
    map([
        ("apiVersion", scalar("v1")),
        ("kind", scalar("Service")),
        ("metadata", map([("name", scalar(format!("service-{nth}"))), ("namespace", scalar(namespace))])),
        ("spec", spec),
    ])
}

/// Where a Service without a selector leads to, in most cases: to pods, and out of the cluster.
pub fn endpoints(random: &mut Random, service: &Yaml) -> Option<Yaml> {
    let (spec, metadata) = (service.get("spec")?, service.get("metadata")?);
    if spec.get("selector").is_some() || spec.get("externalName").is_some() || random.chance(30) {
        return None;
    }
    let Yaml::List(of_service) = spec.get("ports")? else { return None };
    let mut ports = Vec::new();
    for it in of_service {
        if random.chance(20) {
            continue;
        }
        let mut port = map([("port", scalar(PORTS[random.range(0..PORTS.len())]))]);
        for key in ["name", "protocol"] {
            if let Some(value) = it.get(key) {
                port.set(key, value.clone());
            }
        }
        ports.push(port);
    }
    let some = random.some_of(&ADDRESSES, 40);
    let name = metadata.get("name")?.clone();
    let namespace = metadata.get("namespace")?.clone();
    if random.chance(30) && !some.is_empty() && !ports.is_empty() {
        let addresses = some.iter().map(|it| map([("ip", scalar(it))])).collect();
        let subset = map([("addresses", Yaml::List(addresses)), ("ports", Yaml::List(ports))]);
        return Some(map([
            ("apiVersion", scalar("v1")),
            ("kind", scalar("Endpoints")),
            ("metadata", map([("name", name), ("namespace", namespace)])),
            ("subsets", Yaml::List(vec![subset])),
        ]));
    }
    let labels = map([("kubernetes.io/service-name", name)]);
    let own = scalar(format!("slice-{}", random.range(0..1000)));
    let one = |it: &&str| map([("addresses", Yaml::List(vec![scalar(it)]))]);
    Some(map([
        ("apiVersion", scalar("discovery.k8s.io/v1")),
        ("kind", scalar("EndpointSlice")),
        ("metadata", map([("name", own), ("namespace", namespace), ("labels", labels)])),
        ("addressType", scalar("IPv4")),
        ("endpoints", Yaml::List(some.iter().map(one).collect())),
        ("ports", Yaml::List(ports)),
    ]))
}
