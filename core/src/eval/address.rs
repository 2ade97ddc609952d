//! The address space, cut where blocks of the input begin and end.

mod name;

use std::cmp::Reverse;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use super::places::places_in_steps;
use crate::cluster::{Body, Endpoint, External, Family};
use crate::ids::AtomId;
use crate::order::{sort, sort_by_key, sort_dedup};
use crate::pause::Pause;
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

/// Each thing that is done with a block takes as long as reading so many bytes, and to give it a name.
const BLOCK: usize = 2;
const NAME: usize = 16;

/// One family as a line of numbers.
#[derive(Clone, Debug)]
struct Line {
    family: Family,
    /// First number of each interval, ascending from 0, and its class.
    intervals: Vec<(u128, AddressClass)>,
    /// How many classes there are.
    classes: u32,
    /// What each block contains. A block is no list of classes: of blocks of nearly everything, each would be as long as
    /// all blocks together.
    blocks: Vec<(AtomId, Vec<Stretch>)>,
    /// Blocks as first and last number, with their text: for names. Sorted, wider ones first, each once.
    written: Vec<(u128, u128, IpNet)>,
    /// For each of these the narrowest one that holds it.
    around: Vec<Option<u32>>,
}

/// The first and the last of classes, in the order of the first address of each.
pub(super) type Stretch = (AddressClass, AddressClass);

impl AddressSpace {
    /// Cuts both families at every boundary of every block and exception (M-95), and cuts out each of `points`:
    /// addresses that questions other than blocks tell apart.
    pub(crate) async fn new(policies: &Policies, points: &[IpAddr], pause: &Pause) -> AddressSpace {
        AddressSpace {
            v4: Line::new(Family::V4, policies, points, pause).await,
            v6: Line::new(Family::V6, policies, points, pause).await,
        }
    }

    /// The class of an address.
    pub fn class(&self, address: IpAddr) -> AddressClass {
        self.line(Family::of(address)).class(number(address))
    }

    /// What each block contains of a family, as stretches that ascend.
    pub(super) fn blocks(&self, family: Family) -> &[(AtomId, Vec<Stretch>)] {
        &self.line(family).blocks
    }

    /// Whether some block speaks of the family.
    pub fn mentions(&self, family: Family) -> bool {
        !self.line(family).written.is_empty()
    }

    /// One entry for each class of a family, of the ranges that `keep` lets through.
    pub(crate) async fn externals(
        &self,
        families: &[Family],
        keep: &dyn Fn(IpAddr, IpAddr) -> bool,
        pause: &Pause,
    ) -> Vec<Endpoint> {
        let mut res = Vec::new();
        for &it in families {
            res.append(&mut self.line(it).externals(keep, pause).await);
        }
        res
    }

    fn line(&self, family: Family) -> &Line {
        match family {
            Family::V4 => &self.v4,
            Family::V6 => &self.v6,
        }
    }
}

impl Line {
    async fn new(family: Family, policies: &Policies, points: &[IpAddr], pause: &Pause) -> Line {
        let mut blocks: Vec<(AtomId, &IpNet, &[IpNet])> = Vec::new();
        for (id, it) in policies.atoms.enumerate() {
            let (networks, except) = it.networks();
            blocks.extend(networks.iter().map(|it| (id, it, except)));
        }
        blocks.retain(|it| family_of(it.1) == family);
        let mut points: Vec<IpAddr> = points.iter().copied().filter(|&it| Family::of(it) == family).collect();
        sort_dedup(&mut points);
        let mut written: Vec<_> =
            blocks.iter().flat_map(|it| std::iter::once(it.1).chain(it.2)).map(bounds).collect();
        written.extend(points.iter().map(|&it| bounds(&IpNet::from(it))));
        sort_by_key(&mut written, |it| (it.0, Reverse(it.1)));
        written.dedup_by_key(|it| (it.0, it.1));
        pause.after(written.len() * BLOCK).await;
        let mut starts = Vec::with_capacity(2 * written.len() + 1);
        starts.push(0);
        for &(first, last, _) in &written {
            starts.push(first);
            if last < last_number(family) {
                starts.push(last + 1);
            }
        }
        sort_dedup(&mut starts);
        pause.after(starts.len() * BLOCK).await;
        let blocks = by_question(&blocks, &starts);
        pause.after(blocks.len() * BLOCK).await;
        let stretches: Vec<&[(u32, u32)]> = blocks.iter().map(|it| it.1.as_slice()).collect();
        let mut line = Line {
            family,
            intervals: Vec::new(),
            classes: 0,
            blocks: Vec::new(),
            around: around(&written),
            written,
        };
        let places = places_in_steps(&stretches, pause).await;
        let firsts = line.sort_into_classes(&starts, &places, &points);
        pause.after(starts.len() * BLOCK).await;
        for (id, stretches) in &blocks {
            let class = |at| AddressClass(firsts.partition_point(|&it| it < at) as u32);
            let classes = stretches.iter().map(|&(first, last)| (class(first), class(last + 1)));
            let classes = classes.filter(|it| it.0 < it.1).map(|it| (it.0, AddressClass(it.1.0 - 1)));
            line.blocks.push((*id, classes.collect()));
            pause.after(BLOCK).await;
        }
        line
    }

    /// Makes classes of intervals that the same blocks contain; `places`: the intervals where other blocks begin to
    /// contain them, each with a number for all that do. Leaves the first interval of each class.
    fn sort_into_classes(&mut self, starts: &[u128], places: &[(u32, u32)], points: &[IpAddr]) -> Vec<u32> {
        let mut of_place: Vec<Option<AddressClass>> = vec![None; places.len() + 1];
        let mut firsts = Vec::new();
        let (mut places, mut points) = (places.iter().copied().peekable(), points.iter().peekable());
        let mut place = 0;
        for (at, &start) in (0..).zip(starts) {
            while let Some(it) = places.next_if(|it| it.0 <= at) {
                place = it.1;
            }
            let next = AddressClass(self.classes);
            let is_point = points.next_if(|it| number(**it) == start).is_some();
            let class = match of_place.get_mut(place as usize) {
                Some(it) if !is_point => *it.get_or_insert(next),
                Some(_) | None => next,
            };
            if class == next {
                self.classes += 1;
                firsts.push(at);
            }
            if self.intervals.last().is_none_or(|it| it.1 != class) {
                self.intervals.push((start, class));
            }
        }
        firsts
    }

    fn class(&self, address: u128) -> AddressClass {
        let at = self.intervals.partition_point(|&(start, _)| start <= address);
        self.intervals.get(at.saturating_sub(1)).map_or(AddressClass(0), |it| it.1)
    }

    /// Entries with the narrowest names first and the rest of the world last.
    async fn externals(&self, keep: &dyn Fn(IpAddr, IpAddr) -> bool, pause: &Pause) -> Vec<Endpoint> {
        let address = |it| address(self.family, it);
        let mut by_class: Vec<Vec<(u128, u128)>> = vec![Vec::new(); self.classes as usize];
        let ends = self.intervals.iter().skip(1).map(|it| it.0 - 1).chain([last_number(self.family)]);
        for (&(first, class), last) in self.intervals.iter().zip(ends) {
            if let Some(it) =
                by_class.get_mut(class.0 as usize).filter(|_| keep(address(first), address(last)))
            {
                // Most have one, and room for four would be kept for each.
                it.reserve_exact(usize::from(it.is_empty()));
                it.push((first, last));
            }
            pause.after(BLOCK).await;
        }
        let mut entries: Vec<name::Entry<'_>> = Vec::with_capacity(by_class.len());
        for ranges in by_class.into_iter().filter(|it| !it.is_empty()) {
            pause.after(NAME * ranges.len()).await;
            entries.push(name::Entry::new(self, ranges));
        }
        sort_by_key(&mut entries, |it| (it.is_rest(), it.ranges.first().copied()));
        let mut names = name::Names::default();
        let mut res = Vec::with_capacity(entries.len());
        for it in entries {
            pause.after(NAME * it.ranges.len()).await;
            let ranges: Vec<_> = it.ranges.iter().map(|&(a, b)| (address(a), address(b))).collect();
            let name = names.name(&it);
            let id = format!("ip:{}", ranges_text(&ranges, ","));
            let body = Body::External(External { family: self.family, host: None, ranges, added: false });
            res.push(Endpoint { id, name, body });
        }
        pause.here().await;
        res
    }
}

/// Each range as `ADDRESS` or `FIRST-LAST`.
pub fn ranges_text(ranges: &[(IpAddr, IpAddr)], between: &str) -> String {
    let mut res = String::new();
    for (nth, &(first, last)) in ranges.iter().enumerate() {
        res.push_str(if nth > 0 { between } else { "" });
        push_address(&mut res, first);
        if first != last {
            res.push('-');
            push_address(&mut res, last);
        }
    }
    res
}

/// Digit by digit: of a space that many blocks cut, the names would take longer than all the rest.
fn push_address(text: &mut String, address: IpAddr) {
    let IpAddr::V4(it) = address else { return text.push_str(&address.to_string()) };
    for (nth, byte) in it.octets().into_iter().enumerate() {
        text.push_str(if nth > 0 { "." } else { "" });
        let digits = [byte / 100, byte / 10 % 10, byte % 10];
        let zeros = digits.iter().take(2).take_while(|it| **it == 0).count();
        text.extend(digits.into_iter().skip(zeros).map(|it| char::from(b'0' + it)));
    }
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
pub(crate) fn after(it: IpAddr) -> Option<IpAddr> {
    let family = Family::of(it);
    (number(it) < last_number(family)).then(|| address(family, number(it) + 1))
}

/// The intervals that each question contains, as first and last position; questions in their order.
fn by_question(blocks: &[(AtomId, &IpNet, &[IpNet])], starts: &[u128]) -> Vec<(AtomId, Vec<(u32, u32)>)> {
    let positions = |net: &IpNet| {
        let (first, last, _) = bounds(net);
        let from = starts.partition_point(|&it| it < first);
        (from as u32, starts.partition_point(|&it| it <= last) as u32)
    };
    let of_one = |several: &[(AtomId, &IpNet, &[IpNet])]| {
        let mut stretches: Vec<(u32, u32)> = Vec::new();
        for (_, cidr, except) in several {
            let (mut from, end) = positions(cidr);
            let mut except: Vec<(u32, u32)> = except.iter().map(positions).collect();
            sort(&mut except);
            for it in except {
                stretches.push((from, it.0));
                from = from.max(it.1);
            }
            stretches.push((from, end));
        }
        stretches.retain(|it| it.0 < it.1);
        // Networks of one peer may overlap.
        sort(&mut stretches);
        let mut res: Vec<(u32, u32)> = Vec::new();
        for (from, end) in stretches {
            match res.last_mut() {
                Some(it) if from <= it.1 + 1 => it.1 = it.1.max(end - 1),
                Some(_) | None => res.push((from, end - 1)),
            }
        }
        res
    };
    let of_one = |it: &[(AtomId, &IpNet, &[IpNet])]| Some((it.first()?.0, of_one(it)));
    blocks.chunk_by(|a, b| a.0 == b.0).filter_map(of_one).collect()
}

/// For each block the narrowest other one that holds it. Of two blocks that have addresses in common, one holds the
/// other, so those around a block are the ones that have begun and not ended.
fn around(written: &[(u128, u128, IpNet)]) -> Vec<Option<u32>> {
    let mut open: Vec<(u32, u128)> = Vec::new();
    let mut res = Vec::with_capacity(written.len());
    for (at, &(first, last, _)) in (0..).zip(written) {
        while open.pop_if(|it| it.1 < first).is_some() {}
        res.push(open.last().map(|it| it.0));
        open.push((at, last));
    }
    res
}

fn bounds(net: &IpNet) -> (u128, u128, IpNet) {
    (number(net.network()), number(net.broadcast()), *net)
}

/// An address as a number.
pub(crate) fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(it) => u128::from(u32::from(it)),
        IpAddr::V6(it) => u128::from(it),
    }
}

/// The address of a number.
pub(crate) fn address(family: Family, number: u128) -> IpAddr {
    match family {
        Family::V4 => IpAddr::V4(Ipv4Addr::from(number as u32)),
        Family::V6 => IpAddr::V6(Ipv6Addr::from(number)),
    }
}

/// The last address of a family, as a number.
pub(crate) fn last_number(family: Family) -> u128 {
    match family {
        Family::V4 => u128::from(u32::MAX),
        Family::V6 => u128::MAX,
    }
}

#[cfg(test)]
mod tests;
