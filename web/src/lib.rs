//! The page: the only crate that knows the browser.

use leptos::prelude::*;

/// Puts the page into the document, in place of the shell that `index.html` paints first.
pub fn start() {
    let document = document();
    if let Some(shell) = document.get_element_by_id("shell") {
        shell.remove();
    }
    leptos::mount::mount_to_body(App);
}

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <main>
            <h1>"Netpol Playground"</h1>
        </main>
    }
}
