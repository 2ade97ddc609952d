//! Node and the npm packages, exactly as locked: esbuild and CodeMirror for the site, Playwright for its tests.

use super::machine::Machine;
use crate::{
    command::{self, command},
    npm::npm,
    paths,
};
use anyhow::{Context, Result};
use std::{fs, process::Command};

/// The oldest Node that is tried in our tests.
const NODE: u32 = 20;

/// Whether Node and npm are there, and new enough.
pub(super) fn look(machine: &Machine) -> Result<(), String> {
    let node = machine.find(&["node"]).ok_or("not found")?;
    let output = Command::new(&node).arg("--version").output().map_err(|it| it.to_string())?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|it| it.parse::<u32>().ok());
    if major.is_none_or(|it| it < NODE) {
        return Err(format!("{version} is here, {}", node.display()));
    }
    // Some distributions have npm in a package of its own; on Windows it is a script.
    match machine.find(&["npm"]).is_some() || cfg!(windows) {
        true => Ok(()),
        false => Err("Node is here, npm is not".to_owned()),
    }
}

/// Installs the packages of a folder, unless those that are there come from this very lock file.
pub(super) fn install(folder: &str) -> Result<()> {
    let folder = paths::root().join(folder);
    let lock = folder.join("package-lock.json");
    let lock = fs::read(&lock).with_context(|| format!("reading {}", lock.display()))?;
    let stamp = folder.join("node_modules/.installed-from");
    if fs::read(&stamp).is_ok_and(|it| it == lock) {
        return Ok(());
    }
    let name = folder.strip_prefix(paths::root()).unwrap_or(&folder).join("package-lock.json");
    println!("installing the npm packages of {}", name.display());
    command::run(
        command(npm())
            .current_dir(&folder)
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
    )?;
    fs::write(&stamp, lock).with_context(|| format!("writing {}", stamp.display()))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::look;
    use crate::tools::machine::{System, made_up::machine};

    #[test]
    fn node_is_new_enough_and_has_npm() {
        let it = machine("node", System::Other);
        assert_eq!(look(&it).unwrap_err(), "not found");
        it.put("node", "echo v18.19.0");
        assert!(look(&it).unwrap_err().starts_with("v18.19.0 is here"));
        it.put("node", "echo v22.1.0");
        assert_eq!(look(&it).unwrap_err(), "Node is here, npm is not");
        it.put("npm", "");
        assert_eq!(look(&it), Ok(()));
    }
}
