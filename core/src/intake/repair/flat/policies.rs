//! Policies: those of Kubernetes and of two vendors.

use super::schema::{METADATA, NONE, SELECTOR, Type};

/// The policy of a kind.
pub(super) fn of_kind(group: &str, kind: &str) -> Option<&'static Type> {
    let is_vendors = ["projectcalico.org", "cilium.io"].iter().any(|it| group.ends_with(it));
    Some(match kind {
        "NetworkPolicy" if !is_vendors => &NETWORK_POLICY,
        "AdminNetworkPolicy" | "BaselineAdminNetworkPolicy" | "ClusterNetworkPolicy" => &CLUSTER_WIDE,
        "NetworkPolicy" | "GlobalNetworkPolicy" if is_vendors => &CALICO,
        "CiliumNetworkPolicy" | "CiliumClusterwideNetworkPolicy" => &CILIUM,
        _ => return None,
    })
}

const PROTOCOLS: &[&str] = &["TCP", "UDP", "SCTP"];

static NETWORK_POLICY: Type = Type {
    texts: &["apiVersion", "kind"],
    objects: &[("metadata", &METADATA), ("spec", &SPEC)],
    open: &["status"],
    ..NONE
};

/// What stands below `spec` of a NetworkPolicy.
pub(super) static SPEC: Type = Type {
    lists: &["policyTypes"],
    objects: &[("podSelector", &SELECTOR)],
    items: &[("ingress", &INGRESS), ("egress", &EGRESS)],
    ..NONE
};

/// A policy without its kind.
pub(super) static FRAGMENT: Type =
    Type { objects: &[("metadata", &METADATA), ("spec", &SPEC)], needs: &[&["spec"]], ..NONE };

/// Rules.
pub(super) static INGRESS: Type = Type { items: &[("from", &PEER), ("ports", &PORT)], ..NONE };
pub(super) static EGRESS: Type = Type { items: &[("to", &PEER), ("ports", &PORT)], ..NONE };

// A peer without any field is a mistake that people make (V-20), so `- {}` may be one.
static PEER: Type = Type {
    objects: &[("podSelector", &SELECTOR), ("namespaceSelector", &SELECTOR), ("ipBlock", &BLOCK)],
    ..NONE
};

static BLOCK: Type = Type { texts: &["cidr"], lists: &["except"], needs: &[&["cidr"]], ..NONE };
static PORT: Type = Type { texts: &["port", "endPort"], words: &[("protocol", PROTOCOLS)], ..NONE };

static CLUSTER_WIDE: Type = Type {
    texts: &["apiVersion", "kind"],
    objects: &[("metadata", &METADATA), ("spec", &CLUSTER_WIDE_SPEC)],
    open: &["status"],
    ..NONE
};

static CLUSTER_WIDE_SPEC: Type = Type {
    texts: &["priority"],
    words: &[("tier", &["Admin", "Baseline"])],
    objects: &[("subject", &SUBJECT)],
    items: &[("ingress", &CLUSTER_WIDE_INGRESS), ("egress", &CLUSTER_WIDE_EGRESS)],
    needs: &[&["subject"]],
    ..NONE
};

static SUBJECT: Type = Type {
    objects: &[("namespaces", &SELECTOR), ("pods", &PODS)],
    needs: &[&["namespaces", "pods"]],
    ..NONE
};

static PODS: Type = Type { objects: &[("namespaceSelector", &SELECTOR), ("podSelector", &SELECTOR)], ..NONE };

const ACTIONS: (&str, &[&str]) = ("action", &["Allow", "Accept", "Deny", "Pass"]);

static CLUSTER_WIDE_INGRESS: Type = Type {
    texts: &["name"],
    words: &[ACTIONS],
    items: &[("from", &CLUSTER_WIDE_PEER), ("ports", &CLUSTER_WIDE_PORT), ("protocols", &PROTOCOL)],
    needs: &[&["action"], &["from"]],
    ..NONE
};

static CLUSTER_WIDE_EGRESS: Type = Type {
    texts: &["name"],
    words: &[ACTIONS],
    items: &[("to", &CLUSTER_WIDE_PEER), ("ports", &CLUSTER_WIDE_PORT), ("protocols", &PROTOCOL)],
    needs: &[&["action"], &["to"]],
    ..NONE
};

static CLUSTER_WIDE_PEER: Type = Type {
    lists: &["networks", "domainNames"],
    objects: &[("namespaces", &SELECTOR), ("pods", &PODS), ("nodes", &SELECTOR)],
    needs: &[&["namespaces", "pods", "nodes", "networks", "domainNames"]],
    ..NONE
};

static CLUSTER_WIDE_PORT: Type = Type {
    texts: &["namedPort"],
    objects: &[("portNumber", &NUMBERED), ("portRange", &RANGED)],
    needs: &[&["namedPort", "portNumber", "portRange"]],
    ..NONE
};

static NUMBERED: Type = Type { texts: &["port"], words: &[("protocol", PROTOCOLS)], ..NONE };
static RANGED: Type = Type { texts: &["start", "end"], words: &[("protocol", PROTOCOLS)], ..NONE };

static PROTOCOL: Type = Type {
    texts: &["destinationNamedPort"],
    objects: &[("tcp", &TRANSPORT), ("udp", &TRANSPORT), ("sctp", &TRANSPORT)],
    needs: &[&["destinationNamedPort", "tcp", "udp", "sctp"]],
    ..NONE
};

static TRANSPORT: Type =
    Type { objects: &[("destinationPort", &TRANSPORT_PORT), ("sourcePort", &TRANSPORT_PORT)], ..NONE };

static TRANSPORT_PORT: Type = Type { texts: &["number"], objects: &[("range", &RANGE)], ..NONE };
static RANGE: Type = Type { texts: &["start", "end"], ..NONE };

static CALICO: Type = Type {
    texts: &["apiVersion", "kind"],
    objects: &[("metadata", &METADATA), ("spec", &CALICO_SPEC)],
    ..NONE
};

static CALICO_SPEC: Type = Type {
    texts: &[
        "order",
        "tier",
        "selector",
        "namespaceSelector",
        "serviceAccountSelector",
        "doNotTrack",
        "preDNAT",
        "applyOnForward",
    ],
    lists: &["types", "performanceHints"],
    items: &[("ingress", &CALICO_RULE), ("egress", &CALICO_RULE)],
    ..NONE
};

static CALICO_RULE: Type = Type {
    texts: &["protocol", "notProtocol", "ipVersion"],
    words: &[("action", &["Allow", "Deny", "Log", "Pass"])],
    objects: &[
        ("source", &CALICO_ENTITY),
        ("destination", &CALICO_ENTITY),
        ("icmp", &ICMP),
        ("notICMP", &ICMP),
        ("metadata", &ANNOTATED),
    ],
    open: &["http"],
    needs: &[&["action"]],
    ..NONE
};

static ICMP: Type = Type { texts: &["type", "code"], ..NONE };
static ANNOTATED: Type = Type { maps: &["annotations"], ..NONE };

static CALICO_ENTITY: Type = Type {
    texts: &["selector", "notSelector", "namespaceSelector"],
    lists: &["nets", "notNets", "ports", "notPorts", "domains"],
    objects: &[("serviceAccounts", &ACCOUNTS), ("services", &NAMED)],
    ..NONE
};

static ACCOUNTS: Type = Type { texts: &["selector"], lists: &["names"], ..NONE };
static NAMED: Type = Type { texts: &["name", "namespace"], ..NONE };

static CILIUM: Type = Type {
    texts: &["apiVersion", "kind"],
    objects: &[("metadata", &METADATA), ("spec", &CILIUM_SPEC)],
    items: &[("specs", &CILIUM_SPEC)],
    open: &["status"],
    ..NONE
};

static CILIUM_SPEC: Type = Type {
    texts: &["description"],
    objects: &[
        ("endpointSelector", &SELECTOR),
        ("nodeSelector", &SELECTOR),
        ("enableDefaultDeny", &DIRECTIONS),
    ],
    items: &[
        ("ingress", &CILIUM_INGRESS),
        ("ingressDeny", &CILIUM_INGRESS),
        ("egress", &CILIUM_EGRESS),
        ("egressDeny", &CILIUM_EGRESS),
    ],
    open: &["labels"],
    ..NONE
};

static DIRECTIONS: Type = Type { texts: &["ingress", "egress"], ..NONE };

static CILIUM_INGRESS: Type = Type {
    lists: &["fromEntities", "fromCIDR"],
    items: &[
        ("fromEndpoints", &SELECTOR),
        ("fromNodes", &SELECTOR),
        ("fromRequires", &SELECTOR),
        ("fromCIDRSet", &BLOCK),
        ("toPorts", &CILIUM_PORTS),
    ],
    open: &["fromGroups", "icmps", "authentication"],
    ..NONE
};

static CILIUM_EGRESS: Type = Type {
    lists: &["toEntities", "toCIDR"],
    items: &[
        ("toEndpoints", &SELECTOR),
        ("toNodes", &SELECTOR),
        ("toRequires", &SELECTOR),
        ("toCIDRSet", &BLOCK),
        ("toPorts", &CILIUM_PORTS),
        ("toFQDNs", &NAMES),
    ],
    open: &["toGroups", "toServices", "icmps", "authentication"],
    ..NONE
};

static CILIUM_PORTS: Type = Type { items: &[("ports", &PORT)], objects: &[("rules", &CILIUM_RULES)], ..NONE };
static CILIUM_RULES: Type = Type { items: &[("dns", &NAMES), ("http", &HTTP)], open: &["kafka"], ..NONE };
static NAMES: Type = Type { texts: &["matchName", "matchPattern"], ..NONE };
static HTTP: Type = Type { texts: &["method", "path", "host"], lists: &["headers"], ..NONE };
