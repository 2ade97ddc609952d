//! The signs of the matrix for what becomes of a connection to a Service.

use netpol_core::view::CellSign;

use super::glyph;

/// Fill and sign of an outcome, as the matrix has them.
pub fn outcome_sign(outcome: &str) -> (&'static str, &'static str) {
    match outcome {
        "allowed" => ("allowed", glyph(CellSign::Allowed)),
        "denied" => ("denied", glyph(CellSign::Denied)),
        "partial" => ("some", glyph(CellSign::Some)),
        "no-endpoint" => ("empty", "–"),
        "unreachable" => ("unreachable", "–"),
        _ => ("unknown", glyph(CellSign::Unknown)),
    }
}
