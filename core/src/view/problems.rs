//! Diagnostics with places an editor understands.

use super::Place;
use crate::diagnostic::Severity;

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemView {
    /// How bad it is.
    pub severity: Severity,
    /// `unknown-field`.
    pub code: &'static str,
    /// `NetworkPolicy shop/allow-web`, or empty.
    pub object: String,
    /// API path, or empty.
    pub field: String,
    /// What is wrong.
    pub message: String,
    /// What to do, or empty.
    pub help: String,
    /// Where; `None` for what concerns the whole input.
    pub place: Option<Place>,
}
