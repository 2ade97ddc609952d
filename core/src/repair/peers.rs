//! Rows as peers and subjects of policies: the selectors that mean them and as few others as can be.

use crate::cluster::{LabelValue, PodBody};
use crate::edit::Yaml;
use crate::ids::EndpointId;
use crate::model::Model;
use crate::policy::parts;

/// Labels whose values change at every rollout or release, and those that tell replicas apart.
const PASSING: &[&str] = &[
    "pod-template-hash",
    "controller-revision-hash",
    "pod-template-generation",
    "controller-uid",
    "batch.kubernetes.io/controller-uid",
    "job-name",
    "batch.kubernetes.io/job-name",
    "statefulset.kubernetes.io/pod-name",
    "apps.kubernetes.io/pod-index",
    "helm.sh/chart",
    "app.kubernetes.io/version",
    "chart",
];

/// The labels of a pod that a policy can name, as pairs in the order of their keys.
pub(super) fn labels(model: &Model, pod: &PodBody) -> Vec<(String, String)> {
    let text = |it| model.cluster.strings.text(it).to_owned();
    let known = pod.labels.iter().filter_map(|(key, value)| match value {
        LabelValue::Known(value) => Some((text(key), text(value))),
        LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything => None,
    });
    let mut res: Vec<(String, String)> = known.filter(|it| !PASSING.contains(&it.0.as_str())).collect();
    crate::order::sort_by(&mut res, |a, b| a.cmp(b));
    res
}

/// The fewest labels that mean the pod and no other of its namespace that is not the same workload; all of them where
/// none do. `None`: it has no label.
pub(super) fn telling(model: &Model, pod: &PodBody) -> Option<Vec<(String, String)>> {
    let all = labels(model, pod);
    if all.is_empty() {
        return None;
    }
    let others: Vec<Vec<(String, String)>> = model
        .cluster
        .pods()
        .filter(|it| it.1.namespace == pod.namespace && !is_same_workload(it.1, pod))
        .map(|it| labels(model, it.1))
        .take(MOST_OTHERS)
        .collect();
    let tells =
        |chosen: &[(String, String)]| !others.iter().any(|it| chosen.iter().all(|label| it.contains(label)));
    let one = all.iter().find(|it| tells(std::slice::from_ref(it)));
    if let Some(it) = one {
        return Some(vec![it.clone()]);
    }
    let pairs = all.iter().enumerate().flat_map(|(nth, a)| all.iter().skip(nth + 1).map(move |b| [a, b]));
    let two = pairs.map(|it| it.map(Clone::clone).to_vec()).find(|it| tells(it));
    Some(two.unwrap_or(all))
}

/// More pods of one namespace are not looked at: the evaluation shows whom the labels mean besides.
const MOST_OTHERS: usize = 2_000;

fn is_same_workload(one: &PodBody, other: &PodBody) -> bool {
    let same_owner = one.owner.is_some() && one.owner == other.owner;
    one.location == other.location || same_owner
}

/// The peer of a rule that means a row, for the policies of a namespace; with the words for it.
pub(super) fn peer(model: &Model, it: EndpointId, namespace: &str) -> Option<(Yaml, String)> {
    let end = model.cluster.endpoints.get(it)?;
    let Some(pod) = end.pod() else {
        let (first, last) = *end.external()?.ranges.first()?;
        // Of a whole range one address would open next to nothing: the smallest block around it is meant.
        let block = block(first, last)?;
        return Some((Yaml::map([("ipBlock", Yaml::map([("cidr", Yaml::text(block.clone()))]))]), block));
    };
    if pod.host_network {
        let address = pod.host_addresses.first().or(pod.addresses.first())?;
        let block = block(*address, *address)?;
        return Some((Yaml::map([("ipBlock", Yaml::map([("cidr", Yaml::text(block.clone()))]))]), block));
    }
    let chosen = telling(model, pod)?;
    let words: Vec<String> = chosen.iter().map(|it| format!("{}={}", it.0, it.1)).collect();
    let words = words.join(",");
    let own = &model.cluster.namespaces.at(pod.namespace).name;
    if own == namespace {
        return Some((Yaml::map([("podSelector", parts::labels(chosen))]), format!("pods with {words}")));
    }
    let pods = parts::labels(chosen);
    let peer = Yaml::map([("namespaceSelector", parts::namespace(own)), ("podSelector", pods)]);
    Some((peer, format!("pods of {own} with {words}")))
}

/// The block of a range, as it is written.
pub(super) fn block(first: std::net::IpAddr, last: std::net::IpAddr) -> Option<String> {
    use std::net::IpAddr::{V4, V6};
    match (first, last) {
        (V4(a), V4(b)) => ipnet::Ipv4Subnets::new(a, b, 0).next().map(|it| it.to_string()),
        (V6(a), V6(b)) => ipnet::Ipv6Subnets::new(a, b, 0).next().map(|it| it.to_string()),
        _ => None,
    }
}
