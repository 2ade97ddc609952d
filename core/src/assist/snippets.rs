//! Whole objects, with names of the input where they are to be replaced.

use super::items::Asked;
use super::select::is_real;
use super::sketch::KeySpot;
use crate::cluster::LabelValue;
use crate::hash::HashMap;
use crate::view::{Completion, CompletionKind, Insert};
use crate::yaml;

/// An object that is written as a whole. In its text `«…»` is a place to be written, and of these `«namespace»`, `«key»`
/// and `«value»` have what the input has.
struct Snippet {
    label: &'static str,
    doc: &'static str,
    text: &'static str,
}

const ALL: &[Snippet] = &[
    Snippet {
        label: "policy: allow from pods",
        doc: "A NetworkPolicy that lets some pods connect to others on one port.",
        text: "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: «allow-web»\n  namespace: «namespace»\n\
               spec:\n  podSelector:\n    matchLabels:\n      «key»: «value»\n  policyTypes:\n    - Ingress\n  ingress:\n    - from:\n\
               \x20       - podSelector:\n            matchLabels:\n              «key»: «value»\n      ports:\n        - protocol: TCP\n\
               \x20         port: «8080»\n",
    },
    Snippet {
        label: "policy: default deny, ingress",
        doc: "Nothing may connect to the pods of the namespace unless another policy allows it.",
        text: "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: default-deny-ingress\n  namespace: «namespace»\n\
               spec:\n  podSelector: {}\n  policyTypes:\n    - Ingress\n",
    },
    Snippet {
        label: "policy: default deny, egress",
        doc: "The pods of the namespace may connect to nothing unless another policy allows it. DNS is denied, too.",
        text: "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: default-deny-egress\n  namespace: «namespace»\n\
               spec:\n  podSelector: {}\n  policyTypes:\n    - Egress\n",
    },
    Snippet {
        label: "policy: default deny, both",
        doc: "The pods of the namespace are on their own unless other policies allow something. DNS is denied, too.",
        text: "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: default-deny-all\n  namespace: «namespace»\n\
               spec:\n  podSelector: {}\n  policyTypes:\n    - Ingress\n    - Egress\n",
    },
    Snippet {
        label: "policy: allow DNS",
        doc: "The pods of the namespace may ask the DNS of the cluster, which a default deny of egress cuts off.",
        text: "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: allow-dns\n  namespace: «namespace»\n\
               spec:\n  podSelector: {}\n  policyTypes:\n    - Egress\n  egress:\n    - to:\n        - namespaceSelector:\n\
               \x20           matchLabels:\n              kubernetes.io/metadata.name: kube-system\n          podSelector:\n\
               \x20           matchLabels:\n              k8s-app: kube-dns\n      ports:\n        - protocol: UDP\n          port: 53\n\
               \x20       - protocol: TCP\n          port: 53\n",
    },
    Snippet {
        label: "policy: allow from namespace",
        doc: "All pods of one namespace may connect to some pods of another one.",
        text: "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: allow-from-namespace\n  namespace: «namespace»\n\
               spec:\n  podSelector:\n    matchLabels:\n      «key»: «value»\n  policyTypes:\n    - Ingress\n  ingress:\n    - from:\n\
               \x20       - namespaceSelector:\n            matchLabels:\n              kubernetes.io/metadata.name: «other»\n",
    },
    Snippet {
        label: "policy: web to internet",
        doc: "Some pods may connect to addresses outside of the cluster by HTTPS, and not to private ones.",
        text: "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: allow-internet\n  namespace: «namespace»\n\
               spec:\n  podSelector:\n    matchLabels:\n      «key»: «value»\n  policyTypes:\n    - Egress\n  egress:\n    - to:\n\
               \x20       - ipBlock:\n            cidr: 0.0.0.0/0\n            except:\n              - 10.0.0.0/8\n\
               \x20             - 172.16.0.0/12\n              - 192.168.0.0/16\n      ports:\n        - protocol: TCP\n\
               \x20         port: 443\n",
    },
    Snippet {
        label: "policies: three tiers",
        doc: "The web tier may connect to the api, the api to the database, and nothing else to these two.",
        text: "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: api\n  namespace: «namespace»\nspec:\n\
               \x20 podSelector:\n    matchLabels:\n      tier: api\n  policyTypes:\n    - Ingress\n  ingress:\n    - from:\n\
               \x20       - podSelector:\n            matchLabels:\n              tier: web\n      ports:\n        - protocol: TCP\n\
               \x20         port: «8080»\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: db\n\
               \x20 namespace: «namespace»\nspec:\n  podSelector:\n    matchLabels:\n      tier: db\n  policyTypes:\n    - Ingress\n\
               \x20 ingress:\n    - from:\n        - podSelector:\n            matchLabels:\n              tier: api\n      ports:\n\
               \x20       - protocol: TCP\n          port: «5432»\n",
    },
    Snippet {
        label: "cluster policy: deny as administrator",
        doc: "A ClusterNetworkPolicy that no NetworkPolicy can open: pods of one namespace are cut off from another one.",
        text: "apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata:\n  name: «deny»\nspec:\n\
               \x20 tier: Admin\n  priority: «10»\n  subject:\n    namespaces:\n      matchLabels:\n\
               \x20       kubernetes.io/metadata.name: «namespace»\n  ingress:\n    - action: Deny\n      from:\n\
               \x20       - namespaces:\n            matchLabels:\n              kubernetes.io/metadata.name: «other»\n",
    },
    Snippet {
        label: "pod",
        doc: "A Pod with one container.",
        text: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: «web»\n  namespace: «namespace»\n  labels:\n    app: «web»\nspec:\n\
               \x20 containers:\n    - name: «web»\n      image: «nginx»\n      ports:\n        - containerPort: «8080»\n",
    },
    Snippet {
        label: "deployment",
        doc: "A Deployment: some pods of one template.",
        text: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: «web»\n  namespace: «namespace»\nspec:\n  replicas: «2»\n\
               \x20 selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n\
               \x20     containers:\n        - name: «web»\n          image: «nginx»\n          ports:\n\
               \x20           - containerPort: «8080»\n",
    },
    Snippet {
        label: "namespace",
        doc: "A Namespace with a label.",
        text: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: «shop»\n  labels:\n    «team»: «blue»\n",
    },
    Snippet {
        label: "service",
        doc: "A Service that leads to pods with a label.",
        text: "apiVersion: v1\nkind: Service\nmetadata:\n  name: «web»\n  namespace: «namespace»\nspec:\n  selector:\n\
               \x20   «key»: «value»\n  ports:\n    - name: http\n      port: «80»\n      targetPort: «8080»\n",
    },
];

/// Whole objects for a document that is empty; behind one that is not, in a document of their own.
pub(super) fn objects(asked: &Asked<'_, '_>, spot: &KeySpot) -> Vec<Completion> {
    let sketch = asked.sketch;
    let is_empty = sketch.entries.is_empty();
    let rest = sketch.text.get(spot.word.end as usize..sketch.document.end as usize).unwrap_or_default();
    if !is_empty && !rest.trim().is_empty() {
        return Vec::new();
    }
    let names = Names::new(asked);
    ALL.iter().map(|it| completion(it, &names, is_empty)).collect()
}

fn completion(it: &Snippet, names: &Names<'_>, is_empty: bool) -> Completion {
    let mut insert = Vec::new();
    let mut text = if is_empty { String::new() } else { "---\n".to_owned() };
    for piece in it.text.split_inclusive('»') {
        match piece.strip_suffix('»').and_then(|it| it.split_once('«')) {
            Some((before, name)) => {
                text.push_str(before);
                insert.push(Insert::Text(std::mem::take(&mut text)));
                insert.push(Insert::Place(names.of(name)));
            }
            None => text.push_str(piece),
        }
    }
    insert.push(Insert::Text(text));
    Completion {
        label: it.label.to_owned(),
        insert,
        kind: CompletionKind::Snippet,
        detail: if is_empty { String::new() } else { "new document".to_owned() },
        documentation: it.doc.to_owned(),
    }
}

/// What the input has for the places of snippets.
struct Names<'a> {
    namespace: &'a str,
    other: &'a str,
    key: &'a str,
    value: &'a str,
}

impl<'a> Names<'a> {
    /// The namespace with the most pods, and the label that most of these have.
    fn new(asked: &Asked<'a, '_>) -> Names<'a> {
        let cluster = &asked.model.cluster;
        let mut pods = vec![0_usize; cluster.namespaces.as_slice().len()];
        for (_, it) in cluster.pods() {
            if let Some(count) = pods.get_mut(it.namespace.0 as usize) {
                *count += 1;
            }
        }
        let mut all: Vec<_> =
            cluster.namespaces.enumerate().zip(&pods).filter(|it| is_real(it.0.1)).collect();
        crate::order::sort_by(&mut all, |a, b| b.1.cmp(a.1));
        let named = |nth: usize| all.get(nth).map(|it| (it.0.0, it.0.1.name.as_str()));
        let (first, other) = (named(0), named(1));
        let mut labels: HashMap<_, usize> = HashMap::default();
        for (_, it) in first.into_iter().flat_map(|it| cluster.pods_of(it.0)) {
            for (key, value) in it.labels.iter() {
                if let LabelValue::Known(value) = value {
                    *labels.entry((key, value)).or_default() += 1;
                }
            }
        }
        let text = |it| cluster.strings.text(it);
        let most = labels.into_iter().map(|((key, value), n)| (n, text(key), text(value)));
        let most = most.max_by(|a, b| (a.0, b.1, b.2).cmp(&(b.0, a.1, a.2)));
        Names {
            namespace: first.map_or("default", |it| it.1),
            other: other.map_or("other", |it| it.1),
            key: most.map_or("app", |it| it.1),
            value: most.map_or("web", |it| it.2),
        }
    }

    /// As YAML has it: a namespace may be called `y`.
    fn of(&self, name: &str) -> String {
        let known = match name {
            "namespace" => self.namespace,
            "other" => self.other,
            "key" => self.key,
            "value" => self.value,
            other => return other.to_owned(),
        };
        yaml::written(known).into_owned()
    }
}
