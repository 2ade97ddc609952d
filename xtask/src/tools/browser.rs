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
const PACKAGES: &[&str] = &["chromium", "chromium-driver"];
const FIREFOX: &[&str] = &["firefox-esr", "firefox"];
const FIREFOX_ELSEWHERE: &[&str] =
    &["/Applications/Firefox.app/Contents/MacOS/firefox", r"C:\Program Files\Mozilla Firefox\firefox.exe"];

/// Finds the browser; on a Debian where we may, installs it; else says how to.
///
/// `CHROME_PATH` and `CHROMEDRIVER` choose other programs than the well-known ones.
pub(crate) fn find_or_install() -> Result<Browser> {
    if let Some(it) = look() {
        return Ok(it);
    }
    let apt = find(&["apt-get"]);
    if let (Some(apt), true) = (&apt, is_root()) {
        install(apt, PACKAGES)?;
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

/// Finds Firefox, or installs it, or says how to. `FIREFOX_PATH` chooses another one; it needs no driver.
pub(crate) fn firefox() -> Result<PathBuf> {
    let look = || one("FIREFOX_PATH", FIREFOX, FIREFOX_ELSEWHERE);
    if let Some(it) = look() {
        return Ok(it);
    }
    let apt = find(&["apt-get"]);
    if let (Some(apt), true) = (&apt, is_root()) {
        install(apt, &["firefox-esr"])?;
        return look().context("the package firefox-esr is installed, and no Firefox is found");
    }
    let how = match (apt, std::env::consts::OS) {
        (Some(_), _) => "sudo apt-get install -y --no-install-recommends firefox-esr",
        (None, "macos") => "brew install --cask firefox",
        (None, "windows") => "winget install Mozilla.Firefox",
        (None, _) => "your package manager's firefox",
    };
    bail!("this step needs Firefox.\n  Install: {how}\n  or set FIREFOX_PATH to one")
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

pub(super) fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|it| it.stdout.trim_ascii() == b"0")
}

pub(super) fn install(apt: &Path, packages: &[&str]) -> Result<()> {
    println!("installing {}", packages.join(" "));
    let apt = || {
        let mut apt = command(apt);
        apt.env("DEBIAN_FRONTEND", "noninteractive").arg("-qq");
        apt
    };
    command::run(apt().arg("update"))?;
    command::run(apt().args(["install", "-y", "--no-install-recommends"]).args(packages))
}
