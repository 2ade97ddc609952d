//! Sites of other people's tools with embeds in them, `tests/sites`, for the tests: mdBook from crates.io and MkDocs
//! from PyPI, both at pinned versions and inside `target/tools`.

use super::machine::Machine;
use crate::{
    command::{self, cargo, command},
    paths,
};
use anyhow::{Context, Result, anyhow};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const MDBOOK: &str = "0.5.4";
/// The oldest Python that the pinned packages run on.
const PYTHON: (u32, u32) = (3, 10);

/// Installs both tools.
pub(super) fn install() -> Result<()> {
    mdbook()?;
    mkdocs()?;
    Ok(())
}

/// Builds the sites into `target/sites`.
pub(crate) fn build() -> Result<()> {
    let mdbook = mdbook()?;
    let mkdocs = mkdocs()?;
    let sources = paths::root().join("tests/sites");
    let out = paths::target().join("sites");
    command::run(command(mdbook).arg("build").arg(sources.join("mdbook")).arg("-d").arg(out.join("mdbook")))?;
    command::run(
        command(mkdocs)
            .args(["build", "--quiet", "--config-file"])
            .arg(sources.join("mkdocs/mkdocs.yml"))
            .arg("--site-dir")
            .arg(out.join("mkdocs"))
            // A notice of its theme about later versions.
            .env("NO_MKDOCS_2_WARNING", "1"),
    )
}

fn tools() -> PathBuf {
    paths::target().join("tools")
}

/// The mdBook of the pinned version; without the parts that serve and search.
fn mdbook() -> Result<PathBuf> {
    let program = tools().join("bin").join(format!("mdbook{}", std::env::consts::EXE_SUFFIX));
    let version = |it: &Path| command::output(command(it).arg("--version"));
    if program.is_file() && version(&program).is_ok_and(|it| it.trim() == format!("mdbook v{MDBOOK}")) {
        return Ok(program);
    }
    println!("installing mdBook {MDBOOK} into {}", tools().display());
    command::run(
        cargo()
            .args(["install", "mdbook", "--locked", "--force", "--no-default-features", "--version", MDBOOK])
            // Built in half the time, and quick enough for a small book.
            .arg("--debug")
            .arg("--root")
            .arg(tools()),
    )?;
    Ok(program)
}

/// The MkDocs of `tests/sites/mkdocs/requirements.txt`, in an environment of its own.
fn mkdocs() -> Result<PathBuf> {
    let place = tools().join("python");
    let bin = place.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let wanted = paths::root().join("tests/sites/mkdocs/requirements.txt");
    let text = fs::read(&wanted).with_context(|| format!("reading {}", wanted.display()))?;
    let stamp = place.join("installed-from");
    if !fs::read(&stamp).is_ok_and(|it| it == text) {
        let python = look_for_python(&Machine::this()).map_err(|why| anyhow!("Python: {why}"))?;
        println!("installing MkDocs into {}", place.display());
        command::run(command(&python).args(["-m", "venv", "--clear"]).arg(&place))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
        command::run(command(bin.join("python")).args(pip).arg(&wanted))?;
        fs::write(&stamp, text).with_context(|| format!("writing {}", stamp.display()))?;
    }
    Ok(bin.join("mkdocs"))
}

/// The first Python that is new enough and can make an environment: a machine can have several.
/// `NETPOL_PYTHON` chooses one.
pub(super) fn look_for_python(machine: &Machine) -> Result<PathBuf, String> {
    // Debian has `ensurepip`, without which there is no new environment, in a package of its own.
    let ask = "import sys; print(*sys.version_info[:2]); import venv, ensurepip";
    let mut reasons = Vec::new();
    for python in machine.all("NETPOL_PYTHON", &["python3", "python"], &["/usr/bin/python3"]) {
        let Ok(output) = Command::new(&python).args(["-c", ask]).output() else { continue };
        let said = String::from_utf8_lossy(&output.stdout);
        let mut numbers = said.split_whitespace().map_while(|it| it.parse::<u32>().ok());
        let version = numbers.next().zip(numbers.next());
        match version {
            Some(it) if PYTHON <= it && output.status.success() => return Ok(python),
            Some(it) if PYTHON <= it => reasons.push(format!("{} has no venv", python.display())),
            Some((major, minor)) => {
                reasons.push(format!("{} is of version {major}.{minor}", python.display()))
            }
            None => reasons.push(format!("{} does not run", python.display())),
        }
    }
    Err(if reasons.is_empty() { "not found".to_owned() } else { reasons.join(", ") })
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::look_for_python;
    use crate::tools::machine::{System, made_up::machine};

    #[test]
    fn a_python_that_cannot_make_an_environment_is_none() {
        let it = machine("python", System::Debian);
        assert_eq!(look_for_python(&it).unwrap_err(), "not found");
        it.put("python3", "echo 3 11; exit 1");
        assert!(look_for_python(&it).unwrap_err().ends_with("python3 has no venv"));
        it.put("python3", "echo 3 9");
        assert!(look_for_python(&it).unwrap_err().ends_with("python3 is of version 3.9"));
        let python = it.put("python", "echo 3 10");
        assert_eq!(look_for_python(&it), Ok(python));
    }
}
