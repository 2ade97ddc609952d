//! The packages below `xtask/` that work on programs of wasm32: built when they are first asked for, and then run.
//!
//! They have some eighty dependencies, `xtask` one: so it is there in seconds, and says what it does while these are
//! built. The test runner is not among them: cargo starts it by itself (`.cargo/config.toml`).

use crate::{
    command::{self, cargo, command},
    paths,
};
use anyhow::Result;
use std::{env::consts, path::PathBuf, process::Command, sync::OnceLock};

/// One of these packages.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Helper {
    /// Makes the glue between a program and JavaScript.
    Bindgen,
    /// Splits a release into its files.
    Parts,
}

/// Where each of them is, once this process has had it built.
static BUILT: [OnceLock<PathBuf>; 2] = [const { OnceLock::new() }; 2];

impl Helper {
    fn package(self) -> &'static str {
        match self {
            Helper::Bindgen => "xtask-bindgen",
            Helper::Parts => "xtask-parts",
        }
    }

    /// Has it built, and gives the program. Asked again it answers at once: what is served does not wait for cargo to
    /// find that nothing changed.
    pub(crate) fn build(self) -> Result<PathBuf> {
        let [bindgen, parts] = &BUILT;
        let built = match self {
            Helper::Bindgen => bindgen,
            Helper::Parts => parts,
        };
        if let Some(program) = built.get() {
            return Ok(program.clone());
        }
        command::run(cargo().args(["build", "--package", self.package()]))?;
        let name = format!("{}{}", self.package(), consts::EXE_SUFFIX);
        Ok(built.get_or_init(|| paths::target().join("debug").join(name)).clone())
    }

    /// A command that runs it, built before if need be.
    pub(crate) fn command(self) -> Result<Command> {
        Ok(command(self.build()?))
    }
}
