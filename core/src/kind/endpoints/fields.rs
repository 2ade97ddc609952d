//! The fields of an EndpointSlice, and of its predecessor, in plain words.

use crate::kind::fields::{
    API_VERSION, Field, Fields, KIND, METADATA, Meaning, PROTOCOLS, Shape, TEXT, Word, field, object, word,
};

/// discovery.k8s.io/v1 EndpointSlice.
pub(in crate::kind) static SLICE: Fields = object(
    "EndpointSlice",
    &[
        API_VERSION,
        KIND,
        METADATA,
        field("addressType", Shape::Words(TYPES), "What kind of addresses they are."),
        field(
            "endpoints",
            Shape::List(&Shape::Object(&ENDPOINT)),
            "What is behind the Service that the label `kubernetes.io/service-name` names.",
        ),
        PORTS,
    ],
);

/// v1 Endpoints.
pub(in crate::kind) static ENDPOINTS: Fields = object(
    "Endpoints",
    &[
        API_VERSION,
        KIND,
        METADATA,
        field(
            "subsets",
            Shape::List(&Shape::Object(&SUBSET)),
            "What is behind the Service of the same name.",
        ),
    ],
);

const TYPES: &[Word] = &[
    word("IPv4", "Addresses such as 10.0.0.1."),
    word("IPv6", "Addresses such as 2001:db8::1."),
    word("FQDN", "Names in DNS, which are not evaluated."),
];

static A_PORT: Shape = Shape::Object(&PORT);
const PORTS: Field = field("ports", Shape::List(&A_PORT), "The ports of all of them.");

const TARGET: Field = field("targetRef", Shape::Object(&REFERENCE), "The pod that the address is of.");

static ENDPOINT: Fields = object(
    "Endpoint",
    &[
        field(
            "addresses",
            Shape::List(&Shape::Text(Meaning::PodAddress)),
            "Its addresses, of which the first one counts.",
        ),
        field("conditions", Shape::Anything, "Whether it can be used.").passed_over(),
        field("nodeName", Shape::Text(Meaning::Node), "The node that it is on.").passed_over(),
        TARGET,
    ],
);

static SUBSET: Fields = object(
    "EndpointSubset",
    &[
        field("addresses", Shape::List(&Shape::Object(&ADDRESS)), "Addresses that can be used."),
        field(
            "notReadyAddresses",
            Shape::List(&Shape::Object(&ADDRESS)),
            "Addresses that cannot be used yet.",
        ),
        PORTS,
    ],
);

static ADDRESS: Fields =
    object("EndpointAddress", &[field("ip", Shape::Text(Meaning::PodAddress), "The address."), TARGET]);

static REFERENCE: Fields = object(
    "ObjectReference",
    &[
        field("kind", Shape::Words(&[word("Pod", "A pod.")]), "What it is."),
        field("name", Shape::Text(Meaning::Pod), "Its name."),
        field("namespace", Shape::Text(Meaning::Namespace), "Its namespace.").passed_over(),
    ],
);

static PORT: Fields = object(
    "EndpointPort",
    &[
        field("name", TEXT, "The name of the Service's port that leads here."),
        field("port", Shape::Int(Meaning::PodPort), "The number of the port."),
        field("protocol", Shape::Words(PROTOCOLS), "The protocol of the port.").default("TCP"),
        field("appProtocol", TEXT, "What is spoken on the port, such as `http`.").passed_over(),
    ],
);
