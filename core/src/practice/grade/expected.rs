//! A goal that is written as expectations of the cluster that is shown.

use super::{Grade, Shown};
use crate::eval::Pair;
use crate::expect::{self, Expectation, Found, Outcome, State, Target, Wanted};
use crate::model::Model;
use crate::policy::PortSet;
use crate::practice::side::Side;
use crate::probe::Probe;
use crate::source::{FileId, Span};
use crate::view::expect as view;

/// What came of one line.
#[derive(Clone, Debug)]
pub(in crate::practice) enum Line {
    /// All is as it says.
    Holds,
    /// Something is not: the first pair.
    Fails(Box<Shown>),
    /// The cluster does not decide it, or has nothing that it speaks of; or it says nothing.
    Undecided(Box<Shown>),
}

/// What comes of each line on the cluster of a side, which is evaluated once for all of them. Lines of the same form in the
/// files of an answer are no lines of the task.
pub(super) fn judged(lines: &[String], own: &Side) -> Vec<Line> {
    let (model, places) = own.expecting(lines);
    let found = expect::expectations(&model);
    let of_line = |(line, place): (&String, &Span)| {
        let is_own = |it: &&Expectation| {
            it.at.file == FileId(0) && (place.start..place.end).contains(&it.at.span.start)
        };
        let Some(it) = found.all.iter().find(is_own) else {
            let sentence = format!("this says nothing: {line}");
            return Line::Undecided(Box::new(Shown::sentence(sentence, String::new())));
        };
        match it.outcome.state() {
            State::Passed => Line::Holds,
            State::Failed => Line::Fails(Box::new(shown(&model, it))),
            State::Undecided | State::NotFound => Line::Undecided(Box::new(shown(&model, it))),
        }
    };
    lines.iter().zip(&places).map(of_line).collect()
}

/// Counts lines that do not hold, each as one connection.
pub(super) fn count(lines: Vec<Line>, res: &mut Grade) {
    for it in lines {
        let (Line::Fails(shown) | Line::Undecided(shown)) = it else { continue };
        *(if shown.is_missing { &mut res.missing } else { &mut res.excess }) += 1;
        res.first.get_or_insert(*shown);
    }
}

/// A line that does not hold, with the first pair that is not as it says.
fn shown(model: &Model, it: &Expectation) -> Shown {
    let sentence = format!("this is expected and does not hold: {}", it.text);
    let mut res = Shown::sentence(sentence, String::new());
    let found = match &it.outcome {
        Outcome::NotFound(it) => {
            res.reason.clone_from(&it.message);
            return res;
        }
        Outcome::Judged(it) => it.first.as_ref(),
    };
    let Some(found) = found else { return res };
    res.is_missing = lacks(model, found);
    res.from = model.title(found.from).to_owned();
    res.from_id = model.id(found.from).unwrap_or_default().to_owned();
    res.to = view::to_title(model, found);
    res.to_id = view::to_id(model, found);
    res.port = found.port.map_or(String::new(), |it| format!("{} {}", it.0.as_str(), it.1));
    if let (Target::End(to), Some((protocol, port))) = (&found.to, found.port) {
        res.reason = super::words::why(model, (found.from, *to), Probe::Port(protocol, port));
    }
    res
}

/// Whether something is denied that the line wants; else something is allowed that it does not want.
fn lacks(model: &Model, found: &Found) -> bool {
    let allowed = match found.to {
        Target::End(to) => model.reach.cell(model.inputs(), Pair::new(found.from, to)).allowed.clone(),
        Target::Service(..) => PortSet::empty(),
    };
    match &found.wanted {
        Wanted::Allowed | Wanted::All | Wanted::Partial | Wanted::Itself => true,
        Wanted::Denied | Wanted::Unreachable | Wanted::NoEndpoint | Wanted::Unknown => false,
        Wanted::Some => allowed.is_empty(),
        Wanted::Ports(wanted) => !wanted.difference(&allowed).is_empty(),
    }
}
