//! Splits a linked program: what is reached only through one of the page's split points (`web/src/later.rs`, `web/src/app/parts.rs`)
//! becomes a file of its own, and what is reached through both another. The linker's relocations (`--emit-relocs`) tell
//! what refers to what, data included.
//!
//! In comes the program, out go `main.wasm`, a file for each of [`PARTS`], and the loader that the program asks for the
//! others. What these are called in the site, and which page names them, is not decided here.

use crate::{order, read, unused, write};
use anyhow::{Context, Result, anyhow, bail, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What the files are called here that the splitter makes: those of the split points by their names, and one for
/// what both need.
const PARTS: [(&str, &str); 3] = [("split_later", "later"), ("split_reader", "reader"), ("chunk_", "shared")];

/// The module that the program imports the loader from; wasm-bindgen's glue carries the import on.
const LOADER: &str = "__wasm_split.js";

/// Splits the program into files of an empty directory; `name` is that of its glue.
pub(crate) fn split(wasm: &Path, dir: &Path, name: &str) -> Result<()> {
    let input = unused::without_streams(&read(wasm)?)?;
    let main = dir.join("main.wasm");
    let glue = format!("./{name}.js");
    let loader = format!("./{LOADER}");
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = dir;
    options.main_out_path = &main;
    options.main_module = &glue;
    options.link_name = &loader;
    let parts = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("{error:#}"))
        .with_context(|| format!("splitting {}", wasm.display()))?;
    let mut loader = fs::read_to_string(dir.join(LOADER)).context("reading the loader")?;
    for (prefix, part) in PARTS {
        let name = |it: &PathBuf| it.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let names: Vec<String> =
            parts.split_modules.iter().map(name).filter(|it| it.starts_with(prefix)).collect();
        let [name] = names.as_slice() else {
            bail!("the program has one part {prefix}, and these came out: {:?}", parts.split_modules);
        };
        let program = order::alike_together(&compact(&read(&dir.join(name))?)?)?;
        write(&dir.join(format!("{part}.wasm")), &program)?;
        // The browser refuses another content than this one.
        let source =
            format!("\"./{part}.wasm\", import.meta.url), {{ integrity: \"{}\" }}", integrity(&program));
        loader = replace(&loader, 1, &format!("\"./{name}\", import.meta.url)"), &source)?;
    }
    ensure!(parts.split_modules.len() == PARTS.len(), "more parts than known: {:?}", parts.split_modules);
    // As the glue does for the main part: a server that does not know the type of wasm is no reason to fail.
    let loader = replace(
        &loader,
        PARTS.len(),
        "WebAssembly.instantiateStreaming(src, imports)",
        "src.then((it) => it.arrayBuffer()).then((it) => WebAssembly.instantiate(it, imports))",
    )?;
    write(&dir.join(LOADER), loader.as_bytes())
}

/// As the attribute `integrity` wants it.
fn integrity(content: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(content)))
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

#[cfg(test)]
mod tests {
    use super::{integrity, replace};

    #[test]
    fn the_hash_is_written_as_browsers_read_it() {
        assert_eq!(integrity(b""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn a_loader_in_other_words_is_an_error() {
        assert_eq!(replace("a b a", 2, "a", "c").unwrap(), "c b c");
        assert!(replace("a b a", 1, "a", "c").is_err());
    }
}
