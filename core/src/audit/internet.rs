//! What the internet is, and who may leave to it.

use std::net::IpAddr;

use ipnet::{Ipv4Net, Ipv6Net};

use super::{Each, Found, Once};
use crate::cluster::External;
use crate::eval::Pair;
use crate::ids::EndpointId;
use crate::model::Model;
use crate::pause::Pause;
use crate::policy::{Direction, PortSet};

/// Whether a pod may leave to the internet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// To all of it, on every port.
    Everywhere,
    /// On some ports, or to some addresses: the ports that are certainly allowed, and where to. The last says whether the
    /// input leaves more open.
    Some(Vec<Part>, bool),
    /// Not at all.
    Nowhere,
    /// The input does not decide, and nothing is certain.
    Undecided,
}

/// Addresses that the same ports are allowed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) ports: PortSet,
    /// Entries outside the cluster, in their order.
    pub(crate) to: Vec<EndpointId>,
    /// Whether these are all of the internet.
    pub(crate) all: bool,
}

/// Entries outside the cluster that hold addresses of the internet, in the order of the matrix: ranges that are not wholly
/// private, link-local or otherwise not routed there, and names of hosts. Addresses of nodes are not among them.
pub(crate) fn internet(model: &Model) -> Vec<EndpointId> {
    let visible = model.cluster.endpoints.enumerate().take(model.cluster.visible());
    let is_public = |it: &External| {
        let is_node =
            it.host.is_none() && it.address().is_some_and(|it| model.cluster.nodes_at(it).next().is_some());
        !is_node && (it.ranges.is_empty() || !it.ranges.iter().all(is_private))
    };
    visible.filter(|it| it.1.external().is_some_and(is_public)).map(|it| it.0).collect()
}

/// Whether no address of a range is one of the internet. Documentation ranges count as the internet, because examples are
/// written with them.
fn is_private(&(first, last): &(IpAddr, IpAddr)) -> bool {
    const V4: [&str; 9] = [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "224.0.0.0/4",
        "240.0.0.0/4",
    ];
    const V6: [&str; 4] = ["::/127", "fc00::/7", "fe80::/10", "ff00::/8"];
    match (first, last) {
        (IpAddr::V4(first), IpAddr::V4(last)) => {
            let nets = V4.iter().filter_map(|it| it.parse::<Ipv4Net>().ok());
            nets.into_iter().any(|it| it.contains(&first) && it.contains(&last))
        }
        (IpAddr::V6(first), IpAddr::V6(last)) => {
            let nets = V6.iter().filter_map(|it| it.parse::<Ipv6Net>().ok());
            nets.into_iter().any(|it| it.contains(&first) && it.contains(&last))
        }
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
    }
}

pub(super) async fn leaving(each: &Each<'_>, internet: &[EndpointId], pause: &Pause) -> Vec<Found<Leaving>> {
    let model = each.model;
    let said = model.reach.said(model.inputs(), Direction::Egress, internet);
    pause.here().await;
    let mut answers = Once::new();
    let leaving = |row, _: &_| {
        let group = model.reach.group_id(Direction::Egress, row);
        Some(answers.get(group, || summary(said.about(group).zip(reachable(model, row, internet)))))
    };
    each.ask(pause, leaving).await
}

/// The entries, each with whether a pod has an address family in common with it.
pub(super) fn reachable<'i>(
    model: &'i Model,
    row: EndpointId,
    internet: &'i [EndpointId],
) -> impl Iterator<Item = (EndpointId, bool)> + use<'i> {
    let family = move |it| model.reach.family(model.inputs(), Pair::new(row, it)).is_some();
    internet.iter().map(move |&it| (it, family(it)))
}

fn summary<'s>(answers: impl Iterator<Item = ((&'s PortSet, &'s PortSet), (EndpointId, bool))>) -> Leaving {
    let (mut parts, mut open): (Vec<Part>, bool) = (Vec::new(), false);
    let mut count = 0;
    for ((allowed, possible), (entry, _)) in answers.filter(|it| it.1.1) {
        count += 1;
        open |= allowed != possible;
        if allowed.is_empty() {
            continue;
        }
        match parts.iter_mut().find(|it| it.ports == *allowed) {
            Some(it) => it.to.push(entry),
            None => parts.push(Part { ports: allowed.clone(), to: vec![entry], all: false }),
        }
    }
    for it in &mut parts {
        it.all = it.to.len() == count;
    }
    match parts.as_slice() {
        [] if open => Leaving::Undecided,
        [] => Leaving::Nowhere,
        [one] if one.all && one.ports.is_all() => Leaving::Everywhere,
        _ => Leaving::Some(parts, open),
    }
}

#[cfg(test)]
mod tests {
    use super::is_private;

    #[test]
    fn a_range_is_private_only_as_a_whole() {
        let range = |first: &str, last: &str| (first.parse().unwrap(), last.parse().unwrap());
        assert!(is_private(&range("10.0.0.0", "10.255.255.255")));
        assert!(is_private(&range("fd00::1", "fd00::2")));
        assert!(!is_private(&range("9.255.255.255", "10.0.0.1")));
        assert!(!is_private(&range("198.51.100.0", "198.51.100.255")));
        assert!(!is_private(&range("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")));
    }
}
