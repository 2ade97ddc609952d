//! The address space, cut where blocks of the input begin and end.

mod name;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;
use rustc_hash::FxHashMap;

use crate::cluster::{Body, Endpoint, External, Family};
use crate::ids::AtomId;
use crate::order::{sort_by_key, sort_dedup};
use crate::policy::Policies;
pub use crate::policy::atom::{family_of, unknown_address};

/// Addresses of one family that the same blocks contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressClass(u32);

/// What is known about the address of a pod in one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Address {
    /// It has none.
    None,
    /// It has one of these.
    Known(AddressClass),
    /// It has one, which the input does not say.
    Unknown,
}

/// Both families.
#[derive(Clone, Debug)]
pub struct AddressSpace {
    v4: Line,
    v6: Line,
}

/// One family as a line of numbers.
#[derive(Clone, Debug)]
struct Line {
    family: Family,
    /// First number of each interval, ascending from 0, and its class.
    intervals: Vec<(u128, AddressClass)>,
    /// The blocks that contain the addresses of a class.
    blocks: Vec<Vec<AtomId>>,
    /// The address of a class that was cut out although no block speaks of it.
    points: Vec<Option<IpAddr>>,
    /// Blocks as first and last number, with their text: for names.
    written: Vec<(u128, u128, IpNet)>,
}

impl AddressSpace {
    /// Cuts both families at every boundary of every block and exception (M-95), and cuts out each of `points`:
    /// addresses that questions other than blocks tell apart.
    pub fn new(policies: &Policies, points: &[IpAddr]) -> AddressSpace {
        let line = |family| Line::new(family, policies, points);
        AddressSpace { v4: line(Family::V4), v6: line(Family::V6) }
    }

    /// The class of an address.
    pub fn class(&self, address: IpAddr) -> AddressClass {
        self.line(Family::of(address)).class(number(address))
    }

    /// The blocks that contain the addresses of a class.
    pub fn blocks(&self, family: Family, class: AddressClass) -> &[AtomId] {
        self.line(family).blocks.get(class.0 as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether some block speaks of the family.
    pub fn mentions(&self, family: Family) -> bool {
        !self.line(family).written.is_empty()
    }

    /// One entry for each class of a family, of the ranges that `keep` lets through.
    pub fn externals(&self, families: &[Family], keep: &dyn Fn(IpAddr, IpAddr) -> bool) -> Vec<Endpoint> {
        families.iter().flat_map(|&it| self.line(it).externals(keep)).collect()
    }

    fn line(&self, family: Family) -> &Line {
        match family {
            Family::V4 => &self.v4,
            Family::V6 => &self.v6,
        }
    }
}

impl Line {
    fn new(family: Family, policies: &Policies, points: &[IpAddr]) -> Line {
        let mut blocks: Vec<(AtomId, &IpNet, &[IpNet])> = Vec::new();
        for (id, it) in policies.atoms.enumerate() {
            let (networks, except) = it.networks();
            blocks.extend(networks.iter().map(|it| (id, it, except)));
        }
        blocks.retain(|it| family_of(it.1) == family);
        let of_family = points.iter().copied().filter(|&it| Family::of(it) == family);
        let points: FxHashMap<u128, IpAddr> = of_family.map(|it| (number(it), it)).collect();
        let mut written: Vec<_> =
            blocks.iter().flat_map(|it| std::iter::once(it.1).chain(it.2)).map(bounds).collect();
        written.extend(points.values().map(|&it| bounds(&IpNet::from(it))));
        sort_by_key(&mut written, |it| (it.0, std::cmp::Reverse(it.1)));
        written.dedup();
        let mut starts = vec![0];
        for &(first, last, _) in &written {
            starts.push(first);
            if last < last_number(family) {
                starts.push(last + 1);
            }
        }
        sort_dedup(&mut starts);
        let mut members = vec![Vec::new(); starts.len()];
        let between = |first: u128, last: u128| {
            let from = starts.partition_point(|&it| it < first);
            from..starts.partition_point(|&it| it <= last)
        };
        for (id, cidr, except) in blocks {
            let (first, last, _) = bounds(cidr);
            for it in members.get_mut(between(first, last)).into_iter().flatten() {
                // Networks of one peer may overlap.
                if it.last() != Some(&id) {
                    it.push(id);
                }
            }
            for it in except {
                let (first, last, _) = bounds(it);
                for it in members.get_mut(between(first, last)).into_iter().flatten() {
                    if it.last() == Some(&id) {
                        it.pop();
                    }
                }
            }
        }
        let mut classes: FxHashMap<Vec<AtomId>, AddressClass> = FxHashMap::default();
        let mut line = Line {
            family,
            intervals: Vec::with_capacity(starts.len()),
            blocks: Vec::new(),
            points: Vec::new(),
            written,
        };
        for (start, members) in starts.into_iter().zip(members) {
            let next = AddressClass(line.blocks.len() as u32);
            let point = points.get(&start).copied();
            let class = if point.is_some() { next } else { *classes.entry(members.clone()).or_insert(next) };
            if class == next {
                line.blocks.push(members);
                line.points.push(point);
            }
            if line.intervals.last().is_none_or(|it| it.1 != class) {
                line.intervals.push((start, class));
            }
        }
        line
    }

    fn class(&self, address: u128) -> AddressClass {
        let at = self.intervals.partition_point(|&(start, _)| start <= address);
        self.intervals.get(at.saturating_sub(1)).map_or(AddressClass(0), |it| it.1)
    }

    /// Entries with the narrowest names first and the rest of the world last.
    fn externals(&self, keep: &dyn Fn(IpAddr, IpAddr) -> bool) -> Vec<Endpoint> {
        let address = |it| address(self.family, it);
        let mut by_class: Vec<Vec<(u128, u128)>> = vec![Vec::new(); self.blocks.len()];
        let ends = self.intervals.iter().skip(1).map(|it| it.0 - 1).chain([last_number(self.family)]);
        for (&(first, class), last) in self.intervals.iter().zip(ends) {
            if let Some(it) =
                by_class.get_mut(class.0 as usize).filter(|_| keep(address(first), address(last)))
            {
                it.push((first, last));
            }
        }
        let mut entries: Vec<(bool, Vec<(u128, u128)>)> = by_class
            .into_iter()
            .filter(|it| !it.is_empty())
            .map(|ranges| (name::is_rest(self, &ranges), ranges))
            .collect();
        sort_by_key(&mut entries, |it| (it.0, it.1.first().copied()));
        let mut names = name::Names::default();
        entries
            .into_iter()
            .map(|(_, ranges)| {
                let name = names.name(self, &ranges);
                let ranges: Vec<_> = ranges.into_iter().map(|(a, b)| (address(a), address(b))).collect();
                let body = Body::External(External { family: self.family, host: None, ranges, added: false });
                Endpoint { id: String::new(), name, body }
            })
            .map(|it| Endpoint { id: external_id(&it), ..it })
            .collect()
    }
}

/// `ip:ADDRESS`, `ip:FIRST-LAST`, or several such ranges with commas between.
fn external_id(it: &Endpoint) -> String {
    let ranges = it.external().map(|it| it.ranges.as_slice()).unwrap_or_default();
    let ranges: Vec<String> = ranges.iter().map(range_text).collect();
    format!("ip:{}", ranges.join(","))
}

/// `ADDRESS` or `FIRST-LAST`.
pub fn range_text(range: &(IpAddr, IpAddr)) -> String {
    if range.0 == range.1 { range.0.to_string() } else { format!("{}-{}", range.0, range.1) }
}

/// How many addresses follow the first, up to the last; `None` where they are of two families.
pub(super) fn distance(first: IpAddr, last: IpAddr) -> Option<u128> {
    (Family::of(first) == Family::of(last)).then(|| number(last).saturating_sub(number(first)))
}

/// The address before.
pub(super) fn before(it: IpAddr) -> Option<IpAddr> {
    number(it).checked_sub(1).map(|number| address(Family::of(it), number))
}

/// The next address.
pub(super) fn after(it: IpAddr) -> Option<IpAddr> {
    let family = Family::of(it);
    (number(it) < last_number(family)).then(|| address(family, number(it) + 1))
}

fn bounds(net: &IpNet) -> (u128, u128, IpNet) {
    (number(net.network()), number(net.broadcast()), *net)
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(it) => u128::from(u32::from(it)),
        IpAddr::V6(it) => u128::from(it),
    }
}

fn address(family: Family, number: u128) -> IpAddr {
    match family {
        Family::V4 => IpAddr::V4(Ipv4Addr::from(number as u32)),
        Family::V6 => IpAddr::V6(Ipv6Addr::from(number)),
    }
}

fn last_number(family: Family) -> u128 {
    match family {
        Family::V4 => u128::from(u32::MAX),
        Family::V6 => u128::MAX,
    }
}

#[cfg(test)]
mod tests;
