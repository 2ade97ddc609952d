//! Other spellings of an answer with the same effect: a grader that refuses one of them is unfair.
//!
//! Enters: the files of an answer. Leaves: the same in other words. Each way of spelling is a function of one policy, or of
//! a whole text. Deliberately not here: whether the effect is the same, which grading finds out.

mod policy;

use super::task::{Answer, Role, Task};
use super::tree::{Tree, documents};
use crate::source::SourceFile;

/// How objects are written as a text.
type Write = fn(&[Tree]) -> String;

/// Ways to write the objects of a file.
const TEXTS: [(&str, Write); 4] = [
    ("as JSON", |it| it.iter().map(Tree::json).collect::<Vec<_>>().join("\n---\n")),
    ("as a list", |it| {
        let items = Tree::List(it.to_vec());
        Tree::map([("apiVersion", Tree::text("v1")), ("kind", Tree::text("List")), ("items", items)]).block()
    }),
    ("with other line ends", |it| documents(it).replace('\n', "\r\n")),
    ("with documents in another order", |it| documents(it.iter().rev())),
];

/// The answer in other words, each with what is different.
pub(super) fn spellings(task: &Task, answer: &Answer) -> Vec<(&'static str, Answer)> {
    let is_yours =
        |it: &SourceFile| task.files.iter().any(|file| file.role == Role::Yours && file.file.name == it.name);
    let mut res = Vec::new();
    let mut add = |name, write: &dyn Fn(&[Tree]) -> String| {
        let mut other = answer.clone();
        let mut is_other = false;
        for it in other.files.iter_mut().filter(|it| is_yours(it)) {
            let objects = Tree::objects(&it.text);
            let text = write(&objects);
            // What reads as the same objects in the same order is no other spelling, unless its form is another one.
            is_other |= !objects.is_empty() && text != documents(&objects);
            it.text = text.into();
        }
        if is_other {
            res.push((name, other));
        }
    };
    for (name, write) in TEXTS {
        add(name, &write);
    }
    for (name, write) in policy::WAYS {
        let is_more = task.constraints.policies.is_some() && policy::makes_more(name);
        if !is_more {
            add(name, &|objects| {
                let all: Vec<Tree> = objects.iter().flat_map(|it| policy::spelt(it, write)).collect();
                documents(&all)
            });
        }
    }
    res
}
