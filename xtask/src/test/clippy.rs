//! Clippy has nothing to say, on this machine's target and on the page's.

use super::Run;
use crate::{
    command::{self, cargo},
    tools::rust::WASM,
};
use anyhow::Result;

pub(super) fn run(_: &mut Run<'_>) -> Result<()> {
    // The page is compiled for the browser only.
    let native = ["--workspace", "--exclude", "netpol-web", "--all-features"];
    let wasm = ["--package", "netpol-core", "--package", "netpol-web", "--target", WASM];
    // As a release is built.
    let parted = ["--package", "netpol-web", "--features", "split", "--target", WASM];
    for packages in [native.as_slice(), wasm.as_slice(), parted.as_slice()] {
        command::run(cargo().arg("clippy").args(packages).args(["--all-targets", "--", "-D", "warnings"]))?;
    }
    Ok(())
}
