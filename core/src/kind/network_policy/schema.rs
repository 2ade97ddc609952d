//! The shape of a NetworkPolicy, for strict decoding.

use super::hints;
use crate::kind::check::{METADATA, Object, SELECTOR, Schema, Shape, TEXT, TEXT_ITEM};

/// networking.k8s.io/v1 NetworkPolicy.
pub(super) static SCHEMA: Schema = Schema { object: &NETWORK_POLICY, hint: hints::misplaced };

/// `status` is gone from the API but harmless.
static NETWORK_POLICY: Object = Object {
    name: "NetworkPolicy",
    package: "v1",
    fields: &[
        ("apiVersion", TEXT),
        ("kind", TEXT),
        ("metadata", Shape::Object(&METADATA)),
        ("spec", Shape::Object(&SPEC)),
        ("status", Shape::Anything),
    ],
};

static SPEC: Object = Object {
    name: "NetworkPolicySpec",
    package: "v1",
    fields: &[
        ("podSelector", Shape::Object(&SELECTOR)),
        ("ingress", Shape::List(&Shape::Object(&INGRESS_RULE))),
        ("egress", Shape::List(&Shape::Object(&EGRESS_RULE))),
        ("policyTypes", Shape::List(&Shape::Text("v1.PolicyType"))),
    ],
};

static INGRESS_RULE: Object = Object {
    name: "NetworkPolicyIngressRule",
    package: "v1",
    fields: &[("from", Shape::List(&Shape::Object(&PEER))), ("ports", Shape::List(&Shape::Object(&PORT)))],
};

static EGRESS_RULE: Object = Object {
    name: "NetworkPolicyEgressRule",
    package: "v1",
    fields: &[("to", Shape::List(&Shape::Object(&PEER))), ("ports", Shape::List(&Shape::Object(&PORT)))],
};

static PEER: Object = Object {
    name: "NetworkPolicyPeer",
    package: "v1",
    fields: &[
        ("podSelector", Shape::Object(&SELECTOR)),
        ("namespaceSelector", Shape::Object(&SELECTOR)),
        ("ipBlock", Shape::Object(&IP_BLOCK)),
    ],
};

static PORT: Object = Object {
    name: "NetworkPolicyPort",
    package: "v1",
    fields: &[
        ("protocol", Shape::Text("v1.Protocol")),
        ("port", Shape::Port),
        ("endPort", Shape::Int("int32")),
    ],
};

static IP_BLOCK: Object =
    Object { name: "IPBlock", package: "v1", fields: &[("cidr", TEXT), ("except", Shape::List(&TEXT_ITEM))] };

/// The fields of an entry of a list of objects, by the name of the list: of `ingress` these are `from` and `ports`. None
/// where no list of a policy has that name.
pub(crate) fn entry_fields(list: &str) -> Vec<&'static str> {
    fn add(object: &'static Object, list: &str, res: &mut Vec<&'static str>) {
        for (name, shape) in object.fields {
            match shape {
                Shape::Object(it) => add(it, list, res),
                Shape::List(Shape::Object(it)) => {
                    if *name == list {
                        res.extend(it.fields.iter().map(|it| it.0));
                    }
                    add(it, list, res);
                }
                Shape::Anything
                | Shape::Text(_)
                | Shape::Int(_)
                | Shape::Bool
                | Shape::Port
                | Shape::TextMap
                | Shape::List(_) => {}
            }
        }
    }
    let mut res = Vec::new();
    add(&SPEC, list, &mut res);
    res
}

/// All keys that it has, with their paths.
#[cfg(test)]
pub(in crate::kind) fn schema_keys() -> std::collections::BTreeSet<String> {
    let mut res = std::collections::BTreeSet::new();
    crate::kind::check::keys(&NETWORK_POLICY, "", &mut res);
    res
}

#[cfg(test)]
mod tests;
