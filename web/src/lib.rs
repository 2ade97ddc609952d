//! The page: the only crate that knows the browser.

pub mod app;
pub mod components;
pub mod dom;
pub mod editor;
pub mod effects;
pub mod guard;
pub mod later;
pub mod opening;
pub mod preferences;
pub mod reactive;
pub mod scenario;
pub mod service;
pub mod settings;
pub mod share;
pub mod state;
pub mod timing;
pub mod ui;

pub use app::app;

/// Puts the page into the document, in place of the shell that `index.html` paints first.
pub fn start() {
    guard::watch_panics();
    let document = leptos::prelude::document();
    if let Some(shell) = document.get_element_by_id("shell") {
        shell.remove();
    }
    leptos::mount::mount_to_body(|| {
        let page = app();
        if let Some(body) = leptos::prelude::document().body() {
            // An element of our own fits into every body.
            let _ = body.append_child(page.element());
        }
    });
}
