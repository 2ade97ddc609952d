//! The fields of a Pod in plain words, as far as they are written by hand.

use crate::kind::fields::{
    API_VERSION, Field, Fields, KIND, METADATA, Meaning, PROTOCOLS, Shape, TEXT, Word, field, object, word,
};

/// v1 Pod.
pub(in crate::kind) static FIELDS: Fields = object(
    "Pod",
    &[
        API_VERSION,
        KIND,
        METADATA,
        field("spec", Shape::Object(&SPEC), "The containers of the pod, and where they run."),
        field(
            "status",
            Shape::Object(&STATUS),
            "What the cluster reports of the pod, its addresses among it.",
        ),
    ],
);

/// What a pod and the template of a workload have.
pub(in crate::kind) static SPEC: Fields = object(
    "PodSpec",
    &[
        field("containers", Shape::List(&Shape::Object(&CONTAINER)), "What runs in the pod. All of them share its address."),
        field(
            "initContainers",
            Shape::List(&Shape::Object(&INIT_CONTAINER)),
            "What runs before the containers; with `restartPolicy: Always` also beside them.",
        ),
        field(
            "hostNetwork",
            Shape::Bool,
            "Whether the pod uses the addresses of its node. Most network plugins do not apply policies to such a pod.",
        )
        .default("false: it has an address of its own"),
        field("nodeName", Shape::Text(Meaning::Node), "The node that the pod runs on.")
            .default("the scheduler chooses one"),
        field("restartPolicy", Shape::Words(RESTART_POLICIES), "Whether containers that end are started again.")
            .default("Always")
            .passed_over(),
        field("serviceAccountName", TEXT, "The account by which the pod speaks with the API server.").passed_over(),
        field("nodeSelector", Shape::Map, "Labels that the node has to have.").passed_over(),
        field("tolerations", Shape::Anything, "Taints of nodes that do not keep the pod away.").passed_over(),
        field("affinity", Shape::Anything, "Nodes and pods that the pod wants to be near to, or far from.").passed_over(),
        field("volumes", Shape::Anything, "Files that containers can use.").passed_over(),
        field("imagePullSecrets", Shape::Anything, "What it takes to fetch the images.").passed_over(),
        field("securityContext", Shape::Anything, "The rights of all containers.").passed_over(),
        field("terminationGracePeriodSeconds", Shape::Int(Meaning::Plain), "How long the pod may take to end.")
            .default("30")
            .passed_over(),
        field("dnsPolicy", Shape::Words(DNS_POLICIES), "Whom the pod asks for names.")
            .default("ClusterFirst")
            .passed_over(),
    ],
);

const RESTART_POLICIES: &[Word] = &[
    word("Always", "They are always started again."),
    word("OnFailure", "They are started again when they failed."),
    word("Never", "They are not started again."),
];

const DNS_POLICIES: &[Word] = &[
    word("ClusterFirst", "The DNS of the cluster. A policy that isolates egress has to allow it."),
    word("ClusterFirstWithHostNet", "The same for a pod that uses the network of its node."),
    word("Default", "The DNS of the node."),
    word("None", "What `dnsConfig` says."),
];

const CONTAINER_NAME: Field = field("name", TEXT, "The name of the container.");
const IMAGE: Field = field("image", TEXT, "The image that is run.").passed_over();
static A_PORT: Shape = Shape::Object(&CONTAINER_PORT);
const PORTS: Field = field(
    "ports",
    Shape::List(&A_PORT),
    "Ports that the container listens on. A port that is not listed can be reached as well: the list gives ports names.",
);
const COMMAND: Field =
    field("command", Shape::List(&TEXT), "The program to run in place of that of the image.").passed_over();
const ARGS: Field = field("args", Shape::List(&TEXT), "What the program is told.").passed_over();
const ENV: Field = field("env", Shape::Anything, "Variables of the environment.").passed_over();
const RESOURCES: Field = field("resources", Shape::Anything, "Processor time and memory.").passed_over();
const READINESS: Field = field(
    "readinessProbe",
    Shape::Anything,
    "How the node finds out whether the container can be used. Probes come from the node.",
)
.passed_over();
const LIVENESS: Field = field(
    "livenessProbe",
    Shape::Anything,
    "How the node finds out whether the container has to be started again.",
)
.passed_over();
const MOUNTS: Field =
    field("volumeMounts", Shape::Anything, "Where the container finds the volumes.").passed_over();

static CONTAINER: Fields = object(
    "Container",
    &[
        CONTAINER_NAME,
        IMAGE,
        PORTS,
        COMMAND,
        ARGS,
        ENV,
        RESOURCES,
        READINESS,
        LIVENESS,
        MOUNTS,
        // Read of both, and of use for those that run before the others.
        field("restartPolicy", Shape::Words(ALWAYS), "Only for containers that run before the others."),
    ],
);

static INIT_CONTAINER: Fields = object(
    "Container",
    &[
        CONTAINER_NAME,
        IMAGE,
        field(
            "restartPolicy",
            Shape::Words(ALWAYS),
            "`Always` makes it run beside the containers for as long as the pod lives; then its ports count.",
        )
        .default("it ends before the containers begin"),
        PORTS,
        COMMAND,
        ARGS,
        ENV,
        RESOURCES,
        MOUNTS,
    ],
);

const ALWAYS: &[Word] = &[word("Always", "It runs for as long as the pod lives.")];

static CONTAINER_PORT: Fields = object(
    "ContainerPort",
    &[
        field("name", TEXT, "A name by which policies and Services can mean the port: at most 15 letters."),
        field("containerPort", Shape::Int(Meaning::Plain), "The number of the port."),
        field("protocol", Shape::Words(PROTOCOLS), "The protocol of the port.").default("TCP"),
        field(
            "hostPort",
            Shape::Int(Meaning::Plain),
            "A port of the node that leads to this one. Policies look at `containerPort` only.",
        ),
    ],
);

static STATUS: Fields = object(
    "PodStatus",
    &[
        field("phase", Shape::Words(PHASES), "What has become of the pod: one that ended takes no part."),
        field("podIP", Shape::Text(Meaning::Plain), "The address of the pod."),
        field(
            "podIPs",
            Shape::List(&Shape::Object(&ADDRESS)),
            "All its addresses: one of IPv4, one of IPv6, or both.",
        ),
        field("hostIP", Shape::Text(Meaning::Plain), "The address of its node."),
        field("hostIPs", Shape::List(&Shape::Object(&ADDRESS)), "All addresses of its node."),
    ],
);

const PHASES: &[Word] = &[
    word("Running", "It runs."),
    word("Pending", "It is about to run."),
    word("Succeeded", "It ended, and takes no part."),
    word("Failed", "It ended with an error, and takes no part."),
];

static ADDRESS: Fields = object("PodIP", &[field("ip", TEXT, "The address.")]);
