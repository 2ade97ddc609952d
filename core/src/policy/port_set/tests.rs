use super::*;
use Protocol::{Sctp, Tcp, Udp};

struct Rng(u64);

impl Rng {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn set(&mut self) -> PortSet {
        let mut res = PortSet::empty();
        for _ in 0..self.below(5) {
            let protocol = Protocol::ALL[self.below(3) as usize];
            let it = match self.below(6) {
                0 => PortSet::protocol(protocol),
                1 => PortSet::range(protocol, 65_530, u16::MAX),
                2 => PortSet::all(),
                _ => {
                    let first = self.below(12) as u16;
                    PortSet::range(protocol, first, first + self.below(4) as u16)
                }
            };
            res = if self.below(3) == 0 { res.difference(&it) } else { res.union(&it) };
        }
        res
    }
}

/// Low and high ports of every protocol: everything the generator can tell apart.
fn samples() -> impl Iterator<Item = (Protocol, u16)> {
    Protocol::ALL.into_iter().flat_map(|it| (1..20).chain(65_528..=u16::MAX).map(move |port| (it, port)))
}

#[test]
fn operations_agree_with_membership_port_by_port() {
    let mut rng = Rng(7);
    for _ in 0..4_000 {
        let (a, b) = (rng.set(), rng.set());
        let (union, both, less) = (a.union(&b), a.intersection(&b), a.difference(&b));
        for (protocol, port) in samples() {
            let (in_a, in_b) = (a.contains(protocol, port), b.contains(protocol, port));
            assert_eq!(union.contains(protocol, port), in_a || in_b, "{a} ∪ {b} at {protocol:?} {port}");
            assert_eq!(both.contains(protocol, port), in_a && in_b, "{a} ∩ {b} at {protocol:?} {port}");
            assert_eq!(less.contains(protocol, port), in_a && !in_b, "{a} − {b} at {protocol:?} {port}");
        }
        assert_eq!(a.covers(&b), b.difference(&a).is_empty());
    }
}

#[test]
fn equal_sets_are_equal_values() {
    let mut rng = Rng(11);
    for _ in 0..4_000 {
        let (a, b) = (rng.set(), rng.set());
        assert_eq!(a.difference(&b).union(&a.intersection(&b)), a, "{a} with {b}");
        assert_eq!(PortSet::all().difference(&PortSet::all().difference(&a)), a);
        for it in [&a, &b, &a.union(&b)] {
            assert!(it.intervals.windows(2).all(|pair| pair[0].1 + 1 < pair[1].0), "{it} is not canonical");
        }
    }
}

#[test]
fn text_is_canonical() {
    let web = PortSet::one(Tcp, 80).union(&PortSet::range(Tcp, 8000, 8100));
    for (set, text) in [
        (PortSet::empty(), ""),
        (PortSet::all(), "all"),
        (web.union(&PortSet::one(Udp, 53)), "TCP 80,8000-8100; UDP 53"),
        (PortSet::protocol(Sctp), "SCTP 1-65535"),
        (PortSet::one(Tcp, 80).union(&PortSet::one(Tcp, 81)), "TCP 80-81"),
        (PortSet::range(Tcp, 5, 4), ""),
        (PortSet::range(Tcp, 0, 3), "TCP 1-3"),
    ] {
        assert_eq!(set.to_string(), text);
    }
    assert_eq!(PortSet::one(Udp, 53).only(), Some((Udp, 53)));
    assert_eq!(web.only(), None);
}
