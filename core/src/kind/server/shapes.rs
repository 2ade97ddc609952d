//! The fields that a server knows of kinds that are no policies, as far as learners write them.

use crate::kind::check::{METADATA, Object, SELECTOR, Schema, Shape, TEXT, TEXT_ITEM};

const ANY_FIELD: Shape = Shape::Anything;
const COUNT: Shape = Shape::Int("int32");

/// The fields of a kind; `None` where they are not known.
pub(super) fn of(kind: &str) -> Option<&'static Schema> {
    Some(match kind {
        "Pod" => &POD,
        "Deployment" => &DEPLOYMENT,
        "StatefulSet" => &STATEFUL_SET,
        "DaemonSet" => &DAEMON_SET,
        "ReplicaSet" => &REPLICA_SET,
        "Job" => &JOB,
        "CronJob" => &CRON_JOB,
        "Service" => &SERVICE,
        "Namespace" => &NAMESPACE,
        _ => return None,
    })
}

/// What every object has.
pub(super) static ANY: Schema = Schema { object: &ANY_OBJECT, hint: |_| None };

static ANY_OBJECT: Object = Object {
    name: "PartialObjectMetadata",
    package: "v1",
    fields: &[("apiVersion", TEXT), ("kind", TEXT), ("metadata", Shape::Object(&METADATA))],
};

/// A kind that has a `spec`.
macro_rules! kinds {
    ($($place:ident $object:ident $name:literal $spec:expr;)*) => {
        $(
            static $place: Schema = Schema { object: &$object, hint: |_| None };
            static $object: Object = Object {
                name: $name,
                package: "v1",
                fields: &[
                    ("apiVersion", TEXT),
                    ("kind", TEXT),
                    ("metadata", Shape::Object(&METADATA)),
                    ("spec", $spec),
                    ("status", ANY_FIELD),
                ],
            };
        )*
    };
}

kinds! {
    POD POD_OBJECT "Pod" Shape::Object(&POD_SPEC);
    DEPLOYMENT DEPLOYMENT_OBJECT "Deployment" Shape::Object(&DEPLOYMENT_SPEC);
    STATEFUL_SET STATEFUL_SET_OBJECT "StatefulSet" Shape::Object(&STATEFUL_SET_SPEC);
    DAEMON_SET DAEMON_SET_OBJECT "DaemonSet" Shape::Object(&DAEMON_SET_SPEC);
    REPLICA_SET REPLICA_SET_OBJECT "ReplicaSet" Shape::Object(&REPLICA_SET_SPEC);
    JOB JOB_OBJECT "Job" Shape::Object(&JOB_SPEC);
    CRON_JOB CRON_JOB_OBJECT "CronJob" Shape::Object(&CRON_JOB_SPEC);
    SERVICE SERVICE_OBJECT "Service" Shape::Object(&SERVICE_SPEC);
    NAMESPACE NAMESPACE_OBJECT "Namespace" ANY_FIELD;
}

static TEMPLATE: Object = Object {
    name: "PodTemplateSpec",
    package: "v1",
    fields: &[("metadata", Shape::Object(&METADATA)), ("spec", Shape::Object(&POD_SPEC))],
};

static DEPLOYMENT_SPEC: Object = Object {
    name: "DeploymentSpec",
    package: "v1",
    fields: &[
        ("replicas", COUNT),
        ("selector", Shape::Object(&SELECTOR)),
        ("template", Shape::Object(&TEMPLATE)),
        ("strategy", ANY_FIELD),
        ("minReadySeconds", COUNT),
        ("revisionHistoryLimit", COUNT),
        ("paused", Shape::Bool),
        ("progressDeadlineSeconds", COUNT),
    ],
};

static STATEFUL_SET_SPEC: Object = Object {
    name: "StatefulSetSpec",
    package: "v1",
    fields: &[
        ("replicas", COUNT),
        ("selector", Shape::Object(&SELECTOR)),
        ("template", Shape::Object(&TEMPLATE)),
        ("volumeClaimTemplates", ANY_FIELD),
        ("serviceName", TEXT),
        ("podManagementPolicy", Shape::Text("v1.PodManagementPolicyType")),
        ("updateStrategy", ANY_FIELD),
        ("revisionHistoryLimit", COUNT),
        ("minReadySeconds", COUNT),
        ("persistentVolumeClaimRetentionPolicy", ANY_FIELD),
        ("ordinals", ANY_FIELD),
    ],
};

static DAEMON_SET_SPEC: Object = Object {
    name: "DaemonSetSpec",
    package: "v1",
    fields: &[
        ("selector", Shape::Object(&SELECTOR)),
        ("template", Shape::Object(&TEMPLATE)),
        ("updateStrategy", ANY_FIELD),
        ("minReadySeconds", COUNT),
        ("revisionHistoryLimit", COUNT),
    ],
};

static REPLICA_SET_SPEC: Object = Object {
    name: "ReplicaSetSpec",
    package: "v1",
    fields: &[
        ("replicas", COUNT),
        ("minReadySeconds", COUNT),
        ("selector", Shape::Object(&SELECTOR)),
        ("template", Shape::Object(&TEMPLATE)),
    ],
};

static JOB_SPEC: Object = Object {
    name: "JobSpec",
    package: "v1",
    fields: &[
        ("parallelism", COUNT),
        ("completions", COUNT),
        ("activeDeadlineSeconds", ANY_FIELD),
        ("podFailurePolicy", ANY_FIELD),
        ("successPolicy", ANY_FIELD),
        ("backoffLimit", COUNT),
        ("backoffLimitPerIndex", COUNT),
        ("maxFailedIndexes", COUNT),
        ("selector", Shape::Object(&SELECTOR)),
        ("manualSelector", Shape::Bool),
        ("template", Shape::Object(&TEMPLATE)),
        ("ttlSecondsAfterFinished", COUNT),
        ("completionMode", Shape::Text("v1.CompletionMode")),
        ("suspend", Shape::Bool),
        ("podReplacementPolicy", TEXT),
        ("managedBy", TEXT),
    ],
};

static CRON_JOB_SPEC: Object = Object {
    name: "CronJobSpec",
    package: "v1",
    fields: &[
        ("schedule", TEXT),
        ("timeZone", TEXT),
        ("startingDeadlineSeconds", ANY_FIELD),
        ("concurrencyPolicy", Shape::Text("v1.ConcurrencyPolicy")),
        ("suspend", Shape::Bool),
        ("jobTemplate", Shape::Object(&JOB_TEMPLATE)),
        ("successfulJobsHistoryLimit", COUNT),
        ("failedJobsHistoryLimit", COUNT),
    ],
};

static JOB_TEMPLATE: Object = Object {
    name: "JobTemplateSpec",
    package: "v1",
    fields: &[("metadata", Shape::Object(&METADATA)), ("spec", Shape::Object(&JOB_SPEC))],
};

static POD_SPEC: Object = Object {
    name: "PodSpec",
    package: "v1",
    fields: &[
        ("volumes", ANY_FIELD),
        ("initContainers", Shape::List(&A_CONTAINER)),
        ("containers", Shape::List(&A_CONTAINER)),
        ("ephemeralContainers", ANY_FIELD),
        ("restartPolicy", Shape::Text("v1.RestartPolicy")),
        ("terminationGracePeriodSeconds", ANY_FIELD),
        ("activeDeadlineSeconds", ANY_FIELD),
        ("dnsPolicy", Shape::Text("v1.DNSPolicy")),
        ("nodeSelector", Shape::TextMap),
        ("serviceAccountName", TEXT),
        ("serviceAccount", TEXT),
        ("automountServiceAccountToken", Shape::Bool),
        ("nodeName", TEXT),
        ("hostNetwork", Shape::Bool),
        ("hostPID", Shape::Bool),
        ("hostIPC", Shape::Bool),
        ("shareProcessNamespace", Shape::Bool),
        ("securityContext", ANY_FIELD),
        ("imagePullSecrets", ANY_FIELD),
        ("hostname", TEXT),
        ("subdomain", TEXT),
        ("affinity", ANY_FIELD),
        ("schedulerName", TEXT),
        ("tolerations", ANY_FIELD),
        ("hostAliases", ANY_FIELD),
        ("priorityClassName", TEXT),
        ("priority", COUNT),
        ("dnsConfig", ANY_FIELD),
        ("readinessGates", ANY_FIELD),
        ("runtimeClassName", TEXT),
        ("enableServiceLinks", Shape::Bool),
        ("preemptionPolicy", TEXT),
        ("overhead", ANY_FIELD),
        ("topologySpreadConstraints", ANY_FIELD),
        ("setHostnameAsFQDN", Shape::Bool),
        ("os", ANY_FIELD),
        ("hostUsers", Shape::Bool),
        ("schedulingGates", ANY_FIELD),
        ("resourceClaims", ANY_FIELD),
        ("resources", ANY_FIELD),
    ],
};

static A_CONTAINER: Shape = Shape::Object(&CONTAINER);
static A_PORT: Shape = Shape::Object(&CONTAINER_PORT);
static A_VARIABLE: Shape = Shape::Object(&VARIABLE);
static A_SERVICE_PORT: Shape = Shape::Object(&SERVICE_PORT);

static CONTAINER: Object = Object {
    name: "Container",
    package: "v1",
    fields: &[
        ("name", TEXT),
        ("image", TEXT),
        ("command", Shape::List(&TEXT_ITEM)),
        ("args", Shape::List(&TEXT_ITEM)),
        ("workingDir", TEXT),
        ("ports", Shape::List(&A_PORT)),
        ("envFrom", ANY_FIELD),
        ("env", Shape::List(&A_VARIABLE)),
        ("resources", ANY_FIELD),
        ("resizePolicy", ANY_FIELD),
        ("restartPolicy", Shape::Text("v1.ContainerRestartPolicy")),
        ("volumeMounts", ANY_FIELD),
        ("volumeDevices", ANY_FIELD),
        ("livenessProbe", ANY_FIELD),
        ("readinessProbe", ANY_FIELD),
        ("startupProbe", ANY_FIELD),
        ("lifecycle", ANY_FIELD),
        ("terminationMessagePath", TEXT),
        ("terminationMessagePolicy", TEXT),
        ("imagePullPolicy", Shape::Text("v1.PullPolicy")),
        ("securityContext", ANY_FIELD),
        ("stdin", Shape::Bool),
        ("stdinOnce", Shape::Bool),
        ("tty", Shape::Bool),
    ],
};

static CONTAINER_PORT: Object = Object {
    name: "ContainerPort",
    package: "v1",
    fields: &[
        ("name", TEXT),
        ("hostPort", COUNT),
        ("containerPort", COUNT),
        ("protocol", Shape::Text("v1.Protocol")),
        ("hostIP", TEXT),
    ],
};

static VARIABLE: Object = Object {
    name: "EnvVar",
    package: "v1",
    fields: &[("name", TEXT), ("value", TEXT), ("valueFrom", ANY_FIELD)],
};

static SERVICE_SPEC: Object = Object {
    name: "ServiceSpec",
    package: "v1",
    fields: &[
        ("ports", Shape::List(&A_SERVICE_PORT)),
        ("selector", Shape::TextMap),
        ("clusterIP", TEXT),
        ("clusterIPs", Shape::List(&TEXT_ITEM)),
        ("type", Shape::Text("v1.ServiceType")),
        ("externalIPs", Shape::List(&TEXT_ITEM)),
        ("sessionAffinity", Shape::Text("v1.ServiceAffinity")),
        ("loadBalancerIP", TEXT),
        ("loadBalancerSourceRanges", Shape::List(&TEXT_ITEM)),
        ("externalName", TEXT),
        ("externalTrafficPolicy", TEXT),
        ("healthCheckNodePort", COUNT),
        ("publishNotReadyAddresses", Shape::Bool),
        ("sessionAffinityConfig", ANY_FIELD),
        ("ipFamilies", Shape::List(&TEXT_ITEM)),
        ("ipFamilyPolicy", TEXT),
        ("allocateLoadBalancerNodePorts", Shape::Bool),
        ("loadBalancerClass", TEXT),
        ("internalTrafficPolicy", TEXT),
        ("trafficDistribution", TEXT),
    ],
};

static SERVICE_PORT: Object = Object {
    name: "ServicePort",
    package: "v1",
    fields: &[
        ("name", TEXT),
        ("protocol", Shape::Text("v1.Protocol")),
        ("appProtocol", TEXT),
        ("port", COUNT),
        ("targetPort", Shape::Port),
        ("nodePort", COUNT),
    ],
};
