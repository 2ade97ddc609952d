//! The page mounts. Runs in a browser: `cargo xtask test wasm`.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "clippy does not know `wasm_bindgen_test` as a test")]

use js_sys::Promise;
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
    // Starting, evaluating and drawing are tasks of their own.
    while host.query_selector("h1").unwrap().is_none() {
        next_task().await;
    }
    assert_eq!(host.query_selector("h1").unwrap().unwrap().text_content().unwrap(), "Netpol Playground");
}

/// Lets the browser do what waits to be done. A promise alone would not: all of them are kept within one task.
async fn next_task() {
    let task = Promise::new(&mut |done, _| {
        window().set_timeout_with_callback(&done).unwrap();
    });
    task.await.unwrap();
}
