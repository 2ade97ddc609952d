//! The fields of AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy in plain words.

use super::ClusterPolicyKind;
use crate::kind::fields::{
    API_VERSION, Field, Fields, KIND, Meaning, PROTOCOLS, STATUS, Says, Shape, TEXT, WIDE_METADATA, Whose,
    Word, field, object, one_of, word,
};

impl ClusterPolicyKind {
    /// What it is for, and its fields.
    pub(in crate::kind) fn fields(self) -> (&'static str, &'static Fields) {
        match self {
            ClusterPolicyKind::Admin => {
                ("Rules of the cluster's administrator, which are asked before all NetworkPolicies.", &ADMIN)
            }
            ClusterPolicyKind::BaselineAdmin => (
                "Rules of the cluster's administrator for pods that no NetworkPolicy isolates. There is one, called \
                 `default`.",
                &BASELINE,
            ),
            ClusterPolicyKind::Cluster => (
                "Rules of the cluster's administrator, which are asked before or after all NetworkPolicies.",
                &CLUSTER,
            ),
        }
    }
}

macro_rules! policy {
    ($name:ident, $kind:literal, [$($field:expr),* $(,)?]) => {
        static $name: Fields = {
            static SPEC: Fields = object(concat!($kind, "Spec"), &[$($field),*]);
            object($kind, &[API_VERSION, KIND, WIDE_METADATA, spec(&SPEC), STATUS])
        };
    };
}

const fn spec(it: &'static Fields) -> Field {
    field("spec", Shape::Object(it), "Which pods the policy is for, and what it decides for them.")
}

policy!(
    ADMIN,
    "AdminNetworkPolicy",
    [
        PRIORITY,
        subject(&SUBJECT_1),
        field("ingress", Shape::List(&ADMIN_INGRESS), INGRESS).default(NO_RULES),
        field("egress", Shape::List(&ADMIN_EGRESS), EGRESS).default(NO_RULES),
    ]
);
policy!(
    BASELINE,
    "BaselineAdminNetworkPolicy",
    [
        subject(&SUBJECT_1),
        field("ingress", Shape::List(&BASELINE_INGRESS), INGRESS).default(NO_RULES),
        field("egress", Shape::List(&BASELINE_EGRESS), EGRESS).default(NO_RULES),
    ]
);
policy!(
    CLUSTER,
    "ClusterNetworkPolicy",
    [
        field("tier", Shape::Words(TIERS), "Whether it is asked before or after the NetworkPolicies."),
        PRIORITY,
        subject(&SUBJECT_2),
        field("ingress", Shape::List(&CLUSTER_INGRESS), INGRESS).default(NO_RULES),
        field("egress", Shape::List(&CLUSTER_EGRESS), EGRESS).default(NO_RULES),
    ]
);

const INGRESS: &str = "What is decided about connections to the pods: the first rule that matches decides.";
const EGRESS: &str = "What is decided about connections from the pods: the first rule that matches decides.";
const NO_RULES: &str = "nothing is decided in this direction";

const TIERS: &[Word] = &[
    word("Admin", "Before the NetworkPolicies: what it accepts or denies, they cannot change."),
    word("Baseline", "After them: it decides what no NetworkPolicy isolates."),
];

const PRIORITY: Field = field(
    "priority",
    Shape::Int(Meaning::Plain),
    "A number from 0 to 1000. Of several policies that decide, the one with the lower number wins.",
);

const fn subject(it: &'static Fields) -> Field {
    field("subject", Shape::Object(it), "The pods that the policy is for, of all namespaces.")
}

const NAME: Field = field("name", TEXT, "A name for the rule, of at most 100 letters. It decides nothing.");

const fn action(words: &'static [Word]) -> Field {
    field("action", Shape::Words(words), "What is done with what the rule matches.")
}

const ALLOW: Word = word(
    "Allow",
    "This end of the connection is allowed, and no other policy is asked about it. The other end decides for itself.",
);
const ACCEPT: Word = word(
    "Accept",
    "This end of the connection is allowed, and no other policy is asked about it. The other end decides for itself.",
);
const DENY: Word = word("Deny", "The connection is denied. No other policy is asked.");
const PASS: Word = word("Pass", "The rest of this tier is left out: NetworkPolicies decide.");
const ACTIONS_1: &[Word] = &[ALLOW, DENY, PASS];
const BASELINE_ACTIONS_1: &[Word] = &[ALLOW, DENY];
const ACTIONS_2: &[Word] = &[ACCEPT, DENY, PASS];

const FROM: &str = "Who connects: each element with its own dash is one more way to match.";
const TO: &str = "Where the pods connect to: each element with its own dash is one more way to match.";
const PORTS: &str = "The ports at the end that is connected to.";
const ANY_PORT: &str = "every port of every protocol";

macro_rules! rule {
    ($shape:ident, $name:literal, $actions:expr, $peers:literal $peers_doc:ident $peer:ident, $ports:literal $port:ident) => {
        static $shape: Shape = {
            static RULE: Fields = object(
                $name,
                &[
                    NAME,
                    action($actions),
                    field($peers, Shape::List(&Shape::Object(&$peer)), $peers_doc),
                    field($ports, Shape::List(&Shape::Object(&$port)), PORTS).default(ANY_PORT),
                ],
            );
            Shape::Object(&RULE)
        };
    };
}

rule!(ADMIN_INGRESS, "AdminNetworkPolicyIngressRule", ACTIONS_1, "from" FROM PEER_1, "ports" PORT_1);
rule!(ADMIN_EGRESS, "AdminNetworkPolicyEgressRule", ACTIONS_1, "to" TO EGRESS_PEER_1, "ports" PORT_1);
rule!(BASELINE_INGRESS, "BaselineAdminNetworkPolicyIngressRule", BASELINE_ACTIONS_1, "from" FROM PEER_1, "ports" PORT_1);
rule!(BASELINE_EGRESS, "BaselineAdminNetworkPolicyEgressRule", BASELINE_ACTIONS_1, "to" TO BASELINE_PEER, "ports" PORT_1);
rule!(CLUSTER_INGRESS, "ClusterNetworkPolicyIngressRule", ACTIONS_2, "from" FROM PEER_2, "protocols" PORT_2);
rule!(CLUSTER_EGRESS, "ClusterNetworkPolicyEgressRule", ACTIONS_2, "to" TO EGRESS_PEER_2, "protocols" PORT_2);

const NAMESPACES: Field = field(
    "namespaces",
    Shape::Selector(Whose::Namespaces),
    "All pods of the namespaces with these labels; `{}` takes every namespace.",
);
const PODS_1: Field =
    field("pods", Shape::Object(&PODS_OF_1), "The pods with certain labels, in certain namespaces.");
const PODS_2: Field =
    field("pods", Shape::Object(&PODS_OF_2), "The pods with certain labels, in certain namespaces.");
const NETWORKS: Field =
    field("networks", Shape::List(&NETWORK), "Ranges of addresses, such as `10.0.0.0/8`.");
const NODES: Field = field(
    "nodes",
    Shape::Selector(Whose::Nodes),
    "The nodes with these labels. Only the experimental channel of the API has it.",
)
.experimental();
const DOMAIN_NAMES: Field = field(
    "domainNames",
    Shape::List(&TEXT),
    "Names in DNS, such as `example.com` or `*.example.com`. Only the experimental channel of the API has it.",
)
.experimental()
.only_where("action", Says::NoneOf(&["Deny", "Pass"]));

static NETWORK: Shape = Shape::Text(Meaning::Block);

static SUBJECT_1: Fields = one_of("AdminNetworkPolicySubject", &[NAMESPACES, PODS_1]);
static SUBJECT_2: Fields = one_of("ClusterNetworkPolicySubject", &[NAMESPACES, PODS_2]);
static PEER_1: Fields = one_of("AdminNetworkPolicyIngressPeer", &[NAMESPACES, PODS_1]);
static PEER_2: Fields = one_of("ClusterNetworkPolicyIngressPeer", &[NAMESPACES, PODS_2]);
static EGRESS_PEER_1: Fields =
    one_of("AdminNetworkPolicyEgressPeer", &[NAMESPACES, PODS_1, NODES, NETWORKS, DOMAIN_NAMES]);
static BASELINE_PEER: Fields =
    one_of("BaselineAdminNetworkPolicyEgressPeer", &[NAMESPACES, PODS_1, NODES, NETWORKS]);
static EGRESS_PEER_2: Fields =
    one_of("ClusterNetworkPolicyEgressPeer", &[NAMESPACES, PODS_2, NODES, NETWORKS, DOMAIN_NAMES]);

const PODS_SELECTOR: Field = field(
    "podSelector",
    Shape::Selector(Whose::PodsAnywhere),
    "Pods with these labels in those namespaces; `{}` takes all of them.",
);

static PODS_OF_1: Fields = object(
    "NamespacedPod",
    &[
        field(
            "namespaceSelector",
            Shape::Selector(Whose::Namespaces),
            "Namespaces with these labels; `{}` takes every one.",
        ),
        PODS_SELECTOR,
    ],
);
static PODS_OF_2: Fields = object(
    "NamespacedPod",
    &[
        field("namespaceSelector", Shape::Selector(Whose::Namespaces), "Namespaces with these labels.")
            .default("every namespace"),
        PODS_SELECTOR,
    ],
);

static PORT_1: Fields = one_of(
    "AdminNetworkPolicyPort",
    &[
        field("portNumber", Shape::Object(&NUMBER_1), "One port, by its number."),
        field(
            "namedPort",
            Shape::Text(Meaning::PodPortName),
            "One port, by the name that the container gives it. Only the experimental channel of the API has it.",
        )
        .experimental(),
        field("portRange", Shape::Object(&RANGE_1), "All ports from one number to another."),
    ],
);
const PROTOCOL: Field =
    field("protocol", Shape::Words(PROTOCOLS), "The protocol of the port.").default("TCP");
const START: Field = field("start", Shape::Int(Meaning::Plain), "The first port of the range.");
const END: Field =
    field("end", Shape::Int(Meaning::Plain), "The last port of the range, which has to be above the first.");
static NUMBER_1: Fields =
    object("Port", &[PROTOCOL, field("port", Shape::Int(Meaning::PodPort), "The number of the pod's port.")]);
static RANGE_1: Fields = object("PortRange", &[PROTOCOL, START, END]);

static PORT_2: Fields = one_of(
    "ClusterNetworkPolicyProtocol",
    &[
        field("tcp", Shape::Object(&TRANSPORT), "Connections by TCP."),
        field("udp", Shape::Object(&TRANSPORT), "Datagrams by UDP, as DNS uses them."),
        field("sctp", Shape::Object(&TRANSPORT), "Connections by SCTP."),
        field(
            "destinationNamedPort",
            Shape::Text(Meaning::PodPortName),
            "One port, by the name that the container gives it.",
        ),
    ],
);
static TRANSPORT: Fields = one_of(
    "ClusterNetworkPolicyTransport",
    &[field(
        "destinationPort",
        Shape::Object(&DESTINATION_PORT),
        "The ports of the end that is connected to.",
    )],
);
static DESTINATION_PORT: Fields = one_of(
    "Port",
    &[
        field("number", Shape::Int(Meaning::PodPort), "One port."),
        field("range", Shape::Object(&RANGE_2), "All ports from one number to another."),
    ],
);
static RANGE_2: Fields = object("PortRange", &[START, END]);
