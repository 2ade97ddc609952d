//! Domain names of cluster-wide policies: names outside the cluster, and those that its own DNS has.

use std::net::IpAddr;

use ipnet::IpNet;

use super::Truth::{self, No, Unknown, Yes};
use super::end::Party;
use super::service::Service;
use super::{Packet, Spec, all, any};

impl Spec {
    /// "DomainNames provides a way to specify domain names as peers."
    pub(super) fn domain_matches(&self, pattern: &str, flow: &Packet<'_>, end: &Party<'_>) -> Truth {
        if end.name.is_some_and(|it| name_matches(pattern, it)) {
            return Yes;
        }
        let inside = any([self.headless_match(pattern, end), self.pod_name_matches(pattern, flow, end)]);
        any([inside, self.outside_name_matches(pattern, end)])
    }

    /// "Queried by host name: match by name; queried by IP: only through user-supplied DNS data, else `unknown`."
    fn outside_name_matches(&self, pattern: &str, end: &Party<'_>) -> Truth {
        let known: Vec<&(String, Vec<IpAddr>)> =
            self.facts.dns.iter().filter(|it| name_matches(pattern, &it.0)).collect();
        let listed = |it: &IpAddr| known.iter().any(|record| record.1.contains(it));
        match (end.pod, end.address) {
            // Only DNS data about its address makes a pod the host of a name.
            (Some(pod), None) if self.known_addresses(pod).iter().any(listed) => Yes,
            (Some(pod), None) if !pod.host_network => No,
            (_, Some(address)) if listed(&address) => Yes,
            (Some(pod), Some(_)) if !pod.host_network => No,
            // A name that it is not.
            (None, _) if end.name.is_some() => No,
            // What is in its node's network is known by the names of the node, as any address outside may have names.
            // Of a name that is written out, its addresses are all; of a pattern, there may be more names.
            _ if pattern.starts_with("*.") || known.is_empty() => {
                if is_of_cluster(pattern) {
                    No
                } else {
                    Unknown
                }
            }
            _ => No,
        }
    }

    /// "`<svc>.<ns>.svc.<domain>` of a *headless* Service stands for the addresses of its pods […]; names of ClusterIP
    /// Services, and of load balancer and external IPs, match nothing."
    fn headless_match(&self, pattern: &str, end: &Party<'_>) -> Truth {
        let headless = self.cluster.services.iter().filter(|it| it.headless && it.external_name.is_none());
        let known =
            any(headless.filter(|it| service_name_matches(pattern, it)).map(|it| self.is_behind(it, end)));
        any([known, self.unknown_service_match(pattern, end)])
    }

    /// A Service that is not in the input may be a headless one, with any pod of its namespace behind it: only its
    /// manifest would say.
    fn unknown_service_match(&self, pattern: &str, end: &Party<'_>) -> Truth {
        let plain = plain(pattern);
        let labels: Vec<&str> = plain.splitn(4, '.').collect();
        let [service, namespace, "svc", _domain] = labels.as_slice() else { return No };
        let is_there =
            self.cluster.services.iter().any(|it| it.name == *service && it.namespace == *namespace);
        let may_be = *service != "*" && !is_there && end.pod.is_some_and(|it| it.namespace == *namespace);
        if may_be { Unknown } else { No }
    }

    /// Whether the DNS record of a headless Service lists an end.
    fn is_behind(&self, service: &Service, end: &Party<'_>) -> Truth {
        let same = |it: IpAddr| {
            let own = end.pod.map(|it| self.known_addresses(it)).unwrap_or_default();
            end.address.map_or(own.contains(&it), |address| address == it)
        };
        if service.selector.is_empty() {
            let written = self.cluster.endpoints.iter().filter(|it| it.is_of(service));
            return written.flat_map(|it| &it.subsets).flat_map(|it| &it.0).any(|it| same(*it)).into();
        }
        any(self.cluster.pods.iter().filter(|it| it.namespace == service.namespace && !it.idle).map(|pod| {
            let itself = end.pod.is_some_and(|it| it.id == pod.id);
            let is_end = itself || self.known_addresses(pod).into_iter().any(same);
            all([service.selects(pod), is_end.into()])
        }))
    }

    /// "`a-b-c-d.<ns>.pod.<domain>` for the pod a.b.c.d".
    fn pod_name_matches(&self, pattern: &str, flow: &Packet<'_>, end: &Party<'_>) -> Truth {
        let Some(pod) = end.pod else { return No };
        let plain = plain(pattern);
        if let Some(parent) = plain.strip_prefix("*.") {
            let own = format!("{}.pod.", pod.namespace);
            let covers = parent.starts_with(&own) || parent.starts_with("pod.") || parent == DOMAIN;
            return covers.into();
        }
        let labels: Vec<&str> = plain.splitn(4, '.').collect();
        let [dashed, namespace, "pod", _domain] = labels.as_slice() else { return No };
        let address: Option<IpAddr> = dashed.replace('-', ".").parse().ok();
        match address {
            Some(it) if *namespace == pod.namespace => self.addresses_match(IpNet::from(it), &[], flow, end),
            _ => No,
        }
    }
}

/// The usual domain of a cluster; a pattern of all its names is one of this domain.
const DOMAIN: &str = "cluster.local";

fn plain(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

/// Whether a pattern speaks of Services or pods of the cluster.
fn is_of_cluster(pattern: &str) -> bool {
    let pattern = plain(pattern);
    // `<service>.<namespace>.svc.<domain>`; of a pattern, the first or the first two may be wild.
    let place = if pattern.starts_with("*.") { 0..2 } else { 2..3 };
    let labels: Vec<&str> = pattern.trim_start_matches("*.").split('.').collect();
    let is_kind = |it: &&str| *it == "svc" || *it == "pod";
    labels.ends_with(&["cluster", "local"]) || labels.get(place).is_some_and(|it| it.iter().any(is_kind))
}

fn service_name_matches(pattern: &str, service: &Service) -> bool {
    let pattern = plain(pattern);
    match pattern.strip_prefix("*.") {
        Some(parent) => {
            let own = format!("{}.svc.", service.namespace);
            parent.starts_with(&own) || parent.starts_with("svc.") || parent == DOMAIN
        }
        None => pattern.starts_with(&format!("{}.{}.svc.", service.name, service.namespace)),
    }
}

/// "'*', the wildcard specifier, matches one or more entire labels. It does not support partial matches. '*' may
/// only be specified as a prefix."
fn name_matches(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (plain(pattern), plain(name));
    match pattern.strip_prefix("*.") {
        Some(parent) => name.strip_suffix(parent).is_some_and(|it| it.len() > 1 && it.ends_with('.')),
        None => pattern == name,
    }
}
