//! What came of *Check*, in words.

use leptos::prelude::*;
use netpol_core::practice::{Grade, Outcome as Result, Shown, Variation};

use super::{Open, Outcome, Practice, prose};
use crate::base::markup::{capital, shown};
use crate::model::practice::asked;
use crate::state::Pane;

/// The result in one sentence.
pub(super) fn sentence(grade: &Grade) -> String {
    match grade.outcome {
        Result::Passed => {
            "Solved: on the cluster that is shown and on all hidden ones, just the right connections are allowed."
                .to_owned()
        }
        Result::NotApplied => match grade.refused.first() {
            Some(it) => format!("A cluster would not accept this: {}.", place(&it.file, it.line, &it.message)),
            None => "A cluster would not accept this.".to_owned(),
        },
        Result::Failed => match (&grade.first, grade.broken.first()) {
            (Some(it), _) => format!("Not yet: {}.", it.sentence),
            (None, Some(it)) => format!("Not yet: {}.", it.message),
            (None, None) => "Not yet.".to_owned(),
        },
    }
}

fn place(file: &str, line: u32, message: &str) -> String {
    match (file, line) {
        ("", _) => message.to_owned(),
        (_, 0) => format!("{file}: {message}"),
        _ => format!("{file}, line {line}: {message}"),
    }
}

/// "2 connections are missing, 1 is too many".
fn counts(grade: &Grade) -> Option<String> {
    let counted = |n: u64, what: &str| match n {
        0 => None,
        1 => Some(format!("1 pair {what}")),
        n => Some(format!("{n} pairs {what}")),
    };
    let missing = counted(grade.missing, if grade.missing == 1 { "lacks a port" } else { "lack a port" });
    let excess =
        counted(grade.excess, if grade.excess == 1 { "has a port too many" } else { "have a port too many" });
    let parts: Vec<String> = missing.into_iter().chain(excess).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The result of the last *Check*. Its words are read out when they come.
#[component]
pub fn Result(it: Practice, open: Open) -> impl IntoView {
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
                Result::Passed => "outcome solved",
                Result::Failed | Result::NotApplied => "outcome",
            };
            let more = details(it, &outcome);
            let notes =
                outcome.notes.iter().map(|it| view! { <p class="dim">{shown(it)}</p> }).collect_view();
            let head = match grade.outcome {
                Result::Passed if it.record(task).helped => "Solved, after a look at the solution",
                Result::Passed => "Solved",
                Result::Failed => "Not yet",
                Result::NotApplied => "A cluster would not accept this",
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
    view! { <div role="status" data-testid="outcome">{on} {told}</div> }
}

fn details(it: Practice, outcome: &Outcome) -> AnyView {
    let grade = &outcome.grade;
    match grade.outcome {
        Result::Passed => {
            view! { <p>"On this cluster and on all hidden ones, just the right connections are allowed."</p> }
                .into_any()
        }
        Result::NotApplied => {
            let one = |it: &netpol_core::practice::Refused| {
                view! { <li>{shown(&place(&it.file, it.line, &it.message))}</li> }
            };
            view! { <ul class="points">{grade.refused.iter().take(5).map(one).collect_view()}</ul> }
                .into_any()
        }
        Result::Failed => {
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
                            <summary>"What that cluster has besides"</summary>
                            <pre tabindex="0">{manifests}</pre>
                        </details>
                    }
                });
                view! { <p class="first">{shown(&format!("{}.", told(first)))}</p> {reason} {hidden} {show} }
            });
            let counts = counts(grade).map(|it| {
                let where_ = match grade.first.as_ref().map(|it| it.variation) {
                    Some(Variation::Shown) | None => "",
                    Some(_) => " there",
                };
                view! { <p class="dim">{shown(&format!("{it}{where_}."))}</p> }
            });
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
    let list = move || {
        let outcome = it.outcome.get();
        let grade = outcome.as_ref().map(|it| &it.grade).filter(|it| it.outcome != Result::NotApplied);
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
        res.push(line("Just these connections on this cluster".to_owned(), here));
        // While those of the cluster that is shown are wrong, the hidden ones are not looked at.
        let hidden = first.and_then(|it| match it {
            None => Some(true),
            Some(Variation::Shown) => None,
            Some(_) => Some(false),
        });
        res.push(line("The same on hidden clusters".to_owned(), hidden));
        res
    };
    view! { <ul class="asks">{list}</ul> }
}
