//! What the page and the command line show, as plain data in their words.
//!
//! Enters: an [`Analysis`](crate::Analysis). Leaves: types with public fields, no ids of the inside, and
//! places as line numbers and UTF-16 offsets. Whoever draws them need not think about policies.

pub mod entries;
pub mod explanation;
pub mod folds;
pub mod ingress;
pub mod lines;
pub mod matrix;
pub mod names;
pub(crate) mod places;
pub mod plain;
pub(crate) mod ports;
pub mod problems;
pub mod reach;
pub mod report;
pub mod service;
pub(crate) mod why;

pub use entries::Entry;
pub use explanation::{
    ExplanationView, Fragment, MarkKind, MarkView, NoteView, PieceView, SideView, Sign, StepView,
};
pub use folds::FoldView;
pub use ingress::{IngressBackendView, IngressTargetView, IngressView};
pub use lines::{Line, NamedLine};
pub use matrix::{CellSign, CellView, EndpointKind, EndpointView, PortChoice};
pub use names::Destination;
pub use plain::plain;
pub use problems::ProblemView;
pub use reach::{LensLine, LensView, RuleView};
pub use service::{BackendView, ServiceFlowView, ServicePortView, ServiceView};

/// A place in one of the files, ready for an editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub struct Place {
    /// Index of the file in the list that was analysed.
    pub file: u32,
    /// UTF-16 units before the first character.
    pub from: u32,
    /// UTF-16 units before the end.
    pub to: u32,
    /// One-based line of the first character.
    pub from_line: u32,
    /// One-based line of the last character.
    pub to_line: u32,
}
