//! Exams ⇄ the browser's storage: the one that is being taken, and those that are over.

use js_sys::Math;

use crate::effects::refused::Refused;
use crate::effects::storage;
use crate::model::practice::exam::{self as exams, Past, Running};

const RUNNING: &str = "netpol-playground.exam";
const PAST: &str = "netpol-playground.exams";

/// The one that is being taken, here or in another tab.
pub fn running() -> Option<Running> {
    Running::from_text(&storage::get(RUNNING)?)
}

/// Keeps it, or that there is none. Says whether the browser took it.
pub fn keep_running(it: Option<&Running>) -> bool {
    kept(storage::set(RUNNING, it.map(Running::to_text).as_deref()))
}

/// Those that are over, the latest first.
pub fn past() -> Vec<Past> {
    storage::get(PAST).map(|it| exams::from_text(&it)).unwrap_or_default()
}

/// Adds some to those that are kept; gives all of them.
pub fn add_past(others: Vec<Past>) -> Vec<Past> {
    let all = exams::joined(&past(), others);
    kept(storage::set(PAST, (!all.is_empty()).then(|| exams::to_text(&all)).as_deref()));
    all
}

fn kept(outcome: Result<(), Refused>) -> bool {
    // Where it is refused, the exam goes on as long as the page is open.
    outcome.inspect_err(|it| it.log()).is_ok()
}

/// A number to draw tasks with, short enough to be told to others.
pub fn seed() -> u64 {
    (Math::random() * 1e6) as u64
}
