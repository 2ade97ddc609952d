//! One edit: what it does, its lines, which other cells it changes, and the button that does it.

use leptos::prelude::*;
use netpol_core::view::{CellChangeView, PatchLineView, RepairView};

use super::list::{Found, GoTo};
use crate::base::browser::keep_focus;
use crate::base::markup::{capital, shown};
use crate::state::{Playground, Ui};
use crate::widgets::marked::Marked;

/// So many lines of an edit are shown at first.
const LINES: usize = 10;
/// So many other cells are.
const CELLS: usize = 5;

/// Where the focus goes from a button that its edit takes away.
const PLACES: &[&str] = &[".repairs-head", "#lists"];

/// An edit.
#[component]
pub(super) fn Card(page: Playground, ui: Ui, found: Found, it: RepairView) -> impl IntoView {
    let title = capital(&it.title);
    let others: Vec<CellChangeView> = it.changes.iter().filter(|it| !it.is_meant).cloned().collect();
    let named = others.len() as u64;
    let unnamed = it.others.saturating_sub(named);
    let (fix, effect) = (it.fix(), it.effect.clone());
    let apply = move |_| {
        if page.settled.get_untracked() == found.analyzed {
            ui.repair(&fix, &effect);
            keep_focus(PLACES);
        } else {
            ui.complain("The text has changed since. Try again in a moment.");
        }
    };
    let place = it.edits.first().map(|it| view! { <GoTo page ui at=it.place/> });
    view! {
        <li class="repair">
            <h4><Marked text=title.clone()/></h4>
            <Patch page lines=it.patch/>
            <p class="repair-effect"><b>{shown(&it.effect)}</b></p>
            <Others others unnamed/>
            <div class="repair-foot">
                <button type="button" class="small" aria-label=shown(&format!("Apply: {title}")) on:click=apply>
                    "Apply"
                </button>
                {place}
            </div>
        </li>
    }
}

/// The lines that go and come, by file.
#[component]
fn Patch(page: Playground, lines: Vec<PatchLineView>) -> impl IntoView {
    let is_whole = RwSignal::new(lines.len() <= LINES + 1);
    let left = lines.len().saturating_sub(LINES);
    let has_several = lines.windows(2).any(|it| matches!(it, [a, b] if a.file != b.file));
    let name = move |file: u32| {
        let files = page.files_now();
        files.list.get(file as usize).map_or_else(String::new, |it| it.name.clone())
    };
    let all = move || {
        let mut last = None;
        let count = if is_whole.get() { lines.len() } else { LINES };
        let one = |it: &PatchLineView| {
            let is_new = last.replace(it.file) != Some(it.file);
            let file = (is_new && has_several)
                .then(|| view! { <li class="repair-file">{shown(&name(it.file))}</li> });
            let (class, sign, says) =
                if it.added { ("come", "+", "added: ") } else { ("go", "−", "removed: ") };
            view! {
                {file}
                <li class=class>
                    <i aria-hidden="true">{sign}</i>
                    <span class="sr">{says}</span>
                    <code>{shown(&it.text)}</code>
                </li>
            }
        };
        lines.iter().take(count).map(one).collect_view()
    };
    view! {
        <ul class="repair-lines" aria-label="Lines that change">{all}</ul>
        <Show when=move || !is_whole.get()>
            <button type="button" class="link repair-more" on:click=move |_| is_whole.set(true)>
                "Show " {left} " more lines"
            </button>
        </Show>
    }
}

/// The cells that change besides.
#[component]
pub(super) fn Others(
    #[prop(default = "Other cells that change")] label: &'static str,
    others: Vec<CellChangeView>,
    /// How many there are that are not among them.
    unnamed: u64,
) -> impl IntoView {
    if others.is_empty() {
        return ().into_any();
    }
    let is_whole = RwSignal::new(others.len() <= CELLS);
    let left = others.len().saturating_sub(CELLS) as u64 + unnamed;
    let all = move || {
        let count = if is_whole.get() { others.len() } else { CELLS };
        others.iter().take(count).map(|it| view! { <Other it=it.clone()/> }).collect_view()
    };
    let rest = move || match (is_whole.get(), unnamed) {
        (false, _) => {
            let show = move |_| is_whole.set(true);
            view! { <button type="button" class="link repair-more" on:click=show>"Show " {left} " more"</button> }
                .into_any()
        }
        (true, 0) => ().into_any(),
        (true, more) => view! { <p class="dim">"and " {more} " more"</p> }.into_any(),
    };
    view! {
        <ul class="repair-others" aria-label=label>{all}</ul>
        {rest}
    }
    .into_any()
}

#[component]
fn Other(it: CellChangeView) -> impl IntoView {
    let (sign, words) = match it.kind {
        "newly-allowed" => ("+", "newly allowed"),
        "newly-denied" => ("−", "newly denied"),
        "both" => ("±", "newly allowed and newly denied"),
        _ => ("?", "undecided"),
    };
    view! {
        <li>
            <i class="change-sign" data-change=it.kind aria-hidden="true">{sign}</i>
            <span>{shown(&it.from_name)} " → " {shown(&it.to_name)} " " <small>{words}</small></span>
        </li>
    }
}
