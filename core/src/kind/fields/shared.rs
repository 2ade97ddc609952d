//! Fields that several kinds have.

use super::{Condition, Field, Fields, Meaning, Says, Shape, Sort, Whose, Word};

pub(in crate::kind) const fn field(name: &'static str, shape: Shape, doc: &'static str) -> Field {
    Field {
        name,
        shape,
        doc,
        default: "",
        is_passed_over: false,
        is_experimental: false,
        not_with: &[],
        only_with: None,
        only_where: None,
        wholes: &[],
    }
}

pub(in crate::kind) const fn object(name: &'static str, fields: &'static [Field]) -> Fields {
    Fields { name, fields, is_one_of: false }
}

pub(in crate::kind) const fn one_of(name: &'static str, fields: &'static [Field]) -> Fields {
    Fields { name, fields, is_one_of: true }
}

pub(in crate::kind) const fn word(text: &'static str, doc: &'static str) -> Word {
    Word { text, doc }
}

impl Field {
    pub(in crate::kind) const fn default(self, default: &'static str) -> Field {
        Field { default, ..self }
    }

    /// It makes no difference to who may reach whom.
    pub(in crate::kind) const fn passed_over(self) -> Field {
        Field { is_passed_over: true, ..self }
    }

    pub(in crate::kind) const fn experimental(self) -> Field {
        Field { is_experimental: true, ..self }
    }

    pub(in crate::kind) const fn not_with(self, not_with: &'static [&'static str]) -> Field {
        Field { not_with, ..self }
    }

    pub(in crate::kind) const fn only_with(self, it: &'static str) -> Field {
        Field { only_with: Some(it), ..self }
    }

    pub(in crate::kind) const fn only_where(self, key: &'static str, says: Says) -> Field {
        Field { only_where: Some(Condition { key, says }), ..self }
    }

    pub(in crate::kind) const fn wholes(self, wholes: &'static [Word]) -> Field {
        Field { wholes, ..self }
    }
}

pub(in crate::kind) const TEXT: Shape = Shape::Text(Meaning::Plain);

pub(in crate::kind) const API_VERSION: Field = field(
    "apiVersion",
    Shape::Text(Meaning::ApiVersion),
    "The group of the kind and the version in which the object is written.",
);
pub(in crate::kind) const KIND: Field =
    field("kind", Shape::Text(Meaning::Kind), "What the object is: a NetworkPolicy, a Pod.");
pub(in crate::kind) const METADATA: Field = field(
    "metadata",
    Shape::Object(&OBJECT_META),
    "What every object has: its name, its namespace, and labels by which others choose it.",
);
/// Of a kind whose objects live in no namespace, with a table that [`wide_meta`] makes.
pub(in crate::kind) const fn wide_metadata(it: &'static Fields) -> Field {
    field(
        "metadata",
        Shape::Object(it),
        "What every object has: its name, and labels by which others choose it.",
    )
}
/// That of one whose labels nothing asks for.
pub(in crate::kind) const WIDE_METADATA: Field = wide_metadata(&WIDE_META);
pub(in crate::kind) const TEMPLATE_METADATA: Field = field(
    "metadata",
    Shape::Object(&TEMPLATE_META),
    "What the pods get: their labels, by which policies and Services choose them.",
);
/// What a controller reports; nothing that is written by hand.
pub(in crate::kind) const STATUS: Field =
    field("status", Shape::Anything, "What the cluster reports of the object. It is not written by hand.")
        .passed_over();

const NAME: Field = field("name", TEXT, "The name, of which there is one for each kind and namespace.");
const GENERATE_NAME: Field = field(
    "generateName",
    TEXT,
    "The beginning of a name that the server completes. `kubectl create` takes it, `kubectl apply` does not.",
);
const fn labels(of: Sort) -> Field {
    field("labels", Shape::Labels(Whose::Own(of)), "Keys with values by which selectors choose the object.")
}
const ANNOTATIONS: Field =
    field("annotations", Shape::Map, "Notes for people and programs. Policies never look at them.");

const fn machine(name: &'static str, doc: &'static str) -> Field {
    field(name, Shape::Anything, doc)
}

const UID: Field = machine("uid", "What the server tells the object apart by. It is not written by hand.");
const RESOURCE_VERSION: Field =
    machine("resourceVersion", "The server's number of this state of the object. It is not written by hand.");
const OWNERS: Field =
    machine("ownerReferences", "The objects that this one was made by, such as a ReplicaSet.");
const SELF_LINK: Field =
    machine("selfLink", "An address of old servers. It is not written by hand.").passed_over();
const GENERATION: Field =
    machine("generation", "The server's count of changes. It is not written by hand.").passed_over();
const CREATED: Field =
    machine("creationTimestamp", "When the server made the object. It is not written by hand.").passed_over();
const DELETED: Field =
    machine("deletionTimestamp", "When the object was deleted. It is not written by hand.").passed_over();
const GRACE: Field =
    machine("deletionGracePeriodSeconds", "How long the object may take to end. It is not written by hand.")
        .passed_over();
const FINALIZERS: Field =
    machine("finalizers", "Who has to agree before the object is gone. It is not written by hand.")
        .passed_over();
const MANAGED: Field =
    machine("managedFields", "Which program wrote which field. It is not written by hand.").passed_over();

/// What every object has, in the order of the API, for objects of one sort.
macro_rules! every {
    ($sort:expr, [$($namespace:expr)?]) => {
        [
            NAME,
            GENERATE_NAME.not_with(&["name"]),
            $($namespace,)?
            labels($sort),
            ANNOTATIONS,
            SELF_LINK,
            UID,
            RESOURCE_VERSION,
            GENERATION,
            CREATED,
            DELETED,
            GRACE,
            OWNERS,
            FINALIZERS,
            MANAGED,
        ]
    };
}

/// `metadata`.
pub(in crate::kind) static OBJECT_META: Fields = object("ObjectMeta", &every!(Sort::Pods, [NAMESPACE]));

const NAMESPACE: Field = field(
    "namespace",
    Shape::Text(Meaning::Namespace),
    "The namespace that the object lives in. A NetworkPolicy chooses pods of this one only.",
)
.default("the namespace `default`, or the one that `kubectl` is set to");

/// How many fields every object without a namespace has.
pub(in crate::kind) const WIDE: usize = 14;

/// The same for kinds whose objects live in no namespace.
pub(in crate::kind) const fn wide_meta(of: Sort) -> [Field; WIDE] {
    every!(of, [])
}

static WIDE_META: Fields = object("ObjectMeta", &wide_meta(Sort::Pods));

/// Of the template of a workload.
static TEMPLATE_META: Fields = object(
    "ObjectMeta",
    &[
        field(
            "labels",
            Shape::Labels(Whose::Own(Sort::Pods)),
            "The labels of the pods: what policies and Services choose by.",
        ),
        field("annotations", Shape::Map, "Notes for people and programs. Policies never look at them.")
            .passed_over(),
        field("name", TEXT, "A name that is not used: each pod gets one of its own.").passed_over(),
        field(
            "namespace",
            TEXT,
            "The pods live in the namespace of the workload: a value here changes nothing.",
        )
        .passed_over(),
    ],
);

pub(super) static ANY_OBJECT: Fields = object("object", &[API_VERSION, KIND, METADATA, STATUS]);

/// `LabelSelector`.
pub(super) static SELECTOR: Fields = object(
    "LabelSelector",
    &[
        field(
            "matchLabels",
            // Whose they are is known by the field that the selector is in.
            Shape::Labels(Whose::Own(Sort::Pods)),
            "Labels that all have to be there, each with this value.",
        ),
        field(
            "matchExpressions",
            Shape::List(&Shape::Object(&REQUIREMENT)),
            "Requirements that all have to hold, also such as `NotIn` and `Exists`.",
        ),
    ],
);

static REQUIREMENT: Fields = object(
    "LabelSelectorRequirement",
    &[
        field("key", Shape::Text(Meaning::LabelKey), "The key of the label that is asked for."),
        field("operator", Shape::Words(OPERATORS), "How the label is compared with the values."),
        field(
            "values",
            Shape::List(&Shape::Text(Meaning::LabelValue)),
            "With which values: at least one for `In` and `NotIn`, none for `Exists` and `DoesNotExist`.",
        )
        .only_where("operator", Says::NoneOf(&["Exists", "DoesNotExist"])),
    ],
);

const OPERATORS: &[Word] = &[
    word("In", "The label is there with one of the values."),
    word("NotIn", "The label has none of the values, or is not there at all."),
    word("Exists", "The label is there, with any value."),
    word("DoesNotExist", "The label is not there."),
];

/// `protocol` of ports.
pub(in crate::kind) const PROTOCOLS: &[Word] = &[
    word("TCP", "Connections, as most programs make them."),
    word("UDP", "Datagrams, as DNS uses them."),
    word("SCTP", "Messages over several ways at once, as in telephone networks."),
];

/// `status` of what a load balancer publishes.
pub(in crate::kind) static LOAD_BALANCER_STATUS: Fields = object(
    "LoadBalancerStatus",
    &[field("loadBalancer", Shape::Object(&LOAD_BALANCER), "What the load balancer reports.")],
);
static LOAD_BALANCER: Fields = object(
    "LoadBalancer",
    &[field(
        "ingress",
        Shape::List(&Shape::Object(&PUBLISHED_AT)),
        "The addresses and names that lead to it.",
    )],
);
static PUBLISHED_AT: Fields = object(
    "LoadBalancerIngress",
    &[field("ip", TEXT, "An address."), field("hostname", TEXT, "A name in DNS.")],
);
