//! End-to-end tests: Playwright and axe, in the system's browser, against `dist/` under a path prefix, and in sites of other
//! tools that embed it.

use super::Run;
use crate::{
    command::{self, command},
    paths,
    tools::{browser, nginx, sites},
};
use anyhow::Result;

pub(super) fn run(run: &mut Run<'_>) -> Result<()> {
    let browser = browser::find()?;
    sites::build()?;
    let Run { args, count } = run;
    command::watch(
        command("node")
            .current_dir(paths::root().join("tests/browser"))
            .arg("../../node_modules/@playwright/test/cli.js")
            .arg("test")
            .args(*args)
            .env("CHROME_PATH", &browser.chrome)
            .envs(nginx::find().map(|it| ("NGINX_PATH", it))),
        &mut |line| count.see(line),
    )
}
