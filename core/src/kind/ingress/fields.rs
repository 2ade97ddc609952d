//! The fields of an Ingress in plain words.

use crate::kind::fields::{
    API_VERSION, Fields, KIND, LOAD_BALANCER_STATUS, METADATA, Meaning, Shape, TEXT, Word, field, object,
    word,
};

/// networking.k8s.io/v1 Ingress.
pub(in crate::kind) static FIELDS: Fields = object(
    "Ingress",
    &[
        API_VERSION,
        KIND,
        METADATA,
        field("spec", Shape::Object(&SPEC), "Which Services are published, and by which names."),
        field(
            "status",
            Shape::Object(&LOAD_BALANCER_STATUS),
            "Where the cluster says that it can be reached.",
        ),
    ],
);

static SPEC: Fields = object(
    "IngressSpec",
    &[
        field("ingressClassName", TEXT, "Which controller is to publish it. That one connects to the pods.")
            .passed_over(),
        field("defaultBackend", Shape::Object(&BACKEND), "The Service for what no rule takes."),
        field("rules", Shape::List(&Shape::Object(&RULE)), "Which names and paths lead to which Service."),
        field("tls", Shape::Anything, "The certificates of the names.").passed_over(),
    ],
);

static RULE: Fields = object(
    "IngressRule",
    &[
        field("host", TEXT, "The name that clients ask for.").default("any name"),
        field("http", Shape::Object(&HTTP), "The paths below it."),
    ],
);
static HTTP: Fields = object(
    "HTTPIngressRuleValue",
    &[field("paths", Shape::List(&Shape::Object(&PATH)), "Which paths lead to which Service.")],
);
static PATH: Fields = object(
    "HTTPIngressPath",
    &[
        field("path", TEXT, "What the path of a request begins with, or is."),
        field("pathType", Shape::Words(PATH_TYPES), "How the path is compared.").passed_over(),
        field("backend", Shape::Object(&BACKEND), "The Service that gets the requests."),
    ],
);
const PATH_TYPES: &[Word] = &[
    word("Prefix", "By its parts from the first on."),
    word("Exact", "As a whole."),
    word("ImplementationSpecific", "As the controller likes."),
];

static BACKEND: Fields = object(
    "IngressBackend",
    &[
        field("service", Shape::Object(&SERVICE), "A Service of the same namespace.").not_with(&["resource"]),
        field(
            "resource",
            Shape::Anything,
            "Something else than a Service, which only the controller understands.",
        )
        .not_with(&["service"]),
    ],
);
static SERVICE: Fields = object(
    "IngressServiceBackend",
    &[
        field("name", Shape::Text(Meaning::Service), "The name of the Service."),
        field("port", Shape::Object(&PORT), "The port of the Service."),
    ],
);
static PORT: Fields = object(
    "ServiceBackendPort",
    &[
        field("name", Shape::Text(Meaning::ServicePortName), "Its name.").not_with(&["number"]),
        field("number", Shape::Int(Meaning::ServicePortNumber), "Its number.").not_with(&["name"]),
    ],
);
