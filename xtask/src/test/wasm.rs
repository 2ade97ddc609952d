//! The page's own tests, `web/tests/*.rs` and those in its modules: compiled to wasm32 and run in a browser.

use super::Run;
use crate::{
    command::{self, cargo},
    tools::{self, browser, target::WASM},
};
use anyhow::Result;
use wasm_bindgen_cli::wasm_bindgen_test_runner;

pub(super) fn run(run: &mut Run<'_>) -> Result<()> {
    tools::for_build()?;
    let browser = browser::find_or_install()?;
    let Run { args, count } = run;
    command::watch(
        cargo()
            .args(["test", "--package", "netpol-web", "--target", WASM])
            .args(*args)
            .env("CHROMEDRIVER", &browser.driver)
            .env("WASM_BINDGEN_USE_BROWSER", "1"),
        &mut |line| count.see(line),
    )
}

/// Runs one test binary; cargo calls it through `.cargo/config.toml` with the file and the test flags.
pub(crate) fn runner(args: &[String]) -> Result<()> {
    let name = "xtask".to_owned();
    wasm_bindgen_test_runner::run_cli_with_args(std::iter::once(name).chain(args.iter().cloned()))
}
