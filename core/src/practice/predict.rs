//! Questions that a learner answers by marking each with a word: predictions.
//!
//! Enters: the file of marks, a question and its word on each line, and the cluster as the task begins. Leaves: each question
//! with its mark and the truth. What connections do is asked of the evaluator; of other questions the first solution says it,
//! with the reason behind a `#`.

use super::grade::{Grade, Shown, expected};
use super::hidden::Variation;
use super::side::Side;
use super::task::{Answer, Predict, Task};
use crate::expect::{self, State};
use crate::model::Model;
use crate::source::SourceFile;

/// What connections are marked with, unless the task has other words.
pub(super) const VERDICTS: [&str; 2] = ["allowed", "denied"];
/// What stands where nothing is marked.
const OPEN: &str = "?";

/// One question, how it was marked, and the truth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// `shop/web -> shop/api TCP 80`, or a sentence.
    pub question: String,
    /// The word of the learner; `None` where there is none yet.
    /// As the task writes it, where it is one of its words but for large and small letters.
    pub mark: Option<String>,
    /// The right word; empty where there is none, which is a fault of the task.
    pub truth: String,
    /// Why.
    pub reason: String,
    /// Of a connection whose mark is wrong: which it is.
    pub wrong: Option<Shown>,
}

impl Marked {
    /// Whether the mark is right.
    pub fn is_right(&self) -> bool {
        self.mark.as_ref() == Some(&self.truth)
    }
}

impl Predict {
    /// The answer in which the questions have these marks.
    pub fn answer(&self, marks: &[Option<String>]) -> Answer {
        let word = |at: usize| marks.get(at).and_then(Option::as_deref).unwrap_or(OPEN);
        let text: String =
            self.questions.iter().enumerate().map(|(at, it)| format!("{it}: {}\n", word(at))).collect();
        Answer { files: vec![SourceFile::new(self.file.as_str(), text)] }
    }

    /// The marks that a text of that file holds, one for each question: the words of the task as it writes them. A line may
    /// stand behind a `#`, as in [`Predict::commented`].
    pub fn marks(&self, text: &str) -> Vec<Option<String>> {
        let line = |it: &str| format!("{}\n", it.trim_start().strip_prefix("# ").unwrap_or(it));
        let all = marks(&text.lines().map(line).collect::<String>());
        self.questions.iter().map(|it| word_of(&all, it).map(|it| as_offered(self, it.0))).collect()
    }

    /// The file with these marks as comments of YAML: what reads all files as manifests passes over it.
    pub fn commented(&self, marks: &[Option<String>]) -> String {
        let plain = self.answer(marks).files;
        let lines = plain.iter().flat_map(|it| it.text.lines());
        lines.map(|it| format!("# {it}\n")).collect()
    }
}

/// A line of a file of marks.
pub(super) struct Line {
    pub(super) question: String,
    word: String,
    comment: String,
}

/// The lines of a file of marks. The last colon stands before the word.
pub(super) fn marks(text: &str) -> Vec<Line> {
    let line = |it: &str| {
        let (line, comment) = it.split_once(" #").unwrap_or((it, ""));
        let (question, word) =
            line.rsplit_once(": ").or_else(|| Some((line.trim_end().strip_suffix(':')?, "")))?;
        let plain = |it: &str| it.trim().to_owned();
        Some(Line { question: plain(question), word: plain(word), comment: plain(comment) })
    };
    text.lines()
        .filter(|it| !it.trim().is_empty() && !it.trim_start().starts_with('#'))
        .filter_map(line)
        .collect()
}

/// Each question with its mark in an answer, and the truth.
pub(super) fn predicted(task: &Task, predict: &Predict, start: &Side, answer: &Answer) -> Vec<Marked> {
    let own = answer.files.iter().rev().find(|it| it.name == predict.file);
    let own = own.map_or_else(|| vec![None; predict.questions.len()], |it| predict.marks(&it.text));
    let given =
        task.solutions.first().and_then(|it| it.answer.files.iter().find(|it| it.name == predict.file));
    let given = given.map(|it| marks(&it.text)).unwrap_or_default();
    let ask = |(question, mark): (&String, Option<String>)| {
        let mut res = Marked {
            question: question.clone(),
            mark,
            truth: String::new(),
            reason: String::new(),
            wrong: None,
        };
        if predict.is_evaluated {
            connection(start, &mut res);
        } else if let Some((word, comment)) = word_of(&given, question) {
            (res.truth, res.reason) = (as_offered(predict, word), comment);
        }
        if res.mark.as_ref().is_some_and(|it| !predict.words.contains(it)) {
            // It says nothing that could be wrong, so the truth is not told.
            res.wrong = Some(none_of(predict, &res));
        }
        if res.wrong.is_none() && res.mark.is_some() && !res.is_right() {
            res.wrong = Some(other(&res));
        }
        res
    };
    predict.questions.iter().zip(own).map(ask).collect()
}

/// The word of a question, and the comment behind it. Of two lines the last counts.
fn word_of(all: &[Line], question: &str) -> Option<(String, String)> {
    let it = all.iter().rev().find(|it| it.question == question);
    it.map(|it| (it.word.clone(), it.comment.clone())).filter(|it| !it.0.is_empty() && it.0 != OPEN)
}

/// A word as the task writes it.
fn as_offered(predict: &Predict, word: String) -> String {
    let same = predict.words.iter().find(|it| it.to_lowercase() == word.to_lowercase());
    same.cloned().unwrap_or(word)
}

/// A mark that is none of the words.
fn none_of(predict: &Predict, it: &Marked) -> Shown {
    let mark = it.mark.as_deref().unwrap_or(OPEN);
    let sentence = format!("{}: you say {mark}: write one of {}", it.question, predict.words.join(", "));
    Shown { sentence, reason: String::new(), ..other(it) }
}

/// What the evaluator says of a connection.
fn connection(start: &Side, it: &mut Marked) {
    for (word, opposite) in [("allowed", "denied"), ("denied", "allowed")] {
        let (model, found) = expected_of(start, &it.question, word);
        let Some(found) = found.all.first() else { continue };
        if found.outcome.state() != State::Passed {
            it.reason = expected::shown(&model, found).reason;
            continue;
        }
        word.clone_into(&mut it.truth);
        // What is wrong with the other word tells the ends and the reason.
        let (model, found) = expected_of(start, &it.question, opposite);
        let Some(found) = found.all.first() else { return };
        let mut shown = expected::shown(&model, found);
        it.reason.clone_from(&shown.reason);
        if it.mark.is_some() && !it.is_right() {
            shown.sentence = sentence(it);
            // A mark that denies what is allowed lacks a connection.
            shown.is_missing = it.truth == "allowed";
            it.wrong = Some(shown);
        }
        return;
    }
}

fn expected_of(start: &Side, question: &str, word: &str) -> (Model, expect::Expectations) {
    let model = start.expecting(&[format!("{question}: {word}")]);
    let found = expect::expectations(&model);
    (model, found)
}

fn sentence(it: &Marked) -> String {
    let mark = it.mark.as_deref().unwrap_or(OPEN);
    format!("{}: you say {mark}, and it is {}", it.question, it.truth)
}

/// A wrong mark of what is no connection.
fn other(it: &Marked) -> Shown {
    Shown {
        is_missing: true,
        from: String::new(),
        to: String::new(),
        from_id: String::new(),
        to_id: String::new(),
        port: String::new(),
        sentence: sentence(it),
        reason: it.reason.clone(),
        variation: Variation::Shown,
        manifests: String::new(),
    }
}

/// Grades marks: each wrong one counts as a connection, and none that is missing.
pub(super) fn judge(predict: &Predict, marked: Vec<Marked>, res: &mut Grade) {
    let open = marked.iter().filter(|it| it.mark.is_none()).count();
    if open > 0 || marked.is_empty() {
        let message = format!("{open} of {} questions in {} have no mark", marked.len(), predict.file);
        res.broken.push(super::constraints::Broken { constraint: "predict", message });
    }
    for it in marked.into_iter().filter_map(|it| it.wrong) {
        *(if it.is_missing { &mut res.missing } else { &mut res.excess }) += 1;
        res.first.get_or_insert(it);
    }
}
