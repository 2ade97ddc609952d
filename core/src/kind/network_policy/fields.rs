//! The fields of a NetworkPolicy in plain words.

use crate::kind::fields::{
    API_VERSION, Field, Fields, KIND, METADATA, Meaning, PROTOCOLS, STATUS, Says, Shape, Whose, Word, field,
    object, word,
};

/// networking.k8s.io/v1 NetworkPolicy.
pub(in crate::kind) static FIELDS: Fields = object(
    "NetworkPolicy",
    &[
        API_VERSION,
        KIND,
        METADATA,
        field("spec", Shape::Object(&SPEC), "Which pods the policy is for, and what it allows them."),
        STATUS,
    ],
);

static SPEC: Fields = object(
    "NetworkPolicySpec",
    &[
        field(
            "podSelector",
            Shape::Selector(Whose::PodsHere),
            "The pods that the policy is for, always in its own namespace. They are isolated: what no policy allows \
             them is denied.",
        )
        .default("every pod of the namespace, as with `{}`"),
        field(
            "policyTypes",
            Shape::List(&Shape::Words(POLICY_TYPES)),
            "The directions in which the pods are isolated.",
        )
        .default("`Ingress`, and `Egress` as well where the policy has an `egress`"),
        field(
            "ingress",
            Shape::List(&Shape::Object(&INGRESS_RULE)),
            "Who may connect to the pods: what one of the rules allows is allowed.",
        )
        .default("nothing may connect to them, where the policy isolates `Ingress`")
        .wholes(RULES),
        field(
            "egress",
            Shape::List(&Shape::Object(&EGRESS_RULE)),
            "Where the pods may connect to: what one of the rules allows is allowed. DNS needs a rule, too.",
        )
        .default("they may connect to nothing, where the policy isolates `Egress`")
        .wholes(RULES),
    ],
);

const RULES: &[Word] = &[
    word("[]", "No rule: nothing is allowed in this direction, unless another policy allows it."),
    word("[{}]", "One rule without conditions: everything is allowed in this direction."),
];

const POLICY_TYPES: &[Word] = &[
    word("Ingress", "Connections to the pods are denied unless a policy allows them."),
    word("Egress", "Connections from the pods are denied unless a policy allows them, those to DNS as well."),
];

static A_PORT: Shape = Shape::Object(&PORT);
const PORTS: Field = field(
    "ports",
    Shape::List(&A_PORT),
    "The ports at the end that is connected to: a rule allows what matches one of them and one of its peers.",
)
.default("every port of every protocol");

static INGRESS_RULE: Fields = object(
    "NetworkPolicyIngressRule",
    &[
        field(
            "from",
            Shape::List(&Shape::Object(&PEER)),
            "Who may connect: each element with its own dash is one more way to match.",
        )
        .default("everything, inside and outside of the cluster"),
        PORTS,
    ],
);

static EGRESS_RULE: Fields = object(
    "NetworkPolicyEgressRule",
    &[
        field(
            "to",
            Shape::List(&Shape::Object(&PEER)),
            "Where the pods may connect to: each element with its own dash is one more way to match.",
        )
        .default("everything, inside and outside of the cluster"),
        PORTS,
    ],
);

static PEER: Fields = object(
    "NetworkPolicyPeer",
    &[
        field(
            "podSelector",
            Shape::Selector(Whose::PodsOfPeer),
            "Pods with these labels. Under one dash with a `namespaceSelector`, pods of those namespaces; alone, pods of \
             the policy's own namespace.",
        )
        .default("every pod of the namespaces that are selected")
        .not_with(&["ipBlock"]),
        field(
            "namespaceSelector",
            Shape::Selector(Whose::Namespaces),
            "Namespaces with these labels; `{}` takes every namespace. A namespace is chosen by its name with the label \
             `kubernetes.io/metadata.name`.",
        )
        .default("the namespace of the policy alone")
        .not_with(&["ipBlock"]),
        field(
            "ipBlock",
            Shape::Object(&IP_BLOCK),
            "A range of addresses, mostly outside of the cluster. It stands alone under its dash.",
        )
        .not_with(&["podSelector", "namespaceSelector"]),
    ],
);

static PORT: Fields = object(
    "NetworkPolicyPort",
    &[
        field("protocol", Shape::Words(PROTOCOLS), "The protocol of the port.").default("TCP"),
        field(
            "port",
            Shape::Port(Meaning::PodPort),
            "The port of the pod, not that of a Service before it: its number, or the name that the container gives it.",
        )
        .default("every port of the protocol"),
        field(
            "endPort",
            Shape::Int(Meaning::Plain),
            "The last port of a range that begins with `port`; both are numbers then.",
        )
        .default("`port` alone")
        .only_with("port")
        .only_where("port", Says::PortNumber),
    ],
);

static IP_BLOCK: Fields = object(
    "IPBlock",
    &[
        field(
            "cidr",
            Shape::Text(Meaning::Block),
            "The range, as an address and how many of its bits are fixed: `10.0.0.0/8`, `0.0.0.0/0` for all of IPv4.",
        ),
        field(
            "except",
            Shape::List(&Shape::Text(Meaning::Exception)),
            "Smaller ranges inside of `cidr` that are left out. That does not deny them: another rule may allow them.",
        )
        .only_with("cidr"),
    ],
);
