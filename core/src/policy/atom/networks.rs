//! Does its address lie in one of these networks? Other than blocks, they always match pods too.

use std::cmp::Reverse;

use ipnet::IpNet;

use super::answer::{Answer, Because, BlockTest, Comparisons};
use super::block::{family_of, lies_in, unknown_address};
use super::seen::Seen;
use crate::protocol::Family;
use crate::tri::Tri;

/// `networks` of a cluster-wide policy.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Networks {
    /// One of these.
    pub networks: Vec<IpNet>,
}

impl Networks {
    pub(super) fn answer<T: Comparisons>(&self, seen: &Seen<'_>) -> Answer<T> {
        let test = |it| lies_in(it, &[], seen, |assumed| unknown_address(it, &[], assumed));
        let tests = self.networks.iter().map(test).enumerate();
        let best = tests.max_by_key(|(index, it)| (it.0, Reverse(*index)));
        let (index, (tri, test)) = best.unwrap_or((0, (Tri::No, BlockTest::OtherFamily)));
        Answer { tri, because: Because::Networks(index, test) }
    }
}

/// Whether one of several networks matches an endpoint whose address is not in the input.
pub(super) fn unknown(all: &[IpNet], family: Family, assumed: &[IpNet]) -> Tri {
    let here = all.iter().filter(|it| family_of(it) == family);
    here.map(|it| unknown_address(it, &[], assumed)).fold(Tri::No, Tri::or)
}
