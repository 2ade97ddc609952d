//! One side of a comparison: the cluster of a task with the policies of the goal, of an answer, or of the start.
//!
//! Only policies of an answer count, and labels where the task lets them be changed: pods that an answer makes or deletes
//! are not what the task asks for, so the cluster stays as it is.

use std::sync::Arc;

use super::hidden::HiddenCluster;
use super::task::{Answer, Role, Task};
use super::tree::{Key, Tree, documents};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::kind::{Manifest, Read};
use crate::model::{self, Loaded, Model};
use crate::options::Options;
use crate::source::{Mapped, Places, SourceFile};
use crate::yaml;

/// Answers that would take longer to grade are refused: bytes of all files, and policies with their rules.
const BYTES: usize = 200_000;
const RULES: usize = 1_000;
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

/// Why an answer cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The file.
    pub file: String,
    /// One-based; 0 where it is about the whole file.
    pub line: u32,
    /// What is wrong: lower case, without a final period.
    pub message: String,
    /// Whether a server would refuse it, too, or kubectl before it; else only the grade has no answer to it.
    pub by_server: bool,
}

impl Refused {
    /// What is not graded, and that a server may take.
    pub(super) fn here(file: &str, line: u32, message: impl Into<String>) -> Refused {
        Refused { file: file.to_owned(), line, message: message.into(), by_server: false }
    }
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

/// The objects of some files, and what was read.
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
        let key = Key {
            kind: it.kind_name().to_owned(),
            namespace: meta.namespace.clone(),
            name: meta.name.value.clone(),
        };
        Object { key, tree, is_policy: it.as_policy().is_some() }
    };
    let objects = read.manifests.iter().map(object).collect();
    (read, objects)
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
        let too_large = |message: &str| vec![Refused::here("", 0, message)];
        if files.iter().map(|it| it.text.len()).sum::<usize>() > BYTES {
            return Err(too_large("the answer is too large to be graded: its files have more than 200 kB"));
        }
        let (read, objects) = read(&files, loaded);
        let places = Places::new(&files, Arc::clone(&read.made));
        let errors = read.diagnostics.iter().filter(|it| it.severity == Severity::Error);
        let refused: Vec<Refused> = errors
            .map(|it| {
                let at = it.location.map(|it| places.real(it));
                let line = at.and_then(|it| places.line_column(it)).map_or(0, |it| it.line);
                let file = at.map(|it| places.name(it.file.0).to_owned()).unwrap_or_default();
                Refused { file, line, message: it.message.clone(), by_server: true }
            })
            .collect();
        if read.incomplete {
            return Err(refused);
        }
        // What an evaluator can read all the same, a server refuses.
        let yours = |it: &Diagnostic| {
            let file = it.location.map(|it| places.name(places.real(it).file.0));
            task.files.iter().any(|it| it.role == Role::Yours && Some(it.file.name.as_str()) == file)
        };
        let refused: Vec<Refused> = read
            .diagnostics
            .iter()
            .filter(|it| it.severity != Severity::Error && yours(it))
            .filter_map(|it| {
                let at = places.real(it.location?);
                let message = refusal(it, places.text(at).unwrap_or_default())?;
                let line = places.line_column(at).map_or(0, |it| it.line);
                let file = places.name(at.file.0).to_owned();
                Some(Refused { file, line, message, by_server: true })
            })
            .collect();
        if !refused.is_empty() {
            return Err(refused);
        }
        if let Some(it) = read.missing.first() {
            let at = places.real(it.location);
            let line = places.line_column(at).map_or(0, |it| it.line);
            let message = format!("{} is of a kind that is not evaluated", it.title());
            return Err(vec![Refused::here(places.name(at.file.0), line, message)]);
        }
        let rules = |it: &Object| {
            let of = |key| it.tree.at(&["spec", key]).map_or(0, |it| it.items().len());
            1 + of("ingress") + of("egress")
        };
        if objects.iter().filter(|it| it.is_policy).map(rules).sum::<usize>() > RULES {
            return Err(too_large("the answer is too large to be graded: it has more than 1,000 rules"));
        }
        let mut cluster = cluster.to_vec();
        for it in &mut cluster {
            relabel(it, &task.constraints.labels_only, &objects);
        }
        let policies = read.manifests.iter().filter(|it| it.as_policy().is_some()).cloned().collect();
        let relabels = !task.constraints.labels_only.is_empty();
        Ok(Side { files, made: read.made, policies, relabels, objects, cluster, loaded })
    }

    /// This side on the cluster that is shown, with lines that expect something of it.
    pub(super) fn expecting(&self, lines: &[String]) -> Model {
        let mut text = documents(&self.cluster);
        for it in lines {
            text.push_str(&format!("# expect {it}\n"));
        }
        self.with(&Ground::new(text, self.loaded))
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

/// The words of kubectl or of the server against something that is only warned about; `None` where both take it.
fn refusal(it: &Diagnostic, written: &str) -> Option<String> {
    if matches!(it.code, Code::RemovedApi | Code::UnservedVersion) {
        let kind = it.object.split(' ').next().unwrap_or_default();
        let version = written.trim_matches(['"', '\'']);
        return Some(format!(
            "resource mapping not found: no matches for kind \"{kind}\" in version \"{version}\"; ensure CRDs are installed first"
        ));
    }
    it.code.is_of_value().then(|| {
        let (kind, name) = it.object.split_once(' ').unwrap_or(("object", &it.object));
        let name = name.rsplit('/').next().unwrap_or_default();
        format!("The {kind} \"{name}\" is invalid: {}: {}", it.field, it.message)
    })
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

/// An object without its labels: what must stay as it is where only labels may be changed.
pub(super) fn without_labels(it: &Tree) -> Tree {
    let mut res = it.clone();
    for place in places_of_labels(it) {
        let [above @ .., _] = *place else { continue };
        if let Some(it) = res.at_mut(above) {
            it.remove("labels");
        }
    }
    res.normal()
}
