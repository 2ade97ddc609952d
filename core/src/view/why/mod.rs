//! [`Explanation`] to [`ExplanationView`]: sentences, links, marks.

mod evidence;
mod marks;
mod notes;
mod selection;
pub(super) mod side;
mod tiers;
mod unreachable;

use super::matrix::{people, sentence, sign};
use super::{CellSign, ExplanationView, Fragment, PieceView};
use crate::cluster::External;
use crate::eval::{Reason, Verdict};
use crate::explain::{Certainty, Explanation, FlowPiece};
use crate::ids::EndpointId;
use crate::model::Model;
use crate::probe::Probe;
use crate::tri::Tri;

/// A cell explained in words.
pub(crate) fn view(model: &Model, it: &Explanation) -> ExplanationView {
    let sides: Vec<_> = it.sides.iter().flat_map(|it| [&it.egress, &it.ingress]).collect();
    ExplanationView {
        from: id(model, it.source),
        to: id(model, it.destination),
        from_title: model.title(it.source).to_owned(),
        to_title: model.title(it.destination).to_owned(),
        sign: sign(&it.cell, it.probe),
        certainty: it.certainty,
        certainty_words: certainty_words(it.certainty),
        sentence: verdict(it),
        pieces: it.pieces.iter().enumerate().map(|(index, piece)| piece_view(it, index, piece)).collect(),
        chosen: it.chosen,
        sides: sides.iter().map(|side| side::view(model, it, side)).collect(),
        advice: advice(model, it),
        notes: match it.cell.verdict {
            Verdict::Unreachable => unreachable::notes(model, it),
            Verdict::All
            | Verdict::Some
            | Verdict::None
            | Verdict::Unknown
            | Verdict::NotComputed
            | Verdict::SelfPod
            | Verdict::Void => notes::view(model, it),
        },
        marks: marks::view(model, it),
    }
}

/// What the answer rests on, where not every implementation gives it. That a fact is missing is what the verdict
/// itself says.
pub(crate) fn certainty_words(it: Certainty) -> &'static str {
    match it {
        Certainty::Defined | Certainty::InputDependent => "",
        Certainty::ImplementationDefined => "network plugins differ",
    }
}

fn id(model: &Model, it: EndpointId) -> String {
    model.cluster.endpoints.at(it).id.clone()
}

/// Whether a row is the address of a node.
fn is_node(model: &Model, it: EndpointId) -> bool {
    let address = model.cluster.endpoints.at(it).external().and_then(External::address);
    address.is_some_and(|it| model.cluster.nodes_at(it).next().is_some())
}

fn verdict(it: &Explanation) -> String {
    match (it.cell.verdict, it.probe) {
        (Verdict::SelfPod, _) => "a pod always reaches itself, and policies are not asked".to_owned(),
        (Verdict::Unreachable, _) => {
            "no common address family: no packet can be sent, and policies are not asked".to_owned()
        }
        (Verdict::Void, _) => "both are outside the cluster: no policy decides".to_owned(),
        (Verdict::All, Probe::Any) => "allowed on every port".to_owned(),
        (Verdict::None, Probe::Any) => "denied on every port".to_owned(),
        (Verdict::Some, Probe::Any) => {
            format!("allowed on {}, denied on every other port", people(&it.cell.allowed))
        }
        (Verdict::Unknown | Verdict::NotComputed, Probe::Any)
        | (
            Verdict::All | Verdict::None | Verdict::Some | Verdict::Unknown | Verdict::NotComputed,
            Probe::Port(..),
        ) => sentence(&it.cell, it.probe),
    }
}

fn piece_view(it: &Explanation, index: usize, piece: &FlowPiece) -> PieceView {
    let (sign, word) = match piece.allowed {
        Tri::Yes => (CellSign::Allowed, "allowed"),
        Tri::No => (CellSign::Denied, "denied"),
        Tri::Unknown if is_left_out(piece) => (CellSign::Unknown, "not computed"),
        Tri::Unknown => (CellSign::Unknown, "not decidable"),
    };
    let last = it.pieces.len() > 1 && index + 1 == it.pieces.len();
    let label = match it.probe {
        Probe::Port(..) => format!("{} {word}", it.probe.label()),
        Probe::Any if last && piece.ports.ranges().count() > 2 => format!("everything else {word}"),
        Probe::Any => format!("{} {word}", people(&piece.ports)),
    };
    let certainty = piece.certainty;
    PieceView { label, sign, certainty, probe: Probe::Port(piece.sample.0, piece.sample.1) }
}

/// Whether the rules of one end are not evaluated.
fn is_left_out(piece: &FlowPiece) -> bool {
    piece.reasons.egress == Reason::LeftOut || piece.reasons.ingress == Reason::LeftOut
}

/// "Denied in both directions => report both; fixing one is not enough".
fn advice(model: &Model, it: &Explanation) -> Vec<Vec<Fragment>> {
    let Some(sides) = &it.sides else { return Vec::new() };
    let text = |it: &str| vec![Fragment::Text(it.to_owned())];
    let end = |it: EndpointId| Fragment::Code(model.title(it).to_owned());
    // What is outside allows nothing: it is not asked.
    if [&sides.egress, &sides.ingress].iter().any(|it| it.reason == Reason::NotApplicable) {
        return Vec::new();
    }
    match (sides.egress.allowed, sides.ingress.allowed) {
        (Tri::No, Tri::No) => vec![text("Both ends deny this: one repair is not enough.")],
        (Tri::No, Tri::Yes) => vec![vec![
            Fragment::Text("Only the egress of ".to_owned()),
            end(it.source),
            Fragment::Text(" denies this; the ingress of ".to_owned()),
            end(it.destination),
            Fragment::Text(" already allows it.".to_owned()),
        ]],
        (Tri::Yes, Tri::No) => vec![vec![
            Fragment::Text("Only the ingress of ".to_owned()),
            end(it.destination),
            Fragment::Text(" denies this; the egress of ".to_owned()),
            end(it.source),
            Fragment::Text(" already allows it.".to_owned()),
        ]],
        (Tri::Yes | Tri::Unknown, Tri::Yes | Tri::Unknown)
        | (Tri::No, Tri::Unknown)
        | (Tri::Unknown, Tri::No) => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
