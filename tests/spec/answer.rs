//! What becomes of a flow, however its ends are asked for.

use super::Truth::{self, No, Unknown, Yes};
use super::end::{Found, Party};
use super::objects::NumberOrName;
use super::service::{NoSuchPort, Outcome};
use super::{End, Flow, Packet, Spec};

/// The answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Policies let it through, or do not, or the input does not decide.
    Policies(Truth),
    /// "A Pod cannot block access to itself."
    Itself,
    /// The ends have no address family in common.
    Unreachable,
    /// Through a Service: some backends answer and some do not.
    Partial,
    /// There is nothing behind the Service.
    NoEndpoint,
    /// No question for policies: both ends are outside, the source is a Service, or it has no such port.
    Void,
}

impl From<Outcome> for Answer {
    fn from(it: Outcome) -> Answer {
        match it {
            Outcome::Allowed => Answer::Policies(Yes),
            Outcome::Denied => Answer::Policies(No),
            Outcome::Unknown => Answer::Policies(Unknown),
            Outcome::Partial => Answer::Partial,
            Outcome::NoEndpoint => Answer::NoEndpoint,
            Outcome::Unreachable => Answer::Unreachable,
        }
    }
}

impl Spec {
    /// The answer for a flow. Of a name that stands for several addresses, each is a query of its own.
    pub fn answer(&self, flow: &Flow<'_>) -> Answer {
        let mut answers = Vec::new();
        for from in self.find(flow.from) {
            for to in self.find(flow.to) {
                answers.push(self.answer_one(flow, from, to));
            }
        }
        together(answers)
    }

    fn answer_one(&self, flow: &Flow<'_>, from: Found<'_>, to: Found<'_>) -> Answer {
        let Found::Party(from) = from else { return Answer::Void };
        match to {
            Found::Loopback if from.pod.is_some() => Answer::Itself,
            Found::Loopback => Answer::Void,
            Found::Party(to) => self.between(flow, from, to),
            Found::Service(service, address) => {
                let port = NumberOrName::Number(flow.port);
                match self.service_from(&from, service, flow.protocol, Some(&port), Some(address)) {
                    Ok((outcome, _)) => outcome.into(),
                    Err(NoSuchPort) => Answer::Void,
                }
            }
        }
    }

    fn between(&self, flow: &Flow<'_>, from: Party<'_>, to: Party<'_>) -> Answer {
        match (from.pod, to.pod) {
            (None, None) => return Answer::Void,
            (Some(one), Some(two)) if one.id == two.id && !one.many => return Answer::Itself,
            _ => {}
        }
        match self.family(&from, &to) {
            None => Answer::Unreachable,
            Some(family) => {
                let Flow { protocol, port, .. } = *flow;
                let packet = Packet { from, to, family, protocol, port };
                Answer::Policies(self.policies_of_both_allow(&packet))
            }
        }
    }

    /// The family in which two ends meet; `None` where there is none, or more than one way to ask.
    pub fn family_between(&self, from: End<'_>, to: End<'_>) -> Option<super::Family> {
        match (self.find(from).as_slice(), self.find(to).as_slice()) {
            ([Found::Party(from)], [Found::Party(to)]) => self.family(from, to),
            _ => None,
        }
    }
}

/// One answer of several that can be: addresses that cannot be reached at all are not used.
fn together(answers: Vec<Answer>) -> Answer {
    let usable: Vec<Answer> = answers.iter().copied().filter(|it| *it != Answer::Unreachable).collect();
    let Some(&first) = usable.first() else { return Answer::Unreachable };
    if usable.iter().all(|it| *it == first) {
        return first;
    }
    let truth = |it: &Answer| match it {
        Answer::Policies(it) => *it,
        Answer::Itself => Yes,
        Answer::NoEndpoint => No,
        Answer::Partial | Answer::Unreachable | Answer::Void => Unknown,
    };
    Answer::Policies(usable.iter().map(truth).reduce(super::either).unwrap_or(Unknown))
}
