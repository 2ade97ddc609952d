//! Clippy has nothing to say, on this machine's target and on the page's.

use super::Run;
use crate::{
    command::{self, cargo},
    tools::rust::WASM,
};
use anyhow::Result;

pub(super) fn run(_: &mut Run<'_>) -> Result<()> {
    // The page is compiled for the browser only; what runs tests in a browser, only for the step that does (`wasm`).
    let native = ["--workspace", "--exclude=netpol-web", "--exclude=xtask-runner", "--all-features"];
    let wasm = ["--package", "netpol-core", "--package", "netpol-web", "--target", WASM];
    // As a release is built.
    let parted = ["--package", "netpol-web", "--features", "split", "--target", WASM];
    [native.as_slice(), wasm.as_slice(), parted.as_slice()].into_iter().try_for_each(has_no_warnings)
}

/// Fails where clippy warns of these packages.
pub(super) fn has_no_warnings(packages: &[&str]) -> Result<()> {
    command::run(cargo().arg("clippy").args(packages).args(["--all-targets", "--", "-D", "warnings"]))
}
