//! The fields of workloads in plain words, as far as they are written by hand.

use super::WorkloadKind;
use crate::kind::fields::{
    API_VERSION, Field, Fields, KIND, METADATA, Meaning, Shape, TEMPLATE_METADATA, TEXT, Whose, Word, field,
    object, word,
};
use crate::kind::pod;

impl WorkloadKind {
    /// What it is for, and its fields.
    pub(in crate::kind) fn fields(self) -> (&'static str, &'static Fields) {
        match self {
            WorkloadKind::Deployment => {
                ("Keeps so many pods of a template running, and replaces them step by step.", &DEPLOYMENT)
            }
            WorkloadKind::ReplicaSet => {
                ("Keeps so many pods of a template running. Deployments make them.", &REPLICA_SET)
            }
            WorkloadKind::StatefulSet => {
                ("Keeps pods with fixed names running, each with its own storage.", &STATEFUL_SET)
            }
            WorkloadKind::DaemonSet => ("Runs one pod of a template on each node.", &DAEMON_SET),
            WorkloadKind::Job => ("Runs pods of a template until they have done their work.", &JOB),
            WorkloadKind::CronJob => ("Makes a Job again and again, at fixed times.", &CRON_JOB),
            WorkloadKind::ReplicationController => {
                ("What ReplicaSets were before there were any.", &REPLICATION_CONTROLLER)
            }
            WorkloadKind::DeploymentConfig => ("What OpenShift had before Deployments.", &DEPLOYMENT_CONFIG),
            WorkloadKind::Rollout => ("A Deployment that Argo Rollouts replaces step by step.", &ROLLOUT),
        }
    }
}

static TEMPLATE: Fields = object(
    "PodTemplateSpec",
    &[
        TEMPLATE_METADATA,
        field("spec", Shape::Object(&pod::SPEC), "The containers of each pod, and where they run."),
    ],
);

const A_TEMPLATE: Field = field(
    "template",
    Shape::Object(&TEMPLATE),
    "What each pod looks like. Policies see the labels in here, not those of the workload.",
);
const REPLICAS: Field =
    field("replicas", Shape::Int(Meaning::Plain), "How many pods there are.").default("1");
const SELECTOR: Field = field(
    "selector",
    Shape::Selector(Whose::Template),
    "Which pods belong to the workload: the labels of the template have to fit.",
);
const LABELS: Field = field(
    "selector",
    Shape::Labels(Whose::Template),
    "Which pods belong to the workload: the labels of the template have to fit.",
)
.default("the labels of the template");
const STRATEGY: Field =
    field("strategy", Shape::Anything, "How pods are replaced when the template changes.").passed_over();
const UPDATES: Field =
    field("updateStrategy", Shape::Anything, "How pods are replaced when the template changes.")
        .passed_over();
const READY: Field = field(
    "minReadySeconds",
    Shape::Int(Meaning::Plain),
    "For how long a pod has to be ready before it counts.",
)
.passed_over();
const HISTORY: Field =
    field("revisionHistoryLimit", Shape::Int(Meaning::Plain), "How many old versions are kept.")
        .passed_over();
const STATUS: Field = crate::kind::fields::STATUS;

const fn spec(it: &'static Fields) -> Field {
    field("spec", Shape::Object(it), "The pods: how many, and what they look like.")
}

macro_rules! workload {
    ($name:ident, $kind:literal, $status:expr, [$($field:expr),* $(,)?]) => {
        static $name: Fields = {
            static SPEC: Fields = object(concat!($kind, "Spec"), &[$($field),*]);
            object($kind, &[API_VERSION, KIND, METADATA, spec(&SPEC), $status])
        };
    };
}

workload!(DEPLOYMENT, "Deployment", STATUS, [REPLICAS, SELECTOR, A_TEMPLATE, STRATEGY, READY, HISTORY]);
workload!(REPLICA_SET, "ReplicaSet", STATUS, [REPLICAS, SELECTOR, A_TEMPLATE, READY]);
workload!(
    STATEFUL_SET,
    "StatefulSet",
    STATUS,
    [
        REPLICAS,
        SELECTOR,
        A_TEMPLATE,
        field("serviceName", TEXT, "The headless Service that gives the pods their names in DNS.")
            .passed_over(),
        field("ordinals", Shape::Object(&ORDINALS), "How the pods are numbered."),
        field("podManagementPolicy", Shape::Anything, "Whether pods begin one after the other.")
            .passed_over(),
        UPDATES,
        field("volumeClaimTemplates", Shape::Anything, "The storage that each pod gets.").passed_over(),
        READY,
        HISTORY,
    ]
);
workload!(DAEMON_SET, "DaemonSet", STATUS, [SELECTOR, A_TEMPLATE, UPDATES, READY, HISTORY]);
workload!(REPLICATION_CONTROLLER, "ReplicationController", STATUS, [REPLICAS, LABELS, A_TEMPLATE, READY]);
workload!(
    DEPLOYMENT_CONFIG,
    "DeploymentConfig",
    STATUS,
    [REPLICAS, LABELS, A_TEMPLATE, STRATEGY, READY, HISTORY]
);
workload!(ROLLOUT, "Rollout", STATUS, [REPLICAS, SELECTOR, A_TEMPLATE, STRATEGY, READY, HISTORY]);
workload!(
    JOB,
    "Job",
    field("status", Shape::Object(&JOB_STATUS), "What the cluster reports of the Job: whether it is over."),
    [
        PARALLELISM,
        COMPLETIONS,
        MODE,
        BACKOFF,
        SUSPEND,
        SELECTOR,
        MANUAL,
        A_TEMPLATE,
        field("ttlSecondsAfterFinished", Shape::Int(Meaning::Plain), "When a Job that ended is deleted.")
            .passed_over(),
        DEADLINE,
    ]
);
workload!(
    CRON_JOB,
    "CronJob",
    STATUS,
    [
        field("schedule", TEXT, "When, as five numbers or `*`: minute, hour, day, month, day of the week.")
            .passed_over(),
        field("concurrencyPolicy", Shape::Words(CONCURRENCY), "What happens when one Job still runs.")
            .default("Allow")
            .passed_over(),
        field("suspend", Shape::Bool, "Whether no Jobs are made for now; then there are no pods.")
            .default("false"),
        field("jobTemplate", Shape::Object(&JOB_TEMPLATE), "What each Job looks like."),
        field("timeZone", TEXT, "The time zone of the schedule.").passed_over(),
        field("startingDeadlineSeconds", Shape::Int(Meaning::Plain), "How late a Job may begin.")
            .passed_over(),
        field(
            "successfulJobsHistoryLimit",
            Shape::Int(Meaning::Plain),
            "How many Jobs are kept that ended well."
        )
        .passed_over(),
        field("failedJobsHistoryLimit", Shape::Int(Meaning::Plain), "How many Jobs are kept that failed.")
            .passed_over(),
    ]
);

const PARALLELISM: Field =
    field("parallelism", Shape::Int(Meaning::Plain), "How many pods run side by side.").default("1");
const COMPLETIONS: Field =
    field("completions", Shape::Int(Meaning::Plain), "How many pods have to end well.").default("1");
const MODE: Field =
    field("completionMode", Shape::Words(MODES), "Whether the pods are numbered.").default("NonIndexed");
const BACKOFF: Field =
    field("backoffLimit", Shape::Int(Meaning::Plain), "How often a pod may fail.").default("6").passed_over();
const SUSPEND: Field =
    field("suspend", Shape::Bool, "Whether it is held back for now; then there are no pods.")
        .default("false");
const MANUAL: Field = field(
    "manualSelector",
    Shape::Bool,
    "Whether the selector is the author's. Otherwise the pods get labels of their own by which the Job knows them.",
)
.default("false");
const DEADLINE: Field =
    field("activeDeadlineSeconds", Shape::Int(Meaning::Plain), "After how long it is ended.").passed_over();

const MODES: &[Word] = &[
    word("NonIndexed", "The pods are all alike."),
    word("Indexed", "Each pod has a number, also as a label."),
];
const CONCURRENCY: &[Word] = &[
    word("Allow", "The next one runs beside it."),
    word("Forbid", "The next one is left out."),
    word("Replace", "It is ended, and the next one begins."),
];

static ORDINALS: Fields = object(
    "StatefulSetOrdinals",
    &[field("start", Shape::Int(Meaning::Plain), "The number of the first pod.").default("0")],
);

static JOB_STATUS: Fields = object(
    "JobStatus",
    &[
        field("succeeded", Shape::Int(Meaning::Plain), "How many pods ended well."),
        field(
            "conditions",
            Shape::List(&Shape::Object(&CONDITION)),
            "What is true of the Job, such as that it is complete.",
        ),
    ],
);
static CONDITION: Fields = object(
    "JobCondition",
    &[
        field("type", Shape::Words(CONDITIONS), "What is said."),
        field("status", Shape::Words(TRUTH), "Whether it is so; in quotes, since it is a word."),
    ],
);
const CONDITIONS: &[Word] = &[
    word("Complete", "It did its work."),
    word("Failed", "It failed."),
    word("Suspended", "It is held back."),
];
const TRUTH: &[Word] =
    &[word("True", "It is so."), word("False", "It is not so."), word("Unknown", "That is not known.")];

static JOB_TEMPLATE: Fields = object(
    "JobTemplateSpec",
    &[
        field("metadata", Shape::Anything, "What the Jobs get.").passed_over(),
        field("spec", Shape::Object(&JOB_OF_TEMPLATE), "The pods of each Job."),
    ],
);
static JOB_OF_TEMPLATE: Fields = object(
    "JobSpec",
    &[PARALLELISM, COMPLETIONS, MODE, BACKOFF, SUSPEND, SELECTOR, MANUAL, A_TEMPLATE, DEADLINE],
);
