//! `# option:` lines: flags of the command line tool, as both evaluators understand them.

use std::str::FromStr;

use crate::adapter::Given;
use crate::spec::{BlockPods, Family};

/// What a flag does with its value.
type Set = fn(&mut Given, &str) -> Option<()>;

/// The flags of the tool. Those that only core knows go to it by the key of their knob.
pub const FLAGS: [(&str, Set); 23] = [
    ("--ipblock-pods", |it, value| {
        let values = [
            ("match-when-known", BlockPods::WhenKnown),
            ("never", BlockPods::Never),
            ("always", BlockPods::Always),
        ];
        pick(&mut it.facts.block_pods, value, &values)
    }),
    ("--host-network-pods", |it, value| {
        pick(&mut it.facts.host_network_as_pod, value, &[("treat-as-node", false), ("as-pod", true)])
    }),
    ("--default-namespace", |it, value| knob(it, "default-namespace", value)),
    ("--kube-version", |it, value| parse(value.strip_prefix("1.")?).map(|minor| it.facts.kube_minor = minor)),
    ("--pod-cidr", |it, value| add(&mut it.facts.pod_cidrs, value)),
    ("--equal-priority", |it, value| knob(it, "equal-priority", value)),
    ("--network-policy-tier", |it, value| knob(it, "network-policy-tier", value)),
    ("--repeated-port-name", |it, value| knob(it, "repeated-port-name", value)),
    ("--standard-channel", |it, value| flag(&mut it.standard_channel, value, true)),
    ("--host", |it, value| {
        it.hosts.push(value.to_owned());
        Some(())
    }),
    ("--dns", |it, value| {
        let (name, addresses) = value.split_once('=')?;
        let addresses = addresses.split(',').map(parse).collect::<Option<_>>()?;
        it.facts.dns.push((name.to_owned(), addresses));
        Some(())
    }),
    // A case is one file.
    ("--dns-file", |_, _| None),
    ("--service-cidr", |it, value| knob(it, "service-cidr", if value == "none" { "" } else { value })),
    ("--node-cidr", |it, value| add(&mut it.facts.node_cidrs, value)),
    ("--service-hairpin", |it, value| knob(it, "service-hairpin", value)),
    ("--ingress-controller", |it, value| knob(it, "ingress-controller", value)),
    ("--family", |it, value| {
        pick(&mut it.facts.family, value, &[("4", Some(Family::V4)), ("6", Some(Family::V6))])
    }),
    ("--stand-ins", |it, value| knob(it, "stand-ins", value)),
    ("--limit-work", |it, value| knob(it, "limit-work", value)),
    ("--lenient", |it, value| flag(&mut it.lenient, value, true)),
    ("--no-own-node-ingress", |it, value| flag(&mut it.facts.own_node_ingress_exempt, value, false)),
    ("--own-node-egress", |it, value| flag(&mut it.facts.own_node_egress_exempt, value, true)),
    ("--external", |it, value| parse(value).map(|address| it.externals.push(address))),
];

/// What the lines say. A flag that may be repeated takes the place of what is usual the first time.
pub fn read(lines: &[String]) -> Result<Given, String> {
    let mut given = Given::default();
    if lines.iter().any(|it| it.starts_with("--pod-cidr ")) {
        given.facts.pod_cidrs.clear();
    }
    for line in lines {
        let (name, value) = line.split_once(' ').unwrap_or((line, ""));
        let (_, set) = FLAGS
            .iter()
            .find(|it| it.0 == name)
            .ok_or_else(|| format!("`# option: {line}`: no such flag"))?;
        set(&mut given, value.trim()).ok_or_else(|| format!("`# option: {line}`: which value?"))?;
    }
    Ok(given)
}

fn parse<T: FromStr>(value: &str) -> Option<T> {
    value.parse().ok()
}

fn add<T: FromStr>(to: &mut Vec<T>, value: &str) -> Option<()> {
    if value == "none" { Some(()) } else { parse(value).map(|it| to.push(it)) }
}

fn pick<T: Copy>(place: &mut T, value: &str, values: &[(&str, T)]) -> Option<()> {
    values.iter().find(|it| it.0 == value).map(|it| *place = it.1)
}

fn flag(place: &mut bool, value: &str, on: bool) -> Option<()> {
    value.is_empty().then(|| *place = on)
}

fn knob(given: &mut Given, key: &str, value: &str) -> Option<()> {
    given.knobs.push((key.to_owned(), value.to_owned()));
    Some(())
}
