//! The site's list of parts names just the crates that cargo gave to the linker and the npm packages that the bundles hold,
//! and is of the form that it says it is.

use super::Run;
use crate::{
    command::{self, command},
    paths, sbom, site,
};
use anyhow::{Context, Result, ensure};
use std::fs;

pub(super) fn run(_: &mut Run<'_>) -> Result<()> {
    let list = sbom::write()?;
    let first = fs::read(&list).context("reading the list")?;
    ensure!(first == fs::read(sbom::write()?).context("reading the list")?, "a second list is another one");
    let compiled = paths::target().join("sbom/compiled.json");
    fs::write(&compiled, site::compiled()?).with_context(|| format!("writing {}", compiled.display()))?;
    let mut check = command("node");
    check.arg("xtask/src/test/sbom.mjs").arg(list).arg(compiled);
    check.args(["web/generated/bundled.json", "xtask/src/test/supply.json"]).arg(paths::root());
    command::run(&mut check).context("the list of the site's parts is wrong")
}
