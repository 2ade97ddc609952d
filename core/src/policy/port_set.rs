//! Sets of (protocol, port) as canonical intervals.

use std::fmt;

use crate::order::sort;
use crate::protocol::Protocol;

/// Ports 1–65535 of TCP, UDP and SCTP; port 0 is not a port.
///
/// INVARIANT: intervals are sorted, disjoint, and do not touch, so equal sets are equal values. A port is the
/// number `protocol << 16 | port`; since port 0 is in no set, intervals of two protocols never touch.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PortSet {
    intervals: Vec<(u32, u32)>,
}

fn code(protocol: Protocol, port: u16) -> u32 {
    let protocol = match protocol {
        Protocol::Tcp => 0,
        Protocol::Udp => 1,
        Protocol::Sctp => 2,
    };
    protocol << 16 | u32::from(port)
}

fn decode(code: u32) -> (Protocol, u16) {
    let protocol = match code >> 16 {
        0 => Protocol::Tcp,
        1 => Protocol::Udp,
        _ => Protocol::Sctp,
    };
    (protocol, code as u16)
}

impl PortSet {
    /// The codes of all ports.
    pub(crate) const ALL: &[(u32, u32); 3] = &[(0x0001, 0xFFFF), (0x1_0001, 0x1_FFFF), (0x2_0001, 0x2_FFFF)];

    /// Every port of every protocol.
    pub fn all() -> PortSet {
        PortSet { intervals: PortSet::ALL.to_vec() }
    }

    /// No port.
    pub fn empty() -> PortSet {
        PortSet::default()
    }

    /// `first` to `last`, both included; empty when they are the wrong way round.
    pub fn range(protocol: Protocol, first: u16, last: u16) -> PortSet {
        let (first, last) = (first.max(1), last);
        let intervals =
            if first <= last { vec![(code(protocol, first), code(protocol, last))] } else { Vec::new() };
        PortSet { intervals }
    }

    /// One port.
    pub fn one(protocol: Protocol, port: u16) -> PortSet {
        PortSet::range(protocol, port, port)
    }

    /// Every port of one protocol.
    pub fn protocol(protocol: Protocol) -> PortSet {
        PortSet::range(protocol, 1, u16::MAX)
    }

    /// Whether no port is in it.
    pub fn is_empty(&self) -> bool {
        self.intervals.is_empty()
    }

    /// Whether every port of every protocol is in it.
    pub fn is_all(&self) -> bool {
        self.intervals.len() == 3 && self.intervals.iter().all(|&(first, last)| last - first == 0xFFFE)
    }

    /// Whether one port is in it.
    pub fn contains(&self, protocol: Protocol, port: u16) -> bool {
        let it = code(protocol, port);
        let at = self.intervals.partition_point(|&(_, last)| last < it);
        self.intervals.get(at).is_some_and(|&(first, _)| first <= it)
    }

    /// Ports in either.
    #[must_use]
    pub fn union(&self, other: &PortSet) -> PortSet {
        let mut res = PortSet { intervals: Vec::with_capacity(self.intervals.len() + other.intervals.len()) };
        let (mut left, mut right) = (self.intervals.iter().peekable(), other.intervals.iter().peekable());
        loop {
            let next = match (left.peek(), right.peek()) {
                (Some(a), Some(b)) if a <= b => left.next(),
                (_, Some(_)) => right.next(),
                (_, None) => left.next(),
            };
            let Some(&(first, last)) = next else { return res };
            res.append(first, last);
        }
    }

    /// Ports in any of several sets.
    pub fn of_all<'s>(sets: impl IntoIterator<Item = &'s PortSet>) -> PortSet {
        let mut intervals: Vec<(u32, u32)> = Vec::new();
        sets.into_iter().for_each(|it| intervals.extend_from_slice(&it.intervals));
        sort(&mut intervals);
        let mut res = PortSet::empty();
        intervals.into_iter().for_each(|(first, last)| res.append(first, last));
        res
    }

    /// Adds an interval that begins nowhere before the last one.
    pub(crate) fn append(&mut self, first: u32, last: u32) {
        match self.intervals.last_mut() {
            Some(previous) if first <= previous.1 + 1 => previous.1 = previous.1.max(last),
            Some(_) | None => self.intervals.push((first, last)),
        }
    }

    /// Its intervals as codes, in ascending order; none of them touch.
    pub(crate) fn intervals(&self) -> &[(u32, u32)] {
        &self.intervals
    }

    /// Ports in both.
    #[must_use]
    pub fn intersection(&self, other: &PortSet) -> PortSet {
        let mut res = PortSet::default();
        let (mut left, mut right) = (self.intervals.iter().peekable(), other.intervals.iter().peekable());
        while let (Some(&&a), Some(&&b)) = (left.peek(), right.peek()) {
            let (first, last) = (a.0.max(b.0), a.1.min(b.1));
            if first <= last {
                res.intervals.push((first, last));
            }
            if a.1 < b.1 {
                left.next()
            } else {
                right.next()
            };
        }
        res
    }

    /// Ports in this one and not in the other.
    #[must_use]
    pub fn difference(&self, other: &PortSet) -> PortSet {
        let mut res = PortSet::default();
        let mut others = other.intervals.iter().peekable();
        for &(first, last) in &self.intervals {
            let mut from = first;
            while others.next_if(|it| it.1 < first).is_some() {}
            let mut ahead = others.clone();
            while let Some(&&(cut_first, cut_last)) = ahead.peek() {
                if cut_first > last {
                    break;
                }
                if from < cut_first {
                    res.intervals.push((from, cut_first - 1));
                }
                from = from.max(cut_last + 1);
                ahead.next();
            }
            if from <= last {
                res.intervals.push((from, last));
            }
        }
        res
    }

    /// Whether every port of `other` is in it.
    #[cfg(test)]
    pub fn covers(&self, other: &PortSet) -> bool {
        other.difference(self).is_empty()
    }

    /// The lowest port.
    pub fn first(&self) -> Option<(Protocol, u16)> {
        self.intervals.first().map(|&(first, _)| decode(first))
    }

    /// The port, when there is exactly one.
    pub fn only(&self) -> Option<(Protocol, u16)> {
        match self.intervals.as_slice() {
            &[(first, last)] if first == last => Some(decode(first)),
            _ => None,
        }
    }

    /// The intervals in order: protocol, first, last.
    pub fn ranges(&self) -> impl Iterator<Item = (Protocol, u16, u16)> + '_ {
        self.intervals.iter().map(|&(first, last)| {
            let (protocol, port) = decode(first);
            (protocol, port, decode(last).1)
        })
    }
}

/// Canonical text: `TCP 80,8000-8100; UDP 53`, `all`, or nothing at all.
impl fmt::Display for PortSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_all() {
            return f.write_str("all");
        }
        let mut previous = None;
        for (protocol, first, last) in self.ranges() {
            match previous {
                Some(it) if it == protocol => f.write_str(",")?,
                Some(_) => write!(f, "; {} ", protocol.as_str())?,
                None => write!(f, "{} ", protocol.as_str())?,
            }
            previous = Some(protocol);
            if first == last { write!(f, "{first}")? } else { write!(f, "{first}-{last}")? }
        }
        Ok(())
    }
}

impl fmt::Debug for PortSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{self}}}")
    }
}

#[cfg(test)]
mod tests;
