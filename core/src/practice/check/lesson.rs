//! Whether a lesson is one: what it says of connections, against the evaluator.

use super::Checker;
use crate::practice::grade::Judge;
use crate::practice::lesson::{self, Lesson};
use crate::practice::task::Answer;

/// So many questions a lesson has.
const QUESTIONS: std::ops::RangeInclusive<usize> = 2..=4;

impl Checker<'_> {
    /// What the text says holds, the questions have answers, and the edit shows something.
    pub(super) async fn lesson(&mut self) {
        let task = self.task;
        let (Some(lesson), Some(judge)) = (&task.lesson, self.parts.judge) else { return };
        if task.predict.is_some() {
            self.say(0, "a lesson asks its questions in `lesson`, so it has no `predict` of its own");
        }
        self.claims(lesson, judge);
        self.pause.here().await;
        self.asked(lesson, judge);
        self.pause.here().await;
        self.attempt(lesson, judge).await;
    }

    /// Whether each of these lines holds for an answer.
    fn seen(&self, answer: &Answer, lines: &[String], judge: Judge) -> Option<Vec<bool>> {
        lesson::seen_with(self.task, answer, lines, self.parts.loaded, judge)
    }

    fn claims(&mut self, lesson: &Lesson, judge: Judge) {
        let held = self.seen(&Answer::default(), &lesson.claims, judge);
        let Some(held) = held else {
            return self.say(0, "the lesson cannot be applied as it begins");
        };
        for (line, _) in lesson.claims.iter().zip(held).filter(|it| !it.1) {
            self.say(0, format!("the lesson says what does not hold as it begins: {line}"));
        }
    }

    fn asked(&mut self, lesson: &Lesson, judge: Judge) {
        let all = lesson::questions_with(self.task, self.parts.loaded, judge);
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

    async fn attempt(&mut self, lesson: &Lesson, judge: Judge) {
        let attempt = &lesson.attempt;
        let line = attempt.given.line;
        let Some(held) = self.seen(&attempt.given.answer, &attempt.see, judge) else {
            return self.say(line, "what is to be tried cannot be applied");
        };
        for (see, _) in attempt.see.iter().zip(held).filter(|it| !it.1) {
            self.say(line, format!("this is not seen after the edit: {see}"));
        }
        let before = self.seen(&Answer::default(), &attempt.see, judge);
        if before.is_some_and(|it| it.iter().all(|it| *it)) {
            self.say(line, "all that is to be seen is so before the edit");
        }
        if self.grade(&attempt.given.answer).await.outcome == super::Outcome::Passed {
            self.say(line, "the edit that is tried solves the task: nothing is left to do");
        }
    }
}
