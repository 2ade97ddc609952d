//! A failure of the evaluator stays where it is. Runs in a browser: `cargo xtask test wasm`.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::expect_used, reason = "the panic is what is tested")]

use netpol_web::base::guard::attempt;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn a_panic_inside_is_a_value_outside() {
    netpol_web::base::guard::watch_panics();
    let nothing: Vec<u32> = Vec::new();
    let outcome = attempt(move || nothing.first().copied().expect("there is a first one"));
    assert!(outcome.is_err_and(|it| it.0.contains("there is a first one")));
    assert_eq!(attempt(|| 1 + 1), Ok(2));
}
