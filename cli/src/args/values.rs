//! Values of flags that are one of a few words of the library.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use netpol_core::diagnostic::Severity;
use netpol_core::view::AuditKind;

/// Severities by their names.
pub(super) fn severities() -> impl TypedValueParser<Value = Severity> {
    let all = [Severity::Error, Severity::Warning, Severity::Info];
    PossibleValuesParser::new(all.map(Severity::as_str))
        .try_map(move |it| all.into_iter().find(|one| one.as_str() == it).ok_or("no such severity"))
}

/// The kinds by their names.
pub(super) fn audit_kinds() -> impl TypedValueParser<Value = AuditKind> {
    let named = |it: String| AuditKind::ALL.into_iter().find(|kind| kind.as_str() == it);
    PossibleValuesParser::new(AuditKind::ALL.map(AuditKind::as_str))
        .try_map(move |it| named(it).ok_or("no such kind"))
}
