//! Which connections the manifests ask for.

use super::SCHEMA;
use crate::view::needs::{NeedView, NeedsView, UnneededView};

/// Everything that the manifests ask for, and what is allowed beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct NeedsReport {
    /// The version of the format, 1.
    pub schema: u32,
    /// First those that would break, then those that are undecided, then the correct ones.
    pub needs: Vec<NeedView>,
    /// What is allowed to isolated pods behind a Service, and that nothing asks for.
    pub unneeded: Vec<UnneededView>,
    /// Whether everything was looked at.
    pub complete: bool,
}

pub(crate) fn needs(it: NeedsView) -> NeedsReport {
    NeedsReport { schema: SCHEMA, needs: it.needs, unneeded: it.unneeded, complete: it.is_complete }
}
