//! What a release does to its programs, and no other build: `xtask-parts split IN.wasm OUT_DIR NAME` splits a linked
//! program into files, `xtask-parts order IN.wasm OUT.wasm` makes one compress better.
//!
//! `cargo xtask` runs it, and puts what comes out into the site. A package of its own, so that `cargo xtask` itself is
//! built in seconds.

mod merge;
mod order;
mod split;
mod unused;

use anyhow::{Context, Result, bail};
use std::{fs, path::Path};

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["split", input, out, name] => split::split(Path::new(input), Path::new(out), name),
        ["order", input, out] => write(Path::new(out), &order::alike_together(&read(Path::new(input))?)?),
        _ => bail!("usage: xtask-parts split IN.wasm OUT_DIR NAME | order IN.wasm OUT.wasm"),
    }
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("reading {}", file.display()))
}

fn write(file: &Path, content: &[u8]) -> Result<()> {
    fs::write(file, content).with_context(|| format!("writing {}", file.display()))
}
