//! An answer against the goal of its task.
//!
//! Enters: a task and the files of an answer. Leaves: a [`Grade`]: passed, or what is wrong with it, told of one
//! connection. The text of an answer is never looked at: two answers with the same effect get the same grade.

pub(super) mod expected;
mod idle;
mod parts;
mod shown;
pub(super) mod words;

use std::cell::OnceCell;

use super::constraints::{self, Broken};
use super::difference::{self, Found};
use super::hidden::{HiddenCluster, Variation};
use super::predict::{self, Marked};
use super::side::{self, Object, Refused, Side};
use super::task::{Answer, Goal, Task};
use super::tree::{Key, Tree, documents};
use crate::compare::any::{self, Agreement};
use crate::model::{Loaded, Model};
use crate::pause::{Pause, at_once};
use crate::view::compare as view;
pub(super) use expected::Line;

/// What came of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    /// In one word.
    pub outcome: Outcome,
    /// On how many clusters it was tried: 1 where only on the one that is shown, 0 where it cannot be applied.
    pub clusters: usize,
    /// Why it cannot be applied; empty where it can.
    pub refused: Vec<Refused>,
    /// Constraints that it does not respect.
    pub broken: Vec<Broken>,
    /// Pairs that lack a port which the goal allows, on the cluster of `first`.
    pub missing: u64,
    /// Pairs that have a port which the goal denies, on the cluster of `first`.
    pub excess: u64,
    /// The first connection that is not as asked; `None` where all are.
    pub first: Option<Shown>,
    /// What is worth knowing and changes nothing.
    pub notes: Vec<String>,
}

impl Grade {
    /// Of an answer that cannot be applied for these reasons, or of which nothing is found yet.
    fn not_applied(refused: Vec<Refused>) -> Grade {
        Grade {
            outcome: Outcome::NotApplied,
            clusters: 0,
            refused,
            broken: Vec::new(),
            missing: 0,
            excess: 0,
            first: None,
            notes: Vec::new(),
        }
    }
}

/// What came of an answer, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It does what is asked, and nothing else.
    Passed,
    /// It does not.
    Failed,
    /// It cannot be applied, so nothing is said of connections.
    NotApplied,
}

/// A connection that is not as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Whether it is denied and should be allowed; else it is the other way round.
    pub is_missing: bool,
    /// What the source is called: `shop/debug`, or an address.
    pub from: String,
    /// The same for the destination.
    pub to: String,
    /// The id of the source, or an address of it; empty where a line of the task speaks of something that is not there.
    pub from_id: String,
    /// The same for the destination.
    pub to_id: String,
    /// `TCP 5432`.
    pub port: String,
    /// "shop/debug can still reach shop/db on TCP 5432, and it should not".
    pub sentence: String,
    /// What decides it: "Entering shop/db: shop/web ingress rule 1 allows it: every pod there matches".
    pub reason: String,
    /// On which cluster.
    pub variation: Variation,
    /// What is different on that cluster, as manifests; empty for the one that is shown.
    pub manifests: String,
}

impl Shown {
    /// A difference that is of no cell: a sentence about the cluster that is shown.
    pub(super) fn sentence(sentence: String, reason: String) -> Shown {
        Shown {
            is_missing: true,
            from: String::new(),
            to: String::new(),
            from_id: String::new(),
            to_id: String::new(),
            port: String::new(),
            sentence,
            reason,
            variation: Variation::Shown,
            manifests: String::new(),
        }
    }
}

/// What judges lines that expect something of a side, those of a goal and those of predictions: the page has it in another
/// part of its program.
#[derive(Clone, Copy)]
pub struct Judge(pub(super) fn(&[String], &Side) -> Vec<Line>);

impl Judge {
    /// It is here.
    pub const HERE: Judge = Judge(expected::judged);
}

/// The parts of the evaluator that grade.
#[derive(Clone, Copy)]
pub struct Parts {
    pub(crate) loaded: Loaded,
    pub(crate) judge: Option<Judge>,
}

impl Parts {
    /// All of them.
    pub const WHOLE: Parts = Parts { loaded: Loaded::WHOLE, judge: Some(Judge::HERE) };
}

/// Grades answers to one task.
pub struct Grader<'t> {
    task: &'t Task,
    parts: Parts,
    cluster: Vec<Tree>,
    clusters: Vec<HiddenCluster>,
    start: OnceCell<Vec<Object>>,
    /// The side of the goal, once it is asked for; `None` where it is not a solution or cannot be applied.
    goal: OnceCell<Option<Side>>,
    /// The goal on each cluster, once it is asked for.
    goals: Vec<OnceCell<Model>>,
}

fn outcome(it: &Grade) -> Outcome {
    let is_right = it.broken.is_empty() && it.first.is_none() && it.missing + it.excess == 0;
    if is_right { Outcome::Passed } else { Outcome::Failed }
}

/// Grades one answer.
pub fn grade(task: &Task, answer: &Answer) -> Grade {
    Grader::new(task).grade(answer)
}

impl<'t> Grader<'t> {
    /// For a task.
    pub fn new(task: &'t Task) -> Grader<'t> {
        Grader::with(task, Parts::WHOLE)
    }

    /// The same with the parts of the evaluator that are there: at least those for all kinds of objects.
    pub(crate) fn with(task: &'t Task, parts: Parts) -> Grader<'t> {
        let cluster = side::cluster(task);
        let clusters = HiddenCluster::all(&cluster, task.is_closed);
        let goals = clusters.iter().map(|_| OnceCell::new()).collect();
        let (start, goal) = (OnceCell::new(), OnceCell::new());
        Grader { task, parts, cluster, clusters, start, goal, goals }
    }

    fn side(&self, answer: &Answer) -> Result<Side, Vec<Refused>> {
        Side::new(self.task, &self.cluster, answer, self.parts.loaded)
    }

    /// The objects as the task begins.
    fn start(&self) -> &[Object] {
        let read = || side::read(&side::files(self.task, &Answer::default()), self.parts.loaded).1;
        self.start.get_or_init(read)
    }

    /// The objects that the learner cannot change.
    fn locked(&self) -> Vec<Key> {
        constraints::locked(self.task, self.parts.loaded)
    }

    /// The side of the goal.
    fn goal(&self) -> Option<&Side> {
        let read = || match self.task.goal {
            Goal::Solution(at) => self.task.solutions.get(at).and_then(|it| self.side(&it.answer).ok()),
            Goal::Expectations(_) => None,
        };
        self.goal.get_or_init(read).as_ref()
    }

    /// Grades an answer on every cluster.
    pub fn grade(&self, answer: &Answer) -> Grade {
        at_once(async |pause| self.in_steps(answer, &pause).await)
    }

    /// The same, stopping in between.
    pub(crate) async fn in_steps(&self, answer: &Answer, pause: &Pause) -> Grade {
        let own = match self.side(answer) {
            Ok(it) => it,
            Err(refused) => return Grade::not_applied(refused),
        };
        let mut res = Grade::not_applied(Vec::new());
        pause.here().await;
        res.broken = constraints::broken(self.task, self.start(), answer, &own);
        res.clusters = 1;
        pause.here().await;
        match (&self.task.predict, &self.task.goal) {
            (Some(predict), _) => predict::judge(predict, self.marked(answer, pause).await, &mut res),
            (None, Goal::Solution(_)) => self.compare(&own, &mut res, pause).await,
            (None, Goal::Expectations(lines)) => match self.parts.judge {
                Some(Judge(judge)) => expected::count(judge(lines, &own), &mut res),
                None => res.missing = 1,
            },
        }
        if self.task.predict.is_some() {
            predict::unclear(self.task, answer, &mut res);
        }
        if !res.refused.is_empty() && res.missing == 0 {
            // Nothing is said of an answer that was not tried as a whole.
            (res.clusters, res.broken) = (0, Vec::new());
            return res;
        }
        if outcome(&res) == Outcome::Passed {
            res.broken.extend(self.idle(&own, pause).await);
        }
        res.outcome = outcome(&res);
        res
    }

    /// Of a task that asks for predictions: each question with its mark and the truth. Empty for other tasks.
    pub fn predicted(&self, answer: &Answer) -> Vec<Marked> {
        at_once(async |pause| self.marked(answer, &pause).await)
    }

    /// The same, stopping in between.
    pub(crate) async fn marked(&self, answer: &Answer, pause: &Pause) -> Vec<Marked> {
        let (Some(predict), Ok(start)) = (&self.task.predict, self.side(&Answer::default())) else {
            return Vec::new();
        };
        pause.here().await;
        predict::predicted(self.task, predict, &start, answer, self.parts.judge)
    }

    async fn compare(&self, own: &Side, res: &mut Grade, pause: &Pause) {
        let Some(goal) = self.goal() else {
            let message = "the task has no goal: its solution cannot be applied";
            res.refused.push(Refused::here("", 0, message));
            res.missing = 1;
            return;
        };
        for (nth, (hidden, known)) in self.clusters.iter().zip(&self.goals).enumerate() {
            res.clusters = nth + 1;
            pause.here().await;
            let goal = known.get_or_init(|| goal.model(hidden));
            pause.here().await;
            if self.on(hidden, goal, own, res) {
                return;
            }
        }
        pause.here().await;
        if self.task.is_closed {
            return;
        }
        let Some(shown) = self.clusters.first() else { return };
        let found = any::any(&goal.model(shown), &own.model(shown));
        if let Some(it) = &found.example {
            pause.here().await;
            let added = Tree::objects(&view::example_manifests(it));
            let hidden = HiddenCluster::new(Variation::AnyPod, added);
            res.clusters += 1;
            if self.on(&hidden, &goal.model(&hidden), own, res) {
                return;
            }
            // With some network plugins this is no difference, and it may not be the only one: others are looked for.
        } else if found.agreement != Agreement::NotFound {
            return;
        }
        pause.here().await;
        if self.by_parts(goal, own, res) {
            return;
        }
        if found.is_partly_tried {
            let message =
                "the answer is too large to be graded: it has more selectors than can be tried. Use fewer";
            res.refused.push(Refused::here("", 0, message));
        } else if found.gap.is_some() {
            res.notes.push("not every pod that could exist was tried".to_owned());
        } else {
            res.notes.push("network plugins differ on what a part of the answer means".to_owned());
        }
    }

    /// Compares on a cluster with a pod for each selector of both; whether something is wrong there.
    fn by_parts(&self, goal: &Side, own: &Side, res: &mut Grade) -> bool {
        let hidden =
            HiddenCluster::new(Variation::AnyPod, parts::pods(&self.cluster, [&goal.objects, &own.objects]));
        if !self.on(&hidden, &goal.model(&hidden), own, res) {
            return false;
        }
        res.clusters += 1;
        // The two ends alone show it as well, and are read at a glance.
        let ends = res.first.iter().flat_map(|it| [it.from_id.clone(), it.to_id.clone()]);
        let ends: Vec<String> = ends.collect();
        let is_end = |it: &Tree| {
            let key = side::key(it);
            match key.kind.as_str() {
                "Namespace" => ends.iter().any(|it| it.split('/').next() == Some(&key.name)),
                _ => ends.contains(&format!("{}/{}", key.namespace, key.name)),
            }
        };
        let added = hidden.added.iter().filter(|it| is_end(it)).cloned().collect();
        let few = HiddenCluster::new(Variation::AnyPod, added);
        self.on(&few, &goal.model(&few), own, res);
        true
    }

    /// The cluster that is shown and the hidden ones, each with its objects but without the policies of the task.
    pub fn clusters(&self) -> Vec<(Variation, String)> {
        let text = |it: &HiddenCluster| documents(&it.objects(&self.cluster));
        self.clusters.iter().map(|it| (it.variation, text(it))).collect()
    }

    /// Compares on one cluster; whether something is wrong there.
    fn on(&self, hidden: &HiddenCluster, goal: &Model, own: &Side, res: &mut Grade) -> bool {
        let own = own.model(hidden);
        let (found, shown) = difference::find(goal, &own, self.task.counts_undefined, |models, wrong| {
            let start = self.side(&Answer::default()).ok().map(|it| it.model(hidden));
            words::shown(models, start.as_ref(), wrong, hidden, &self.cluster)
        });
        let Found { missing, excess, .. } = found;
        if missing + excess == 0 {
            return false;
        }
        (res.missing, res.excess, res.first) = (missing, excess, shown);
        true
    }
}
