//! An edit that the learner makes, with what there is to see, as the files of the page have it now.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::api::page::seen_with;

use super::{Opened, Step};
use crate::base::browser::{after, effect};
use crate::model::practice::answer;
use crate::panels::practice::prose;

/// While a learner types, nothing is asked.
const PAUSE: u32 = 300;

/// What was found of the lines to see.
#[derive(Clone, Debug, PartialEq)]
enum Seen {
    /// Nothing yet.
    Asked,
    /// The files cannot be applied.
    Refused,
    /// Whether each line is so.
    Lines(Vec<bool>),
}

/// The step.
#[component]
pub fn Attempt(of: Opened) -> impl IntoView {
    let seen = RwSignal::new(Seen::Asked);
    let page = of.it.page;
    let lines = of.lesson.attempt.see.clone();
    {
        let of = of.clone();
        effect(move || {
            let revision = page.files().revision;
            let of = of.clone();
            after(PAUSE, move || {
                if page.files_now().revision == revision {
                    look(&of, seen);
                }
            });
        });
    }
    let list = move || {
        let one = |(at, line): (usize, &String)| {
            let is_so = matches!(&*seen.read(), Seen::Lines(all) if all.get(at) == Some(&true));
            let (class, said) = if is_so { ("ok", "so now") } else { ("wait", "not so yet") };
            view! { <li class=class>{prose::line(&told(line))} <span class="sr">{said}</span></li> }
        };
        lines.iter().enumerate().map(one).collect_view()
    };
    let state = move || match &*seen.read() {
        Seen::Asked => "",
        Seen::Refused => "A cluster would not accept the files as they are now.",
        Seen::Lines(all) if all.iter().all(|it| *it) => "That is it. Look at the matrix, then go on.",
        Seen::Lines(_) => "Not all of it yet.",
    };
    let text = prose::text(&of.lesson.attempt.text);
    view! {
        <h3 id=Step::Try.id() tabindex="-1">"Try it"</h3>
        <p class="dim">{shown_file(&of)}</p>
        <div class="task-text">{text}</div>
        <h3>"What you see then"</h3>
        <p role="status" class="seen" data-testid="seen">{state}</p>
        <ul class="asks">{list}</ul>
    }
}

/// `shop/web → shop/db TCP 5432`: allowed.
fn told(line: &str) -> String {
    match line.rsplit_once(": ") {
        Some((ends, word)) => format!("`{}` {word}", ends.replace(" -> ", " → ")),
        None => line.to_owned(),
    }
}

/// In which file.
fn shown_file(of: &Opened) -> AnyView {
    let names: Vec<String> =
        of.lesson.attempt.given.answer.files.iter().map(|it| format!("`{}`", it.name)).collect();
    prose::line(&format!("In {}.", names.join(" and ")))
}

/// Asks for the lines.
fn look(of: &Opened, seen: RwSignal<Seen>) {
    let (it, task, lesson) = (of.it, Arc::clone(&of.open.task), Arc::clone(&of.lesson));
    it.with_parts(move |parts| {
        let Some((loaded, judge)) = parts else { return };
        let (files, _) = answer(&task, &it.page.files_now().list);
        let found = seen_with(&task, &files, &lesson.attempt.see, loaded, judge);
        let found = found.map_or(Seen::Refused, Seen::Lines);
        // The step may be over.
        if seen.try_get_untracked().is_some_and(|it| it != found) {
            seen.set(found);
        }
    });
}
