//! Pods that answer everything that is asked in every way that there is.
//!
//! A namespace that is asked for by its name has one set of labels at a time, so there may be several clusters.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::asked::{Asked, Budget, Given, ways};
use crate::eval::address::{address, last_number, number};
use crate::ids::IdSet;
use crate::kind::{ContainerPort, Labels, Manifest, Meta, NAME_LABEL, Namespace, Pod, PodSpec};
use crate::order::sort_by_key;
use crate::protocol::{Family, Protocol};
use crate::source::{FileId, Origin, Span, Spanned};

/// Limits: there are no more pods in all clusters together, labels are answered in no more ways, and there are no more
/// clusters.
pub(super) const PODS: usize = 4_200;
const WAYS: usize = 4_096;
const CLUSTERS: usize = 32;
/// So many answers of selectors are looked at: states are made of each.
const ANSWERS: usize = 20_000_000;
/// So many blocks of addresses are told apart: each is asked about each.
const NETWORKS: usize = 1_000;
/// So many names of ports of one protocol are tried in every combination.
const NAMES: usize = 8;

const PROTOCOLS: [Protocol; 3] = [Protocol::Tcp, Protocol::Udp, Protocol::Sctp];

/// A namespace that could exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PossibleNamespace {
    pub(super) name: String,
    pub(super) labels: Given,
}

/// A pod that could exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PossiblePod {
    pub(super) namespace: usize,
    pub(super) labels: Given,
    pub(super) address: Option<IpAddr>,
    pub(super) ports: Named,
}

/// Namespaces and pods that could exist at the same time.
#[derive(Debug, Default)]
pub(super) struct PossibleCluster {
    pub(super) namespaces: Vec<PossibleNamespace>,
    pub(super) pods: Vec<PossiblePod>,
}

/// All clusters.
#[derive(Debug, Default)]
pub(super) struct PossibleClusters {
    pub(super) clusters: Vec<PossibleCluster>,
    /// Whether there are more pods or clusters than these.
    pub(super) is_cut: bool,
}

impl PossibleClusters {
    pub(super) fn new(asked: &Asked) -> PossibleClusters {
        let mut res = PossibleClusters::default();
        let mut budget = Budget { ways: WAYS, answers: ANSWERS, is_used_up: false };
        let labels = ways(&asked.pods, None, &mut budget);
        let mut of = |name: &str| ways(&asked.namespaces, Some((NAME_LABEL, name)), &mut budget);
        let named: Vec<(&String, Vec<Given>)> = asked.named.iter().map(|it| (it, of(it))).collect();
        // No name that is asked for begins like that.
        let mut other = "any".to_owned();
        while asked.named.iter().any(|it| it.starts_with(&other)) {
            other.push('y');
        }
        let others = of(&other);
        let count = named.iter().fold(1_usize, |all, it| all.saturating_mul(it.1.len()));
        let (addresses, few_addresses) = addresses(asked);
        let (ports, few_ports) = ports(asked);
        res.is_cut = budget.is_used_up || count > CLUSTERS || few_addresses || few_ports;
        let mut left = PODS;
        for nth in 0..count.min(CLUSTERS) {
            if left == 0 {
                res.is_cut = true;
                break;
            }
            let mut cluster = PossibleCluster::default();
            let mut rest = nth;
            for (name, ways) in &named {
                let labels = ways.get(rest % ways.len().max(1)).cloned().unwrap_or_default();
                rest /= ways.len().max(1);
                cluster.namespaces.push(PossibleNamespace { name: (*name).clone(), labels });
            }
            for (nth, labels) in others.iter().enumerate() {
                let name = format!("{other}-{}", nth + 1);
                cluster.namespaces.push(PossibleNamespace { name, labels: labels.clone() });
            }
            let mut pods: Vec<PossiblePod> = Vec::new();
            'all: for labels in &labels {
                for ports in &ports {
                    for stretch in &addresses {
                        for namespace in 0..cluster.namespaces.len() {
                            if pods.len() == left {
                                res.is_cut = true;
                                break 'all;
                            }
                            pods.push(PossiblePod {
                                namespace,
                                labels: labels.clone(),
                                address: stretch.as_ref().map(|it| it.nth(pods.len() as u128 + 1)),
                                ports: ports.clone(),
                            });
                        }
                    }
                }
            }
            sort_by_key(&mut pods, |it| it.labels.len() + it.ports.len());
            left -= pods.len();
            cluster.pods = pods;
            res.clusters.push(cluster);
        }
        res
    }
}

/// Addresses that lie in the same blocks.
struct Stretch {
    family: Family,
    first: u128,
    last: u128,
}

impl Stretch {
    /// One of its addresses: two pods do not share one where there is a choice.
    fn nth(&self, nth: u128) -> IpAddr {
        address(self.family, self.first.saturating_add(nth).min(self.last))
    }
}

/// Stretches that lie in different blocks, and whether there are more; `None`: no block asks.
fn addresses(asked: &Asked) -> (Vec<Option<Stretch>>, bool) {
    let is_cut = asked.networks.len() > NETWORKS;
    if asked.networks.is_empty() {
        return (vec![None], is_cut);
    }
    let mut res = Vec::new();
    for family in [Family::V4, Family::V6] {
        let own: Vec<(u128, u128)> = asked
            .networks
            .iter()
            .take(NETWORKS)
            .filter(|it| Family::of(it.addr()) == family)
            .map(|it| (number(it.network()), number(it.broadcast())))
            .collect();
        let mut starts = vec![0];
        for &(first, last) in &own {
            starts.push(first);
            starts.extend(Some(last).filter(|it| *it < last_number(family)).map(|it| it + 1));
        }
        crate::order::sort_dedup(&mut starts);
        // By the blocks that it lies in.
        let mut seen: IdSet<u32, Vec<bool>> = IdSet::default();
        let mut longest: Vec<Stretch> = Vec::new();
        for (nth, &first) in starts.iter().enumerate() {
            let last = starts.get(nth + 1).map_or(last_number(family), |it| it - 1);
            let at = seen.add(own.iter().map(|it| it.0 <= first && last <= it.1).collect());
            match longest.get_mut(at as usize) {
                // The longest stretch has room for most pods.
                Some(it) if it.last - it.first < last - first => (it.first, it.last) = (first, last),
                Some(_) => {}
                None => longest.push(Stretch { family, first, last }),
            }
        }
        res.extend(longest.into_iter().map(Some));
    }
    (res, is_cut)
}

/// The names of ports that a pod declares.
type Named = Vec<(Protocol, String, u16)>;

/// The ways in which a pod declares names of ports, and whether there are more. For each port, what counts is which names
/// stand for it.
fn ports(asked: &Asked) -> (Vec<Named>, bool) {
    let mut res = vec![Vec::new()];
    let mut is_cut = false;
    for protocol in PROTOCOLS {
        let names: Vec<&String> = asked.names.iter().filter(|it| it.0 == protocol).map(|it| &it.1).collect();
        is_cut |= names.len() > NAMES;
        let starts = asked.starts.iter().filter(|it| it.0 == protocol).map(|it| it.1);
        let starts: BTreeSet<u16> = starts.chain([1]).collect();
        let ends = starts.iter().skip(1).map(|it| it - 1).chain([u16::MAX]);
        for (&first, last) in starts.iter().zip(ends) {
            // Of each stretch one number, where there is a choice one that says something to people.
            let number = if (first..=last).contains(&8080) { 8080 } else { first };
            for which in 1..1_usize << names.len().min(NAMES) {
                // There will be no more pods than that.
                if res.len() == PODS {
                    return (res, true);
                }
                let chosen = names.iter().enumerate().filter(|it| which >> it.0 & 1 == 1);
                res.push(chosen.map(|it| (protocol, (*it.1).clone(), number)).collect());
            }
        }
    }
    (res, is_cut)
}

impl PossibleCluster {
    /// Its objects. Pods are called by their position.
    pub(super) fn objects(&self) -> Vec<Manifest> {
        let mut res: Vec<Manifest> = Vec::with_capacity(self.namespaces.len() + self.pods.len());
        for it in &self.namespaces {
            let mut labels: Vec<(String, String)> = it.labels.clone().into_iter().collect();
            labels.push((NAME_LABEL.to_owned(), it.name.clone()));
            sort_by_key(&mut labels, |it| it.0.clone());
            res.push(Manifest::Namespace(Namespace { meta: meta(&it.name, "", labels.into(), res.len()) }));
        }
        for (nth, it) in self.pods.iter().enumerate() {
            let namespace = self.namespaces.get(it.namespace).map_or("", |it| it.name.as_str());
            let labels: Labels = it.labels.clone().into_iter().collect();
            let port = |(protocol, name, number): &(Protocol, String, u16)| ContainerPort {
                name: name.clone(),
                number: *number,
                protocol: *protocol,
                host_port: None,
                container: "main".to_owned(),
                span: Span::default(),
            };
            let spec = PodSpec {
                labels: labels.clone(),
                ports: it.ports.iter().map(port).collect(),
                ..PodSpec::default()
            };
            res.push(Manifest::Pod(Pod {
                meta: meta(&format!("p{nth}"), namespace, labels, res.len()),
                spec,
                addresses: it.address.into_iter().collect(),
                all_addresses: it.address.is_some(),
                host_addresses: Vec::new(),
                finished: false,
                exported: false,
            }));
        }
        res
    }
}

fn meta(name: &str, namespace: &str, labels: Labels, nth: usize) -> Meta {
    // No two stand in one place.
    let start = u32::MAX - nth as u32;
    Meta {
        origin: Origin { file: FileId(u32::MAX), document: 0, start },
        span: Span::new(0, 0),
        name: Spanned::new(name.to_owned(), Span::default()),
        name_is_generated: false,
        namespace: namespace.to_owned(),
        labels,
        owner: None,
        exported: false,
        uid: String::new(),
        is_in_doubt: false,
        is_stand_in: false,
        is_last_version: false,
    }
}
