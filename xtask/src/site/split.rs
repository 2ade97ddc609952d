//! A release in parts: the files that `xtask-parts` makes of the program, under names that tell their content.

use super::{Site, empty, read, write};
use crate::{command, helper::Helper, paths};
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The feature of the page that names its split points.
pub(crate) const FEATURE: &str = "split";

/// What the linker must leave in the program.
pub(super) const LINK_ARGS: &str = "-Clink-args=--emit-relocs";

/// The files besides the main one, as the splitter calls them: those of both split points, and what both need.
const PARTS: [&str; 3] = ["later", "reader", "shared"];

/// The module that the program imports the loader from; wasm-bindgen's glue carries the import on.
const LOADER: &str = "__wasm_split.js";

/// The program without its other parts, for wasm-bindgen.
pub(super) struct Split {
    pub(super) main: PathBuf,
    /// The files in the site that hold the later part: its own, and what it shares with the reader.
    pub(super) later: [String; 2],
    /// Those that read links and drafts.
    pub(super) reader: [String; 2],
    loader: String,
}

impl Split {
    /// Puts the loader beside the glue that imports it.
    pub(super) fn write_loader(&self, dir: &Path) -> Result<()> {
        write(&dir.join(LOADER), self.loader.as_bytes())
    }
}

/// Splits a program; all but the main part go into the site.
pub(super) fn split(site: &Site, wasm: &Path, bin: &str) -> Result<Split> {
    let dir = paths::target().join("site/parts");
    empty(&dir)?;
    command::run(Helper::Parts.command()?.arg("split").arg(wasm).arg(&dir).arg(bin))?;
    let mut loader = fs::read_to_string(dir.join(LOADER)).context("reading the loader")?;
    let mut put = |part: &str| {
        let file = format!("{part}.wasm");
        let named = site.put(bin, &format!("_{file}"), &read(&dir.join(&file))?)?;
        ensure!(loader.matches(&file).count() == 1, "the loader does not name {file} once");
        loader = loader.replace(&file, &named);
        anyhow::Ok(named)
    };
    let [later, reader, shared] = PARTS.map(&mut put);
    let shared = shared?;
    Ok(Split {
        main: dir.join("main.wasm"),
        later: [later?, shared.clone()],
        reader: [reader?, shared],
        loader,
    })
}
