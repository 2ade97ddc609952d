//! The page's own tests, `web/tests/*.rs` and those in its modules: compiled to wasm32 and run in a browser.

use super::{Run, clippy};
use crate::{
    command::{self, cargo},
    helper::{self, Helper},
    paths,
    tools::{browser, rust::WASM},
};
use anyhow::{Context, Result};
use std::{fs, path::Path};

/// Seconds after which driver and page are taken for hung. Both are waited for until they answer; what they need
/// depends on what else the machine does.
const HANGS: &str = "900";

pub(super) fn run(run: &mut Run<'_>) -> Result<()> {
    let browser = browser::find()?;
    let capabilities = paths::target().join("webdriver.json");
    fs::write(&capabilities, choose(&browser.chrome)).context("writing the browser's capabilities")?;
    // Its hundred dependencies are built for this step and for no other.
    clippy::has_no_warnings(&["--package", "xtask-runner"])?;
    helper::build_all()?;
    let runner = Helper::Runner.program()?;
    // Cargo takes blanks in the variable for ends of words; without it, it does as `.cargo/config.toml` says.
    let runner = runner.to_str().filter(|it| !it.contains(char::is_whitespace));
    let Run { args, count } = run;
    command::watch(
        cargo()
            .args(["test", "--package", "netpol-web", "--target", WASM])
            .args(*args)
            .envs(runner.map(|it| ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", it)))
            .env("CHROMEDRIVER", &browser.driver)
            .env("WASM_BINDGEN_USE_BROWSER", "1")
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities)
            .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", HANGS)
            .env("WASM_BINDGEN_TEST_TIMEOUT", HANGS),
        &mut |line| count.see(line),
    )
}

/// Without it the driver opens the first browser that it knows, which may be another one.
fn choose(chrome: &Path) -> String {
    // In a Rust string and in a JSON one the same characters are escaped.
    format!("{{\"goog:chromeOptions\": {{\"binary\": {:?}}}}}\n", chrome.display().to_string())
}
