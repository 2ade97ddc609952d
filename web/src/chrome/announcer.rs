//! What a screen reader is told after an edit: which cells changed, which errors came or went. Not at each key: once the
//! user pauses.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use netpol_core::diagnostic::Severity;
use netpol_core::view::ProblemView;

use crate::base::browser::{after, effect};
use crate::base::markup::shown;
use crate::engine::{Analyzed, Arrival, Comparing};
use crate::state::Playground;

/// Milliseconds without another edit.
const PAUSE: u32 = 1200;

/// What was true when something was last said, or when the page opened.
struct Told {
    analyzed: Analyzed,
    errors: Vec<String>,
    /// What came of the expectations; empty where there are none.
    expected: String,
}

/// A line that only screen readers have.
#[component]
pub fn Announcer(page: Playground) -> impl IntoView {
    let said = RwSignal::new(String::new());
    let told: Rc<RefCell<Option<Told>>> = Rc::default();
    effect(move || {
        // The problems follow from it.
        let analyzed = page.settled.get();
        let errors = errors(&page.problems.read());
        let expected = expected(page);
        let now = Told { analyzed, errors, expected };
        if page.is_behind() || page.is_seeking() {
            return;
        }
        // The same words twice are said twice.
        said.set(String::new());
        let told = Rc::clone(&told);
        if told.borrow().is_none() {
            told.replace(Some(now));
            return;
        }
        // Which cells changed is told by a part of its own, which has until then to come. Once it did not, it comes when
        // the user tries again.
        let failed = matches!(page.own.comparing.get_untracked(), Arrival::Failed);
        if !failed && told.borrow().as_ref().is_some_and(|it| it.analyzed != now.analyzed) {
            page.ask_for_comparing();
        }
        after(PAUSE, move || {
            // The page may be gone by then, or the text another one: then this is said with what follows.
            let is_latest = page.settled.try_get_untracked().is_some_and(|it| it == now.analyzed);
            if !is_latest {
                return;
            }
            let before = told.replace(Some(now));
            if let (Some(before), Some(now)) = (before, told.borrow().as_ref()) {
                said.set(difference(page.own.comparing.get_untracked().here(), &before, now));
            }
        });
    });
    view! { <p class="sr" role="status" data-testid="announcer">{move || shown(&said.read())}</p> }
}

/// What came of the expectations.
fn expected(page: Playground) -> String {
    let expected = page.expected.read();
    expected.as_ref().filter(|it| it.count() != 0).map_or_else(String::new, |it| it.sentence.clone())
}

/// The errors in words.
fn errors(problems: &[ProblemView]) -> Vec<String> {
    let errors = problems.iter().filter(|it| it.severity == Severity::Error);
    errors.map(|it| format!("{} {}", it.object, it.message).trim().replace('`', "")).collect()
}

fn difference(part: Option<&Comparing>, before: &Told, now: &Told) -> String {
    let news = now.errors.iter().filter(|it| !before.errors.contains(it)).collect::<Vec<_>>();
    let gone = before.errors.iter().filter(|it| !now.errors.contains(it)).count();
    let mut parts = Vec::new();
    match news.as_slice() {
        [] => (),
        [one] => parts.push(format!("Error: {one}")),
        [first, rest @ ..] => parts.push(format!("Error: {first}, and {} more", rest.len())),
    }
    match (gone, now.errors.len()) {
        (0, _) => (),
        (_, 0) => parts.push("No errors any more".to_owned()),
        (1, _) => parts.push("1 error is gone".to_owned()),
        (n, _) => parts.push(format!("{n} errors are gone")),
    }
    let cells = match before.analyzed == now.analyzed {
        true => Some(String::new()),
        false => part.and_then(|it| (it.cells)(&before.analyzed, &now.analyzed)),
    };
    match cells {
        Some(it) if it.is_empty() => (),
        Some(it) => parts.push(it),
        None => parts.push("The matrix is updated".to_owned()),
    }
    if !now.expected.is_empty() && now.expected != before.expected {
        parts.push(format!("Expectations: {}", now.expected));
    }
    parts.join(". ")
}
