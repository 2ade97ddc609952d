//! Parts of policies as they are to be written: what edits of several rooms put into manifests.

use super::{Direction, Policies};
use crate::edit::Yaml;
use crate::kind::NAME_LABEL;
use crate::protocol::Protocol;

/// A selector of pairs: `{matchLabels: {app: web}}`.
pub(crate) fn labels<K: Into<String>, V: Into<String>>(those: impl IntoIterator<Item = (K, V)>) -> Yaml {
    Yaml::map([("matchLabels", Yaml::map(those.into_iter().map(|it| (it.0, Yaml::text(it.1)))))])
}

/// The selector of one namespace by its name.
pub(crate) fn namespace(name: &str) -> Yaml {
    labels([(NAME_LABEL, name)])
}

/// An entry of the ports of a NetworkPolicy: `{protocol: TCP, port: 8080}`.
pub(crate) fn port((protocol, number): (Protocol, u16)) -> Yaml {
    Yaml::map([("protocol", Yaml::text(protocol.as_str())), ("port", Yaml::Number(i64::from(number)))])
}

/// A name that no policy of a namespace has: the one that is wanted, or that with a number.
pub(crate) fn free_name(policies: &Policies, namespace: &str, wanted: &str) -> String {
    let is_taken = |name: &str| {
        let id = format!("{namespace}/{name}");
        policies.policies.iter().any(|it| it.id == id)
    };
    let numbered = (2..1_000).map(|nth| format!("{wanted}-{nth}"));
    let mut all = [wanted.to_owned()].into_iter().chain(numbered);
    all.find(|it| !is_taken(it)).unwrap_or_else(|| wanted.to_owned())
}

/// A NetworkPolicy.
pub(crate) fn network_policy(namespace: &str, name: &str, spec: Yaml) -> Yaml {
    Yaml::map([
        ("apiVersion", Yaml::text("networking.k8s.io/v1")),
        ("kind", Yaml::text("NetworkPolicy")),
        ("metadata", Yaml::map([("name", Yaml::text(name)), ("namespace", Yaml::text(namespace))])),
        ("spec", spec),
    ])
}

/// The spec of a NetworkPolicy with rules of one direction.
pub(crate) fn spec(pods: Yaml, direction: Direction, rules: impl IntoIterator<Item = Yaml>) -> Yaml {
    Yaml::map([
        ("podSelector", pods),
        ("policyTypes", Yaml::list([Yaml::text(direction.policy_type())])),
        (direction.as_str(), Yaml::list(rules)),
    ])
}
