//! Answers for programs: what the command line tool prints as JSON and what the JavaScript module returns.
//!
//! Enters: a `Model` and a question. Leaves: plain data whose fields, in the case of JavaScript,
//! are the format, with `schema` first in each object that stands alone. `docs/cli.md` describes it. Deliberately not
//! here: how the data is written, which is for serde, and the texts for people, which the other views have.

mod audit;
mod cells;
mod changes;
mod decider;
mod endpoints;
mod equivalence;
mod expectations;
mod explanation;
mod ingress;
mod matrix;
mod needs;
mod policy;
mod problems;
mod service;
mod side;
mod trial;

pub use audit::{AuditCellReport, AuditItemReport, AuditReport, AuditSectionReport};
pub use cells::{CellReport, CellVerdict, Cells, FormReport};
pub use changes::{
    BecauseReport, ChangeList, ChangePortsReport, ChangeReport, ChangeTotalsReport, ChangedEndpointsReport,
    ChangedObjectReport, ChangesReport, LineReport,
};
pub use decider::{DeciderReport, NotAskedReport, OtherwiseReport};
pub use endpoints::{EndpointReport, OwnerReport};
pub use equivalence::{EquivalenceReport, ExampleReport};
pub use expectations::{ExpectationReport, ExpectationTotalsReport, ExpectationsReport, ExpectedPairReport};
pub use explanation::{ExplanationReport, FlowReport, NoteReport, PieceReport};
pub use ingress::{IngressBackendReport, IngressReport, IngressTargetReport};
pub use matrix::MatrixReport;
pub use needs::NeedsReport;
pub use policy::{PolicyReport, RuleReport};
pub use problems::{ProblemReport, ProblemsReport};
pub use service::{BackendReport, ServiceFlowReport, ServicePortReport, ServiceReport};
pub use side::{NearReport, SideReport, TierReport, UnsureReport};
pub use trial::{LabelReport, PeerHow, PeerReport, PortReport, RequirementReport, TrialReport};

pub(crate) use audit::audit;
pub(crate) use cells::{sentence_of, sign_of};
pub(crate) use changes::changes;
pub(crate) use equivalence::equivalence;
pub(crate) use expectations::expectations;
pub(crate) use explanation::explanation;
pub(crate) use ingress::ingresses;
pub(crate) use matrix::{cell, cells, endpoint_reports, matrix};
pub(crate) use needs::needs;
pub(crate) use problems::report as problems;
pub(crate) use service::{service_flow, services};

use crate::tri::Tri;

/// The version of the format. Fields may be added to a version; one that goes or means something else makes the next.
pub const SCHEMA: u32 = 1;

/// What becomes of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "lowercase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub enum Outcome {
    /// It is let through.
    Allowed,
    /// It is not.
    Denied,
    /// The input does not decide.
    Unknown,
}

impl From<Tri> for Outcome {
    fn from(it: Tri) -> Outcome {
        match it {
            Tri::Yes => Outcome::Allowed,
            Tri::No => Outcome::Denied,
            Tri::Unknown => Outcome::Unknown,
        }
    }
}

/// What a test of a rule, of one of its entries or of a selector says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "lowercase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub enum Matched {
    /// It holds.
    Matched,
    /// It does not.
    Missed,
    /// The input does not decide.
    Unknown,
}

impl From<Tri> for Matched {
    fn from(it: Tri) -> Matched {
        match it {
            Tri::Yes => Matched::Matched,
            Tri::No => Matched::Missed,
            Tri::Unknown => Matched::Unknown,
        }
    }
}
