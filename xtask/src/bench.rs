//! `cargo xtask bench`: what the README claims about speed, measured here.

use crate::{
    command::{self, cargo, command},
    paths, site,
    tools::{self, Need, browser},
};
use anyhow::Result;

/// Sizes that the browser is measured with; `tests/browser/keystroke.bench.mjs` reads the first two of them,
/// `scale.bench.mjs` the others, `strip.bench.mjs` the third.
const SIZES: [(&str, &str); 5] =
    [("50", "20"), ("500", "200"), ("1000", "300"), ("2000", "400"), ("10000", "1000")];

pub(crate) fn run() -> Result<()> {
    tools::prepare(&[tools::SITE, &[Need::Browser]].concat())?;
    command::run(cargo().args(["bench", "--package", "netpol-core", "--bench", "analyze"]))?;
    command::run(cargo().args(["bench", "--package", "netpol-tests", "--bench", "links"]))?;
    for (pods, policies) in SIZES {
        let folder = paths::root().join("target/bench").join(pods);
        let generate =
            ["run", "--quiet", "--release", "--package", "netpol-core", "--example", "generate", "--"];
        command::run(cargo().args(generate).args([pods, policies]).arg(folder))?;
    }
    site::build(site::Mode::Release)?;
    let browser = browser::find()?;
    let playwright = "../../node_modules/@playwright/test/cli.js";
    command::run(
        command("node")
            .current_dir(paths::root().join("tests/browser"))
            .args([playwright, "test", "--workers=1", "--project=desktop"])
            .env("NETPOL_BENCH", "1")
            .env("CHROME_PATH", &browser.chrome),
    )?;
    Ok(())
}

/// Counts the findings of all rules in a folder of manifests.
pub(crate) fn findings(arguments: &[String]) -> Result<()> {
    let count = ["run", "--quiet", "--package", "netpol-tests", "--bin", "findings", "--"];
    command::run(cargo().args(count).args(arguments))
}
