//! The fields of a Service in plain words.

use crate::kind::fields::{
    API_VERSION, Fields, KIND, LOAD_BALANCER_STATUS, METADATA, Meaning, PROTOCOLS, Says, Shape, TEXT, Whose,
    Word, field, object, word,
};

/// v1 Service.
pub(in crate::kind) static FIELDS: Fields = object(
    "Service",
    &[
        API_VERSION,
        KIND,
        METADATA,
        field("spec", Shape::Object(&SPEC), "Which pods the Service leads to, and by which ports."),
        field(
            "status",
            Shape::Object(&LOAD_BALANCER_STATUS),
            "Where the cluster says that it can be reached.",
        ),
    ],
);

static SPEC: Fields = object(
    "ServiceSpec",
    &[
        field(
            "selector",
            Shape::Labels(Whose::PodsHere),
            "Labels of the pods behind the Service, in its own namespace. There is no `matchLabels` here.",
        )
        .default("no pods: an EndpointSlice or Endpoints object says what is behind it"),
        field("ports", Shape::List(&Shape::Object(&PORT)), "The ports that clients connect to, and where they lead."),
        field("type", Shape::Words(TYPES), "Who can reach it.").default("ClusterIP"),
        field(
            "clusterIP",
            TEXT,
            "Its address inside of the cluster; `None` makes it headless: clients get the addresses of the pods.",
        )
        .default("the cluster chooses one"),
        field("clusterIPs", Shape::List(&TEXT), "The same for clusters with both address families."),
        field("ipFamilies", Shape::List(&Shape::Words(FAMILIES)), "Its address families, the preferred one first."),
        field("ipFamilyPolicy", Shape::Words(FAMILY_POLICIES), "Whether it has addresses of both families.")
            .default("SingleStack")
            .passed_over(),
        field("externalName", TEXT, "The name in DNS that a Service of type `ExternalName` stands for."),
        field("externalIPs", Shape::List(&TEXT), "Addresses outside of the cluster that lead to it."),
        field(
            "externalTrafficPolicy",
            Shape::Words(TRAFFIC),
            "Whether pods see the address of a client from outside, which an `ipBlock` compares.",
        )
        .default("Cluster"),
        field(
            "loadBalancerSourceRanges",
            Shape::List(&Shape::Text(Meaning::Block)),
            "Addresses from which the load balancer takes connections.",
        )
        .default("any"),
        field("internalTrafficPolicy", Shape::Words(TRAFFIC), "Whether clients are led to pods on their own node only.")
            .default("Cluster")
            .passed_over(),
        field("sessionAffinity", Shape::Words(AFFINITIES), "Whether a client comes to the same pod again.")
            .default("None")
            .passed_over(),
        field("publishNotReadyAddresses", Shape::Bool, "Whether pods that are not ready count.")
            .default("false")
            .passed_over(),
        field("loadBalancerIP", TEXT, "The address to ask of the load balancer.").passed_over(),
        field("loadBalancerClass", TEXT, "Which load balancer it is for.").passed_over(),
        field("allocateLoadBalancerNodePorts", Shape::Bool, "Whether nodes get a port for it.").passed_over(),
    ],
);

static PORT: Fields = object(
    "ServicePort",
    &[
        field("name", TEXT, "The name of the port. With more than one port, each needs one."),
        field("protocol", Shape::Words(PROTOCOLS), "The protocol of the port.").default("TCP"),
        field("port", Shape::Int(Meaning::TargetPort), "The port that clients connect to. Policies never look at it."),
        field(
            "targetPort",
            Shape::Port(Meaning::TargetPort),
            "The port of the pods that it leads to: its number, or the name that the container gives it. Policies look \
             at this one.",
        )
        .default("the same as `port`"),
        field("nodePort", Shape::Int(Meaning::Plain), "The port of every node that leads to it.")
            .default("for `NodePort` and `LoadBalancer`, the cluster chooses one")
            .only_where("type", Says::OneOf(&["NodePort", "LoadBalancer"])),
        field("appProtocol", TEXT, "What is spoken on the port, such as `http`.").passed_over(),
    ],
);

const TYPES: &[Word] = &[
    word("ClusterIP", "Pods and nodes of the cluster."),
    word("NodePort", "Also from outside, by a port of every node."),
    word("LoadBalancer", "Also from outside, by an address of its own."),
    word("ExternalName", "It is only another name, for something outside."),
];
const FAMILIES: &[Word] =
    &[word("IPv4", "Addresses such as 10.0.0.1."), word("IPv6", "Addresses such as 2001:db8::1.")];
const FAMILY_POLICIES: &[Word] = &[
    word("SingleStack", "It has one."),
    word("PreferDualStack", "It has both where the cluster has both."),
    word("RequireDualStack", "It has both."),
];
const TRAFFIC: &[Word] = &[
    word("Cluster", "Connections may be led on to pods of other nodes, with the address of a node."),
    word("Local", "Connections only go to pods of the node that they come to."),
];
const AFFINITIES: &[Word] =
    &[word("None", "It comes to any."), word("ClientIP", "It comes to the one of its address.")];
