//! Makes the glue between a program and JavaScript: `xtask-bindgen IN.wasm OUT_DIR NAME [--FLAG…]`.
//!
//! In comes a program as cargo links it, out go `NAME.js` and `NAME_bg.wasm` (and `NAME.d.ts`). `cargo xtask` runs it,
//! and decides what is made of the files. A package of its own, so that `cargo xtask` itself is built in seconds.

mod names;

use anyhow::{Context, Result, bail};
use std::{fs, path::Path};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [input, out, name, flags @ ..] = args.as_slice() else {
        bail!("usage: xtask-bindgen IN.wasm OUT_DIR NAME [--FLAG…]")
    };
    let mut short_names = false;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(input)
        .out_name(name)
        .typescript(false)
        // Without it the glue does not know what it starts when it is called with an address, and bundlers do not
        // find the program beside it.
        .omit_default_module_path(false);
    for flag in flags {
        match flag.as_str() {
            "--short-names" => {
                short_names = true;
                continue;
            }
            "--typescript" => bindgen.typescript(true),
            // A program in parts: the others share memory and table with the main one.
            "--keep-lld-exports" => bindgen.keep_lld_exports(true),
            "--small" => bindgen.remove_name_section(true).remove_producers_section(true),
            other => bail!("unknown flag `{other}`"),
        };
    }
    let mut output =
        bindgen.web(true)?.generate_output().with_context(|| format!("wasm-bindgen on {input}"))?;
    let names = if short_names { Some(names::shorten(&mut output)?) } else { None };
    output.emit(out).with_context(|| format!("writing to {out}"))?;
    if let Some(names) = names {
        let glue = Path::new(out).join(format!("{name}.js"));
        let text = fs::read_to_string(&glue).with_context(|| format!("reading {}", glue.display()))?;
        fs::write(&glue, names::replace(&text, &names))
            .with_context(|| format!("writing {}", glue.display()))?;
    }
    Ok(())
}
