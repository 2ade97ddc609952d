//! Tasks to practise with ⇄ the outside world: their files come from the site, and what was done of them, with the own
//! answers, stays in the browser's storage. Where that is forbidden or full, the page goes on without.

use js_sys::{Object, Promise};
use netpol_core::SourceFile;
use netpol_core::practice::{self as core, Task};
use wasm_bindgen::prelude::*;
use web_sys::Response;

use crate::base::browser::when;
use crate::base::values::object;
use crate::effects::drafts;
use crate::effects::refused::Refused;
use crate::effects::storage;
use crate::model::embed::framed;
use crate::model::files;
use crate::model::practice::progress::Progress;
use crate::model::practice::{self, Entry};
use crate::model::share::{self, ShareState};

const PROGRESS: &str = "netpol-playground.practice";
const ANSWER: &str = "netpol-playground.practice.";
/// Bytes of an answer that are kept: of more, grading makes nothing either.
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
            then(text.and_then(|it| core::read(&SourceFile::new("task.yaml", it)).ok()));
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

/// The own answer to a task, as it was when the task was left.
pub fn answer(name: &str) -> Option<ShareState> {
    let state = share::unpack(&storage::get(&format!("{ANSWER}{name}"))?).ok()?;
    (practice::task_of(&state.scenario) == Some(name)).then_some(state)
}

/// Keeps the own answer to a task; `None` forgets it.
pub fn keep_answer(name: &str, state: Option<&ShareState>) {
    if framed() {
        return;
    }
    let packed = state.filter(|it| files::size(&it.files) <= MOST).map(share::pack);
    let outcome: Result<(), Refused> = storage::set(&format!("{ANSWER}{name}"), packed.as_deref());
    if let Err(refused) = outcome {
        refused.log();
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
