//! Running a check on many random clusters.

use crate::adapter::Given;
use crate::generator::{self, Manifests, OUTSIDE};
use crate::paths::number;
use crate::random::Random;

/// The addresses outside the cluster that random clusters are asked about.
pub fn given() -> Given {
    Given { externals: OUTSIDE.iter().map(|it| it.parse().unwrap()).collect(), ..Given::default() }
}

/// Runs `check` on random clusters, `NETPOL_RUNS` of them from `NETPOL_SEED` on. `Err` holds a text that
/// fails and what is wrong with it.
pub fn run(runs: u64, check: impl Fn(&Manifests, &mut Random) -> Result<(), (String, String)>) {
    let first = number("NETPOL_SEED", 1);
    for seed in first..first + number("NETPOL_RUNS", runs) {
        let mut random = Random::new(seed.wrapping_mul(0x5851_f42d_4c95_7f2d));
        let manifests = generator::manifests(&mut random);
        if let Err((text, message)) = check(&manifests, &mut random) {
            panic!("NETPOL_SEED={seed} NETPOL_RUNS=1\n{message}\n\n{text}");
        }
    }
}
