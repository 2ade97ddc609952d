//! Pods, and what makes them.

use super::schema::object;
use super::schema::{METADATA, NAMELESS, NONE, REQUIREMENT, SELECTOR, Type};

/// The workload of a kind.
pub(super) fn of_kind(kind: &str) -> Option<&'static Type> {
    Some(match kind {
        "Pod" => &POD,
        "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" | "DeploymentConfig" | "Rollout" => {
            &WORKLOAD
        }
        "ReplicationController" => &CONTROLLER,
        "Job" => &JOB,
        "CronJob" => &CRON_JOB,
        _ => return None,
    })
}

static POD: Type = Type {
    texts: &["apiVersion", "kind"],
    objects: &[("metadata", &METADATA), ("spec", &POD_SPEC), ("status", &POD_STATUS)],
    ..NONE
};
static WORKLOAD: Type = object!(&WORKLOAD_SPEC);
static CONTROLLER: Type = object!(&CONTROLLER_SPEC);
static JOB: Type = object!(&JOB_SPEC);
static CRON_JOB: Type = object!(&CRON_JOB_SPEC);

static WORKLOAD_SPEC: Type = Type {
    texts: &[
        "replicas",
        "minReadySeconds",
        "revisionHistoryLimit",
        "paused",
        "progressDeadlineSeconds",
        "serviceName",
        "podManagementPolicy",
    ],
    objects: &[
        ("selector", &SELECTOR),
        ("template", &TEMPLATE),
        ("strategy", &STRATEGY),
        ("updateStrategy", &STRATEGY),
        ("ordinals", &ORDINALS),
    ],
    items: &[("volumeClaimTemplates", &CLAIM)],
    open: &["persistentVolumeClaimRetentionPolicy"],
    needs: &[&["template"]],
    ..NONE
};

static CONTROLLER_SPEC: Type = Type {
    texts: &["replicas", "minReadySeconds"],
    maps: &["selector"],
    objects: &[("template", &TEMPLATE)],
    ..NONE
};

static JOB_SPEC: Type = Type {
    texts: &[
        "parallelism",
        "completions",
        "activeDeadlineSeconds",
        "backoffLimit",
        "ttlSecondsAfterFinished",
        "completionMode",
        "suspend",
        "manualSelector",
        "podReplacementPolicy",
    ],
    objects: &[("selector", &SELECTOR), ("template", &TEMPLATE)],
    open: &["podFailurePolicy", "successPolicy"],
    needs: &[&["template"]],
    ..NONE
};

static CRON_JOB_SPEC: Type = Type {
    texts: &[
        "schedule",
        "timeZone",
        "startingDeadlineSeconds",
        "concurrencyPolicy",
        "suspend",
        "successfulJobsHistoryLimit",
        "failedJobsHistoryLimit",
    ],
    objects: &[("jobTemplate", &JOB_TEMPLATE)],
    needs: &[&["jobTemplate"]],
    ..NONE
};

static JOB_TEMPLATE: Type =
    Type { objects: &[("metadata", &NAMELESS), ("spec", &JOB_SPEC)], needs: &[&["spec"]], ..NONE };
static TEMPLATE: Type = Type { objects: &[("metadata", &NAMELESS), ("spec", &POD_SPEC)], ..NONE };
static ORDINALS: Type = Type { texts: &["start"], ..NONE };

static STRATEGY: Type = Type { texts: &["type"], objects: &[("rollingUpdate", &ROLLING)], ..NONE };
static ROLLING: Type = Type { texts: &["maxSurge", "maxUnavailable", "partition"], ..NONE };

static CLAIM: Type = Type {
    texts: &["apiVersion", "kind"],
    objects: &[("metadata", &METADATA), ("spec", &CLAIM_SPEC)],
    ..NONE
};
static CLAIM_SPEC: Type = Type {
    texts: &["storageClassName", "volumeMode", "volumeName"],
    lists: &["accessModes"],
    objects: &[("resources", &RESOURCES), ("selector", &SELECTOR)],
    ..NONE
};

static POD_SPEC: Type = Type {
    texts: &[
        "activeDeadlineSeconds",
        "automountServiceAccountToken",
        "dnsPolicy",
        "enableServiceLinks",
        "hostIPC",
        "hostNetwork",
        "hostPID",
        "hostUsers",
        "hostname",
        "nodeName",
        "preemptionPolicy",
        "priority",
        "priorityClassName",
        "restartPolicy",
        "runtimeClassName",
        "schedulerName",
        "serviceAccount",
        "serviceAccountName",
        "setHostnameAsFQDN",
        "shareProcessNamespace",
        "subdomain",
        "terminationGracePeriodSeconds",
    ],
    maps: &["nodeSelector", "overhead"],
    objects: &[("securityContext", &SECURITY), ("dnsConfig", &DNS), ("affinity", &AFFINITY)],
    items: &[
        ("containers", &CONTAINER),
        ("initContainers", &CONTAINER),
        ("ephemeralContainers", &CONTAINER),
        ("volumes", &VOLUME),
        ("imagePullSecrets", &NAMED),
        ("tolerations", &TOLERATION),
        ("hostAliases", &ALIAS),
        ("topologySpreadConstraints", &SPREAD),
    ],
    open: &["readinessGates", "schedulingGates", "resourceClaims", "os"],
    ..NONE
};

static POD_STATUS: Type = Type {
    texts: &["phase", "podIP", "hostIP", "message", "reason", "qosClass", "startTime", "nominatedNodeName"],
    items: &[("podIPs", &ADDRESS), ("hostIPs", &ADDRESS)],
    open: &["conditions", "containerStatuses", "initContainerStatuses"],
    ..NONE
};
static ADDRESS: Type = Type { texts: &["ip"], needs: &[&["ip"]], ..NONE };

static CONTAINER: Type = Type {
    texts: &[
        "name",
        "image",
        "imagePullPolicy",
        "workingDir",
        "terminationMessagePath",
        "terminationMessagePolicy",
        "tty",
        "stdin",
        "stdinOnce",
        "restartPolicy",
    ],
    lists: &["command", "args"],
    objects: &[
        ("resources", &RESOURCES),
        ("securityContext", &SECURITY),
        ("livenessProbe", &PROBE),
        ("readinessProbe", &PROBE),
        ("startupProbe", &PROBE),
        ("lifecycle", &LIFECYCLE),
    ],
    items: &[
        ("ports", &PORT),
        ("env", &ENV),
        ("envFrom", &ENV_FROM),
        ("volumeMounts", &MOUNT),
        ("volumeDevices", &MOUNT),
    ],
    open: &["resizePolicy"],
    needs: &[&["name"], &["image"]],
    ..NONE
};

static PORT: Type = Type {
    texts: &["name", "containerPort", "hostPort", "hostIP"],
    words: &[("protocol", &["TCP", "UDP", "SCTP"])],
    needs: &[&["containerPort"]],
    ..NONE
};
static ENV: Type =
    Type { texts: &["name", "value"], objects: &[("valueFrom", &VALUE_FROM)], needs: &[&["name"]], ..NONE };
static VALUE_FROM: Type = Type {
    objects: &[
        ("fieldRef", &REFERENCE),
        ("resourceFieldRef", &REFERENCE),
        ("configMapKeyRef", &KEY),
        ("secretKeyRef", &KEY),
    ],
    ..NONE
};
static REFERENCE: Type =
    Type { texts: &["apiVersion", "fieldPath", "containerName", "resource", "divisor"], ..NONE };
static KEY: Type = Type { texts: &["name", "key", "optional"], needs: &[&["key"]], ..NONE };
static ENV_FROM: Type = Type {
    texts: &["prefix"],
    objects: &[("configMapRef", &NAMED), ("secretRef", &NAMED)],
    needs: &[&["configMapRef", "secretRef"]],
    ..NONE
};
static NAMED: Type = Type { texts: &["name", "optional"], needs: &[&["name"]], ..NONE };
static MOUNT: Type = Type {
    texts: &["name", "mountPath", "subPath", "subPathExpr", "readOnly", "mountPropagation", "devicePath"],
    needs: &[&["name"], &["mountPath", "devicePath"]],
    ..NONE
};
static RESOURCES: Type = Type { maps: &["limits", "requests"], open: &["claims"], ..NONE };

static PROBE: Type = Type {
    texts: &[
        "initialDelaySeconds",
        "periodSeconds",
        "timeoutSeconds",
        "successThreshold",
        "failureThreshold",
        "terminationGracePeriodSeconds",
    ],
    objects: &[("httpGet", &HTTP), ("tcpSocket", &SOCKET), ("exec", &EXEC), ("grpc", &SOCKET)],
    ..NONE
};
static HTTP: Type = Type {
    texts: &["path", "port", "host", "scheme"],
    items: &[("httpHeaders", &HEADER)],
    needs: &[&["port"]],
    ..NONE
};
static HEADER: Type = Type { texts: &["name", "value"], needs: &[&["name"]], ..NONE };
static SOCKET: Type = Type { texts: &["port", "host", "service"], needs: &[&["port"]], ..NONE };
static EXEC: Type = Type { lists: &["command"], ..NONE };
static LIFECYCLE: Type = Type { objects: &[("postStart", &HANDLER), ("preStop", &HANDLER)], ..NONE };
static HANDLER: Type = Type {
    objects: &[("httpGet", &HTTP), ("tcpSocket", &SOCKET), ("exec", &EXEC), ("sleep", &SLEEP)],
    ..NONE
};
static SLEEP: Type = Type { texts: &["seconds"], ..NONE };

static SECURITY: Type = Type {
    texts: &[
        "runAsUser",
        "runAsGroup",
        "runAsNonRoot",
        "fsGroup",
        "fsGroupChangePolicy",
        "privileged",
        "readOnlyRootFilesystem",
        "allowPrivilegeEscalation",
        "procMount",
    ],
    lists: &["supplementalGroups"],
    objects: &[("capabilities", &CAPABILITIES), ("seccompProfile", &PROFILE), ("appArmorProfile", &PROFILE)],
    open: &["seLinuxOptions", "sysctls", "windowsOptions"],
    ..NONE
};
static CAPABILITIES: Type = Type { lists: &["add", "drop"], ..NONE };
static PROFILE: Type = Type { texts: &["type", "localhostProfile"], ..NONE };

static DNS: Type = Type { lists: &["nameservers", "searches"], items: &[("options", &DNS_OPTION)], ..NONE };
static DNS_OPTION: Type = Type { texts: &["name", "value"], needs: &[&["name"]], ..NONE };
static TOLERATION: Type =
    Type { texts: &["key", "operator", "value", "effect", "tolerationSeconds"], ..NONE };
static ALIAS: Type = Type { texts: &["ip"], lists: &["hostnames"], needs: &[&["ip"]], ..NONE };
static SPREAD: Type = Type {
    texts: &[
        "maxSkew",
        "topologyKey",
        "whenUnsatisfiable",
        "minDomains",
        "nodeAffinityPolicy",
        "nodeTaintsPolicy",
    ],
    lists: &["matchLabelKeys"],
    objects: &[("labelSelector", &SELECTOR)],
    needs: &[&["topologyKey"]],
    ..NONE
};

static AFFINITY: Type = Type {
    objects: &[
        ("nodeAffinity", &NODE_AFFINITY),
        ("podAffinity", &POD_AFFINITY),
        ("podAntiAffinity", &POD_AFFINITY),
    ],
    ..NONE
};
static NODE_AFFINITY: Type = Type {
    objects: &[("requiredDuringSchedulingIgnoredDuringExecution", &NODE_TERMS)],
    items: &[("preferredDuringSchedulingIgnoredDuringExecution", &WEIGHTED_NODE)],
    ..NONE
};
static NODE_TERMS: Type = Type { items: &[("nodeSelectorTerms", &NODE_TERM)], ..NONE };
static NODE_TERM: Type =
    Type { items: &[("matchExpressions", &REQUIREMENT), ("matchFields", &REQUIREMENT)], ..NONE };
static WEIGHTED_NODE: Type =
    Type { texts: &["weight"], objects: &[("preference", &NODE_TERM)], needs: &[&["weight"]], ..NONE };
static POD_AFFINITY: Type = Type {
    items: &[
        ("requiredDuringSchedulingIgnoredDuringExecution", &POD_TERM),
        ("preferredDuringSchedulingIgnoredDuringExecution", &WEIGHTED_POD),
    ],
    ..NONE
};
static POD_TERM: Type = Type {
    texts: &["topologyKey"],
    lists: &["namespaces"],
    objects: &[("labelSelector", &SELECTOR), ("namespaceSelector", &SELECTOR)],
    needs: &[&["topologyKey"]],
    ..NONE
};
static WEIGHTED_POD: Type =
    Type { texts: &["weight"], objects: &[("podAffinityTerm", &POD_TERM)], needs: &[&["weight"]], ..NONE };

static VOLUME: Type = Type {
    texts: &["name"],
    objects: &[
        ("emptyDir", &EMPTY_DIR),
        ("configMap", &FILES),
        ("secret", &FILES),
        ("hostPath", &HOST_PATH),
        ("persistentVolumeClaim", &CLAIMED),
    ],
    open: &["projected", "downwardAPI", "nfs", "csi", "ephemeral"],
    needs: &[&["name"]],
    ..NONE
};
static EMPTY_DIR: Type = Type { texts: &["medium", "sizeLimit"], ..NONE };
static FILES: Type = Type {
    texts: &["name", "secretName", "defaultMode", "optional"],
    items: &[("items", &FILE)],
    needs: &[&["name", "secretName"]],
    ..NONE
};
static FILE: Type = Type { texts: &["key", "path", "mode"], needs: &[&["key"]], ..NONE };
static HOST_PATH: Type = Type { texts: &["path", "type"], needs: &[&["path"]], ..NONE };
static CLAIMED: Type = Type { texts: &["claimName", "readOnly"], needs: &[&["claimName"]], ..NONE };
