//! What an answer must respect besides its effect.
//!
//! Enters: the objects of the start and of the answer. Leaves: what is broken, in words.

use super::side::{self, Object, Side};
use super::task::{Answer, Role, Task};
use super::tree::Key;
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
    let mut res = Vec::new();
    let mut say = |constraint, message| res.push(Broken { constraint, message });
    let asked = &task.constraints;
    let locked = locked(task, own.loaded);
    let is_locked = |key: &Key| locked.contains(key);
    for it in &answer.files {
        let given = task.files.iter().find(|file| file.file.name == it.name);
        if let Some(given) = given
            && given.role != Role::Yours
            && given.file.text != it.text
        {
            say("untouched", format!("the file {} must stay as it is", it.name));
        }
    }
    for (key, change) in changes(start, &own.objects) {
        if is_locked(&key) || asked.untouched.contains(&key) {
            say("untouched", format!("{key} must stay as it is, and your answer {change} it"));
        } else if asked.labels_only.contains(&key) {
            let find =
                |all: &[Object]| all.iter().find(|it| it.key == key).map(|it| side::without_labels(&it.tree));
            if find(start) != find(&own.objects) {
                say("labels-only", format!("only the labels of {key} may be changed"));
            }
            for label in &asked.keep_labels {
                let find = |all: &[Object]| {
                    all.iter().find(|it| it.key == key).map(|it| side::label(&it.tree, label))
                };
                if find(start) != find(&own.objects) {
                    say("keep-labels", format!("the label `{label}` of {key} must stay as it is"));
                }
            }
        } else if !may_have(task, &key) {
            let only = allowed(task);
            let what = if only.is_empty() {
                "only labels may be changed".to_owned()
            } else {
                format!("the answer is to be made of {} alone", only.join(" and "))
            };
            let is_policy = own.objects.iter().chain(start).any(|it| it.key == key && it.is_policy);
            let counts = if is_policy { "" } else { "; for the connections that does not count" };
            say("only", format!("{what}, and yours {change} {key}{counts}"));
        }
    }
    for policy in &asked.policy {
        if !own.objects.iter().any(|it| it.key == *policy) {
            say("policy", format!("there is no {policy}"));
        }
    }
    if !asked.choose_one_of.is_empty() {
        let chosen =
            asked.choose_one_of.iter().filter(|name| answer.files.iter().any(|it| it.name == **name));
        let count = chosen.count();
        if count != 1 {
            let files = asked.choose_one_of.join(", ");
            say("choose-one-of", format!("exactly one of {files} is to be applied, and {count} are"));
        }
    }
    if let Some(most) = asked.policies {
        let count = own.objects.iter().filter(|it| it.is_policy && !is_locked(&it.key)).count();
        if count > most {
            let policies = words::noun(most, "policy");
            say("policies", format!("use {} {policies}; your answer has {count}", number(most)));
        }
    }
    res
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
fn locked(task: &Task, loaded: Loaded) -> Vec<Key> {
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
