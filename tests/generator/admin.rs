//! Random cluster-wide policies of all three kinds, in the form that the API server of each generation takes.

use super::policy::BLOCKS;
use super::selector::{self, Keeps};
use super::{PORT_NAMES, PORTS, Yaml, map, scalar};
use crate::random::Random;

/// Keys of node labels, and their values.
pub const NODE_KEYS: [&str; 2] = ["role", "zone"];
const NODE_VALUES: [&str; 2] = ["cp", "worker"];
/// Names outside the cluster; the first is in [`super::DNS`].
const NAMES: [&str; 8] = [
    "api.example.com",
    "'*.example.com'",
    "www.example.org.",
    "'*.Example.org'",
    "service-0.alpha.svc.cluster.local",
    "'*.beta.svc.cluster.local'",
    "service-1.default.svc.cluster.local",
    "10-0-0-1.alpha.pod.cluster.local",
];

/// What a policy is written as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Admin,
    Baseline,
    Cluster,
}

/// A policy that the API server takes. Few priorities, so that many are the same.
pub fn admin_policy(random: &mut Random, nth: usize) -> Yaml {
    let kind = [Kind::Admin, Kind::Admin, Kind::Baseline, Kind::Cluster, Kind::Cluster, Kind::Cluster]
        [random.range(0..6)];
    let (version, name) = match kind {
        Kind::Admin => ("v1alpha1", "AdminNetworkPolicy"),
        Kind::Baseline => ("v1alpha1", "BaselineAdminNetworkPolicy"),
        Kind::Cluster => ("v1alpha2", "ClusterNetworkPolicy"),
    };
    let mut spec = Yaml::Map(Vec::new());
    if kind == Kind::Cluster {
        spec.set("tier", scalar(random.pick(&["Admin", "Admin", "Baseline"])));
    }
    if kind != Kind::Baseline {
        spec.set("priority", scalar(random.pick(&["0", "5", "5", "10", "1000"])));
    }
    let (field, subject) = if random.chance(40) { ("namespaces", map([])) } else { pods(random, kind) };
    spec.set("subject", map([(field, subject)]));
    for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
        if random.chance(75) {
            let rules = (0..random.range(1..4)).map(|nth| admin_rule_of(random, kind, peers, nth));
            let rules = rules.collect();
            spec.set(direction, Yaml::List(rules));
        }
    }
    let own = if kind == Kind::Baseline { "default".to_owned() } else { format!("admin-{nth}") };
    map([
        ("apiVersion", scalar(format!("policy.networking.k8s.io/{version}"))),
        ("kind", scalar(name)),
        ("metadata", map([("name", scalar(own))])),
        ("spec", spec),
    ])
}

fn admin_rule_of(random: &mut Random, kind: Kind, peers: &str, nth: usize) -> Yaml {
    let accept = if kind == Kind::Cluster { "Accept" } else { "Allow" };
    let actions: &[&str] = match kind {
        Kind::Baseline => &[accept, "Deny"],
        Kind::Admin | Kind::Cluster => &[accept, "Deny", "Deny", "Pass"],
    };
    let action = random.pick(actions);
    let mut rule = Yaml::Map(Vec::new());
    if random.chance(40) {
        rule.set("name", scalar(format!("rule-{nth}")));
    }
    rule.set("action", scalar(action));
    let all: Vec<Yaml> = (0..random.range(1..3)).map(|_| peer(random, kind, peers, action)).collect();
    // "networks/nodes/domainNames peer cannot be set with namedPorts".
    let has_address =
        all.iter().any(|it| ["networks", "nodes", "domainNames"].iter().any(|key| it.get(key).is_some()));
    rule.set(peers, Yaml::List(all));
    if random.chance(40) {
        let named = !has_address;
        let ports = (0..random.range(1..3)).map(|_| port(random, kind, named)).collect();
        rule.set(if kind == Kind::Cluster { "protocols" } else { "ports" }, Yaml::List(ports));
    }
    rule
}

fn peer(random: &mut Random, kind: Kind, peers: &str, action: &str) -> Yaml {
    if peers == "to" && random.chance(50) {
        match random.range(0..8) {
            0..4 => {
                let networks = random.some_of(&BLOCKS, 15);
                let networks = if networks.is_empty() { vec!["0.0.0.0/0"] } else { networks };
                let quoted = |it: &str| if it.contains("::") { format!("'{it}'") } else { it.to_owned() };
                return map([(
                    "networks",
                    Yaml::List(networks.into_iter().map(|it| scalar(quoted(it))).collect()),
                )]);
            }
            4..7 => {
                let all = random.chance(40);
                let nodes = selector::selector(random, &NODE_KEYS, &NODE_VALUES, Keeps::Anything);
                return map([("nodes", if all { map([]) } else { nodes })]);
            }
            // Names are for Accept; the server takes them with Deny, too, but not in the v1alpha1 baseline.
            _ if kind != Kind::Baseline && (action == "Allow" || action == "Accept" || random.chance(10)) => {
                let names = random.some_of(&NAMES, 40);
                let names = if names.is_empty() { vec![NAMES[1]] } else { names };
                return map([("domainNames", Yaml::List(names.into_iter().map(scalar).collect()))]);
            }
            _ => {}
        }
    }
    let (field, value) = pods(random, kind);
    map([(field, value)])
}

/// `namespaces` or `pods`, of a subject or a peer.
fn pods(random: &mut Random, kind: Kind) -> (&'static str, Yaml) {
    if random.chance(45) {
        return ("namespaces", selector::namespaces(random, Keeps::Anything));
    }
    let mut pods = Yaml::Map(Vec::new());
    if kind != Kind::Cluster || random.chance(70) {
        pods.set("namespaceSelector", selector::namespaces(random, Keeps::Anything));
    }
    pods.set("podSelector", selector::pods(random, Keeps::Anything));
    ("pods", pods)
}

fn port(random: &mut Random, kind: Kind, named: bool) -> Yaml {
    let number = PORTS[random.range(0..PORTS.len())];
    let other = PORTS[random.range(0..PORTS.len())];
    let turned = kind != Kind::Cluster && random.chance(3);
    let (first, last) =
        if turned { (number.max(other), number.min(other)) } else { (number.min(other), number.max(other)) };
    let name = scalar(random.pick(&PORT_NAMES));
    let range = |protocol: Option<&str>| {
        let mut range = Yaml::Map(Vec::new());
        if let Some(it) = protocol {
            range.set("protocol", scalar(it));
        }
        range.set("start", scalar(first));
        range.set("end", scalar(last));
        range
    };
    let is_named = named && random.chance(30);
    if kind == Kind::Cluster {
        if is_named {
            return map([("destinationNamedPort", name)]);
        }
        let port = if first < last && random.chance(40) {
            map([("range", range(None))])
        } else {
            map([("number", scalar(number))])
        };
        return map([(random.pick(&["tcp", "tcp", "udp", "sctp"]), map([("destinationPort", port)]))]);
    }
    let last_one = if random.chance(10) { "ICMP" } else { "SCTP" };
    let protocol = random.pick(&["", "TCP", "UDP", last_one]);
    let protocol = Some(protocol).filter(|it| !it.is_empty());
    if is_named {
        map([("namedPort", name)])
    } else if random.chance(40) {
        map([("portRange", range(protocol))])
    } else {
        let mut it = map([("port", scalar(number))]);
        if let Some(protocol) = protocol {
            it.set("protocol", scalar(protocol));
        }
        map([("portNumber", it)])
    }
}

/// The Node that pods call `node-<nth>`, with the address that they call their host's, and perhaps another.
pub fn node(random: &mut Random, nth: usize, more: bool) -> Yaml {
    let address = |kind: &str, it: String| map([("type", scalar(kind)), ("address", scalar(it))]);
    let name = format!("node-{nth}");
    let mut labels = map([("kubernetes.io/hostname", scalar(&name))]);
    for key in random.some_of(&NODE_KEYS, 60) {
        labels.set(key, scalar(random.pick(&NODE_VALUES)));
    }
    for key in ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"] {
        if random.chance(50) {
            labels.set(key, scalar(random.pick(&["a", "b"])));
        }
    }
    let mut addresses = vec![address("InternalIP", format!("192.168.1.{nth}"))];
    if more && random.chance(30) {
        addresses.push(address("InternalIP", format!("'fd00:1::{nth}'")));
    }
    if more && random.chance(40) {
        addresses.push(address("ExternalIP", format!("198.51.100.{nth}")));
    }
    addresses.push(address("Hostname", name.clone()));
    map([
        ("apiVersion", scalar("v1")),
        ("kind", scalar("Node")),
        ("metadata", map([("name", scalar(name)), ("labels", labels)])),
        ("status", map([("addresses", Yaml::List(addresses))])),
    ])
}
