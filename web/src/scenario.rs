//! The scenarios that ship with the page: one YAML file each, with its lesson in comment lines.
//!
//! `# title:`, `# lesson:` and `# open:` head the file; a comment `# file: NAME` begins the next file of the
//! scenario. The lines of the head are not shown in the editor.

use netpol_core::SourceFile;

use crate::share::{CellRef, Selection, ShareState};

include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));

/// One scenario, as its file says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// File name without its ending: what links and drafts hold.
    pub slug: &'static str,
    /// The whole file.
    pub text: &'static str,
}

impl Scenario {
    /// All of them, in the order of their file names.
    pub fn all() -> impl Iterator<Item = Scenario> {
        SCENARIOS.iter().map(|&(slug, text)| Scenario { slug, text })
    }

    /// The one with this file name.
    pub fn by_slug(slug: &str) -> Option<Scenario> {
        Scenario::all().find(|it| it.slug == slug)
    }

    /// Its name in the menu.
    pub fn title(self) -> String {
        self.head("title").unwrap_or_else(|| self.slug.to_owned())
    }

    /// What it teaches, or empty.
    pub fn lesson(self) -> String {
        self.head("lesson").unwrap_or_default()
    }

    /// The state that opening it gives.
    pub fn open(self) -> ShareState {
        let files = self.files();
        let mut state = ShareState { files, scenario: self.slug.to_owned(), ..ShareState::default() };
        if let Some(open) = self.head("open") {
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

    /// Its files, without the head. What stands before the first `# file:` is `policies.yaml`.
    pub fn files(self) -> Vec<SourceFile> {
        let mut files: Vec<(String, String)> = Vec::new();
        let mut in_head = true;
        for line in self.text.lines() {
            if let Some(name) = line.strip_prefix("# file:") {
                files.push((name.trim().to_owned(), String::new()));
                in_head = false;
                continue;
            }
            if in_head && (line.starts_with('#') || line.trim().is_empty()) {
                continue;
            }
            in_head = false;
            if files.is_empty() {
                files.push(("policies.yaml".to_owned(), String::new()));
            }
            if let Some((_, text)) = files.last_mut() {
                text.push_str(line);
                text.push('\n');
            }
        }
        files.into_iter().map(|(name, text)| SourceFile::new(name, tidy(&text))).collect()
    }

    /// A field of the head, its continued lines joined.
    fn head(self, key: &str) -> Option<String> {
        let mut lines = self.text.lines().take_while(|it| it.starts_with('#'));
        let first =
            lines.by_ref().find_map(|it| it.strip_prefix("# ")?.strip_prefix(key)?.strip_prefix(':'))?;
        let more = lines.map_while(|it| it.strip_prefix("#   "));
        let words: Vec<&str> = std::iter::once(first).chain(more).flat_map(str::split_whitespace).collect();
        Some(words.join(" "))
    }
}

/// Without separators and blank lines at either end.
fn tidy(text: &str) -> String {
    let text =
        text.trim_matches('\n').trim_start_matches("---\n").trim_end_matches("\n---").trim_matches('\n');
    format!("{text}\n")
}

/// `TCP 8080`, `tcp/8080` or `8080`, as a head writes it.
fn probe_of(words: &[&str]) -> netpol_core::Probe {
    use netpol_core::Probe;
    use netpol_core::protocol::Protocol;

    let words: Vec<&str> = words.iter().flat_map(|it| it.split('/')).collect();
    let (protocol, port) = match words.as_slice() {
        [port] => (Some(Protocol::Tcp), port),
        [protocol, port] => (Protocol::from_api(&protocol.to_uppercase()), port),
        _ => return Probe::Any,
    };
    match (protocol, port.parse()) {
        (Some(protocol), Ok(port)) => Probe::Port(protocol, port),
        _ => Probe::Any,
    }
}

#[cfg(test)]
mod tests;
