//! `cargo xtask lighthouse`: what Lighthouse says of the page as it is released.

use crate::{
    command::{self, command},
    site,
    tools::{self, Need, browser},
};
use anyhow::Result;

pub(crate) fn run() -> Result<()> {
    tools::prepare(&[tools::SITE, &[Need::AuditPackages, Need::Browser]].concat())?;
    let browser = browser::find()?;
    site::build(site::Mode::Release)?;
    command::run(command("node").arg("tests/audit/lighthouse.mjs").env("CHROME_PATH", &browser.chrome))
}
