//! Shared by the test targets of this package: the second, naive evaluator ([`spec`]), the maker of random
//! clusters ([`generator`]), the reader of cases and scenarios ([`case`]), and the two files that know
//! `netpol-core`'s API: [`adapter`] for cells, [`ask`] for all other questions.

pub mod adapter;
pub mod answers;
pub mod ask;
#[path = "../core/benches/support/mod.rs"]
pub mod benchmarks;
pub mod case;
pub mod fuzzing;
pub mod generator;
pub mod link_sizes;
pub mod literals;
pub mod mutate;
pub mod paths;
pub mod random;
pub mod runs;
pub mod semantics;
pub mod services;
pub mod shrink;
pub mod spec;
pub mod spoil;
