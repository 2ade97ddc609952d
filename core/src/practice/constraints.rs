//! What an answer must respect besides its effect.
//!
//! Enters: the objects of the start and of the answer. Leaves: what is broken, in words.

use super::side::{self, Object, Side};
use super::task::{Answer, Role, Task};
use super::tree::{Key, Tree};
use crate::model::Loaded;
use crate::words;

/// Something that the answer does not respect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The field of the task that asks for it: `policy`, `untouched`, `only`, `labels-only`, `keep-labels`, `predict`, `choose-one-of`, `policies`.
    pub constraint: &'static str,
    /// One sentence, without a final period.
    pub message: String,
}

/// Everything that an answer does not respect.
pub(super) fn broken(task: &Task, start: &[Object], answer: &Answer, own: &Side) -> Vec<Broken> {
    let locked = locked(task, own.loaded);
    let mut res = Vec::new();
    files(task, answer, &mut res);
    for (key, change) in changes(start, &own.objects) {
        changed(task, start, own, &locked, (&key, change), &mut res);
    }
    let asked = &task.constraints;
    for policy in &asked.policy {
        if !own.objects.iter().any(|it| it.key == *policy) {
            say(&mut res, "policy", format!("there is no {policy}"));
        }
    }
    if !asked.choose_one_of.is_empty() {
        let is_chosen = |name: &&String| answer.files.iter().any(|it| it.name == **name);
        let count = asked.choose_one_of.iter().filter(is_chosen).count();
        if count != 1 {
            let files = asked.choose_one_of.join(", ");
            let message = format!("exactly one of {files} is to be applied, and {count} are");
            say(&mut res, "choose-one-of", message);
        }
    }
    if let Some(most) = asked.policies {
        let count = own.objects.iter().filter(|it| it.is_policy && !locked.contains(&it.key)).count();
        if count > most {
            let policies = words::noun(most, "policy");
            let message = format!("use {} {policies}; your answer has {count}", number(most));
            say(&mut res, "policies", message);
        }
    }
    res
}

fn say(res: &mut Vec<Broken>, constraint: &'static str, message: String) {
    res.push(Broken { constraint, message });
}

/// Files that must stay as they are.
fn files(task: &Task, answer: &Answer, res: &mut Vec<Broken>) {
    for it in &answer.files {
        let given = task.files.iter().find(|file| file.file.name == it.name);
        let must_stay = given.filter(|it| it.role != Role::Yours);
        if must_stay.is_some_and(|given| !is_same_text(&given.file.text, &it.text)) {
            say(res, "untouched", format!("the file {} must stay as it is", it.name));
        }
    }
}

/// Whether two texts are the same but for the ends of their lines, or have the same objects.
fn is_same_text(one: &str, other: &str) -> bool {
    let plain = |it: &str| -> Vec<String> {
        it.trim_start_matches('\u{feff}').trim_end().lines().map(|it| it.trim_end().to_owned()).collect()
    };
    if plain(one) == plain(other) {
        return true;
    }
    let objects = |it: &str| -> Vec<Tree> { Tree::objects(it).iter().map(Tree::normal).collect() };
    let objects = [objects(one), objects(other)];
    !objects.iter().any(Vec::is_empty) && objects.first() == objects.last()
}

/// An object that the answer changes, adds or deletes.
fn changed(
    task: &Task,
    start: &[Object],
    own: &Side,
    locked: &[Key],
    (key, change): (&Key, &str),
    res: &mut Vec<Broken>,
) {
    let asked = &task.constraints;
    if locked.contains(key) || asked.untouched.contains(key) {
        say(res, "untouched", format!("{key} must stay as it is, and your answer {change} it"));
    } else if asked.labels_only.contains(key) {
        let [before, after] = [start, own.objects.as_slice()]
            .map(|all| all.iter().find(|it| it.key == *key).map(|it| &it.tree));
        let [was, is] = [before, after].map(|it| it.map(side::without_labels));
        // A pod that was on no node has one once it is scheduled.
        let scheduled = |mut it: Tree| {
            let was_on_node = before.is_some_and(|it| it.at(&["spec", "nodeName"]).is_some());
            if !was_on_node && let Some(it) = it.at_mut(&["spec"]) {
                it.remove("nodeName");
            }
            it
        };
        if was != is.map(scheduled) {
            say(res, "labels-only", format!("only the labels of {key} may be changed"));
        }
        for label in &asked.keep_labels {
            let of = |it: &Tree| side::label(it, label);
            if before.map(of) != after.map(of) {
                say(res, "keep-labels", format!("the label `{label}` of {key} must stay as it is"));
            }
        }
    } else if !may_have(task, key) {
        let only = allowed(task);
        let what = if only.is_empty() {
            "only labels may be changed".to_owned()
        } else {
            format!("the answer is to be made of {} alone", only.join(" and "))
        };
        let is_policy = own.objects.iter().chain(start).any(|it| it.key == *key && it.is_policy);
        let counts = if is_policy { "" } else { "; for the connections that does not count" };
        say(res, "only", format!("{what}, and yours {change} {key}{counts}"));
    }
}

/// The kinds of objects that an answer may make, change and delete.
pub(super) fn allowed(task: &Task) -> Vec<&str> {
    match &task.constraints.only {
        Some(it) => it.iter().map(String::as_str).collect(),
        None if task.constraints.labels_only.is_empty() => vec!["NetworkPolicy"],
        None => Vec::new(),
    }
}

fn may_have(task: &Task, key: &Key) -> bool {
    allowed(task).contains(&key.kind.as_str())
}

/// The objects of files that the learner does not change. They are read as those of an answer are, so that both get
/// their namespaces by the same rules.
pub(super) fn locked(task: &Task, loaded: Loaded) -> Vec<Key> {
    let files: Vec<_> =
        task.files.iter().filter(|it| it.role == Role::Locked).map(|it| it.file.clone()).collect();
    side::read(&files, loaded).1.into_iter().map(|it| it.key).collect()
}

/// A small number as a text has it.
pub(super) fn number(it: usize) -> String {
    let words = ["no", "one", "two", "three", "four", "five", "six"];
    words.get(it).map_or_else(|| it.to_string(), |it| (*it).to_owned())
}

/// What became of the objects of the start, and which are new, with the verb for it.
fn changes(start: &[Object], own: &[Object]) -> Vec<(Key, &'static str)> {
    let mut res = Vec::new();
    for it in start {
        match own.iter().find(|other| other.key == it.key) {
            None => res.push((it.key.clone(), "deletes")),
            Some(other) if other.tree.normal() != it.tree.normal() => res.push((it.key.clone(), "changes")),
            Some(_) => {}
        }
    }
    let is_new = |it: &&Object| !start.iter().any(|other| other.key == it.key);
    res.extend(own.iter().filter(is_new).map(|it| (it.key.clone(), "adds")));
    res
}
