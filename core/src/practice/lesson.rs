//! Lessons: a task that first has something to read, to predict and to try.
//!
//! Enters: a task that is a lesson. Leaves: its questions with what the evaluator answers, and which of the connections
//! that its text speaks of are as it says. No answer is written in a lesson: each is asked of the cluster as it is.

use super::grade::{Judge, Line};
use super::predict::{self, Marked};
use super::side::{self, Side};
use super::task::{Answer, Given, Task};
use crate::model::Loaded;

/// What a lesson has beside a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// The number of the mix-up that it is about.
    pub confusion: u32,
    /// What is read first, in Markdown.
    pub read: String,
    /// What the text says of connections as the lesson begins: lines as they follow `# expect`.
    pub claims: Vec<String>,
    /// Connections that the learner predicts, as the lesson begins.
    pub predict: Vec<String>,
    /// An edit to make.
    pub attempt: Attempt,
    /// What stays, in a sentence or two.
    pub learned: String,
}

/// An edit that the learner makes, and sees what it does.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// What to do, in Markdown.
    pub text: String,
    /// The files after it.
    pub given: Given,
    /// What is to be seen then: lines as they follow `# expect`.
    pub see: Vec<String>,
}

/// The questions of a lesson with what the evaluator answers: `truth` and `reason` of each. Empty where the task is no
/// lesson.
pub fn questions(task: &Task) -> Vec<Marked> {
    questions_with(task, Loaded::WHOLE, Judge::HERE)
}

/// The same with the parts of the evaluator that are there.
pub fn questions_with(task: &Task, loaded: Loaded, judge: Judge) -> Vec<Marked> {
    let Some(lesson) = &task.lesson else { return Vec::new() };
    let start = Side::new(task, &side::cluster(task), &Answer::default(), loaded);
    start.map_or_else(|_| Vec::new(), |start| predict::asked(&start, judge, &lesson.predict))
}

/// Whether each of these lines holds for an answer; `None` where it cannot be applied.
pub fn seen(task: &Task, answer: &Answer, lines: &[String]) -> Option<Vec<bool>> {
    seen_with(task, answer, lines, Loaded::WHOLE, Judge::HERE)
}

/// The same with the parts of the evaluator that are there.
pub fn seen_with(
    task: &Task,
    answer: &Answer,
    lines: &[String],
    loaded: Loaded,
    Judge(judge): Judge,
) -> Option<Vec<bool>> {
    let side = Side::new(task, &side::cluster(task), answer, loaded).ok()?;
    Some(judge(lines, &side).iter().map(|it| matches!(it, Line::Holds)).collect())
}
