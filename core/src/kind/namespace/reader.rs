//! A tree to a [`Namespace`].

use super::Namespace;
use crate::diagnostic::{Code, Severity};
use crate::kind::check::{Path, Report};
use crate::kind::read::readers::ObjectReader;
use crate::kind::{Manifest, Meta, NAME_LABEL};
use crate::options::Options;
use crate::yaml::Node;

/// Reads Namespaces.
pub(in crate::kind) struct NamespaceReader;

impl ObjectReader for NamespaceReader {
    fn read(
        &self,
        root: &Node<'_>,
        meta: Meta,
        _options: &Options,
        report: &mut Report<'_>,
    ) -> Option<Manifest> {
        Some(Manifest::Namespace(read(root, meta, report)))
    }
}

/// Adds the automatic label. "The API server overwrites the label".
fn read(root: &Node<'_>, mut meta: Meta, report: &mut Report<'_>) -> Namespace {
    let name = meta.name.value.clone();
    let mut labels = meta.labels.to_vec();
    match labels.binary_search_by(|it| it.0.as_str().cmp(NAME_LABEL)) {
        Err(at) => labels.insert(at, (NAME_LABEL.to_owned(), name)),
        Ok(at) => {
            if let Some((_, value)) = labels.get_mut(at).filter(|it| it.1 != name) {
                let message = format!("the API server sets this label to `{name}`: `{value}` is lost");
                let entry = root.at(&["metadata", "labels"]).and_then(|it| it.entry(NAME_LABEL));
                let span = entry.map_or(meta.name.span, |it| it.key_span.to(it.value.span));
                let path = Path::Root.field("metadata");
                report.note(Severity::Warning, Code::LabelOverwritten, &path.field("labels"), span, message);
                *value = name;
            }
        }
    }
    meta.labels = labels.into();
    Namespace { meta }
}
