//! `rel="rust"`: the page's program, its JavaScript glue, and the script that starts both.

use super::{
    Mode, Site, empty,
    html::Link,
    order, read,
    split::{self, Parted},
};
use crate::{
    command::{self, cargo, command},
    paths,
    tools::rust::WASM,
};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

pub(super) fn make(site: &Site, link: &Link) -> Result<String> {
    let bin = link.get("data-bin")?;
    let profile = match site.mode {
        Mode::Dev => "dev",
        Mode::Release => link.get("data-cargo-profile-release")?,
    };
    let wasm = compile(link.get("href")?, bin, profile, site.mode)?;
    let parted = match site.mode {
        Mode::Dev => None,
        Mode::Release => Some(split::part(site, &wasm, bin)?),
    };
    let (glue, wasm) = bind(&wasm, parted.as_ref(), bin, site.mode)?;
    let wasm = site.put(bin, "_bg.wasm", &wasm)?;
    let glue = site.put(bin, ".js", &glue)?;
    let parts = parted.map_or_else(String::new, |it| {
        let [later, reader] = [it.later, it.reader].map(|it| it.join(" ./"));
        format!(" data-later=\"./{later}\" data-reader=\"./{reader}\"")
    });
    // Both are asked for at once; `boot.js` then finds them loaded. Trunk.toml says the same for Trunk.
    Ok(format!(
        "<link rel=\"modulepreload\" href=\"./{glue}\">\n    \
         <link rel=\"preload\" href=\"./{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n    \
         <script type=\"module\" src=\"./boot.js\" data-glue=\"./{glue}\" data-wasm=\"./{wasm}\"{parts}></script>"
    ))
}

/// Compiles the program; gives the file that cargo made. For a release it can be parted.
fn compile(manifest: &str, bin: &str, profile: &str, mode: Mode) -> Result<PathBuf> {
    let mut cargo = cargo();
    if mode == Mode::Release {
        // What panics say names files: as short names, and the same on every machine. Cargo appends them to the flags in
        // `.cargo/config.toml`; in its variable they would take their place.
        cargo.arg("--config").arg(format!("target.{WASM}.rustflags={:?}", shorter_names()));
    }
    cargo.args(["rustc", "--manifest-path", manifest, "--bin", bin, "--target", WASM, "--profile", profile]);
    if mode == Mode::Release {
        cargo.args(["--features", split::FEATURE, "--", split::LINK_ARGS]);
    }
    command::run(&mut cargo)?;
    // The directory of the profile `dev` is older than profiles.
    let directory = if profile == "dev" { "debug" } else { profile };
    Ok(paths::target().join(WASM).join(directory).join(format!("{bin}.wasm")))
}

/// The flags that take this machine's directories out of the program.
pub(crate) fn shorter_names() -> Vec<String> {
    let home = |variable: &str, folder: &str| {
        let own = std::env::var_os(variable).map(PathBuf::from);
        own.or_else(|| Some(std::env::home_dir()?.join(folder)))
    };
    let registry = home("CARGO_HOME", ".cargo").map(|it| it.join("registry/src"));
    let toolchains = home("RUSTUP_HOME", ".rustup").map(|it| it.join("toolchains"));
    let flag = |(from, to): (PathBuf, &str)| format!("--remap-path-prefix={}={to}", from.display());
    [Some((paths::root().to_owned(), "")), registry.map(|it| (it, "")), toolchains.map(|it| (it, ""))]
        .into_iter()
        .flatten()
        .map(flag)
        .collect()
}

/// Makes the glue between the program and the browser: `(JavaScript, wasm)`.
///
/// In a release the glue's own imports are bundled into it, so that the page starts with one request less for each.
fn bind(wasm: &Path, parted: Option<&Parted>, bin: &str, mode: Mode) -> Result<(Vec<u8>, Vec<u8>)> {
    let dir = paths::target().join("site/bind");
    empty(&dir)?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(parted.map_or(wasm, |it| &it.main))
        .out_name(bin)
        .typescript(false)
        // Without it the glue does not know what it starts when it is called with an address.
        .omit_default_module_path(false)
        // The later part shares memory and table with the main one.
        .keep_lld_exports(parted.is_some())
        .remove_name_section(mode == Mode::Release)
        .remove_producers_section(mode == Mode::Release);
    bindgen.web(true)?.generate(&dir).with_context(|| format!("wasm-bindgen on {}", wasm.display()))?;
    if let Some(it) = parted {
        it.write_loader(&dir)?;
    }
    let glue = dir.join(format!("{bin}.js"));
    let bundled = dir.join("bundled.js");
    let how = if mode == Mode::Release { "--minify" } else { "--readable" };
    command::run(command("node").arg("xtask/src/site/bundle_glue.mjs").arg(&glue).arg(&bundled).arg(how))?;
    let wasm = read(&dir.join(format!("{bin}_bg.wasm")))?;
    Ok((
        read(&bundled)?,
        match mode {
            Mode::Dev => wasm,
            Mode::Release => order::alike_together(&wasm)?,
        },
    ))
}
