//! Names of external entries, as people would give them.

use std::cmp::Reverse;

use crate::hash::HashMap;
use ipnet::IpNet;

use super::Line;
use crate::cluster::Family;

/// Blocks that have a name of their own.
const WELL_KNOWN: [(&str, &str); 6] = [
    ("10.0.0.0/8", "private 10.0.0.0/8"),
    ("172.16.0.0/12", "private 172.16.0.0/12"),
    ("192.168.0.0/16", "private 192.168.0.0/16"),
    ("169.254.169.254/32", "cloud metadata"),
    ("169.254.0.0/16", "link-local 169.254.0.0/16"),
    ("fc00::/7", "private fc00::/7"),
];

/// Whether the entry is what no narrower block speaks of.
pub(super) fn is_rest(line: &Line, ranges: &[(u128, u128)]) -> bool {
    exact(line, ranges).is_none() && around(line, ranges).is_none_or(|it| it.prefix_len() == 0)
}

/// Gives each entry a name that no other entry has.
#[derive(Default)]
pub(super) struct Names {
    given: HashMap<String, u32>,
}

impl Names {
    pub(super) fn name(&mut self, line: &Line, ranges: &[(u128, u128)]) -> String {
        let name = match (exact(line, ranges), around(line, ranges)) {
            (Some(blocks), _) => blocks,
            (None, Some(it)) if it.prefix_len() > 0 => format!("rest of {it}"),
            (None, _) => match line.family {
                Family::V4 => "internet".to_owned(),
                Family::V6 => "internet (IPv6)".to_owned(),
            },
        };
        let n = self.given.entry(name.clone()).or_default();
        *n += 1;
        if *n == 1 { name } else { format!("{name} ({n})") }
    }
}

/// The blocks as written, when the ranges are exactly those.
fn exact(line: &Line, ranges: &[(u128, u128)]) -> Option<String> {
    let whole = |first, last| first == 0 && last == super::last_number(line.family);
    let block = |&(first, last): &(u128, u128)| {
        let at =
            line.written.binary_search_by_key(&(first, Reverse(last)), |it| (it.0, Reverse(it.1))).ok()?;
        let it = line.written.get(at)?;
        (!whole(first, last)).then_some(&it.2)
    };
    let blocks: Vec<&IpNet> = ranges.iter().map(block).collect::<Option<_>>()?;
    let private = |it: &&IpNet| name(it).starts_with("private ");
    match blocks.as_slice() {
        [] => None,
        [one] => Some(name(one)),
        [one, two] => Some(format!("{}, {}", name(one), name(two))),
        all if all.iter().all(private) => Some("private addresses".to_owned()),
        [one, rest @ ..] => Some(format!("{} and {} more", name(one), rest.len())),
    }
}

/// The narrowest block that holds all the ranges.
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
    let text = block.to_string();
    let known = WELL_KNOWN.iter().find(|it| it.0 == text);
    let single = block.prefix_len() == block.max_prefix_len();
    known.map_or_else(|| if single { block.addr().to_string() } else { text.clone() }, |it| it.1.to_owned())
}
