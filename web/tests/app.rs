//! The page mounts. Runs in a browser: `cargo xtask test wasm`.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "clippy does not know `wasm_bindgen_test` as a test")]

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn the_page_has_its_heading() {
    let host: web_sys::HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&host).unwrap();
    let _page = leptos::mount::mount_to(host.clone(), {
        let host = host.clone();
        move || netpol_web::open(host.into())
    });
    // What the page opens with may come in a task of its own.
    for _ in 0..100 {
        if host.query_selector("h1").unwrap().is_some() {
            break;
        }
        leptos::task::tick().await;
    }
    assert_eq!(host.query_selector("h1").unwrap().unwrap().text_content().unwrap(), "Netpol Playground");
}
