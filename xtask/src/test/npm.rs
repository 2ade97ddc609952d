//! The npm package as its users have it: packed, installed into a project, used from Node, from TypeScript, and from a
//! page that Vite builds.

use super::Run;
use crate::{
    command::{self, command},
    npm, paths, site,
    tools::browser,
};
use anyhow::{Context, Result};
use std::fs;

pub(super) fn run(run: &mut Run<'_>) -> Result<()> {
    let browser = browser::find()?;
    let packed = npm::pack()?;

    let project = paths::target().join("npm/project");
    site::empty(&project)?;
    let manifest = "{ \"name\": \"project\", \"private\": true, \"type\": \"module\" }";
    fs::write(project.join("package.json"), manifest).context("writing a project")?;
    let install = ["install", "--offline", "--no-audit", "--no-fund", "--loglevel=error"];
    command::run(command(npm::npm()).current_dir(&project).args(install).arg(&packed))?;

    let Run { args, count } = run;
    command::watch(
        command("node")
            .arg("tests/npm/run.mjs")
            .arg(&project)
            .args(*args)
            .env("CHROME_PATH", &browser.chrome),
        &mut |line| count.see(line),
    )
}
