//! The signs of the matrix for what becomes of a connection to a Service.

use netpol_core::view::{CellSign, ServiceOutcome};

use super::glyph;

/// Fill and sign of an outcome, as the matrix has them.
pub fn outcome_sign(outcome: ServiceOutcome) -> (&'static str, &'static str) {
    match outcome {
        ServiceOutcome::Allowed => ("allowed", glyph(CellSign::Allowed)),
        ServiceOutcome::Denied => ("denied", glyph(CellSign::Denied)),
        ServiceOutcome::Partial => ("some", glyph(CellSign::Some)),
        ServiceOutcome::NoEndpoint => ("empty", "–"),
        ServiceOutcome::Unreachable => ("unreachable", "–"),
        ServiceOutcome::Unknown => ("unknown", glyph(CellSign::Unknown)),
    }
}
