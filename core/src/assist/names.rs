//! Names, ports and addresses of the input.

use ipnet::IpNet;

use super::items::Asked;
use super::place::{Chosen, Place, scalar};
use super::select::is_real;
use super::style::Style;
use super::values::{plain, value};
use crate::cluster::{Cluster, PodBody};
use crate::hash::HashSet;
use crate::ids::EndpointId;
use crate::order::sort_by;
use crate::view::{Completion, CompletionKind};
use crate::words;

/// A range of addresses and what is known of it.
struct Known {
    net: IpNet,
    what: String,
}

/// So many pods and nodes are offered by their addresses.
const MOST_ADDRESSES: usize = 100;

/// A port of containers, and how many pods have it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Port<'a> {
    protocol: &'static str,
    number: u16,
    name: &'a str,
}

impl<'a> Asked<'a, '_> {
    pub(super) fn namespaces(&self, style: &Style) -> Vec<Completion> {
        let cluster = &self.model.cluster;
        let mut pods = vec![0_u32; cluster.namespaces.as_slice().len()];
        for (_, it) in cluster.pods() {
            if let Some(count) = pods.get_mut(it.namespace.0 as usize) {
                *count = count.saturating_add(it.replicas);
            }
        }
        let all = cluster.namespaces.iter().zip(pods).filter(|it| is_real(it.0));
        let mut all: Vec<_> = all.map(|(it, pods)| (it.name.as_str(), pods)).collect();
        sort_by(&mut all, |a, b| (b.1, a.0).cmp(&(a.1, b.0)));
        all.into_iter()
            .map(|(name, pods)| {
                value(style, name, CompletionKind::Name, &words::count(pods as usize, "pod"), "")
            })
            .collect()
    }

    /// The ports of the pods that a rule is about, or of all.
    fn container_ports(&self, place: &Place, entry: usize) -> Vec<(Port<'a>, u32)> {
        let about = self.pods_of_rule(place, entry);
        let pods = if about.is_empty() { self.model.cluster.pods().collect() } else { about };
        counted(pods.iter().map(|it| it.1))
    }

    pub(super) fn ports(&self, place: &Place, entry: usize, style: &Style) -> Vec<Completion> {
        let protocol = self.protocol_beside(entry);
        let fits = |it: &Port<'_>| protocol.is_none_or(|written| written == it.protocol);
        let all = self.container_ports(place, entry);
        numbers_and_names(all.into_iter().filter(|it| fits(&it.0)).collect(), style, self.takes_names(place))
    }

    /// Whether a name may stand in place of a number.
    fn takes_names(&self, place: &Place) -> bool {
        place.field.is_some_and(|it| matches!(it.shape, crate::kind::fields::Shape::Port(_)))
    }

    pub(super) fn port_names(&self, place: &Place, entry: usize, style: &Style) -> Vec<Completion> {
        let all = self.container_ports(place, entry);
        let named = numbers_and_names(all, style, true);
        named.into_iter().filter(|it| !it.label.starts_with(|it: char| it.is_ascii_digit())).collect()
    }

    /// The protocol that is written beside an entry of ports. Without one those of every protocol are offered: which of them is
    /// meant is not yet told.
    fn protocol_beside(&self, entry: usize) -> Option<&'static str> {
        let parent = self.sketch.entries.get(entry)?.parent;
        match self.sketch.scalar(parent, &["protocol"]) {
            Some("UDP") => Some("UDP"),
            Some("SCTP") => Some("SCTP"),
            Some("TCP") => Some("TCP"),
            Some(_) | None => None,
        }
    }

    /// The pods at which the ports of a rule are: of `ingress` the subject of the policy, of `egress` the peers.
    fn pods_of_rule(&self, place: &Place, entry: usize) -> Vec<(EndpointId, &'a PodBody)> {
        let path = self.sketch.path(Some(entry));
        let key = |it: &usize| self.sketch.entries.get(*it).and_then(|it| it.key);
        let Some(spec) = path.iter().copied().find(|it| key(it) == Some("spec")) else { return Vec::new() };
        if path.iter().any(|it| key(it) == Some("ingress")) {
            return self.pods_selected(place, self.sketch.child(Some(spec), "podSelector"));
        }
        let rule = path.iter().copied().skip_while(|it| key(it) != Some("egress")).nth(1);
        let Some(to) = rule.and_then(|it| self.sketch.child(Some(it), "to")) else { return Vec::new() };
        let peers = self.sketch.children(Some(to));
        self.pods_selected(place, peers.filter_map(|it| self.sketch.child(Some(it.0), "podSelector")))
    }

    /// The pods that some selectors take, each of which is what the table of the kind says of its field.
    fn pods_selected(
        &self,
        place: &Place,
        entries: impl IntoIterator<Item = usize>,
    ) -> Vec<(EndpointId, &'a PodBody)> {
        let chosen = |it| Place::of(self.sketch, Some(it)).chosen;
        self.pods_of_any(place, &entries.into_iter().filter_map(chosen).collect::<Vec<Chosen>>())
    }

    /// The ports of the pods that a Service chooses.
    pub(super) fn target_ports(&self, place: &Place, style: &Style) -> Vec<Completion> {
        let spec = self.sketch.child(place.root, "spec");
        let selector = spec.and_then(|it| self.sketch.child(Some(it), "selector"));
        let pods = self.pods_selected(place, selector);
        numbers_and_names(counted(pods.iter().map(|it| it.1)), style, self.takes_names(place))
    }

    pub(super) fn services(&self, place: &Place, style: &Style) -> Vec<Completion> {
        let namespace = self.namespace_of(place);
        let cluster = &self.model.cluster;
        let here = cluster.services.iter().enumerate().filter(|it| it.1.namespace == namespace);
        here.map(|(at, it)| {
            let rows = cluster.written(at).map_or_else(Vec::new, |it| cluster.backing_pods(it.1));
            let behind = words::count(Cluster::replicas_of(rows.iter().map(|it| it.1)) as usize, "pod");
            value(style, &it.name, CompletionKind::Name, &format!("{behind} behind it"), "")
        })
        .collect()
    }

    pub(super) fn ports_of_service(
        &self,
        place: &Place,
        entry: usize,
        style: &Style,
        by_name: bool,
    ) -> Vec<Completion> {
        let path = self.sketch.path(Some(entry));
        let service = path
            .iter()
            .copied()
            .rfind(|it| self.sketch.entries.get(*it).is_some_and(|it| it.key == Some("service")));
        let name = self.sketch.scalar(service, &["name"]).filter(|_| service.is_some()).unwrap_or_default();
        let cluster = &self.model.cluster;
        let found = cluster.service(self.namespace_of(place), name).and_then(|it| cluster.written(it));
        let ports = found.map(|it| it.1.ports.as_slice()).unwrap_or_default();
        let item = |it: &crate::kind::ServicePort| {
            let (number, kind) = (it.number.to_string(), CompletionKind::Port);
            if by_name {
                let detail = format!("{} {number}", it.protocol.as_str());
                return (!it.name.is_empty()).then(|| value(style, &it.name, kind, &detail, ""));
            }
            Some(plain(style, &number, kind, &it.name, ""))
        };
        ports.iter().filter_map(item).collect()
    }

    pub(super) fn pods(&self, place: &Place, style: &Style) -> Vec<Completion> {
        let cluster = &self.model.cluster;
        let Some(namespace) = cluster.namespace(self.namespace_of(place)) else { return Vec::new() };
        let here = cluster.pods_of(namespace).filter(|it| it.1.workload.is_none() && !it.1.is_stand_in);
        here.map(|it| value(style, &cluster.endpoints.at(it.0).name, CompletionKind::Name, "", "")).collect()
    }

    pub(super) fn node_names(&self, style: &Style) -> Vec<Completion> {
        let names = self.model.cluster.nodes.iter().filter_map(|it| it.name.as_deref());
        names.map(|it| value(style, it, CompletionKind::Name, "", "")).collect()
    }

    pub(super) fn pod_addresses(&self, place: &Place, entry: usize, style: &Style) -> Vec<Completion> {
        let cluster = &self.model.cluster;
        let there = scalar(self.sketch, entry);
        let here = cluster.namespace(self.namespace_of(place)).into_iter().flat_map(|it| cluster.pods_of(it));
        let all = here.flat_map(|(id, it)| it.addresses.iter().map(move |address| (address.to_string(), id)));
        all.filter(|it| Some(it.0.as_str()) != there)
            .map(|(it, id)| value(style, &it, CompletionKind::Block, self.model.title(id), ""))
            .collect()
    }

    /// Ranges of addresses: everything, what is private, what other policies name, and what is known by its address.
    pub(super) fn blocks(&self, entry: usize, style: &Style) -> Vec<Completion> {
        let there = self.elements(entry);
        let all = self.known_blocks().into_iter().filter(|it| !there.contains(&it.net));
        all.map(|it| value(style, &it.net.to_string(), CompletionKind::Block, &it.what, "")).collect()
    }

    /// The same inside of the `cidr` beside them.
    pub(super) fn exceptions(&self, entry: usize, style: &Style) -> Vec<Completion> {
        let list = self.list_of(entry);
        let block = list.and_then(|it| self.sketch.entries.get(it)).and_then(|it| it.parent);
        let cidr = block.and_then(|it| self.sketch.scalar(Some(it), &["cidr"]));
        let Some(cidr) = cidr.and_then(|it| it.parse::<IpNet>().ok()) else { return Vec::new() };
        let there = self.elements(entry);
        let inside = |it: &Known| it.net != cidr && cidr.contains(&it.net) && !there.contains(&it.net);
        let all = self.known_blocks().into_iter().filter(inside);
        all.map(|it| value(style, &it.net.to_string(), CompletionKind::Block, &it.what, "")).collect()
    }

    /// The ranges that stand in the same list.
    fn elements(&self, entry: usize) -> HashSet<IpNet> {
        let list = self.list_of(entry);
        let others =
            list.into_iter().flat_map(|it| self.sketch.children(Some(it))).filter(|it| it.0 != entry);
        others.filter_map(|it| scalar(self.sketch, it.0)?.parse().ok()).collect()
    }

    fn known_blocks(&self) -> Vec<Known> {
        let mut res: Vec<Known> = Vec::new();
        let mut known: HashSet<IpNet> = HashSet::default();
        let mut add = |net: IpNet, what: String| {
            if known.insert(net) {
                res.push(Known { net, what });
            }
        };
        for (net, what) in FIXED {
            if let Ok(net) = net.parse() {
                add(net, (*what).to_owned());
            }
        }
        let model = self.model;
        let options = &model.options;
        let assumed = [
            (&options.pod_cidrs, "pods"),
            (&options.service_cidrs, "Services"),
            (&options.node_cidrs, "nodes"),
        ];
        for (nets, what) in assumed {
            nets.iter().for_each(|it| add(*it, format!("where {what} are taken to be")));
        }
        for it in model.policies.atoms.iter() {
            let (nets, excepted) = it.networks();
            nets.iter().chain(excepted).for_each(|it| add(it.trunc(), "named by another policy".to_owned()));
        }
        let nodes = model.cluster.nodes.iter().filter_map(|it| Some((it.name.as_deref()?, &it.addresses)));
        for (name, addresses) in nodes.take(MOST_ADDRESSES) {
            addresses.iter().for_each(|it| add(IpNet::from(*it), format!("node {name}")));
        }
        for (id, pod) in model.cluster.pods().filter(|it| !it.1.addresses.is_empty()).take(MOST_ADDRESSES) {
            pod.addresses.iter().for_each(|it| add(IpNet::from(*it), model.title(id).to_owned()));
        }
        res
    }
}

/// Ranges that are the same everywhere.
const FIXED: &[(&str, &str)] = &[
    ("0.0.0.0/0", "every IPv4 address"),
    ("::/0", "every IPv6 address"),
    ("10.0.0.0/8", "private addresses"),
    ("172.16.0.0/12", "private addresses"),
    ("192.168.0.0/16", "private addresses"),
    ("169.254.169.254/32", "where a machine of a cloud asks for its own credentials"),
    ("fc00::/7", "private IPv6 addresses"),
];

/// The ports of some rows, and how many pods have each.
fn counted<'a>(rows: impl Iterator<Item = &'a PodBody>) -> Vec<(Port<'a>, u32)> {
    let mut all: Vec<(Port<'a>, u32)> = Vec::new();
    for pod in rows {
        let port = |it: &'a crate::kind::ContainerPort| Port {
            protocol: it.protocol.as_str(),
            number: it.number,
            name: &it.name,
        };
        all.extend(pod.ports.iter().map(|it| (port(it), pod.replicas)));
    }
    sort_by(&mut all, |a, b| a.0.cmp(&b.0));
    let mut res: Vec<(Port<'a>, u32)> = Vec::new();
    for (it, pods) in all {
        match res.last_mut() {
            Some(last) if last.0 == it => last.1 = last.1.saturating_add(pods),
            Some(_) | None => res.push((it, pods)),
        }
    }
    sort_by(&mut res, |a, b| b.1.cmp(&a.1));
    res
}

/// Each number and each name once, those that most pods have first.
fn numbers_and_names(ports: Vec<(Port<'_>, u32)>, style: &Style, names: bool) -> Vec<Completion> {
    let mut res: Vec<Completion> = Vec::new();
    let (mut numbers, mut known) = (HashSet::default(), HashSet::default());
    for (it, pods) in &ports {
        let label = it.number.to_string();
        if numbers.insert(it.number) {
            let name = if it.name.is_empty() { String::new() } else { format!(" {}", it.name) };
            let detail = format!("{}{name}: {}", it.protocol, words::count(*pods as usize, "pod"));
            res.push(plain(style, &label, CompletionKind::Port, &detail, ""));
        }
    }
    for (it, pods) in ports.iter().filter(|it| names && !it.0.name.is_empty()) {
        if known.insert(it.name) {
            let detail = format!("{} {}: {}", it.protocol, it.number, words::count(*pods as usize, "pod"));
            res.push(value(style, it.name, CompletionKind::Port, &detail, ""));
        }
    }
    res
}
