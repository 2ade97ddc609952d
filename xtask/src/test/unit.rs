//! All tests that need no browser.

use super::Run;
use crate::command::{self, cargo, find};
use anyhow::Result;

/// The page's tests run in a browser: step `wasm`.
const PACKAGES: &[&str] = &["--workspace", "--exclude", "netpol-web", "--all-features"];

pub(super) fn run(run: &mut Run<'_>) -> Result<()> {
    let Run { args, count } = run;
    if find(&["cargo-nextest"]).is_none() {
        return command::watch(cargo().arg("test").args(PACKAGES).args(*args), &mut |line| count.see(line));
    }
    command::watch(
        cargo()
            .args(["nextest", "run", "--no-fail-fast", "--status-level", "fail"])
            .args(PACKAGES)
            .args(*args),
        &mut |line| count.see(line),
    )?;
    if args.is_empty() {
        // nextest leaves out the examples in the documentation.
        command::watch(cargo().args(["test", "--doc"]).args(PACKAGES), &mut |line| count.see(line))?;
    }
    Ok(())
}
