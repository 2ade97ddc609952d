//! Exams: one that is being taken, and those that are over, as this browser keeps them. Pure: what time it is, is handed
//! in, so the clock is never counted.

use netpol_core::practice::exam::{Candidate, draw, plan};
use netpol_core::practice::{Exam, Topic};

use super::{TOPICS, catalogue};

/// An exam that is being taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// Which.
    pub exam: Exam,
    /// What its tasks were drawn with.
    pub seed: u64,
    /// When it began, in seconds since 1970.
    pub start: u64,
    /// Its tasks.
    pub seats: Vec<Seat>,
    /// The one that is on the page.
    pub at: usize,
}

/// A task of an exam.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Its name.
    pub name: String,
    /// To come back to.
    pub is_flagged: bool,
    /// The answer so far, packed as a draft is; empty where nothing was written.
    pub answer: String,
}

/// An exam that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// Which.
    pub exam: Exam,
    /// What its tasks were drawn with.
    pub seed: u64,
    /// When it began, in seconds since 1970.
    pub start: u64,
    /// How many seconds it took.
    pub took: u64,
    /// What came of each task.
    pub tasks: Vec<Result>,
}

/// What came of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Result {
    /// Its name.
    pub name: String,
    /// Of a hundred.
    pub points: u32,
    /// Whether it was still flagged.
    pub is_flagged: bool,
    /// The answer, packed as a draft is; empty where there is none, or it is not kept any more.
    pub answer: String,
    /// What was wrong, in a sentence; empty where nothing was.
    pub wrong: String,
}

/// So many exams are kept.
const MOST: usize = 50;
/// And of so many the answers too.
const WITH_ANSWERS: usize = 3;

/// The topics of a task, by its name.
pub fn topics(name: &str) -> Vec<Topic> {
    let own = TOPICS.iter().find(|it| it.0 == name).map_or("", |it| it.2);
    Topic::ALL.iter().copied().filter(|it| own.split(' ').any(|word| word == it.as_str())).collect()
}

/// Draws the tasks of an exam. Predictions are none of them: an exam asks for something to be made.
pub fn drawn(exam: Exam, seed: u64) -> Vec<&'static str> {
    let all: Vec<_> = catalogue();
    let known: Vec<(Vec<Exam>, Vec<Topic>)> =
        all.iter().map(|it| (it.exams().collect(), topics(it.name))).collect();
    let predicts = |name: &str| TOPICS.iter().any(|it| it.0 == name && it.1);
    let candidates: Vec<Candidate<'_>> = all
        .iter()
        .zip(&known)
        .filter(|(it, _)| !predicts(it.name))
        .map(|(it, (exams, topics))| Candidate { name: it.name, group: it.group, exams, topics })
        .collect();
    let names = draw(exam, seed, &candidates);
    names.into_iter().filter_map(|name| all.iter().find(|it| it.name == name)).map(|it| it.name).collect()
}

impl Running {
    /// A new one.
    pub fn new(exam: Exam, seed: u64, start: u64) -> Running {
        let seat = |name: &str| Seat { name: name.to_owned(), is_flagged: false, answer: String::new() };
        let seats = drawn(exam, seed).into_iter().map(seat).collect();
        Running { exam, seed, start, seats, at: 0 }
    }

    /// The seconds that are left.
    pub fn left(&self, now: u64) -> u64 {
        (self.start + 60 * plan(self.exam).minutes).saturating_sub(now)
    }

    /// Whether a task is one of it.
    pub fn has(&self, name: &str) -> bool {
        self.seats.iter().any(|it| it.name == name)
    }

    /// Whether another one is this exam, maybe with other answers.
    pub fn is_same(&self, other: &Running) -> bool {
        (self.start, self.seed, self.exam) == (other.start, other.seed, other.exam)
    }

    /// This exam as the storage has it, which another tab may have changed; with its own place, and with the own answers
    /// and flags to the tasks of which the storage did not take them.
    pub fn joined(self, stored: Option<Running>, unkept: &[String]) -> Running {
        let Some(mut res) = stored else { return self };
        res.at = self.at;
        for own in self.seats.into_iter().filter(|it| unkept.contains(&it.name)) {
            if let Some(it) = res.seats.iter_mut().find(|it| it.name == own.name) {
                *it = own;
            }
        }
        res
    }

    /// The tasks whose answers or flags are not these.
    pub fn differing(&self, others: &[Seat]) -> Vec<String> {
        self.seats.iter().filter(|it| !others.contains(it)).map(|it| it.name.clone()).collect()
    }

    /// As it is stored.
    pub fn to_text(&self) -> String {
        let seat = |it: &Seat| format!("{} {} {}\n", it.name, u8::from(it.is_flagged), it.answer);
        let head = format!("{} {} {} {}\n", self.exam.as_str(), self.seed, self.start, self.at);
        head + &self.seats.iter().map(seat).collect::<String>()
    }

    /// The reverse.
    pub fn from_text(text: &str) -> Option<Running> {
        let mut lines = text.lines();
        let mut head = lines.next()?.split(' ');
        let exam = exam_of(head.next()?)?;
        let (seed, start) = (head.next()?.parse().ok()?, head.next()?.parse().ok()?);
        let at = head.next()?.parse().ok()?;
        let seat = |it: &str| {
            let mut words = it.split(' ');
            Some(Seat {
                name: words.next()?.to_owned(),
                is_flagged: words.next()? == "1",
                answer: words.next()?.to_owned(),
            })
        };
        let seats: Vec<Seat> = lines.filter_map(seat).collect();
        (at < seats.len()).then_some(Running { exam, seed, start, seats, at })
    }
}

impl Past {
    /// Whether another one tells of the same exam.
    pub fn is_same(&self, other: &Past) -> bool {
        (self.start, self.seed, self.exam) == (other.start, other.seed, other.exam)
    }

    /// As it is stored: a line for the exam, and one for each task, indented.
    pub fn to_text(&self) -> String {
        let task = |it: &Result| {
            let wrong = it.wrong.replace('\n', " ");
            format!(" {} {} {} {} {wrong}\n", it.name, it.points, u8::from(it.is_flagged), it.answer)
        };
        let head = format!("{} {} {} {}\n", self.exam.as_str(), self.seed, self.start, self.took);
        head + &self.tasks.iter().map(task).collect::<String>()
    }
}

/// Several of them as they are stored.
pub fn to_text(all: &[Past]) -> String {
    all.iter().map(Past::to_text).collect()
}

/// The reverse, the latest first; lines that are none are passed over.
pub fn from_text(text: &str) -> Vec<Past> {
    let mut res: Vec<Past> = Vec::new();
    for line in text.lines() {
        match line.strip_prefix(' ') {
            Some(task) => {
                if let (Some(last), Some(task)) = (res.last_mut(), result(task)) {
                    last.tasks.push(task);
                }
            }
            None => res.extend(past(line)),
        }
    }
    res.sort_by_key(|it| std::cmp::Reverse(it.start));
    res.truncate(MOST);
    res
}

/// Those of both, each once.
pub fn joined(own: &[Past], others: Vec<Past>) -> Vec<Past> {
    let mut all = own.to_vec();
    for it in others {
        if !all.iter().any(|own| own.is_same(&it)) {
            all.push(it);
        }
    }
    all.sort_by_key(|it| std::cmp::Reverse(it.start));
    all.truncate(MOST);
    for task in all.iter_mut().skip(WITH_ANSWERS).flat_map(|it| &mut it.tasks) {
        task.answer.clear();
    }
    all
}

fn past(line: &str) -> Option<Past> {
    let mut words = line.split(' ');
    let exam = exam_of(words.next()?)?;
    let mut number = || words.next()?.parse().ok();
    let (seed, start, took) = (number()?, number()?, number()?);
    Some(Past { exam, seed, start, took, tasks: Vec::new() })
}

fn result(line: &str) -> Option<Result> {
    let mut words = line.splitn(5, ' ');
    let name = words.next()?.to_owned();
    let points = words.next()?.parse().ok().filter(|it| *it <= 100)?;
    let is_flagged = words.next()? == "1";
    let (answer, wrong) = (words.next()?.to_owned(), words.next()?.to_owned());
    Some(Result { name, points, is_flagged, answer, wrong })
}

/// An exam by its name, in large or small letters.
pub fn exam_of(name: &str) -> Option<Exam> {
    Exam::ALL.iter().copied().find(|it| it.as_str().eq_ignore_ascii_case(name))
}

/// `4:07`, `1:04:07`.
pub fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours == 0 { format!("{minutes}:{seconds:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(start: u64, wrong: &str) -> Past {
        let (name, answer) = ("a-task".to_owned(), "2abc".to_owned());
        let task = Result { name, points: 50, is_flagged: true, answer, wrong: wrong.to_owned() };
        Past { exam: Exam::Cks, seed: 9, start, took: 61, tasks: vec![task] }
    }

    #[test]
    fn every_exam_is_drawn_from_the_tasks_that_fit_it_and_has_no_predictions() {
        for exam in Exam::ALL {
            for seed in 0..30 {
                let drawn = drawn(*exam, seed);
                assert_eq!(drawn.len(), plan(*exam).tasks, "{exam:?} {seed}");
                for name in drawn {
                    let entry = super::super::entry(name).unwrap();
                    assert!(entry.exams().any(|it| it == *exam), "{name}");
                    assert!(!topics(name).is_empty(), "{name}");
                    assert!(TOPICS.iter().any(|it| it.0 == name && !it.1), "{name}");
                }
            }
        }
    }

    #[test]
    fn a_running_exam_comes_back_and_its_time_follows_from_its_start() {
        let mut it = Running::new(Exam::Cka, 7, 1000);
        it.at = 2;
        it.seats.get_mut(1).unwrap().is_flagged = true;
        it.seats.get_mut(1).unwrap().answer = "2abc".to_owned();
        assert_eq!(Running::from_text(&it.to_text()), Some(it.clone()));
        assert_eq!(it.left(1000), 35 * 60);
        assert_eq!(it.left(1000 + 35 * 60 - 1), 1);
        assert_eq!(it.left(999_999), 0);
        assert!(it.has(&it.seats.first().unwrap().name) && !it.has("none"));
        for nonsense in ["", "CKA", "CKA 1 2 0", "CKA 1 2 9\na 0 \n", "XXX 1 2 0\na 0 \n"] {
            assert_eq!(Running::from_text(nonsense), None, "{nonsense:?}");
        }
    }

    #[test]
    fn what_the_storage_refused_counts_before_what_it_holds_and_all_else_is_that_of_the_other_tab() {
        let stored = {
            let mut it = Running::new(Exam::Cka, 7, 1000);
            it.at = 3;
            it.seats.get_mut(0).unwrap().answer = "2old".to_owned();
            it.seats.get_mut(1).unwrap().answer = "2theirs".to_owned();
            it
        };
        let mut own = stored.clone();
        own.at = 1;
        own.seats.get_mut(0).unwrap().answer = "2new".to_owned();
        own.seats.get_mut(1).unwrap().answer = String::new();
        own.seats.get_mut(2).unwrap().is_flagged = true;
        let name = |at: usize| own.seats.get(at).unwrap().name.clone();
        assert_eq!(own.differing(&stored.seats), [name(0), name(1), name(2)]);
        let now = own.clone().joined(Some(stored.clone()), &[name(0), name(2)]);
        let answers: Vec<&str> = now.seats.iter().map(|it| it.answer.as_str()).collect();
        assert_eq!(answers, ["2new", "2theirs", "", "", ""]);
        assert_eq!((now.at, now.seats.get(2).unwrap().is_flagged), (1, true));
        assert_eq!(own.clone().joined(None, &[]), own);
        assert!(own.is_same(&stored) && !own.is_same(&Running::new(Exam::Cka, 7, 1001)));
    }

    #[test]
    fn exams_that_are_over_come_back_the_latest_first_and_nonsense_is_passed_over() {
        let all = [past(20, "a can still reach b, and it should not"), past(10, "")];
        assert_eq!(from_text(&to_text(&all)), all);
        assert_eq!(from_text(" a 1 0 x\nCKX 1 2 3\n"), Vec::new());
        let turned = [past(10, ""), past(20, "two\nlines")];
        let read = from_text(&to_text(&turned));
        assert_eq!(read.iter().map(|it| it.start).collect::<Vec<_>>(), [20, 10]);
        assert_eq!(read.iter().map(|it| it.tasks.len()).sum::<usize>(), 2);
    }

    #[test]
    fn exams_of_elsewhere_are_added_once() {
        let own = [past(10, "mine")];
        let all = joined(&own, vec![past(10, "theirs"), past(30, "")]);
        assert_eq!(all, [past(30, ""), past(10, "mine")]);
        let many = joined(&[], (1..60).map(|it| past(it, "")).collect());
        assert_eq!(many.len(), MOST);
        let kept: Vec<u64> = many
            .iter()
            .filter(|it| it.tasks.iter().all(|it| !it.answer.is_empty()))
            .map(|it| it.start)
            .collect();
        assert_eq!(kept, [59, 58, 57]);
    }

    #[test]
    fn the_clock_has_two_digits_where_it_should() {
        assert_eq!([0, 59, 247, 3847].map(clock), ["0:00", "0:59", "4:07", "1:04:07"]);
    }
}
