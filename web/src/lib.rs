//! The page: the only crate that knows the browser.

pub mod app;
pub mod components;
pub mod drafts;
pub mod editor;
pub mod effects;
pub mod embed;
pub mod engine;
pub mod guard;
pub mod later;
pub mod markup;
pub mod opening;
pub mod panels;
pub mod preferences;
pub mod scenario;
pub mod service;
pub mod share;
pub mod state;
pub mod timing;
pub mod ui;
pub mod widgets;

pub use app::open;

/// Puts the page into the document, in place of the shell that `index.html` paints first.
pub fn start() {
    guard::watch_panics();
    leptos::mount::mount_to_body(|| {
        if let Some(body) = leptos::prelude::document().body() {
            open(body.into());
        }
    });
}
