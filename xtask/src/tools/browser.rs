//! The browser that tests run in, and its driver: those of the system.

use crate::command::{self, command, find};
use anyhow::{Context, Result, bail};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// A Chromium or Chrome and the chromedriver that fits it.
pub(crate) struct Browser {
    pub(crate) chrome: PathBuf,
    pub(crate) driver: PathBuf,
}

const CHROME: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const CHROME_ELSEWHERE: &[&str] = &[
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
];
const DRIVER: &[&str] = &["chromedriver", "chromium.chromedriver"];
const DRIVER_ELSEWHERE: &[&str] =
    &["/usr/lib/chromium/chromedriver", "/usr/lib/chromium-browser/chromedriver"];
const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// Finds the browser; on a Debian where we may, installs it; else says how to.
///
/// `CHROME_PATH` and `CHROMEDRIVER` choose other programs than the well-known ones.
pub(crate) fn find_or_install() -> Result<Browser> {
    if let Some(it) = look() {
        return Ok(it);
    }
    let apt = find(&["apt-get"]);
    if let (Some(apt), true) = (&apt, is_root()) {
        install(apt)?;
        return look()
            .context("the packages chromium and chromium-driver are installed, and no browser is found");
    }
    let how = match (apt, std::env::consts::OS) {
        (Some(_), _) => "sudo apt-get install -y --no-install-recommends chromium chromium-driver",
        (None, "macos") => "brew install --cask google-chrome chromedriver",
        (None, "windows") => "winget install Google.Chrome Chromium.ChromeDriver",
        (None, _) => "your package manager's chromium and chromedriver",
    };
    bail!(
        "the browser tests need Chromium or Chrome and its chromedriver.\n  Install: {how}\n  \
         or set CHROME_PATH and CHROMEDRIVER to programs of one version"
    )
}

fn look() -> Option<Browser> {
    Some(Browser {
        chrome: one("CHROME_PATH", CHROME, CHROME_ELSEWHERE)?,
        driver: one("CHROMEDRIVER", DRIVER, DRIVER_ELSEWHERE)?,
    })
}

fn one(variable: &str, names: &[&str], elsewhere: &[&str]) -> Option<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .or_else(|| find(names))
        .or_else(|| elsewhere.iter().map(PathBuf::from).find(|it| it.is_file()))
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|it| it.stdout.trim_ascii() == b"0")
}

fn install(apt: &Path) -> Result<()> {
    println!("installing {}", PACKAGES.join(" "));
    let apt = || {
        let mut apt = command(apt);
        apt.env("DEBIAN_FRONTEND", "noninteractive").arg("-qq");
        apt
    };
    command::run(apt().arg("update"))?;
    command::run(apt().args(["install", "-y", "--no-install-recommends"]).args(PACKAGES))
}
