//! Sets of (protocol, port) as canonical intervals.

use std::fmt;

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
    /// Every port of every protocol.
    pub fn all() -> PortSet {
        let intervals = Protocol::ALL.iter().map(|&it| (code(it, 1), code(it, u16::MAX))).collect();
        PortSet { intervals }
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
            match res.intervals.last_mut() {
                Some(previous) if first <= previous.1 + 1 => previous.1 = previous.1.max(last),
                Some(_) | None => res.intervals.push((first, last)),
            }
        }
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
