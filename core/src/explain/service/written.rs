//! What a Service says of itself.

use crate::kind::{Service, ServiceType};
use crate::protocol::Family;

/// The address families that a Service has, in its order; empty where the input does not say.
pub(crate) fn served(it: &Service) -> Vec<Family> {
    if !it.families.is_empty() {
        return it.families.clone();
    }
    let mut res = Vec::new();
    for family in it.cluster_ips.iter().map(|it| Family::of(it.to_canonical())) {
        if !res.contains(&family) {
            res.push(family);
        }
    }
    res
}

/// Whether a Service can be reached from outside the cluster.
pub fn published(it: &Service) -> bool {
    matches!(it.kind, ServiceType::NodePort | ServiceType::LoadBalancer) || !it.external_ips.is_empty()
}
