//! The parts of the Rust that runs us. With rustup they are there already, unless another toolchain was chosen than that
//! of `rust-toolchain.toml`.

use super::machine::succeeds;
use crate::{
    command::{self, cargo, command},
    paths,
};
use anyhow::{Context, Result};
use std::{path::Path, process::Command};

pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Adds the target wasm32 where its standard library is not there.
pub(super) fn target() -> Result<()> {
    let sysroot =
        command::output(Command::new("rustc").args(["--print", "sysroot"]).current_dir(paths::root()))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM).is_dir() {
        return Ok(());
    }
    add("target", WASM)
}

/// Adds the component behind a subcommand of cargo where that cannot be called.
pub(super) fn component(subcommand: &str, name: &str) -> Result<()> {
    if succeeds(cargo().args([subcommand, "--version"])) { Ok(()) } else { add("component", name) }
}

fn add(kind: &str, name: &str) -> Result<()> {
    println!("installing the Rust {kind} {name}");
    command::run(command("rustup").args([kind, "add", name])).with_context(|| {
        format!("Rust needs the {kind} {name}; with rustup: `rustup {kind} add {name}`, else from where your Rust came")
    })
}
