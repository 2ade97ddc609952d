//! The clusters on which an answer is tried: the one that is shown, and hidden ones made from it.
//!
//! Enters: the objects of a task. Leaves: [`HiddenCluster`]s. Each differs from the cluster that is shown in one way, so that what
//! fails there tells what the answer relies on. Connections in the other direction and addresses outside the cluster need
//! none: every cluster has all pairs, and all addresses that a policy tells apart. Deliberately not here: policies of the
//! answer.

mod cast;

use std::cell::OnceCell;

use super::side::Ground;
use super::tree::{Tree, documents};
use crate::model::Loaded;
use cast::{Cast, Pod};

/// How a cluster differs from the one that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variation {
    /// It does not.
    Shown,
    /// In each namespace a pod with labels of its own, and one without labels.
    Newcomers,
    /// In each namespace pods with the same keys of labels and other values.
    OtherValues,
    /// Pods with the labels of others, in every other namespace.
    SameLabelsElsewhere,
    /// A namespace without labels, with pods like the others.
    PlainNamespace,
    /// Namespaces with the labels of others, and other names.
    LabelledNamespaces,
    /// Pods with one label more, and pods with one label less.
    MoreAndFewerLabels,
    /// Pods whose ports have the same names and other numbers, no names, or another protocol.
    OtherPorts,
    /// Every pod has another address.
    NewAddresses,
    /// Every pod has another name.
    NewNames,
    /// Another team's policy in each namespace.
    Neighbours,
    /// A second replica of every pod.
    Replicas,
    /// A pod on the network of its node in each namespace.
    HostNetwork,
    /// Two pods that could exist.
    AnyPod,
}

impl Variation {
    /// Those that are made from a task, in the order in which they are tried.
    pub const ALL: [Variation; 13] = [
        Variation::Shown,
        Variation::Newcomers,
        Variation::OtherValues,
        Variation::SameLabelsElsewhere,
        Variation::PlainNamespace,
        Variation::LabelledNamespaces,
        Variation::MoreAndFewerLabels,
        Variation::OtherPorts,
        Variation::NewAddresses,
        Variation::NewNames,
        Variation::Neighbours,
        Variation::Replicas,
        Variation::HostNetwork,
    ];

    /// A word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Variation::Shown => "shown",
            Variation::Newcomers => "newcomers",
            Variation::OtherValues => "other-values",
            Variation::SameLabelsElsewhere => "same-labels-elsewhere",
            Variation::PlainNamespace => "plain-namespace",
            Variation::LabelledNamespaces => "labelled-namespaces",
            Variation::MoreAndFewerLabels => "more-and-fewer-labels",
            Variation::OtherPorts => "other-ports",
            Variation::NewAddresses => "new-addresses",
            Variation::NewNames => "new-names",
            Variation::Neighbours => "neighbours",
            Variation::Replicas => "replicas",
            Variation::HostNetwork => "host-network",
            Variation::AnyPod => "any-pod",
        }
    }

    /// What is different, as the end of "on a cluster …".
    pub fn words(self) -> &'static str {
        match self {
            Variation::Shown => "as it is shown",
            Variation::Newcomers => {
                "with new pods: in each namespace one with other labels and one without labels"
            }
            Variation::OtherValues => "with pods that have the same label keys with other values",
            Variation::SameLabelsElsewhere => "with pods in other namespaces that have the same labels",
            Variation::PlainNamespace => "with one more namespace, which has no labels of its own",
            Variation::LabelledNamespaces => "with more namespaces, which have the same labels as others",
            Variation::MoreAndFewerLabels => "with pods that have one label more or one label less",
            Variation::OtherPorts => "with pods whose ports have other numbers, other protocols or no names",
            Variation::NewAddresses => "where every pod has a new address",
            Variation::NewNames => "where every pod has a new name",
            Variation::Neighbours => "with a policy of another team in each namespace",
            Variation::Replicas => "with a second replica of every pod",
            Variation::HostNetwork => "with a pod on the network of its node in each namespace",
            Variation::AnyPod => "with pods that could exist",
        }
    }

    /// Whether it changes the pods of the task and adds nothing.
    fn changes_pods(self) -> bool {
        matches!(self, Variation::NewAddresses | Variation::NewNames)
    }

    /// Whether it makes namespaces.
    fn makes_namespaces(self) -> bool {
        matches!(self, Variation::PlainNamespace | Variation::LabelledNamespaces)
    }
}

/// One cluster.
#[derive(Clone, Debug)]
pub(super) struct HiddenCluster {
    /// How it differs from the one that is shown.
    pub(super) variation: Variation,
    /// Objects that are there besides.
    pub(super) added: Vec<Tree>,
    /// What is read of it, once it is asked for.
    ground: OnceCell<Ground>,
}

impl HiddenCluster {
    /// A cluster that differs from the one that is shown.
    pub(super) fn new(variation: Variation, added: Vec<Tree>) -> HiddenCluster {
        HiddenCluster { variation, added, ground: OnceCell::new() }
    }

    /// The clusters of a task, in the order in which they are tried; without new namespaces where it is closed.
    pub(super) fn all(objects: &[Tree], is_closed: bool) -> Vec<HiddenCluster> {
        let cast = Cast::new(objects);
        let wanted = Variation::ALL.into_iter().filter(|it| !is_closed || !it.makes_namespaces());
        wanted.map(|variation| HiddenCluster::new(variation, cast.added(variation))).collect()
    }

    /// All objects of this cluster, those of the task as they are here.
    pub(super) fn objects(&self, objects: &[Tree]) -> Vec<Tree> {
        // Of pods that could exist the two alone: their namespaces may have other labels than those of the task.
        let is_alone = self.variation == Variation::AnyPod;
        let mut res = if is_alone { Vec::new() } else { objects.to_vec() };
        for (at, it) in res.iter_mut().enumerate() {
            if self.variation == Variation::NewAddresses {
                readdress(it, at);
            } else if self.variation == Variation::NewNames {
                rename(it, at);
            }
        }
        res.extend(self.added.iter().cloned());
        res
    }

    /// The same, read. The objects of the task are the same at every call.
    pub(super) fn ground(&self, objects: &[Tree], loaded: Loaded) -> &Ground {
        self.ground.get_or_init(|| Ground::new(documents(&self.objects(objects)), loaded))
    }

    /// What is different, as manifests: what is added, or the pods as they are here.
    pub(super) fn manifests(&self, objects: &[Tree]) -> String {
        if self.variation.changes_pods() {
            return documents(self.objects(objects).iter().filter(|it| it.text_at(&["kind"]) == "Pod"));
        }
        documents(&self.added)
    }
}

/// Labels that follow from the name of a pod.
const OF_THE_NAME: [&str; 4] = [
    "statefulset.kubernetes.io/pod-name",
    "kubernetes.io/hostname",
    "apps.kubernetes.io/pod-index",
    "pod-template-hash",
];

fn is_on_host_network(it: &Tree) -> bool {
    it.at(&["spec", "hostNetwork"]) == Some(&Tree::Bool(true))
}

fn readdress(it: &mut Tree, at: usize) {
    if it.text_at(&["kind"]) == "Pod" && !is_on_host_network(it) {
        let mut status = Tree::Map(Vec::new());
        status.put("podIP", Tree::text(format!("10.244.{}.{}", 200 + at / 250, 1 + at % 250)));
        it.put("status", status);
    }
}

fn rename(it: &mut Tree, at: usize) {
    if it.text_at(&["kind"]) != "Pod" {
        return;
    }
    let name = format!("renamed-{at}");
    it.put_at(&["metadata", "name"], Tree::text(name.as_str()));
    let keys: Vec<String> = it.labels_at(&["metadata", "labels"]).into_iter().map(|it| it.0).collect();
    for key in keys.iter().filter(|it| OF_THE_NAME.contains(&it.as_str())) {
        it.put_at(&["metadata", "labels", key], Tree::text(name.as_str()));
    }
}

impl Cast {
    fn added(&self, variation: Variation) -> Vec<Tree> {
        match variation {
            Variation::Shown | Variation::NewAddresses | Variation::NewNames | Variation::AnyPod => {
                Vec::new()
            }
            Variation::Newcomers => self.newcomers(),
            Variation::OtherValues => {
                let other = |it: &Pod| {
                    let values = it.labels.iter().map(|it| (it.0.clone(), "other".to_owned()));
                    it.with_labels(values.collect())
                };
                numbered(self.pods.iter().map(other), "other")
            }
            Variation::SameLabelsElsewhere => {
                let names = self.namespaces.iter().map(|it| &it.0);
                let all = names.flat_map(|name| self.elsewhere(name));
                numbered(all, "same")
            }
            Variation::PlainNamespace => self.namespace("plain", &[]),
            Variation::LabelledNamespaces => {
                let labelled = self.namespaces.iter().filter(|it| !it.1.is_empty()).enumerate();
                labelled.flat_map(|(at, it)| self.namespace(&format!("like-{at}"), &it.1)).collect()
            }
            Variation::MoreAndFewerLabels => {
                let more = self.pods.iter().map(Pod::with_one_more);
                let fewer = self.pods.iter().flat_map(Pod::with_one_less);
                numbered(more.chain(fewer), "variant")
            }
            Variation::OtherPorts => numbered(self.pods.iter().flat_map(Pod::with_other_ports), "port"),
            Variation::Neighbours => self.neighbours(),
            Variation::Replicas => numbered(self.pods.iter().cloned(), "replica"),
            Variation::HostNetwork => self.on_host_network(),
        }
    }

    fn newcomers(&self) -> Vec<Tree> {
        let own = |namespace: &str, labels: &[(&str, &str)]| {
            let labels = labels.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect();
            Pod { namespace: namespace.to_owned(), labels, ports: Vec::new() }
        };
        let pods =
            self.namespaces.iter().flat_map(|it| [own(&it.0, &[("app", "newcomer")]), own(&it.0, &[])]);
        numbered(pods, "newcomer")
    }

    /// The pods of other namespaces, in this one.
    fn elsewhere(&self, namespace: &str) -> Vec<Pod> {
        let others = self.pods.iter().filter(|it| it.namespace != namespace);
        let mut res: Vec<Pod> = Vec::new();
        for it in others.map(|it| Pod { namespace: namespace.to_owned(), ..it.clone() }) {
            if !res.iter().any(|known| known.labels == it.labels) {
                res.push(it);
            }
        }
        res
    }

    /// A new namespace with pods like all others, and one without labels.
    fn namespace(&self, name: &str, labels: &[(String, String)]) -> Vec<Tree> {
        let name = self.free(name);
        let mut metadata = Tree::map([("name", Tree::text(name.as_str()))]);
        if !labels.is_empty() {
            metadata.put("labels", Tree::labels(labels));
        }
        let mut res = vec![Tree::map([
            ("apiVersion", Tree::text("v1")),
            ("kind", Tree::text("Namespace")),
            ("metadata", metadata),
        ])];
        let plain = Pod { namespace: name.clone(), labels: Vec::new(), ports: Vec::new() };
        res.extend(numbered(self.elsewhere(&name).into_iter().chain([plain]), "pod"));
        res
    }

    fn neighbours(&self) -> Vec<Tree> {
        let mut res = Vec::new();
        for (namespace, _) in &self.namespaces {
            let text = format!(
                "{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: neighbour-team, namespace: \
                 {namespace}}}, spec: {{podSelector: {{}}, policyTypes: [Ingress], ingress: [{{from: [{{podSelector: \
                 {{matchLabels: {{team: neighbour}}}}}}], ports: [{{port: 9191}}]}}]}}}}"
            );
            res.extend(Tree::objects(&text));
            let labels = vec![("team".to_owned(), "neighbour".to_owned())];
            let pod = Pod { namespace: namespace.clone(), labels, ports: Vec::new() };
            res.push(pod.tree("neighbour"));
        }
        res
    }

    fn on_host_network(&self) -> Vec<Tree> {
        let node = "{apiVersion: v1, kind: Node, metadata: {name: hidden-node}, status: {addresses: [{type: InternalIP, \
                    address: 172.30.0.9}]}}";
        let mut res = Tree::objects(node);
        let mut seen: Vec<&str> = Vec::new();
        for it in &self.pods {
            if !seen.contains(&it.namespace.as_str()) {
                seen.push(&it.namespace);
                let mut tree = it.tree("on-host");
                tree.put_at(&["spec", "hostNetwork"], Tree::Bool(true));
                tree.put_at(&["spec", "nodeName"], Tree::text("hidden-node"));
                let address = || Tree::text("172.30.0.9");
                tree.put("status", Tree::map([("podIP", address()), ("hostIP", address())]));
                res.push(tree);
            }
        }
        res
    }
}

/// Pods with names of their own.
fn numbered(pods: impl Iterator<Item = Pod>, name: &str) -> Vec<Tree> {
    pods.enumerate().map(|(at, it)| it.tree(&format!("{name}-{}", at + 1))).collect()
}

#[cfg(test)]
mod tests;
