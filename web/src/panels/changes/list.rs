//! The list of all changes, and what stands there while there are none.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::SourceFile;

use super::found::{Cause, Found, Object, found};
use super::group::Groups;
use crate::base::markup::{capital, shown};
use crate::engine::Compared;
use crate::model::review::{Spot, became};
use crate::state::{Playground, Ui};

/// So many names are told of rows that came or went.
const NAMES: usize = 8;

/// What the panel holds.
#[component]
pub fn List(page: Playground, ui: Ui) -> impl IntoView {
    // It may have been asked for in vain.
    page.ask_for_comparing();
    move || {
        let compared = page.changes.get();
        if page.lacks_comparing() {
            return view! { <p class="nothing">"Loading…"</p> }.into_any();
        }
        if compared.as_ref().map_or_else(|| page.baseline_to_read().is_some(), Compared::is_unread) {
            return view! { <p class="nothing">"The baseline is being read."</p> }.into_any();
        }
        let Some(compared) = compared else { return without(page, ui) };
        match found(&compared) {
            None => nothing(&compared),
            Some(it) => view! { <Differences page ui compared it/> }.into_any(),
        }
    }
}

/// There is no baseline.
fn without(page: Playground, ui: Ui) -> AnyView {
    if !page.pinned().is_blank() {
        return view! {
            <div class="nothing">
                <h2>"No answer"</h2>
                <p>"The evaluator failed on these files. Change them, and the comparison comes back."</p>
            </div>
        }
        .into_any();
    }
    view! {
        <div class="nothing">
            <h2>"No baseline yet"</h2>
            <p>"The page was opened without text, so there is nothing to compare with. Pin the state as it is now, and later edits are compared with it."</p>
            <Show when=move || page.files().list.iter().any(|it| !it.text.trim().is_empty())>
                <button type="button" on:click=move |_| ui.pin()>"Pin"</button>
            </Show>
        </div>
    }
    .into_any()
}

/// Nothing was changed.
fn nothing(compared: &Compared) -> AnyView {
    let of = match (compared.pinned.by_user, compared.pinned.by_hand) {
        (true, true) => "what was pinned",
        (true, false) => "what came with what was opened",
        (false, _) => "what was opened",
    };
    view! {
        <div class="nothing" data-testid="no-changes">
            <h2>"Nothing differs from the baseline"</h2>
            <p>
                "The baseline is "
                {of}
                ". Edit something, and this list shows which connections it allows and denies, with the reason before and after."
            </p>
        </div>
    }
    .into_any()
}

#[component]
fn Differences(page: Playground, ui: Ui, compared: Compared, it: Found) -> impl IntoView {
    let Found { sentence, causes, others, added, removed, is_partial } = it;
    let is_same = causes.is_empty();
    let head = if is_same && added.is_empty() && removed.is_empty() {
        "No connection differs from the baseline".to_owned()
    } else {
        capital(&sentence)
    };
    let since = compared.pinned.since();
    let compared = Arc::new(compared);
    let first = causes.first().and_then(|it| it.groups.first()).map(|it| it.at);
    // Which group is unfolded.
    let open = RwSignal::new(first);
    let files = Files::of(page, &compared);
    let cause = {
        let files = files.clone();
        let compared = Arc::clone(&compared);
        move |it: Cause| view! { <Together page ui compared=Arc::clone(&compared) files=files.clone() it open/> }
    };
    let causes = causes.into_iter().map(cause).collect_view();
    let rows = |title: &'static str, ids: Vec<String>| {
        let more = ids.len().saturating_sub(NAMES);
        let mut names = ids.into_iter().take(NAMES).collect::<Vec<_>>().join(", ");
        if more > 0 {
            names.push_str(&format!(" and {more} more"));
        }
        (!names.is_empty()).then(|| {
            view! {
                <p class="changes-rows">
                    <b>{title}</b>
                    " "
                    <span class="changes-names">{shown(&names)}</span>
                </p>
            }
        })
    };
    let rest = (!others.is_empty()).then(|| {
        let title = if is_same {
            "Changed, without effect on any connection"
        } else {
            "Also changed, without effect on any connection"
        };
        let one = |it: Object| view! { <li><ObjectHead ui files=files.clone() it/></li> };
        view! {
            <section class="changes-cause">
                <h3 class="dim">{title}</h3>
                <ul class="changes-others">{others.into_iter().map(one).collect_view()}</ul>
            </section>
        }
    });
    let partial = is_partial.then(|| {
        view! { <p class="dim">"Only the first changes were searched for their cause."</p> }
    });
    view! {
        <div class="changes">
            <div class="changes-head">
                <h2>{shown(&head)} <span class="dim">" " {since}</span></h2>
                <span class="grow"></span>
                <button
                    type="button"
                    class="small"
                    title="Both versions of the YAML, side by side"
                    aria-haspopup="dialog"
                    on:click=move |_| ui.review(None)
                >
                    "Review"
                </button>
                <Show when=move || !ui.readonly.get()>
                    <button type="button" class="small" on:click=move |_| ui.revert_all()>"Revert all"</button>
                </Show>
                <button
                    type="button"
                    class="small"
                    title="Compare later edits with the state as it is now"
                    on:click=move |_| ui.pin()
                >
                    "Pin"
                </button>
            </div>
            {causes}
            {rows("New rows:", added)}
            {rows("Rows that are gone:", removed)}
            {rest}
            {partial}
        </div>
    }
}

/// The files of both sides, to tell the names of places.
#[derive(Clone)]
struct Files {
    before: Arc<[SourceFile]>,
    now: Arc<[SourceFile]>,
}

impl Files {
    fn of(page: Playground, compared: &Compared) -> Files {
        Files { before: Arc::clone(&compared.pinned.list), now: page.files_now().list }
    }
}

/// Groups that the same objects bring about.
#[component]
fn Together(
    page: Playground,
    ui: Ui,
    compared: Arc<Compared>,
    files: Files,
    it: Cause,
    open: RwSignal<Option<usize>>,
) -> impl IntoView {
    let Cause { objects, groups } = it;
    let unknown =
        objects.is_empty().then(|| view! { <h3 class="dim">"By several changes, or by a setting"</h3> });
    let several = (1 < objects.len()).then(|| view! { <p class="dim">"Only together:"</p> });
    let heads =
        objects.into_iter().map(|it| view! { <ObjectHead ui files=files.clone() it/> }).collect_view();
    view! {
        <section class="changes-cause">
            {unknown}
            {several}
            {heads}
            <Groups page ui compared groups open/>
        </section>
    }
}

/// An object, what became of it, where it stands, and the button that puts it back.
#[component]
fn ObjectHead(ui: Ui, files: Files, it: Object) -> impl IntoView {
    let Object { view, revert } = it;
    let spot = Spot::of(&view, &files.before, &files.now);
    let became = became(&view);
    let name = view.name;
    let (kind, own) = name.split_once(' ').unwrap_or(("", &name));
    let (kind, own) = (shown(kind), shown(own));
    let line = view.after.and_then(|(text, place)| Some((text, place?))).map(|(text, place)| {
        view! {
            <button type="button" class="link changes-line" on:click=move |_| ui.go_to(place)>
                {shown(&text)}
            </button>
        }
    });
    let review_label = shown(&format!("Review {name}"));
    let review = spot.map(|spot| {
        view! {
            <button
                type="button"
                class="small"
                aria-label=review_label
                title="Both versions of it, side by side"
                aria-haspopup="dialog"
                on:click=move |_| ui.review(Some(spot.clone()))
            >
                "Review"
            </button>
        }
    });
    let label = shown(&format!("Revert {name}"));
    let button = revert.map(|it| {
        let (name, label) = (name.clone(), label.clone());
        let put_back = move |_| ui.revert(&name, &it);
        view! {
            <button
                type="button"
                class="small"
                aria-label=label
                hidden=move || ui.readonly.get()
                title="Put its text of the baseline back"
                on:click=put_back
            >
                "Revert"
            </button>
        }
    });
    view! {
        <div class="changes-object">
            <h3>{kind} " " <code>{own}</code> {became}</h3>
            {line}
            <span class="grow"></span>
            {review}
            {button}
        </div>
    }
}
