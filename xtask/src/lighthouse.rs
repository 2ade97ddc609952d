//! `cargo xtask lighthouse`: what Lighthouse says of the page as it is released.

use crate::{
    command::{self, command},
    site,
    tools::{self, browser, npm},
};
use anyhow::Result;

pub(crate) fn run() -> Result<()> {
    tools::for_build()?;
    let browser = browser::find_or_install()?;
    npm::install_audit()?;
    site::build(site::Mode::Release)?;
    command::run(command("node").arg("tests/audit/lighthouse.mjs").env("CHROME_PATH", &browser.chrome))
}
