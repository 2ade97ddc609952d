//! Who is in the cluster of a task: its namespaces and its pods, also those that workloads make.

use crate::practice::tree::Tree;

/// The namespaces and pods of a task.
pub(super) struct Cast {
    /// Names and labels.
    pub(super) namespaces: Vec<(String, Vec<(String, String)>)>,
    /// One of each kind: no two have the same namespace, labels and ports.
    pub(super) pods: Vec<Pod>,
}

/// A pod, or what a workload makes pods of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pod {
    /// Its namespace.
    pub(super) namespace: String,
    /// Its labels.
    pub(super) labels: Vec<(String, String)>,
    /// The ports of its containers.
    pub(super) ports: Vec<Tree>,
}

impl Cast {
    /// Those of these objects.
    pub(super) fn new(objects: &[Tree]) -> Cast {
        let mut res = Cast { namespaces: Vec::new(), pods: Vec::new() };
        for it in objects {
            let meta = |key| it.text_at(&["metadata", key]);
            if it.text_at(&["kind"]) == "Namespace" {
                let labels = it.labels_at(&["metadata", "labels"]);
                res.namespaces.retain(|known| known.0 != meta("name"));
                res.namespaces.push((meta("name").to_owned(), labels));
            }
            let Some(pod) = Pod::of(it) else { continue };
            if !res.namespaces.iter().any(|known| known.0 == pod.namespace) {
                res.namespaces.push((pod.namespace.clone(), Vec::new()));
            }
            if !res.pods.contains(&pod) {
                res.pods.push(pod);
            }
        }
        res
    }

    /// A name that no namespace has.
    pub(super) fn free(&self, name: &str) -> String {
        let is_taken = |it: &String| self.namespaces.iter().any(|known| known.0 == *it);
        let numbered = (1_u32..).map(|it| format!("{name}-{it}"));
        std::iter::once(name.to_owned()).chain(numbered).find(|it| !is_taken(it)).unwrap_or_default()
    }
}

impl Pod {
    /// The pod of an object; `None` where it makes none, or one that shares the network of its node.
    fn of(it: &Tree) -> Option<Pod> {
        let (labels, spec) = match it.text_at(&["kind"]) {
            "Pod" => (it.labels_at(&["metadata", "labels"]), it.get("spec")),
            "CronJob" => {
                let template = it.at(&["spec", "jobTemplate", "spec", "template"])?;
                (template.labels_at(&["metadata", "labels"]), template.get("spec"))
            }
            _ => {
                let template = it.at(&["spec", "template"])?;
                (template.labels_at(&["metadata", "labels"]), template.get("spec"))
            }
        };
        if spec.and_then(|it| it.get("hostNetwork")) == Some(&Tree::Bool(true)) {
            return None;
        }
        let containers = spec.and_then(|it| it.get("containers")).map(Tree::items).unwrap_or_default();
        let ports = containers.iter().filter_map(|it| it.get("ports")).flat_map(|it| it.items().to_vec());
        let namespace = it.text_at(&["metadata", "namespace"]);
        let namespace = if namespace.is_empty() { "default" } else { namespace }.to_owned();
        Some(Pod { namespace, labels, ports: ports.collect() })
    }

    /// The same with other labels.
    pub(super) fn with_labels(&self, labels: Vec<(String, String)>) -> Pod {
        Pod { labels, ..self.clone() }
    }

    /// The same with one label more.
    pub(super) fn with_one_more(&self) -> Pod {
        let more = ("release".to_owned(), "next".to_owned());
        let labels = self.labels.iter().filter(|it| it.0 != more.0).cloned();
        self.with_labels(labels.chain([more.clone()]).collect())
    }

    /// The same without one of its labels, each in turn.
    pub(super) fn with_one_less(&self) -> Vec<Pod> {
        let without = |at: usize| {
            let kept = self.labels.iter().enumerate().filter(|it| it.0 != at).map(|it| it.1.clone());
            self.with_labels(kept.collect())
        };
        (0..self.labels.len()).map(without).collect()
    }

    /// The same with other numbers of its ports, without their names, and with the names on another protocol.
    pub(super) fn with_other_ports(&self) -> Vec<Pod> {
        if self.ports.is_empty() {
            return Vec::new();
        }
        let with = |change: fn(&mut Tree)| {
            let mut res = self.clone();
            res.ports.iter_mut().for_each(change);
            res
        };
        let moved = |it: &mut Tree| {
            let number = it.get("containerPort").map(|it| it.scalar().into_owned()).unwrap_or_default();
            let number: u16 = number.parse().unwrap_or_default();
            let other = if number > 60_000 { number - 1_000 } else { number + 1_000 };
            it.put("containerPort", Tree::Number(other.to_string()));
        };
        let unnamed = |it: &mut Tree| {
            it.remove("name");
        };
        let other_protocol = |it: &mut Tree| {
            let other = if it.text_at(&["protocol"]) == "UDP" { "TCP" } else { "UDP" };
            it.put("protocol", Tree::text(other));
        };
        vec![with(moved), with(unnamed), with(other_protocol)]
    }

    /// As an object.
    pub(super) fn tree(&self, name: &str) -> Tree {
        let mut metadata =
            Tree::map([("name", Tree::text(name)), ("namespace", Tree::text(self.namespace.as_str()))]);
        if !self.labels.is_empty() {
            metadata.put("labels", Tree::labels(&self.labels));
        }
        let mut container = Tree::map([("name", Tree::text("main")), ("image", Tree::text("example"))]);
        if !self.ports.is_empty() {
            container.put("ports", Tree::List(self.ports.clone()));
        }
        let spec = Tree::map([("containers", Tree::List(vec![container]))]);
        let (version, kind) = (Tree::text("v1"), Tree::text("Pod"));
        Tree::map([("apiVersion", version), ("kind", kind), ("metadata", metadata), ("spec", spec)])
    }
}
