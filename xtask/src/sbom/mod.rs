//! `cargo xtask sbom`: what the released site is made of, `target/netpol-playground.cdx.json`, in the form of CycloneDX.
//!
//! The crates of the program are what cargo resolves for it, with the features of a release and without what only runs at
//! compile time; their licences and hashes, and all of the npm packages, come from cargo's and npm's lock files and
//! metadata. Nothing has to be built for it, and it holds neither a time nor a folder: the same sources, the same bytes.

use crate::{
    command::{self, cargo, command},
    paths, site,
    tools::{self, Need, rust::WASM},
};
use anyhow::{Context, Result};
use std::{fs, path::PathBuf};

/// Writes it; gives the file.
pub(crate) fn write() -> Result<PathBuf> {
    tools::prepare(&[Need::Node])?;
    let folder = paths::target().join("sbom");
    site::empty(&folder)?;

    let mut metadata = cargo();
    metadata.args(["metadata", "--format-version", "1", "--locked", "--filter-platform", WASM]);
    let mut tree = cargo();
    tree.args(["tree", "--locked", "--package", "netpol-web", "--features", site::SPLIT, "--target", WASM]);
    tree.args(["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"]);
    let mut rust = command("rustc");
    rust.arg("--version");
    let mut make = command("node");
    make.arg("xtask/src/sbom/make.mjs");
    for (name, from) in [("metadata.json", &mut metadata), ("tree.txt", &mut tree), ("rustc.txt", &mut rust)]
    {
        let file = folder.join(name);
        fs::write(&file, command::output(from)?).with_context(|| format!("writing {}", file.display()))?;
        make.arg(file);
    }
    let file = paths::target().join("netpol-playground.cdx.json");
    command::run(make.arg(&file)).context("listing what the site is made of")?;
    Ok(file)
}
