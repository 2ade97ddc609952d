//! Names of external entries, as people would give them.

use std::cmp::Reverse;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::hash::HashMap;
use ipnet::IpNet;

use super::{Line, ranges_text};
use crate::cluster::Family;
use crate::words;

/// Blocks that have a name of their own: address, length of the prefix, name.
const WELL_KNOWN: [(IpAddr, u8, &str); 6] = [
    (v4([10, 0, 0, 0]), 8, "private 10.0.0.0/8"),
    (v4([172, 16, 0, 0]), 12, "private 172.16.0.0/12"),
    (v4([192, 168, 0, 0]), 16, "private 192.168.0.0/16"),
    (v4([169, 254, 169, 254]), 32, "cloud metadata"),
    (v4([169, 254, 0, 0]), 16, "link-local 169.254.0.0/16"),
    (IpAddr::V6(Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0)), 7, "private fc00::/7"),
];

const fn v4([a, b, c, d]: [u8; 4]) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(a, b, c, d))
}

/// What an entry is made of.
pub(super) struct Entry<'l> {
    family: Family,
    pub(super) ranges: Vec<(u128, u128)>,
    /// The blocks as written, where the ranges are exactly those.
    exact: Option<Vec<&'l IpNet>>,
    /// The narrowest block that holds all the ranges.
    around: Option<&'l IpNet>,
}

impl<'l> Entry<'l> {
    pub(super) fn new(line: &'l Line, ranges: Vec<(u128, u128)>) -> Entry<'l> {
        Entry { family: line.family, exact: exact(line, &ranges), around: around(line, &ranges), ranges }
    }

    /// Whether the entry is what no narrower block speaks of.
    pub(super) fn is_rest(&self) -> bool {
        self.exact.is_none() && self.around.is_none_or(|it| it.prefix_len() == 0)
    }
}

/// Gives each entry a name that no other entry has.
#[derive(Default)]
pub(super) struct Names {
    given: HashMap<String, u32>,
}

impl Names {
    pub(super) fn name(&mut self, entry: &Entry<'_>) -> String {
        let name = match (&entry.exact, entry.around) {
            (Some(blocks), _) => together(blocks),
            (None, Some(it)) if it.prefix_len() > 0 => format!("rest of {it}"),
            (None, _) => match entry.family {
                Family::V4 => "internet".to_owned(),
                Family::V6 => "internet (IPv6)".to_owned(),
            },
        };
        let n = self.given.entry(name.clone()).or_default();
        *n += 1;
        if *n == 1 { name } else { format!("{name} ({n})") }
    }
}

fn exact<'l>(line: &'l Line, ranges: &[(u128, u128)]) -> Option<Vec<&'l IpNet>> {
    let whole = |first, last| first == 0 && last == super::last_number(line.family);
    let block = |&(first, last): &(u128, u128)| {
        let at =
            line.written.binary_search_by_key(&(first, Reverse(last)), |it| (it.0, Reverse(it.1))).ok()?;
        let it = line.written.get(at)?;
        (!whole(first, last)).then_some(&it.2)
    };
    ranges.iter().map(block).collect()
}

fn together(blocks: &[&IpNet]) -> String {
    let private = |it: &&IpNet| well_known(it).is_some_and(|it| it.starts_with("private "));
    match blocks {
        [one] => name(one),
        [one, two] => format!("{}, {}", name(one), name(two)),
        all if all.iter().all(private) => "private addresses".to_owned(),
        [one, ..] => words::and_more(&[name(one)], blocks.len()),
        [] => String::new(),
    }
}

fn around<'l>(line: &'l Line, ranges: &[(u128, u128)]) -> Option<&'l IpNet> {
    let (first, last) = (ranges.first()?.0, ranges.last()?.1);
    // Of those that begin before the ranges end, the last one that holds the first range is the narrowest, or lies in
    // those that hold all of them.
    let mut at = line.written.partition_point(|it| it.0 <= first).checked_sub(1);
    while let Some(&(start, end, ref block)) = at.and_then(|it| line.written.get(it)) {
        if start <= first && last <= end {
            return Some(block);
        }
        at = at.and_then(|it| line.around.get(it).copied().flatten()).map(|it| it as usize);
    }
    None
}

fn name(block: &IpNet) -> String {
    let single = block.prefix_len() == block.max_prefix_len();
    let written =
        || if single { ranges_text(&[(block.addr(), block.addr())], "") } else { block.to_string() };
    well_known(block).map_or_else(written, str::to_owned)
}

fn well_known(block: &IpNet) -> Option<&'static str> {
    let found = WELL_KNOWN.iter().find(|it| it.0 == block.addr() && it.1 == block.prefix_len());
    found.map(|it| it.2)
}
