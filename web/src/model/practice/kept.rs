//! The own answers to tasks, as far as this page knows them: those that the storage did not take, and what the storage
//! held when it was read or written last. Pure: what the storage holds now is handed in.

use std::collections::BTreeMap;

use netpol_core::SourceFile;
use netpol_core::practice::{Role, Task};

use super::{start, task_of};
use crate::model::share::{self, ShareState};

/// What stands against writing the answer of the page over the one that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// A link brought it, and the own one is another.
    Link,
    /// Another tab has kept another one since.
    Tab,
}

/// What is to be done with the storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// It holds what it should.
    Nothing,
    /// The task is as it starts: there is nothing to keep.
    Remove,
    /// This text is to be kept.
    Put(String),
    /// Another tab has kept another answer, which stays.
    Foreign,
}

/// The answers that this page knows.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// Those that the storage does not hold, by task.
    visit: BTreeMap<String, ShareState>,
    /// What the storage held when it was read or written last, by task.
    seen: BTreeMap<String, String>,
}

impl Answers {
    /// The latest answer to a task, where the storage holds this.
    pub fn latest(&mut self, name: &str, stored: Option<String>) -> Option<ShareState> {
        if let Some(it) = self.visit.get(name) {
            return Some(it.clone());
        }
        let state = answer_of(name, stored.as_deref());
        self.saw(name, stored);
        state
    }

    /// What stands against writing what is on the page.
    pub fn against(
        &mut self,
        task: &Task,
        name: &str,
        page: &ShareState,
        stored: Option<String>,
    ) -> Option<Against> {
        let kept = answer_of(name, stored.as_deref());
        let differs = |it: &ShareState| !is_same(task, &it.files, &page.files);
        let found = match (self.visit.get(name), &kept) {
            (Some(own), _) if differs(own) => Some(Against::Link),
            (Some(_), Some(kept)) => {
                (differs(kept) && self.seen.get(name) != stored.as_ref()).then_some(Against::Tab)
            }
            (None, Some(kept)) => (differs(kept) && !is_start(task, &kept.files)).then_some(Against::Link),
            (Some(_) | None, None) => None,
        };
        if found.is_none() {
            self.saw(name, stored);
        }
        found
    }

    /// What is to be written so that this answer is kept.
    pub fn to_write(&mut self, task: &Task, name: &str, state: &ShareState, stored: Option<&str>) -> Write {
        let is_foreign = self.is_foreign(task, name, state, stored);
        if is_start(task, &state.files) {
            self.visit.remove(name);
            return if stored.is_none() || is_foreign { Write::Nothing } else { Write::Remove };
        }
        if is_foreign {
            self.keep_here(name, state);
            return Write::Foreign;
        }
        Write::Put(share::pack(state))
    }

    /// Whether the storage holds an answer that is neither this one nor what was seen there.
    fn is_foreign(&self, task: &Task, name: &str, state: &ShareState, stored: Option<&str>) -> bool {
        let seen = self.seen.get(name).map(String::as_str);
        let Some(now) = answer_of(name, stored).filter(|_| seen != stored) else { return false };
        let is_known = answer_of(name, seen).is_some_and(|it| is_same(task, &it.files, &now.files));
        !is_known && !is_same(task, &state.files, &now.files)
    }

    /// The storage holds this.
    pub fn saw(&mut self, name: &str, stored: Option<String>) {
        match stored {
            Some(it) => drop(self.seen.insert(name.to_owned(), it)),
            None => drop(self.seen.remove(name)),
        }
    }

    /// The storage has taken this.
    pub fn wrote(&mut self, name: &str, stored: Option<String>) {
        self.visit.remove(name);
        self.saw(name, stored);
    }

    /// The storage does not hold this answer: it is known as long as the page is open.
    pub fn keep_here(&mut self, name: &str, state: &ShareState) {
        self.visit.insert(name.to_owned(), state.clone());
    }
}

/// The answer to a task that a text of the storage holds.
fn answer_of(name: &str, stored: Option<&str>) -> Option<ShareState> {
    let state = share::unpack(stored?).ok()?;
    (task_of(&state.scenario) == Some(name)).then_some(state)
}

/// Whether the answer that some files hold is the task as it starts.
pub fn is_start(task: &Task, files: &[SourceFile]) -> bool {
    is_same(task, files, &start("", task).files)
}

/// Whether some files hold the same answer as others: locked files are part of none.
fn is_same(task: &Task, a: &[SourceFile], b: &[SourceFile]) -> bool {
    let locked = |name: &str| task.files.iter().any(|it| it.role == Role::Locked && it.file.name == name);
    let own = |files: &[SourceFile]| -> Vec<SourceFile> {
        files.iter().filter(|it| !locked(&it.name)).cloned().collect()
    };
    own(a) == own(b)
}

/// A state of a task with its files that only are to be read as the task has them: a release may have changed them since.
pub fn refreshed(task: &Task, mut state: ShareState) -> ShareState {
    for (at, of_task) in task.files.iter().filter(|it| it.role != Role::Yours).enumerate() {
        let file = &of_task.file;
        match state.files.iter_mut().find(|it| it.name == file.name) {
            Some(it) => it.text = file.text.clone(),
            None if of_task.role == Role::Locked => {
                let at = at.min(state.files.len());
                state.files.insert(at, file.clone());
                if at <= state.active {
                    state.active += 1;
                }
            }
            None => (),
        }
    }
    state
}

#[cfg(test)]
mod tests {
    use netpol_core::practice::read;

    use super::*;

    const NAME: &str = "one-client-one-port";

    fn task() -> Task {
        let path = format!("{}/../static/practice/{NAME}.yaml", env!("CARGO_MANIFEST_DIR"));
        read(&SourceFile::new(NAME, std::fs::read_to_string(path).unwrap())).unwrap()
    }

    /// The task with this text as its answer.
    fn with(text: &str) -> ShareState {
        let mut state = start(NAME, &task());
        let at = state.active;
        state.files.get_mut(at).unwrap().text = text.into();
        state
    }

    fn packed(text: &str) -> Option<String> {
        Some(share::pack(&with(text)))
    }

    #[test]
    fn a_link_stands_against_another_answer_that_is_kept_and_no_other() {
        let task = task();
        let own = with("own");
        let start = start(NAME, &task);
        for (page, stored, expected) in [
            (&own, None, None),
            (&own, packed("own"), None),
            (&own, packed("other"), Some(Against::Link)),
            (&start, packed("other"), Some(Against::Link)),
            (&own, Some(share::pack(&start)), None),
            (&own, Some("nonsense".to_owned()), None),
        ] {
            assert_eq!(Answers::default().against(&task, NAME, page, stored.clone()), expected, "{stored:?}");
        }
    }

    #[test]
    fn what_another_tab_has_kept_since_is_not_written_over() {
        let (task, mut it) = (task(), Answers::default());
        assert_eq!(it.latest(NAME, packed("old")), Some(with("old")));
        let put = |text: &str| Write::Put(share::pack(&with(text)));
        assert_eq!(it.to_write(&task, NAME, &with("new"), packed("old").as_deref()), put("new"));
        it.wrote(NAME, packed("new"));
        assert_eq!(it.to_write(&task, NAME, &with("mine"), packed("theirs").as_deref()), Write::Foreign);
        // It is known as long as the page is open.
        assert_eq!(it.latest(NAME, packed("theirs")), Some(with("mine")));
        assert_eq!(it.against(&task, NAME, &with("mine"), packed("theirs")), Some(Against::Tab));
        // The user has chosen this one.
        it.saw(NAME, packed("theirs"));
        assert_eq!(it.to_write(&task, NAME, &with("mine"), packed("theirs").as_deref()), put("mine"));
    }

    #[test]
    fn what_the_storage_refuses_is_known_as_long_as_the_page_is_open() {
        let (task, mut it) = (task(), Answers::default());
        it.latest(NAME, packed("old"));
        it.keep_here(NAME, &with("new"));
        assert_eq!(it.latest(NAME, packed("old")), Some(with("new")));
        assert_eq!(it.against(&task, NAME, &with("new"), packed("old")), None);
        assert_eq!(it.against(&task, NAME, &with("link"), packed("old")), Some(Against::Link));
    }

    #[test]
    fn a_task_as_it_starts_is_not_kept() {
        let (task, mut it) = (task(), Answers::default());
        let start = start(NAME, &task);
        assert_eq!(it.to_write(&task, NAME, &start, None), Write::Nothing);
        assert_eq!(it.to_write(&task, NAME, &start, packed("theirs").as_deref()), Write::Nothing);
        it.latest(NAME, packed("old"));
        assert_eq!(it.to_write(&task, NAME, &start, packed("old").as_deref()), Write::Remove);
    }

    #[test]
    fn locked_files_are_those_of_the_task() {
        let task = task();
        let mut old = with("own");
        old.files.iter_mut().filter(|it| it.name == "cluster.yaml").for_each(|it| it.text = "old: 1".into());
        assert_eq!(refreshed(&task, old.clone()), with("own"));
        old.files.retain(|it| it.name != "cluster.yaml");
        old.active = 0;
        let whole = refreshed(&task, old);
        assert!(is_same(&task, &whole.files, &with("own").files));
        assert_eq!(whole.files.len(), 2);
        assert_eq!(whole.files.get(whole.active).unwrap().name, "answer.yaml");
    }
}
