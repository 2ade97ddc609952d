//! Entries of `ports` (v1alpha1) and `protocols` (v1alpha2).

use std::cmp::Ordering;

use super::reader::{Reader, UNUSABLE};
use super::{ClusterPolicyKind, ClusterPort};
use crate::diagnostic::{Code, Severity};
use crate::kind::PortMatch;
use crate::kind::check::{Path, Report, quoted};
use crate::kind::field::{names, port};
use crate::protocol::Protocol;
use crate::source::Span;
use crate::yaml::Node;

impl Reader<'_, '_> {
    /// `ports` or `protocols`. "If missing, matches any traffic"; so does an empty list where it is let through.
    pub(super) fn ports(&mut self, rule: &Node<'_>, path: &Path<'_>) -> Option<Vec<ClusterPort>> {
        let key = self.kind.ports_key();
        let path = path.field(key);
        let items = rule.get(key).map(Node::items).filter(|it| !it.is_empty())?;
        let mut ports = Vec::with_capacity(items.len());
        for (index, it) in items.iter().enumerate() {
            ports.extend(self.port(it, &path.item(index)));
        }
        Some(ports)
    }

    /// One entry; of the fields that either generation has, at most one is there.
    fn port(&mut self, node: &Node<'_>, path: &Path<'_>) -> Option<ClusterPort> {
        let entry = |protocol, port| Some(ClusterPort { span: node.span, protocol, port });
        for (key, protocol) in [("tcp", Protocol::Tcp), ("udp", Protocol::Udp), ("sctp", Protocol::Sctp)] {
            if let Some(it) = node.get(key) {
                let path = path.field(key);
                let port = match it.get("destinationPort") {
                    Some(it) => self.numbers(it, &path.field("destinationPort"), "number")?,
                    // Only where `{}` is let through.
                    None => PortMatch::Any,
                };
                return entry(Some(protocol), port);
            }
        }
        for key in ["portNumber", "portRange"] {
            if let Some(it) = node.get(key) {
                let path = path.field(key);
                let protocol = self.protocol(it, &path);
                let port = self.numbers(it, &path, "port");
                return entry(Some(protocol?), port?);
            }
        }
        for key in ["namedPort", "destinationNamedPort"] {
            let is_known = key != "namedPort" || self.options.experimental_channel;
            if let Some(it) = node.get(key).filter(|_| is_known) {
                let name = it.as_str().unwrap_or_default();
                return self.named(name, it.span, &path.field(key)).and_then(|it| entry(None, it));
            }
        }
        self.unusable = true;
        None
    }

    /// "If not specified, this field defaults to TCP." Go's clients write the unspecified one as `""`, which the
    /// server stores as it is.
    fn protocol(&mut self, node: &Node<'_>, path: &Path<'_>) -> Option<Protocol> {
        if let Some(it) = node.get("protocol").filter(|it| it.as_str() == Some("")) {
            let path = path.field("protocol");
            let message = "an empty protocol is taken for TCP".to_owned();
            self.report.note(Severity::Warning, Code::EmptyProtocol, &path, it.span, message);
            self.report.help("write `protocol: TCP`, or delete the field");
            return Some(Protocol::Tcp);
        }
        let mut inner = Report::new(self.report.text, Severity::Error);
        let protocol = port::protocol(node, path, &mut inner);
        self.unusable(inner);
        protocol
    }

    /// One number at the key `number`, or else `start` and `end`, in `node` or at its key `range`.
    fn numbers(&mut self, node: &Node<'_>, path: &Path<'_>, number: &str) -> Option<PortMatch> {
        let int = |node: &Node<'_>, key: &str| u16::try_from(node.get(key)?.as_int()?).ok();
        if let Some(it) = int(node, number) {
            return Some(PortMatch::Range(it, it));
        }
        let inner = path.field("range");
        let (node, path) = node.get("range").map_or((node, path), |it| (it, &inner));
        let (start, end) = (int(node, "start")?, int(node, "end")?);
        let at = node.span;
        match (self.kind, start.cmp(&end)) {
            (_, Ordering::Less) => {}
            (ClusterPolicyKind::Cluster, _) => {
                self.cel(path, at, "object", "Start port must be less than End port");
                if start == end {
                    self.report.help(format!("a single port is written `number: {start}`"));
                }
            }
            (_, Ordering::Equal) => {
                let message = format!("this range is the single port {start}");
                self.report.note(Severity::Warning, Code::SinglePortRange, path, at, message);
                self.report.help(format!("write `portNumber` with `port: {start}`"));
            }
            (_, Ordering::Greater) => {
                self.unusable = true;
                let message =
                    format!("Invalid value: {end}: must be greater than or equal to `start`: {UNUSABLE}");
                self.report.note(Severity::Error, Code::InvalidValue, &path.field("end"), at, message);
                return None;
            }
        }
        Some(PortMatch::Range(start, end))
    }

    /// Nothing checks the name; no container port has one that breaks the rules, so the entry matches nothing.
    fn named(&mut self, name: &str, at: Span, path: &Path<'_>) -> Option<PortMatch> {
        if let Some(problem) = names::port_name(name).first() {
            let message = format!("no container port is called {}: {problem}", quoted(name));
            self.report.note(Severity::Warning, Code::ImpossiblePortName, path, at, message);
            return None;
        }
        Some(PortMatch::Named(name.to_owned()))
    }
}
