//! nginx, with which the recipe of docs/hosting.md is tried.
//!
//! Installed as a package it would start, and serve port 80 of this machine from then on. So only its program is
//! taken out of the package, into `target/tools`.

use super::machine::{Machine, System, succeeds};
use crate::{
    command::{self, command},
    paths,
};
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Debian has programs for administrators in a directory that is on root's `PATH` only.
const ELSEWHERE: &[&str] = &["/usr/sbin/nginx", "/usr/local/sbin/nginx"];

/// That of the system, or the one that was unpacked. `NGINX_PATH` chooses another one.
pub(crate) fn find() -> Option<PathBuf> {
    look(&Machine::this(), &unpacked())
}

fn look(machine: &Machine, unpacked: &Path) -> Option<PathBuf> {
    let known = machine.all("NGINX_PATH", &["nginx"], ELSEWHERE);
    let program = unpacked.join("usr/sbin/nginx");
    known.into_iter().chain([program]).find(|it| succeeds(Command::new(it).arg("-v")))
}

fn unpacked() -> PathBuf {
    paths::target().join("tools/nginx")
}

/// Where it cannot be had, says so: one test is skipped.
pub(super) fn fetch(machine: &Machine) {
    let place = unpacked();
    if look(machine, &place).is_some() {
        return;
    }
    let fetched = match machine.system {
        System::Debian | System::Ubuntu => unpack(machine, &place),
        System::MacOs | System::Windows | System::Other => Ok(()),
    };
    if look(machine, &place).is_none() {
        let why = fetched.err().map_or_else(String::new, |it| format!(" ({it:#})"));
        println!("nginx is not here{why}: the test of its recipe is skipped. {}", how(machine.system));
    }
}

fn unpack(machine: &Machine, place: &Path) -> Result<()> {
    let apt = machine.find(&["apt-get"]).context("no apt-get")?;
    println!("unpacking nginx into {}", place.display());
    crate::site::empty(place)?;
    let mut download = command(&apt);
    download.args(["-qq", "download", "nginx"]).current_dir(place);
    if !succeeds(&mut download) {
        // A fresh machine has no lists of packages.
        let mut apt = machine.apt().context("there are no lists of packages")?;
        command::run(apt.args(["-qq", "update"]))?;
        command::run(&mut download)?;
    }
    let files: Vec<_> = fs::read_dir(place)?.filter_map(|it| Some(it.ok()?.path())).collect();
    let is_package = |it: &PathBuf| it.extension().is_some_and(|it| it == "deb");
    let package = files.into_iter().find(is_package).context("no package was downloaded")?;
    command::run(command("dpkg-deb").arg("-x").arg(package).arg(place))?;
    ensure!(place.join("usr/sbin/nginx").is_file(), "the package nginx has no nginx in it");
    Ok(())
}

fn how(system: System) -> &'static str {
    match system {
        System::Debian | System::Ubuntu => "Install: sudo apt-get install -y --no-install-recommends nginx",
        System::MacOs => "Install: brew install nginx",
        System::Windows | System::Other => "NGINX_PATH says where one is.",
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::look;
    use crate::tools::machine::{System, made_up::machine};

    #[test]
    fn an_nginx_that_runs_is_found_where_it_is() {
        let it = machine("nginx", System::Debian);
        let unpacked = it.place("unpacked");
        assert_eq!(look(&it, &unpacked), None);
        // A library is missing that its package would have brought.
        it.put("unpacked/usr/sbin/nginx", "exit 127");
        assert_eq!(look(&it, &unpacked), None);
        let own = it.put("unpacked/usr/sbin/nginx", "");
        assert_eq!(look(&it, &unpacked), Some(own));
        let of_system = it.put("usr/sbin/nginx", "");
        assert_eq!(look(&it, &unpacked), Some(of_system));
    }
}
