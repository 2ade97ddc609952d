//! The scenarios that ship with the page: one YAML file each, with its lesson in comment lines.
//!
//! `# title:`, `# group:`, `# lesson:` and `# open:` head the file; a comment `# file: NAME` begins the next file of
//! the scenario. The lines of the head are not shown in the editor. The page brings the titles, and the
//! first one, which it may open with; the others come when they are asked for.

mod parse;

use js_sys::Promise;
use leptos::prelude::*;
use netpol_core::protocol::Protocol;
use netpol_core::{Probe, SourceFile};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Response;

use crate::base::browser::when;
use crate::model::share::{CellRef, Selection, ShareState};

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
    /// More bytes than any of them has.
    const MOST: usize = 1_000_000;
    crate::model::files::size(files) <= MOST && FINGERPRINTS.contains(&fingerprint(files))
}

/// Tells these files from others.
pub fn fingerprint(files: &[SourceFile]) -> u64 {
    parse::fingerprint(files.iter().map(|it| (it.name.as_str(), it.text.as_ref())))
}

/// The state that opening the first one gives. The build has read it.
pub fn first() -> ShareState {
    state(FIRST, FIRST_FILES.iter().copied(), FIRST_OPENED)
}

/// The name of the first one in links.
pub fn first_slug() -> &'static str {
    FIRST
}

/// What the first one teaches.
pub fn first_lesson() -> &'static str {
    FIRST_LESSON
}

/// Calls with the text of a scenario, or with nothing when it cannot be had.
pub fn fetch(slug: &'static str, then: impl FnOnce(Option<String>) + 'static) {
    if FIRST == slug {
        return then(Some(FIRST_TEXT.to_owned()));
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
    let files = parse::files(text);
    let open = parse::head(text, "open");
    let files = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    state(slug, files, open.as_deref().and_then(parse::opened))
}

fn state<'s>(
    slug: &str,
    files: impl Iterator<Item = (&'s str, &'s str)>,
    opened: Option<parse::Opened<'_>>,
) -> ShareState {
    let files = files.map(|(name, text)| SourceFile::new(name, text)).collect();
    let mut state = ShareState { files, scenario: slug.to_owned(), ..ShareState::default() };
    if let Some((from, to, port)) = opened {
        let cell = CellRef { from: from.to_owned(), to: to.to_owned() };
        state.selection = Some(Selection { cell, piece: None });
        let port = port.and_then(|(protocol, port)| Some(Probe::Port(Protocol::from_api(protocol)?, port)));
        state.probe = port.unwrap_or_default();
    }
    state
}

#[cfg(test)]
mod tests;
