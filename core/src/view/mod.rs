//! What the page and the command line show, as plain data in the words of readers.
//!
//! Enters: a `Model`. Leaves: types with public fields, without ids of the inside, and with
//! places as line numbers and UTF-16 offsets. Deliberately not here: names of CSS classes and attributes of the page.

pub mod assist;
pub mod audit;
pub mod changed;
pub mod compare;
pub(crate) mod effect;
pub mod entries;
pub mod error;
pub mod expect;
pub mod explanation;
pub mod exposure;
pub mod folds;
pub mod ingress;
pub mod lines;
pub mod matrix;
pub mod names;
pub mod needs;
pub mod outline;
pub mod peers;
pub mod plain;
pub(crate) mod ports;
pub mod problems;
pub mod reach;
mod repairs;
pub mod report;
pub mod service;
pub mod stand_ins;
#[cfg(any(test, feature = "page"))]
pub mod stretch;
pub mod tags;
pub(crate) mod why;

pub use crate::explain::Certainty;
pub use crate::explain::service::ServiceOutcome;
pub use crate::source::Place;
pub use crate::words::and_more;
pub use assist::{Completion, CompletionKind, Completions, Hover, Insert};
pub use audit::{AuditItemView, AuditKind, AuditSectionView, AuditView};
pub use changed::ChangedView;
pub use compare::{
    ChangeGroupView, ChangePortsView, ChangeReasonView, ChangeWhyView, ChangedObjectView, EquivalenceView,
    ExampleView, PairChangeView, RevertView,
};
pub use effect::{CellChangeView, EffectView};
pub use entries::Entry;
pub use error::{EndError, ProbeError, ServiceError};
pub use expect::{ExpectationView, ExpectedPairView};
pub use explanation::{
    ExplanationView, Fragment, MarkKind, MarkView, NoteView, PieceView, SideView, Sign, StepView,
};
pub use exposure::{ExposureView, FactCellView, FactItemView, FactListView, FactView};
pub use folds::{Bundle, FoldView, FoldedCell, Outcome, OutcomeOf};
pub use ingress::{IngressBackendView, IngressTargetView, IngressView};
pub use lines::{Line, NamedLine};
pub use matrix::{CellSign, CellView, EndpointKind, EndpointView, PortChoice};
pub use names::Destination;
pub use needs::{NeedShownView, NeedState, NeedView, NeedsView, UnneededView};
pub use outline::{OutlineEntry, OutlineFound, OutlineGroup, OutlinePart, OutlineView};
pub use peers::{Heading, PeerAnswer, PeerGroupView, PeerView, PeersView};
pub use plain::plain;
pub use problems::{EditView, FixView, ProblemView};
pub use reach::{LensLine, LensView, LensWhyView, RuleView};
pub(crate) use repairs::view as repairs_view;
pub use repairs::{PatchLineView, RepairView, RepairsView};
pub use service::{BackendView, ServiceFlowView, ServiceKind, ServicePortView, ServiceView};
pub use stand_ins::StandInsView;
#[cfg(any(test, feature = "page"))]
pub use stretch::StretchView;
pub use tags::{RULES_PAGE, rule_address};
