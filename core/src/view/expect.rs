//! What the files expect, and whether it is so, for readers.

use super::compare::decider;
use super::explanation::Fragment;
use super::matrix::{NOT_COMPUTED, outcome, sentence};
use super::plain;
use super::service;
use crate::cluster::ServicePortChoice;
use crate::eval::{Cell, Pair, Verdict};
use crate::expect::{Expectation, Found, Judged, Outcome, State, Target, Totals, Unwritten, Wanted};
use crate::ids::EndpointId;
use crate::model::Model;
use crate::policy::{Direction, PortSet};
use crate::probe::Probe;
use crate::protocol::Protocol;
use crate::source::Place;
use crate::tri::Tri;

impl State {
    /// All of them, in the order in which they are told.
    pub const ALL: [State; 4] = [State::Failed, State::NotFound, State::Undecided, State::Passed];

    /// `passed`, `failed`, `undecided`, `not-found`.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Passed => "passed",
            State::Failed => "failed",
            State::Undecided => "undecided",
            State::NotFound => "not-found",
        }
    }

    /// What it is called: "not found".
    pub fn words(self) -> &'static str {
        match self {
            State::Passed => "passed",
            State::Failed => "failed",
            State::Undecided => "undecided",
            State::NotFound => "not found",
        }
    }

    /// The sign before it: `✓`, `≠`, `?`, `!`.
    pub fn sign(self) -> &'static str {
        match self {
            State::Passed => "✓",
            State::Failed => "≠",
            State::Undecided => "?",
            State::NotFound => "!",
        }
    }
}

impl Totals {
    /// How many there are of each outcome, in the order in which they are told, without those that nothing has.
    pub fn parts(&self) -> Vec<(State, usize)> {
        let count = |it| match it {
            State::Failed => self.failed,
            State::NotFound => self.not_found,
            State::Undecided => self.undecided,
            State::Passed => self.passed,
        };
        State::ALL.into_iter().map(|it| (it, count(it))).filter(|it| it.1 > 0).collect()
    }

    /// "2 failed, 1 undecided, 3 passed".
    pub fn words(&self) -> String {
        let told = self.parts().into_iter().map(|(state, count)| format!("{count} {}", state.words()));
        told.collect::<Vec<_>>().join(", ")
    }
}

/// One expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExpectationView {
    /// What came of it.
    pub state: State,
    /// The name that a test has; empty where it has none.
    pub name: String,
    /// As one line: `shop/web -> shop/api TCP 8080: allowed`.
    pub text: String,
    /// Where it is written; of one that is not passed, where in it that stands.
    pub place: Option<Place>,
    /// What was found, in a sentence.
    pub sentence: String,
    /// What decided, at each end that matters; empty where nothing is to be told.
    pub because: Vec<Fragment>,
    /// What to do; empty where that is all.
    pub help: String,
    /// The pair that the sentence speaks of.
    pub pair: Option<ExpectedPairView>,
    /// How many pairs there are.
    pub pairs: u64,
    /// How many of them are not as asked.
    pub failed: u64,
    /// Of how many the input does not say whether they are.
    pub undecided: u64,
}

/// A pair of ends to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExpectedPairView {
    /// Id of the source.
    pub from: String,
    /// Id of the destination: a row, or a Service with its port, `svc:shop/api:80`.
    pub to: String,
    /// The port that is asked for.
    pub port: Probe,
}

/// "2 failed, 1 undecided", or "all 5 passed".
pub(crate) fn totals(it: &Totals) -> String {
    match it.parts().as_slice() {
        [] => "no expectations".to_owned(),
        [(State::Passed, 1)] => "the one expectation passed".to_owned(),
        [(State::Passed, count)] => format!("all {count} expectations passed"),
        _ => it.words(),
    }
}

/// Why no expectation is written of some cells.
pub(crate) fn unwritten(it: Unwritten) -> &'static str {
    match it {
        Unwritten::TooMany => "there are more than 200 rows or columns: choose a cell, or filter the matrix",
        Unwritten::Nothing => "nothing here can be expected",
    }
}

/// One expectation for readers.
pub(crate) fn view(model: &Model, it: &Expectation) -> ExpectationView {
    let mut res = ExpectationView {
        state: it.outcome.state(),
        name: it.name.clone(),
        text: it.text.clone(),
        place: model.places.place(it.at),
        sentence: String::new(),
        because: Vec::new(),
        help: String::new(),
        pair: None,
        pairs: 0,
        failed: 0,
        undecided: 0,
    };
    match &it.outcome {
        Outcome::NotFound(wrong) => {
            res.place = model.places.place(wrong.at);
            (res.sentence, res.help) = (wrong.message.clone(), wrong.help.clone());
        }
        Outcome::Judged(found) => judged(model, found, &mut res),
    }
    res
}

fn judged(model: &Model, it: &Judged, res: &mut ExpectationView) {
    (res.pairs, res.failed, res.undecided) = (it.pairs, it.failed, it.undecided);
    let Some(found) = it.first.as_ref().or(it.example.as_ref()) else {
        res.sentence = if it.is_cut { NOT_COMPUTED.to_owned() } else { "nothing is asked".to_owned() };
        return;
    };
    res.pair = Some(pair(model, found));
    let told = Told::new(model, found);
    if res.state == State::Passed {
        res.sentence = match it.pairs {
            1 => told.words,
            pairs => format!("all {pairs} pairs are as expected"),
        };
        return;
    }
    if it.first.is_some() {
        res.place = model.places.place(found.at).or(res.place);
    }
    let ends = format!("{} to {}", model.title(found.from), to_title(model, found));
    let count = if res.state == State::Failed { it.failed } else { it.undecided };
    let what = if res.state == State::Failed { "not as expected" } else { "undecided" };
    let how_many = match (it.pairs, count) {
        (1, _) | (_, 0) => String::new(),
        (pairs, 1) => format!("1 of {pairs} pairs is {what}: "),
        (pairs, count) => format!("{count} of {pairs} pairs are {what}, the first: "),
    };
    let wanted = wanted_words(&found.wanted);
    res.sentence = format!("{how_many}{ends}: {}; expected: {wanted}", told.words);
    if it.is_cut {
        res.sentence = format!("{NOT_COMPUTED}; {}", res.sentence);
    }
    res.because = told.because;
    if found.is_doubted {
        res.sentence += &format!("; {} is not evaluated and may change that", doubt(model, found));
    }
}

/// A policy that takes no part and may select an end.
fn doubt(model: &Model, found: &Found) -> String {
    let to = match &found.to {
        Target::End(it) => vec![*it],
        Target::Service(at, port) => {
            let behind = model.cluster.resolve(*at, port.as_ref());
            behind.map_or_else(|_| Vec::new(), |it| it.backends.iter().map(|it| it.endpoint).collect())
        }
    };
    let missing = [found.from].into_iter().chain(to).flat_map(|it| model.missing_for(it)).next();
    match missing.map_or("", |it| it.title()) {
        "" => "something that could not be read".to_owned(),
        name => name.to_owned(),
    }
}

fn wanted_words(it: &Wanted) -> String {
    match it {
        Wanted::All => "every port".to_owned(),
        Wanted::Some => "some ports and not all".to_owned(),
        Wanted::Ports(it) if it.is_empty() => "no port".to_owned(),
        Wanted::Ports(it) => super::matrix::people(it),
        Wanted::Unknown => "`unknown`".to_owned(),
        Wanted::Itself => "the pod itself".to_owned(),
        it @ (Wanted::Allowed
        | Wanted::Denied
        | Wanted::Unreachable
        | Wanted::Partial
        | Wanted::NoEndpoint) => it.word(),
    }
}

/// What sentences call the destination.
pub(crate) fn to_title(model: &Model, found: &Found) -> String {
    match &found.to {
        Target::End(it) => model.title(*it).to_owned(),
        Target::Service(..) => to_id(model, found),
    }
}

/// The id of the destination.
pub(crate) fn to_id(model: &Model, found: &Found) -> String {
    match &found.to {
        Target::End(it) => model.id(*it).unwrap_or_default().to_owned(),
        Target::Service(at, port) => {
            let id = model.cluster.services.get(*at).map(|it| it.id()).unwrap_or_default();
            format!("{id}{}", port.as_ref().map_or(String::new(), ServicePortChoice::suffix))
        }
    }
}

fn pair(model: &Model, found: &Found) -> ExpectedPairView {
    let port = match (&found.to, found.port) {
        (Target::End(_), Some((protocol, port))) => Probe::Port(protocol, port),
        (Target::End(_), None) | (Target::Service(..), _) => Probe::Any,
    };
    let from = model.id(found.from).unwrap_or_default().to_owned();
    ExpectedPairView { from, to: to_id(model, found), port }
}

/// What became of a pair, and what decided it.
struct Told {
    words: String,
    because: Vec<Fragment>,
}

impl Told {
    fn new(model: &Model, found: &Found) -> Told {
        match &found.to {
            Target::End(to) => Told::of_pair(model, found, *to),
            Target::Service(at, port) => Told::of_service(model, found, (*at, port.as_ref())),
        }
    }

    fn of_pair(model: &Model, found: &Found, to: EndpointId) -> Told {
        let pair = Pair { asked: found.asked, ..Pair::new(found.from, to) };
        let cell = model.reach.cell(model.inputs(), pair);
        let probe = found.port.map_or(Probe::Any, |it| Probe::Port(it.0, it.1));
        let words = sentence(&cell, probe);
        let port = found.port.or_else(|| sample(&found.wanted, &cell));
        let is_of_policies = !matches!(cell.verdict, Verdict::SelfPod | Verdict::Unreachable | Verdict::Void);
        let because =
            port.filter(|_| is_of_policies).map(|it| because(model, pair, it, outcome(&cell, it.0, it.1)));
        Told { words, because: because.unwrap_or_default() }
    }

    fn of_service(model: &Model, found: &Found, (at, port): (usize, Option<&ServicePortChoice>)) -> Told {
        let Ok(flow) = model.known().service_flow(found.from, at, port, found.asked) else {
            return Told { words: String::new(), because: Vec::new() };
        };
        let wanted = Tri::from(matches!(found.wanted, Wanted::Allowed | Wanted::All));
        let all = flow.resolved.backends.iter().zip(&flow.flows);
        let backend = all.into_iter().find(|it| it.1.allowed != wanted);
        let because = backend.map(|(backend, it)| {
            let pair = Pair { asked: [it.family, None], ..Pair::new(found.from, backend.endpoint) };
            because(model, pair, backend.port, it.allowed)
        });
        Told { words: service::sentence(&flow), because: because.unwrap_or_default() }
    }
}

/// The ends that decide a port, each with what decides: those that deny it, or where it is allowed the rules that do.
fn because(model: &Model, pair: Pair, port: (Protocol, u16), allowed: Tri) -> Vec<Fragment> {
    let mut told: Vec<(Direction, Vec<Fragment>, bool)> = Vec::new();
    for direction in Direction::BOTH {
        let pieces = model.reach.pieces(model.inputs(), direction, pair);
        let Some(piece) = pieces.iter().find(|it| it.ports.contains(port.0, port.1)) else { continue };
        let by = (piece.allowed, piece.reason);
        if by.0 == allowed {
            let subject = direction.subject_and_peer(pair.source, pair.destination).0;
            let is_rule = matches!(by.1, crate::eval::Reason::Rule(_));
            told.push((direction, decider(model, direction, subject, by), is_rule));
        }
    }
    if allowed == Tri::Yes && told.iter().any(|it| it.2) {
        told.retain(|it| it.2);
    }
    let mut res = Vec::new();
    for (direction, fragments, _) in told {
        let (verb, subject) = match direction {
            Direction::Egress => ("leaving", pair.source),
            Direction::Ingress => ("entering", pair.destination),
        };
        let before = if res.is_empty() { "" } else { "; " };
        res.push(Fragment::Text(format!("{before}{verb} {}, ", model.title(subject))));
        res.extend(fragments);
    }
    res
}

/// A port for which a cell is not as asked, or of which that is not decided.
fn sample(wanted: &Wanted, cell: &Cell) -> Option<(Protocol, u16)> {
    // Ports that say something to people.
    const KNOWN: [u16; 3] = [80, 443, 8080];
    let first = |it: PortSet| {
        let known = KNOWN.into_iter().find(|port| it.contains(Protocol::Tcp, *port));
        known.map(|port| (Protocol::Tcp, port)).or_else(|| it.first())
    };
    let all = PortSet::all();
    let (denied, open) = (all.difference(&cell.possible), cell.possible.difference(&cell.allowed));
    let allowed = cell.allowed.clone();
    match wanted {
        Wanted::Denied => first(allowed).or_else(|| first(open)),
        Wanted::Ports(it) => first(cell.allowed.difference(it))
            .or_else(|| first(it.difference(&cell.possible)))
            .or_else(|| first(open)),
        Wanted::Some => first(denied).or_else(|| first(allowed)),
        Wanted::Allowed
        | Wanted::All
        | Wanted::Unknown
        | Wanted::Itself
        | Wanted::Unreachable
        | Wanted::Partial
        | Wanted::NoEndpoint => first(denied).or_else(|| first(open)).or_else(|| first(allowed)),
    }
}

/// The lines of an explanation with the file and line of each name that leads to one: for texts that lead nowhere.
pub(crate) fn with_lines(model: &Model, text: &[Fragment]) -> String {
    let part = |it: &Fragment| match it {
        Fragment::Link(name, at) => format!("{name} ({}:{})", model.places.name(at.file), at.from_line),
        other @ (Fragment::Text(_) | Fragment::Code(_)) => plain(std::slice::from_ref(other)),
    };
    text.iter().map(part).collect()
}
