//! Random knobs and facts besides the manifests.

use std::net::IpAddr;

use super::{DNS, OUTSIDE, SPECIAL};
use crate::adapter::Given;
use crate::random::Random;
use crate::spec::{BlockPods, Facts, Family};

/// What links, flags and the dialog can say. Most of it is as usual, so that each knob is seen alone.
pub fn given(random: &mut Random) -> Given {
    let usual = Facts::default();
    let ranges = |random: &mut Random, choices: &[&[&str]]| {
        let some = choices[random.range(0..choices.len())];
        some.iter().map(|it| it.parse().unwrap()).collect()
    };
    let pods: [&[&str]; 4] = [&[], &["10.244.0.0/16"], &["fd00::/64"], &["10.244.0.0/16", "fd00::/64"]];
    let nodes: [&[&str]; 3] = [&["192.168.1.0/24"], &["fd00:1::/64"], &["192.168.0.0/16", "fd00:1::/64"]];
    let mut facts = Facts {
        pod_cidrs: if random.chance(40) { ranges(random, &pods) } else { usual.pod_cidrs },
        node_cidrs: if random.chance(30) { ranges(random, &nodes) } else { usual.node_cidrs },
        dns: dns(random),
        host_network_as_pod: random.chance(10),
        own_node_ingress_exempt: random.chance(85),
        own_node_egress_exempt: random.chance(20),
        kube_minor: if random.chance(15) { 34 } else { 36 },
        ..Facts::default()
    };
    facts.block_pods = match random.range(0..10) {
        0 => BlockPods::Never,
        1 => BlockPods::Always,
        _ => BlockPods::WhenKnown,
    };
    facts.family = match random.range(0..10) {
        0 | 1 => Some(Family::V4),
        2 | 3 => Some(Family::V6),
        _ => None,
    };
    let mut externals: Vec<IpAddr> = OUTSIDE.iter().map(|it| it.parse().unwrap()).collect();
    externals.extend(random.some_of(&SPECIAL, 30).iter().map(|it| it.parse::<IpAddr>().unwrap()));
    Given { facts, externals, ..Given::default() }
}

/// Names with the addresses of hosts, and some with those of pods, Services and nodes.
fn dns(random: &mut Random) -> Vec<(String, Vec<IpAddr>)> {
    let mut records = vec![(DNS.0.to_owned(), vec![DNS.1.parse().unwrap()])];
    if random.chance(40) {
        let address = random.pick(&["192.0.2.7", "2001:db8::1", "10.0.0.1", "192.168.1.1", "10.96.0.1"]);
        records.push(("b.example.com".to_owned(), vec![address.parse().unwrap()]));
    }
    if random.chance(25) {
        let both = ["198.51.100.1", "2001:db8::7"].map(|it| it.parse().unwrap());
        records.push(("www.example.org".to_owned(), both.to_vec()));
    }
    records
}
