//! The npm packages, exactly as locked: esbuild and CodeMirror for the site, Playwright for its tests.

use crate::{
    command::{self, command},
    paths,
};
use anyhow::{Context, Result, bail};
use std::{fs, path::Path};

/// The oldest Node that is tried in our tests.
const NODE: u32 = 20;

/// Installs the packages of the whole repository.
pub(super) fn install() -> Result<()> {
    install_in(paths::root())
}

/// Installs the packages of `tests/audit`, which only those need who measure the page or test it in Firefox.
pub(crate) fn install_audit() -> Result<()> {
    install_in(&paths::root().join("tests/audit"))
}

/// Installs the packages of a folder, unless those that are there come from this very lock file.
pub(crate) fn install_in(folder: &Path) -> Result<()> {
    check_node()?;
    let lock = folder.join("package-lock.json");
    let lock = fs::read(&lock).with_context(|| format!("reading {}", lock.display()))?;
    let stamp = folder.join("node_modules/.installed-from");
    if fs::read(&stamp).is_ok_and(|it| it == lock) {
        return Ok(());
    }
    let name = folder.strip_prefix(paths::root()).unwrap_or(folder).join("package-lock.json");
    println!("installing the npm packages of {}", name.display());
    // On Windows npm is a script and not a program.
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    command::run(
        command(npm)
            .current_dir(folder)
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
    )?;
    fs::write(&stamp, lock).with_context(|| format!("writing {}", stamp.display()))
}

fn check_node() -> Result<()> {
    let version = command::output(command("node").arg("--version"))
        .with_context(|| format!("Node {NODE} or newer is needed: https://nodejs.org"))?;
    let major =
        version.trim().trim_start_matches('v').split('.').next().and_then(|it| it.parse::<u32>().ok());
    match major {
        Some(major) if major < NODE => {
            bail!("Node {NODE} or newer is needed, and {} is here", version.trim())
        }
        Some(_) | None => Ok(()),
    }
}
