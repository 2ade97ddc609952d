//! What the tree of a document tells before anything in it is checked.

use crate::kind::Labels;
use crate::kind::kinds::KNOWN_KINDS;
use crate::source::Span;
use crate::yaml::{Node, Value};

/// `apiVersion` and `kind` that a list hands down.
pub(super) type Inherited<'i> = Option<(&'i str, &'i str)>;

/// Where two objects begin that nothing separates: their fields are one object with keys written twice.
pub(super) fn next_object(node: &Node<'_>) -> Option<(Span, Span)> {
    let twice = |key: &str| {
        let mut spans = node.entries().iter().filter(|it| it.key == key).map(|it| it.key_span);
        Some((spans.next()?, spans.next()?))
    };
    let (version, kind) = (twice("apiVersion")?, twice("kind")?);
    Some((version.0.min(kind.0), version.1.min(kind.1)))
}

/// The labels that a policy asks of pods, as far as they can be read in the form of NetworkPolicy: a policy that takes no
/// part marks only the pods that have them.
pub(super) fn selected(node: &Node<'_>) -> Labels {
    let labels = node.at(&["spec", "podSelector", "matchLabels"]);
    let entries = labels.map(Node::entries).unwrap_or_default();
    entries.iter().filter_map(|it| Some((it.key.to_string(), it.value.as_str()?.to_owned()))).collect()
}

/// What a list hands down to its items; `None` for any other object.
pub(super) fn list_of<'n>(node: &Node<'_>, api_version: &'n str, kind: &'n str) -> Option<Inherited<'n>> {
    let item = kind.strip_suffix("List")?;
    if item.is_empty() && api_version == "v1" {
        return Some(None);
    }
    let is_known = KNOWN_KINDS.iter().any(|it| it.name == item);
    (is_known || node.get("items").is_some_and(is_list)).then_some(Some((api_version, item)))
}

pub(super) fn is_list(node: &Node<'_>) -> bool {
    matches!(node.value, Value::Sequence(_))
}
