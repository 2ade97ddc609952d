//! Sites of other people's tools with embeds in them, `tests/sites`, for the tests: mdBook from crates.io and MkDocs
//! from PyPI, both at pinned versions and inside `target/tools`.

use super::browser;
use crate::{
    command::{self, cargo, command, find},
    paths,
};
use anyhow::{Context, Result, bail};
use std::{
    fs,
    path::{Path, PathBuf},
};

const MDBOOK: &str = "0.5.4";
/// The oldest Python that the pinned packages run on.
const PYTHON: (u32, u32) = (3, 10);

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
        let python = python()?;
        println!("installing MkDocs into {}", place.display());
        let make = || command::run(command(&python).args(["-m", "venv", "--clear"]).arg(&place));
        if make().is_err() {
            // Debian has the module in a package of its own.
            install_python()?;
            make().with_context(missing)?;
        }
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
        command::run(command(bin.join("python")).args(pip).arg(&wanted))?;
        fs::write(&stamp, text).with_context(|| format!("writing {}", stamp.display()))?;
    }
    Ok(bin.join("mkdocs"))
}

fn python() -> Result<PathBuf> {
    let look = || find(&["python3", "python"]);
    if look().is_none() {
        install_python()?;
    }
    let found = look().with_context(missing)?;
    let print = "import sys; print(*sys.version_info[:2])";
    let version = command::output(command(&found).args(["-c", print])).with_context(missing)?;
    let mut numbers = version.split_whitespace().map_while(|it| it.parse::<u32>().ok());
    match numbers.next().zip(numbers.next()) {
        Some(it) if PYTHON <= it => Ok(found),
        Some(_) | None => bail!("{}; this is {}", missing(), version.trim()),
    }
}

/// Where this machine lets us; else [`missing`] tells what to do.
fn install_python() -> Result<()> {
    match find(&["apt-get"]) {
        Some(apt) if browser::is_root() => browser::install(&apt, &["python3", "python3-venv"]),
        Some(_) | None => Ok(()),
    }
}

fn missing() -> String {
    let how = match (find(&["apt-get"]), std::env::consts::OS) {
        (Some(_), _) => "sudo apt-get install -y --no-install-recommends python3 python3-venv",
        (None, "macos") => "brew install python",
        (None, "windows") => "winget install Python.Python.3.12",
        (None, _) => "your package manager's python3 with venv and pip",
    };
    let (major, minor) = PYTHON;
    format!(
        "the tests build an MkDocs site, for which they need Python {major}.{minor} or newer with venv.\n  Install: {how}"
    )
}
