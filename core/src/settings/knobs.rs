//! Every knob: its words, its values, and what each means to the evaluator.
//!
//! A knob is written once. The dialog of the page, the flags of the command line, the declarations of the JavaScript
//! module, `docs/settings.md` and links read it from here.

mod contested;
mod facts;
mod findings;
mod limits;
mod server;

use super::error::ValueError;
use crate::options::Options;

/// Sets a knob to a value, or returns what is wrong with the value.
pub(super) type Apply = fn(&mut Options, &str) -> Result<(), ValueError>;

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
    /// What links, drafts and the command line call it: never changed.
    pub key: &'static str,
    /// What users call it.
    pub title: &'static str,
    /// What it decides, in one sentence.
    pub says: &'static str,
    /// The contested case that it decides, and what implementations do.
    pub contested: Option<(&'static str, &'static str)>,
    /// Its values.
    pub shape: Shape,
    /// Its default.
    pub default: &'static str,
    /// What only the command line needs to know.
    pub flag: Flag,
    /// Sets it, or returns what is wrong with the value.
    pub(super) apply: Apply,
}

impl Knob {
    /// Whether its values are `on` and `off`. Its flag may then stand without a value: `--strict`.
    pub fn is_switch(&self) -> bool {
        matches!(self.shape, Shape::Choice(all) if all.iter().any(|it| it.0 == "on"))
    }

    /// Whether its flag may be repeated: one line of the value each time.
    pub fn is_repeatable(&self) -> bool {
        matches!(self.shape, Shape::Lines(_))
    }

    /// The only values that its flag takes; `None` where any text may be one.
    pub fn flag_values(&self) -> Option<impl Iterator<Item = &'static str>> {
        match self.shape {
            Shape::Choice(all) if self.flag.reads.is_none() => Some(all.iter().map(|it| it.0)),
            Shape::Choice(_) | Shape::Line(_) | Shape::Lines(_) => None,
        }
    }

    /// The help of its flag.
    pub fn help(&self) -> String {
        let says = self.says.trim_end_matches('.');
        match self.flag.more {
            "" => format!("{says}."),
            more => format!("{says}. {more}"),
        }
    }
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

/// The flag of a knob on the command line. Its name is the knob's key.
#[derive(Debug)]
pub struct Flag {
    /// What stands for the value in the help: `CIDR`.
    pub value_name: &'static str,
    /// What the help adds to [`Knob::says`].
    pub more: &'static str,
    /// Further flags for the same knob.
    pub also: &'static [Spelling],
    /// Reads values that the page does not offer.
    pub(super) reads: Option<Apply>,
}

impl Flag {
    const fn of(value_name: &'static str) -> Flag {
        Flag { value_name, more: "", also: &[], reads: None }
    }
}

/// A further flag of a knob.
#[derive(Clone, Copy, Debug)]
pub enum Spelling {
    /// A flag without a value that stands for one value, with its help: `--lenient` is `--strict=off`.
    Switch(&'static str, &'static str, &'static str),
    /// Another name of the same flag: `--external` is `--address`.
    Alias(&'static str),
    /// A flag that names a file, with its help. Each line of the file is a value.
    File(&'static str, &'static str),
}

impl Spelling {
    /// Its name, without the dashes.
    pub fn name(self) -> &'static str {
        match self {
            Spelling::Switch(it, ..) | Spelling::Alias(it) | Spelling::File(it, _) => it,
        }
    }
}

const ON_OFF: Shape = Shape::Choice(&[("on", "on"), ("off", "off")]);

/// All of them, in the order of the dialog.
pub static GROUPS: &[Group] =
    &[server::SERVER, contested::CONTESTED, facts::FACTS, findings::FINDINGS, limits::LIMITS];

fn pick<T: Clone>(text: &str, all: &[(&str, T)]) -> Result<T, ValueError> {
    let found = all.iter().find(|it| it.0 == text).map(|it| it.1.clone());
    found.ok_or_else(|| ValueError::new(format!("`{text}` is none of the choices")))
}

fn on(text: &str) -> Result<bool, ValueError> {
    pick(text, &[("on", true), ("off", false)])
}

/// Reads each line that is not blank; a mistake is told with its line.
fn lines<T>(text: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, ValueError> {
    let all = text.lines().map(str::trim).enumerate().filter(|it| !it.1.is_empty());
    all.map(|(at, line)| read(line).map_err(|what| ValueError { line: Some(at + 1), what })).collect()
}

fn cidr<T: std::str::FromStr>(line: &str, example: &str) -> Result<T, String> {
    line.parse().map_err(|_| format!("`{line}` is not a range such as {example}"))
}
