//! Host names that stand for pods: names inside the cluster, and those that the caller's DNS data gives to a pod.
//!
//! "`<svc>.<ns>.svc.<domain>` of a headless Service stands for the addresses of its pods, `a-b-c-d.<ns>.pod.<domain>`
//! for the pod a.b.c.d; names of ClusterIP Services, and of load balancer and external IPs, match nothing" (A-45).

use std::net::IpAddr;

use rustc_hash::FxHashMap;

use super::domain_names::covers;
use super::networks;
use super::seen::addresses;
use crate::cluster::{Cluster, Family, ServicePortChoice};
use crate::ids::{AtomId, EndpointId, IdSet};
use crate::kind::PortRef;
use crate::options::Options;
use crate::order::sort_dedup;
use crate::policy::{Atom, DomainNames, Policies};
use crate::tri::Tri;

/// A question about names that a pod answers with yes or perhaps: for flows of this family, or for all.
pub(crate) type NamedAnswer = (AtomId, Option<Family>, Tri);

/// What clusters call themselves unless told otherwise.
const DOMAIN: &str = "cluster.local";

/// Which questions about names each pod answers with yes or perhaps; most pods none.
#[derive(Debug, Default)]
pub struct NamesOfPods {
    of: FxHashMap<EndpointId, u32>,
    /// Number 0 is the empty list.
    lists: IdSet<u32, Vec<NamedAnswer>>,
}

impl NamesOfPods {
    /// Looks up the names that policies ask for.
    pub fn new(cluster: &Cluster, policies: &Policies, options: &Options) -> NamesOfPods {
        let mut res = NamesOfPods::default();
        let mut found: FxHashMap<EndpointId, Vec<NamedAnswer>> = FxHashMap::default();
        for (atom, it) in policies.atoms.enumerate() {
            let Atom::DomainNames(DomainNames { names: patterns }) = it else { continue };
            let mut add = |pod, family, tri| found.entry(pod).or_default().push((atom, family, tri));
            by_dns_data(cluster, patterns, options, &mut add);
            for it in patterns {
                services(cluster, it, &mut add);
                pods(cluster, it, options, &mut add);
            }
        }
        res.lists.add(Vec::new());
        for (pod, mut list) in found {
            sort_dedup(&mut list);
            res.of.insert(pod, res.lists.add(list));
        }
        res
    }

    /// The number of the list of a pod's answers.
    pub(crate) fn of(&self, pod: EndpointId) -> u32 {
        self.of.get(&pod).copied().unwrap_or_default()
    }

    /// A list by its number.
    pub(crate) fn list(&self, number: u32) -> &[NamedAnswer] {
        self.lists.items().get(number).map(Vec::as_slice).unwrap_or_default()
    }

    /// What a pod answers to a question about names, for a flow of this family.
    pub(super) fn answer(&self, pod: EndpointId, atom: AtomId, family: Option<Family>) -> Tri {
        let meant = |it: &&NamedAnswer| it.0 == atom && (it.1.is_none() || it.1 == family);
        self.list(self.of(pod)).iter().filter(meant).map(|it| it.2).fold(Tri::No, Tri::or)
    }
}

/// Whether a name, or `*.` and the end of one, is given by the cluster itself.
pub(crate) fn is_of_cluster(name: &str) -> bool {
    let ours = |it: &str| it == "svc" || it == "pod";
    match name.strip_prefix("*.") {
        None => name.split('.').nth(2).is_some_and(ours),
        Some(end) => end == DOMAIN || end.ends_with(DOMAIN) && end.split('.').any(ours),
    }
}

type Add<'a> = &'a mut dyn FnMut(EndpointId, Option<Family>, Tri);

/// "User-supplied name→IP data makes it an IP query" (M-66), and the address may be a pod's.
fn by_dns_data(cluster: &Cluster, patterns: &[String], options: &Options, add: Add<'_>) {
    let meant = options.dns.iter().filter(|it| patterns.iter().any(|pattern| covers(pattern, &it.name)));
    let mut named: Vec<IpAddr> = meant.flat_map(|it| it.addresses.iter().map(IpAddr::to_canonical)).collect();
    if named.is_empty() {
        return;
    }
    sort_dedup(&mut named);
    for (id, pod) in cluster.pods() {
        for it in addresses(pod).filter(|it| named.binary_search(it).is_ok()) {
            add(id, Some(Family::of(it)), Tri::Yes);
        }
    }
}

fn services(cluster: &Cluster, pattern: &str, add: Add<'_>) {
    let domain = domain(pattern, ".svc.");
    for (at, body) in cluster.services.iter().enumerate() {
        let name = format!("{}.{}.svc.{domain}", body.name, body.namespace);
        let Some((_, it)) = cluster.written(at).filter(|it| it.1.headless) else { continue };
        if !covers(pattern, &name) {
            continue;
        }
        // Of a headless Service every port leads to the same pods.
        let any_port = ServicePortChoice { protocol: None, port: PortRef::Number(1) };
        let Ok(resolved) = cluster.resolve(at, Some(&any_port)) else { continue };
        for backend in resolved.backends {
            let mut of_family = |family| add(backend.endpoint, family, backend.certain);
            match it.families.as_slice() {
                [] => of_family(None),
                some => some.iter().for_each(|&it| of_family(Some(it))),
            }
        }
    }
    // Whether such a Service exists, and is headless, only its manifest would say.
    let mut labels = pattern.split('.');
    if let (Some(service), Some(namespace), Some("svc"), Some(_)) =
        (labels.next(), labels.next(), labels.next(), labels.next())
        && service != "*"
        && cluster.service(namespace, service).is_none()
        && let Some(it) = cluster.namespace(namespace)
    {
        cluster.pods_of(it).for_each(|(id, _)| add(id, None, Tri::Unknown));
    }
}

fn pods(cluster: &Cluster, pattern: &str, options: &Options, add: Add<'_>) {
    if let Some(end) = pattern.strip_prefix("*.") {
        // Every pod has such a name; it does not depend on the address.
        let domain = domain(pattern, ".pod.");
        let holds_pods = end.contains("pod.") || format!("pod.{DOMAIN}").ends_with(end);
        for (id, pod) in cluster.pods().filter(|_| holds_pods) {
            let namespace = &cluster.namespaces.at(pod.namespace).name;
            if covers(pattern, &format!("0.{namespace}.pod.{domain}")) {
                add(id, None, Tri::Yes);
            }
        }
        return;
    }
    let mut labels = pattern.splitn(4, '.');
    let (Some(dashed), Some(namespace), Some("pod"), Some(_)) =
        (labels.next(), labels.next(), labels.next(), labels.next())
    else {
        return;
    };
    let parse = |dot| dashed.replace('-', dot).parse::<IpAddr>().ok();
    let Some(address) = parse(".").or_else(|| parse(":")) else { return };
    let Some(namespace) = cluster.namespace(namespace) else { return };
    let (family, net) = (Family::of(address), [ipnet::IpNet::from(address)]);
    let may_be = cluster.pod_with(address).is_none();
    for (id, pod) in cluster.pods_of(namespace) {
        let known = addresses(pod).find(|&it| Family::of(it) == family);
        let assumed = if pod.host_network { &options.node_cidrs } else { &options.pod_cidrs };
        let tri = match known {
            Some(it) => (it == address).into(),
            None if may_be => networks::unknown(&net, family, assumed),
            None => Tri::No,
        };
        if tri.possible() {
            add(id, Some(family), tri);
        }
    }
}

/// The cluster's domain as far as a pattern tells it.
fn domain<'p>(pattern: &'p str, kind: &str) -> &'p str {
    pattern.split_once(kind).map_or(DOMAIN, |it| it.1)
}

#[cfg(test)]
mod tests;
