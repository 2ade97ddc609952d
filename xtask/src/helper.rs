//! The packages below `xtask/` that work on programs of wasm32: built when they are first asked for, and then run.
//!
//! They have a hundred and fifty dependencies, most of them the runner, which one step of the tests needs; `xtask` has
//! one: so it is there in seconds, and says what it does while these are built.

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
pub(crate) const ALL: &[&str] =
    &["--package=xtask-bindgen", "--package=xtask-parts", "--package=xtask-runner"];

/// In the `Cargo.toml` of the workspace.
const OPTIMIZED_PROFILE: &str = "helper";

/// Which of them this process has had built.
static BUILT: [AtomicBool; 3] = [const { AtomicBool::new(false) }; 3];

/// Whether the optimized glue maker is there.
static OPTIMIZED: AtomicBool = AtomicBool::new(false);

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
        let directory = match self {
            Helper::Bindgen if OPTIMIZED.load(Ordering::Relaxed) => OPTIMIZED_PROFILE,
            Helper::Bindgen | Helper::Parts | Helper::Runner => {
                self.build()?;
                "debug"
            }
        };
        let name = format!("{}{}", self.package(), consts::EXE_SUFFIX);
        Ok(paths::target().join(directory).join(name))
    }

    /// A command that runs it.
    pub(crate) fn command(self) -> Result<Command> {
        Ok(command(self.program()?))
    }
}

/// Has the glue maker built once more, with optimizations, and used from then on. On one processor and in a directory of
/// its own, so that neither the page nor its next build waits for it.
pub(crate) fn optimize() -> Result<()> {
    let profile = ["--profile", OPTIMIZED_PROFILE, "--jobs=1", "--quiet"];
    command::run(cargo().arg("build").args(profile).args(["--package", Helper::Bindgen.package()]))?;
    OPTIMIZED.store(true, Ordering::Relaxed);
    Ok(())
}

/// Has all of them built at once, for the step that needs the runner.
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

#[cfg(test)]
mod tests {
    use super::{ALL, Helper};
    use crate::paths;
    use std::{
        fs,
        path::{Path, PathBuf},
    };

    #[test]
    fn every_package_below_this_one_is_a_helper() {
        let entries = fs::read_dir(paths::root().join("xtask")).unwrap().map(|it| it.unwrap().path());
        let folders = entries.filter(|it| it.join("Cargo.toml").is_file());
        let mut packages: Vec<_> =
            folders.map(|it| format!("xtask-{}", it.file_name().unwrap().display())).collect();
        packages.sort();
        assert_eq!(packages, [Helper::Bindgen, Helper::Parts, Helper::Runner].map(Helper::package));
        assert_eq!(packages.iter().map(|it| format!("--package={it}")).collect::<Vec<_>>(), ALL);
    }

    /// The files of `xtask` that have the runner built.
    fn callers(folder: &Path, found: &mut Vec<PathBuf>) {
        for path in fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
            if path.is_dir() {
                callers(&path, found);
            } else if fs::read_to_string(&path).unwrap().contains("helper::build_all(") {
                found.push(path);
            }
        }
    }

    #[test]
    fn only_the_step_that_tests_in_a_browser_builds_the_runner() {
        let source = paths::root().join("xtask/src");
        let mut found = Vec::new();
        callers(&source, &mut found);
        // This file names it, and has it built for nobody.
        found.retain(|it| *it != source.join("helper.rs"));
        assert_eq!(found, [source.join("test/wasm.rs")]);
    }
}
