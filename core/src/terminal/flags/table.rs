//! The commands of kubectl, with their flags.

/// The flags of each command: names with their short forms before a slash; `?` is a switch, `~` may have a value.
pub(super) const COMMANDS: &[(&str, &str)] = &[
    (
        "get",
        "A/all-namespaces? allow-missing-template-keys? chunk-size field-selector f/filename ignore-not-found? k/kustomize L/label-columns no-headers? o/output output-watch-events? raw R/recursive? l/selector server-print? show-kind? show-labels? show-managed-fields? sort-by subresource template w/watch? watch-only?",
    ),
    ("describe", "A/all-namespaces? chunk-size f/filename k/kustomize R/recursive? l/selector show-events?"),
    (
        "create",
        "dry-run~ edit? f/filename k/kustomize o/output R/recursive? save-config? l/selector validate~ field-manager",
    ),
    ("create namespace", "dry-run~ o/output save-config? validate~"),
    ("create deployment", "dry-run~ image o/output port r/replicas save-config? validate~"),
    ("create service", ""),
    ("create service clusterip", "clusterip dry-run~ o/output tcp save-config? validate~"),
    ("create service nodeport", "dry-run~ node-port o/output tcp save-config? validate~"),
    ("create service loadbalancer", "dry-run~ o/output tcp save-config? validate~"),
    ("create service externalname", "dry-run~ external-name o/output tcp save-config? validate~"),
    ("create job", "dry-run~ from image o/output save-config? validate~"),
    ("create cronjob", "dry-run~ image o/output restart schedule save-config? validate~"),
    ("create ingress", "annotation class default-backend dry-run~ o/output rule save-config? validate~"),
    ("create serviceaccount", "dry-run~ o/output save-config? validate~"),
    (
        "create configmap",
        "append-hash? dry-run~ from-env-file from-file from-literal o/output save-config? validate~",
    ),
    ("create quota", "dry-run~ hard o/output scopes save-config? validate~"),
    ("create secret", ""),
    (
        "create secret generic",
        "append-hash? dry-run~ from-env-file from-file from-literal o/output type save-config? validate~",
    ),
    ("create role", "dry-run~ o/output resource resource-name verb"),
    ("create rolebinding", "clusterrole dry-run~ group o/output role serviceaccount user"),
    ("create clusterrole", "aggregation-rule dry-run~ non-resource-url o/output resource resource-name verb"),
    ("create clusterrolebinding", "clusterrole dry-run~ group o/output serviceaccount user"),
    (
        "run",
        "annotations attach? command? dry-run~ env expose? f/filename force? grace-period image image-pull-policy l/labels leave-stdin-open? o/output overrides override-type pod-running-timeout port privileged? q/quiet? R/recursive? restart rm? save-config? i/stdin? t/tty? timeout wait?",
    ),
    (
        "expose",
        "cluster-ip dry-run~ external-ip f/filename l/labels load-balancer-ip name o/output overrides port protocol R/recursive? save-config? selector session-affinity target-port type",
    ),
    (
        "label",
        "all? A/all-namespaces? dry-run~ field-selector f/filename list? local? o/output overwrite? R/recursive? resource-version l/selector show-managed-fields?",
    ),
    (
        "annotate",
        "all? A/all-namespaces? dry-run~ field-selector f/filename list? local? o/output overwrite? R/recursive? resource-version l/selector",
    ),
    (
        "apply",
        "all? cascade~ dry-run~ f/filename force? force-conflicts? grace-period k/kustomize o/output overwrite? prune? R/recursive? l/selector server-side? timeout validate~ wait? field-manager",
    ),
    (
        "replace",
        "cascade~ dry-run~ f/filename force? grace-period k/kustomize o/output R/recursive? save-config? timeout validate~ wait?",
    ),
    (
        "delete",
        "all? A/all-namespaces? cascade~ dry-run~ field-selector f/filename force? grace-period ignore-not-found? i/interactive? k/kustomize now? o/output R/recursive? l/selector timeout wait?",
    ),
    ("edit", "f/filename o/output output-patch? R/recursive? save-config? validate~"),
    (
        "patch",
        "dry-run~ f/filename k/kustomize local? o/output p/patch patch-file R/recursive? type subresource",
    ),
    (
        "scale",
        "all? current-replicas dry-run~ f/filename k/kustomize o/output R/recursive? replicas resource-version l/selector timeout",
    ),
    ("set", ""),
    ("set image", "all? dry-run~ f/filename local? o/output R/recursive? l/selector"),
    ("set selector", "all? dry-run~ f/filename local? o/output R/recursive? resource-version"),
    ("explain", "api-version o/output recursive?"),
    ("exec", "c/container f/filename pod-running-timeout q/quiet? i/stdin? t/tty?"),
    (
        "wait",
        "all? A/all-namespaces? field-selector f/filename for local? o/output R/recursive? l/selector timeout",
    ),
    ("rollout", ""),
    ("rollout status", "f/filename R/recursive? revision l/selector timeout w/watch?"),
    ("rollout restart", "f/filename R/recursive? l/selector o/output"),
    ("config", ""),
    ("config set-context", "cluster current? user"),
    ("config get-contexts", "no-headers? o/output"),
    ("config current-context", ""),
    ("config use-context", ""),
    ("config view", "flatten? merge~ minify? o/output raw?"),
    ("auth", ""),
    ("auth can-i", "A/all-namespaces? list? no-headers? q/quiet? subresource"),
    ("auth whoami", "o/output"),
    ("api-resources", "api-group cached? categories namespaced~ no-headers? o/output sort-by verbs"),
    ("api-versions", ""),
    (
        "logs",
        "all-containers? all-pods? c/container f/follow? ignore-errors? limit-bytes p/previous? l/selector since since-time tail timestamps? prefix?",
    ),
    ("cluster-info", ""),
    ("version", "client? o/output"),
    ("events", "A/all-namespaces? for no-headers? o/output types w/watch?"),
];

/// Flags of every command.
pub(super) const GLOBAL: &str =
    "n/namespace context kubeconfig v/v h/help? cluster user s/server token as request-timeout";

/// Words that mean one of the commands.
pub(super) const ALSO: &[(&str, &str)] = &[
    ("create ns", "create namespace"),
    ("create deploy", "create deployment"),
    ("create dep", "create deployment"),
    ("create svc", "create service"),
    ("create svc clusterip", "create service clusterip"),
    ("create svc nodeport", "create service nodeport"),
    ("create svc loadbalancer", "create service loadbalancer"),
    ("create svc externalname", "create service externalname"),
    ("create cj", "create cronjob"),
    ("create ing", "create ingress"),
    ("create sa", "create serviceaccount"),
    ("create cm", "create configmap"),
    ("create resourcequota", "create quota"),
    ("config use", "config use-context"),
];
