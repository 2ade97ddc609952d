//! What is wrong with the files; a click goes to the line.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::browser::after;
use crate::state::{Playground, Ui};
use crate::widgets::keyed::AT_ONCE;
use crate::widgets::marked::Marked;
use leptos::prelude::*;
use netpol_core::diagnostic::Severity;
use netpol_core::view::{FixView, ProblemView};

use crate::base::browser::{focus, frame};
use crate::base::markup::{capital, shown};

/// What the panel holds.
#[component]
pub fn ProblemList(page: Playground, ui: Ui) -> impl IntoView {
    move || {
        let problems = page.problems.get();
        if problems.is_empty() {
            return view! {
                <div class="nothing">
                    <h2>"No problems"</h2>
                    <p>"Every document was understood."</p>
                </div>
            }
            .into_any();
        }
        let mut repeats: HashMap<u32, usize> = HashMap::new();
        for first in problems.iter().filter_map(|it| it.repeats) {
            *repeats.entry(first).or_default() += 1;
        }
        let list = Arc::new(List { problems, repeats });
        view! { <ul>{part(page, ui, list, 0)}</ul> }.into_any()
    }
}

/// What is drawn a part at a time.
struct List {
    problems: Arc<Vec<ProblemView>>,
    /// How often the problem at a position is there once more.
    repeats: HashMap<u32, usize>,
}

/// The problems from a position on: some of them, and the others in tasks of their own.
fn part(page: Playground, ui: Ui, list: Arc<List>, from: usize) -> AnyView {
    let names = page.file_names;
    // One cause is one message; the editor marks each of its places.
    let firsts = list.problems.iter().enumerate().skip(from).filter(|it| it.1.repeats.is_none());
    let mut some: Vec<(usize, &ProblemView)> = firsts.take(AT_ONCE + 1).collect();
    let rest = some.get(AT_ONCE).map(|it| it.0);
    some.truncate(AT_ONCE);
    let one = |(at, it): (usize, &ProblemView)| {
        let more = list.repeats.get(&(at as u32)).copied().unwrap_or_default();
        view! { <li><Problem page ui names it=it.clone() more/></li> }
    };
    let some = some.into_iter().map(one).collect_view();
    let is_next = RwSignal::new(false);
    if rest.is_some() {
        // The list may be gone by then.
        after(0, move || {
            is_next.try_set(true);
        });
    }
    let rest = move || {
        let from = rest.filter(|_| is_next.get())?;
        Some(part(page, ui, Arc::clone(&list), from))
    };
    view! {
        {some}
        {rest}
    }
    .into_any()
}

#[component]
fn Problem(page: Playground, ui: Ui, names: Memo<String>, it: ProblemView, more: usize) -> impl IntoView {
    let sign = match it.severity {
        Severity::Error => "✕",
        Severity::Warning => "!",
        Severity::Info => "i",
    };
    let word = it.severity.as_str();
    let context = match (it.object.as_str(), it.field.as_str()) {
        ("", it) | (it, "") => it.to_owned(),
        (object, field) => format!("{object} · {field}"),
    };
    let help = (!it.help.is_empty())
        .then(|| view! { <span class="problem-help"><Marked text=it.help.clone()/></span> });
    let place = it.place;
    let at = move || {
        let place = place?;
        let _made_of = names.get();
        let files = page.files_now();
        let file = files.list.get(place.file as usize)?;
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        Some(shown(&format!("{}:{}{more}", file.name, place.from_line)))
    };
    let fixes = it.fixes.clone();
    let has_fixes = !fixes.is_empty();
    let go = move |_| {
        if let Some(place) = place {
            ui.go_to(place);
        }
    };
    view! {
        <button type="button" class="problem" disabled=place.is_none() on:click=go>
            <i class=format!("severity {word}") role="img" aria-label=word>{sign}</i>
            <span class="problem-text">
                <span class="problem-message"><Marked text=it.message.clone()/></span>
                {help}
                <span class="problem-context">{shown(&context)} " " <code>{it.code}</code></span>
            </span>
            <span class="problem-place">{at}</span>
        </button>
        <Show when=move || !ui.readonly.get() && has_fixes>
            <span class="fixes">{fixes.iter().map(|it| view! { <Fix ui it=it.clone()/> }).collect_view()}</span>
        </Show>
    }
}

/// The button of a fix.
#[component]
fn Fix(ui: Ui, it: FixView) -> impl IntoView {
    let title = if it.class == "safe" { "No verdict changes" } else { "Verdicts may change" };
    let text = shown(&capital(&it.title));
    let fix = move |_| {
        ui.fix(&it);
        // The button goes with its problem.
        frame(|| focus(".under-editor .tab[tabindex='0']"));
    };
    view! { <button type="button" class="link" title=title on:click=fix>{text}</button> }
}
