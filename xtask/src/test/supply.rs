//! What comes from others: licences, sources, versions and install scripts of crates and npm packages, against the list
//! `supply.json`, which has a reason for each entry.

use super::Run;
use crate::{
    command::{self, cargo, command},
    paths,
};
use anyhow::{Context, Result};
use std::fs;

/// What is built: the tools natively, the page for browsers. Always the same, so that the answer is.
const PLATFORMS: [&str; 2] = ["x86_64-unknown-linux-gnu", "wasm32-unknown-unknown"];
const LOCKS: [&str; 3] =
    ["package-lock.json", "tests/audit/package-lock.json", "tests/npm/package-lock.json"];

pub(super) fn run(_: &mut Run<'_>) -> Result<()> {
    let mut metadata = cargo();
    metadata.args(["metadata", "--format-version", "1", "--locked"]);
    metadata.args(PLATFORMS.iter().flat_map(|it| ["--filter-platform", it]));
    let told = paths::target().join("supply.json");
    fs::create_dir_all(paths::target())?;
    fs::write(&told, command::output(&mut metadata)?)?;
    let mut check = command("node");
    check.args(["xtask/src/test/supply.mjs", "xtask/src/test/supply.json"]).arg(told).args(LOCKS);
    command::run(&mut check).context(
        "something from others is not in the list; if it is worth it, say why in xtask/src/test/supply.json",
    )
}
