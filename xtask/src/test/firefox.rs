//! A handful of checks in Firefox, over WebDriver BiDi: what another browser could do differently.

use super::Run;
use crate::{
    command::{self, command},
    tools::browser,
};
use anyhow::Result;

pub(super) fn run(run: &mut Run<'_>) -> Result<()> {
    let firefox = browser::firefox()?;
    let Run { args, count } = run;
    command::watch(
        command("node").arg("tests/audit/firefox.mjs").args(*args).env("FIREFOX_PATH", firefox),
        &mut |line| count.see(line),
    )
}
