//! Ids for lists and programs. A row outside the cluster that consists of several ranges has one for each of them,
//! so that every id is `namespace/name`, `ip:ADDRESS`, `ip:FIRST-LAST`, or `host:NAME`.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::{EndpointKind, EndpointView, NamedLine};

/// An id, its row, and for what is outside its range.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// The id.
    pub id: String,
    /// The row.
    pub row: u32,
    /// Of addresses outside the cluster: first and last.
    pub range: Option<(IpAddr, IpAddr)>,
}

/// All ids in the order of the rows.
pub(crate) fn entries(endpoints: &[EndpointView]) -> Vec<Entry> {
    // What has a row of its own, such as the address of a node, is no part of the ranges around it.
    let singles = endpoints.iter().filter_map(ranges).filter_map(single);
    let alone: BTreeSet<IpAddr> = singles.collect();
    let mut res = Vec::new();
    for (row, it) in (0u32..).zip(endpoints.iter()) {
        match ranges(it) {
            None => res.push(Entry { id: it.id.clone(), row, range: None }),
            Some(own) if single(own).is_some() => {
                res.extend(own.iter().map(|it| Entry { id: id(it), row, range: Some(*it) }));
            }
            Some(several) => {
                let parts = several.iter().flat_map(|it| without(*it, &alone));
                res.extend(parts.map(|it| Entry { id: id(&it), row, range: Some(it) }));
            }
        }
    }
    res
}

/// Whether it is a host outside the cluster, which has its name for an id and no address.
pub(crate) fn is_host(it: &EndpointView) -> bool {
    it.kind == EndpointKind::External && it.id.starts_with("host:")
}

/// The ranges of an entry outside the cluster.
fn ranges(it: &EndpointView) -> Option<&[(IpAddr, IpAddr)]> {
    (it.kind == EndpointKind::External && !is_host(it)).then_some(it.ranges.as_slice())
}

/// The only address of an entry that has no more.
fn single(ranges: &[(IpAddr, IpAddr)]) -> Option<IpAddr> {
    match ranges {
        [(first, last)] if first == last => Some(*first),
        _ => None,
    }
}

/// What is left of a range between those addresses.
fn without((first, last): (IpAddr, IpAddr), alone: &BTreeSet<IpAddr>) -> Vec<(IpAddr, IpAddr)> {
    let mut rest = Some(first);
    let mut res = Vec::new();
    for &it in alone.range(first..=last) {
        let before = rest.zip(neighbour(it, false)).filter(|(from, to)| *from < it && from <= to);
        res.extend(before);
        rest = neighbour(it, true);
    }
    res.extend(rest.map(|it| (it, last)).filter(|(from, to)| from <= to));
    res
}

/// The next address, or the one before.
fn neighbour(it: IpAddr, next: bool) -> Option<IpAddr> {
    match it {
        IpAddr::V4(it) => {
            let number = u32::from(it);
            let number = if next { number.checked_add(1) } else { number.checked_sub(1) };
            number.map(|it| IpAddr::V4(it.into()))
        }
        IpAddr::V6(it) => {
            let number = u128::from(it);
            let number = if next { number.checked_add(1) } else { number.checked_sub(1) };
            number.map(|it| IpAddr::V6(it.into()))
        }
    }
}

fn id(range: &(IpAddr, IpAddr)) -> String {
    format!("ip:{}", text(range))
}

/// The ids of those lines; a line that stands for several has the first one's.
pub(crate) fn of_lines<'l>(
    endpoints: &[EndpointView],
    lines: &'l [NamedLine],
) -> Vec<(Entry, &'l NamedLine)> {
    let line = |it: &Entry| {
        let at = lines.binary_search_by_key(&it.row, |it| it.line.first).ok()?;
        lines.get(at)
    };
    entries(endpoints).into_iter().filter_map(|it| line(&it).map(|line| (it, line))).collect()
}

/// `ADDRESS` or `FIRST-LAST`.
pub(crate) fn text(range: &(IpAddr, IpAddr)) -> String {
    if range.0 == range.1 { range.0.to_string() } else { format!("{}-{}", range.0, range.1) }
}
