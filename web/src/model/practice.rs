//! Tasks to practise with: what the build knows of each, a task as files of the page, and those files as an answer.
//! Pure; knows no browser.
//!
//! The files of a task are those of a scenario that is called `practice/NAME`: so links, drafts and the way back know
//! which task is open, without a word about tasks.

pub mod author;
pub mod exam;
pub mod kept;
pub mod own;
pub mod path;
pub mod predict;
pub mod progress;
pub mod prose;
pub mod words;

use std::sync::Arc;

use netpol_core::SourceFile;
use netpol_core::practice::{Answer, Exam, Group, Key, Level, Role, Task, TaskFile};

use crate::model::share::ShareState;

/// Name, title, level, group, exams, and the hash of the file.
type Line = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

include!(concat!(env!("OUT_DIR"), "/practice.rs"));

/// What scenarios that are tasks begin with.
const PREFIX: &str = "practice/";
/// What names of lessons begin with.
const LESSON: &str = "lessons/";

/// What the build knows of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// File name without its ending: what links hold.
    pub name: &'static str,
    /// A few words.
    pub title: &'static str,
    /// How much it asks of the learner.
    pub level: Level,
    /// Where it stands in the catalogue.
    pub group: Group,
    /// The exams that it fits, one beside the other.
    exams: &'static str,
    /// The hash of its file, as the browser checks it.
    pub integrity: &'static str,
}

impl Entry {
    /// The exams that it fits.
    pub fn exams(self) -> impl Iterator<Item = Exam> {
        Exam::ALL.iter().copied().filter(move |it| self.exams.split(' ').any(|own| own == it.as_str()))
    }

    /// Whether it is a lesson.
    pub fn is_lesson(self) -> bool {
        self.name.starts_with(LESSON)
    }
}

/// All tasks: by group, in each the easier ones first.
pub fn catalogue() -> Vec<Entry> {
    let mut all = entries(TASKS);
    all.sort_by_key(|it| (it.group, it.level));
    all
}

/// All lessons, by their numbers.
pub fn lessons() -> Vec<Entry> {
    entries(LESSONS)
}

fn entries(all: &[Line]) -> Vec<Entry> {
    let entry = |&(name, title, level, group, exams, integrity): &Line| {
        let level = Level::ALL.iter().copied().find(|it| it.as_str() == level)?;
        let group = Group::ALL.iter().copied().find(|it| it.as_str() == group)?;
        Some(Entry { name, title, level, group, exams, integrity })
    };
    all.iter().filter_map(entry).collect()
}

/// A task or a lesson by its name. The number of a lesson may be left out.
pub fn entry(name: &str) -> Option<Entry> {
    let is_called = |it: &Entry| {
        it.name == name || (it.is_lesson() && without_number(it.name) == name.strip_prefix(LESSON))
    };
    catalogue().into_iter().chain(lessons()).find(is_called)
}

/// `one-dash-more` of `lessons/02-one-dash-more`.
fn without_number(name: &str) -> Option<&str> {
    name.strip_prefix(LESSON)?.split_once('-').map(|it| it.1)
}

/// The first task after this one that is not done, from the beginning again where there is none behind it.
pub fn next<'e>(all: &'e [Entry], after: &str, is_done: impl Fn(&str) -> bool) -> Option<&'e Entry> {
    let at = all.iter().position(|it| it.name == after).map_or(0, |it| it + 1);
    let (before, behind) = all.split_at_checked(at)?;
    behind.iter().chain(before).find(|it| it.name != after && !is_done(it.name))
}

/// The task that a scenario is, by its name.
pub fn task_of(scenario: &str) -> Option<&str> {
    scenario.strip_prefix(PREFIX)
}

/// Whether some files are a task that asks for a prediction, or a lesson: then nothing is told of them before it is made.
pub fn is_prediction(state: &ShareState) -> bool {
    let asks = |it: &str| it.starts_with(LESSON) || state.files.iter().any(|it| it.name == predict::MARKS);
    task_of(&state.scenario).is_some_and(asks)
}

/// The files of a task as it starts. What is only offered is not among them.
pub fn start(name: &str, task: &Task) -> ShareState {
    let shown = task.files.iter().filter(|it| it.role != Role::Offered);
    let files: Vec<SourceFile> = shown.map(|it| predict::on_page(task, &it.file)).collect();
    // What is predicted is read in the other files.
    let own = |file: &SourceFile| {
        let is_own = |it: &TaskFile| it.role == Role::Yours && it.file.name == file.name;
        task.predict.is_none() && task.files.iter().any(is_own)
    };
    let active = files.iter().position(own).unwrap_or_default();
    ShareState { files, active, scenario: format!("{PREFIX}{name}"), ..ShareState::default() }
}

/// The names of the files that only are to be read.
pub fn locked(task: &Task) -> Arc<[String]> {
    let locked = task.files.iter().filter(|it| it.role != Role::Yours);
    locked.map(|it| it.file.name.clone()).collect()
}

/// The files of the page as an answer to a task, and what is worth saying about them.
pub fn answer(task: &Task, files: &[SourceFile]) -> (Answer, Vec<String>) {
    let of_task = |name: &str| task.files.iter().find(|it| it.file.name == name);
    let mut notes = Vec::new();
    let mut answer = Answer::default();
    for it in files {
        match of_task(&it.name) {
            Some(_) => answer.files.push(it.clone()),
            None if it.text.trim().is_empty() => (),
            None => notes.push(format!(
                "{} is no file of this task, so Check does not look at it. Write into {}.",
                it.name,
                own_files(task)
            )),
        }
    }
    for it in task.files.iter().filter(|it| it.role != Role::Offered) {
        if !files.iter().any(|file| file.name == it.file.name) {
            notes.push(format!(
                "{} was removed or has another name. Check takes it as it was at the start.",
                it.file.name
            ));
        }
    }
    (answer, notes)
}

/// "answer.yaml".
fn own_files(task: &Task) -> String {
    let own = task.files.iter().filter(|it| it.role == Role::Yours);
    let own: Vec<&str> = own.map(|it| it.file.name.as_str()).collect();
    if own.is_empty() { "one of its files".to_owned() } else { own.join(" or ") }
}

/// One thing that is asked besides connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// In words.
    pub text: String,
    /// The field of the task that asks for it.
    pub constraint: &'static str,
}

/// What a task asks besides its connections, in words.
pub fn asked(task: &Task) -> Vec<Asked> {
    let mut res = Vec::new();
    let mut say = |constraint, text| res.push(Asked { text, constraint });
    let asked = &task.constraints;
    for it in &asked.policy {
        say("policy", format!("{} exists", called(it)));
    }
    for it in &asked.untouched {
        say("untouched", format!("{} stays as it is", called(it)));
    }
    if task.files.iter().any(|it| it.role == Role::Locked) {
        say("untouched", "Locked files stay as they are".to_owned());
    }
    for it in &asked.labels_only {
        say("labels-only", format!("Of {}, only labels change", called(it)));
    }
    for label in &asked.keep_labels {
        say("keep-labels", format!("The label `{label}` stays as it is everywhere"));
    }
    match &asked.only {
        Some(kinds) => say("only", format!("The answer is made of {} alone", kinds.join(" and "))),
        // Which files there are to choose from is told below.
        None if !asked.choose_one_of.is_empty() => (),
        None if asked.labels_only.is_empty() => {
            say("only", "The answer is made of NetworkPolicy alone".to_owned())
        }
        None => say("only", "Nothing else is changed".to_owned()),
    }
    if !asked.choose_one_of.is_empty() {
        say("choose-one-of", format!("One of {} files is applied", asked.choose_one_of.len()));
    }
    if let Some(most) = asked.policies {
        say("policies", format!("At most {most} {}", if most == 1 { "policy" } else { "policies" }));
    }
    res
}

/// "NetworkPolicy shop/web".
fn called(it: &Key) -> String {
    it.to_string()
}

/// Own files beside those of a solution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sides {
    /// Name, own text, text of the solution.
    pub files: Vec<(String, String, String)>,
}

/// Own files beside those of a solution, by its position: what is the same in all of them is left out.
pub fn sides(task: &Task, files: &[SourceFile], solution: usize) -> Option<Sides> {
    let given = &task.solutions.get(solution)?.answer.files;
    let text = |files: &[SourceFile], name: &str| {
        files.iter().find(|it| it.name == name).map(|it| it.text.to_string())
    };
    let of = |it: &netpol_core::practice::TaskFile| {
        let name = &it.file.name;
        let start = || if it.role == Role::Offered { None } else { Some(it.file.text.to_string()) };
        let right = text(given, name).or_else(start).unwrap_or_default();
        (name.clone(), text(files, name).unwrap_or_default(), right)
    };
    let changes = task.files.iter().filter(|it| it.role != Role::Locked);
    Some(Sides { files: changes.map(of).filter(|it| !it.1.is_empty() || !it.2.is_empty()).collect() })
}

#[cfg(test)]
mod tests;
