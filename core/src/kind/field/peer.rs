//! Entries of `from` and `to`.

use super::ip_block::{self, CidrRules, IpBlock};
use super::selector::{self, LabelSelector};
use crate::kind::WrittenPeer;
use crate::kind::check::{Path, Report};
use crate::source::Span;
use crate::yaml::Node;

/// The other ends that a rule matches.
#[derive(Clone, Debug, PartialEq)]
pub enum Peers {
    /// "If this field is empty or missing, this rule matches all sources."
    Any,
    /// Never empty.
    Only(Vec<Peer>),
}

/// One entry of `from` or `to`.
#[derive(Clone, Debug, PartialEq)]
pub struct Peer {
    /// The whole entry.
    pub span: Span,
    /// Its selectors that are written without a value.
    pub blank: Blank,
    /// What it matches.
    pub kind: PeerKind,
}

/// The selectors of a peer that are written, but null: they count as absent (D-09), and their author sees them in
/// the file. The spans are those of the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blank {
    /// `namespaceSelector:`
    pub namespaces: Option<Span>,
    /// `podSelector:`
    pub pods: Option<Span>,
}

/// The forms of a peer.
#[derive(Clone, Debug, PartialEq)]
pub enum PeerKind {
    /// `podSelector` and/or `namespaceSelector`; at least one is there.
    Pods {
        /// `None`: the policy's own namespace.
        namespaces: Option<LabelSelector>,
        /// `None`: all pods of those namespaces.
        pods: Option<LabelSelector>,
    },
    /// `ipBlock`.
    Block(IpBlock),
}

impl Peer {
    /// In the form that evidence is compared with.
    pub(in crate::kind) fn written(&self) -> WrittenPeer<'_> {
        match &self.kind {
            PeerKind::Pods { namespaces, pods } => {
                WrittenPeer::Pods { namespaces: namespaces.as_ref(), pods: pods.as_ref(), blank: self.blank }
            }
            PeerKind::Block(it) => WrittenPeer::Block(it),
        }
    }
}

/// Reads and checks one peer; `None` when the API server refuses it.
///
/// "If this field is set then neither of the other fields can be" holds for `ipBlock`; a selector that is
/// left blank counts as absent (D-09).
pub(in crate::kind) fn read(
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
