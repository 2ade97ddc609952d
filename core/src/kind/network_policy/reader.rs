//! A tree to a [`NetworkPolicy`]: defaults and validation.
//!
//! Enters: a tree; its shape is checked first, against [`super::schema`]. Leaves: the policy, or what the API server says
//! against it, in the API server's order.

use super::hints;
use super::schema::SCHEMA;
use super::{NetworkPolicy, PolicyTypes, Rule};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::kind::check::{Decoded, Path, Report, decode, quoted};
use crate::kind::field::ip_block::CidrRules;
use crate::kind::field::{peer, port, selector};
use crate::kind::read::readers::ObjectReader;
use crate::kind::{LabelSelector, Manifest, Meta, Peers, Ports};
use crate::options::Options;
use crate::source::Span;
use crate::yaml::{Node, Value};

/// Reads NetworkPolicies.
pub(in crate::kind) struct NetworkPolicyReader;

impl ObjectReader for NetworkPolicyReader {
    fn check(
        &self,
        root: &Node<'_>,
        options: &Options,
        report: &mut Report<'_>,
        _after_metadata: &mut Vec<Diagnostic>,
    ) -> Decoded {
        let decoded = decode(root, &SCHEMA, options.strict, report);
        hints::empty_section(root, &mut report.diagnostics);
        decoded
    }

    fn read(
        &self,
        root: &Node<'_>,
        meta: Meta,
        options: &Options,
        report: &mut Report<'_>,
    ) -> Option<Manifest> {
        Some(Manifest::NetworkPolicy(read(root, meta, options, report)))
    }
}

/// Reads and checks `spec`. The result counts only if nothing was refused.
fn read(root: &Node<'_>, meta: Meta, options: &Options, report: &mut Report<'_>) -> NetworkPolicy {
    if let Some(status) = root.entry("status") {
        let message = "a NetworkPolicy has no `status` in current versions";
        report.note(
            Severity::Info,
            Code::PolicyStatus,
            &Path::Root.field("status"),
            status.key_span,
            message,
        );
    }
    let rules = CidrRules::new(options.kube_version, meta.exported);
    // "Missing or empty spec selects all pods of the namespace" (F-06).
    let none = Node { span: root.span, value: Value::Null };
    let spec = root.get("spec").unwrap_or(&none);
    let path = Path::Root.field("spec");
    let pod_selector = match spec.get("podSelector") {
        Some(it) => {
            let read = selector::read(it, &path.field("podSelector"), report);
            LabelSelector { span: spec.span_with_key("podSelector"), ..read }
        }
        None => LabelSelector { span: blank(spec, "podSelector"), requirements: Vec::new() },
    };
    let ingress = section(spec, &path, Side { key: "ingress", peers: "from" }, rules, report);
    let egress = section(spec, &path, Side { key: "egress", peers: "to" }, rules, report);
    let policy_types = policy_types(spec, &path, !egress.is_empty(), report);
    NetworkPolicy { meta, pod_selector, policy_types, ingress, egress }
}

/// A section of rules and the field of its peers.
#[derive(Clone, Copy)]
struct Side {
    key: &'static str,
    peers: &'static str,
}

fn section(
    spec: &Node<'_>,
    path: &Path<'_>,
    side: Side,
    rules: CidrRules,
    report: &mut Report<'_>,
) -> Vec<Rule> {
    let path = path.field(side.key);
    let is_only = spec.get(side.key).is_some_and(|it| it.items().len() == 1);
    let rule = |(index, node)| rule(node, &path.item(index), side, rules, is_only, report);
    spec.get(side.key).map_or(&[][..], Node::items).iter().enumerate().map(rule).collect()
}

fn rule(
    node: &Node<'_>,
    path: &Path<'_>,
    side: Side,
    rules: CidrRules,
    is_only: bool,
    report: &mut Report<'_>,
) -> Rule {
    if node.is_null() {
        dangling_dash(node, path, "a rule without fields: it allows everything", report);
        if is_only {
            report.help("delete the dash, and nothing is allowed; to allow everything write `- {}`");
        }
    }
    let ports_path = path.field("ports");
    let mut ports = Vec::new();
    let list = node.get("ports").map_or(&[][..], Node::items);
    for (index, it) in list.iter().enumerate() {
        let path = ports_path.item(index);
        if it.is_null() {
            dangling_dash(it, &path, "an entry without fields: it allows every TCP port", report);
        }
        ports.extend(port::read(it, &path, report));
    }
    let peers_path = path.field(side.peers);
    let list = node.get(side.peers).map_or(&[][..], Node::items);
    let mut peers = Vec::with_capacity(list.len());
    for (index, it) in list.iter().enumerate() {
        peers.extend(peer::read(it, &peers_path.item(index), rules, report));
    }
    Rule {
        span: node.span,
        peers: if peers.is_empty() { Peers::Any } else { Peers::Only(peers) },
        ports: if ports.is_empty() { Ports::Any } else { Ports::Only(ports) },
    }
}

/// "A null element of a list of objects decodes to the zero object" (D-08).
fn dangling_dash(node: &Node<'_>, path: &Path<'_>, meaning: &str, report: &mut Report<'_>) {
    let message = format!("this dash has nothing after it and makes {meaning}");
    report.note(Severity::Error, Code::NullListElement, path, node.span, message).help("delete the dash");
}

/// `spec.policyTypes`, defaults filled in: "If this field is not specified, it will default based on the
/// existence of ingress or egress rules; policies that contain an egress section are assumed to affect egress,
/// and all policies (whether or not they contain an ingress section) are assumed to affect ingress."
fn policy_types(spec: &Node<'_>, path: &Path<'_>, has_egress: bool, report: &mut Report<'_>) -> PolicyTypes {
    let defaults = PolicyTypes { ingress: true, egress: has_egress, span: None };
    let Some(list) = spec.get("policyTypes").filter(|it| !it.items().is_empty()) else { return defaults };
    let path = path.field("policyTypes");
    let mut types =
        PolicyTypes { ingress: false, egress: false, span: Some(spec.span_with_key("policyTypes")) };
    let written: Vec<_> = list.items().iter().map(|it| it.as_str().unwrap_or_default()).collect();
    if written.len() > 2 {
        let value = written.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(",");
        report.invalid(&path, list.span, &format!("[{value}]"), "may not specify more than two policyTypes");
        return types;
    }
    for (index, (it, node)) in written.into_iter().zip(list.items()).enumerate() {
        match it {
            "Ingress" => types.ingress = true,
            "Egress" => types.egress = true,
            _ => {
                report.unsupported(&path.item(index), node.span, it, &["Ingress", "Egress"]);
            }
        }
    }
    types
}

/// Where a missing field would stand: its key, if that is there, else the object's first byte.
fn blank(parent: &Node<'_>, key: &str) -> Span {
    parent.entry(key).map_or(Span::new(parent.span.start, parent.span.start), |it| it.key_span)
}
