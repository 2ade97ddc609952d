//! Random valid NetworkPolicies, with everything in them that may be missing, null or empty.

use ipnet::IpNet;

use super::selector::{self, Keeps};
use super::{PORT_NAMES, PORTS, Yaml, map, maybe, meta, scalar};
use crate::random::Random;

/// Ranges that blocks and networks name.
pub const BLOCKS: [&str; 21] = [
    "0.0.0.0/0",
    "0.0.0.0/1",
    "10.0.0.0/8",
    "10.0.0.0/23",
    "10.0.0.0/24",
    "10.0.1.0/24",
    "10.0.0.0/30",
    "10.0.0.1/32",
    "10.244.0.0/16",
    "10.244.0.0/24",
    "192.0.2.0/24",
    "192.168.1.1/32",
    "198.51.100.0/24",
    "::/0",
    "fd00::/16",
    "fd00::1:0/112",
    "2001:db8::/32",
    "10.96.0.0/12",
    "192.168.1.0/24",
    "fd00::1:1/128",
    "fd00:1::/64",
];

/// A policy that the API server takes.
pub fn policy(random: &mut Random, nth: usize) -> Yaml {
    let metadata = meta(random, format!("policy-{nth}"));
    let mut spec = Yaml::Map(Vec::new());
    if random.chance(90) {
        let selector = if random.chance(20) { map([]) } else { selector::pods(random, Keeps::Sound) };
        maybe(random, &mut spec, "podSelector", selector);
    }
    let types: &[&str] = match random.range(0..6) {
        0 | 1 => &[],
        2 => &["Ingress"],
        3 => &["Egress"],
        4 => &["Ingress", "Egress"],
        _ => &["Egress", "Egress"],
    };
    maybe(random, &mut spec, "policyTypes", Yaml::List(types.iter().map(scalar).collect()));
    for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
        let rules = if random.chance(60) { random.range(1..4) } else { 0 };
        let rules = (0..rules).map(|_| rule(random, peers)).collect();
        maybe(random, &mut spec, direction, Yaml::List(rules));
    }
    let kind = [("apiVersion", scalar("networking.k8s.io/v1")), ("kind", scalar("NetworkPolicy"))];
    let mut object = map(kind);
    object.set("metadata", metadata);
    maybe(random, &mut object, "spec", spec);
    object
}

/// One entry of `ingress` (`from`) or `egress` (`to`).
pub fn rule(random: &mut Random, peers: &str) -> Yaml {
    if random.chance(4) {
        return scalar("null");
    }
    let mut rule = Yaml::Map(Vec::new());
    let some = if random.chance(70) { random.range(1..3) } else { 0 };
    let all = (0..some).map(|_| peer(random)).collect();
    maybe(random, &mut rule, peers, Yaml::List(all));
    let some = if random.chance(60) { random.range(1..4) } else { 0 };
    let all = (0..some).map(|_| port(random)).collect();
    maybe(random, &mut rule, "ports", Yaml::List(all));
    rule
}

fn peer(random: &mut Random) -> Yaml {
    if random.chance(35) {
        return map([("ipBlock", block(random))]);
    }
    let mut peer = Yaml::Map(Vec::new());
    let which = random.range(0..5);
    if which != 1 {
        peer.set("podSelector", selector::pods(random, Keeps::Sound));
    }
    if which > 0 && which < 4 {
        peer.set("namespaceSelector", selector::namespaces(random, Keeps::Sound));
    } else if random.chance(10) {
        peer.set("namespaceSelector", scalar("null"));
    }
    peer
}

fn block(random: &mut Random) -> Yaml {
    let cidr = random.pick(&BLOCKS);
    let whole: IpNet = cidr.parse().unwrap();
    let inside = |it: &IpNet| whole.contains(it) && *it != whole;
    let holes: Vec<&str> = BLOCKS.into_iter().filter(|it| inside(&it.parse().unwrap())).collect();
    let quoted = |it: &str| scalar(if it.contains("::") { format!("'{it}'") } else { it.to_owned() });
    let mut block = map([("cidr", quoted(cidr))]);
    let percent = if random.chance(50) { 25 } else { 0 };
    let holes = random.some_of(&holes, percent);
    maybe(random, &mut block, "except", Yaml::List(holes.into_iter().map(quoted).collect()));
    block
}

fn port(random: &mut Random) -> Yaml {
    if random.chance(4) {
        return scalar("null");
    }
    let mut port = Yaml::Map(Vec::new());
    if random.chance(50) {
        port.set("protocol", scalar(random.pick(&["TCP", "UDP", "SCTP"])));
    }
    match random.range(0..10) {
        0 => {}
        1 => port.set("port", scalar("null")),
        2..=4 => port.set("port", scalar(random.pick(&PORT_NAMES))),
        5 | 6 => {
            let (one, two) = (PORTS[random.range(0..PORTS.len())], PORTS[random.range(0..PORTS.len())]);
            port.set("port", scalar(one.min(two)));
            port.set("endPort", scalar(one.max(two)));
        }
        _ => port.set("port", scalar(PORTS[random.range(0..PORTS.len())])),
    }
    port
}
