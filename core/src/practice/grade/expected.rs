//! A goal that is written as expectations of the cluster that is shown.

use super::{Grade, Shown};
use crate::expect::{self, State};
use crate::practice::side::Side;
use crate::practice::worlds::Variation;

/// Judges the lines on the cluster of a side. Each line that does not hold counts as one connection.
pub(super) fn judge(lines: &[String], own: &Side, res: &mut Grade) {
    let model = own.expecting(lines);
    let found = expect::expectations(&model);
    for it in &found.all {
        if it.outcome.state() == State::Passed {
            continue;
        }
        let is_missing = it.text.trim_end().ends_with("allowed");
        *(if is_missing { &mut res.missing } else { &mut res.excess }) += 1;
        if res.first.is_none() {
            let (from, to) = it.text.split_once("->").unwrap_or((&it.text, ""));
            let (to, port) = to.trim().split_once(' ').unwrap_or((to.trim(), ""));
            let port = port.split(':').next().unwrap_or_default();
            res.first = Some(Shown {
                is_missing,
                from: from.trim().to_owned(),
                to: to.to_owned(),
                from_id: from.trim().to_owned(),
                to_id: to.to_owned(),
                port: port.to_owned(),
                sentence: format!("this is expected and does not hold: {}", it.text),
                reason: String::new(),
                variation: Variation::Shown,
                manifests: String::new(),
            });
        }
    }
    // Lines that say nothing would let every answer pass.
    if found.all.len() < lines.len() {
        res.missing += (lines.len() - found.all.len()) as u64;
    }
}
