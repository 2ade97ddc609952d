//! What came of *Check*, in words.

use leptos::html;
use leptos::prelude::*;
use netpol_core::practice::{Goal, Grade, Outcome, Shown, Task, Variation};

use super::{Graded, Open, Practice, prose};
use crate::base::browser::{effect, frame};
use crate::base::markup::{capital, shown};
use crate::model::embed::framed;
use crate::model::practice::asked;
use crate::state::Pane;

/// The result in one sentence.
pub(super) fn sentence(task: &Task, grade: &Grade) -> String {
    match grade.outcome {
        Outcome::Passed => format!("Solved: {}", passed(task)),
        Outcome::NotApplied => match grade.refused.first() {
            Some(it) => format!("{}: {}.", refused_by(grade), place(&it.file, it.line, &it.message)),
            None => format!("{}.", refused_by(grade)),
        },
        Outcome::Failed => match (&grade.first, grade.broken.first()) {
            (Some(it), _) => format!("Not yet: {}.", it.sentence),
            (None, Some(it)) => format!("Not yet: {}.", it.message),
            (None, None) => "Not yet.".to_owned(),
        },
    }
}

/// Who has no use for an answer: a server, or what grades it.
fn refused_by(grade: &Grade) -> &'static str {
    match grade.refused.first().is_none_or(|it| it.by_server) {
        true => "A cluster would not accept this",
        false => "This cannot be graded",
    }
}

/// On which clusters an answer was tried that passes.
fn passed(task: &Task) -> &'static str {
    match has_hidden(task) {
        true => {
            "on this cluster, and on all that differ a little from it, exactly the right connections are allowed."
        }
        false => "on this cluster exactly the right connections are allowed.",
    }
}

/// Whether answers are tried on other clusters than the one that is shown. What is expected is expected of that one.
fn has_hidden(task: &Task) -> bool {
    matches!(task.goal, Goal::Solution(_))
}

fn place(file: &str, line: u32, message: &str) -> String {
    match (file, line) {
        ("", _) => message.to_owned(),
        (_, 0) => format!("{file}: {message}"),
        _ => format!("{file}, line {line}: {message}"),
    }
}

/// "Of 1 pair of pods, a port is allowed that should not be."
fn counts(grade: &Grade) -> Vec<String> {
    let counted = |n: u64, what: &str| match n {
        0 => None,
        1 => Some(format!("Of 1 pair of pods, a port is {what} be.")),
        n => Some(format!("Of {n} pairs of pods, a port is {what} be.")),
    };
    let missing = counted(grade.missing, "denied that should not");
    let excess = counted(grade.excess, "allowed that should not");
    missing.into_iter().chain(excess).collect()
}

/// The result of the last *Check*. Its words are read out when they come.
#[component]
pub fn Found(it: Practice, open: Open) -> impl IntoView {
    let task = open.entry.name;
    let told = move || {
        it.outcome.get().map(|outcome| {
            let is_old = move || {
                (it.page.files().revision != outcome.revision).then(|| {
                    view! { <p class="dim">"You have changed the files since."</p> }
                })
            };
            let grade = &outcome.grade;
            let class = match grade.outcome {
                Outcome::Passed => "outcome solved",
                Outcome::Failed | Outcome::NotApplied => "outcome",
            };
            let more = details(it, &open.task, &outcome);
            let of_grade = grade.notes.iter().map(|it| format!("{}.", capital(it)));
            let notes = outcome.notes.iter().cloned().chain(of_grade);
            let notes = notes.map(|it| view! { <p class="dim">{shown(&it)}</p> }).collect_view();
            let head = match grade.outcome {
                Outcome::Passed if it.record(task).helped => "Solved, after a look at the solution",
                Outcome::Passed => "Solved",
                Outcome::Failed => "Not yet",
                Outcome::NotApplied => refused_by(grade),
            };
            view! {
                <div class=class>
                    <p class="outcome-head"><strong>{head}</strong></p>
                    {more} {notes} {is_old}
                </div>
            }
        })
    };
    let on = move || it.is_checking.get().then(|| view! { <p class="dim">"Checking…"</p> });
    let place = NodeRef::<html::Div>::new();
    effect(move || {
        // On low screens it is below what is seen of the task. A frame would move the page around it.
        if it.outcome.read().is_some() && !framed() {
            frame(move || {
                if let Some(it) = place.try_get_untracked().flatten() {
                    it.scroll_into_view_with_bool(false);
                }
            });
        }
    });
    view! { <div role="status" data-testid="outcome" node_ref=place>{on} {told}</div> }
}

fn details(it: Practice, task: &Task, outcome: &Graded) -> AnyView {
    let grade = &outcome.grade;
    match grade.outcome {
        Outcome::Passed => view! { <p>{shown(&capital(passed(task)))}</p> }.into_any(),
        Outcome::NotApplied => {
            let one = |it: &netpol_core::practice::Refused| {
                view! { <li>{shown(&place(&it.file, it.line, &it.message))}</li> }
            };
            view! { <ul class="points">{grade.refused.iter().take(5).map(one).collect_view()}</ul> }
                .into_any()
        }
        Outcome::Failed => {
            let broken = grade
                .broken
                .iter()
                .map(|it| view! { <li>{prose::line(&capital(&it.message))}</li> })
                .collect_view();
            let broken = (!grade.broken.is_empty()).then(|| view! { <ul class="points">{broken}</ul> });
            let first = grade.first.as_ref().map(|first| {
                let reason = (!first.reason.is_empty())
                    .then(|| view! { <p class="reason">{prose::line(&first.reason)}</p> });
                let is_shown = first.variation == Variation::Shown;
                let show = is_shown.then(|| {
                    view! {
                        <button type="button" class="small phone-only" on:click=move |_| it.ui.pane.set(Pane::Why)>
                            "Why?"
                        </button>
                    }
                });
                let hidden = (!is_shown && !first.manifests.is_empty()).then(|| {
                    let manifests = shown(&first.manifests);
                    view! {
                        <details>
                            <summary>"What is different on that cluster"</summary>
                            <pre tabindex="0">{manifests}</pre>
                        </details>
                    }
                });
                view! { <p class="first">{shown(&format!("{}.", told(first)))}</p> {reason} {hidden} {show} }
            });
            let counts = counts(grade);
            let counts =
                (!counts.is_empty()).then(|| view! { <p class="dim">{shown(&counts.join(" "))}</p> });
            view! { {broken} {first} {counts} }.into_any()
        }
    }
}

/// The first difference. One on the cluster that is shown begins with the name of a pod, which keeps its letters.
fn told(first: &Shown) -> String {
    match first.variation == Variation::Shown {
        true => first.sentence.clone(),
        false => capital(&first.sentence),
    }
}

/// What is asked, with what became of each.
#[component]
pub fn WhatIsAsked(it: Practice, open: Open) -> impl IntoView {
    let items = asked(&open.task);
    let has_hidden = has_hidden(&open.task);
    let list = move || {
        let outcome = it.outcome.get();
        let grade = outcome.as_ref().map(|it| &it.grade).filter(|it| it.outcome != Outcome::NotApplied);
        let state = |is_right: Option<bool>| match is_right {
            None => ("wait", "not checked yet"),
            Some(true) => ("ok", "as asked"),
            Some(false) => ("no", "not as asked"),
        };
        let line = |text: String, is_right: Option<bool>| {
            let (class, said) = state(is_right);
            view! { <li class=class>{prose::line(&text)} <span class="sr">{said}</span></li> }.into_any()
        };
        let mut res: Vec<AnyView> = Vec::new();
        for asked in &items {
            let is_right = grade.map(|it| !it.broken.iter().any(|it| it.constraint == asked.constraint));
            res.push(line(asked.text.clone(), is_right));
        }
        let first = grade.map(|it| it.first.as_ref().map(|it| it.variation));
        let here = first.map(|it| it != Some(Variation::Shown));
        res.push(line("Exactly the connections that the text asks for".to_owned(), here));
        // While those of the cluster that is shown are wrong, the hidden ones are not looked at.
        let hidden = first.and_then(|it| match it {
            None => Some(true),
            Some(Variation::Shown) => None,
            Some(_) => Some(false),
        });
        if has_hidden {
            let text = "The same on clusters that differ a little, which are not shown";
            res.push(line(text.to_owned(), hidden));
        }
        res
    };
    view! { <ul class="asks">{list}</ul> }
}
