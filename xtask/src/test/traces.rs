//! Nothing in the site tells on which machine or when it was built.
//!
//! A cheap part of what `reproducible` proves, for each run: a folder in a program is what made two builds differ.

use super::Run;
use crate::{
    command::{self, command},
    paths,
};
use anyhow::{Context, Result};
use std::{env, path::PathBuf};

pub(super) fn run(_: &mut Run<'_>) -> Result<()> {
    let mut check = command("node");
    check.arg("xtask/src/test/traces.mjs").arg(paths::dist()).args(folders());
    command::run(&mut check)
        .context("the site tells where or when it was built; `site/rust.rs` takes folders out")
}

/// Where the sources of a program may lie, and its output.
fn folders() -> Vec<PathBuf> {
    let named = ["CARGO_HOME", "RUSTUP_HOME"].into_iter().filter_map(env::var_os).map(PathBuf::from);
    [paths::root().to_owned(), paths::target()].into_iter().chain(env::home_dir()).chain(named).collect()
}
