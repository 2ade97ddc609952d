//! Labels and annotations: maps of strings.

use std::sync::Arc;

use super::names;
use crate::diagnostic::Code;
use crate::kind::check::{Path, Report};
use crate::order::sort_by;
use crate::source::Span;
use crate::yaml::{Node, Value};

/// Labels sorted by key; each key once. Shared: the next analysis of a text that is being edited has them too.
pub type Labels = Arc<[(String, String)]>;

/// "Total size of all keys and values" of the annotations of one object.
const MAX_ANNOTATION_BYTES: usize = 256 * 1024;

/// A map of labels, checked and sorted by key. Of a key written twice the last counts.
pub(in crate::kind) fn read(
    parent: &Node<'_>,
    path: &Path<'_>,
    key: &str,
    report: &mut Report<'_>,
) -> Labels {
    let pairs = pairs(parent, path, key, report);
    let path = path.field(key);
    for it in &pairs {
        check_key(&it.key, it.key_span, &path, report);
        check_value(&it.value, it.value_span, &path, report);
    }
    pairs.into_iter().map(|it| (it.key, it.value)).collect()
}

/// One pair of a map of strings.
pub(in crate::kind) struct Pair {
    pub(in crate::kind) key: String,
    pub(in crate::kind) key_span: Span,
    pub(in crate::kind) value: String,
    pub(in crate::kind) value_span: Span,
}

/// The pairs of a map of strings, sorted by key, of each key the last. A value left blank is the empty
/// string (D-07).
pub(in crate::kind) fn pairs(
    parent: &Node<'_>,
    path: &Path<'_>,
    key: &str,
    report: &mut Report<'_>,
) -> Vec<Pair> {
    let Some(map) = report.object(parent, path, key) else { return Vec::new() };
    let path = path.field(key);
    let mut pairs: Vec<Pair> = Vec::with_capacity(map.entries().len());
    for entry in map.entries() {
        let value = match &entry.value.value {
            Value::String(it) => it.clone().into_owned(),
            Value::Null => String::new(),
            Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Sequence(_) | Value::Mapping(_) => {
                report.text(map, &path, &entry.key);
                report.written(&entry.value).to_owned()
            }
        };
        pairs.push(Pair {
            key: entry.key.clone().into_owned(),
            key_span: entry.key_span,
            value,
            value_span: if entry.value.is_null() { entry.key_span } else { entry.value.span },
        });
    }
    pairs.reverse();
    sort_by(&mut pairs, |a, b| a.key.cmp(&b.key));
    pairs.dedup_by(|later, first| later.key == first.key);
    pairs
}

/// Reports what is wrong with a label's key (V-30); the path has no key in it.
pub(in crate::kind) fn check_key(key: &str, span: Span, path: &Path<'_>, report: &mut Report<'_>) {
    for it in names::label_key(key) {
        report.invalid_text(path, span, key, &it);
    }
}

/// Reports what is wrong with a label's value (V-31).
pub(in crate::kind) fn check_value(value: &str, span: Span, path: &Path<'_>, report: &mut Report<'_>) {
    for it in names::label_value(value) {
        report.invalid_text(path, span, value, &it);
    }
}

/// Annotations have no meaning here, but the API server checks them (V-07).
pub(in crate::kind) fn check_annotations(metadata: &Node<'_>, path: &Path<'_>, report: &mut Report<'_>) {
    let pairs = pairs(metadata, path, "annotations", report);
    let path = path.field("annotations");
    for it in &pairs {
        for problem in names::label_key(&it.key.to_ascii_lowercase()) {
            report.invalid_text(&path, it.key_span, &it.key, &problem);
        }
    }
    if pairs.iter().map(|it| it.key.len() + it.value.len()).sum::<usize>() > MAX_ANNOTATION_BYTES
        && let Some(it) = metadata.entry("annotations")
    {
        let message = format!("Too long: may not be more than {MAX_ANNOTATION_BYTES} bytes");
        report.refuse(Code::TooLong, &path, it.key_span, message);
    }
}
