//! Runs one test binary of wasm32 in a browser: `xtask-runner FILE.wasm [TEST ARGS…]`.
//!
//! Cargo calls it (`.cargo/config.toml`), and the step `wasm` of `cargo xtask test` tells it by variables which browser.
//! A package of its own, so that `cargo xtask` itself is built in seconds.

use wasm_bindgen_cli::wasm_bindgen_test_runner;

fn main() -> anyhow::Result<()> {
    wasm_bindgen_test_runner::run_cli_with_args(std::env::args())
}
