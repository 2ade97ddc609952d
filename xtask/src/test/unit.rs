//! All tests that need no browser.

use super::Run;
use crate::{
    command::{self, cargo},
    tools::machine::Machine,
};
use anyhow::Result;

const PACKAGES: &[&str] = &["--workspace", "--exclude", "netpol-web", "--all-features"];
/// What the page does without a browser, as it is when it is not parted. Its other tests are those of step `wasm`.
const PAGE: &[&str] = &["--package", "netpol-web", "--lib"];

pub(super) fn run(run: &mut Run<'_>) -> Result<()> {
    let Run { args, count } = run;
    let has_nextest = Machine::this().find(&["cargo-nextest"]).is_some();
    for packages in [PACKAGES, PAGE] {
        let mut test = cargo();
        if has_nextest {
            test.args(["nextest", "run", "--no-fail-fast", "--status-level", "fail", "--no-tests", "pass"]);
        } else {
            test.args(["test", "--no-fail-fast"]);
        }
        command::watch(test.args(packages).args(*args), &mut |line| count.see(line))?;
    }
    if has_nextest && args.is_empty() {
        // nextest leaves out the examples in the documentation.
        command::watch(cargo().args(["test", "--doc"]).args(PACKAGES), &mut |line| count.see(line))?;
    }
    Ok(())
}
