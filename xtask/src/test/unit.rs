//! All tests that need no browser.

use super::Run;
use crate::{
    command::{self, cargo},
    helper,
    tools::machine::Machine,
};
use anyhow::Result;

/// All packages but those below. Each of these lists is built with one set of features: a package that stands in the wrong
/// one brings the dependencies of another once more.
const NATIVE: &[&str] = &["--workspace", "--exclude=netpol-web", "--exclude=netpol-js", "--exclude=xtask-*"];
/// What the page and the JavaScript module do without a browser; the page as it is when it is not split. Its other
/// tests are those of step `wasm`.
const PAGE: &[&str] = &["--package=netpol-web", "--package=netpol-js", "--lib"];

pub(super) fn run(run: &mut Run<'_>) -> Result<()> {
    let Run { args, count } = run;
    let has_nextest = Machine::this().find(&["cargo-nextest"]).is_some();
    for packages in [NATIVE, PAGE, helper::ALL] {
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
        command::watch(cargo().args(["test", "--doc"]).args(NATIVE), &mut |line| count.see(line))?;
    }
    Ok(())
}
