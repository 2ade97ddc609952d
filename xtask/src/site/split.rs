//! Parts the linked program: what is reached only through the page's split point (`web/src/later.rs`) becomes a file
//! of its own. The linker's relocations (`--emit-relocs`) tell what refers to what, data included.

use super::{Site, empty, names, order, read, unused, write};
use crate::paths;
use anyhow::{Context, Result, anyhow, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The feature of the page that names its split point.
pub(super) const FEATURE: &str = "split";

/// What the linker must leave in the program.
pub(super) const LINK_ARGS: &str = "-Clink-args=--emit-relocs";

/// The name that the split point gives to the later part.
const PART: &str = "later";

/// The module that the program imports the loader from; wasm-bindgen's glue carries the import on.
const LOADER: &str = "__wasm_split.js";

/// The program without its later part, for wasm-bindgen.
pub(super) struct Parted {
    pub(super) main: PathBuf,
    /// The file in the site that holds the later part.
    pub(super) later: String,
    loader: String,
}

impl Parted {
    /// Puts the loader beside the glue that imports it.
    pub(super) fn write_loader(&self, dir: &Path) -> Result<()> {
        write(&dir.join(LOADER), self.loader.as_bytes())
    }
}

/// Parts a program; the later part goes into the site.
pub(super) fn part(site: &Site, wasm: &Path, bin: &str) -> Result<Parted> {
    let dir = paths::target().join("site/parts");
    empty(&dir)?;
    let main = dir.join("main.wasm");
    let input = unused::take_out(&read(wasm)?)?;
    let glue = format!("./{bin}.js");
    let loader = format!("./{LOADER}");
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = &dir;
    options.main_out_path = &main;
    options.main_module = &glue;
    options.link_name = &loader;
    let parts = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("{error:#}"))
        .with_context(|| format!("parting {}", wasm.display()))?;
    let written = dir.join(format!("split_{PART}.wasm"));
    ensure!(
        parts.split_modules == [written.as_path()],
        "the program falls into one later part, and these came out: {:?}",
        parts.split_modules
    );
    let program = order::alike_together(&compact(&read(&written)?)?)?;
    let later = site.put(bin, &format!("_{PART}.wasm"), &program)?;

    let text = fs::read_to_string(dir.join(LOADER)).context("reading the loader")?;
    // The browser refuses another content than this one.
    let source =
        format!("\"./{later}\", import.meta.url), {{ integrity: \"{}\" }}", names::integrity(&program));
    let text = replace(&text, &format!("\"./split_{PART}.wasm\", import.meta.url)"), &source)?;
    // As the glue does for the other part: a server that does not know the type of wasm is no reason to fail.
    let loader = replace(
        &text,
        "WebAssembly.instantiateStreaming(src, imports)",
        "src.then((it) => it.arrayBuffer()).then((it) => WebAssembly.instantiate(it, imports))",
    )?;
    Ok(Parted { main, later, loader })
}

/// The linker leaves room in each number for another one, and names: both are half of the file.
fn compact(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut config = walrus::ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    Ok(config.parse(wasm).context("reading the later part")?.emit_wasm())
}

fn replace(text: &str, from: &str, to: &str) -> Result<String> {
    ensure!(text.matches(from).count() == 1, "the loader is not as expected: it should say `{from}` once");
    Ok(text.replace(from, to))
}
