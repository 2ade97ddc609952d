//! A task made of files and a number: which slips are taken, and the file of the task.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::hints::hints;
use super::policy::{Policy, World};
use super::told::is_told;
use super::{Fault, FaultKind, VERSION, all, words};
use crate::diagnostic::edited;
use crate::pause::{Pause, at_once};
use crate::practice::grade::{Grade, Grader, Outcome, Parts, Shown};
use crate::practice::random::Random;
use crate::practice::read::read;
use crate::practice::side::Refused;
use crate::practice::task::{
    Answer, Cheat, Constraints, Exam, Fails, Given, Goal, Group, Level, Role, Task, TaskFile, Topic,
};
use crate::practice::tree::Tree;
use crate::practice::write::write;
use crate::source::SourceFile;

/// So many slips are tried for a task, and so many policies are told of in its text.
const TRIALS: usize = 60;
const TOLD: usize = 12;
/// Of so many tasks in a hundred two places are wrong.
const TWO: usize = 35;

/// A task that a number made.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    /// The file of the task.
    pub file: String,
    /// What is read from it.
    pub task: Task,
    /// What was done to its policies.
    pub faults: Vec<FaultKind>,
    /// The first connection that is not as it should be; none where a server refuses a policy.
    pub first: Option<Shown>,
}

/// Why no task can be made of some files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoRepair {
    /// There is no policy in them.
    NoPolicy,
    /// They cannot be applied as they are.
    Refused(Refused),
    /// No slip that was tried changes a connection.
    Nothing,
}

impl std::fmt::Display for NoRepair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NoRepair::NoPolicy => f.write_str("there is no policy in these files"),
            NoRepair::Refused(it) if it.file.is_empty() => f.write_str(&it.message),
            NoRepair::Refused(it) => write!(f, "{}:{}: {}", it.file, it.line, it.message),
            NoRepair::Nothing => f.write_str("no slip that was tried changes a connection of these pods"),
        }
    }
}

/// What tasks are made of.
#[derive(Clone, Debug)]
pub(crate) struct From {
    /// What the files are called together.
    pub(crate) title: String,
    /// Files that are right.
    pub(crate) files: Vec<SourceFile>,
    /// Which tasks.
    pub(crate) seeds: Vec<u64>,
}

/// Makes a task of files that are right.
pub fn repair(title: &str, files: &[SourceFile], seed: u64) -> Result<Repair, NoRepair> {
    let mut made = repairs(title, files, vec![seed])?;
    made.pop().ok_or(NoRepair::Nothing)
}

/// The same for several numbers: what was found out for one is not found out again.
pub fn repairs(title: &str, files: &[SourceFile], seeds: Vec<u64>) -> Result<Vec<Repair>, NoRepair> {
    let from = From { title: title.to_owned(), files: files.to_vec(), seeds };
    at_once(async |pause| in_steps(&from, Parts::WHOLE, &pause).await)
}

/// The same with the parts of the evaluator that are there, stopping in between.
pub(crate) async fn in_steps(from: &From, parts: Parts, pause: &Pause) -> Result<Vec<Repair>, NoRepair> {
    let policies: Vec<Policy<'_>> =
        from.files.iter().enumerate().flat_map(|(at, it)| Policy::all(&it.text, at)).collect();
    if policies.is_empty() {
        return Err(NoRepair::NoPolicy);
    }
    let mut base = base(from, &policies);
    {
        let grader = Grader::with(&base, parts);
        pause.here().await;
        if let Some(it) = grader.on_shown(&Answer::default()).refused.into_iter().next() {
            return Err(NoRepair::Refused(it));
        }
        pause.here().await;
        let cheats = cheats(&base, from, &policies, &grader);
        drop(grader);
        base.cheats = cheats;
    }
    let grader = Grader::with(&base, parts);
    let known = BTreeMap::new();
    let mut chooser = Chooser { from, policies: &policies, base: &base, grader: &grader, tried: 0, known };
    let mut res = Vec::new();
    for &seed in &from.seeds {
        let (faults, grade) = chooser.choose(seed, pause).await.ok_or(NoRepair::Nothing)?;
        let task = finished(&base, from, seed, &policies, &faults, &grade);
        let file = write(&task);
        let task = read(&SourceFile::new("task.yaml", file.as_str())).map_err(|_| NoRepair::Nothing)?;
        let faults = faults.iter().map(|it| it.kind).collect();
        res.push(Repair { file, task, faults, first: grade.first });
    }
    Ok(res)
}

/// The task as it is when it is solved.
fn base(from: &From, policies: &[Policy<'_>]) -> Task {
    let is_own = |at: usize| policies.iter().any(|it| it.file == at);
    let file = |(at, it): (usize, &SourceFile)| TaskFile {
        file: it.clone(),
        role: if is_own(at) { Role::Yours } else { Role::Locked },
        line: 0,
    };
    let files: Vec<TaskFile> = from.files.iter().enumerate().map(file).collect();
    let right: Vec<SourceFile> =
        files.iter().filter(|it| it.role == Role::Yours).map(|it| it.file.clone()).collect();
    let mut kinds: Vec<String> = policies.iter().map(|it| it.tree.text_at(&["kind"]).to_owned()).collect();
    kinds.sort();
    kinds.dedup();
    let is_usual = kinds == ["NetworkPolicy"];
    Task {
        title: String::new(),
        level: Level::Exam,
        group: Group::Repairing,
        exams: if is_usual { vec![Exam::Cka, Exam::Ckad, Exam::Cks] } else { vec![Exam::Ckne] },
        topics: vec![Topic::Selectors],
        text: String::new(),
        files,
        constraints: Constraints { only: (!is_usual).then_some(kinds), ..Constraints::default() },
        goal: Goal::Solution(0),
        predict: None,
        lesson: None,
        counts_undefined: false,
        is_closed: false,
        hints: Vec::new(),
        solutions: vec![Given { title: String::new(), answer: Answer { files: right }, line: 0 }],
        cheats: Vec::new(),
    }
}

fn title(from: &From, seed: u64) -> String {
    let title: Vec<&str> = from.title.split_whitespace().collect();
    format!("Repair {VERSION}.{seed}: {}", title.join(" "))
}

struct Chooser<'a, 't> {
    from: &'a From,
    policies: &'a [Policy<'t>],
    base: &'a Task,
    grader: &'a Grader<'a>,
    /// How many slips were tried for the number that is at hand.
    tried: usize,
    /// What files with slips do, by their texts.
    known: BTreeMap<Vec<Arc<str>>, Option<Grade>>,
}

impl Chooser<'_, '_> {
    /// The slips of a task, and what the files with them do.
    async fn choose(&mut self, seed: u64, pause: &Pause) -> Option<(Vec<Fault>, Grade)> {
        self.tried = 0;
        let mut random = Random::new(seed);
        let wants_two = random.chance(TWO);
        let world = World::of(&self.from.files);
        let mut kinds = FaultKind::ALL.to_vec();
        random.shuffle(&mut kinds);
        let mut first: Option<(Fault, Grade)> = None;
        for kind in kinds {
            let mut own = all(kind, self.policies, &world);
            random.shuffle(&mut own);
            for it in own {
                pause.here().await;
                if self.tried > TRIALS {
                    return first.map(|it| (vec![it.0], it.1));
                }
                let Some(grade) = self.works(std::slice::from_ref(&it)) else { continue };
                match first.take() {
                    None if wants_two && it.kind != FaultKind::Refused => first = Some((it, grade)),
                    None => return Some((vec![it], grade)),
                    Some((one, alone)) => {
                        let both = [one.clone(), it];
                        let is_two = both.last().is_some_and(|it| it.kind != FaultKind::Refused);
                        if is_two && let Some(grade) = self.works(&both) {
                            return Some((both.to_vec(), grade));
                        }
                        first = Some((one, alone));
                    }
                }
                if first.as_ref().is_some_and(|it| it.0.kind == kind) {
                    // The second slip is one of another kind.
                    break;
                }
            }
        }
        first.map(|it| (vec![it.0], it.1))
    }

    /// What slips do; `None` where they do nothing to the cluster that is shown, or tell of themselves.
    fn works(&mut self, faults: &[Fault]) -> Option<Grade> {
        let answer = Answer { files: with(self.base, &self.from.files, faults)? };
        self.tried += 1;
        let texts: Vec<Arc<str>> = answer.files.iter().map(|it| Arc::clone(&it.text)).collect();
        if let Some(it) = self.known.get(&texts) {
            return it.clone();
        }
        let found = self.found(faults, &answer);
        self.known.insert(texts, found.clone());
        found
    }

    fn found(&self, faults: &[Fault], answer: &Answer) -> Option<Grade> {
        let grade = self.grader.on_shown(answer);
        let is_wrong = match grade.outcome {
            Outcome::Failed => grade.first.is_some(),
            Outcome::NotApplied => {
                let is_meant = faults.iter().any(|it| it.kind == FaultKind::Refused);
                is_meant && grade.refused.iter().all(|it| it.by_server)
            }
            Outcome::Passed => false,
        };
        is_wrong.then_some(grade)
    }
}

/// The files of the learner with some slips; `None` where these lie over each other, or the text tells of them.
fn with(base: &Task, files: &[SourceFile], faults: &[Fault]) -> Option<Vec<SourceFile>> {
    let mut res = Vec::new();
    for (at, it) in files.iter().enumerate() {
        if base.files.get(at).is_none_or(|it| it.role != Role::Yours) {
            continue;
        }
        let own: Vec<_> = faults.iter().filter(|it| it.file == at).flat_map(|it| it.edits.clone()).collect();
        if is_told(&it.text, &own) {
            return None;
        }
        res.push(SourceFile::new(it.name.as_str(), edited(&it.text, 0, &own)?));
    }
    Some(res)
}

/// The task as it starts, with all that its file says.
fn finished(
    base: &Task,
    from: &From,
    seed: u64,
    policies: &[Policy<'_>],
    faults: &[Fault],
    grade: &Grade,
) -> Task {
    let mut task = base.clone();
    task.title = title(from, seed);
    let wrong = with(base, &from.files, faults).unwrap_or_default();
    for it in &mut task.files {
        if let Some(own) = wrong.iter().find(|own| own.name == it.file.name) {
            it.file = own.clone();
        }
    }
    task.topics = faults.iter().map(|it| it.kind.topic()).collect();
    task.topics.sort();
    task.topics.dedup();
    task.level = match (base.constraints.only.is_some(), faults.len()) {
        (true, _) => Level::Beyond,
        (false, 1) => Level::Exam,
        (false, _) => Level::Hard,
    };
    task.text = text(policies, faults, grade);
    task.hints = hints(faults);
    task
}

fn text(policies: &[Policy<'_>], faults: &[Fault], grade: &Grade) -> String {
    let (places, was) =
        if faults.len() == 1 { ("one place in them", "was") } else { ("two places in them", "were") };
    let mut res = format!(
        "The policies of this cluster did what they are for. Then {places} {was} changed by mistake.\n\n"
    );
    match &grade.first {
        Some(it) => {
            let (can, should) = if it.is_missing { ("cannot", "should") } else { ("can", "should not") };
            res.push_str(&format!(
                "Now `{}` {can} reach `{}` on {}, and it {should}.",
                it.from, it.to, it.port
            ));
            res.push_str(&others(grade));
        }
        None => res.push_str("Now a server refuses one of the files."),
    }
    res.push_str(
        "\n\nMake it work again without opening anything else. Change policies only.\n\n## What the policies are for\n\n",
    );
    let is_wrong = |at: usize| faults.iter().any(|it| it.policy == at);
    let mut left = TOLD.saturating_sub(faults.len());
    let mut more = 0;
    for (at, it) in policies.iter().enumerate() {
        if !is_wrong(at) && left == 0 {
            more += 1;
            continue;
        }
        left = left.saturating_sub(usize::from(!is_wrong(at)));
        res.push_str(&format!("- {}\n", words::policy(&it.tree)));
    }
    if more > 0 {
        res.push_str(&format!("\nThe other {more} are as they should be.\n"));
    }
    res
}

/// How many other pairs there are.
fn others(grade: &Grade) -> String {
    let more = (grade.missing + grade.excess).saturating_sub(1);
    match more {
        0 => String::new(),
        1 => " One more pair of pods or addresses is wrong, too.".to_owned(),
        more => format!(" {more} more pairs of pods or addresses are not as they should be."),
    }
}

/// Wrong answers that fail on a connection of the cluster that is shown.
fn cheats(base: &Task, from: &From, policies: &[Policy<'_>], grader: &Grader<'_>) -> Vec<Cheat> {
    let mut res = Vec::new();
    let mut add = |title: &str, files: Option<Vec<SourceFile>>| {
        let Some(files) = files else { return };
        let answer = Answer { files };
        let grade = grader.on_shown(&answer);
        if grade.outcome == Outcome::Failed && grade.first.is_some() {
            let given = Given { title: title.to_owned(), answer, line: 0 };
            res.push(Cheat { given, fails: Fails::Cell });
        }
    };
    let namespaces = &World::of(&from.files).names;
    add("a policy that allows everything stands beside the others", beside(base, namespaces, "[{}]"));
    add("every policy is deleted, so everything is allowed", without(base, from, policies));
    add("a policy that denies everything stands beside the others", beside(base, namespaces, "[]"));
    res
}

/// The right files, and in each namespace a policy for every pod with these rules.
fn beside(base: &Task, namespaces: &[String], rules: &str) -> Option<Vec<SourceFile>> {
    let mut files = base.solutions.first()?.answer.files.clone();
    let first = files.first_mut()?;
    let mut text = first.text.to_string();
    let elsewhere = ["default".to_owned()];
    for it in namespaces.iter().chain(elsewhere.iter().filter(|it| !namespaces.contains(it))) {
        text.push_str(&format!(
            "\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: beside, namespace: {it}}}\n\
             spec: {{podSelector: {{}}, policyTypes: [Ingress, Egress], ingress: {rules}, egress: {rules}}}\n"
        ));
    }
    first.text = text.into();
    Some(files)
}

/// The files without a policy; `None` where a file has other objects, too, which have to stay.
fn without(base: &Task, from: &From, policies: &[Policy<'_>]) -> Option<Vec<SourceFile>> {
    let mut res = Vec::new();
    for (at, it) in from.files.iter().enumerate() {
        let own = policies.iter().filter(|it| it.file == at).count();
        if own == 0 {
            continue;
        }
        let count = Tree::objects(&it.text).iter().filter(|it| it.get("kind").is_some()).count();
        (own == count && base.files.get(at).is_some()).then_some(())?;
        res.push(SourceFile::new(it.name.as_str(), "# No policy is left.\n"));
    }
    Some(res)
}
