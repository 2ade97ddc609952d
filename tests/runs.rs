//! Running a check on many random clusters.

use crate::adapter::Given;
use crate::generator::{self, DNS, Manifests, OUTSIDE};
use crate::paths::number;
use crate::random::Random;
use crate::spec::Facts;

/// The addresses outside the cluster that random clusters are asked about.
pub fn given() -> Given {
    let dns = vec![(DNS.0.to_owned(), vec![DNS.1.parse().unwrap()])];
    let facts = Facts { dns, ..Facts::default() };
    Given { facts, externals: OUTSIDE.iter().map(|it| it.parse().unwrap()).collect(), ..Given::default() }
}

/// Runs `check` on random clusters, `NETPOL_RUNS` of them from `NETPOL_SEED` on. `Err` holds a text that
/// fails and what is wrong with it.
pub fn run(runs: u64, check: impl Fn(&Manifests, &mut Random) -> Result<(), (String, String)>) {
    run_on(generator::manifests, runs, check);
}

/// Likewise, on as many with policies of all tiers, too.
pub fn run_all(runs: u64, check: impl Fn(&Manifests, &mut Random) -> Result<(), (String, String)>) {
    run_on(generator::manifests, runs, &check);
    run_on(generator::of_all_kinds, runs, &check);
}

/// Likewise, on clusters that `generate` makes.
pub fn run_on(
    generate: fn(&mut Random) -> Manifests,
    runs: u64,
    check: impl Fn(&Manifests, &mut Random) -> Result<(), (String, String)>,
) {
    let first = number("NETPOL_SEED", 1);
    for seed in first..first + number("NETPOL_RUNS", runs) {
        let mut random = Random::new(seed.wrapping_mul(0x5851_f42d_4c95_7f2d));
        let manifests = generate(&mut random);
        if let Err((text, message)) = check(&manifests, &mut random) {
            panic!("NETPOL_SEED={seed} NETPOL_RUNS=1\n{message}\n\n{text}");
        }
    }
}
