//! The scenarios that ship with the page: one YAML file each, with its lesson in comment lines.
//!
//! `# title:`, `# group:`, `# lesson:` and `# open:` head the file; a comment `# file: NAME` begins the next file of
//! the scenario. The lines of the head are not shown in the editor. The page brings the titles, and the text of the
//! first one, which it may open with; the others come when they are asked for.

mod parse;

use js_sys::Promise;
use netpol_core::SourceFile;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Response;

use crate::effects::page::when;
use crate::reactive::window;
use crate::share::{CellRef, Selection, ShareState};

include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));

/// One scenario, as the build found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// File name without its ending: what links and drafts hold.
    pub slug: &'static str,
    /// Its name in the menu.
    pub title: &'static str,
    /// The heading of the menu that it stands under.
    pub group: &'static str,
}

impl Scenario {
    /// All of them, in the order of their file names.
    pub fn all() -> impl Iterator<Item = Scenario> {
        SCENARIOS.iter().map(|&(slug, title, group)| Scenario { slug, title, group })
    }

    /// The one with this file name.
    pub fn by_slug(slug: &str) -> Option<Scenario> {
        Scenario::all().find(|it| it.slug == slug)
    }
}

/// Whether a scenario has just these files.
pub fn has(files: &[SourceFile]) -> bool {
    let sum = parse::fingerprint(files.iter().map(|it| (it.name.as_str(), it.text.as_ref())));
    FINGERPRINTS.contains(&sum)
}

/// The state that opening the first one gives.
pub fn first() -> ShareState {
    open(FIRST.0, FIRST.1)
}

/// What the first one teaches.
pub fn first_lesson() -> String {
    lesson(FIRST.1)
}

/// Calls with the text of a scenario, or with nothing when it cannot be had.
pub fn fetch(slug: &'static str, then: impl FnOnce(Option<String>) + 'static) {
    if FIRST.0 == slug {
        return then(Some(FIRST.1.to_owned()));
    }
    let then: Box<dyn FnOnce(Option<String>)> = Box::new(then);
    when(&window().fetch_with_str(&format!("./scenarios/{slug}.yaml")), move |response| {
        let text = response.and_then(|it| text_of(&it));
        match text {
            Some(it) => when(&it, move |text| then(text.and_then(|it| it.as_string()))),
            None => then(None),
        }
    });
}

fn text_of(response: &JsValue) -> Option<Promise> {
    let response: &Response = response.unchecked_ref();
    if response.ok() { response.text().ok() } else { None }
}

/// What it teaches, or empty.
pub fn lesson(text: &str) -> String {
    parse::head(text, "lesson").unwrap_or_default()
}

/// The state that opening it gives.
pub fn open(slug: &str, text: &str) -> ShareState {
    let files = parse::files(text).into_iter().map(|(name, text)| SourceFile::new(name, text)).collect();
    let mut state = ShareState { files, scenario: slug.to_owned(), ..ShareState::default() };
    if let Some(open) = parse::head(text, "open") {
        let mut words = open.split_whitespace();
        if let (Some(from), Some("->"), Some(to)) = (words.next(), words.next(), words.next()) {
            let cell = CellRef { from: from.to_owned(), to: to.to_owned() };
            state.selection = Some(Selection { cell, piece: None });
        }
        let port: Vec<&str> = words.collect();
        state.probe = probe_of(&port);
    }
    state
}

/// `TCP 8080`, `tcp/8080` or `8080`, as a head writes it.
fn probe_of(words: &[&str]) -> netpol_core::Probe {
    use netpol_core::Probe;
    use netpol_core::protocol::Protocol;

    let words: Vec<&str> = words.iter().flat_map(|it| it.split('/')).collect();
    let (protocol, port) = match words.as_slice() {
        [port] => (Some(Protocol::Tcp), port),
        [protocol, port] => (Protocol::from_api(&protocol.to_ascii_uppercase()), port),
        _ => return Probe::Any,
    };
    match (protocol, port.parse()) {
        (Some(protocol), Ok(port)) => Probe::Port(protocol, port),
        _ => Probe::Any,
    }
}

#[cfg(test)]
mod tests;
