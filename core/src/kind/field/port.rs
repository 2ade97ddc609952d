//! Entries of `ports`: protocol, port, endPort.

use super::names;
use crate::kind::WrittenPort;
use crate::kind::check::{Path, Report};
use crate::protocol::Protocol;
use crate::source::Span;
use crate::yaml::{Node, Value};

/// The ports that a rule matches.
#[derive(Clone, Debug, PartialEq)]
pub enum Ports {
    /// "If this field is empty or missing, this rule matches all ports."
    Any,
    /// Never empty.
    Only(Vec<PortEntry>),
}

/// One entry of `ports`.
#[derive(Clone, Debug, PartialEq)]
pub struct PortEntry {
    /// The whole entry.
    pub span: Span,
    /// TCP unless said otherwise.
    pub protocol: Protocol,
    /// Which ports of that protocol.
    pub port: PortMatch,
}

/// Which ports an entry matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortMatch {
    /// No `port`: every port of the protocol.
    Any,
    /// `port` to `endPort`, both included; the same number twice when there is no `endPort`.
    Range(u16, u16),
    /// The name of a container port of the destination pod.
    Named(String),
}

impl PortEntry {
    /// In the form that evidence is compared with.
    pub(in crate::kind) fn written(&self) -> WrittenPort<'_> {
        WrittenPort { span: self.span, protocol: Some(self.protocol), port: &self.port }
    }
}

impl PortMatch {
    /// The numbers that it mentions for these protocols: of a range its ends.
    pub(in crate::kind) fn numbers(&self, protocols: &[Protocol]) -> Vec<(Protocol, u16)> {
        match self {
            PortMatch::Range(first, last) => {
                protocols.iter().flat_map(|it| [(*it, *first), (*it, *last)]).collect()
            }
            PortMatch::Any | PortMatch::Named(_) => Vec::new(),
        }
    }
}

/// Reads and checks one entry; `None` when the API server refuses it.
pub(in crate::kind) fn read(node: &Node<'_>, path: &Path<'_>, report: &mut Report<'_>) -> Option<PortEntry> {
    let protocol = protocol(node, path, report);
    let end = report.int(node, path, "endPort");
    let end_path = path.field("endPort");
    let mut refuse_end = |detail: &str| {
        if let Some((end, span)) = end {
            report.invalid(&end_path, span, &end.to_string(), detail);
        }
    };
    let port = match node.get("port") {
        None => {
            refuse_end("may not be specified when `port` is not specified");
            end.is_none().then_some(PortMatch::Any)
        }
        Some(Node { value: Value::String(name), span }) => {
            refuse_end("may not be specified when `port` is non-numeric");
            named(name, *span, &path.field("port"), report).filter(|_| end.is_none())
        }
        Some(port) => range(port, end, path, report),
    };
    Some(PortEntry { span: node.span, protocol: protocol?, port: port? })
}

/// "If this field is not specified, it defaults to TCP." `None` when it is none of the three.
pub(in crate::kind) fn protocol(
    node: &Node<'_>,
    path: &Path<'_>,
    report: &mut Report<'_>,
) -> Option<Protocol> {
    let Some((written, span)) = report.text(node, path, "protocol") else { return Some(Protocol::Tcp) };
    let protocol = Protocol::from_api(written);
    if protocol.is_none() {
        let supported = Protocol::ALL.map(Protocol::as_str);
        report.unsupported(&path.field("protocol"), span, written, &supported);
        if Protocol::from_api(&written.to_ascii_uppercase()).is_some() {
            report.help("write it in capitals");
        }
    }
    protocol
}

/// 1–65535, or a report.
pub(in crate::kind) fn number(
    value: i64,
    span: Span,
    path: &Path<'_>,
    report: &mut Report<'_>,
) -> Option<u16> {
    let number = u16::try_from(value).ok().filter(|it| *it != 0);
    if number.is_none() {
        report.invalid(path, span, &value.to_string(), "must be between 1 and 65535, inclusive");
    }
    number
}

fn named(name: &str, span: Span, path: &Path<'_>, report: &mut Report<'_>) -> Option<PortMatch> {
    let problems = names::port_name(name);
    for it in &problems {
        report.invalid_text(path, span, name, it);
        if name.parse::<u16>().is_ok() {
            report.help(format!("quotes make it a name; write the number without quotes: {name}"));
        }
    }
    problems.is_empty().then(|| PortMatch::Named(name.to_owned()))
}

fn range(
    node: &Node<'_>,
    end: Option<(i64, Span)>,
    path: &Path<'_>,
    report: &mut Report<'_>,
) -> Option<PortMatch> {
    let first = node.as_int()?;
    let from = number(first, node.span, &path.field("port"), report);
    let Some((last, span)) = end else { return from.map(|it| PortMatch::Range(it, it)) };
    let path = path.field("endPort");
    if last < first {
        report.invalid(&path, span, &last.to_string(), "must be greater than or equal to `port`");
    }
    let to = number(last, span, &path, report);
    Some(PortMatch::Range(from?, to.filter(|it| i64::from(*it) >= first)?))
}
