//! Whether a task is one: what its author should mend.
//!
//! Enters: a task. Leaves: what is wrong with it, each with its line. The start must fail, every solution pass, also in
//! other spellings, and every cheat fail on a connection; the hints must not hold the solution, and the text must name
//! all that is graded.

mod hint;
mod lesson;
mod told;

use super::grade::{Grade, Grader, Outcome, Parts};
use super::read::TaskProblem;
use super::side;
use super::spellings::spellings;
use super::task::{Answer, Fails, Given, Role, Task};
use crate::diagnostic::Severity;
use crate::pause::{Pause, at_once};
use crate::source::LineIndex;

/// So many hints, other spellings of each solution, and cheats a task has at least.
const HINTS: usize = 3;
const SPELLINGS: usize = 3;
const CHEATS: usize = 2;

/// What was found out about a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// What its author should mend, by line.
    pub problems: Vec<TaskProblem>,
    /// How many answers were graded.
    pub graded: usize,
    /// How many of them are other spellings of solutions.
    pub spellings: usize,
}

/// Checks a task.
pub fn check(task: &Task) -> Checked {
    at_once(async |pause| in_steps(task, Parts::WHOLE, &pause).await)
}

/// The same with the parts of the evaluator that are there, stopping in between.
pub(crate) async fn in_steps(task: &Task, parts: Parts, pause: &Pause) -> Checked {
    let grader = Grader::with(task, parts);
    let mut checker = Checker { task, grader, parts, pause, res: Checked::default() };
    checker.files();
    checker.start().await;
    checker.solutions().await;
    checker.cheats().await;
    checker.questions();
    checker.lesson().await;
    if task.lesson.is_none() && task.hints.len() != HINTS {
        let message = format!("a task has {HINTS} hints, and this one has {}", task.hints.len());
        checker.say(0, message);
    }
    if task.lesson.is_none() && task.cheats.len() < CHEATS {
        checker.say(0, format!("a task has at least {CHEATS} cheats: wrong answers that must fail"));
    }
    checker.res.problems.extend(told::problems(task, parts.loaded));
    checker.res.problems.sort_by_key(|it| it.line);
    checker.res
}

struct Checker<'t> {
    task: &'t Task,
    grader: Grader<'t>,
    parts: Parts,
    pause: &'t Pause,
    res: Checked,
}

impl Checker<'_> {
    fn say(&mut self, line: u32, message: impl Into<String>) {
        self.res.problems.push(TaskProblem { line: line.max(1), column: 1, message: message.into() });
    }

    async fn grade(&mut self, answer: &Answer) -> Grade {
        self.res.graded += 1;
        self.grader.in_steps(answer, self.pause).await
    }

    /// Files that the learner cannot mend must be without errors, and there must be one to work in.
    fn files(&mut self) {
        let task = self.task;
        for it in task.files.iter().filter(|it| it.role != Role::Yours) {
            let file = [it.file.clone()];
            let (read, _) = side::read(&file, self.parts.loaded);
            for found in read.diagnostics.iter().filter(|it| it.severity == Severity::Error) {
                let at = found.location.map_or(0, |it| it.span.start);
                let line =
                    it.line + LineIndex::new(it.file.text.clone()).line_column(at).line.saturating_sub(1);
                self.say(line, format!("{}: {}", it.file.name, found.message));
            }
        }
        if task.files.iter().all(|it| it.role == Role::Locked) {
            self.say(0, "every file is locked, so there is nothing to answer with");
        }
    }

    async fn start(&mut self) {
        let grade = self.grade(&Answer::default()).await;
        // A task that only asks for other policies with the same effect has no connection to change.
        let asks_for_form = self.task.constraints.policies.is_some() || self.task.predict.is_some();
        match grade.outcome {
            Outcome::Passed => self.say(0, "the task is solved before anything is answered"),
            Outcome::Failed if grade.first.is_none() && !asks_for_form => {
                self.say(0, "the goal allows and denies the same as the start: no connection is practised");
            }
            Outcome::Failed | Outcome::NotApplied => {}
        }
    }

    async fn solutions(&mut self) {
        let task = self.task;
        if task.solutions.is_empty() {
            self.say(0, "a task has at least one solution");
        }
        for (at, it) in task.solutions.iter().enumerate() {
            let grade = self.grade(&it.answer).await;
            if grade.outcome != Outcome::Passed {
                self.say(it.line, format!("solution {} does not pass: {}", at + 1, why(&grade)));
                continue;
            }
            self.spellings(at + 1, it).await;
        }
    }

    async fn spellings(&mut self, number: usize, solution: &Given) {
        // Marks are no objects, and are written in one way.
        if self.task.predict.is_some() {
            return;
        }
        let all = spellings(self.task, &solution.answer);
        // Files that are offered cannot be spelt otherwise.
        let is_free = self.task.files.iter().any(|it| {
            it.role == Role::Yours && solution.answer.files.iter().any(|own| own.name == it.file.name)
        });
        if all.len() < SPELLINGS && is_free {
            let message = format!("solution {number} has only {} other spellings", all.len());
            self.say(solution.line, message);
        }
        for (how, answer) in all {
            let grade = self.grade(&answer).await;
            self.res.spellings += 1;
            if grade.outcome != Outcome::Passed {
                let message = format!("solution {number} {how} does not pass: {}", why(&grade));
                self.say(solution.line, message);
            }
        }
    }

    /// Questions that have an answer, and not all the same.
    fn questions(&mut self) {
        let Some(predict) = &self.task.predict else { return };
        let marked = self.grader.predicted(&Answer::default());
        for it in marked.iter().filter(|it| it.truth.is_empty()) {
            self.say(0, format!("this cannot be answered: {}: {}", it.question, it.reason));
        }
        let first = marked.first().map(|it| &it.truth);
        if marked.len() < 2 || marked.iter().all(|it| Some(&it.truth) == first) {
            self.say(0, "all questions have one answer: there is nothing to predict");
        }
        for it in marked.iter().filter(|it| !it.truth.is_empty() && !predict.words.contains(&it.truth)) {
            self.say(0, format!("`{}` is no word to choose: {}", it.truth, it.question));
        }
    }

    async fn cheats(&mut self) {
        let task = self.task;
        for it in &task.cheats {
            let grade = self.grade(&it.given.answer).await;
            let found = match grade.outcome {
                Outcome::Passed => None,
                Outcome::NotApplied => Some(Fails::NotApplied),
                Outcome::Failed if grade.first.is_some() => Some(Fails::Cell),
                Outcome::Failed => Some(Fails::Constraint),
            };
            if found == Some(it.fails) {
                continue;
            }
            let title = &it.given.title;
            let message = match found {
                None => format!("this cheat passes: {title}"),
                Some(Fails::NotApplied) => format!("this cheat cannot be applied: {title}: {}", why(&grade)),
                Some(Fails::Constraint) => {
                    format!(
                        "this cheat fails on no connection, only on a constraint: {title}: {}",
                        why(&grade)
                    )
                }
                Some(Fails::Cell) => format!("this cheat fails on a connection: {title}: {}", why(&grade)),
            };
            self.say(it.given.line, message);
        }
    }
}

/// Why an answer does not pass, in one line.
pub(super) fn why(grade: &Grade) -> String {
    let refused = grade.refused.iter().map(|it| it.message.clone());
    let broken = grade.broken.iter().map(|it| it.message.clone());
    let first = grade.first.iter().map(|it| format!("{} ({})", it.sentence, it.reason));
    refused.chain(broken).chain(first).collect::<Vec<_>>().join("; ")
}
