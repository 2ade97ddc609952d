//! Ids of the output. An entry outside the cluster that consists of several ranges has one for each of them, so
//! that every id is `namespace/name`, `ip:ADDRESS`, `ip:FIRST-LAST`, or `host:NAME`.

use std::collections::HashSet;
use std::net::IpAddr;

use netpol_core::Analysis;
use netpol_core::view::{EndpointKind, EndpointView};

/// An id, its row, and for what is outside its range.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) row: u32,
    pub(crate) range: Option<(IpAddr, IpAddr)>,
}

/// All ids in the order of the rows.
pub(crate) fn entries(analysis: &Analysis) -> Vec<Entry> {
    let endpoints = analysis.endpoints();
    // An address that was added has a row of its own, also where blocks cut it out among other ranges.
    let alone: HashSet<_> =
        endpoints.iter().filter_map(ranges).filter(|it| it.len() == 1).flatten().collect();
    let mut res = Vec::new();
    for (row, it) in (0u32..).zip(endpoints.iter()) {
        match ranges(it) {
            None => res.push(Entry { id: it.id.clone(), row, range: None }),
            Some([one]) => res.push(Entry { id: id(one), row, range: Some(*one) }),
            Some(several) => res.extend(several.iter().filter(|it| !alone.contains(it)).map(|it| Entry {
                id: id(it),
                row,
                range: Some(*it),
            })),
        }
    }
    res
}

/// Whether it is a host outside the cluster, which goes by its name whatever its addresses are.
pub(crate) fn is_host(it: &EndpointView) -> bool {
    it.kind == EndpointKind::External && it.id.starts_with("host:")
}

/// The ranges of an entry outside the cluster.
fn ranges(it: &EndpointView) -> Option<&[(IpAddr, IpAddr)]> {
    (it.kind == EndpointKind::External && !is_host(it)).then_some(it.ranges.as_slice())
}

fn id(range: &(IpAddr, IpAddr)) -> String {
    format!("ip:{}", text(range))
}

/// `ADDRESS` or `FIRST-LAST`.
pub(crate) fn text(range: &(IpAddr, IpAddr)) -> String {
    if range.0 == range.1 { range.0.to_string() } else { format!("{}-{}", range.0, range.1) }
}

/// `namespace/name`, or the name of an entry outside.
pub(crate) fn title(it: &EndpointView) -> &str {
    if it.kind == EndpointKind::External { &it.name } else { &it.id }
}
