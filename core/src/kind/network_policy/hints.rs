//! What the author of a field that NetworkPolicy does not have may have meant (D-11).

use crate::diagnostic::{Code, Diagnostic};
use crate::kind::check::Unknown;
use crate::kind::check::hints::Hint;
use crate::yaml::{Node, Value};

/// Help for what the list of known fields does not tell.
pub(super) fn misplaced(Unknown { object, name, parent }: Unknown<'_>) -> Option<Hint> {
    let instead =
        |help: &str, meant: &str| Some(Hint { help: help.to_owned(), meant: Some(meant.to_owned()) });
    let hint = match (object, name) {
        ("NetworkPolicyPeer", "ports" | "port" | "protocol") => {
            return Some(
                format!("`ports` stands beside `{parent}`, not inside of it: indent it less").into(),
            );
        }
        ("NetworkPolicyPeer", "cidr" | "except") => "put it under `ipBlock`",
        ("NetworkPolicyPeer", "namespace" | "namespaces") => {
            "use `namespaceSelector` with `matchLabels: {kubernetes.io/metadata.name: …}`"
        }
        ("NetworkPolicyPeer", "serviceSelector" | "service" | "services" | "serviceName") => {
            "policies do not name Services: select the pods behind it with `podSelector`, and write the port of the pods"
        }
        ("NetworkPolicyPeer", "matchLabels" | "matchExpressions") => {
            "put it under `podSelector` or `namespaceSelector`"
        }
        ("NetworkPolicyIngressRule", "to") => {
            return instead("an ingress rule has `from`; `to` belongs to egress rules", "from");
        }
        ("NetworkPolicyEgressRule", "from") => {
            return instead("an egress rule has `to`; `from` belongs to ingress rules", "to");
        }
        (
            "NetworkPolicyIngressRule" | "NetworkPolicyEgressRule",
            "podSelector" | "namespaceSelector" | "ipBlock",
        ) => "peers are entries of a list under `from` or `to`",
        ("NetworkPolicyIngressRule" | "NetworkPolicyEgressRule", "port" | "protocol" | "endPort") => {
            "port, protocol and endPort are fields of an entry of `ports`"
        }
        ("NetworkPolicySpec", "from" | "to" | "ports") => "put it into an entry of `ingress` or `egress`",
        ("NetworkPolicySpec", "matchLabels" | "matchExpressions") => "put it under `podSelector`",
        ("NetworkPolicy", "podSelector" | "ingress" | "egress" | "policyTypes") => "put it under `spec`",
        ("NetworkPolicyPort", "portRange") => "a range is written `port` and `endPort`",
        (_, "action" | "priority" | "order") => {
            "a NetworkPolicy only allows, and policies have no order: there is no such field"
        }
        _ => return None,
    };
    Some(hint.to_owned().into())
}

/// Help for `ingress: {}`, which each list in its place would make something else of.
pub(super) fn empty_section(root: &Node<'_>, problems: &mut [Diagnostic]) {
    for key in ["ingress", "egress"] {
        let is_empty = root
            .at(&["spec", key])
            .is_some_and(|it| matches!(&it.value, Value::Mapping(it) if it.is_empty()));
        let told =
            problems.iter_mut().filter(|it| it.code == Code::WrongType && it.field == format!("spec.{key}"));
        for it in told.filter(|_| is_empty) {
            it.help = format!(
                "expected a list at spec.{key}: `{key}: []` allows no one, and `{key}: [{{}}]` everyone"
            );
        }
    }
}
