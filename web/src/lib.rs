//! The page: the only crate that knows the browser.

pub mod app;
pub mod base;
pub mod chrome;
pub mod dialogs;
pub mod editor;
pub mod effects;
pub mod engine;
pub mod later;
pub mod matrix;
pub mod model;
pub mod panels;
pub mod state;
pub mod widgets;

pub use app::open;

/// Puts the page into the document, in place of the shell that `index.html` paints first.
pub fn start() {
    base::guard::watch_panics();
    base::seed::give();
    // An empty view, for what else Leptos' mount does: it starts the executor and makes the owner of all. Where the page
    // goes, and when, is known later.
    leptos::mount::mount_to_body(|| {
        if let Some(body) = leptos::prelude::document().body() {
            open(body.into());
        }
    });
}
