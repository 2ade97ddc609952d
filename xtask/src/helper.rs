//! The packages below `xtask/` that work on programs of wasm32: built when they are first asked for, and then run.
//!
//! They have a hundred and fifty dependencies, `xtask` one: so it is there in seconds, and says what it does while these
//! are built.

use crate::{
    command::{self, cargo, command},
    paths,
};
use anyhow::Result;
use std::{
    env::consts,
    path::PathBuf,
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
};

/// One of these packages.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Helper {
    /// Makes the glue between a program and JavaScript.
    Bindgen,
    /// Splits a release into its files.
    Parts,
    /// Runs a test binary in a browser. Cargo has it built by itself (`.cargo/config.toml`), unless it is told where one is.
    Runner,
}

/// All of them, for a cargo that builds or tests all: it then compiles what they share once, with one set of features.
pub(crate) const ALL: &[&str] = &["--package=xtask-bindgen", "--package=xtask-parts", "--package=xtask-runner"];

/// Which of them this process has had built.
static BUILT: [AtomicBool; 3] = [const { AtomicBool::new(false) }; 3];

impl Helper {
    fn package(self) -> &'static str {
        match self {
            Helper::Bindgen => "xtask-bindgen",
            Helper::Parts => "xtask-parts",
            Helper::Runner => "xtask-runner",
        }
    }

    fn is_built(self) -> &'static AtomicBool {
        let [bindgen, parts, runner] = &BUILT;
        match self {
            Helper::Bindgen => bindgen,
            Helper::Parts => parts,
            Helper::Runner => runner,
        }
    }

    /// Has it built. Asked again it does nothing: after an edit nothing waits for cargo to find that it is there.
    pub(crate) fn build(self) -> Result<()> {
        if !self.is_built().load(Ordering::Relaxed) {
            command::run(cargo().args(["build", "--package", self.package()]))?;
            self.is_built().store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Where it is, built before if need be.
    pub(crate) fn program(self) -> Result<PathBuf> {
        self.build()?;
        let name = format!("{}{}", self.package(), consts::EXE_SUFFIX);
        Ok(paths::target().join("debug").join(name))
    }

    /// A command that runs it.
    pub(crate) fn command(self) -> Result<Command> {
        Ok(command(self.program()?))
    }
}

/// Has all of them built at once.
pub(crate) fn build_all() -> Result<()> {
    if BUILT.iter().all(|it| it.load(Ordering::Relaxed)) {
        return Ok(());
    }
    command::run(cargo().arg("build").args(ALL))?;
    for it in &BUILT {
        it.store(true, Ordering::Relaxed);
    }
    Ok(())
}
