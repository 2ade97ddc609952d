//! Every knob: its words, its values, and what each means to the evaluator.

mod contested;
mod facts;
mod server;

use crate::Options;

/// Knobs under one heading.
#[derive(Debug)]
pub struct Group {
    /// The heading.
    pub title: &'static str,
    /// What they have in common.
    pub says: &'static str,
    /// In the order of the dialog.
    pub knobs: &'static [Knob],
}

/// One knob.
#[derive(Debug)]
pub struct Knob {
    /// What links and drafts call it: never changed.
    pub key: &'static str,
    /// What users call it.
    pub title: &'static str,
    /// What it decides, in one sentence.
    pub says: &'static str,
    /// The contested case behind it, and what implementations do.
    pub contested: Option<(&'static str, &'static str)>,
    /// Its values.
    pub shape: Shape,
    /// Its default.
    pub usual: &'static str,
    /// Sets it, or says what is wrong with the value.
    pub(super) apply: fn(&mut Options, &str) -> Result<(), String>,
}

/// What values a knob has.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// One of these: what links hold, and what users read.
    Choice(&'static [(&'static str, &'static str)]),
    /// A word, such as this one.
    Line(&'static str),
    /// One a line, such as this one.
    Lines(&'static str),
}

const ON_OFF: Shape = Shape::Choice(&[("on", "on"), ("off", "off")]);

/// All of them, in the order of the dialog.
pub static GROUPS: &[Group] = &[server::SERVER, contested::CONTESTED, facts::FACTS];

fn pick<T: Clone>(text: &str, all: &[(&str, T)]) -> Result<T, String> {
    let found = all.iter().find(|it| it.0 == text).map(|it| it.1.clone());
    found.ok_or_else(|| format!("`{text}` is none of the choices"))
}

fn on(text: &str) -> Result<bool, String> {
    pick(text, &[("on", true), ("off", false)])
}

/// Reads each line that says something; a mistake is told with its line.
fn lines<T>(text: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
    let all = text.lines().map(str::trim).enumerate().filter(|it| !it.1.is_empty());
    all.map(|(at, line)| read(line).map_err(|it| format!("line {}: {it}", at + 1))).collect()
}

fn cidr<T: std::str::FromStr>(line: &str, example: &str) -> Result<T, String> {
    line.parse().map_err(|_| format!("`{line}` is not a range such as {example}"))
}
