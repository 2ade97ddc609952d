//! What is wrong with the files; a click goes to the line.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::browser::after;
use crate::state::{Playground, Ui};
use crate::widgets::keyed::AT_ONCE;
use crate::widgets::marked::Marked;
use leptos::prelude::*;
use netpol_core::diagnostic::Severity;
use netpol_core::view::ProblemView;

use super::fix::{Fixes, Open};
use crate::base::markup::{shown, word};
use crate::panels::on_request::looking;

/// What the panel holds.
#[component]
pub fn ProblemList(page: Playground, ui: Ui) -> impl IntoView {
    // An edit makes the list anew; what was opened stays open.
    let is_open = RwSignal::new(false);
    let open = RwSignal::default();
    // Of large files it follows a little later.
    let is_seeking = Memo::new(move |_| page.is_seeking());
    let is_looking = Memo::new(move |_| is_seeking.get() && page.problems.read().is_empty());
    move || {
        let problems = page.problems.get();
        if is_looking.get() {
            return view! { <div class="nothing">{looking()}</div> }.into_any();
        }
        if page.found.read().is_none() {
            return view! {
                <div class="nothing">
                    <h2>"Not known"</h2>
                    <p>
                        "This page has an error of its own: it could not look through these files. That is no mistake of \
                         yours. Change something, and it tries again."
                    </p>
                </div>
            }
            .into_any();
        }
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
        let [wrong, known] = by_severity(&problems);
        let draw = move |shown: Vec<usize>| {
            let list = List { problems: Arc::clone(&problems), shown, repeats: repeats.clone(), open };
            view! { <ul class:old=is_seeking aria-busy=move || word(is_seeking.get())>{part(page, ui, Arc::new(list), 0)}</ul> }
        };
        // By themselves they hide nothing.
        if wrong.is_empty() {
            return draw(known).into_any();
        }
        let count = known.len();
        let first = draw(wrong);
        let known = move || is_open.get().then(|| draw(known.clone()));
        let more = (count > 0).then(|| view! { <More is_open count/> });
        view! {
            {first}
            {more}
            {known}
        }
        .into_any()
    }
}

/// Positions of what is wrong, the worst first, and of what is worth knowing; each in the order of files and lines. One
/// cause is one message; the editor marks each of its places.
fn by_severity(problems: &[ProblemView]) -> [Vec<usize>; 2] {
    let of = |severity| {
        let is_one = move |it: &(usize, &ProblemView)| it.1.repeats.is_none() && it.1.severity == severity;
        problems.iter().enumerate().filter(is_one).map(|it| it.0)
    };
    [of(Severity::Error).chain(of(Severity::Warning)).collect(), of(Severity::Info).collect()]
}

/// The line under which stands what is worth knowing and not wrong.
#[component]
fn More(is_open: RwSignal<bool>, count: usize) -> impl IntoView {
    view! {
        <button
            type="button"
            class="problems-more"
            aria-expanded=move || is_open.get().to_string()
            on:click=move |_| is_open.update(|it| *it = !*it)
        >
            {count}
            " more worth knowing"
        </button>
    }
}

/// What is drawn a part at a time.
struct List {
    problems: Arc<Vec<ProblemView>>,
    /// The positions of those that are shown, in their order.
    shown: Vec<usize>,
    /// How often the problem at a position is there once more.
    repeats: HashMap<u32, usize>,
    open: Open,
}

/// The problems from a position of the shown ones on: some of them, and the others in tasks of their own.
fn part(page: Playground, ui: Ui, list: Arc<List>, from: usize) -> AnyView {
    let names = page.file_names;
    let one = |at: &usize| {
        let it = list.problems.get(*at)?.clone();
        let more = list.repeats.get(&(*at as u32)).copied().unwrap_or_default();
        Some(view! { <li><Problem page ui names open=list.open it more/></li> })
    };
    let some = list.shown.iter().skip(from).take(AT_ONCE).filter_map(one).collect_view();
    let next = from + AT_ONCE;
    let has_rest = next < list.shown.len();
    let is_next = RwSignal::new(false);
    if has_rest {
        // The list may be gone by then.
        after(0, move || {
            is_next.try_set(true);
        });
    }
    let rest = move || (has_rest && is_next.get()).then(|| part(page, ui, Arc::clone(&list), next));
    view! {
        {some}
        {rest}
    }
    .into_any()
}

#[component]
fn Problem(
    page: Playground,
    ui: Ui,
    names: Memo<String>,
    open: Open,
    it: ProblemView,
    more: usize,
) -> impl IntoView {
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
    let (own, server) = it.parts();
    let server = (!server.is_empty()).then(
        || view! { <span class="problem-server">{shown(&format!("The API server says: {server}"))}</span> },
    );
    let own = own.to_owned();
    let place = it.place;
    let at = move || {
        let place = place?;
        let _made_of = names.get();
        let files = page.files_now();
        let file = files.list.get(place.file as usize)?;
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        Some(shown(&format!("{}:{}{more}", file.name, place.from_line)))
    };
    let of = it.clone();
    let fixes = move || {
        let mut of = of.clone();
        // What a task has locked cannot be mended.
        of.fixes.retain(|it| !ui.is_any_locked(it.edits.iter().map(|it| it.place)));
        (!ui.readonly.get() && !of.fixes.is_empty()).then(|| view! { <Fixes page ui open of/> })
    };
    let go = move |_| {
        if let Some(place) = place {
            ui.go_to(place);
        }
    };
    view! {
        <button type="button" class="problem" disabled=place.is_none() on:click=go>
            <i class=format!("severity {word}") role="img" aria-label=word>{sign}</i>
            <span class="problem-text">
                <span class="problem-message"><Marked text=own/></span>
                {help}
                {server}
                <span class="problem-context">{shown(&context)} " " <code>{it.code}</code></span>
            </span>
            <span class="problem-place">{at}</span>
        </button>
        {fixes}
    }
}
