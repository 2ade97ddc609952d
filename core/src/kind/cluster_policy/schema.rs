//! What the custom resource definitions of policy.networking.k8s.io say, as tables.
//!
//! The schemas of the last v1alpha1 release (0.1.7) and of v1alpha2, experimental channel. Their CEL rules are
//! checked where the fields are read.

/// What may stand at a place.
pub(super) enum Type {
    /// Any string.
    Text,
    /// A string of at most so many characters.
    Short(usize),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A string like [`DOMAIN_PATTERN`].
    DomainName,
    /// A whole number from the first to the last.
    Int(i64, i64),
    /// Map of strings.
    TextMap,
    /// A list.
    List(List),
    Object(&'static Object),
}

/// A list.
pub(super) struct List {
    pub(super) item: &'static Type,
    pub(super) min: usize,
    pub(super) max: usize,
    /// `x-kubernetes-list-type: set`.
    pub(super) unique: bool,
}

/// An object with known fields.
pub(super) struct Object {
    /// Words that hints ask for.
    pub(super) words: &'static str,
    /// Whether one field must be there, and no other.
    pub(super) exactly_one: bool,
    /// In the order in which problems are told.
    pub(super) fields: &'static [Field],
}

/// A field of an object.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) need: Need,
    pub(super) kind: Type,
}

/// Whether a field may or must be there.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Need {
    Optional,
    Required,
    /// Only the experimental channel knows it (A-05).
    Experimental,
    /// Gone since release 0.1.2 (A-14).
    Old,
}

/// Of a domain name. `A-z` is the API's own slip: it admits a few signs as first character of a label.
pub(super) const DOMAIN_PATTERN: &str =
    r"^(\*\.)?([a-zA-z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.)+[a-zA-z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.?$";

/// Characters of a network.
pub(super) const MAX_CIDR: usize = 43;

const fn may(name: &'static str, kind: Type) -> Field {
    Field { name, need: Need::Optional, kind }
}

const fn must(name: &'static str, kind: Type) -> Field {
    Field { name, need: Need::Required, kind }
}

const fn experimental(name: &'static str, kind: Type) -> Field {
    Field { name, need: Need::Experimental, kind }
}

const fn old(name: &'static str, kind: Type) -> Field {
    Field { name, need: Need::Old, kind }
}

const fn list(item: &'static Type, min: usize, max: usize) -> Type {
    Type::List(List { item, min, max, unique: false })
}

const fn set(item: &'static Type) -> Type {
    Type::List(List { item, min: 1, max: 25, unique: true })
}

const fn object(words: &'static str, fields: &'static [Field]) -> Object {
    Object { words, exactly_one: false, fields }
}

const fn one_of(words: &'static str, fields: &'static [Field]) -> Object {
    Object { words, exactly_one: true, fields }
}

const PRIORITY: Field = must("priority", Type::Int(0, 1000));

/// AdminNetworkPolicy.
pub(super) static ADMIN: Object = object(
    "spec v1alpha1 admin",
    &[
        PRIORITY,
        must("subject", Type::Object(&SUBJECT_1)),
        may("ingress", list(&Type::Object(&ADMIN_INGRESS), 0, 100)),
        may("egress", list(&Type::Object(&ADMIN_EGRESS), 0, 100)),
    ],
);

/// BaselineAdminNetworkPolicy.
pub(super) static BASELINE: Object = object(
    "spec v1alpha1 baseline",
    &[
        must("subject", Type::Object(&SUBJECT_1)),
        may("ingress", list(&Type::Object(&BASELINE_INGRESS), 0, 100)),
        may("egress", list(&Type::Object(&BASELINE_EGRESS), 0, 100)),
    ],
);

/// ClusterNetworkPolicy.
pub(super) static CLUSTER: Object = object(
    "spec v1alpha2",
    &[
        must("tier", Type::Word(&["Admin", "Baseline"])),
        PRIORITY,
        must("subject", Type::Object(&SUBJECT_2)),
        may("ingress", list(&Type::Object(&CLUSTER_INGRESS), 0, 25)),
        may("egress", list(&Type::Object(&CLUSTER_EGRESS), 0, 25)),
    ],
);

macro_rules! rule {
    ($words:literal, $actions:expr, $peers:literal $peer:ident, $ports:literal $port:ident, $max:literal) => {
        object(
            $words,
            &[
                must("action", Type::Word($actions)),
                may("name", Type::Short(100)),
                may($ports, list(&Type::Object(&$port), 1, $max)),
                must($peers, list(&Type::Object(&$peer), 1, $max)),
            ],
        )
    };
}

const ACTIONS_1: &[&str] = &["Allow", "Deny", "Pass"];
const BASELINE_ACTIONS_1: &[&str] = &["Allow", "Deny"];
const ACTIONS_2: &[&str] = &["Accept", "Deny", "Pass"];

static ADMIN_INGRESS: Object = rule!("rule ingress v1alpha1", ACTIONS_1, "from" PEER_1, "ports" PORT_1, 100);
static ADMIN_EGRESS: Object =
    rule!("rule egress v1alpha1", ACTIONS_1, "to" ADMIN_EGRESS_PEER, "ports" PORT_1, 100);
static BASELINE_INGRESS: Object =
    rule!("rule ingress v1alpha1", BASELINE_ACTIONS_1, "from" PEER_1, "ports" PORT_1, 100);
static BASELINE_EGRESS: Object =
    rule!("rule egress v1alpha1", BASELINE_ACTIONS_1, "to" BASELINE_EGRESS_PEER, "ports" PORT_1, 100);
static CLUSTER_INGRESS: Object =
    rule!("rule ingress v1alpha2", ACTIONS_2, "from" PEER_2, "protocols" PORT_2, 25);
static CLUSTER_EGRESS: Object =
    rule!("rule egress v1alpha2", ACTIONS_2, "to" CLUSTER_EGRESS_PEER, "protocols" PORT_2, 25);

const NAMESPACES: Field = may("namespaces", Type::Object(&NAMESPACE_SELECTOR));
const PODS_1: Field = may("pods", Type::Object(&NAMESPACED_PODS_1));
const PODS_2: Field = may("pods", Type::Object(&NAMESPACED_PODS_2));
const NETWORKS: Field = may("networks", set(&Type::Short(MAX_CIDR)));
const NODES: Field = experimental("nodes", Type::Object(&SELECTOR));
const DOMAIN_NAMES: Field = experimental("domainNames", set(&Type::DomainName));

static SUBJECT_1: Object = one_of("subject", &[NAMESPACES, PODS_1]);
static SUBJECT_2: Object = one_of("subject", &[NAMESPACES, PODS_2]);
static PEER_1: Object = one_of("peer ingress", &[NAMESPACES, PODS_1]);
static PEER_2: Object = one_of("peer ingress", &[NAMESPACES, PODS_2]);
static ADMIN_EGRESS_PEER: Object =
    one_of("peer egress", &[NAMESPACES, PODS_1, NODES, NETWORKS, DOMAIN_NAMES]);
static BASELINE_EGRESS_PEER: Object = one_of("peer egress baseline", &[NAMESPACES, PODS_1, NODES, NETWORKS]);
static CLUSTER_EGRESS_PEER: Object =
    one_of("peer egress", &[NAMESPACES, PODS_2, NODES, NETWORKS, DOMAIN_NAMES]);

static NAMESPACED_PODS_1: Object = object(
    "pods",
    &[
        must("namespaceSelector", Type::Object(&SELECTOR)),
        must("podSelector", Type::Object(&SELECTOR)),
        old("namespaces", Type::Object(&OLD_NAMESPACES)),
    ],
);
static NAMESPACED_PODS_2: Object = object(
    "pods",
    &[
        may("namespaceSelector", Type::Object(&SELECTOR)),
        must("podSelector", Type::Object(&SELECTOR)),
        old("namespaces", Type::Object(&OLD_NAMESPACES)),
    ],
);

const MATCH_LABELS: Field = may("matchLabels", Type::TextMap);
const MATCH_EXPRESSIONS: Field = may("matchExpressions", list(&EXPRESSION, 0, usize::MAX));
const TEXTS: Type = list(&Type::Text, 0, usize::MAX);

static SELECTOR: Object = object("selector", &[MATCH_LABELS, MATCH_EXPRESSIONS]);
static NAMESPACE_SELECTOR: Object = object(
    "selector namespaces",
    &[
        MATCH_LABELS,
        MATCH_EXPRESSIONS,
        old("namespaceSelector", Type::Object(&SELECTOR)),
        old("sameLabels", TEXTS),
        old("notSameLabels", TEXTS),
    ],
);
static OLD_NAMESPACES: Object = object(
    "selector namespaces",
    &[
        may("namespaceSelector", Type::Object(&SELECTOR)),
        may("sameLabels", TEXTS),
        may("notSameLabels", TEXTS),
    ],
);
static EXPRESSION: Type = Type::Object(&REQUIREMENT);
static REQUIREMENT: Object =
    object("requirement", &[must("key", Type::Text), must("operator", Type::Text), may("values", TEXTS)]);

const PORT_NUMBER: Type = Type::Int(1, 65535);

static PORT_1: Object = one_of(
    "port v1alpha1",
    &[
        may("portNumber", Type::Object(&NUMBER_1)),
        may("portRange", Type::Object(&RANGE_1)),
        experimental("namedPort", Type::Text),
    ],
);
// "protocol" has the default TCP and is not checked otherwise (A-39).
static NUMBER_1: Object =
    object("number v1alpha1", &[must("port", PORT_NUMBER), may("protocol", Type::Text)]);
static RANGE_1: Object = object(
    "range v1alpha1",
    &[must("end", PORT_NUMBER), must("start", PORT_NUMBER), may("protocol", Type::Text)],
);

static PORT_2: Object = one_of(
    "port v1alpha2",
    &[
        may("tcp", Type::Object(&TRANSPORT)),
        may("udp", Type::Object(&TRANSPORT)),
        may("sctp", Type::Object(&TRANSPORT)),
        may("destinationNamedPort", Type::Text),
    ],
);
static TRANSPORT: Object = one_of("transport", &[may("destinationPort", Type::Object(&DESTINATION_PORT))]);
static DESTINATION_PORT: Object =
    one_of("destination", &[may("number", PORT_NUMBER), may("range", Type::Object(&RANGE_2))]);
static RANGE_2: Object = object("range v1alpha2", &[must("end", PORT_NUMBER), must("start", PORT_NUMBER)]);

/// All keys that a policy of a kind has in the last release, with their paths.
#[cfg(test)]
pub(in crate::kind) fn schema_keys(kind: &str) -> std::collections::BTreeSet<String> {
    fn walk(object: &Object, path: &str, acc: &mut std::collections::BTreeSet<String>) {
        for it in object.fields.iter().filter(|it| it.need != Need::Old) {
            let mut path = format!("{path}.{}", it.name);
            acc.insert(path.clone());
            let mut kind = &it.kind;
            while let Type::List(list) = kind {
                path.push_str("[]");
                kind = list.item;
            }
            if let Type::Object(it) = kind {
                walk(it, &path, acc);
            }
        }
    }
    let mut res = std::collections::BTreeSet::new();
    crate::kind::check::keys(&crate::kind::check::CUSTOM_RESOURCE, "", &mut res);
    // Its objects live in no namespace.
    res.remove("metadata.namespace");
    let spec = match kind {
        "AdminNetworkPolicy" => &ADMIN,
        "BaselineAdminNetworkPolicy" => &BASELINE,
        _ => &CLUSTER,
    };
    walk(spec, "spec", &mut res);
    res
}
