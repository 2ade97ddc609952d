//! Entries of `from` and `to`.

use super::ip_block::{self, CidrRules};
use super::path::Path;
use super::report::Report;
use super::{Blank, LabelSelector, Peer, PeerKind, selector};
use crate::yaml::Node;

/// Reads and checks one peer; `None` when the API server refuses it.
///
/// "If this field is set then neither of the other fields can be" holds for `ipBlock`; a selector that is
/// left blank counts as absent (D-09).
pub(super) fn read(
    node: &Node<'_>,
    path: &Path<'_>,
    rules: CidrRules,
    report: &mut Report<'_>,
) -> Option<Peer> {
    let mut selector = |key| {
        let read = selector::read(node.get(key)?, &path.field(key), report);
        Some(LabelSelector { span: node.span_with_key(key), ..read })
    };
    let (pods, namespaces) = (selector("podSelector"), selector("namespaceSelector"));
    let has_selector = pods.is_some() || namespaces.is_some();
    let block = node.get("ipBlock").map(|it| ip_block::read(it, &path.field("ipBlock"), rules, report));
    let kind = match block {
        Some(_) if has_selector => {
            report.forbidden(path, node.span, "may not specify both ipBlock and another peer");
            report.help("make two entries of it, each with a dash of its own");
            return None;
        }
        Some(block) => PeerKind::Block(block?),
        None if has_selector => PeerKind::Pods { namespaces, pods },
        None => {
            report.required(path, node.span, "must specify a peer");
            let help = match node.entries().first() {
                Some(blank) => {
                    format!("`{}` is blank; for all of them write `{}: {{}}`", blank.key, blank.key)
                }
                None => {
                    "write `podSelector: {}` for all pods of the namespace, or delete the entry".to_owned()
                }
            };
            report.help(help);
            return None;
        }
    };
    let blank = |key| node.entry(key).filter(|it| it.value.is_null()).map(|it| it.key_span);
    let blank = Blank { namespaces: blank("namespaceSelector"), pods: blank("podSelector") };
    Some(Peer { span: node.span, blank, kind })
}
