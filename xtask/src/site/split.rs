//! Parts the linked program: what is reached only through one of the page's split points (`web/src/later.rs`, `web/src/app/parts.rs`)
//! becomes a file of its own, and what is reached through both another. The linker's relocations (`--emit-relocs`) tell what refers to what, data included.

use super::{Site, empty, names, order, read, write};
use crate::paths;
use anyhow::{Context, Result, anyhow, bail, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The feature of the page that names its split points.
pub(super) const FEATURE: &str = "split";

/// What the linker must leave in the program.
pub(super) const LINK_ARGS: &str = "-Clink-args=--emit-relocs";

/// What the files are called in the site that the splitter makes: those of the split points by their names, and one for
/// what both need.
const PARTS: [(&str, &str); 3] = [("split_later", "later"), ("split_reader", "reader"), ("chunk_", "shared")];

/// The module that the program imports the loader from; wasm-bindgen's glue carries the import on.
const LOADER: &str = "__wasm_split.js";

/// The program without its other parts, for wasm-bindgen.
pub(super) struct Parted {
    pub(super) main: PathBuf,
    /// The files in the site that hold the later part: its own, and what it shares with the reader.
    pub(super) later: [String; 2],
    /// Those that read links and drafts.
    pub(super) reader: [String; 2],
    loader: String,
}

impl Parted {
    /// Puts the loader beside the glue that imports it.
    pub(super) fn write_loader(&self, dir: &Path) -> Result<()> {
        write(&dir.join(LOADER), self.loader.as_bytes())
    }
}

/// Parts a program; all but the main part go into the site.
pub(super) fn part(site: &Site, wasm: &Path, bin: &str) -> Result<Parted> {
    let dir = paths::target().join("site/parts");
    empty(&dir)?;
    let main = dir.join("main.wasm");
    let input = read(wasm)?;
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
    let mut loader = fs::read_to_string(dir.join(LOADER)).context("reading the loader")?;
    let mut files: Vec<String> = Vec::new();
    for (prefix, part) in PARTS {
        let name = |it: &PathBuf| it.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let names: Vec<String> =
            parts.split_modules.iter().map(name).filter(|it| it.starts_with(prefix)).collect();
        let [name] = names.as_slice() else {
            bail!("the program has one part {prefix}, and these came out: {:?}", parts.split_modules);
        };
        let program = order::alike_together(&compact(&read(&dir.join(name))?)?)?;
        let file = site.put(bin, &format!("_{part}.wasm"), &program)?;
        // The browser refuses another content than this one.
        let source =
            format!("\"./{file}\", import.meta.url), {{ integrity: \"{}\" }}", names::integrity(&program));
        loader = replace(&loader, 1, &format!("\"./{name}\", import.meta.url)"), &source)?;
        files.push(file);
    }
    ensure!(parts.split_modules.len() == PARTS.len(), "more parts than known: {:?}", parts.split_modules);
    // As the glue does for the main part: a server that does not know the type of wasm is no reason to fail.
    let loader = replace(
        &loader,
        PARTS.len(),
        "WebAssembly.instantiateStreaming(src, imports)",
        "src.then((it) => it.arrayBuffer()).then((it) => WebAssembly.instantiate(it, imports))",
    )?;
    let [later, reader, shared] = files.try_into().map_err(|files| anyhow!("{files:?} are not three"))?;
    Ok(Parted { main, later: [later, shared.clone()], reader: [reader, shared], loader })
}

/// The linker leaves room in each number for another one, and names: both are half of the file.
fn compact(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut config = walrus::ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    Ok(config.parse(wasm).context("reading a part")?.emit_wasm())
}

fn replace(text: &str, times: usize, from: &str, to: &str) -> Result<String> {
    ensure!(
        text.matches(from).count() == times,
        "the loader is not as expected: `{from}` belongs in {times} times"
    );
    Ok(text.replace(from, to))
}
