//! Namespaces, Services, and what else stands beside policies.

use super::schema::object;
use super::schema::{METADATA, NAMELESS, NONE, Type};

/// The object of a kind.
pub(super) fn of_kind(kind: &str) -> Option<&'static Type> {
    Some(match kind {
        "Namespace" => &NAMESPACE,
        "Service" => &SERVICE,
        "ServiceAccount" => &ACCOUNT,
        "Ingress" => &INGRESS,
        "ConfigMap" | "Secret" => &DATA,
        "Endpoints" => &ENDPOINTS,
        "EndpointSlice" => &SLICE,
        "Node" => &NODE,
        _ if kind.ends_with("List") => &LIST,
        _ => return None,
    })
}

static NAMESPACE: Type = object!(&NAMESPACE_SPEC);
static NAMESPACE_SPEC: Type = Type { lists: &["finalizers"], ..NONE };

static LIST: Type = Type {
    texts: &["apiVersion", "kind"],
    objects: &[("metadata", &NAMELESS)],
    manifests: &["items"],
    ..NONE
};

static SERVICE: Type = object!(&SERVICE_SPEC);
static SERVICE_SPEC: Type = Type {
    texts: &[
        "clusterIP",
        "externalName",
        "externalTrafficPolicy",
        "internalTrafficPolicy",
        "healthCheckNodePort",
        "ipFamilyPolicy",
        "loadBalancerClass",
        "loadBalancerIP",
        "allocateLoadBalancerNodePorts",
        "publishNotReadyAddresses",
        "sessionAffinity",
        "trafficDistribution",
    ],
    words: &[("type", &["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"])],
    maps: &["selector"],
    lists: &["clusterIPs", "externalIPs", "ipFamilies", "loadBalancerSourceRanges"],
    items: &[("ports", &SERVICE_PORT)],
    open: &["sessionAffinityConfig"],
    ..NONE
};
static SERVICE_PORT: Type = Type {
    texts: &["name", "port", "targetPort", "nodePort", "appProtocol"],
    words: &[("protocol", &["TCP", "UDP", "SCTP"])],
    needs: &[&["port"]],
    ..NONE
};

static ACCOUNT: Type = Type {
    texts: &["apiVersion", "kind", "automountServiceAccountToken"],
    objects: &[("metadata", &METADATA)],
    items: &[("secrets", &NAMED), ("imagePullSecrets", &NAMED)],
    ..NONE
};
static NAMED: Type = Type { texts: &["name", "namespace"], needs: &[&["name"]], ..NONE };

static DATA: Type = Type {
    texts: &["apiVersion", "kind", "type", "immutable"],
    maps: &["data", "stringData", "binaryData"],
    objects: &[("metadata", &METADATA)],
    ..NONE
};

static INGRESS: Type = object!(&INGRESS_SPEC);
static INGRESS_SPEC: Type = Type {
    texts: &["ingressClassName"],
    objects: &[("defaultBackend", &BACKEND), ("backend", &BACKEND)],
    items: &[("rules", &RULE), ("tls", &TLS)],
    ..NONE
};
static BACKEND: Type = Type {
    texts: &["serviceName", "servicePort"],
    objects: &[("service", &BACKEND_SERVICE)],
    open: &["resource"],
    needs: &[&["serviceName", "service", "resource"]],
    ..NONE
};
static BACKEND_SERVICE: Type =
    Type { texts: &["name"], objects: &[("port", &BACKEND_PORT)], needs: &[&["name"]], ..NONE };
static BACKEND_PORT: Type = Type { texts: &["name", "number"], needs: &[&["name", "number"]], ..NONE };
static RULE: Type = Type { texts: &["host"], objects: &[("http", &PATHS)], ..NONE };
static PATHS: Type = Type { items: &[("paths", &PATH)], needs: &[&["paths"]], ..NONE };
static PATH: Type =
    Type { texts: &["path", "pathType"], objects: &[("backend", &BACKEND)], needs: &[&["backend"]], ..NONE };
static TLS: Type = Type { texts: &["secretName"], lists: &["hosts"], ..NONE };

static ENDPOINTS: Type = Type {
    texts: &["apiVersion", "kind"],
    objects: &[("metadata", &METADATA)],
    items: &[("subsets", &SUBSET)],
    ..NONE
};
static SUBSET: Type = Type {
    items: &[("addresses", &ADDRESS), ("notReadyAddresses", &ADDRESS), ("ports", &ENDPOINT_PORT)],
    ..NONE
};
static ADDRESS: Type = Type {
    texts: &["ip", "hostname", "nodeName"],
    objects: &[("targetRef", &TARGET)],
    needs: &[&["ip"]],
    ..NONE
};
static TARGET: Type = Type {
    texts: &["apiVersion", "kind", "name", "namespace", "uid", "resourceVersion", "fieldPath"],
    ..NONE
};
static ENDPOINT_PORT: Type =
    Type { texts: &["name", "port", "appProtocol"], words: &[("protocol", &["TCP", "UDP", "SCTP"])], ..NONE };

static SLICE: Type = Type {
    texts: &["apiVersion", "kind"],
    words: &[("addressType", &["IPv4", "IPv6", "FQDN"])],
    objects: &[("metadata", &METADATA)],
    items: &[("endpoints", &ENDPOINT), ("ports", &ENDPOINT_PORT)],
    needs: &[&["addressType"]],
    ..NONE
};
static ENDPOINT: Type = Type {
    texts: &["hostname", "nodeName", "zone"],
    lists: &["addresses"],
    objects: &[("conditions", &CONDITIONS), ("targetRef", &TARGET)],
    open: &["hints", "deprecatedTopology"],
    needs: &[&["addresses"]],
    ..NONE
};
static CONDITIONS: Type = Type { texts: &["ready", "serving", "terminating"], ..NONE };

static NODE: Type = Type {
    texts: &["apiVersion", "kind"],
    objects: &[("metadata", &METADATA), ("spec", &NODE_SPEC), ("status", &NODE_STATUS)],
    ..NONE
};
static NODE_SPEC: Type = Type {
    texts: &["podCIDR", "providerID", "unschedulable"],
    lists: &["podCIDRs"],
    items: &[("taints", &TAINT)],
    ..NONE
};
static TAINT: Type =
    Type { texts: &["key", "value", "effect", "timeAdded"], needs: &[&["key"], &["effect"]], ..NONE };
static NODE_STATUS: Type = Type {
    maps: &["capacity", "allocatable", "nodeInfo"],
    items: &[("addresses", &NODE_ADDRESS)],
    open: &["conditions", "images", "daemonEndpoints"],
    ..NONE
};
static NODE_ADDRESS: Type = Type { texts: &["type", "address"], needs: &[&["type"], &["address"]], ..NONE };
