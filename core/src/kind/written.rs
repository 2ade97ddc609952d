//! Rules as they are written, in one form for all kinds of policies: evidence is compared with them and cites them.
//!
//! Each kind puts its own rules into this form, in its folder.

use ipnet::IpNet;

use super::{Blank, IpBlock, LabelSelector, PortMatch};
use crate::protocol::Protocol;
use crate::source::{Span, Spanned};

/// One rule of a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenRule<'m> {
    /// The whole entry.
    pub span: Span,
    /// `from` or `to`, entry by entry; `None`: everyone.
    pub peers: Option<Vec<(Span, WrittenPeer<'m>)>>,
    /// `ports` or `protocols`, entry by entry; `None`: every port.
    pub ports: Option<Vec<WrittenPort<'m>>>,
    /// What the kind calls the field of the ports.
    pub ports_key: &'static str,
}

/// One entry of `from` or `to`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WrittenPeer<'m> {
    /// Pods by labels.
    Pods {
        /// `None`: the policy's own namespace.
        namespaces: Option<&'m LabelSelector>,
        /// `None`: all pods of those namespaces.
        pods: Option<&'m LabelSelector>,
        /// Which of them are written without a value.
        blank: Blank,
    },
    /// Pods by how the labels of their namespace compare with the subject's: the keys, and whether the values
    /// must be the same.
    SameLabels(&'m [Spanned<String>], bool),
    /// `ipBlock`.
    Block(&'m IpBlock),
    /// `networks`.
    Networks(&'m [Spanned<IpNet>]),
    /// `nodes`.
    Nodes(&'m LabelSelector),
    /// `domainNames`.
    DomainNames(&'m [Spanned<String>]),
}

/// One entry of `ports` or `protocols`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WrittenPort<'m> {
    /// The whole entry.
    pub span: Span,
    /// `None`: the protocol is that of the port which declares the name.
    pub protocol: Option<Protocol>,
    /// Which ports.
    pub port: &'m PortMatch,
}

/// What says to which pods a policy applies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WrittenSubject<'m> {
    /// `podSelector` or `subject`.
    pub span: Span,
    /// The selector for namespaces; `None`: there is none, or it is not one of labels.
    pub namespaces: Option<&'m LabelSelector>,
    /// The selector for their pods; `None`: all of them.
    pub pods: Option<&'m LabelSelector>,
    /// `policyTypes` where they are written.
    pub types: Option<Span>,
}
