//! What the page and the command line show, as plain data in their words.
//!
//! Enters: an [`Analysis`](crate::Analysis). Leaves: types with public fields, no ids of the inside, and
//! places as line numbers and UTF-16 offsets. The page that draws them need not think about policies.

pub mod explanation;
pub mod folds;
pub mod ingress;
pub mod matrix;
pub(crate) mod places;
pub(crate) mod ports;
pub mod problems;
pub mod reach;
pub mod rules;
pub mod service;
pub(crate) mod why;

pub use explanation::{
    ExplanationView, Fragment, MarkKind, MarkView, NoteView, PieceView, SideView, Sign, StepView,
};
pub use folds::FoldView;
pub use ingress::{IngressBackendView, IngressTargetView, IngressView};
pub use matrix::{CellSign, CellView, EndpointKind, EndpointView, PortChoice};
pub use problems::ProblemView;
pub use reach::{LensLine, LensView, RuleView};
pub use rules::{RULES_PAGE, rule_address};
pub use service::{BackendView, ServiceFlowView, ServicePortView, ServiceView};

/// A place in one of the files, ready for an editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "js", derive(serde::Serialize, tsify::Tsify), serde(rename_all = "camelCase"))]
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
