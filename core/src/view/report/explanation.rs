//! One flow explained: everything that the explanation holds.

use super::{Outcome, ProblemReport, ProblemsReport, SCHEMA, SideReport, side};
use crate::explain::{Contested, Explanation, FlowPiece};
use crate::model::{End, Model};
use crate::probe::Probe;
use crate::protocol::Family;
use crate::view::{
    CellSign, Certainty, ExplanationView, Fragment, MarkView, NoteView, PieceView, plain, why,
};

/// Why one endpoint reaches another or does not, with what is wrong with the input.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct ExplanationReport {
    /// The version of the format, 1.
    pub schema: u32,
    /// The explanation.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub flow: FlowReport,
    /// Everything that is wrong with the files, or worth knowing.
    pub problems: Vec<ProblemReport>,
    /// Whether something was left out that its author meant to be there.
    pub incomplete: bool,
    /// What was left out, in one sentence; empty when nothing was.
    pub incomplete_words: String,
}

/// Why one endpoint reaches another or does not.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct FlowReport {
    /// Id of the source.
    pub from: String,
    /// Id of the destination.
    pub to: String,
    /// The address family of the flow; `null` where the ends have none in common.
    #[cfg_attr(feature = "js", tsify(type = "'IPv4' | 'IPv6' | null"))]
    pub family: Option<&'static str>,
    /// The port that was asked for: `TCP 8080`, or `any`.
    pub port: Probe,
    /// `allowed`, `denied`, `unknown`; of any port `all`, `some`, `none`, `unknown`; `self`, `void` when both ends are
    /// outside, or `unreachable` when they have no address family in common: then there are no `sides`.
    pub verdict: CellSign,
    /// How certain that is: `defined` where every implementation agrees, `implementation-defined` where another
    /// reading of something that Kubernetes leaves open gives another answer, `input-dependent` where a fact is
    /// missing. The least certain port counts.
    #[cfg_attr(feature = "js", tsify(type = "'defined' | 'implementation-defined' | 'input-dependent'"))]
    pub certainty: Certainty,
    /// The same for people, to stand after the sentence; empty where it goes without saying.
    pub certainty_words: &'static str,
    /// The contested cases that decide it: `C-04`.
    pub contested: Vec<&'static str>,
    /// The verdict in one sentence, without the names: "allowed on TCP 5432, denied on every other port".
    pub sentence: String,
    /// The pieces of the port space that have a reason or a certainty of their own; one when a port was chosen.
    pub pieces: Vec<PieceReport>,
    /// Which of them `sides` explains, by its position.
    pub chosen: usize,
    /// Egress of the source, then ingress of the destination. Empty for a pod and itself.
    pub sides: Vec<SideReport>,
    /// What to do or to know beyond that, in sentences: "Both ends deny this: one repair is not enough."
    pub advice: Vec<String>,
    /// The same sentences with their names told apart.
    pub advice_parts: Vec<Vec<Fragment>>,
    /// Caveats.
    pub notes: Vec<NoteReport>,
    /// Lines to mark in an editor, in the order of the text.
    pub marks: Vec<MarkView>,
}

/// A piece of the port space.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct PieceReport {
    /// `TCP 80,8000-8100; UDP 53`, or `all`.
    pub ports: String,
    /// What becomes of flows to these ports.
    pub outcome: Outcome,
    /// What the source by itself makes of them.
    pub egress: Outcome,
    /// What the destination by itself makes of them.
    pub ingress: Outcome,
    /// How certain the outcome is.
    #[cfg_attr(feature = "js", tsify(type = "'defined' | 'implementation-defined' | 'input-dependent'"))]
    pub certainty: Certainty,
    /// The contested cases that decide it.
    pub contested: Vec<&'static str>,
    /// "TCP 5432 allowed", "everything else denied".
    pub label: String,
    /// One of its ports, `TCP 5432`: to ask for it explains this piece.
    pub probe: Probe,
}

/// A caveat: an assumption that decided, something implementations disagree about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct NoteReport {
    /// Kebab-case: `assumed-pod-cidr`, `ipblock-vs-pod`, `host-network`.
    pub code: &'static str,
    /// One sentence.
    pub text: String,
    /// The contested case that it speaks of, such as `C-04`.
    pub case: Option<&'static str>,
    /// The flag of the command line tool that changes the answer: `--own-node-egress`.
    pub flag: Option<String>,
    /// The same setting by its key in links: `own-node-egress`.
    pub knob: Option<&'static str>,
}

/// `problems`: everything that is wrong with the files.
pub(crate) fn explanation(
    model: &Model,
    from: End,
    to: End,
    probe: Probe,
    problems: ProblemsReport,
) -> Option<ExplanationReport> {
    let it = model.explain(model.pair(from, to)?, probe);
    let ProblemsReport { problems, incomplete, incomplete_words, .. } = problems;
    Some(ExplanationReport {
        schema: SCHEMA,
        flow: flow(model, &it, why::view(model, &it)),
        problems,
        incomplete,
        incomplete_words,
    })
}

/// The report of one flow, from its data and its words.
pub(super) fn flow(model: &Model, it: &Explanation, view: ExplanationView) -> FlowReport {
    let sides = it.sides.iter().flat_map(|it| [&it.egress, &it.ingress]);
    let sides = sides.zip(view.sides).map(|(side, view)| side::report(model, it, side, view));
    FlowReport {
        from: view.from,
        to: view.to,
        family: it.family.map(Family::as_str),
        port: it.probe,
        verdict: view.sign,
        certainty: view.certainty,
        certainty_words: view.certainty_words,
        contested: cases(&it.contested),
        sentence: view.sentence,
        pieces: it.pieces.iter().zip(view.pieces).map(|(it, view)| piece(it, view)).collect(),
        chosen: it.chosen,
        sides: sides.collect(),
        advice: view.advice.iter().map(|it| plain(it)).collect(),
        advice_parts: view.advice,
        notes: view.notes.into_iter().map(note).collect(),
        marks: view.marks,
    }
}

fn piece(it: &FlowPiece, view: PieceView) -> PieceReport {
    PieceReport {
        ports: it.ports.to_string(),
        outcome: it.allowed.into(),
        egress: it.by_direction.egress.into(),
        ingress: it.by_direction.ingress.into(),
        certainty: it.certainty,
        contested: cases(&it.contested),
        label: view.label,
        probe: view.probe,
    }
}

/// The ids of contested cases.
pub(super) fn cases(it: &[Contested]) -> Vec<&'static str> {
    it.iter().map(|it| it.case()).collect()
}

pub(super) fn note(it: NoteView) -> NoteReport {
    let flag = it.flag();
    let some = |it: &'static str| Some(it).filter(|it| !it.is_empty());
    NoteReport { code: it.code, text: it.text, case: some(it.case), flag, knob: some(it.knob) }
}

impl NoteView {
    /// The flag of the setting that it names.
    pub fn flag(&self) -> Option<String> {
        Some(self.knob).filter(|it| !it.is_empty()).map(|it| format!("--{it}"))
    }
}
