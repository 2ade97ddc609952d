//! Drafts: what the user writes is kept under an id, with a name if it was given one. Pure; knows no browser.
//!
//! A record is text: three lines, when it was last changed (seconds since 1970), the fingerprint of its files, its name;
//! and after them the state as a link holds it. Behind the name stands what a list tells of it, so that only a draft that
//! is opened is unpacked: a few characters may unpack to megabytes. Each draft is a record of its own, so that two pages never write the
//! same one unless both show it; `crate::effects::drafts` sees to that case.

use crate::model::scenario;
use crate::model::share::{self, ShareState};

/// Of those without a name so many are kept.
pub const UNNAMED: usize = 20;
/// What parts the name, the names of files and the scenario: no line of ours has it.
const BETWEEN: char = '\u{1f}';
/// Characters of a name, and of the names of all files.
const LINE: usize = 80;

/// One draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it is called, or empty.
    pub name: String,
    /// When it was last changed, in seconds since 1970.
    pub changed: u64,
    /// Tells its files from those of others.
    pub fingerprint: u64,
    /// The names of its files, as a list tells them; empty where a page of before wrote it.
    pub files: String,
    /// The scenario that it began as, or empty.
    pub scenario: String,
    /// The state, as a link holds it.
    pub state: String,
}

impl Draft {
    /// A state as a draft.
    pub fn of(state: &ShareState, name: &str, changed: u64) -> Draft {
        Draft::packed(state, share::pack(state), name, changed)
    }

    /// The same of a state that is packed already.
    pub fn packed(state: &ShareState, packed: String, name: &str, changed: u64) -> Draft {
        let files: Vec<&str> = state.files.iter().map(|it| it.name.as_str()).take(LINE).collect();
        Draft {
            name: one_line(name),
            changed,
            fingerprint: scenario::fingerprint(&state.files),
            files: one_line(&files.join(", ")),
            scenario: one_line(&state.scenario),
            state: packed,
        }
    }

    /// As it is stored.
    pub fn to_text(&self) -> String {
        let Draft { name, changed, fingerprint, files, scenario, state } = self;
        format!("{changed}\n{fingerprint}\n{name}{BETWEEN}{files}{BETWEEN}{scenario}\n{state}")
    }

    /// The reverse; nothing where it is none.
    pub fn from_text(text: &str) -> Option<Draft> {
        let mut lines = text.splitn(4, '\n');
        let mut next = || lines.next();
        let (changed, fingerprint) = (next()?.parse().ok()?, next()?.parse().ok()?);
        let mut told = next()?.split(BETWEEN).map(str::to_owned);
        let mut word = || told.next().unwrap_or_default();
        Some(Draft {
            name: word(),
            changed,
            fingerprint,
            files: word(),
            scenario: word(),
            state: next()?.to_owned(),
        })
    }
}

/// The keys of those that are too many: the oldest without a name, of all with the latest first. `spared` is not among
/// them.
pub fn too_many<'a>(all: &'a [(String, Draft)], spared: &'a str) -> impl Iterator<Item = &'a str> {
    let unnamed = all.iter().filter(move |(key, it)| it.name.is_empty() && key != spared);
    unnamed.skip(UNNAMED).map(|(key, _)| key.as_str())
}

/// A name that no other draft has: `name`, `name 2`, ….
pub fn other_name(name: &str, taken: &[String]) -> String {
    let name = one_line(name);
    if name.is_empty() || !taken.contains(&name) {
        return name;
    }
    (2..).map(|n| format!("{name} {n}")).find(|it| !taken.contains(it)).unwrap_or_default()
}

/// A name without line breaks and white space around it, and not longer than a line.
pub fn one_line(name: &str) -> String {
    let name: String = name.chars().map(|it| if it.is_control() { ' ' } else { it }).take(LINE).collect();
    name.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(name: &str, changed: u64) -> Draft {
        let state = "1abc".to_owned();
        let (files, scenario) = ("a.yaml, b.yaml".to_owned(), "03-x".to_owned());
        Draft { name: name.to_owned(), changed, fingerprint: 7, files, scenario, state }
    }

    #[test]
    fn a_record_comes_back_and_nonsense_is_none() {
        for it in [draft("", 1), draft("a: b", u64::MAX)] {
            assert_eq!(Draft::from_text(&it.to_text()), Some(it));
        }
        for text in ["", "1\n2\n3", "x\n1\nname\n1abc"] {
            assert_eq!(Draft::from_text(text), None, "{text:?}");
        }
        // As it was written before lists told of files.
        let before = Draft::from_text("1\n7\na\n1abc").unwrap();
        assert_eq!(before, Draft { files: String::new(), scenario: String::new(), ..draft("a", 1) });
        assert_eq!(one_line(" a\nb\u{7f} "), "a b");
    }

    #[test]
    fn the_oldest_without_a_name_go_and_the_spared_one_stays() {
        let mut all: Vec<_> = (0..30).rev().map(|n| (n.to_string(), draft("", n))).collect();
        all.push(("named".to_owned(), draft("x", 0)));
        let gone: Vec<&str> = too_many(&all, "3").collect();
        assert_eq!(gone.len(), 9);
        assert!(gone.iter().all(|it| *it != "3" && *it != "named" && it.parse::<u64>().unwrap() < 10));
    }

    #[test]
    fn a_second_draft_of_a_name_gets_a_number() {
        let taken = ["a".to_owned(), "a 2".to_owned()];
        assert_eq!(
            [other_name("a", &taken), other_name("b", &taken), other_name("", &taken)],
            ["a 3", "b", ""]
        );
    }
}
