//! An exam of tasks: which are drawn, what an answer is worth, and what came of it by topic.
//!
//! Enters: what is known of all tasks, and a number that the draw follows from; later the grades. Leaves: which tasks are
//! drawn, and a [`Report`]. Deliberately not here: clocks, pages and storage.

use super::grade::{Grade, Outcome};
use super::hidden::Variation;
use super::random::Random;
use super::task::{Exam, Group, Topic};

/// What an exam is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// So many tasks are drawn.
    pub tasks: usize,
    /// So long it takes at most.
    pub minutes: u64,
    /// So many of a hundred points are enough.
    pub pass: u32,
}

/// What a draw knows of a task.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'t> {
    /// The name of its file: it decides the order, so that a draw does not depend on that of a list.
    pub name: &'t str,
    /// Where it stands in the catalogue.
    pub group: Group,
    /// The exams that it fits.
    pub exams: &'t [Exam],
    /// What is practised.
    pub topics: &'t [Topic],
}

/// One task of an exam: of which groups it is, and what it is about. A list without entries asks for nothing.
struct Slot {
    groups: &'static [Group],
    topics: &'static [Topic],
}

const fn of(groups: &'static [Group]) -> Slot {
    Slot { groups, topics: &[] }
}

const fn about(groups: &'static [Group], topics: &'static [Topic]) -> Slot {
    Slot { groups, topics }
}

/// The tasks of an exam by what the curriculum says of policies.
fn slots(exam: Exam) -> &'static [Slot] {
    use Group::{Beyond, Choosing, Closing, Opening, Repairing, Restructuring, Services};
    match exam {
        Exam::Cka => {
            const { &[of(&[Closing]), of(&[Opening]), of(&[Opening]), of(&[Repairing]), of(&[Services, Choosing])] }
        }
        Exam::Ckad => {
            const { &[of(&[Opening]), about(&[Repairing], &[Topic::Selectors]), of(&[Choosing]), of(&[Services])] }
        }
        Exam::Cks => {
            const {
                &[
                    of(&[Closing]),
                    about(&[Opening, Closing, Choosing], &[Topic::Outside]),
                    about(&[Opening], &[Topic::BothEnds]),
                    of(&[Repairing]),
                    of(&[Repairing]),
                    of(&[Restructuring]),
                ]
            }
        }
        Exam::Ckne => {
            const {
                &[
                    of(&[Opening]),
                    of(&[Repairing]),
                    of(&[Services]),
                    of(&[Beyond]),
                    of(&[Beyond]),
                    of(&[Restructuring, Closing]),
                ]
            }
        }
    }
}

/// What an exam is like.
pub fn plan(exam: Exam) -> Plan {
    let (minutes, pass) = match exam {
        Exam::Cka => (35, 66),
        Exam::Ckad => (25, 66),
        Exam::Cks => (45, 67),
        Exam::Ckne => (45, 66),
    };
    Plan { tasks: slots(exam).len(), minutes, pass }
}

/// Draws the tasks of an exam: one for each of its slots, none twice, in an order of their own. The same number draws the
/// same tasks from the same list. Where no task fits a slot, any other of the exam takes its place.
pub fn draw<'t>(exam: Exam, seed: u64, all: &[Candidate<'t>]) -> Vec<&'t str> {
    let mut random = Random::new(seed);
    let mut left: Vec<Candidate<'t>> = all.iter().filter(|it| it.exams.contains(&exam)).copied().collect();
    left.sort_by_key(|it| it.name);
    let mut res = Vec::new();
    for slot in slots(exam) {
        let fits = |it: &&Candidate<'_>| {
            (slot.groups.is_empty() || slot.groups.contains(&it.group))
                && (slot.topics.is_empty() || slot.topics.iter().any(|topic| it.topics.contains(topic)))
        };
        let fitting: Vec<&str> = left.iter().filter(fits).map(|it| it.name).collect();
        let any: Vec<&str> = left.iter().map(|it| it.name).collect();
        let Some(drawn) = random.one_of(if fitting.is_empty() { &any } else { &fitting }) else { break };
        left.retain(|it| it.name != drawn);
        res.extend(all.iter().find(|it| it.name == drawn).map(|it| it.name));
    }
    let mut order = Vec::new();
    while let Some(next) = random.one_of(&res) {
        res.retain(|it| *it != next);
        order.push(next);
    }
    order
}

/// All that a task is worth.
pub const WHOLE: u32 = 100;

/// What an answer is worth, of a hundred: all of it where it does what is asked. Half where every connection of the
/// cluster that is shown is right, and a pod that might come would get more or less than it should: it works, and is not
/// the least that is needed. Nothing else is worth something, because a policy that lets in too much protects nothing.
pub fn points(grade: &Grade) -> u32 {
    let works_here =
        grade.broken.is_empty() && grade.first.as_ref().is_some_and(|it| it.variation != Variation::Shown);
    match grade.outcome {
        Outcome::Passed => WHOLE,
        Outcome::Failed if works_here => WHOLE / 2,
        Outcome::Failed | Outcome::NotApplied => 0,
    }
}

/// One task of an exam that is over.
#[derive(Clone, Copy, Debug)]
pub struct Scored<'t> {
    /// What it practises.
    pub topics: &'t [Topic],
    /// Of a hundred.
    pub points: u32,
}

/// What came of an exam.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Of a hundred: each task counts the same.
    pub points: u32,
    /// Whether that is enough.
    pub has_passed: bool,
    /// The topics that its tasks practise, in the order of [`Topic::ALL`].
    pub topics: Vec<TopicScore>,
}

/// What came of the tasks about a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TopicScore {
    /// The topic.
    pub topic: Topic,
    /// How many of the tasks are about it.
    pub tasks: usize,
    /// The mean of what they brought, of a hundred.
    pub points: u32,
}

/// Sums up what each task brought.
pub fn report(exam: Exam, all: &[Scored<'_>]) -> Report {
    let topic = |topic: &Topic| {
        let own: Vec<u32> = all.iter().filter(|it| it.topics.contains(topic)).map(|it| it.points).collect();
        (!own.is_empty()).then(|| TopicScore { topic: *topic, tasks: own.len(), points: mean(&own) })
    };
    let points = mean(&all.iter().map(|it| it.points).collect::<Vec<_>>());
    Report {
        points,
        has_passed: plan(exam).pass <= points,
        topics: Topic::ALL.iter().filter_map(topic).collect(),
    }
}

/// Rounded down: what lacks a point for passing has not passed.
fn mean(all: &[u32]) -> u32 {
    let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
    all.iter().sum::<u32>().checked_div(count).unwrap_or_default()
}

#[cfg(test)]
mod tests;
