//! Evidence about labels: what a selector asks for, and what is there.

use super::{code, plain};
use crate::cluster::LabelValue;
use crate::explain::RequirementTest;
use crate::ids::EndpointId;
use crate::kind::{Operator, Requirement};
use crate::model::Model;
use crate::tri::Tri;
use crate::view::Fragment;

/// What a selector asks of labels and what these are: `what` names whose they are, the pod of `endpoint` if it is
/// its own.
pub(in crate::view::why) fn requirement(
    model: &Model,
    endpoint: EndpointId,
    what: &str,
    test: RequirementTest,
    it: &Requirement,
) -> Vec<Fragment> {
    let strings = &model.cluster.strings;
    let whether = if test.actual == Some(LabelValue::PerhapsAbsent) { "whether the " } else { "" };
    let mut text = match what.split_once(' ') {
        Some((what, name)) => vec![plain(format!("{whether}{what} ")), code(name)],
        None => vec![plain(format!("{whether}{what}"))],
    };
    match test.actual {
        Some(LabelValue::Known(value)) => {
            text.extend([plain(" has "), code(format!("{}={}", it.key, strings.text(value)))]);
        }
        Some(LabelValue::Unknown) => {
            text.extend([
                plain(" gets "),
                code(it.key.as_str()),
                plain(" from its controller, with a value that is not in the input"),
            ]);
        }
        Some(LabelValue::PerhapsAbsent) => {
            text.extend([
                plain(" has "),
                code(it.key.as_str()),
                plain(" is not in the input: its node gives it"),
            ]);
        }
        Some(LabelValue::Anything) => {
            text.extend([plain(" may have "), code(it.key.as_str()), plain(" with any value, or lack it")]);
        }
        None => text.extend([plain(" has no label "), code(it.key.as_str())]),
    }
    let same = test.holds == Tri::Yes && matches!(it.operator, Operator::Equals);
    if !same {
        let link = if test.holds == Tri::Yes { ": " } else { ", wanted " };
        text.extend([plain(link), code(wanted(it))]);
    }
    let kind = model.cluster.endpoints.at(endpoint).pod().and_then(|it| it.workload);
    if let (Some(LabelValue::Known(value)), Some(kind)) = (test.on_workload, kind) {
        text.extend([
            plain(format!("; the {} itself has ", kind.as_str())),
            code(format!("{}={}", it.key, strings.text(value))),
            plain(", its pod template has not"),
        ]);
    }
    text
}

/// A requirement as people write it: `app=web`, `tier in (a, b)`, `!debug`.
fn wanted(it: &Requirement) -> String {
    let values = it.values.join(", ");
    match it.operator {
        Operator::Equals => format!("{}={values}", it.key),
        Operator::In => format!("{} in ({values})", it.key),
        Operator::NotIn => format!("{} not in ({values})", it.key),
        Operator::Exists => format!("{} present", it.key),
        Operator::DoesNotExist => format!("{} absent", it.key),
    }
}
