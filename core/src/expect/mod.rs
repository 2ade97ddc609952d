//! What is expected of the matrix, as it is written in the files: whether it is so.
//!
//! Enters: a model. Leaves: [`Expectations`], each with its outcome and the first pair that is not as asked. Expectations
//! stand in comments ([`comment`]: `# expect shop/web -> shop/api TCP 8080: allowed`, drawn matrices) and in lists
//! ([`listed`]: `tests:`, also in the data of a ConfigMap, [`within`]). One language of ends ([`end`]) serves all of them.
//! Deliberately not here: words, which are in `view`, and any verdict: the cells are those of the matrix.
//!
//! Ends are looked at class by class ([`resolve`]), so that a selector over ten thousand pods costs what its classes cost.
//! All steps are counted ([`budget`]); past the limit an expectation is undecided, and never passed.

mod again;
mod budget;
mod comment;
mod count;
mod end;
mod judge;
mod labels;
mod listed;
mod marks;
mod port;
mod resolve;
mod stray;
mod template;
mod wanted;
mod within;
mod written;

use std::rc::Rc;

use crate::diagnostic::{Code, Diagnostic, Most};
use crate::ids::EndpointId;
use crate::model::Model;
use crate::protocol::{Family, Protocol};
use crate::source::Location;
use port::AskedPort;

pub(crate) use again::without_repeated;
pub use marks::Marks;
pub use wanted::Wanted;
pub use written::Unwritten;
pub(crate) use written::{WantedEnd, lines, service_line, wanted_line};

/// Everything that the files expect.
#[derive(Debug, Default)]
pub struct Expectations {
    /// In the order of files and lines.
    pub all: Vec<Expectation>,
    /// How many of them have which outcome.
    pub totals: Totals,
    /// Where something is not as asked.
    pub marks: Marks,
}

/// How many expectations have which outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// All is as asked.
    pub passed: usize,
    /// Something is not.
    pub failed: usize,
    /// The input does not decide.
    pub undecided: usize,
    /// What cannot be read, or speaks of something that is not there.
    pub not_found: usize,
}

/// One line, drawing or test.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// The name that a test has; empty where it has none.
    pub name: String,
    /// On one line: `shop/web -> shop/api TCP 8080: allowed`.
    pub text: String,
    /// Where it stands.
    pub at: Location,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of an expectation.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Every pair that it speaks of was looked at.
    Judged(Judged),
    /// It cannot be read, or speaks of something that is not there.
    NotFound(Wrong),
}

/// What is wrong with an expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Where.
    pub at: Location,
    /// Lower case, without a final period.
    pub message: String,
    /// What to do; empty where the message says it all.
    pub help: String,
}

/// How the pairs of an expectation are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    /// How many pairs there are, without pods and themselves.
    pub pairs: u64,
    /// How many of them are certainly not as asked.
    pub failed: u64,
    /// Of how many the input does not say whether they are.
    pub undecided: u64,
    /// The first that fails, or else the first that is undecided.
    pub first: Option<Found>,
    /// Any pair of them, to look at where all are as asked.
    pub example: Option<Found>,
    /// Whether not all of them were looked at: that takes more steps than the limit.
    pub is_cut: bool,
}

/// One pair, and what is asked of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Where that is asked.
    pub at: Location,
    /// The source.
    pub from: EndpointId,
    /// The destination.
    pub to: Target,
    /// The families of the addresses that they are asked for by.
    pub asked: [Option<Family>; 2],
    /// The port that is asked for; `None`: all of them.
    pub port: Option<(Protocol, u16)>,
    /// What is asked.
    pub wanted: Wanted,
    /// Why it is undecided although there is a verdict: a policy that takes no part may select one of the ends.
    pub is_doubted: bool,
}

/// A destination.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// A row.
    End(EndpointId),
    /// A Service, by its position, and its port.
    Service(usize, Option<crate::cluster::ServicePortChoice>),
}

/// What an outcome is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Something is certainly not as asked.
    Failed,
    /// It cannot be read, or speaks of something that is not there.
    NotFound,
    /// The input does not decide.
    Undecided,
    /// All is as asked.
    Passed,
}

impl Outcome {
    /// What it is called.
    pub fn state(&self) -> State {
        match self {
            Outcome::NotFound(_) => State::NotFound,
            Outcome::Judged(it) if it.failed > 0 => State::Failed,
            Outcome::Judged(it) if it.undecided > 0 || it.is_cut => State::Undecided,
            Outcome::Judged(_) => State::Passed,
        }
    }
}

/// An expectation that could be read.
#[derive(Debug)]
struct Read {
    name: String,
    text: String,
    at: Location,
    checks: Vec<Check>,
    /// Ends that must be there although perhaps nothing is asked of them: those of a drawing.
    names: Vec<Named>,
}

/// Two ends and what is asked of them: a line has one, a drawing one for each sign.
#[derive(Debug)]
struct Check {
    at: Location,
    from: Rc<EndText>,
    to: Rc<EndText>,
    port: AskedPort,
    wanted: Wanted,
}

/// An end, and its text: what is written alike is found once.
type EndText = (String, end::End);

/// Where an end is named, and whether as a destination.
type Named = (Location, Rc<EndText>, bool);

/// What stands somewhere: an expectation, or what is wrong with it.
type Reading = Result<Read, (String, Location, Wrong)>;

/// All that stands in the files, in their order.
fn readings(model: &Model, budget: &mut budget::Budget) -> Vec<Reading> {
    let mut readings = comment::read(model, budget);
    readings.extend(listed::read(model, budget));
    let place = |it: &Reading| {
        let at = match it {
            Ok(it) => it.at,
            Err(it) => it.1,
        };
        let at = model.places.real(at);
        (at.file, at.span.start)
    };
    crate::order::sort_by_key(&mut readings, place);
    readings
}

/// Whether the files may hold expectations, by their words: where not, [`expectations`] finds none, and none is unread.
#[cfg(any(test, feature = "page"))]
pub(crate) fn may_hold(model: &Model) -> bool {
    let has = |text: &str| comment::may_hold(text) || text.contains("tests:") || stray::holds_tests(text);
    !model.read.tests.is_empty() || model.places.files().iter().any(|it| has(&it.text))
}

/// What cannot be read, as problems of the files. That an end is not there is none: it may come.
pub(crate) fn unread(model: &Model) -> Vec<Diagnostic> {
    let code = Code::UnreadExpectation;
    let wrong = readings(model, &mut budget::Budget::default()).into_iter().filter_map(Result::err);
    let mut found: Vec<Diagnostic> = wrong
        .map(|(_, _, it)| Diagnostic {
            help: it.help,
            location: Some(model.places.real(it.at)),
            ..Diagnostic::new(code.about().severity, code, it.message)
        })
        .collect();
    let mut most = Most::default();
    found.retain(|it| most.has_room(it.severity, it.location));
    found.extend(most.rest());
    found
}

/// Reads and judges all expectations of the files of a model.
pub fn expectations(model: &Model) -> Expectations {
    judged(model).0
}

/// The same, with the judge, who knows what it took.
fn judged(model: &Model) -> (Expectations, judge::Judge<'_>) {
    let mut budget = budget::Budget::default();
    let readings = readings(model, &mut budget);
    let mut res = Expectations::default();
    let mut judge = judge::Judge::new(model, budget);
    for it in readings {
        let it = match it {
            Ok(read) => {
                let outcome = judge.judge(&read, &mut res.marks);
                Expectation { name: read.name, text: read.text, at: read.at, outcome }
            }
            Err((text, at, wrong)) => {
                Expectation { name: String::new(), text, at, outcome: Outcome::NotFound(wrong) }
            }
        };
        let count = match it.outcome.state() {
            State::Passed => &mut res.totals.passed,
            State::Failed => &mut res.totals.failed,
            State::Undecided => &mut res.totals.undecided,
            State::NotFound => &mut res.totals.not_found,
        };
        *count += 1;
        res.all.push(it);
    }
    (res, judge)
}

#[cfg(test)]
mod tests;
