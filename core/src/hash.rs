//! Tables by what comes from outside: names, labels, addresses, texts.
//!
//! Who writes the input must not be able to choose keys that are slow together, so their hashes depend on a number that
//! is another one in each process. WebAssembly has no random numbers of its own: there the caller gives
//! some ([`seed`]). Numbers that this crate gives itself need none of that: for them there is `rustc_hash`.
//! Order never depends on hashes.

use std::collections;
use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;

use foldhash::SharedSeed;
use foldhash::fast::FoldHasher;

/// A map by keys from outside.
pub(crate) type HashMap<K, V> = collections::HashMap<K, V, Seeded>;

/// A set of values from outside.
pub(crate) type HashSet<T> = collections::HashSet<T, Seeded>;

static SEED: OnceLock<(u64, SharedSeed)> = OnceLock::new();

/// Gives random bytes for the numbers that hashes begin with. The answers do not depend on them, only how hard it is to write an input
/// that takes long. Call it before anything else, where the platform is WebAssembly; later calls do nothing.
pub fn seed(random: [u8; 16]) {
    let number = u128::from_le_bytes(random);
    SEED.get_or_init(|| (number as u64, SharedSeed::from_u64((number >> 64) as u64)));
}

/// Makes hashers that all begin with the same number.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seeded;

impl BuildHasher for Seeded {
    type Hasher = FoldHasher<'static>;

    fn build_hasher(&self) -> FoldHasher<'static> {
        let (own, shared) = SEED.get_or_init(|| {
            let random = RandomState::new();
            (random.hash_one(1), SharedSeed::from_u64(random.hash_one(2)))
        });
        FoldHasher::with_seed(*own, shared)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_equal_hashes_in_all_tables() {
        assert_eq!(Seeded.hash_one("shop"), Seeded.hash_one(String::from("shop")));
        assert_ne!(Seeded.hash_one("shop"), Seeded.hash_one("shops"));
    }

    /// Found for `rustc_hash`, which has no number of its own: these two are one to it.
    #[test]
    fn what_collides_without_a_number_does_not_collide_with_one() {
        let names = [
            "kqulxmn7lfz2fo8vnetpolhashdosxxxml44om1waaaaaaazzzzzzzzzzzzzzzz",
            "kqulxmn7lfz2fo8vnetpolhashdosxxxml44om1waaaaa11zzzzzzzzzzzzzzzz",
        ];
        assert_eq!(
            rustc_hash::FxBuildHasher.hash_one(names[0]),
            rustc_hash::FxBuildHasher.hash_one(names[1])
        );
        assert_ne!(Seeded.hash_one(names[0]), Seeded.hash_one(names[1]));
    }
}
