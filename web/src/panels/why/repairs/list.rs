//! The edits that make a connection another one. They are found by trying each, once nothing else is to be done.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use netpol_core::Analysis;
use netpol_core::api::Wanted;
use netpol_core::api::page::{Trying, repairing};
use netpol_core::view::{Place, RepairView, RepairsView};

use super::Target;
use super::card::Card;
use crate::base::browser::{after, effect, frame};
use crate::base::markup::{capital, shown};
use crate::base::timing;
use crate::engine::{Analyzed, in_slices};
use crate::later::late;
use crate::state::{Playground, Ui};
use crate::widgets::marked::Marked;

/// After an edit they are tried anew when nothing was typed for so many milliseconds.
pub(super) const PAUSE: u32 = 600;

late! {
    in repairs;
    /// The edits for the target.
    pub fn list(page: Playground, ui: Ui, target: Memo<Option<Target>>) {
        view! { <List page ui target/> }
    }
}

/// What was found, and of what.
#[derive(Clone, PartialEq)]
pub struct Found {
    pub(super) target: Target,
    pub(super) analyzed: Analyzed,
    answer: Answer,
}

#[derive(Clone, PartialEq)]
enum Answer {
    /// Some, or why there is none.
    Known(Arc<RepairsView>),
    /// The evaluator failed over it, or there is nothing to decide.
    Nothing,
}

#[component]
fn List(page: Playground, ui: Ui, target: Memo<Option<Target>>) -> impl IntoView {
    let now = Memo::new(move |_| Some((target.get()?, page.settled.get())));
    let found = RwSignal::new(None::<Found>);
    let count = RwSignal::new((0, 0));
    effect(move || {
        let Some((target, analyzed)) = now.get() else { return };
        // While the user types, those of before stay.
        let is_known = found.with_untracked(|it| it.as_ref().is_some_and(|it| it.target == target));
        if !is_known {
            count.set((0, 0));
        }
        let find = move || {
            let asked = (target, analyzed);
            let is_asked =
                move |it: &(Target, Analyzed)| now.try_get_untracked().flatten().as_ref() == Some(it);
            if is_asked(&asked) {
                spawn_local(async move {
                    let tell = |it| {
                        let goes_on = is_asked(&asked);
                        if goes_on {
                            count.try_set(it);
                        }
                        goes_on
                    };
                    if let Some(it) = find(&asked, tell).await {
                        found.try_set(Some(it));
                    }
                });
            }
        };
        frame(move || after(if is_known { PAUSE } else { 0 }, find));
    });
    let of_target = Memo::new(move |_| {
        let target = target.get()?;
        found.get().filter(|it| it.target == target)
    });
    let is_old = move || {
        let (found, now) = (of_target.read(), now.read());
        found.as_ref().zip(now.as_ref()).is_some_and(|(it, now)| it.analyzed != now.1)
    };
    let offered = Memo::new(move |_| match of_target.get()?.answer {
        Answer::Known(it) => Some(Offered::of(ui, &it)),
        Answer::Nothing => None,
    });
    let says = move || {
        let (found, offered) = (of_target.read(), offered.read());
        found.as_ref().map_or_else(|| "Trying edits…".to_owned(), |it| sentence(it, offered.as_ref()))
    };
    // Beside what is announced: a reader need not hear each of them.
    let progress = move || match count.get() {
        (done, all) if of_target.read().is_none() && 0 < all => shown(&format!(" {done} of {all}")),
        _ => shown(""),
    };
    let obstacle = move || match of_target.get()?.answer {
        Answer::Known(it) => it.at.map(|at| view! { " " <GoTo page ui at/> }),
        Answer::Nothing => None,
    };
    let cards = move || {
        let (found, offered) = (of_target.get()?, offered.get()?);
        let is_empty = offered.repairs.is_empty();
        let one = |it| view! { <Card page ui found=found.clone() it/> };
        let all = offered.repairs.into_iter().map(one).collect_view();
        (!is_empty).then(|| view! { <ul class="repair-list">{all}</ul> })
    };
    view! {
        <div class="repairs-found" class:old=is_old>
            <p class="dim">
                <span role="status">{move || view! { <Marked text=says()/> }}</span>
                <span aria-hidden="true">{progress}</span>
                {obstacle}
            </p>
            {cards}
        </div>
    }
}

/// Tries edits in slices; nothing where they are not asked for any more.
async fn find(
    (target, analyzed): &(Target, Analyzed),
    goes_on: impl Fn((usize, usize)) -> bool,
) -> Option<Found> {
    let start = timing::now();
    let of = target.clone();
    let analysis = Arc::clone(&analyzed.analysis);
    let begun = analyzed.ask(move |_| begun(analysis, &of)).flatten();
    let answer = match begun {
        Some(it) => in_slices(it, goes_on).await?,
        None => None,
    };
    timing::repaired(analyzed.revision, start);
    let answer = answer.map_or(Answer::Nothing, |it| Answer::Known(Arc::new(it)));
    Some(Found { target: target.clone(), analyzed: analyzed.clone(), answer })
}

fn begun(it: Arc<Analysis>, of: &Target) -> Option<Trying<RepairsView>> {
    let ends = (it.endpoint_index(&of.cell.from)?, it.endpoint_index(&of.cell.to)?);
    let wanted = if of.is_to_open { Wanted::Allowed } else { Wanted::Denied };
    Some(repairing(it, ends, of.probe, Some(wanted)))
}

/// The edits that can be made: a task has files that only are to be read.
#[derive(Clone, PartialEq)]
struct Offered {
    repairs: Vec<RepairView>,
    /// Some change a file that the task has locked.
    is_less: bool,
}

impl Offered {
    fn of(ui: Ui, found: &RepairsView) -> Offered {
        let is_free = |it: &&RepairView| !ui.is_any_locked(it.edits.iter().map(|it| it.place));
        let repairs: Vec<_> = found.repairs.iter().filter(is_free).cloned().collect();
        Offered { is_less: repairs.len() < found.repairs.len(), repairs }
    }
}

/// What stands above them.
fn sentence(it: &Found, offered: Option<&Offered>) -> String {
    let (it, offered) = match (&it.answer, offered) {
        (Answer::Known(it), Some(offered)) => (it, offered),
        (Answer::Known(_), None) | (Answer::Nothing, _) => return "No edit was found.".to_owned(),
    };
    if !it.obstacle.is_empty() {
        return format!("{}.", capital(&it.obstacle));
    }
    let does = if it.wanted == "allowed" { "allows" } else { "denies" };
    let port = it.port.replace('/', " ");
    let less = if offered.is_less { " Others change locked files, and are left out." } else { "" };
    match offered.repairs.len() {
        0 if offered.is_less => {
            format!("Every edit that {does} {port} would change a file that this task has locked.")
        }
        0 => "No edit was found.".to_owned(),
        1 => format!("One edit {does} {port}. It was tried.{less}"),
        count => format!("Each of these {count} edits {does} {port}. All were tried.{less}"),
    }
}

/// The way to a line of a file.
#[component]
pub(super) fn GoTo(page: Playground, ui: Ui, at: Place) -> impl IntoView {
    let text = move || {
        let _made_of = page.file_names.get();
        let files = page.files_now();
        let name = files.list.get(at.file as usize).map_or("", |it| &it.name);
        shown(&format!("{name}:{}", at.from_line))
    };
    view! { <button type="button" class="link repair-place" on:click=move |_| ui.go_to(at)>{text}</button> }
}
