//! The fields of a Node in plain words.

use crate::kind::fields::{
    API_VERSION, Field, Fields, KIND, Shape, Sort, TEXT, WIDE, Word, field, object, wide_meta, wide_metadata,
    word,
};

/// v1 Node.
pub(in crate::kind) static FIELDS: Fields = object(
    "Node",
    &[
        API_VERSION,
        KIND,
        wide_metadata(&META),
        field("spec", Shape::Object(&SPEC), "What the node is told.").passed_over(),
        field("status", Shape::Object(&STATUS), "What the node reports, its addresses among it."),
    ],
);

static META: Fields = object("ObjectMeta", &META_FIELDS);
static META_FIELDS: [Field; WIDE] = wide_meta(Sort::Nodes);

static SPEC: Fields = object(
    "NodeSpec",
    &[
        field("podCIDR", TEXT, "The range of the addresses of its pods.").passed_over(),
        field("podCIDRs", Shape::List(&TEXT), "The same for both address families.").passed_over(),
        field("unschedulable", Shape::Bool, "Whether no more pods are put on it.")
            .default("false")
            .passed_over(),
        field("taints", Shape::Anything, "What keeps pods away that do not tolerate it.").passed_over(),
    ],
);

static STATUS: Fields = object(
    "NodeStatus",
    &[field(
        "addresses",
        Shape::List(&Shape::Object(&ADDRESS)),
        "Its addresses. Probes of its pods come from there.",
    )],
);

static ADDRESS: Fields = object(
    "NodeAddress",
    &[field("type", Shape::Words(TYPES), "What the address is for."), field("address", TEXT, "The address.")],
);

const TYPES: &[Word] = &[
    word("InternalIP", "Inside of the cluster."),
    word("ExternalIP", "From outside."),
    word("Hostname", "Its name, which is not compared with anything."),
];
