//! Tasks to practise with ⇄ the outside world: their files come from the site, and what was done of them, with the own
//! answers, stays in the browser's storage. Where that is forbidden or full, the page goes on without.

pub mod exam;

use js_sys::{Object, Promise};
use netpol_core::SourceFile;
use netpol_core::practice::{self as tasks, Task};
use wasm_bindgen::prelude::*;
use web_sys::Response;

use crate::base::browser::when;
use crate::base::values::object;
use crate::effects::drafts;
use crate::effects::refused::Refused;
use crate::effects::storage;
use crate::model::embed::framed;
use crate::model::files;
use crate::model::practice::Entry;
use crate::model::practice::kept::{Against, Answers, Write};
use crate::model::practice::progress::Progress;
use crate::model::share::ShareState;

const PROGRESS: &str = "netpol-playground.practice";
const ANSWER: &str = "netpol-playground.practice.";
/// Bytes of an answer that the storage is asked to take: of more, grading makes nothing either.
const MOST: usize = 400_000;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn fetch_with(address: &str, how: &Object) -> Promise;
}

/// Calls with a task, or with nothing where it cannot be had. The browser holds the file to its hash.
pub fn fetch(it: Entry, then: impl FnOnce(Option<Task>) + 'static) {
    let how = object(&[("integrity", it.integrity.into())]);
    let then: Box<dyn FnOnce(Option<Task>)> = Box::new(then);
    when(&fetch_with(&format!("./practice/{}.yaml", it.name), &how), move |response| {
        let text = response.and_then(|it| {
            let response: &Response = it.unchecked_ref();
            if response.ok() { response.text().ok() } else { None }
        });
        let Some(text) = text else { return then(None) };
        when(&text, move |text| {
            let text = text.and_then(|it| it.as_string());
            then(text.and_then(|it| tasks::read(&SourceFile::new("task.yaml", it)).ok()));
        });
    });
}

/// What was done so far.
pub fn progress() -> Progress {
    storage::get(PROGRESS).map(|it| Progress::from_text(&it)).unwrap_or_default()
}

/// Notes something, beside what another page may have noted since. Gives what is known then.
pub fn note(own: &Progress, change: impl FnOnce(&mut Progress)) -> Progress {
    let mut all = progress();
    all.add(own);
    change(&mut all);
    keep(&all);
    all
}

/// Adds what was done elsewhere.
pub(super) fn add(other: &Progress) {
    note(&Progress::default(), |it| it.add(other));
}

fn keep(all: &Progress) {
    // A frame keeps nothing. In private windows it is known as long as the page is open.
    if framed() {
        return;
    }
    if let Err(refused) = storage::set(PROGRESS, Some(&all.to_text())) {
        refused.log();
    }
}

/// Why the storage does not hold an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unkept {
    /// The browser did not take it.
    Refused,
    /// It is too large.
    Large,
    /// Another tab has kept another one since.
    OtherTab,
    /// A link brought it, and the own one is kept.
    OfLink,
    /// It was given in an exam, and the own one is kept.
    OfExam,
}

impl Unkept {
    /// What to tell the user.
    pub fn message(self) -> &'static str {
        match self {
            Unkept::Refused => {
                "Your answer is kept only until you close this page: the browser's storage did not take it."
            }
            Unkept::Large => "Your answer is kept only until you close this page: it has more than 400 kB.",
            Unkept::OtherTab => {
                "Your answer is kept only until you close this page: another tab has kept another one."
            }
            Unkept::OfLink => "Your own answer is kept with the task. That of the link is not.",
            Unkept::OfExam => {
                "The answer that you kept before is still kept with the task. That of the exam is in its report."
            }
        }
    }
}

fn stored(name: &str) -> Option<String> {
    storage::get(&format!("{ANSWER}{name}"))
}

/// The own answer to a task, as it was when the task was left.
pub fn answer(all: &mut Answers, name: &str) -> Option<ShareState> {
    all.latest(name, stored(name))
}

/// What stands against keeping what is on the page.
pub fn against(all: &mut Answers, task: &Task, name: &str, page: &ShareState) -> Option<Against> {
    all.against(task, name, page, stored(name))
}

/// What the storage holds now may be written over.
pub fn overrule(all: &mut Answers, name: &str) {
    all.saw(name, stored(name));
}

/// What the storage holds now counts, and not what this page has written since.
pub fn give_way(all: &mut Answers, name: &str) {
    // Where it holds nothing, the answer of this visit is the only one.
    if let Some(it) = stored(name) {
        all.wrote(name, Some(it));
    }
}

/// Keeps the own answer to a task. One that the storage does not take is known as long as the page is open, and what was
/// kept before stays.
pub fn keep_answer(all: &mut Answers, task: &Task, name: &str, state: &ShareState) -> Result<(), Unkept> {
    if framed() {
        return Ok(());
    }
    if MOST < files::size(&state.files) {
        all.keep_here(name, state);
        return Err(Unkept::Large);
    }
    let packed = match all.to_write(task, name, state, stored(name).as_deref()) {
        Write::Nothing => return Ok(()),
        Write::Foreign => return Err(Unkept::OtherTab),
        Write::Remove => None,
        Write::Put(it) => Some(it),
    };
    let outcome: Result<(), Refused> = storage::set(&format!("{ANSWER}{name}"), packed.as_deref());
    match outcome {
        Ok(()) => {
            all.wrote(name, packed);
            Ok(())
        }
        Err(refused) => {
            refused.log();
            all.keep_here(name, state);
            Err(Unkept::Refused)
        }
    }
}

/// Calls a while after the latest change of what `read` reads, or when the page is about to be left.
pub fn delayed(read: impl Fn() -> usize + 'static, work: impl Fn() + 'static) {
    storage::delayed(500, false, read, move |_| work());
}

/// Seconds since 1970.
pub fn now() -> u64 {
    drafts::now()
}
