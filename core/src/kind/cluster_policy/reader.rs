//! Trees that [`super::openapi`] has checked to policies, with what the schema cannot say: CEL rules, and what
//! servers store although no implementation can use it.
//!
//! A server does not evaluate CEL rules of an object with certain other errors; here all is told at once.

use ipnet::IpNet;

use super::schema::{self, MAX_CIDR};
use super::{
    Action, ClusterPeer, ClusterPeerKind, ClusterPolicy, ClusterPolicyKind, ClusterRule, NamespaceMatch,
    PodsOf, Tier, Usable, hints, openapi,
};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::kind::check::{self, CUSTOM_RESOURCE, Decoded, Path, Report, quoted};
use crate::kind::field::{cidr, selector};
use crate::kind::notation::UNUSABLE_SELECTOR;
use crate::kind::read::readers::ObjectReader;
use crate::kind::{LabelSelector, Manifest, Meta, Operator};
use crate::options::Options;
use crate::source::{Span, Spanned};
use crate::yaml::Node;

/// Of what the schema types as plain strings.
pub(super) const UNUSABLE: &str = "accepted by the API server, unusable by implementations";

/// What is around `spec`; the [`schema`] of the kind describes `spec` itself.
static AROUND: check::Schema = check::Schema { object: &CUSTOM_RESOURCE, hint: hints::around };

impl ObjectReader for ClusterPolicyKind {
    /// Decodes strictly and checks against the schema of the kind. A server tells what the schema refuses after what is
    /// wrong with `metadata`.
    fn check(
        &self,
        root: &Node<'_>,
        options: &Options,
        report: &mut Report<'_>,
        after_metadata: &mut Vec<Diagnostic>,
    ) -> Decoded {
        let around = check::decode(root, &AROUND, options.strict, report);
        let schema = match self {
            ClusterPolicyKind::Admin => &schema::ADMIN,
            ClusterPolicyKind::BaselineAdmin => &schema::BASELINE,
            ClusterPolicyKind::Cluster => &schema::CLUSTER,
        };
        let walk = openapi::Walk::spec(root, schema, options, report.text);
        let is_strange = options.strict && !walk.unknown.is_empty();
        let severity = if options.strict { Severity::Error } else { Severity::Warning };
        report.diagnostics.extend(walk.unknown.into_iter().map(|it| Diagnostic { severity, ..it }));
        report.leave_out(walk.left_out, severity);
        report.refused |= is_strange || walk.report.refused;
        // Strict decoding comes first: a server that refuses fields says nothing else.
        match around {
            _ if is_strange => Decoded::Refused,
            Decoded::Refused => Decoded::Refused,
            Decoded::Whole | Decoded::Partly(_) => {
                report.leave_out_too(&walk.report);
                after_metadata.extend(walk.report.diagnostics);
                if walk.wrong { Decoded::Refused } else { around }
            }
        }
    }

    fn read(
        &self,
        root: &Node<'_>,
        meta: Meta,
        options: &Options,
        report: &mut Report<'_>,
    ) -> Option<Manifest> {
        read(root, *self, meta, options, report).map(Manifest::ClusterPolicy)
    }
}

/// Reads `spec`. The result counts only if nothing was refused; `None` if it lacks what nothing can stand for.
fn read(
    root: &Node<'_>,
    kind: ClusterPolicyKind,
    meta: Meta,
    options: &Options,
    report: &mut Report<'_>,
) -> Option<ClusterPolicy> {
    let mut reader = Reader { kind, options, report, unusable: false };
    reader.singleton(&meta);
    let spec = root.get("spec")?;
    let path = Path::Root.field("spec");
    let tier = match kind {
        ClusterPolicyKind::Admin => Tier::Admin,
        ClusterPolicyKind::BaselineAdmin => Tier::Baseline,
        ClusterPolicyKind::Cluster => match spec.get("tier").and_then(Node::as_str) {
            Some("Baseline") => Tier::Baseline,
            _ => Tier::Admin,
        },
    };
    let priority = match kind {
        ClusterPolicyKind::BaselineAdmin => ClusterPolicy::LAST,
        ClusterPolicyKind::Admin | ClusterPolicyKind::Cluster => spec
            .get("priority")
            .and_then(Node::as_int)
            .and_then(|it| u32::try_from(it).ok())
            .unwrap_or_default(),
    };
    let subject = reader.subject(spec, &path);
    let ingress = reader.section(spec, &path, "ingress", "from");
    let egress = reader.section(spec, &path, "egress", "to");
    if ingress.is_empty() && egress.is_empty() {
        let at = root.entry("spec").map_or(root.span, |it| it.key_span);
        let message = "this policy has no rules, hence no effect";
        report.note(Severity::Info, Code::PolicyWithoutRules, &path, at, message);
    }
    Some(ClusterPolicy { meta, kind, tier, priority, subject: subject?, ingress, egress })
}

pub(super) struct Reader<'r, 't> {
    pub(super) kind: ClusterPolicyKind,
    pub(super) options: &'r Options,
    pub(super) report: &'r mut Report<'t>,
    /// Whether something that no implementation can use was found since this was last reset.
    pub(super) unusable: bool,
}

impl Reader<'_, '_> {
    /// The rule sits on the object as a whole, so its path is empty.
    fn singleton(&mut self, meta: &Meta) {
        let is_default = meta.name.value == "default" && !meta.name_is_generated;
        if self.kind == ClusterPolicyKind::BaselineAdmin && !is_default {
            let detail = "Only one baseline admin network policy with metadata.name=\"default\" can be created in the \
                          cluster";
            self.cel(&Path::Root.field("<nil>"), meta.name.span, "object", detail);
            self.report.help("call it `default`");
        }
    }

    /// What a CEL rule says; it shows the type of the value in place of the value.
    pub(super) fn cel(&mut self, path: &Path<'_>, at: Span, what: &str, detail: &str) {
        self.report.invalid(path, at, &quoted(what), detail);
    }

    /// "A bad subject takes the object out of the evaluation and makes the run incomplete".
    fn subject(&mut self, spec: &Node<'_>, path: &Path<'_>) -> Option<PodsOf> {
        let path = path.field("subject");
        let node = spec.get("subject")?;
        let subject = self.pods_of(node, &path)?;
        self.report.refused |= self.unusable;
        self.tell_effect(0, "until then the policy is left out");
        if !matches!(subject.namespaces, NamespaceMatch::Labels(_)) {
            let message = "labels are compared with those of the subject: a subject cannot compare them";
            self.report.refuse(Code::OldPeerShape, &path, subject.span, message);
        }
        Some(subject)
    }

    fn section(&mut self, spec: &Node<'_>, path: &Path<'_>, key: &str, peers: &str) -> Vec<ClusterRule> {
        let path = path.field(key);
        let mut rules = Vec::new();
        for (index, it) in spec.get(key).map_or(&[][..], Node::items).iter().enumerate() {
            rules.push(self.rule(it, &path.item(index), peers));
        }
        rules
    }

    fn rule(&mut self, node: &Node<'_>, path: &Path<'_>, peers_key: &str) -> ClusterRule {
        self.unusable = false;
        let first = self.report.diagnostics.len();
        let text = |key| node.get(key).and_then(Node::as_str).unwrap_or_default();
        let action = match text("action") {
            "Allow" | "Accept" => Action::Accept,
            "Pass" => Action::Pass,
            _ => Action::Deny,
        };
        let ports = self.ports(node, path);
        let mut peers = Vec::new();
        let peers_path = path.field(peers_key);
        let mut matches_nothing = false;
        for (index, it) in node.get(peers_key).map_or(&[][..], Node::items).iter().enumerate() {
            let path = peers_path.item(index);
            match self.peer(it, &path) {
                Some(kind) => {
                    if matches!(kind, ClusterPeerKind::DomainNames(_)) && action != Action::Accept {
                        matches_nothing = true;
                        self.domain_names_denied(it, &path);
                    }
                    peers.push(ClusterPeer { span: it.span, kind });
                }
                None => self.unusable = true,
            }
        }
        self.ports_of_addresses(node, path, &peers);
        self.tell_effect(
            first,
            match action {
                Action::Accept => "until then the rule matches nothing",
                Action::Deny | Action::Pass => "until then the rule denies everything in its direction",
            },
        );
        let usable = match (self.unusable, matches_nothing) {
            (true, _) => Usable::FailClosed,
            (false, true) => Usable::Never,
            (false, false) => Usable::Yes,
        };
        ClusterRule { span: node.span, name: text("name").to_owned(), action, peers, ports, usable }
    }

    /// Adds to what was found unusable since `first` what becomes of it: "fail closed".
    fn tell_effect(&mut self, first: usize, effect: &str) {
        for it in self.report.diagnostics.iter_mut().skip(first).filter(|it| it.message.ends_with(UNUSABLE)) {
            let semicolon = if it.help.is_empty() { "" } else { "; " };
            it.help = format!("{}{semicolon}{effect}", it.help);
        }
    }

    /// "DomainNames is only supported for Accept rules"; no server enforces it.
    fn domain_names_denied(&mut self, peer: &Node<'_>, path: &Path<'_>) {
        let word = if self.kind == ClusterPolicyKind::Cluster { "Accept" } else { "Allow" };
        let at = peer.span_with_key("domainNames");
        let message = format!(
            "`domainNames` is only supported in rules with `action: {word}`: this rule matches nothing"
        );
        self.report.note(Severity::Error, Code::DomainNamesAction, &path.field("domainNames"), at, message);
        self.report.help(format!("{word} the names that are wanted, and deny `networks` in a later rule"));
    }

    /// "networks/nodes/domainNames peer cannot be set with namedPorts": a rule of the experimental channel only
    ///
    fn ports_of_addresses(&mut self, node: &Node<'_>, path: &Path<'_>, peers: &[ClusterPeer]) {
        let ports = node.get(self.kind.ports_key()).map_or(&[][..], Node::items);
        let is_named = |it: &Node<'_>| it.get("namedPort").or(it.get("destinationNamedPort")).is_some();
        let is_address = |it: &ClusterPeer| !matches!(it.kind, ClusterPeerKind::Pods(_));
        let clash = ports.iter().any(is_named) && peers.iter().any(is_address);
        if self.options.experimental_channel && clash {
            let who = match self.kind {
                ClusterPolicyKind::BaselineAdmin => "networks/nodes",
                ClusterPolicyKind::Admin | ClusterPolicyKind::Cluster => "networks/nodes/domainNames",
            };
            let detail =
                format!("{who} peer cannot be set with namedPorts since there are no namedPorts for {who}");
            let at = node.entries().first().map_or(node.span, |it| it.key_span);
            self.cel(path, at, "object", &detail);
            self.report.help("write the number of the port, or a rule of its own for these peers");
            self.report.finding(Code::DomainNamesAction.about());
        }
    }

    /// `None` where no field of it is known.
    fn peer(&mut self, node: &Node<'_>, path: &Path<'_>) -> Option<ClusterPeerKind> {
        if let Some(it) = self.pods_of(node, path) {
            return Some(ClusterPeerKind::Pods(it));
        }
        let list = |key| node.get(key).map(Node::items);
        if let Some(items) = list("networks") {
            return Some(ClusterPeerKind::Networks(self.networks(items, &path.field("networks"))));
        }
        // What the standard channel does not know is pruned.
        if !self.options.experimental_channel {
            return None;
        }
        if let Some(items) = list("domainNames") {
            let name = |it: &Node<'_>| {
                let name = it.as_str().unwrap_or_default().to_ascii_lowercase();
                Spanned::new(name.strip_suffix('.').unwrap_or(&name).to_owned(), it.span)
            };
            return Some(ClusterPeerKind::DomainNames(items.iter().map(name).collect()));
        }
        self.selector(node, "nodes", path).map(ClusterPeerKind::Nodes)
    }

    fn networks(&mut self, items: &[Node<'_>], path: &Path<'_>) -> Vec<Spanned<IpNet>> {
        let mut networks = Vec::with_capacity(items.len());
        for (index, it) in items.iter().enumerate() {
            let text = it.as_str().unwrap_or_default();
            match cidr::parse(text).filter(cidr::Cidr::is_cidr_to_cel) {
                Some(cidr) => networks.push(Spanned::new(cidr.net, it.span)),
                // Told already.
                None if text.len() > MAX_CIDR => {}
                None => {
                    self.cel(&path.item(index), it.span, "string", "Invalid CIDR format provided");
                    if let Some((address, _)) = cidr::parse_address(text) {
                        let length = if address.is_ipv4() { 32 } else { 128 };
                        self.report.help(format!("a single address is written {address}/{length}"));
                    }
                }
            }
        }
        networks
    }

    /// `namespaces` or `pods`; `None` where there is neither.
    fn pods_of(&mut self, node: &Node<'_>, path: &Path<'_>) -> Option<PodsOf> {
        if node.get("namespaces").is_some() {
            let span = node.span_with_key("namespaces");
            return Some(PodsOf { span, namespaces: self.namespaces(node, path)?, pods: None });
        }
        let pods = node.get("pods")?;
        let path = path.field("pods");
        let span = node.span_with_key("pods");
        // "If namespaceSelector is missing, it selects all namespaces" holds for v1alpha2.
        let namespaces = match self.namespaces(pods, &path) {
            Some(it) => it,
            None => NamespaceMatch::Labels(
                self.selector(pods, "namespaceSelector", &path)
                    .unwrap_or(LabelSelector { span, requirements: Vec::new() }),
            ),
        };
        Some(PodsOf { span, namespaces, pods: self.selector(pods, "podSelector", &path) })
    }

    /// `namespaces`, also in the shapes of old releases, which only lenient reading lets through.
    fn namespaces(&mut self, parent: &Node<'_>, path: &Path<'_>) -> Option<NamespaceMatch> {
        let node = parent.get("namespaces")?;
        let keys = |key| {
            let items = node.get(key)?.items().iter();
            Some(items.map(|it| Spanned::new(it.as_str().unwrap_or_default().to_owned(), it.span)).collect())
        };
        if let Some(it) = keys("sameLabels") {
            return Some(NamespaceMatch::Same(it));
        }
        if let Some(it) = keys("notSameLabels") {
            return Some(NamespaceMatch::NotSame(it));
        }
        let inner = self.selector(node, "namespaceSelector", &path.field("namespaces"));
        let read = match inner {
            Some(it) => it,
            None => self.selector(parent, "namespaces", path)?,
        };
        Some(NamespaceMatch::Labels(read))
    }

    /// A selector. Its type has no rules for operators, keys and values: what is wrong with them is not refused.
    fn selector(&mut self, parent: &Node<'_>, key: &str, path: &Path<'_>) -> Option<LabelSelector> {
        let node = parent.get(key)?;
        let mut inner = Report::new(self.report.text, Severity::Error);
        let mut read = selector::read(node, &path.field(key), &mut inner);
        read.span = parent.span_with_key(key);
        // The server drops pairs without a value.
        let blank = |it: &str| {
            node.get("matchLabels").and_then(|labels| labels.entry(it)).is_some_and(|it| it.value.is_null())
        };
        read.requirements.retain(|it| it.operator != Operator::Equals || !blank(&it.key));
        // Missing keys and operators are refused already.
        let expressions = node.get("matchExpressions").map_or(&[][..], Node::items);
        let is_told = expressions.iter().any(|it| it.get("key").is_none() || it.get("operator").is_none());
        if !is_told {
            for it in &mut inner.diagnostics {
                it.finding = Some(&UNUSABLE_SELECTOR);
            }
            self.unusable(inner);
        }
        Some(read)
    }

    /// Passes on what was found in the part of an object that servers do not look into.
    pub(super) fn unusable(&mut self, found: Report<'_>) {
        self.unusable |= found.refused;
        self.report.leave_out_too(&found);
        for mut it in found.diagnostics {
            if it.severity == Severity::Error {
                it.message = format!("{}: {UNUSABLE}", it.message);
            }
            self.report.diagnostics.push(it);
        }
    }
}

#[cfg(test)]
mod tests;
