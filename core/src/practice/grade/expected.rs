//! A goal that is written as expectations of the cluster that is shown.

use super::{Grade, Shown};
use crate::eval::Pair;
use crate::expect::{self, Expectation, Found, Outcome, State, Target, Wanted};
use crate::model::Model;
use crate::policy::PortSet;
use crate::practice::hidden::Variation;
use crate::practice::side::Side;
use crate::probe::Probe;
use crate::view::expect as view;

/// Judges the lines on the cluster of a side. Each line that does not hold counts as one connection.
pub(super) fn judge(lines: &[String], own: &Side, res: &mut Grade) {
    let model = own.expecting(lines);
    let found = expect::expectations(&model);
    for it in &found.all {
        if it.outcome.state() == State::Passed {
            continue;
        }
        let shown = shown(&model, it);
        *(if shown.is_missing { &mut res.missing } else { &mut res.excess }) += 1;
        res.first.get_or_insert(shown);
    }
    // Lines that say nothing would let every answer pass.
    if found.all.len() < lines.len() {
        res.missing += (lines.len() - found.all.len()) as u64;
    }
}

/// A line that does not hold, with the first pair that is not as it says.
pub(in crate::practice) fn shown(model: &Model, it: &Expectation) -> Shown {
    let mut res = Shown {
        is_missing: true,
        from: String::new(),
        to: String::new(),
        from_id: String::new(),
        to_id: String::new(),
        port: String::new(),
        sentence: format!("this is expected and does not hold: {}", it.text),
        reason: String::new(),
        variation: Variation::Shown,
        manifests: String::new(),
    };
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
