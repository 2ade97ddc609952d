//! Whether a lesson is one: what it says of connections, against the evaluator.

use super::Checker;
use crate::practice::lesson::{self, Lesson};
use crate::practice::task::Answer;

/// So many questions a lesson has.
const QUESTIONS: std::ops::RangeInclusive<usize> = 2..=4;

impl Checker<'_> {
    /// What the text says holds, the questions have answers, and the edit shows something.
    pub(super) fn lesson(&mut self) {
        let task = self.task;
        let Some(lesson) = &task.lesson else { return };
        if task.predict.is_some() {
            self.say(0, "a lesson asks its questions in `lesson`, so it has no `predict` of its own");
        }
        self.claims(lesson);
        self.asked(lesson);
        self.attempt(lesson);
    }

    fn claims(&mut self, lesson: &Lesson) {
        let held = lesson::seen(self.task, &Answer::default(), &lesson.claims);
        let Some(held) = held else {
            return self.say(0, "the lesson cannot be applied as it begins");
        };
        for (line, _) in lesson.claims.iter().zip(held).filter(|it| !it.1) {
            self.say(0, format!("the lesson says what does not hold as it begins: {line}"));
        }
    }

    fn asked(&mut self, lesson: &Lesson) {
        let all = lesson::questions(self.task);
        for it in all.iter().filter(|it| it.truth.is_empty()) {
            self.say(0, format!("this cannot be answered: {}: {}", it.question, it.reason));
        }
        if !QUESTIONS.contains(&lesson.predict.len()) {
            self.say(0, format!("a lesson has {} to {} questions", QUESTIONS.start(), QUESTIONS.end()));
        }
        let first = all.first().map(|it| &it.truth);
        if all.iter().all(|it| Some(&it.truth) == first) {
            self.say(0, "all questions have one answer: there is nothing to predict");
        }
    }

    fn attempt(&mut self, lesson: &Lesson) {
        let attempt = &lesson.attempt;
        let line = attempt.given.line;
        let Some(held) = lesson::seen(self.task, &attempt.given.answer, &attempt.see) else {
            return self.say(line, "what is to be tried cannot be applied");
        };
        for (see, _) in attempt.see.iter().zip(held).filter(|it| !it.1) {
            self.say(line, format!("this is not seen after the edit: {see}"));
        }
        let before = lesson::seen(self.task, &Answer::default(), &attempt.see);
        if before.is_some_and(|it| it.iter().all(|it| *it)) {
            self.say(line, "all that is to be seen is so before the edit");
        }
        if self.grade(&attempt.given.answer).outcome == super::Outcome::Passed {
            self.say(line, "the edit that is tried solves the task: nothing is left to do");
        }
    }
}
