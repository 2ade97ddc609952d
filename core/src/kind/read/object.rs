//! One object that was edited, read by itself.

use super::document::{Body, read_document};
use super::readers::Readers;
use crate::diagnostic::{Diagnostic, Severity};
use crate::kind::Manifest;
use crate::options::Options;

/// The object of a text; `None` where there is not exactly one, or it has an error. Its places count from the start of the
/// text.
pub(crate) fn read_object(text: &str, options: &Options, readers: Readers) -> Option<Manifest> {
    let read = read_document(text, options, readers.for_own_texts());
    let is_wrong = |it: &Diagnostic| it.severity == Severity::Error;
    if read.failed || read.diagnostics.iter().any(is_wrong) {
        return None;
    }
    let [object] = <[_; 1]>::try_from(read.objects).ok()?;
    match object.body {
        Body::Manifest(it) if !object.diagnostics.iter().any(is_wrong) => Some(*it),
        Body::Manifest(_) | Body::ForeignPolicy | Body::Ignored | Body::Refused => None,
    }
}

/// The errors of a document: what its text is refused for, or the objects in it. Their places count from its start.
pub(crate) fn errors_in(text: &str, options: &Options, readers: Readers) -> Vec<Diagnostic> {
    let read = read_document(text, options, readers.for_own_texts());
    let of_objects = read.objects.into_iter().flat_map(|it| it.diagnostics);
    read.diagnostics.into_iter().chain(of_objects).filter(|it| it.severity == Severity::Error).collect()
}
