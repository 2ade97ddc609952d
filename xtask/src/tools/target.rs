//! The wasm32 target of the Rust that runs us.

use crate::command::{self, command};
use anyhow::{Context, Result};
use std::{path::Path, process::Command};

pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Adds the target where its standard library is not there.
pub(super) fn install() -> Result<()> {
    let sysroot = command::output(
        Command::new("rustc").args(["--print", "sysroot"]).current_dir(crate::paths::root()),
    )?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM).is_dir() {
        return Ok(());
    }
    println!("installing the Rust target {WASM}");
    command::run(command("rustup").args(["target", "add", WASM])).with_context(|| {
        format!("Rust needs the target {WASM}; with rustup: `rustup target add {WASM}`, else from where your Rust came")
    })
}
