//! One side of a comparison: the cluster of a task with the policies of the goal, of an answer, or of the start.
//!
//! Only policies of an answer count, and labels where the task lets them be changed: pods that an answer makes or deletes
//! are not what the task asks for, so the cluster stays as it is.

mod defaults;
mod refusals;

use std::sync::Arc;

use super::hidden::HiddenCluster;
use super::task::{Answer, Role, Task};
use super::tree::{Key, Tree, documents};
use crate::kind::{Manifest, Read};
use crate::model::{self, Loaded, Model};
use crate::options::Options;
use crate::source::{Mapped, Places, SourceFile, Span};
use crate::yaml;
pub use refusals::Refused;

/// Evaluations have no more steps than this.
const WORK: u64 = 200_000_000;
/// What the file of the cluster is called.
const CLUSTER: &str = "cluster";

/// Policies of one side, and the labels that it changes.
#[derive(Clone, Debug)]
pub(super) struct Side {
    /// An empty file in the place of the cluster, then those that are in force, in reading order.
    files: Vec<SourceFile>,
    /// What was made of them.
    made: Arc<[Mapped]>,
    /// Their policies.
    policies: Vec<Manifest>,
    /// Whether it may change labels of the cluster.
    relabels: bool,
    /// What is in them.
    pub(super) objects: Vec<Object>,
    /// Of the cluster, as this side has it.
    cluster: Vec<Tree>,
    /// The parts of the evaluator that are there.
    pub(super) loaded: Loaded,
}

/// One object of a side.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Object {
    /// Which.
    pub(super) key: Key,
    /// What it says.
    pub(super) tree: Tree,
    /// Whether it is a policy.
    pub(super) is_policy: bool,
}

/// The options of all evaluations of tasks.
pub(super) fn options() -> Options {
    Options { stand_ins: false, limit_work: WORK, ..Options::default() }
}

/// The files of an answer that are in force with those of the task, in reading order.
pub(super) fn files(task: &Task, answer: &Answer) -> Vec<SourceFile> {
    let own = |name: &str| answer.files.iter().rev().find(|it| it.name == name);
    let in_force =
        task.files.iter().filter(|it| !task.is_marked(&it.file.name)).filter_map(|it| match it.role {
            Role::Locked => Some(it.file.clone()),
            Role::Yours => Some(own(&it.file.name).unwrap_or(&it.file).clone()),
            Role::Offered => own(&it.file.name).map(|_| it.file.clone()),
        });
    in_force.collect()
}

/// The objects of the cluster of a task: all that its files have but policies.
pub(super) fn cluster(task: &Task) -> Vec<Tree> {
    let files = task.files.iter().filter(|it| it.role != Role::Offered && !task.is_marked(&it.file.name));
    let all = files.flat_map(|it| Tree::objects(&it.file.text));
    all.filter(|it| !it.text_at(&["kind"]).ends_with("NetworkPolicy") && it.get("kind").is_some()).collect()
}

/// The objects of some files, and what was read. Those of kinds that are not read are objects, too.
pub(super) fn read(files: &[SourceFile], loaded: Loaded) -> (Read, Vec<Object>) {
    let read = model::read_with(files, &options(), loaded);
    let places = Places::new(files, Arc::clone(&read.made));
    let object = |it: &Manifest| {
        let meta = it.meta();
        let at = meta.origin.locate(meta.span);
        let whole = places.whole(at.file).and_then(|whole| yaml::object(whole, at.span));
        let tree = match whole {
            Some(it) => Tree::of(&it),
            None => {
                Tree::objects(places.text(at).unwrap_or_default()).into_iter().next().unwrap_or(Tree::Null)
            }
        };
        Object { key: key_of(it), tree, is_policy: it.as_policy().is_some() }
    };
    let mut objects: Vec<Object> = read.manifests.iter().map(object).collect();
    let is_read = |it: &Key| objects.iter().any(|own| own.key.kind == it.kind && own.key.name == it.name);
    let unread: Vec<Object> = files
        .iter()
        .flat_map(|it| Tree::objects(&it.text))
        .filter(|it| !it.text_at(&["kind"]).is_empty() && it.get("apiVersion").is_some())
        .map(|tree| Object { key: key(&tree), tree, is_policy: false })
        .filter(|it| !is_read(&it.key))
        .collect();
    for it in unread {
        // Of an object that is there twice the last counts.
        objects.retain(|known| known.key != it.key);
        objects.push(it);
    }
    (read, objects)
}

/// Which object a manifest is.
fn key_of(it: &Manifest) -> Key {
    let meta = it.meta();
    Key { kind: it.kind_name().to_owned(), namespace: meta.namespace.clone(), name: meta.name.value.clone() }
}

impl Side {
    /// The side of an answer; `Err` says why it cannot be applied.
    pub(super) fn new(
        task: &Task,
        cluster: &[Tree],
        answer: &Answer,
        loaded: Loaded,
    ) -> Result<Side, Vec<Refused>> {
        let mut files = files(task, answer);
        // Places count from the number of a file: the cluster is the first everywhere.
        files.insert(0, SourceFile::new(CLUSTER, ""));
        refusals::of_size(&files)?;
        refusals::of_fences(task, &files)?;
        let (read, objects) = read(&files, loaded);
        refusals::of_reading(task, &files, &read)?;
        refusals::of_parts(&objects)?;
        let mut cluster = cluster.to_vec();
        for it in &mut cluster {
            relabel(it, &task.constraints.labels_only, &objects);
        }
        let policies = read.manifests.iter().filter(|it| it.as_policy().is_some()).cloned().collect();
        let relabels = !task.constraints.labels_only.is_empty();
        Ok(Side { files, made: read.made, policies, relabels, objects, cluster, loaded })
    }

    /// The same with those of its policies alone that are meant.
    pub(super) fn of_policies(&self, is_meant: impl Fn(&Key) -> bool) -> Side {
        let policies = self.policies.iter().filter(|it| is_meant(&key_of(it))).cloned().collect();
        Side { policies, ..self.clone() }
    }

    /// This side on the cluster that is shown, with lines that expect something of it, and where each line stands in the
    /// first file.
    pub(super) fn expecting(&self, lines: &[String]) -> (Model, Vec<Span>) {
        let mut text = documents(&self.cluster);
        let mut places = Vec::new();
        for it in lines {
            let start = text.len() as u32;
            // What would be another line says nothing.
            text.push_str(&format!("# expect {}\n", it.replace(['\n', '\r'], " ")));
            places.push(Span::new(start, text.len() as u32));
        }
        (self.with(&Ground::new(text, self.loaded)), places)
    }

    /// This side on a cluster.
    pub(super) fn model(&self, hidden: &HiddenCluster) -> Model {
        if self.relabels {
            return self.with(&Ground::new(documents(&hidden.objects(&self.cluster)), self.loaded));
        }
        self.with(hidden.ground(&self.cluster, self.loaded))
    }

    fn with(&self, ground: &Ground) -> Model {
        let mut files = self.files.clone();
        if let Some(first) = files.first_mut() {
            first.text = Arc::clone(&ground.text);
        }
        // The cluster is what the task says: of an answer only policies count.
        let policies = self.policies.iter().chain(ground.manifests.iter());
        let read =
            Read { manifests: policies.cloned().collect(), made: Arc::clone(&self.made), ..Read::default() };
        model::evaluate_with(&files, read, &options(), self.loaded)
    }
}

/// The objects of a cluster, read once for all that is tried on it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ground {
    text: Arc<str>,
    manifests: Arc<[Manifest]>,
}

impl Ground {
    /// Reads it.
    pub(super) fn new(text: String, loaded: Loaded) -> Ground {
        let file = SourceFile::new(CLUSTER, text);
        let read = model::read_with(std::slice::from_ref(&file), &options(), loaded);
        Ground { text: file.text, manifests: read.manifests }
    }
}

/// Where the labels of an object stand that its pods have, or its namespace.
fn places_of_labels(it: &Tree) -> &'static [&'static [&'static str]] {
    match it.at(&["spec", "template"]) {
        Some(_) => &[&["metadata", "labels"], &["spec", "template", "metadata", "labels"]],
        None => &[&["metadata", "labels"]],
    }
}

/// Which object of the cluster a tree is. Policies are none: their kinds have their own scopes.
pub(super) fn key(it: &Tree) -> Key {
    let of = |key| it.text_at(&["metadata", key]).to_owned();
    let kind = it.text_at(&["kind"]).to_owned();
    let has_none = ["Namespace", "Node"].contains(&kind.as_str());
    let namespace = match of("namespace") {
        it if it.is_empty() && !has_none => "default".to_owned(),
        it => it,
    };
    Key { kind, namespace, name: of("name") }
}

/// Gives an object of the cluster the labels that it has in an answer, where these may be changed.
fn relabel(it: &mut Tree, may_be_changed: &[Key], objects: &[Object]) {
    let key = key(it);
    if !may_be_changed.contains(&key) {
        return;
    }
    let Some(own) = objects.iter().find(|it| it.key == key) else { return };
    for place in places_of_labels(it) {
        let labels = own.tree.at(place).cloned().unwrap_or_else(|| Tree::Map(Vec::new()));
        it.put_at(place, labels);
    }
}

/// A label of an object wherever its pods or it have it: what must stay where other labels may be changed.
pub(super) fn label(it: &Tree, label: &str) -> Vec<Option<String>> {
    let value =
        |place: &&[&str]| it.at(place).and_then(|it| it.get(label)).map(|it| it.scalar().into_owned());
    places_of_labels(it).iter().map(value).collect()
}

/// An object without its labels: what must stay as it is where only labels may be changed. What a server adds does not count.
pub(super) fn without_labels(it: &Tree) -> Tree {
    let mut res = it.clone();
    for place in places_of_labels(it) {
        let [above @ .., _] = *place else { continue };
        if let Some(it) = res.at_mut(above) {
            it.remove("labels");
        }
    }
    defaults::strip(&mut res);
    res.normal()
}
