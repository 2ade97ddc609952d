//! Tasks that the page does not bring: those of a file, which a link has, and those that a number makes of a scenario.
//! Pure.
//!
//! They are tasks like all others, by their names: `own/…` with a number that is made of the text, `repair/SCENARIO/1.17`
//! with the version of what makes them and their number.

use std::cell::RefCell;
use std::collections::BTreeSet;

use netpol_core::SourceFile;
use netpol_core::practice::{REPAIR_VERSION, Task, TaskProblem, read, write};

use super::{Entry, PREFIX, start};
use crate::model::scenario;
use crate::model::share::ShareState;

const FILE: &str = "own/";
const REPAIR: &str = "repair/";

/// A task that the page does not bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Own {
    /// The state of the page has its file.
    File,
    /// A number makes it.
    Repair(Repair),
}

/// What a number makes a task of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The scenario, by its name.
    pub scenario: String,
    /// The version of what makes it.
    pub version: u32,
    /// Which task.
    pub seed: u64,
}

impl Repair {
    /// Another one of a scenario.
    pub fn new(scenario: &str, seed: u64) -> Repair {
        Repair { scenario: scenario.to_owned(), version: REPAIR_VERSION, seed }
    }

    /// The name of the task.
    pub fn name(&self) -> String {
        format!("{REPAIR}{}/{}", self.scenario, self.number())
    }

    /// `1.17`: the version and the number.
    pub fn number(&self) -> String {
        format!("{}.{}", self.version, self.seed)
    }

    /// Whether this version of the page makes it.
    pub fn is_current(&self) -> bool {
        self.version == REPAIR_VERSION
    }

    /// From a scenario and a number that was typed: without a version it is that of this page.
    pub fn typed(scenario: &str, number: &str) -> Option<Repair> {
        match number.contains('.') {
            true => Repair::of(scenario, number),
            false => Repair::of(scenario, &format!("{REPAIR_VERSION}.{number}")),
        }
    }

    /// From a scenario and a number with its version.
    pub fn of(scenario: &str, number: &str) -> Option<Repair> {
        let (version, seed) = number.split_once('.')?;
        let is_name = !scenario.is_empty() && !scenario.contains(['/', ' ']);
        is_name.then_some(())?;
        Some(Repair {
            scenario: scenario.to_owned(),
            version: version.parse().ok()?,
            seed: seed.parse().ok()?,
        })
    }
}

impl Own {
    /// The task that a name means; `None` where it is one of the page's.
    pub fn of(name: &str) -> Option<Own> {
        if name.starts_with(FILE) {
            return Some(Own::File);
        }
        let (scenario, number) = name.strip_prefix(REPAIR)?.rsplit_once('/')?;
        Repair::of(scenario, number).map(Own::Repair)
    }
}

/// Whether a wish is the text of a file, and no name.
pub fn is_text(wanted: &str) -> bool {
    wanted.contains('\n')
}

/// A task of a text, by its name; `Err` says what is wrong with it.
pub fn of_text(text: &str) -> Result<(String, Task), Vec<TaskProblem>> {
    let task = read(&SourceFile::new("task.yaml", text))?;
    Ok((name(&task), task))
}

/// The name of a task that the page does not bring: another one for each file.
fn name(task: &Task) -> String {
    let number = scenario::fingerprint(&[SourceFile::new("", write(task))]);
    format!("{FILE}{number:016x}")
}

/// The files of a task as it starts, with its own file where only that has it.
pub fn begun(name: &str, task: &Task) -> ShareState {
    let task_file = if Own::of(name) == Some(Own::File) { write(task) } else { String::new() };
    ShareState { task: task_file, ..start(name, task) }
}

/// What the page knows of a task that it does not bring. Names and titles stay as long as the page is open, each once.
pub fn entry(name: &str, task: &Task) -> Entry {
    let exams: Vec<&str> = task.exams.iter().map(|it| it.as_str()).collect();
    Entry {
        name: kept(name),
        title: kept(&task.title),
        level: task.level,
        group: task.group,
        exams: kept(&exams.join(" ")),
        integrity: "",
    }
}

/// The same text for as long as the page is open: entries are copied, as those of the page's own tasks are.
fn kept(text: &str) -> &'static str {
    thread_local! {
        static ALL: RefCell<BTreeSet<&'static str>> = const { RefCell::new(BTreeSet::new()) };
    }
    ALL.with_borrow_mut(|all| match all.get(text) {
        Some(it) => it,
        None => {
            let it: &'static str = String::from(text).leak();
            all.insert(it);
            it
        }
    })
}

/// The scenario that a link names for a task.
pub fn scenario_of(name: &str) -> String {
    format!("{PREFIX}{name}")
}

/// How many tasks were solved that a number has made.
pub fn solved<'n>(done: impl Iterator<Item = &'n str>) -> usize {
    done.filter(|it| it.starts_with(REPAIR)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_which_task_it_is() {
        let repair = Repair { scenario: "05-and-or".to_owned(), version: 1, seed: 17 };
        assert_eq!(repair.name(), "repair/05-and-or/1.17");
        for (name, own) in [
            ("one-client-one-port", None),
            ("own/0123456789abcdef", Some(Own::File)),
            ("repair/05-and-or/1.17", Some(Own::Repair(repair.clone()))),
            ("repair/05-and-or/9.17", Some(Own::Repair(Repair { version: 9, ..repair.clone() }))),
            ("repair/05-and-or/17", None),
            ("repair/05-and-or/x", None),
            ("repair//1.1", None),
            ("repair/1.1", None),
        ] {
            assert_eq!(Own::of(name), own, "{name}");
        }
        assert_eq!(Repair::typed("05-and-or", "17"), Some(Repair::new("05-and-or", 17)));
        assert_eq!(Repair::typed("05-and-or", "1.17"), Some(repair.clone()));
        assert_eq!((Repair::typed("05-and-or", ""), Repair::typed("05-and-or", "x")), (None, None));
        assert_eq!(solved(["own/0123456789abcdef", "repair/a/1.1", "deny-all"].into_iter()), 1);
        assert!(repair.is_current() && Repair::new("a", 1).is_current());
    }

    #[test]
    fn a_file_has_one_name_in_any_spelling() {
        let path = format!("{}/../static/practice/one-client-one-port.yaml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        let (name, task) = of_text(&text).unwrap();
        assert!(name.starts_with("own/") && name.len() == 20, "{name}");
        assert_eq!(of_text(&write(&task)).unwrap().0, name);
        let state = begun(&name, &task);
        assert_eq!(
            (state.scenario.as_str(), state.task.as_str()),
            (scenario_of(&name).as_str(), write(&task).as_str())
        );
        assert_eq!(begun("one-client-one-port", &task).task, "");
        let one = entry(&name, &task);
        assert!(std::ptr::eq(one.name, entry(&name, &task).name));
        assert_eq!((one.title, one.exams().count()), (task.title.as_str(), task.exams.len()));
        assert!(of_text("title: x\n").is_err());
    }
}
