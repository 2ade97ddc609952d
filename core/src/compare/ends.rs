//! Which row of one analysis is which of the other.
//!
//! Pods are matched by their id; where the id is gone, by the workload above them ([`super::renamed`]). Addresses outside the cluster are cut by the policies of each side in its own way, and are
//! matched address by address: "split external space of each family at every boundary" (M-95).

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use super::Both;
use super::renamed::renamed;
use crate::cluster::{Cluster, Endpoint, External};
use crate::eval::address::{address, after, last_number, number};
use crate::hash::{HashMap, HashSet};
use crate::ids::EndpointId;
use crate::model::Model;
use crate::order::{sort_by_key, sort_dedup};
use crate::protocol::Family;

/// An end that both analyses have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// Its rows.
    pub both: Both<EndpointId>,
    /// Of addresses outside the cluster: those that are in both rows. Empty for pods and hosts.
    pub ranges: Vec<(IpAddr, IpAddr)>,
}

/// All ends.
pub(super) struct Ends {
    pub(super) matched: Vec<Matched>,
    pub(super) removed: Vec<EndpointId>,
    pub(super) added: Vec<EndpointId>,
}

/// An address of IPv6, to have rows for that family.
const LAST: IpAddr = IpAddr::V6(Ipv6Addr::from_bits(u128::MAX));

/// Where only one of two analyses has rows for addresses of IPv6: the other one with such rows, too.
pub(super) fn widened(models: Both<&Model>) -> Both<Option<Box<Model>>> {
    let has = models.map(|it| externals(&it.cluster).any(|it| it.1.family == Family::V6));
    let wide = |model: &Model, lacks: bool| {
        lacks.then(|| {
            let mut options = model.options.clone();
            options.externals.push(LAST);
            Box::new(model.with_objects(Arc::clone(&model.read.manifests), &options))
        })
    };
    Both {
        before: wide(models.before, has.after && !has.before),
        after: wide(models.after, has.before && !has.after),
    }
}

/// Rows for addresses outside the cluster, also those of hosts.
fn externals(cluster: &Cluster) -> impl Iterator<Item = (EndpointId, &External)> {
    let all = cluster.endpoints.enumerate().take(cluster.visible()).skip(cluster.pod_count());
    all.filter_map(|(id, it)| Some((id, it.external()?)))
}

/// Matches all rows.
pub(super) fn ends(models: Both<&Model>) -> Ends {
    let (old, new) = (&models.before.cluster, &models.after.cluster);
    let mut matched: Vec<Matched> = Vec::new();
    let mut pair = |before, after| {
        matched.push(Matched { both: Both { before, after }, ranges: Vec::new() });
    };
    let is_pod = |it: &Endpoint| it.pod().is_some();
    let visible_pod = |cluster: &Cluster, id: &str| {
        let found = cluster.endpoint(id).filter(|it| (it.0 as usize) < cluster.visible());
        found.filter(|it| is_pod(cluster.endpoints.at(*it)))
    };
    let mut added = Vec::new();
    let mut found: HashSet<EndpointId> = HashSet::default();
    let mut removed: HashSet<EndpointId> = old.pods().map(|it| it.0).collect();
    for (id, _) in new.pods() {
        match visible_pod(old, &new.endpoints.at(id).id) {
            Some(it) => {
                removed.remove(&it);
                pair(it, id);
            }
            None => added.push(id),
        }
    }
    let new_names: HashSet<EndpointId> = added.iter().copied().collect();
    for Both { before, after } in renamed(Both { before: old, after: new }, &removed, &new_names) {
        removed.remove(&before);
        pair(before, after);
        found.insert(after);
    }
    added.retain(|it| !found.contains(it));
    let mut hosts: HashSet<EndpointId> = HashSet::default();
    for (id, _) in externals(new).filter(|it| it.1.host.is_some()) {
        match old.endpoint(&new.endpoints.at(id).id) {
            Some(before) => {
                pair(before, id);
                hosts.insert(before);
            }
            None => added.push(id),
        }
    }
    let gone = externals(old).filter(|it| it.1.host.is_some() && !hosts.contains(&it.0)).map(|it| it.0);
    let mut removed: Vec<EndpointId> = removed.into_iter().chain(gone).collect();
    sort_dedup(&mut removed);
    sort_by_key(&mut matched, |it| it.both.after);
    matched.extend(outside(models));
    Ends { matched, removed, added }
}

/// The addresses outside the cluster that one family has in both.
fn outside(models: Both<&Model>) -> Vec<Matched> {
    let mut res: Vec<Matched> = Vec::new();
    let mut positions: HashMap<Both<EndpointId>, usize> = HashMap::default();
    for family in [Family::V4, Family::V6] {
        let rows = models.map(|it| Rows::new(it, family));
        let mut starts = vec![0];
        rows.before.cuts(&mut starts);
        rows.after.cuts(&mut starts);
        sort_dedup(&mut starts);
        let end = last_number(family);
        for (nth, &first) in starts.iter().enumerate() {
            let last = starts.get(nth + 1).map_or(end, |next| next - 1);
            let Some((before, after_row)) = rows.before.at(first, last).zip(rows.after.at(first, last))
            else {
                continue;
            };
            let both = Both { before, after: after_row };
            let at = *positions.entry(both).or_insert(res.len());
            if at == res.len() {
                res.push(Matched { both, ranges: Vec::new() });
            }
            let Some(it) = res.get_mut(at) else { continue };
            let (first, last) = (address(family, first), address(family, last));
            match it.ranges.last_mut() {
                Some(previous) if after(previous.1) == Some(first) => previous.1 = last,
                Some(_) | None => it.ranges.push((first, last)),
            }
        }
    }
    res
}

/// The rows of all addresses outside the cluster.
pub(super) struct Addresses {
    v4: Rows,
    v6: Rows,
}

impl Addresses {
    pub(super) fn new(model: &Model) -> Addresses {
        Addresses { v4: Rows::new(model, Family::V4), v6: Rows::new(model, Family::V6) }
    }

    /// The row of an address.
    pub(super) fn row(&self, address: IpAddr) -> Option<EndpointId> {
        let rows = match Family::of(address) {
            Family::V4 => &self.v4,
            Family::V6 => &self.v6,
        };
        rows.at(number(address), number(address))
    }
}

/// The rows of one analysis for addresses of a family.
struct Rows {
    /// Ranges in ascending order; none of them meet.
    ranges: Vec<(u128, u128, EndpointId)>,
    /// Single addresses with a row of their own, which ranges around them do not speak for.
    alone: HashMap<u128, EndpointId>,
}

impl Rows {
    fn new(model: &Model, family: Family) -> Rows {
        let mut res = Rows { ranges: Vec::new(), alone: HashMap::default() };
        for (id, it) in externals(&model.cluster).filter(|it| it.1.host.is_none() && it.1.family == family) {
            match it.address() {
                // It is there to have rows for all others.
                Some(address) if it.added && address == LAST => {}
                Some(it) => {
                    res.alone.insert(number(it), id);
                }
                None => res.ranges.extend(it.ranges.iter().map(|it| (number(it.0), number(it.1), id))),
            }
        }
        sort_by_key(&mut res.ranges, |it| it.0);
        res
    }

    fn cuts(&self, starts: &mut Vec<u128>) {
        let alone = self.alone.keys().map(|it| (*it, *it));
        for (first, last) in self.ranges.iter().map(|it| (it.0, it.1)).chain(alone) {
            starts.push(first);
            starts.extend(last.checked_add(1));
        }
    }

    /// The row of a stretch that no row begins or ends in.
    fn at(&self, first: u128, last: u128) -> Option<EndpointId> {
        if first == last
            && let Some(it) = self.alone.get(&first)
        {
            return Some(*it);
        }
        let at = self.ranges.partition_point(|it| it.1 < first);
        self.ranges.get(at).filter(|it| it.0 <= first && last <= it.1).map(|it| it.2)
    }
}
