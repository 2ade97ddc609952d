//! The browsers that tests run in: those of the system.

use super::machine::Machine;
use anyhow::{Result, anyhow};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// A Chromium or Chrome and the chromedriver that fits it.
#[derive(Debug, PartialEq, Eq)]
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
const FIREFOX: &[&str] = &["firefox-esr", "firefox"];
const FIREFOX_ELSEWHERE: &[&str] =
    &["/Applications/Firefox.app/Contents/MacOS/firefox", r"C:\Program Files\Mozilla Firefox\firefox.exe"];

/// The browser and its driver. `CHROME_PATH` and `CHROMEDRIVER` choose other programs than the well-known ones.
pub(crate) fn find() -> Result<Browser> {
    look(&Machine::this()).map_err(|why| anyhow!("Chromium or Chrome and its chromedriver: {why}"))
}

/// Firefox, which needs no driver. `FIREFOX_PATH` chooses another one.
pub(crate) fn firefox() -> Result<PathBuf> {
    look_for_firefox(&Machine::this()).map_err(|why| anyhow!("Firefox: {why}"))
}

/// The first two that belong together: a machine can have several browsers, and a driver for one of them only.
pub(super) fn look(machine: &Machine) -> Result<Browser, String> {
    let chromes = versions(machine.all("CHROME_PATH", CHROME, CHROME_ELSEWHERE));
    let drivers = versions(machine.all("CHROMEDRIVER", DRIVER, DRIVER_ELSEWHERE));
    let pairs = chromes.iter().flat_map(|chrome| drivers.iter().map(move |driver| (chrome, driver)));
    // On Windows Chrome opens a window instead of telling its version.
    let fits = |(chrome, driver): &(Option<u32>, Option<u32>)| {
        cfg!(windows) || (chrome.is_some() && chrome == driver)
    };
    for ((chrome, of_chrome), (driver, of_driver)) in pairs {
        if fits(&(*of_chrome, *of_driver)) {
            return Ok(Browser { chrome: chrome.clone(), driver: driver.clone() });
        }
    }
    let told = |it: &[(PathBuf, Option<u32>)]| {
        let each = it.iter().map(|(file, version)| match version {
            Some(version) => format!("{} of version {version}", file.display()),
            None => format!("{}, which does not run", file.display()),
        });
        each.collect::<Vec<_>>().join(", ")
    };
    Err(match (chromes.as_slice(), drivers.as_slice()) {
        ([], []) => "not found".to_owned(),
        (chromes, []) => format!("there is {}, and no chromedriver", told(chromes)),
        ([], drivers) => format!("there is {}, and no browser", told(drivers)),
        (chromes, drivers) => {
            format!("there is {}, and no chromedriver that fits, only {}", told(chromes), told(drivers))
        }
    })
}

pub(super) fn look_for_firefox(machine: &Machine) -> Result<PathBuf, String> {
    let found = machine.all("FIREFOX_PATH", FIREFOX, FIREFOX_ELSEWHERE);
    found.into_iter().next().ok_or_else(|| "not found".to_owned())
}

fn versions(files: Vec<PathBuf>) -> Vec<(PathBuf, Option<u32>)> {
    let with_version = |file: PathBuf| {
        let version = version(&file);
        (file, version)
    };
    files.into_iter().map(with_version).collect()
}

/// The first number of the version: by it browser and driver belong together.
fn version(file: &Path) -> Option<u32> {
    if cfg!(windows) {
        return None;
    }
    let output = Command::new(file).arg("--version").output().ok().filter(|it| it.status.success())?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.split_whitespace().find_map(|it| it.split_once('.')?.0.parse().ok())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::{Browser, look};
    use crate::tools::machine::{System, made_up::machine};

    #[test]
    fn a_browser_is_not_its_own_driver() {
        let it = machine("browser-without-driver", System::Other);
        it.put("chromium", "echo Chromium 148.0.7778.167 built on Debian");
        let why = look(&it).unwrap_err();
        assert!(why.ends_with("chromium of version 148, and no chromedriver"), "{why}");
    }

    #[test]
    fn a_driver_in_ubuntus_old_words_is_one() {
        let it = machine("dotted-driver", System::Other);
        let chrome = it.put("chromium-browser", "echo Chromium 148.0.7778.167");
        let driver = it.put("chromium.chromedriver", "echo ChromeDriver 148.0.7778.167");
        assert_eq!(look(&it), Ok(Browser { chrome, driver }));
    }

    #[test]
    fn the_driver_is_that_of_the_browser() {
        let it = machine("two-browsers", System::Other);
        it.put("chromium", "echo Chromium 147.0.1.2");
        it.put("chromedriver", "echo ChromeDriver 150.0.1.2");
        let why = look(&it).unwrap_err();
        assert!(why.contains("chromium of version 147, and no chromedriver that fits"), "{why}");
        let chrome = it.put("google-chrome", "echo Google Chrome 150.0.9.9");
        assert_eq!(look(&it).map(|it| it.chrome), Ok(chrome));
        let chrome = it.put("chromium", "echo Chromium 148.0.1.2");
        let driver = it.put("usr/lib/chromium/chromedriver", "echo ChromeDriver 148.0.1.2");
        assert_eq!(look(&it), Ok(Browser { chrome, driver }));
    }

    #[test]
    fn a_stub_that_asks_for_a_snap_is_no_browser() {
        let it = machine("stub", System::Ubuntu);
        it.put("chromium-browser", "echo requires the chromium snap >&2; exit 1");
        it.put("chromedriver", "echo ChromeDriver 148.0.1.2");
        assert!(look(&it).unwrap_err().contains("chromium-browser, which does not run"));
    }
}
