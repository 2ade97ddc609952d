//! A release in parts: the files that `xtask-parts` makes of the program, under names that tell their content.

use super::{Site, empty, read, write};
use crate::{command, helper::Helper, paths};
use anyhow::{Context, Result, ensure};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The feature of the page that names its split points.
pub(crate) const FEATURE: &str = "split";

/// What the linker must leave in the program.
pub(super) const LINK_ARGS: &str = "-Clink-args=--emit-relocs";

/// What tells which files each part needs.
const LIST: &str = "parts";

/// The module that the program imports the loader from; wasm-bindgen's glue carries the import on.
const LOADER: &str = "__wasm_split.js";

/// The program without its other parts, for wasm-bindgen.
pub(super) struct Split {
    pub(super) main: PathBuf,
    /// The files in the site, by the parts that need them.
    parts: BTreeMap<String, Vec<String>>,
    loader: String,
}

impl Split {
    /// The files in the site that a part needs.
    pub(super) fn files(&self, part: &str) -> Result<&[String]> {
        let files = self.parts.get(part).map(Vec::as_slice);
        files.with_context(|| format!("the program has no part {part}"))
    }

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
    let list = fs::read_to_string(dir.join(LIST)).context("reading the list of parts")?;
    let mut parts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut placed: BTreeMap<String, String> = BTreeMap::new();
    for line in list.lines() {
        let (part, files) = line.split_once(' ').context("a part without files")?;
        for file in files.split(' ') {
            let named = match placed.get(file) {
                Some(it) => it.clone(),
                None => {
                    let named =
                        site.put(bin, &format!("_{file}.wasm"), &read(&dir.join(format!("{file}.wasm")))?)?;
                    let address = format!("\"./{file}.wasm\"");
                    ensure!(loader.matches(&address).count() == 1, "the loader does not name {file} once");
                    loader = loader.replace(&address, &format!("\"./{named}\""));
                    placed.insert(file.to_owned(), named.clone());
                    named
                }
            };
            parts.entry(part.to_owned()).or_default().push(named);
        }
    }
    Ok(Split { main: dir.join("main.wasm"), parts, loader })
}
