//! A policy as it is written, and the places in it where a slip can happen.

use crate::diagnostic::Edit;
use crate::edit::{Written, Yaml};
use crate::practice::tree::Tree;
use crate::source::{FileId, Location, SourceFile, Span};
use crate::yaml::{self, Node, Value};

/// One policy of a file.
pub(super) struct Policy<'t> {
    /// Its text.
    pub(super) written: Written<'t>,
    /// What it says.
    pub(super) tree: Tree,
    /// The place of its file among all.
    pub(super) file: usize,
}

/// One value of a policy.
pub(super) struct Place<'p> {
    /// As the API writes it: `spec.ingress[0].ports[1].port`.
    pub(super) path: String,
    /// The key that it stands behind; of an item of a list that of the list.
    pub(super) key: &'p str,
    /// What stands there.
    pub(super) node: &'p Node<'static>,
}

impl Place<'_> {
    /// Whether one of the steps that lead here is this key.
    pub(super) fn is_below(&self, key: &str) -> bool {
        self.path.split(['.', '[', ']']).any(|it| it == key)
    }

    /// The path of what this stands in, without the last step.
    pub(super) fn above(&self) -> &str {
        let end = match self.path.strip_suffix(']') {
            Some(it) => it.rfind('['),
            None => self.path.rfind('.'),
        };
        end.and_then(|it| self.path.get(..it)).unwrap_or_default()
    }
}

/// A key behind a path.
pub(super) fn step(path: &str, key: &str) -> String {
    match (path.is_empty(), key.contains(['.', '[', ']'])) {
        (_, true) => format!("{path}[{key}]"),
        (true, false) => key.to_owned(),
        (false, false) => format!("{path}.{key}"),
    }
}

impl<'t> Policy<'t> {
    /// The policies of a file, in the order of the text.
    pub(super) fn all(text: &'t str, file: usize) -> Vec<Policy<'t>> {
        let mut res = Vec::new();
        for document in yaml::split(text) {
            let Some(node) = yaml::parse(document.text, &mut Vec::new()) else { continue };
            let is_list = node.get("kind").and_then(Node::as_str).is_some_and(|it| it.ends_with("List"));
            let items = node.get("items").map(Node::items).filter(|_| is_list);
            let objects = items.unwrap_or(std::slice::from_ref(&node));
            for it in objects {
                let span = Span::new(it.span.start + document.start, it.span.end + document.start);
                res.extend(Policy::of(text, file, it, span));
            }
        }
        res
    }

    fn of(text: &'t str, file: usize, node: &Node<'_>, span: Span) -> Option<Policy<'t>> {
        let tree = Tree::of(node);
        if !tree.text_at(&["kind"]).ends_with("NetworkPolicy") {
            return None;
        }
        let written = Written::in_text(text, Location { file: FileId(file as u32), span })?;
        Some(Policy { written, tree, file })
    }

    /// Whether it is a NetworkPolicy, and none of the whole cluster.
    pub(super) fn is_namespaced(&self) -> bool {
        self.tree.text_at(&["kind"]) == "NetworkPolicy"
    }

    /// All places of its `spec`, from the outside to the inside, in the order of the text.
    pub(super) fn places(&self) -> Vec<Place<'_>> {
        let mut res = Vec::new();
        if let Some(spec) = self.written.at("spec") {
            walk("spec", "spec", spec, &mut res);
        }
        res
    }

    /// Those behind one of these keys.
    pub(super) fn places_of(&self, keys: &[&str]) -> Vec<Place<'_>> {
        self.places().into_iter().filter(|it| keys.contains(&it.key)).collect()
    }

    /// Another scalar in the place of one, in the quotes that it has.
    pub(super) fn scalar(&self, place: &Place<'_>, new: &str) -> Option<Edit> {
        let old = self.written.slice(place.node.span);
        let quote = old.chars().next().filter(|it| ['"', '\''].contains(it));
        let Some(quote) = quote else {
            let value = match (&place.node.value, new.parse::<i64>()) {
                (Value::Int(_), Ok(it)) => Yaml::Number(it),
                (
                    Value::Int(_)
                    | Value::Null
                    | Value::Bool(_)
                    | Value::Float(_)
                    | Value::String(_)
                    | Value::Sequence(_)
                    | Value::Mapping(_),
                    _,
                ) => Yaml::text(new),
            };
            return self.written.set(&place.path, &value);
        };
        // Only where it may be written so, and not behind an anchor.
        let checked = self.written.set(&place.path, &Yaml::text(new))?;
        let is_plain = !new.contains(['"', '\'', '\\']);
        (is_plain && checked.location.span.end > checked.location.span.start)
            .then(|| self.written.replaced(checked.location.span, format!("{quote}{new}{quote}")))
    }
}

fn walk<'p>(path: &str, key: &'p str, node: &'p Node<'static>, res: &mut Vec<Place<'p>>) {
    for it in node.entries() {
        let path = step(path, &it.key);
        res.push(Place { path: path.clone(), key: it.key.as_ref(), node: &it.value });
        walk(&path, it.key.as_ref(), &it.value, res);
    }
    for (at, it) in node.items().iter().enumerate() {
        let path = format!("{path}[{at}]");
        res.push(Place { path: path.clone(), key, node: it });
        walk(&path, key, it, res);
    }
}

/// What the pods, namespaces and policies of some files have: what a slip takes its other words from.
#[derive(Debug, Default)]
pub(super) struct World {
    /// Keys of labels with their values, of pods.
    pub(super) pods: Vec<(String, String)>,
    /// The same of namespaces.
    pub(super) namespaces: Vec<(String, String)>,
    /// Names of namespaces.
    pub(super) names: Vec<String>,
    /// Ports of containers and Services: names and numbers.
    pub(super) ports: Vec<String>,
}

impl World {
    pub(super) fn of(files: &[SourceFile]) -> World {
        let mut res = World::default();
        for it in files.iter().flat_map(|it| Tree::objects(&it.text)) {
            res.add(&it);
        }
        for it in [&mut res.pods, &mut res.namespaces] {
            it.sort();
            it.dedup();
        }
        for it in [&mut res.names, &mut res.ports] {
            it.sort();
            it.dedup();
        }
        res
    }

    fn add(&mut self, it: &Tree) {
        let kind = it.text_at(&["kind"]);
        let own = |path: &[&str]| it.labels_at(path);
        match kind {
            "Namespace" => {
                let name = it.text_at(&["metadata", "name"]).to_owned();
                self.namespaces.push(("kubernetes.io/metadata.name".to_owned(), name.clone()));
                self.namespaces.extend(own(&["metadata", "labels"]));
                self.names.push(name);
            }
            "Pod" => self.pods.extend(own(&["metadata", "labels"])),
            _ => self.pods.extend(own(&["spec", "template", "metadata", "labels"])),
        }
        let namespace = it.text_at(&["metadata", "namespace"]);
        if !namespace.is_empty() {
            self.names.push(namespace.to_owned());
            self.namespaces.push(("kubernetes.io/metadata.name".to_owned(), namespace.to_owned()));
        }
        self.ports(it.get("spec").unwrap_or(&Tree::Null), kind.ends_with("NetworkPolicy"));
    }

    fn ports(&mut self, it: &Tree, is_policy: bool) {
        it.items().iter().for_each(|it| self.ports(it, is_policy));
        for (key, value) in it.entries() {
            match key.as_str() {
                "containerPort" | "targetPort" | "port" if !value.scalar().is_empty() => {
                    self.ports.push(value.scalar().into_owned());
                }
                "name" if !is_policy && it.get("containerPort").is_some() => {
                    self.ports.push(value.scalar().into_owned());
                }
                _ => self.ports(value, is_policy),
            }
        }
    }
}
