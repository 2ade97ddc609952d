//! Pods that could exist, one made from each selector alone: they are tried where there are too many ways in which all
//! selectors can be answered together.
//!
//! Enters: the policies of both sides. Leaves: namespaces and pods as objects.

use std::collections::{BTreeMap, BTreeSet};

use crate::practice::side::{self, Object};
use crate::practice::tree::Tree;

/// There are no more pods than these.
const PODS: usize = 1_000;
/// So many values of one label are tried, of those that come first and of those that come last.
const EACH_END: usize = 4;
/// The label of a namespace that has its name.
const NAME_LABEL: &str = "kubernetes.io/metadata.name";

type Labels = Vec<(String, String)>;

/// The namespaces and pods that the policies of these objects ask for, each selector by itself.
pub(super) fn pods(cluster: &[Tree], sides: [&[Object]; 2]) -> Vec<Tree> {
    let mut all = Possible::new(cluster);
    let policies = || sides.into_iter().flatten().filter(|it| it.is_policy);
    let mut peers = Vec::new();
    for it in policies() {
        find(&it.tree, &it.key.namespace, &mut peers);
    }
    // Every peer once before one of them is tried in more ways.
    for is_first in [true, false] {
        for it in &peers {
            all.add(it, is_first);
        }
    }
    all.objects()
}

/// A selector of pods, in one namespace or in those that are selected.
struct Peer<'t> {
    own: &'t str,
    namespaces: Option<&'t Tree>,
    pods: Option<&'t Tree>,
}

fn find<'t>(it: &'t Tree, own: &'t str, res: &mut Vec<Peer<'t>>) {
    let (pods, namespaces) = (it.get("podSelector"), it.get("namespaceSelector"));
    if pods.is_some() || namespaces.is_some() {
        res.push(Peer { own, namespaces, pods });
    }
    if let Some(it @ Tree::Map(_)) = it.get("namespaces") {
        res.push(Peer { own, namespaces: Some(it), pods: None });
    }
    let inner = it.items().iter().chain(it.entries().iter().map(|it| &it.1));
    inner.for_each(|it| find(it, own, res));
}

/// What a selector asks of one label.
struct Wanted<'t> {
    operator: &'t str,
    values: Vec<String>,
}

impl Wanted<'_> {
    fn holds(&self, value: Option<&str>) -> bool {
        let is_listed = || value.is_some_and(|it| self.values.iter().any(|own| own == it));
        match self.operator {
            "In" => is_listed(),
            "NotIn" => !is_listed(),
            "Exists" => value.is_some(),
            _ => value.is_none(),
        }
    }
}

/// The requirements of a selector by label.
fn wanted(selector: &Tree) -> BTreeMap<&str, Vec<Wanted<'_>>> {
    let mut res: BTreeMap<&str, Vec<Wanted<'_>>> = BTreeMap::new();
    for (key, value) in selector.get("matchLabels").map(Tree::entries).unwrap_or_default() {
        let values = vec![value.scalar().into_owned()];
        res.entry(key).or_default().push(Wanted { operator: "In", values });
    }
    for it in selector.get("matchExpressions").map(Tree::items).unwrap_or_default() {
        let values = it.get("values").map(Tree::items).unwrap_or_default();
        let values = values.iter().map(|it| it.scalar().into_owned()).collect();
        let operator = it.text_at(&["operator"]);
        res.entry(it.text_at(&["key"])).or_default().push(Wanted { operator, values });
    }
    res
}

/// Labels that satisfy a selector: the simplest, and where more are meant with other values. Empty where none do.
fn labels(selector: Option<&Tree>, is_first: bool) -> Vec<Labels> {
    let all = selector.map(wanted).unwrap_or_default();
    let mut choices: Vec<(&str, Vec<Option<&str>>)> = Vec::new();
    for (key, wanted) in &all {
        let listed = wanted.iter().filter(|it| it.operator == "In").flat_map(|it| &it.values);
        let listed = listed.map(|it| Some(it.as_str()));
        let holds = |it: &Option<&str>| wanted.iter().all(|wanted| wanted.holds(*it));
        choices.push((key, listed.chain([None, Some("any")]).filter(holds).collect()));
    }
    let first: Option<Vec<(&str, Option<&str>)>> =
        choices.iter().map(|it| Some((it.0, *it.1.first()?))).collect();
    let Some(first) = first else { return Vec::new() };
    let with = |key: &str, value: Option<&str>| -> Labels {
        let chosen = first.iter().map(|it| (it.0, if it.0 == key { value } else { it.1 }));
        chosen.filter_map(|it| Some((it.0.to_owned(), it.1?.to_owned()))).collect()
    };
    if is_first {
        return vec![with("", None)];
    }
    let mut res = Vec::new();
    for (key, values) in &choices {
        let ends = values.iter().take(EACH_END).chain(values.iter().rev().take(EACH_END));
        res.extend(ends.map(|it| with(key, *it)));
    }
    res
}

/// What was made.
struct Possible {
    namespaces: BTreeMap<String, Labels>,
    pods: BTreeSet<(String, Labels)>,
}

impl Possible {
    fn new(cluster: &[Tree]) -> Possible {
        let mut namespaces: BTreeMap<String, Labels> = BTreeMap::new();
        for it in cluster {
            let key = side::key(it);
            match key.kind.as_str() {
                "Namespace" => {
                    namespaces.insert(key.name, it.labels_at(&["metadata", "labels"]));
                }
                _ if key.namespace.is_empty() => {}
                _ => {
                    namespaces.entry(key.namespace).or_default();
                }
            }
        }
        Possible { namespaces, pods: BTreeSet::new() }
    }

    fn add(&mut self, peer: &Peer<'_>, is_first: bool) {
        let names = match peer.namespaces {
            Some(it) => self.matching(it, is_first),
            None => vec![peer.own.to_owned()],
        };
        let mut all = labels(peer.pods, true);
        if !is_first {
            all.extend(labels(peer.pods, false));
        }
        for name in names {
            for it in &all {
                if self.pods.len() < PODS {
                    self.namespaces.entry(name.clone()).or_default();
                    self.pods.insert((name.clone(), it.clone()));
                }
            }
        }
    }

    /// The namespaces that a selector means; one is made where there is none, and where more are meant.
    fn matching(&mut self, selector: &Tree, is_first: bool) -> Vec<String> {
        let all = wanted(selector);
        let is_meant = |(name, labels): &(&String, &Labels)| {
            let value = |key: &str| match key {
                NAME_LABEL => Some(name.as_str()),
                _ => labels.iter().find(|it| it.0 == key).map(|it| it.1.as_str()),
            };
            all.iter().all(|(key, wanted)| wanted.iter().all(|it| it.holds(value(key))))
        };
        let found = self.namespaces.iter().filter(is_meant).map(|it| it.0.clone());
        let mut res: Vec<String> = found.take(if is_first { 1 } else { EACH_END }).collect();
        if res.is_empty() || !is_first {
            let made = labels(Some(selector), true).into_iter().next();
            res.extend(made.and_then(|it| self.make(it)));
        }
        res
    }

    /// A namespace with these labels; `None` where its name is taken.
    fn make(&mut self, mut labels: Labels) -> Option<String> {
        let named = labels.iter().position(|it| it.0 == NAME_LABEL).map(|at| labels.remove(at).1);
        let is_like = |it: &(&String, &Labels)| it.0.starts_with("any-") && *it.1 == labels;
        if named.is_none()
            && let Some(it) = self.namespaces.iter().find(is_like)
        {
            return Some(it.0.clone());
        }
        let name = named.unwrap_or_else(|| format!("any-{}", self.namespaces.len()));
        if self.namespaces.contains_key(&name) {
            return None;
        }
        self.namespaces.insert(name.clone(), labels);
        Some(name)
    }

    fn objects(&self) -> Vec<Tree> {
        let used = self.namespaces.iter().filter(|it| self.pods.iter().any(|pod| pod.0 == *it.0));
        let namespaces =
            used.map(|it| object("Namespace", [("name", Tree::text(it.0.as_str()))].into(), it.1, None));
        let pods = self.pods.iter().enumerate().map(|(at, (namespace, labels))| {
            let container = [("name", Tree::text("main")), ("image", Tree::text("example"))];
            let spec = Tree::map([("containers", Tree::List(vec![Tree::map(container)]))]);
            let name = Tree::text(format!("pod-{}", at + 1));
            let meta = vec![("name", name), ("namespace", Tree::text(namespace.as_str()))];
            object("Pod", meta, labels, Some(spec))
        });
        namespaces.chain(pods).collect()
    }
}

fn object(kind: &str, meta: Vec<(&str, Tree)>, labels: &Labels, spec: Option<Tree>) -> Tree {
    let mut metadata = Tree::map(meta);
    if !labels.is_empty() {
        metadata.put("labels", Tree::labels(labels));
    }
    let mut res =
        Tree::map([("apiVersion", Tree::text("v1")), ("kind", Tree::text(kind)), ("metadata", metadata)]);
    if let Some(it) = spec {
        res.put("spec", it);
    }
    res
}
