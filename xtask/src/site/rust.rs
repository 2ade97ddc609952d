//! `rel="rust"`: the page's program, its JavaScript glue, and the script that starts both.

use super::{
    Mode, Site, empty,
    html::Link,
    read,
    split::{self, Split},
};
use crate::{
    command::{self, cargo, command},
    helper::Helper,
    paths,
    tools::rust::WASM,
};
use anyhow::Result;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What stands for the program in the page; [`compile`] has made it.
pub(super) fn make(site: &Site, link: &Link) -> Result<String> {
    let bin = link.get("data-bin")?;
    let profile = profile(link, site.mode)?;
    // The directory of the profile `dev` is older than profiles.
    let directory = if profile == "dev" { "debug" } else { profile };
    let wasm = paths::target().join(WASM).join(directory).join(format!("{bin}.wasm"));
    let split = match site.mode {
        Mode::Dev => None,
        Mode::Release => Some(split::split(site, &wasm, bin)?),
    };
    let (glue, wasm) = bind(&wasm, split.as_ref(), bin, site.mode)?;
    let wasm = site.put(bin, "_bg.wasm", &wasm)?;
    let glue = site.put(bin, ".js", &glue)?;
    let mut parts = String::new();
    if let Some(it) = split {
        // Those that the page may ask for before the program does.
        for part in ["later", "reader", "frame"] {
            let files = it.files(part)?.join(" ./");
            parts.push_str(&format!(" data-{part}=\"./{files}\""));
        }
    }
    // Both are asked for at once; `boot.js` then finds them loaded. Trunk.toml says the same for Trunk.
    Ok(format!(
        "<link rel=\"modulepreload\" href=\"./{glue}\">\n    \
         <link rel=\"preload\" href=\"./{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n    \
         <script type=\"module\" src=\"./boot.js\" data-glue=\"./{glue}\" data-wasm=\"./{wasm}\"{parts}></script>"
    ))
}

fn profile(link: &Link, mode: Mode) -> Result<&str> {
    match mode {
        Mode::Dev => Ok("dev"),
        Mode::Release => link.get("data-cargo-profile-release"),
    }
}

/// Compiles the program. For a release it can be split afterwards.
pub(super) fn compile(link: &Link, mode: Mode) -> Result<()> {
    command::run(&mut compiler(link, mode, &[])?)
}

/// What a released program consists of, in the words of `cargo --message-format=json`: a line for each crate.
pub(super) fn compiled(link: &Link) -> Result<String> {
    command::output(&mut compiler(link, Mode::Release, &["--message-format=json"])?)
}

fn compiler(link: &Link, mode: Mode, flags: &[&str]) -> Result<Command> {
    let (manifest, bin, profile) = (link.get("href")?, link.get("data-bin")?, profile(link, mode)?);
    let mut cargo = if mode == Mode::Release { cargo_for_release() } else { cargo() };
    cargo.args(["rustc", "--manifest-path", manifest, "--bin", bin, "--target", WASM, "--profile", profile]);
    cargo.args(flags);
    if mode == Mode::Release {
        cargo.args(["--features", split::FEATURE, "--", split::LINK_ARGS]);
    }
    Ok(cargo)
}

/// A cargo whose programs for wasm32 are the same on every machine, and name files by short names where they panic.
///
/// Cargo appends these flags to the ones in `.cargo/config.toml`. Flags in the environment would take the place of both.
pub(crate) fn cargo_for_release() -> Command {
    let mut cargo = cargo();
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    cargo.arg("--config").arg(format!("target.{WASM}.rustflags={:?}", shorter_names()));
    cargo
}

/// The flags that take this machine's directories out of the program.
fn shorter_names() -> Vec<String> {
    let home = |variable: &str, folder: &str| {
        let own = std::env::var_os(variable).map(PathBuf::from);
        own.or_else(|| Some(std::env::home_dir()?.join(folder)))
    };
    let toolchains = home("RUSTUP_HOME", ".rustup").map(|it| it.join("toolchains"));
    let registries = home("CARGO_HOME", ".cargo").map(|it| it.join("registry/src"));
    // Each registry has a folder named by its address: a mirror gives the same sources under another name. What lies in
    // the folder that comes last in the list is named by that one.
    let registry = registries.iter().filter_map(|it| fs::read_dir(it).ok()).flatten();
    let registry = registry.filter_map(|it| Some(it.ok()?.path()));
    let all =
        [paths::root().to_owned()].into_iter().chain(toolchains).chain(registries.clone()).chain(registry);
    let mut flags: Vec<_> = all.map(|it| format!("--remap-path-prefix={}=", it.display())).collect();
    flags.push(format!("--remap-path-prefix={}=target", paths::target().display()));
    flags
}

/// Makes the glue between the program and the browser: `(JavaScript, wasm)`.
///
/// In a release the glue's own imports are bundled into it, so that the page starts with one request less for each.
fn bind(wasm: &Path, split: Option<&Split>, bin: &str, mode: Mode) -> Result<(Vec<u8>, Vec<u8>)> {
    let dir = paths::target().join("site/bind");
    empty(&dir)?;
    let mut bindgen = Helper::Bindgen.command()?;
    match split {
        None => bindgen.arg(wasm).arg(&dir).arg(bin),
        // The later part shares memory and table with the main one.
        Some(it) => bindgen.arg(&it.main).arg(&dir).arg(bin).arg("--keep-lld-exports"),
    };
    if mode == Mode::Release {
        bindgen.args(["--small", "--short-names"]);
    }
    command::run(&mut bindgen)?;
    if let Some(it) = split {
        it.write_loader(&dir)?;
    }
    let glue = dir.join(format!("{bin}.js"));
    let bundled = dir.join("bundled.js");
    let how = if mode == Mode::Release { "--minify" } else { "--readable" };
    command::run(command("node").arg("xtask/src/site/bundle_glue.mjs").arg(&glue).arg(&bundled).arg(how))?;
    let mut wasm = dir.join(format!("{bin}_bg.wasm"));
    if mode == Mode::Release {
        let ordered = dir.join("ordered.wasm");
        command::run(Helper::Parts.command()?.arg("order").arg(&wasm).arg(&ordered))?;
        wasm = ordered;
    }
    Ok((read(&bundled)?, read(&wasm)?))
}
