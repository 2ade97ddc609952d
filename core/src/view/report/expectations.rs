//! What the files expect, and whether it is so.

use super::SCHEMA;
use crate::expect::{Expectations, State, Totals};
use crate::model::Model;
use crate::view::expect::{self, with_lines};

/// What the files expect, and whether it is so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct ExpectationsReport {
    /// The version of the format, 1.
    pub schema: u32,
    /// In the order of files and lines.
    pub expectations: Vec<ExpectationReport>,
    /// How many of them have which outcome.
    pub totals: ExpectationTotalsReport,
    /// What was left out of the evaluation; missing where nothing was.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub incomplete: Option<String>,
}

/// How many expectations have which outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct ExpectationTotalsReport {
    /// All is as asked.
    pub passed: usize,
    /// Something is not.
    pub failed: usize,
    /// The input does not decide.
    pub undecided: usize,
    /// What cannot be read, or speaks of something that is not there.
    pub not_found: usize,
}

impl ExpectationTotalsReport {
    /// "2 failed, 1 undecided, 3 passed".
    pub fn words(&self) -> String {
        let Self { passed, failed, undecided, not_found } = *self;
        Totals { passed, failed, undecided, not_found }.words()
    }
}

/// One expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct ExpectationReport {
    /// What came of it.
    #[cfg_attr(feature = "js", tsify(type = "'passed' | 'failed' | 'undecided' | 'not-found'"))]
    pub state: &'static str,
    /// The name that a test has; missing where it has none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub name: Option<String>,
    /// As one line: `shop/web -> shop/api TCP 8080: allowed`.
    pub text: String,
    /// The file that it is written in.
    pub file: String,
    /// The line, from 1; of one that is not passed, the line in it that is not.
    pub line: u32,
    /// How many pairs of ends it speaks of.
    pub pairs: u64,
    /// How many of them are not as asked.
    pub failed: u64,
    /// Of how many the input does not say whether they are.
    pub undecided: u64,
    /// What was found, in a sentence.
    pub message: String,
    /// What decided, with file and line; missing where nothing is to be told.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub because: Option<String>,
    /// What to do; missing where the message says it all.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub help: Option<String>,
    /// The first pair that is not as asked, or one of those that are. Missing where none was found.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub pair: Option<ExpectedPairReport>,
}

impl ExpectationReport {
    /// What its outcome is called: "not found".
    pub fn words(&self) -> &'static str {
        State::ALL.into_iter().find(|it| it.as_str() == self.state).map_or(self.state, State::words)
    }
}

/// A pair of ends.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct ExpectedPairReport {
    /// Id of the source.
    pub from: String,
    /// Id of the destination, or of the Service with its port.
    pub to: String,
    /// The port that is asked for: `any`, `TCP 80`.
    pub port: String,
}

pub(crate) fn expectations(
    model: &Model,
    found: &Expectations,
    incomplete: Option<String>,
) -> ExpectationsReport {
    let some = |it: String| Some(it).filter(|it| !it.is_empty());
    let one = |it| {
        let it = expect::view(model, it);
        let place = it.place;
        ExpectationReport {
            state: it.state.as_str(),
            name: some(it.name),
            text: it.text,
            file: place.map(|it| model.places.name(it.file).to_owned()).unwrap_or_default(),
            line: place.map_or(0, |it| it.from_line),
            pairs: it.pairs,
            failed: it.failed,
            undecided: it.undecided,
            message: it.sentence,
            because: some(with_lines(model, &it.because)),
            help: some(it.help),
            pair: it.pair.map(|it| ExpectedPairReport { from: it.from, to: it.to, port: it.port.label() }),
        }
    };
    let Totals { passed, failed, undecided, not_found } = found.totals;
    ExpectationsReport {
        schema: SCHEMA,
        expectations: found.all.iter().map(one).collect(),
        totals: ExpectationTotalsReport { passed, failed, undecided, not_found },
        incomplete,
    }
}
