//! *Why?*: one cell explained, as sentences with places.

use super::{CellSign, Certainty, Place};
use crate::probe::Probe;

/// A stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "lowercase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub enum Fragment {
    /// Running text.
    Text(String),
    /// Names, labels, fields: in monospace.
    Code(String),
    /// A name that leads to its place in the editor.
    Link(String, Place),
}

/// The sign before a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "lowercase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub enum Sign {
    /// ✓ holds, matches, allows.
    Yes,
    /// ✕ does not.
    No,
    /// ? depends on what the input does not say.
    Unknown,
    /// No sign: context.
    Plain,
}

/// One line, with the lines that back it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct StepView {
    /// What is before it.
    pub sign: Sign,
    /// What it says.
    pub text: Vec<Fragment>,
    /// What lights up in the editor when the line is pointed at, and where a click goes.
    pub place: Option<Place>,
    /// The evidence.
    pub children: Vec<StepView>,
}

/// One end of the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SideView {
    /// `egress` or `ingress`.
    pub direction: &'static str,
    /// "Leaving shop/web" or "Entering shop/api".
    pub title: String,
    /// Whether this side allows it.
    pub sign: Sign,
    /// How certain that is, for this side alone.
    pub certainty: Certainty,
    /// One line: which policies isolate, or that none does.
    pub summary: Vec<Fragment>,
    /// What matched, or the isolating policies with their nearest misses, best first.
    pub steps: Vec<StepView>,
    /// How many further misses are not shown.
    pub more: usize,
}

/// A part of the port space that has its own reason.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PieceView {
    /// "TCP 5432 allowed", "everything else denied".
    pub label: String,
    /// `Allowed`, `Denied` or `Unknown`.
    pub sign: CellSign,
    /// How certain that is.
    pub certainty: Certainty,
    /// A port in it: explaining this probe shows this piece.
    pub probe: Probe,
}

/// How a line of the editor takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "lowercase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub enum MarkKind {
    /// The rule that allows.
    Allow,
    /// A selector that isolates.
    Isolate,
    /// A rule that nearly matches.
    Miss,
}

/// Lines to mark in the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct MarkView {
    /// Where.
    pub place: Place,
    /// In which way.
    pub kind: MarkKind,
}

/// A caveat: an assumption that decided, something implementations disagree about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoteView {
    /// Kebab-case: `assumed-pod-cidr`, `ipblock-vs-pod`, `host-network`.
    pub code: &'static str,
    /// One sentence.
    pub text: String,
    /// The contested case behind it, such as `C-04`; empty where implementations agree.
    pub case: &'static str,
    /// The setting that changes it, by its key, which is also the tool's flag: `own-node-egress`. Empty where there
    /// is none.
    pub knob: &'static str,
}

/// One cell explained.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExplanationView {
    /// Id of the source.
    pub from: String,
    /// Id of the destination.
    pub to: String,
    /// What sentences call the source: its id, or the name of addresses outside the cluster.
    pub from_title: String,
    /// The same for the destination.
    pub to_title: String,
    /// State of the cell for the probe that was asked for.
    pub sign: CellSign,
    /// How certain that is: `defined` where every implementation agrees, `implementation-defined` where another
    /// reading of something that Kubernetes leaves open gives another answer, `input-dependent` where a fact is
    /// missing. The least certain port counts.
    pub certainty: Certainty,
    /// The same for people, to stand behind the sentence; empty where it goes without saying.
    pub certainty_words: &'static str,
    /// The verdict in one sentence, without the names: "allowed on TCP 5432, denied on every other port".
    pub sentence: String,
    /// The pieces of the port space; one when a port was chosen.
    pub pieces: Vec<PieceView>,
    /// Which of them `sides` explains.
    pub chosen: usize,
    /// Leaving the source, entering the destination. Empty for a pod and itself.
    pub sides: Vec<SideView>,
    /// What to do or to know beyond that: "both ends deny; one repair is not enough".
    pub advice: Vec<Vec<Fragment>>,
    /// Caveats.
    pub notes: Vec<NoteView>,
    /// Lines to mark in the editor, in the order of the text.
    pub marks: Vec<MarkView>,
}
