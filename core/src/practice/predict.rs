//! Questions that a learner answers by marking each with a word: predictions.
//!
//! Enters: the file of marks, a question and its word on each line, and the cluster as the task begins. Leaves: each question
//! with its mark and the truth. What connections do is asked of the evaluator; of other questions the first solution says it,
//! with the reason behind a `#`.

use super::grade::{self, Grade, Judge, Shown};
use super::side::Side;
use super::task::{Answer, Predict, Task};
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
        let line = |it: &str| format!("{}\n", uncommented(it));
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
        let (line, comment) = without_comment(it);
        let (question, word) = line.trim_end().rsplit_once(':')?;
        let plain = |it: &str| it.trim().to_owned();
        Some(Line { question: plain(question), word: plain(word), comment: plain(comment) })
    };
    let lines = text.trim_start_matches('\u{feff}').lines();
    lines.filter(|it| !it.trim().is_empty() && !it.trim_start().starts_with('#')).filter_map(line).collect()
}

/// A line and its comment, which begins with a blank and `#`.
fn without_comment(line: &str) -> (&str, &str) {
    let is_begin = |at: usize| line.get(..at).is_some_and(|it| it.ends_with(char::is_whitespace));
    let at = line.match_indices('#').map(|it| it.0).find(|it| is_begin(*it));
    at.and_then(|at| Some((line.get(..at)?, line.get(at + 1..)?))).unwrap_or((line, ""))
}

/// Whether two lines ask the same: blanks do not matter.
fn is_same(one: &str, other: &str) -> bool {
    let letters = |it: &'_ str| it.chars().filter(|it| !it.is_whitespace()).collect::<String>();
    letters(one) == letters(other)
}

/// Each question with its mark in an answer, and the truth. Connections are judged where the judge is here.
pub(super) fn predicted(
    task: &Task,
    predict: &Predict,
    start: &Side,
    answer: &Answer,
    judge: Option<Judge>,
) -> Vec<Marked> {
    let own = answer.files.iter().rev().find(|it| it.name == predict.file);
    let own = own.map_or_else(|| vec![None; predict.questions.len()], |it| predict.marks(&it.text));
    let given =
        task.solutions.first().and_then(|it| it.answer.files.iter().find(|it| it.name == predict.file));
    let given = given.map(|it| marks(&it.text)).unwrap_or_default();
    let marked = |(question, mark): (&String, Option<String>)| Marked {
        question: question.clone(),
        mark,
        truth: String::new(),
        reason: String::new(),
        wrong: None,
    };
    let mut res: Vec<Marked> = predict.questions.iter().zip(own).map(marked).collect();
    match judge {
        Some(judge) if predict.is_evaluated => connections(start, judge, &mut res),
        Some(_) | None => {}
    }
    for it in &mut res {
        if !predict.is_evaluated
            && let Some((word, comment)) = word_of(&given, &it.question)
        {
            (it.truth, it.reason) = (as_offered(predict, word), comment);
        }
        if it.mark.as_ref().is_some_and(|it| !predict.words.contains(it)) {
            // It says nothing that could be wrong, so the truth is not told.
            it.wrong = Some(none_of(predict, it));
        }
        if it.wrong.is_none() && it.mark.is_some() && !it.is_right() {
            it.wrong = Some(Shown::sentence(sentence(it), it.reason.clone()));
        }
    }
    res
}

/// The word of a question, and the comment behind it. Of two lines the last counts.
fn word_of(all: &[Line], question: &str) -> Option<(String, String)> {
    let it = all.iter().rev().find(|it| is_same(&it.question, question));
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
    let words = predict.words.join(", ");
    Shown::sentence(format!("{}: you say {mark}: write one of {words}", it.question), String::new())
}

/// Connections that are asked and not marked: the truth of each, and why.
pub(super) fn asked(start: &Side, judge: Judge, questions: &[String]) -> Vec<Marked> {
    let unmarked = |it: &String| Marked {
        question: it.clone(),
        mark: None,
        truth: String::new(),
        reason: String::new(),
        wrong: None,
    };
    let mut res: Vec<Marked> = questions.iter().map(unmarked).collect();
    connections(start, judge, &mut res);
    res
}

/// What the evaluator says of connections: each is expected to be allowed, and to be denied, and one of the two holds.
fn connections(start: &Side, Judge(judge): Judge, all: &mut [Marked]) {
    let lines: Vec<String> =
        all.iter().flat_map(|it| VERDICTS.map(|word| format!("{}: {word}", it.question))).collect();
    let mut judged = judge(&lines, start).into_iter();
    for it in all {
        let (Some(allowed), Some(denied)) = (judged.next(), judged.next()) else { return };
        match (allowed, denied) {
            (grade::Line::Holds, other) => truth(it, VERDICTS[0], other),
            (other, grade::Line::Holds) => truth(it, VERDICTS[1], other),
            (_, grade::Line::Fails(shown) | grade::Line::Undecided(shown)) => it.reason = shown.reason,
        }
    }
}

/// Sets the right word; what is wrong with the other one tells the ends and the reason.
fn truth(it: &mut Marked, word: &str, other: grade::Line) {
    word.clone_into(&mut it.truth);
    let (grade::Line::Fails(shown) | grade::Line::Undecided(shown)) = other else { return };
    it.reason.clone_from(&shown.reason);
    if it.mark.is_some() && !it.is_right() {
        // A mark that denies what is allowed lacks a connection.
        let is_missing = word == VERDICTS[0];
        it.wrong = Some(Shown { sentence: sentence(it), is_missing, ..*shown });
    }
}

fn sentence(it: &Marked) -> String {
    let mark = it.mark.as_deref().unwrap_or(OPEN);
    format!("{}: you say {mark}, and it is {}", it.question, it.truth)
}

/// What is not clear in a file of marks: a question that is marked twice, and not with one word, does not pass; of a line that
/// is no question it is said so.
pub(super) fn unclear(task: &Task, answer: &Answer, res: &mut Grade) {
    let Some(predict) = &task.predict else { return };
    let Some(own) = answer.files.iter().rev().find(|it| it.name == predict.file) else { return };
    let text: String = own.text.lines().map(|it| format!("{}\n", uncommented(it))).collect();
    let lines = marks(&text);
    for question in &predict.questions {
        let own = lines.iter().filter(|it| is_same(&it.question, question));
        let mut words: Vec<String> = own
            .filter(|it| !it.word.is_empty() && it.word != OPEN)
            .map(|it| as_offered(predict, it.word.clone()))
            .collect();
        words.dedup();
        if words.len() > 1 {
            let message = format!("{question} is marked twice: as {}", words.join(" and as "));
            res.broken.push(super::constraints::Broken { constraint: "predict", message });
        }
    }
    let is_asked = |it: &Line| predict.questions.iter().any(|question| is_same(&it.question, question));
    for it in marks(&own.text).iter().filter(|it| !is_asked(it)) {
        res.notes
            .push(format!("unknown line in {}: `{}` is none of the questions", predict.file, it.question));
    }
}

/// A line without the `#` that it may stand behind.
fn uncommented(line: &str) -> &str {
    line.trim_start().strip_prefix("# ").unwrap_or(line)
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
