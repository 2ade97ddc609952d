//! Which connections the manifests ask for, in the words of readers.

use super::{ExpectedPairView, Place};
use crate::cluster::ServicePortChoice;
use crate::kind::PortRef;
use crate::model::Model;
use crate::needs::{self, By, Form, Looked, LookedAt, Need, Shown, State, Undecided, Where, Who};
use crate::pause::Pause;
use crate::probe::Probe;
use crate::protocol::Protocol;
use crate::source::Location;

/// Everything that the manifests ask for, and what is allowed beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NeedsView {
    /// How many are missing, undecided and correct: "1 would break, 2 undecided, 5 correct".
    pub summary: String,
    /// First those that would break, then those that are undecided, then the correct ones.
    pub needs: Vec<NeedView>,
    /// What is allowed to isolated pods behind a Service, and that nothing asks for.
    pub unneeded: Vec<UnneededView>,
    /// Whether everything was looked at.
    pub is_complete: bool,
}

/// What becomes of something that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "lowercase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub enum NeedState {
    /// It is denied for some pod at least: it would break where policies are enforced.
    Missing,
    /// The input does not decide.
    Undecided,
    /// It is allowed.
    Correct,
}

impl NeedState {
    /// `missing`, `undecided` or `correct`.
    pub fn as_str(self) -> &'static str {
        match self {
            NeedState::Missing => "missing",
            NeedState::Undecided => "undecided",
            NeedState::Correct => "correct",
        }
    }

    /// What it says of one connection, where nothing else is said.
    pub fn words(self) -> &'static str {
        match self {
            NeedState::Missing => "denied: it would break where policies are enforced",
            NeedState::Undecided => "the input does not decide",
            NeedState::Correct => "allowed",
        }
    }

    /// The sign before it: `✓`, `≠`, `?`.
    pub fn sign(self) -> &'static str {
        match self {
            NeedState::Missing => "≠",
            NeedState::Undecided => "?",
            NeedState::Correct => "✓",
        }
    }
}

/// A connection that something asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct NeedView {
    /// `shop/web`, a workload; `Ingress shop/web`, `HTTPRoute shop/web`, `kubelet`.
    pub from: String,
    /// `svc:shop/api`, a Service; `shop/api`, a workload; `DNS`.
    pub to: String,
    /// `TCP 80`; empty where the text does not say.
    pub port: String,
    /// What becomes of it.
    pub state: NeedState,
    /// Why that is so, where it is not simply allowed or denied; may be empty.
    pub sentence: String,
    /// What shows that it is needed, the surest first.
    pub shown: Vec<NeedShownView>,
    /// The pair that shows it, to look at in the matrix; `None` where an end is no row.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub pair: Option<ExpectedPairView>,
    /// The same port as numbers.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub asked: Option<(Protocol, u16)>,
    /// Whether an expectation can say that it is allowed: its ends are a workload, and another or a Service.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub can_be_expected: bool,
}

/// A place that shows that something is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct NeedShownView {
    /// What it is: "variable API_URL, a URL".
    pub what: String,
    /// Whether that the value is a host of the cluster is a guess.
    pub is_guess: bool,
    /// Name of the file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The words themselves.
    pub text: String,
    /// For an editor.
    pub place: Option<Place>,
}

/// A Service that a workload may use and that nothing of it names.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct UnneededView {
    /// `shop/web`, a workload.
    pub from: String,
    /// `svc:shop/api`.
    pub to: String,
    /// `TCP 80`.
    pub port: String,
    /// A pair that is allowed, to look at in the matrix.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub pair: Option<ExpectedPairView>,
}

impl From<State> for NeedState {
    fn from(it: State) -> NeedState {
        match it {
            State::Missing | State::Partly => NeedState::Missing,
            State::Undecided(_) => NeedState::Undecided,
            State::Correct => NeedState::Correct,
        }
    }
}

pub(crate) async fn needs(model: &Model, pause: &Pause) -> NeedsView {
    let found = needs::needs(model, pause).await;
    let workload = |at: usize| found.workloads.get(at).map_or(String::new(), |it| it.id.clone());
    let port = |it: (Protocol, u16)| format!("{} {}", it.0.as_str(), it.1);
    let need = |it: &Need| NeedView {
        from: match &it.from {
            Who::Workload(at) => workload(*at),
            Who::Controller(it) | Who::Gateway(it) => it.clone(),
            Who::Kubelet => "kubelet".to_owned(),
        },
        to: match &it.to {
            Where::Service(it) | Where::NoService(it) => format!("svc:{it}"),
            Where::Workload(at) => workload(*at),
            Where::Dns => "DNS".to_owned(),
        },
        port: it.port.map_or(String::new(), port),
        state: it.state.into(),
        sentence: sentence(it.state).to_owned(),
        shown: it.shown.iter().map(|it| shown(model, it)).collect(),
        pair: it.pair.map(|it| pair(model, it)),
        asked: it.port,
        can_be_expected: matches!(
            (&it.from, &it.to),
            (Who::Workload(_), Where::Service(_) | Where::Workload(_))
        ),
    };
    let mut all: Vec<NeedView> = found.wanted.iter().map(need).collect();
    let count = |state| all.iter().filter(|it| it.state == state).count();
    let summary = format!(
        "{} would break, {} undecided, {} correct",
        count(NeedState::Missing),
        count(NeedState::Undecided),
        count(NeedState::Correct)
    );
    crate::order::sort_by_key(&mut all, |it| it.state);
    let unneeded = found.unneeded.iter().map(|it| UnneededView {
        from: workload(it.from),
        to: format!("svc:{}", it.to),
        port: port(it.port),
        pair: Some(pair(model, it.pair)),
    });
    NeedsView { summary, needs: all, unneeded: unneeded.collect(), is_complete: found.is_complete }
}

fn pair(model: &Model, it: Looked) -> ExpectedPairView {
    let row = |it| model.id(it).unwrap_or_default().to_owned();
    let (to, port) = match (it.to, it.port) {
        (LookedAt::Row(it), Some((protocol, port))) => (row(it), Probe::Port(protocol, port)),
        (LookedAt::Row(it), None) => (row(it), Probe::Any),
        (LookedAt::Service(at), port) => {
            let id = model.cluster.services.get(at).map(|it| it.id()).unwrap_or_default();
            let choice = |(protocol, port)| ServicePortChoice {
                protocol: Some(protocol),
                port: PortRef::Number(port),
            };
            (format!("{id}{}", port.map_or(String::new(), |it| choice(it).suffix())), Probe::Any)
        }
    };
    ExpectedPairView { from: row(it.from), to, port }
}

fn sentence(it: State) -> &'static str {
    match it {
        State::Missing | State::Correct => "",
        State::Partly => "some pods can connect, others cannot",
        State::Undecided(it) => match it {
            Undecided::Verdict => "the input does not decide whether it is allowed",
            Undecided::MissingPolicy => "a policy that is not evaluated may decide it",
            Undecided::NoService => "the input has no such Service",
            Undecided::NoPort => "the Service has no such port",
            Undecided::WhichPort => {
                "the text names no port: some ports of this Service are allowed, others are not"
            }
            Undecided::NoBackend => "the input has no pod that this Service leads to",
            Undecided::NoDns => "egress is isolated, and the input has no DNS pods",
            Undecided::LongAnswers => "long answers come over TCP; short ones do not need it",
            Undecided::Gateway => "which pods the gateway has is not in the input",
            Undecided::Budget => "not looked at: the input is too large",
        },
    }
}

fn shown(model: &Model, it: &Shown) -> NeedShownView {
    let (what, is_guess) = match &it.by {
        By::Ingress => ("backend of an Ingress".to_owned(), false),
        By::Route => ("backend of a route".to_owned(), false),
        By::Peers => ("serviceName of a StatefulSet with several pods".to_owned(), true),
        By::Probe => ("probe".to_owned(), false),
        By::Lookup => ("a name that must be looked up".to_owned(), true),
        By::Value(form, place) => (format!("{}, {}", place_words(place), form_words(*form)), true),
    };
    let (file, line) = line(model, it.location);
    let text = model.places.text(it.location).unwrap_or_default();
    NeedShownView {
        what,
        is_guess,
        file,
        line,
        // Of a value with several lines the first is enough.
        text: text.lines().next().unwrap_or_default().to_owned(),
        place: model.places.place(it.location),
    }
}

fn line(model: &Model, it: Location) -> (String, u32) {
    model.line_column(it).map_or((String::new(), 0), |(file, at)| (file.to_owned(), at.line))
}

fn place_words(it: &needs::Place) -> String {
    match it {
        needs::Place::Variable(it) => format!("variable {it}"),
        needs::Place::Argument => "argument".to_owned(),
        needs::Place::ConfigMap(name, key) => format!("ConfigMap {name}, key {key}"),
    }
}

fn form_words(it: Form) -> &'static str {
    match it {
        Form::Url => "a URL",
        Form::HostPort => "a host with a port",
        Form::ClusterName => "the full name of a Service",
        Form::Key => "whose name says that it is a host",
        Form::Name => "whose value is the name of a Service",
    }
}
