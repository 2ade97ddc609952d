//! All answers about a text, and how those about another may differ from them.

use crate::adapter::{Answer, Core, Given};
use crate::generator::OUTSIDE;
use crate::runs::given;

/// A failing text, and what is wrong with it.
type Failure = (String, String);

/// All answers about a text, by pair and port.
fn answers(text: &str, given: &Given) -> Vec<(String, Answer)> {
    let core = Core::read(text, given);
    // The other addresses are cut as the blocks of the input demand, and hosts are those that policies name.
    let is_stable = |it: &String| match it.split_once(':') {
        Some(("ip", address)) => OUTSIDE.contains(&address),
        Some(("host", _)) => false,
        _ => true,
    };
    let ids: Vec<String> = core.ids().into_iter().filter(is_stable).collect();
    let mut answers = Vec::new();
    for from in &ids {
        for to in &ids {
            let (row, column) = (core.index(from).unwrap(), core.index(to).unwrap());
            for (protocol, port) in [("TCP", 80), ("TCP", 8080), ("TCP", 81), ("UDP", 53), ("SCTP", 9000)] {
                let answer = core.verdict(row, column, protocol, port);
                answers.push((format!("{from} -> {to} {protocol} {port}"), answer));
            }
        }
    }
    answers.sort_by(|one, two| one.0.cmp(&two.0));
    answers
}

/// `after` says the same as `before`, but for what `may_change`.
pub fn unchanged(before: &str, after: &str, may_change: fn(Answer, Answer) -> bool) -> Result<(), Failure> {
    compared((before, &given()), (after, &given()), may_change)
}

/// Likewise, with what is given besides the text.
pub fn compared(
    (before, given_before): (&str, &Given),
    (after, given_after): (&str, &Given),
    may_change: fn(Answer, Answer) -> bool,
) -> Result<(), Failure> {
    let (one, two) = (answers(before, given_before), answers(after, given_after));
    let names = |it: &[(String, Answer)]| it.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
    if names(&one) != names(&two) {
        return Err((format!("{before}=======\n{after}"), "other endpoints".to_owned()));
    }
    match one.iter().zip(&two).find(|(one, two)| one.1 != two.1 && !may_change(one.1, two.1)) {
        None => Ok(()),
        Some((one, two)) => {
            let message = format!("{}: {:?} became {:?}", one.0, one.1, two.1);
            Err((format!("{before}=======\n{after}"), message))
        }
    }
}

/// Something is allowed now that was not, or not for certain.
pub fn never_less(before: Answer, after: Answer) -> bool {
    matches!((before, after), (Answer::Port(before), Answer::Port(after)) if before <= after)
}

/// What was not known may be known now, "facts that change the family of a flow (M-44) aside".
pub fn definite_or_same(before: Answer, after: Answer) -> bool {
    before == Answer::Port(crate::spec::Truth::Unknown)
        || before == Answer::Unreachable
        || after == Answer::Unreachable
}
