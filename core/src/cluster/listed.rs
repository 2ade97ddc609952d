//! What stands behind a Service without selector: EndpointSlices and Endpoints.

use std::net::IpAddr;

use super::Cluster;
use super::services::{Backend, Backing, Resolved, ServiceBody, Translation};
use crate::ids::EndpointId;
use crate::kind::{EndpointPort, Endpoints, Manifest, ServicePort};
use crate::order::{sort_by, sort_dedup};
use crate::protocol::{Family, Protocol};
use crate::tri::Tri;

impl Cluster {
    /// Adds the EndpointSlices and Endpoints.
    pub(super) fn add_listings(&mut self) {
        let is_listing = |it: &usize| self.endpoints_at(*it).is_some();
        let mut listings: Vec<usize> = (0..self.manifests.len()).filter(is_listing).collect();
        sort_by(&mut listings, |a, b| self.listing_key(*a).cmp(&self.listing_key(*b)));
        self.listings = listings;
    }

    fn endpoints_at(&self, manifest: usize) -> Option<&Endpoints> {
        self.manifests.get(manifest).and_then(Manifest::as_endpoints)
    }

    /// Namespace and name of the Service that it belongs to.
    fn listing_key(&self, manifest: usize) -> Option<(&str, &str)> {
        self.endpoints_at(manifest).map(|it| (it.meta.namespace.as_str(), it.service.as_str()))
    }

    /// The EndpointSlices and Endpoints of a Service, in the order of the input.
    fn listings_of(&self, body: &ServiceBody) -> impl Iterator<Item = &Endpoints> {
        let key = Some((body.namespace.as_str(), body.name.as_str()));
        let first = self.listings.partition_point(|it| self.listing_key(*it) < key);
        let all = self.listings.iter().skip(first).take_while(move |it| self.listing_key(**it) == key);
        all.filter_map(|it| self.endpoints_at(*it))
    }

    /// "Use EndpointSlice objects or an Endpoints object of the same name when present".
    pub(super) fn listed(&self, body: &ServiceBody, port: Option<&ServicePort>, res: &mut Resolved) {
        res.backing = Backing::Unknown;
        let mut found: Vec<(EndpointId, Family, (Protocol, u16))> = Vec::new();
        for it in self.listings_of(body) {
            res.backing = Backing::Listed;
            for set in &it.sets {
                let same = |it: &&EndpointPort| {
                    port.is_some_and(|port| (&port.name, port.protocol) == (&it.name, it.protocol))
                };
                let ports: Vec<(Protocol, u16)> = match port {
                    None => vec![res.asked],
                    Some(_) => set.ports.iter().filter(same).map(|it| (it.protocol, it.number)).collect(),
                };
                for address in &set.addresses {
                    let endpoint = self.of_address(&body.namespace, &address.pod, address.address);
                    let family = Family::of(address.address.to_canonical());
                    found.extend(
                        endpoint.into_iter().flat_map(|it| ports.iter().map(move |port| (it, family, *port))),
                    );
                }
            }
        }
        sort_dedup(&mut found);
        let translation = || if port.is_some() { Translation::Listed } else { Translation::Direct };
        res.backends = found
            .into_iter()
            .map(|(endpoint, family, port)| Backend {
                endpoint,
                port,
                translation: translation(),
                family: Some(family),
                certain: Tri::Yes,
            })
            .collect();
    }

    /// "Addresses of known pods map to those pods, others are external IPs."
    fn of_address(&self, namespace: &str, pod: &str, address: IpAddr) -> Option<EndpointId> {
        let named = || self.endpoint(&format!("{namespace}/{pod}"));
        let by_name = if pod.is_empty() { None } else { named() };
        by_name.or_else(|| self.pod_with(address)).or_else(|| self.hidden.address(address))
    }

    /// Addresses that EndpointSlices and Endpoints list for Services without selector, each once.
    pub(super) fn listed_addresses(&self) -> Vec<IpAddr> {
        let mut res = Vec::new();
        for it in self.listings.iter().filter_map(|it| self.endpoints_at(*it)) {
            let service = self.service(&it.meta.namespace, &it.service);
            let service = service.and_then(|at| self.written(at));
            if service.is_some_and(|it| it.1.selector.is_empty()) {
                res.extend(it.sets.iter().flat_map(|it| &it.addresses).map(|it| it.address));
            }
        }
        sort_dedup(&mut res);
        res
    }
}
