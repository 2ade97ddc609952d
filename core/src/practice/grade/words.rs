//! A connection that is not as asked, in words.

use super::Shown;
use crate::compare::Both;
use crate::eval::Pair;
use crate::ids::EndpointId;
use crate::model::Model;
use crate::practice::difference::Wrong;
use crate::practice::hidden::{HiddenCluster, Variation};
use crate::practice::tree::Tree;
use crate::probe::Probe;
use crate::view::explanation::{Sign, StepView};
use crate::view::{ExplanationView, SideView, plain, why};

/// So many lines of evidence are told.
const EVIDENCE: usize = 4;

/// One difference, told.
pub(super) fn shown(
    models: Both<&Model>,
    start: Option<&Model>,
    wrong: &Wrong,
    hidden: &HiddenCluster,
    cluster: &[Tree],
) -> Shown {
    let Wrong { is_missing, from, to, ids, port, pair } = wrong;
    let [from_id, to_id] = ids.clone();
    let probe = Probe::Port(port.0, port.1);
    let explain =
        |model: &Model, pair: (_, _)| why::view(model, &model.explain(Pair::new(pair.0, pair.1), probe));
    let (goal, own) = (explain(models.before, pair.before), explain(models.after, pair.after));
    let port = format!("{} {}", port.0.as_str(), port.1);
    let can = match (is_missing, start.and_then(|it| allows(it, &own, wrong))) {
        (true, Some(true)) => "can no longer reach",
        (true, Some(false) | None) => "cannot reach",
        (false, Some(true)) => "can still reach",
        (false, Some(false)) => "can now reach",
        (false, None) => "can reach",
    };
    let must = if *is_missing { "and it should" } else { "and it should not" };
    let mut sentence = format!("{from} {can} {to} on {port}, {must}");
    let mut manifests = String::new();
    if hidden.variation != Variation::Shown {
        sentence = format!("on a cluster {}: {sentence}", hidden.variation.words());
        manifests = hidden.manifests(cluster);
    }
    Shown {
        is_missing: *is_missing,
        from: from.clone(),
        to: to.clone(),
        from_id,
        to_id,
        port,
        sentence,
        reason: reason(&goal, &own, *is_missing),
        variation: hidden.variation,
        manifests,
    }
}

/// What decides about a connection: every end that denies it, or both where neither does.
pub(super) fn why(model: &Model, (from, to): (EndpointId, EndpointId), probe: Probe) -> String {
    let own = why::view(model, &model.explain(Pair::new(from, to), probe));
    let denies = own.sides.iter().any(|it| it.sign == Sign::No);
    let told: Vec<String> = own.sides.iter().filter(|it| !denies || it.sign == Sign::No).map(side).collect();
    if told.is_empty() { own.sentence.clone() } else { told.join("; ") }
}

/// Whether the cluster allowed the connection before anything was answered; `None` where it has no such row, because its
/// policies tell other addresses apart.
fn allows(start: &Model, own: &ExplanationView, wrong: &Wrong) -> Option<bool> {
    let row = |id: &str| start.cluster.endpoint(id);
    let cell = start.reach.cell(start.inputs(), Pair::new(row(&own.from)?, row(&own.to)?));
    Some(cell.allowed.contains(wrong.port.0, wrong.port.1))
}

/// What decides, at each end that decides otherwise than in the goal.
fn reason(goal: &ExplanationView, own: &ExplanationView, is_missing: bool) -> String {
    let wanted = if is_missing { Sign::Yes } else { Sign::No };
    let is_other = |it: &&SideView| {
        let same = goal.sides.iter().find(|side| side.direction == it.direction);
        it.sign != wanted && same.is_none_or(|same| same.sign != it.sign)
    };
    let told: Vec<String> = own.sides.iter().filter(is_other).map(side).collect();
    match told.is_empty() {
        true => own.sentence.clone(),
        false => told.join("; "),
    }
}

fn side(it: &SideView) -> String {
    let summary = plain(&it.summary);
    let summary = summary.trim_end_matches('.');
    let told = match it.sign {
        Sign::Yes => it.steps.iter().find_map(allowing),
        Sign::No | Sign::Unknown | Sign::Plain => it.steps.first().map(|step| {
            let failing = lines(step, Sign::No);
            let what = if failing.is_empty() { plain(&step.text) } else { failing.join(", ") };
            format!("{summary}: {what}")
        }),
    };
    format!("{}: {}", it.title, told.unwrap_or_else(|| summary.to_owned()))
}

/// The rule that allows it, with the evidence.
fn allowing(step: &StepView) -> Option<String> {
    if step.sign != Sign::Yes {
        return None;
    }
    let evidence = lines(step, Sign::Yes);
    let text = plain(&step.text);
    Some(if evidence.is_empty() { text } else { format!("{text} ({})", evidence.join(", ")) })
}

/// What stands below a line with this sign, the innermost lines.
fn lines(step: &StepView, sign: Sign) -> Vec<String> {
    let mut res = Vec::new();
    for it in &step.children {
        let below = lines(it, sign);
        let own = (it.sign == sign && below.is_empty()).then(|| plain(&it.text));
        for told in own.map(|it| it.trim_end_matches(':').to_owned()).into_iter().chain(below) {
            // Several rules may fail over the same.
            if !res.contains(&told) {
                res.push(told);
            }
        }
    }
    res.truncate(EVIDENCE);
    res
}
