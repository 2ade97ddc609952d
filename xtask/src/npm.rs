//! `cargo xtask npm`: the evaluator as an npm package, `target/npm/netpol-playground-VERSION.tgz`.

use crate::{
    command::{self, command},
    helper::Helper,
    paths, site,
    tools::{self, Need, rust::WASM},
};
use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Builds and packs it; gives the packed file.
pub(crate) fn pack() -> Result<PathBuf> {
    tools::prepare(&[Need::Wasm, Need::Node])?;
    let mut compile = site::cargo_for_release();
    compile.args(["rustc", "--package", "netpol-js", "--lib", "--crate-type", "cdylib"]);
    compile.args(["--target", WASM, "--profile", "web"]);
    command::run(&mut compile)?;

    let package = paths::target().join("npm/package");
    site::empty(&package)?;
    let program = paths::target().join(WASM).join("web/netpol_js.wasm");
    let flags = ["--typescript", "--small"];
    command::run(Helper::Bindgen.command()?.arg(program).arg(&package).arg("netpol").args(flags))?;

    let source = paths::root().join("js/npm");
    for name in ["index.js", "index.d.ts", "node.js", "README.md"] {
        copy(&source.join(name), &package.join(name))?;
    }
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        copy(&paths::root().join(name), &package.join(name))?;
    }
    let manifest = fs::read_to_string(source.join("package.json")).context("reading js/npm/package.json")?;
    let version = concat!("{\n  \"version\": \"", env!("CARGO_PKG_VERSION"), "\",");
    let manifest = manifest.replacen('{', version, 1);
    fs::write(package.join("package.json"), manifest).context("writing package.json")?;

    let folder = paths::target().join("npm");
    let said = command::output(command(npm()).args(["pack", "--silent"]).arg(&package).current_dir(&folder))?;
    let name =
        said.lines().map(str::trim).rfind(|it| it.ends_with(".tgz")).context("npm pack says no name")?;
    Ok(folder.join(name))
}

/// On Windows npm is a script and not a program.
pub(crate) fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("copying {}", from.display()))?;
    Ok(())
}
