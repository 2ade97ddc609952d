//! Splits a linked program: what is reached only through one of the page's split points (`web/src/later.rs`, `web/src/app/parts.rs`)
//! becomes a part of its own, with a file for what only it needs, and more for what it shares with others. The linker's
//! relocations (`--emit-relocs`) tell what refers to what, data included.
//!
//! In comes the program, out go `main.wasm`, the files of [`PARTS`], which files each of them needs ([`LIST`]), and the
//! loader that the program asks for them. What these are called in the site, and which page names them, is not decided
//! here.

use crate::{order, read, unused, write};
use anyhow::{Context, Result, anyhow, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fs, path::Path};

/// The parts, by the names that the split points give them.
const PARTS: [&str; 3] = ["later", "pastes", "reader"];

/// The file that tells for each part in a line the files that it needs, without their endings.
const LIST: &str = "parts";

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
    // The splitter numbers the files that several parts need.
    let mut needed_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for part in PARTS {
        let files = parts.prefetch_map.get(part).with_context(|| format!("there is no part {part}"))?;
        files.iter().for_each(|it| needed_by.entry(it).or_default().push(part));
    }
    for (file, parts) in &needed_by {
        let own = parts.join("-");
        let program = order::alike_together(&compact(&read(&dir.join(format!("{file}.wasm")))?)?)?;
        write(&dir.join(format!("{own}.wasm")), &program)?;
        // The browser refuses another content than this one.
        let source =
            format!("\"./{own}.wasm\", import.meta.url), {{ integrity: \"{}\" }}", integrity(&program));
        loader = replace(&loader, 1, &format!("\"./{file}.wasm\", import.meta.url)"), &source)?;
    }
    ensure!(
        parts.split_modules.len() == needed_by.len() && parts.prefetch_map.len() == PARTS.len(),
        "other parts than are known: {:?}",
        parts.split_modules
    );
    let line = |part: &str| {
        let files = needed_by.values().filter(|it| it.contains(&part)).map(|it| it.join("-"));
        [part.to_owned()].into_iter().chain(files).collect::<Vec<_>>().join(" ")
    };
    write(&dir.join(LIST), PARTS.map(line).join("\n").as_bytes())?;
    // As the glue does for the main part: a server that does not know the type of wasm is no reason to fail.
    let loader = replace(
        &loader,
        needed_by.len(),
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
