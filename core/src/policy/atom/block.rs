//! Does its address lie in this block?

use ipnet::IpNet;

use super::answer::{Answer, Because, BlockTest, Comparisons};
use super::seen::{KnownAddress, Seen};
use crate::options::{IpBlockPods, Options};
use crate::protocol::Family;
use crate::tri::Tri;

/// An `ipBlock`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Block {
    /// In here,
    pub cidr: IpNet,
    /// and in none of these.
    pub except: Vec<IpNet>,
}

impl Block {
    pub(super) fn answer<T: Comparisons>(&self, seen: &Seen<'_>) -> Answer<T> {
        let Block { cidr, except } = self;
        let is_pod = seen.pod().is_some();
        if is_pod && !Block::is_asked_of_pods(seen.options) && is_of_flow(cidr, seen) {
            return Answer { tri: Tri::No, because: Because::Block(BlockTest::NotForPods) };
        }
        let unknown = |assumed: &[IpNet]| self.unknown(is_pod, assumed, seen.options);
        let (tri, test) = lies_in(cidr, except, seen, unknown);
        Answer { tri, because: Because::Block(test) }
    }

    /// Where the address is not in the input (M-45). The knob about blocks and pods is about pods and `ipBlock` only
    /// (C-02).
    fn unknown(&self, is_pod: bool, assumed: &[IpNet], options: &Options) -> Tri {
        let always = is_pod && options.ip_block_pods == IpBlockPods::Always;
        match unknown_address(&self.cidr, &self.except, assumed) {
            Tri::Unknown if always => Tri::Yes,
            it @ (Tri::Yes | Tri::No | Tri::Unknown) => it,
        }
    }

    /// Whether such questions are asked about pods at all.
    pub(super) fn is_asked_of_pods(options: &Options) -> bool {
        options.ip_block_pods != IpBlockPods::Never
    }
}

/// The family of a block.
pub fn family_of(net: &IpNet) -> Family {
    Family::of(net.addr())
}

fn is_of_flow(cidr: &IpNet, seen: &Seen<'_>) -> bool {
    seen.family == Some(family_of(cidr))
}

/// Whether an address lies in a network. `unknown`: what comes of it where the address is not in the input, but taken
/// to lie somewhere.
pub(super) fn lies_in(
    cidr: &IpNet,
    except: &[IpNet],
    seen: &Seen<'_>,
    unknown: impl Fn(&[IpNet]) -> Tri,
) -> (Tri, BlockTest) {
    if !is_of_flow(cidr, seen) {
        return (Tri::No, BlockTest::OtherFamily);
    }
    match seen.address {
        KnownAddress::At(it) if !cidr.contains(&it) => (Tri::No, BlockTest::Outside),
        KnownAddress::At(it) => match except.iter().find(|net| net.contains(&it)) {
            Some(net) => (Tri::No, BlockTest::Excepted(*net)),
            None => (Tri::Yes, BlockTest::Inside),
        },
        KnownAddress::None => (Tri::No, BlockTest::OtherFamily),
        KnownAddress::Unknown => {
            let (assumed, assumption) = seen.assumed();
            let tri = unknown(assumed);
            let decides = tri != Tri::Unknown && !(cidr.prefix_len() == 0 && except.is_empty());
            (tri, BlockTest::Assumed(assumption.filter(|_| decides)))
        }
    }
}

/// Whether a block matches an endpoint whose address is not in the input; `assumed`: where it is taken to lie
/// (M-45).
pub fn unknown_address(cidr: &IpNet, except: &[IpNet], assumed: &[IpNet]) -> Tri {
    // "B is the whole family and has no except => match"
    if cidr.prefix_len() == 0 && except.is_empty() {
        return Tri::Yes;
    }
    let family = family_of(cidr);
    let ranges: Vec<&IpNet> = assumed.iter().filter(|it| family_of(it) == family).collect();
    let inside =
        |it: &IpNet| cidr.contains(it) && !except.iter().any(|net| net.contains(it) || it.contains(net));
    let outside =
        |it: &IpNet| !(cidr.contains(it) || it.contains(cidr)) || except.iter().any(|net| net.contains(it));
    if !ranges.is_empty() && ranges.iter().all(|it| inside(it)) {
        Tri::Yes
    } else if !ranges.is_empty() && ranges.iter().all(|it| outside(it)) {
        Tri::No
    } else {
        Tri::Unknown
    }
}

#[cfg(test)]
mod tests;
